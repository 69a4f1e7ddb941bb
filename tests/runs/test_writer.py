"""The recorder: every row is on disk and readable, while it writes, when it is stopped, and after."""

import json
import subprocess
import sys

import numpy as np
import pytest

from gdviz.runs.growing_array import FLUSH_ROWS
from gdviz.runs.manifest import RunError
from gdviz.runs.run import load
from gdviz.runs.writer import RunWriter
from gdviz.solving.solver import solve

ABOUT = {"problem": {"name": "hand-made"}, "optimizer": {"name": "none"}}
STEP = {"gradient": np.zeros(2), "state.count": np.zeros((), np.int32), "state.table": np.zeros((2, 3), np.float32)}


def rows(count, seed=0):
    """Return the columns of a run of `count` steps."""
    rng = np.random.default_rng(seed)
    steps = np.arange(count + 1)
    state = {"params": rng.normal(size=(count + 1, 2)), "loss": rng.normal(size=count + 1), "step": steps}
    return state, {
        "gradient": rng.normal(size=(count, 2)),
        "state.count": rng.integers(9, size=count, dtype=np.int32),
        "state.table": rng.normal(size=(count, 2, 3)).astype(np.float32),
    }


def begin(path, state, about=ABOUT, fixed=None):
    """Return a recorder of a run that begins with the first row of `state`."""
    first = {name: column[0] for name, column in state.items()}
    return RunWriter.create(path, about, state=first, step=STEP, fixed=fixed or {})


def write(to, state, step, first=1, last=None):
    """Append the rows from `first` to `last`."""
    for t in range(first, len(state["loss"]) if last is None else last + 1):
        to.append({**{n: column[t - 1] for n, column in step.items()}, **{n: column[t] for n, column in state.items()}})


def record(path, count, seed=0, **options):
    """Record a whole run, and return its columns."""
    state, step = rows(count, seed)
    with begin(path, state, **options) as made:
        write(made, state, step)
    return {**state, **step}


def contents(arrays):
    return {name: (array.dtype, array.shape, array.tobytes()) for name, array in arrays.items()}


@pytest.mark.parametrize("count", [0, 1, 7, FLUSH_ROWS - 1, FLUSH_ROWS, 2 * FLUSH_ROWS + 5])
def test_what_was_written_is_read_bit_by_bit(tmp_path, count):
    fixed = {"data.X": np.arange(12.0).reshape(4, 3), "data.y": np.array([0.0, 1.0, 1.0, 0.0])}
    columns = record(tmp_path / "run", count, fixed=fixed)
    run = load(tmp_path / "run")
    assert contents(run.arrays) == contents({**columns, **fixed})
    assert run.steps == count


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -0.0, 5e-324, np.finfo(float).max])
def test_every_float_survives(tmp_path, value):
    state, step = rows(1)
    state["loss"][:] = step["gradient"][:] = value
    with begin(tmp_path / "run", state) as made:
        write(made, state, step)
    assert np.load(tmp_path / "run" / "loss.npy").tobytes() == np.full(2, value).tobytes()
    assert np.load(tmp_path / "run" / "gradient.npy").tobytes() == np.full((1, 2), value).tobytes()


def test_each_file_is_a_plain_npy_of_its_own(tmp_path):
    columns = record(tmp_path / "run", 3)
    found = {name: np.load(tmp_path / "run" / f"{name}.npy", allow_pickle=False) for name in columns}
    assert contents(found) == contents(columns)


def test_end_is_in_the_manifest(tmp_path):
    state, step = rows(2)
    with begin(tmp_path / "run", state) as made:
        write(made, state, step)
        assert load(tmp_path / "run").stop["reason"] == "running"
        made.finish("max_steps", "took them all")
    assert load(tmp_path / "run").stop == {"reason": "max_steps", "message": "took them all"}


def test_run_can_be_followed_after_each_flush(tmp_path):
    state, step = rows(30)
    with begin(tmp_path / "run", state) as made:
        assert load(tmp_path / "run").steps == 0
        write(made, state, step, last=10)
        made.flush()
        early = load(tmp_path / "run")
        assert early.steps == 10
        write(made, state, step, first=11)
        assert load(tmp_path / "run").steps == 10
        made.flush()
        assert load(tmp_path / "run").steps == 30
        assert np.array_equal(early.params, state["params"][:11])
    assert np.array_equal(load(tmp_path / "run").params, state["params"])


def test_full_blocks_are_on_disk_without_a_flush(tmp_path):
    state, step = rows(FLUSH_ROWS + 100)
    with begin(tmp_path / "run", state) as made:
        write(made, state, step)
        assert load(tmp_path / "run").steps >= FLUSH_ROWS


