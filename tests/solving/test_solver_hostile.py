"""Runs from strangers that are taken up or replaced: nothing outside them is written, and no row is garbled."""

import errno
import io
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from folders import contents
from numpy.lib import format as npy

import gdviz
from gdviz.landscapes.landscape import FIELDS, PREFIX
from gdviz.runs.run import load
from gdviz.solving.solver import resume, solve
from gdviz.solving.specification import specify
from gdviz.solving.sweep import sweep

SHORT, TOTAL = 20, 40
TASK = {"problem": "rosenbrock", "optimizer": "adam"}
GROWING = ("params", "loss", "step", "gradient", "update", "learning_rate", "state.exp_avg", "state.step")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return a directory with a run of SHORT steps, and the bytes of one that took TOTAL in one go."""
    home = tmp_path_factory.mktemp("runs")
    solve(**TASK, steps=SHORT, out=home / "run")
    return home / "run", contents(solve(**TASK, steps=TOTAL, out=home / "whole").path)


@pytest.fixture
def sent(tmp_path, runs):
    """Return a copy of the short run, beside a file that is nobody's business."""
    (tmp_path / "bashrc").write_text("alias ll='ls -l'")
    shutil.copytree(runs[0], tmp_path / "run")
    return tmp_path / "run"


def snapshot(path):
    return {file.name: file.readlink() if file.is_symlink() else file.read_bytes() for file in path.iterdir()}


# Names that are written when a run is taken up or replaced, and such as were, under names that can be foreseen.
WRITTEN = (
    ".run.json.new",
    ".loss.npy.new",
    ".surface.loss.npy.new",
    ".basins.label.npy.new",
    ".lock",
    "run.json",
    "loss.npy",
    "state.exp_avg.npy",
    "surface.loss.npy",
    "basins.label.npy",
    "notes.txt",
)
LINKS = {"a file": "../bashrc", "a new file": "../profile", "the directory above": "..", "itself": "run.json"}


def refusal(act, *args, **options):
    """Return in what words a call is refused; None where it is not."""
    try:
        act(*args, **options)
    except ValueError as refused:
        return str(refused)
    return None


def interrupt(done, _):
    if done == 4:
        raise KeyboardInterrupt


def go_on(run):
    resume(run, steps=TOTAL)


def replace(run):
    solve(**TASK, steps=5, out=run)


def train(run):
    with gdviz.record(run, loss=lambda p: float(p[0] ** 2)) as recording:
        recording.step([1.0])
        recording.step([0.5])


@pytest.mark.parametrize("act", [go_on, replace, train])
@pytest.mark.parametrize("to", LINKS)
@pytest.mark.parametrize("name", WRITTEN)
def test_nothing_is_written_through_a_link_in_a_run(sent, name, to, act):
    (sent / name).unlink(missing_ok=True)
    (sent / name).symlink_to(LINKS[to])
    before, beside = snapshot(sent), {path.name for path in sent.parent.iterdir()}
    with pytest.raises((ValueError, OSError)) as caught:
        act(sent)
    assert str(sent) in str(caught.value)
    assert snapshot(sent) == before
    assert {path.name for path in sent.parent.iterdir()} == beside
    assert (sent.parent / "bashrc").read_text() == "alias ll='ls -l'"


@pytest.mark.parametrize("name", ["loss.npy", "run.json", ".lock", "surface.loss.npy"])
def test_nothing_is_written_into_a_file_that_has_another_name_elsewhere(sent, name):
    os.link(sent / name, sent.parent / "second")
    before = (sent.parent / "second").read_bytes()
    assert "hard link" in (refusal(go_on, sent) or "hard link")
    assert (sent.parent / "second").read_bytes() == before


def test_a_sweep_writes_through_no_link(tmp_path):
    (tmp_path / "bashrc").write_text("alias")
    spec = specify(**TASK, steps=5)
    solve(spec, out=tmp_path / "home" / spec.name, progress=interrupt)
    (tmp_path / "home" / spec.name / ".lock").unlink()
    (tmp_path / "home" / spec.name / ".lock").symlink_to("../../bashrc")
    (failure,) = sweep([{**TASK, "steps": 5}], home=tmp_path / "home").failures
    assert "holds .lock (a link), which is not gdviz's" in failure.message
    assert (tmp_path / "bashrc").read_text() == "alias"


def rewritten(array, *, version=(1, 0), text=None):
    """Return a .npy file of an array with a header in other words, which NumPy reads as the same."""
    file = io.BytesIO()
    if text is None:
        npy.write_array(file, array, version=version)
        return file.getvalue()
    about = {"descr": array.dtype.str, "fortran_order": array.flags.fnc, "shape": array.shape}
    header = text(about).encode("latin-1")
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return npy.magic(1, 0) + len(header).to_bytes(2, "little") + header + array.tobytes("A")


HEADERS = {
    "Fortran order": lambda array: rewritten(np.asfortranarray(array)),
    "version 2": lambda array: rewritten(array, version=(2, 0)),
    "version 3": lambda array: rewritten(array, version=(3, 0)),
    "no room to grow": lambda array: rewritten(array, text=repr),
    "more padding": lambda array: rewritten(array, text=lambda about: repr(about) + " " * 700),
    "other order": lambda array: rewritten(array, text=lambda about: repr(dict(reversed(about.items()))) + " " * 40),
    "longer": lambda array: rewritten(array) + b"\x55" * 333,
    "shorter": lambda array: rewritten(array)[:-9],
    "empty": lambda array: b"",
}


