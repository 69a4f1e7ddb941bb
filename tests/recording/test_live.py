"""A picture beside a training: renewed by another process, and never in the training's way."""

import time
import warnings

import imageio.v3 as iio
import numpy as np
import pytest

import gdviz


def train(out, **how):
    p = np.array([2.0, 1.0])
    with gdviz.record(out, loss=lambda p: (p**2).sum(axis=-1), samples=33, **how) as run:
        for t in range(12):
            run.step(p)
            p = 0.8 * p
            if t == 6 and how.get("live"):
                yield
    yield


def test_the_picture_is_there_while_the_training_goes_on_and_shows_its_end_when_it_is_over(tmp_path, monkeypatch):
    monkeypatch.setattr("gdviz.runs.writer.FLUSH_SECONDS", 0.0)
    monkeypatch.setattr("gdviz.recording.live.BEGINS", 0.0)
    training, picture = train(tmp_path / "run", live=tmp_path / "x.png"), tmp_path / "x.png"
    next(training)
    end = time.monotonic() + 60
    while not picture.exists() and time.monotonic() < end:
        time.sleep(0.02)
    meanwhile = iio.imread(picture)
    next(training)
    last = iio.imread(picture)
    assert meanwhile.shape == last.shape
    assert (meanwhile != last).any()
    gdviz.draw("contour", [gdviz.load(tmp_path / "run")], tmp_path / "y.png")
    assert (last == iio.imread(tmp_path / "y.png")).all()
    assert {path.name for path in tmp_path.iterdir()} == {"run", "x.png", "y.png"}


def test_what_goes_wrong_with_it_is_a_warning_and_the_training_is_recorded(tmp_path, monkeypatch):
    monkeypatch.setattr("gdviz.recording.live.COMPANION", "from no.such.place import main")
    with pytest.warns(UserWarning, match=r"x\.png could not be drawn: .*No module named 'no'; the training is") as told:
        list(train(tmp_path / "run", live=tmp_path / "x.png"))
    assert len(told) == 1
    assert gdviz.load(tmp_path / "run").stop["reason"] == "max_steps"


@pytest.mark.parametrize("as_errors", [False, True])
def test_that_no_process_can_be_started_is_told_once(tmp_path, monkeypatch, capsys, as_errors):
    monkeypatch.setattr("gdviz.runs.writer.FLUSH_SECONDS", 0.0)
    monkeypatch.setattr("gdviz.recording.live.BEGINS", 0.0)
    monkeypatch.setattr("sys.executable", str(tmp_path / "nothing"))
    with warnings.catch_warnings(record=True, action="error" if as_errors else "always") as told:
        list(train(tmp_path / "run", live=tmp_path / "x.png"))
    assert len(told) + capsys.readouterr().err.count("could not be drawn") == 1
    assert gdviz.load(tmp_path / "run").steps == 11


def test_a_training_that_fails_before_its_second_step_starts_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("subprocess.Popen", lambda *arguments, **how: pytest.fail("it should not start"))
    with pytest.raises(RuntimeError), gdviz.record(tmp_path / "run", live=tmp_path / "x.png"):
        raise RuntimeError


@pytest.mark.parametrize("out", ["x.gif", "x", "x.mp4"])
def test_a_picture_that_moves_is_refused(tmp_path, out):
    with pytest.raises(ValueError, match="live is a picture that stands still"):
        gdviz.record(tmp_path / "run", live=out)