def test_rows_are_flushed_as_time_passes(tmp_path, monkeypatch):
    monkeypatch.setattr("gdviz.runs.writer.FLUSH_SECONDS", 0.0)
    state, step = rows(5)
    with begin(tmp_path / "run", state) as made:
        write(made, state, step)
        assert load(tmp_path / "run").steps == 5


def test_exception_leaves_every_row_readable(tmp_path):
    state, step = rows(6)

    def fail():
        with begin(tmp_path / "run", state) as made:
            write(made, state, step)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    run = load(tmp_path / "run")
    assert np.array_equal(run.params, state["params"])
    assert run.stop["reason"] == "running"


def test_killed_process_leaves_every_flushed_row_readable(tmp_path):
    code = f"""
import os, numpy as np
from gdviz.runs.writer import RunWriter
made = RunWriter.create({str(tmp_path / "run")!r}, {ABOUT!r}, state={{"params": np.zeros(1), "loss": 0.0, "step": 0}},
                       step={{"gradient": np.zeros(1)}}, fixed={{}})
for t in range(1, 20):
    made.append({{"params": [float(t)], "loss": t, "step": t, "gradient": [1.0]}})
    if t == 12:
        made.flush()
os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    run = load(tmp_path / "run")
    assert run.params[:, 0].tolist() == list(range(13))
    assert run.steps == 12
    record(tmp_path / "run", 1)


def test_arrays_can_be_kept_after_the_rows(tmp_path):
    state, step = rows(2)
    with begin(tmp_path / "run", state) as made:
        write(made, state, step)
        made.keep({"surface.x": np.linspace(0, 1, 5)})
        made.finish("max_steps", "")
    assert load(tmp_path / "run").arrays["surface.x"].tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_run_that_is_there_is_replaced_whole(tmp_path):
    record(tmp_path / "run", 9, fixed={"data.X": np.zeros((2, 2))})
    columns = record(tmp_path / "run", 3, seed=1)
    assert contents(load(tmp_path / "run").arrays) == contents(columns)
    assert not (tmp_path / "run" / "data.X.npy").exists()


def test_reader_of_the_old_run_keeps_what_it_opened_when_it_is_replaced_and_is_told_of_the_rest(tmp_path):
    columns = record(tmp_path / "run", 5)
    old = load(tmp_path / "run")
    assert len(old.params) == 6
    record(tmp_path / "run", 2, seed=1)
    assert np.array_equal(old.params, columns["params"])
    with pytest.raises(RunError, match=r"loss\.npy has changed since the run was opened; open it again"):
        _ = old.loss


def test_second_recorder_of_a_directory_is_refused_while_the_first_is_open(tmp_path):
    state, step = rows(4)
    with begin(tmp_path / "run", state) as made:
        with pytest.raises(ValueError, match="another process is recording in"):
            begin(tmp_path / "run", state)
        write(made, state, step)
    assert load(tmp_path / "run").steps == 4
    record(tmp_path / "run", 1)


def test_run_that_is_taken_up_again_is_the_same_as_one_in_one_go(tmp_path):
    state, step = rows(12)
    with begin(tmp_path / "run", state) as made:
        write(made, state, step, last=5)
        made.finish("interrupted", "")
    with RunWriter.reopen(tmp_path / "run", {}, every=1) as made:
        assert load(tmp_path / "run").stop["reason"] == "running"
        write(made, state, step, first=6)
    assert contents(load(tmp_path / "run").arrays) == contents({**state, **step})


@pytest.mark.parametrize("path", ["empty", "deep/down/run"])
def test_empty_or_missing_directory_is_taken(tmp_path, path):
    (tmp_path / "empty").mkdir()
    record(tmp_path / path, 1)
    assert load(tmp_path / path).steps == 1
    assert {entry.name for entry in tmp_path.iterdir()} <= {"deep", "empty"}


def test_directory_that_is_no_run_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(ValueError, match=r"thesis holds chapter\.txt, which is not gdviz's; choose another directory"):
        record(tmp_path / "thesis", 1)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis"]
    assert [entry.name for entry in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_file_in_the_place_of_the_directory_is_refused_and_left_alone(tmp_path):
    (tmp_path / "notes").write_text("here")
    with pytest.raises(ValueError, match="notes exists and is not a run"):
        record(tmp_path / "notes", 1)
    assert (tmp_path / "notes").read_text() == "here"


@pytest.mark.parametrize(
    ("about", "error"), [({"lr": float("nan")}, ValueError), ({"lr": object()}, TypeError)], ids=["nan", "object"]
)
def test_manifest_that_json_cannot_hold_leaves_the_old_run_alone(tmp_path, about, error):
    columns = record(tmp_path / "run", 2)
    with pytest.raises(error):
        record(tmp_path / "run", 5, about={**ABOUT, **about})
    assert contents(load(tmp_path / "run").arrays) == contents(columns)
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


ABOUT_WHAT_IS_REFUSED = {
    "title": {"problem": {"title": "x" * 1001}},
    "parameters": {"problem": {"parameters": ["x" * 1001, "y"]}},
    "classes": {"problem": {"classes": ["x" * 1001]}},
    "escapes": {"problem": {"title": "\x1b" * 300}},
    "half a letter": {"problem": {"title": "\ud800"}},
    "minima": {"problem": {"minima": [[0.0, 0.0]] * 10_001}},
    "formula": {"problem": {"formula": "x" * 4001}},
    "seed": {"seed": 2**53 + 1},
    "digits": {"max_steps": 10**20},
    "condition": {"until": ["loss<0." + "0" * 1000]},
    "depth": {"more": {"a": [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}},
    "length": {"notes": ["x" * 3999] * 9000},
}


@pytest.mark.parametrize("what", ABOUT_WHAT_IS_REFUSED)
def test_what_no_reader_takes_is_not_written_and_the_old_run_stays(what, tmp_path):
    state, step = rows(3)
    with begin(tmp_path / "run", state) as old:
        write(old, state, step)
    with pytest.raises(ValueError, match=r"run/run\.json could not be read again: .*; give something shorter"):
        begin(tmp_path / "run", state, about={**ABOUT, **ABOUT_WHAT_IS_REFUSED[what]})
    assert load(tmp_path / "run").steps == 3
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_manifest_says_what_each_field_is_and_what_wrote_it(tmp_path):
    record(tmp_path / "run", 1, fixed={"data.X": np.zeros((4, 2))})
    manifest = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (manifest["format"], manifest["format_version"]) == ("gdviz-run", 2)
    assert manifest["fields"] == {
        "params": {"dtype": "<f8", "shape": [2], "axis": "state"},
        "loss": {"dtype": "<f8", "shape": [], "axis": "state"},
        "step": {"dtype": "<i8", "shape": [], "axis": "state"},
        "gradient": {"dtype": "<f8", "shape": [2], "axis": "step"},
        "state.count": {"dtype": "<i4", "shape": [], "axis": "step"},
        "state.table": {"dtype": "<f4", "shape": [2, 3], "axis": "step"},
        "data.X": {"dtype": "<f8", "shape": [4, 2], "axis": "fixed"},
    }
    assert manifest["versions"]["numpy"] == np.__version__
    assert manifest["stop"] is None
    assert manifest["created_at"].endswith("+00:00")


@pytest.mark.parametrize("told", ["tomorrow", "1e9", str(10**20)])
def test_a_date_that_is_none_is_refused(told, monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", told)
    with pytest.raises(ValueError, match=f"SOURCE_DATE_EPOCH is '{told}', no number of seconds since 1970; unset it"):
        solve("bowl", steps=1, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_manifest_is_written_anew_only_for_what_it_does_not_list(tmp_path):
    state, _ = rows(2)
    with begin(tmp_path / "run", state) as made:
        made.flush()
        made.keep({"surface.x": np.zeros(3)})
        before = (tmp_path / "run" / "run.json").stat().st_ino
        made.keep({})
        made.keep({"surface.x": np.ones(3)})
        assert (tmp_path / "run" / "run.json").stat().st_ino == before
        assert np.load(tmp_path / "run" / "surface.x.npy").tolist() == [1, 1, 1]
        made.keep({"surface.x": np.ones(4)})
        assert (tmp_path / "run" / "run.json").stat().st_ino != before


@pytest.mark.parametrize("late", [False, True])
def test_a_row_may_be_filled_in_where_it_will_lie(tmp_path, late):
    state, step = rows(4)
    with begin(tmp_path / "run", state) as made:
        for t in range(1, 5):
            place = made.place("params")
            place[:] = state["params"][t]
            if late and t == 3:
                # What waited is written meanwhile, and the row lies elsewhere.
                made.begin("metric.late", np.float64(7), "state")
            row = {"params": place, "loss": state["loss"][t], "step": t, "metric.late": t}
            made.append(row | {name: column[t - 1] for name, column in step.items()})
    run = load(tmp_path / "run")
    assert run.params.tolist() == state["params"].tolist()
    assert run.gradient.tolist() == step["gradient"].tolist()