@pytest.mark.parametrize("name", GROWING)
@pytest.mark.parametrize("kind", HEADERS)
def test_rows_go_on_exactly_behind_whatever_header_or_the_run_is_refused(sent, runs, kind, name):
    path = sent / f"{name}.npy"
    path.write_bytes(HEADERS[kind](np.load(path)))
    before = snapshot(sent)
    refused = refusal(go_on, sent)
    if refused:
        assert str(path) in refused
        assert snapshot(sent) == before
    else:
        assert contents(sent) == runs[1]
    assert refused or kind not in ("shorter", "empty")


@pytest.mark.parametrize("name", GROWING)
def test_rows_of_another_machine_go_on_as_the_same_numbers(sent, runs, name):
    path = sent / f"{name}.npy"
    array = np.load(path)
    path.write_bytes(rewritten(array.astype(array.dtype.newbyteorder(">"))))
    manifest = json.loads((sent / "run.json").read_text())
    manifest["fields"][name]["dtype"] = np.load(path).dtype.str
    (sent / "run.json").write_text(json.dumps(manifest))
    resume(sent, steps=TOTAL)
    np.testing.assert_array_equal(np.load(path), npy.read_array(io.BytesIO(runs[1][path.name])))
    assert load(sent).steps == TOTAL


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("params", {"dtype": "<f4"}),
        ("loss", {"dtype": "<f2"}),
        ("gradient", {"axis": "state"}),
        ("state.exp_avg", {"axis": "fixed"}),
        ("learning_rate", None),
        ("more", {"dtype": "<f8", "shape": [], "axis": "step"}),
    ],
)
def test_rows_that_could_not_follow_are_refused(sent, name, change):
    manifest = json.loads((sent / "run.json").read_text())
    if change is None:
        del manifest["fields"][name]
    else:
        manifest["fields"][name] = {**manifest["fields"].get(name, {}), **change}
        spec = manifest["fields"][name]
        np.save(sent / f"{name}.npy", np.zeros((SHORT + (spec["axis"] == "state"), *spec["shape"]), spec["dtype"]))
    (sent / "run.json").write_text(json.dumps(manifest))
    before = snapshot(sent)
    with pytest.raises(ValueError, match=r"run/(run\.json|\w+(\.\w+)?\.npy) "):
        resume(sent, steps=TOTAL)
    assert snapshot(sent) == before


def test_what_a_killed_process_left_on_its_way_goes_when_its_run_goes_on(sent, runs):
    (sent / f".{PREFIX}{FIELDS[0]}.npy.0123456789abcdef.new").write_bytes(b"half")
    resume(sent, steps=TOTAL)
    assert contents(sent) == runs[1]
    assert not [name for name in snapshot(sent) if name.endswith(".new")]


def test_solving_over_a_run_fails_without_harm_where_the_problem_does(tmp_path):
    def gradient(p):
        if p[0] < 0.8:
            raise ZeroDivisionError("division by zero")
        return 2 * p

    problem = gdviz.Problem(
        name="bad",
        title="Bad",
        formula="x",
        parameters=("x",),
        value=lambda p: p[..., 0] ** 2,
        gradient=gradient,
        domain=np.array([[-1.0, 1.0]]),
        start=np.array([1.0]),
        minima=np.array([[0.0]]),
        lr=0.1,
        stride=0.1,
        steps=5,
    )
    solve(**TASK, steps=SHORT, out=tmp_path / "run")
    before = contents(tmp_path / "run")
    with pytest.raises(ZeroDivisionError):
        solve(problem, out=tmp_path / "run")
    assert contents(tmp_path / "run") == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_interrupted_run_that_has_rows_stands_and_can_be_taken_up(tmp_path):
    solve("bowl", steps=9, out=tmp_path / "run")
    assert solve(**TASK, steps=TOTAL, out=tmp_path / "run", progress=interrupt).stop["reason"] == "interrupted"
    assert resume(tmp_path / "run").steps == TOTAL


def test_runs_that_begin_at_once_in_one_place_leave_one_whole(tmp_path):
    def one(steps):
        return refusal(solve, "bowl", steps=steps, out=tmp_path / "run")

    with ThreadPoolExecutor(4) as pool:
        refused = list(pool.map(one, range(10, 30)))
    assert all(words is None or "another process is recording in" in words for words in refused)
    assert None in refused
    run = load(tmp_path / "run")
    assert run.stop["reason"] == "max_steps"
    assert len(run.loss) == run.steps + 1 == run.manifest["max_steps"] + 1
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_a_run_that_was_nowhere_is_not_taken_up(sent, value):
    params = np.load(sent / "params.npy")
    np.save(sent / "params.npy", np.full_like(params, value))
    before = contents(sent)
    with pytest.raises(ValueError, match="run was nowhere at finite parameters"):
        resume(sent, steps=TOTAL)
    assert contents(sent) == before


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_an_error_of_the_system_that_names_nothing_names_the_run(code, sent, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("gdviz.runs.writer.RunWriter.finish", fail)
    for name, act in (
        ("new", lambda: solve("bowl", steps=3, out=tmp_path / "new")),
        ("run", lambda: resume(sent, steps=TOTAL)),
    ):
        with pytest.raises(OSError, match=os.strerror(code)) as caught:
            act()
        assert caught.value.filename == str(tmp_path / name)
