"""Runs whose process dies, whose disk is full, or that two want to write at once."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from at_work import at_work
from folders import contents

from gdviz.runs.growing_array import FLUSH_ROWS, GrowingArray
from gdviz.runs.run import load
from gdviz.runs.writer import RunWriter
from gdviz.solving.solver import resume, solve
from gdviz.solving.specification import specify

ADAM = {"problem": "rosenbrock", "optimizer": "adam"}
ENDLESS = "from gdviz.solving.solver import solve; solve('rosenbrock', 'adam', steps=10**7, out='run'{options})"


def rows_of(run):
    """Return what has rows: the landscape of an unfinished run, where it has one, is another."""
    return {name: array for name, array in run.arrays.items() if not name.startswith("surface.")}


def kill_in_the_middle(folder, rows, options=""):
    """Solve in another process, and kill that once so many rows are on disk."""
    with at_work([sys.executable, "-c", ENDLESS.format(options=options)], folder, run="run", rows=rows) as process:
        process.kill()
    assert process.returncode == -9, "it was still going"


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_killed_process_leaves_the_beginning_of_the_run_and_it_goes_on_to_the_same_bytes(tmp_path):
    kill_in_the_middle(tmp_path, 2 * FLUSH_ROWS)
    killed = load(tmp_path / "run")
    assert killed.stop["reason"] == "running"
    assert killed.steps >= 2 * FLUSH_ROWS
    total = killed.steps + 700
    whole = solve(**ADAM, steps=total, out=tmp_path / "whole")
    for name, array in rows_of(killed).items():
        np.testing.assert_array_equal(array, whole.arrays[name][: len(array)])
    resume(tmp_path / "run", steps=total)
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")
    assert {path.name for path in tmp_path.iterdir()} == {"run", "whole"}


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_killed_process_leaves_a_thinned_run_that_goes_on_to_the_same_bytes(tmp_path):
    kill_in_the_middle(tmp_path, 700, ", every=7")
    killed = load(tmp_path / "run")
    assert killed.step.tolist() == list(range(0, killed.steps + 1, 7))
    total = killed.steps + 701
    solve(**ADAM, steps=total, every=7, out=tmp_path / "whole")
    resume(tmp_path / "run", steps=total)
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")


@pytest.mark.parametrize(
    "code",
    [
        "from gdviz.solving.solver import resume; resume('run', steps=40)",
        "from gdviz.solving.solver import solve; solve('bowl', out='run')",
    ],
    ids=["resume", "solve"],
)
def test_second_process_on_a_directory_is_refused_and_the_first_goes_on(tmp_path, code):
    solve("bowl", steps=5, out=tmp_path / "run")
    before = contents(tmp_path / "run")
    about = specify("bowl", steps=40).manifest()
    with RunWriter.reopen(tmp_path / "run", about, every=1):
        second = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
        assert second.returncode != 0
        assert "ValueError: another process is recording in run; choose another directory with -o" in second.stderr
    after = contents(tmp_path / "run")
    assert {name: after[name] for name in ("params.npy", "loss.npy")} == {
        name: before[name] for name in ("params.npy", "loss.npy")
    }
    assert resume(tmp_path / "run", steps=40).steps == 40


def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullDisk:
    """A file that takes a number of writes, and no more."""

    def __init__(self, file, writes):
        self._file, self._left = file, writes

    def __getattr__(self, name):
        return getattr(self._file, name)

    def write(self, data):
        """Write, or say that the disk is full."""
        self._left -= 1
        return self._file.write(data) if self._left >= 0 else full()


def fill_after(monkeypatch, name, writes):
    """Let the disk be full after so many writes to the column `name`."""
    create = GrowingArray.create.__func__

    def created(cls, folder, file, row, *, begins):
        made = create(cls, folder, file, row, begins=begins)
        if file == f"{name}.npy":
            made.file = FullDisk(made.file, writes)
        return made

    monkeypatch.setattr(GrowingArray, "create", classmethod(created))


@pytest.mark.parametrize("name", ["params", "gradient", "state.exp_avg"])
@pytest.mark.parametrize("writes", [5, 8])
def test_full_disk_names_the_file_and_keeps_the_rows_that_were_written(tmp_path, monkeypatch, name, writes):
    whole = solve(**ADAM, steps=5000, out=tmp_path / "whole")
    fill_after(monkeypatch, name, writes)
    with pytest.raises(OSError, match="No space left on device") as caught:
        solve(**ADAM, steps=5000, out=tmp_path / "run")
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == str(tmp_path / "run" / f"{name}.npy")
    run = load(tmp_path / "run")
    assert run.stop["reason"] == "running"
    assert run.steps < 5000
    for field, array in rows_of(run).items():
        np.testing.assert_array_equal(array, whole.arrays[field][: len(array)])
    monkeypatch.undo()
    resume(tmp_path / "run")
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")


def test_full_disk_is_one_line_on_the_command_line(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from gdviz.cli import main

    monkeypatch.chdir(tmp_path)
    fill_after(monkeypatch, "loss", 3)
    result = CliRunner().invoke(main, ["solve", "bowl", "--steps", "3000", "-o", "run"])
    assert result.exit_code == 1
    file = Path("run") / "loss.npy"
    assert result.stderr == f"Error: {file}: No space left on device; choose another place with -o\n"


def test_full_disk_under_a_whole_array_names_its_file(tmp_path, monkeypatch):
    def save(file, array, **_):
        # As NumPy says it.
        raise OSError(f"{array.size} requested and 0 written")

    monkeypatch.setattr(np, "save", save)
    with pytest.raises(OSError, match="requested and 0 written") as caught:
        solve("bowl", out=tmp_path / "run")
    assert "surface." in str(caught.value.filename or caught.value)
