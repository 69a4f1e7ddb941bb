"""A little of everything, for environments with other versions of what gdviz stands on: `pytest -m smoke`.

Each test asks one or more of the dependencies to do their work; `.ci/smoke` carries them out with the newest and the
oldest versions that pyproject.toml allows. What comes out is only looked at: that it is right is tested beside each
module.
"""

import shutil
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import av
import imageio.v3 as imageio
import numpy as np
import pytest
from commands import gdviz
from examples import RUNS

from gdviz import landscape, load, record
from gdviz.encode import FORMATS

pytestmark = pytest.mark.smoke

HOME = Path(__file__).parents[2]
SIZE = ["--size", "320x180", "--fps", "4", "--jobs", "1"]


def typed(*words: object) -> str:
    """Type a command, and return what it prints."""
    result = gdviz(*map(str, words))
    assert result.exit_code == 0, result.output
    return result.stdout


def looked_at(path: Path) -> None:
    """See that a file holds a picture in which there is something."""
    if path.suffix in (".svg", ".pdf"):
        assert len(path.read_bytes()) > 5000
        return
    if path.suffix in (".mp4", ".webm", ".mov"):
        with av.open(str(path)) as film:
            frame = next(film.decode(video=0)).to_ndarray(format="rgb24")
    else:
        frame = np.asarray(imageio.imread(path, index=0))
    assert frame.shape[:2] == (180, 320)
    assert np.ptp(frame[..., :3]) > 50


def test_the_figures_are_all_those_that_there_are():
    from gdviz.figures import FIGURES

    assert set(RUNS) == set(FIGURES)


@pytest.mark.parametrize(("name", "suffix"), list(zip(RUNS, cycle(FORMATS), strict=False)))
def test_a_figure_of_each_kind_in_each_format(name, suffix, recorded, tmp_path):
    runs = [recorded(run).path for run in RUNS[name]]
    still = ["--still", "0.4"] if suffix in (".png", ".svg", ".pdf") else ["--seconds", "1"]
    typed("figure", name, *runs, *SIZE, *still, "-o", tmp_path / f"x{suffix}")
    looked_at(tmp_path / f"x{suffix}")


def test_the_painters_of_several_processes(recorded, tmp_path):
    typed("figure", "loss", recorded("bowl").path, *SIZE[:-1], "2", "--seconds", "2", "-o", tmp_path / "x.gif")
    looked_at(tmp_path / "x.gif")


@pytest.mark.parametrize("data", ["moons", "iris", "breast-cancer"])
def test_scikit_learns_data(data, tmp_path):
    typed("solve", "softmax" if data == "iris" else "mlp", "--data", data, "--steps", "5", "-o", tmp_path / "run")
    assert len(load(tmp_path / "run").params) == 6


def test_a_function_as_typed_and_its_table(tmp_path):
    typed("solve", "--function", "x**2 + 3*y**2 + sin(x*y)", "--start", "1,1", "--steps", "20", "-o", tmp_path / "run")
    assert load(tmp_path / "run").loss[-1] < 1
    assert typed("table", tmp_path / "run").count("\n") == 8
    assert "sin" in typed("info", tmp_path / "run")


def test_a_sweep_and_going_on(tmp_path):
    typed("sweep", "bowl", "--lr", "0.05,0.1", "--steps", "10", "-o", tmp_path / "sweep")
    typed("solve", "bowl", "--steps", "10", "-o", tmp_path / "run")
    typed("solve", "--resume", tmp_path / "run", "--steps", "20")
    assert len(load(tmp_path / "run").params) == 21


def test_a_loop_of_ones_own(tmp_path):
    with record(tmp_path / "own", loss=lambda p: (p**2).sum()) as run:
        for step in range(5):
            run.step(np.array([1.0, 2.0]) * 0.5**step)
    typed("figure", "contour", tmp_path / "own", *SIZE, "--still", "last", "-o", tmp_path / "x.png")
    looked_at(tmp_path / "x.png")


def test_a_scene(recorded, tmp_path):
    pytest.importorskip("manim")
    run = recorded("bowl-adam").path
    typed("scene", "adam-anatomy", run, "--size", "320x180", "--jobs", "1", "-o", tmp_path / "x.png")
    looked_at(tmp_path / "x.png")


def test_a_scene_by_manims_own_command(recorded, tmp_path):
    pytest.importorskip("manim")
    shutil.copytree(recorded("bowl").path, tmp_path / "renders/runs/bowl")
    words = [sys.executable, "-m", "manim", "render", "-ql", "--fps", "2", HOME / "scenes/loss_bowl.py", "LossBowl"]
    made = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    assert len(list(tmp_path.rglob("LossBowl.mp4"))) == 1


@pytest.mark.parametrize("suffix", [".html", ".pptx", ".pdf"])
def test_a_deck(suffix, recorded, tmp_path):
    pytest.importorskip("manim_slides")
    typed("figure", "loss", recorded("bowl").path, *SIZE, "--seconds", "1", "-o", tmp_path / "loss.gif")
    (tmp_path / "title.md").write_text("# A *title*\n\n- with `a list`\n", encoding="utf-8")
    typed("deck", tmp_path / "title.md", tmp_path / "loss.gif", "-o", tmp_path / f"deck{suffix}")
    assert len((tmp_path / f"deck{suffix}").read_bytes()) > 10_000


def test_the_landscape_of_a_function_of_many_numbers(tmp_path, capsys):
    run = landscape(np.ones(5), lambda p: (p**2).sum(axis=-1), out=tmp_path / "run", samples=9)
    assert "9 × 9 points" in capsys.readouterr().err
    typed("figure", "contour", run.path, *SIZE[:2], "--still", "last", "-o", tmp_path / "x.png")
    looked_at(tmp_path / "x.png")
