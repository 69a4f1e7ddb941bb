"""Commands and scripts that are at work in another process, until a test ends them."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gdviz.runs.run import load

PATIENCE = 60
"""Seconds after which what has not come does not come."""


@contextmanager
def at_work(words: Sequence[str], folder: Path, *, run: str, rows: int) -> "Iterator[subprocess.Popen[str]]":
    """Give a process once the run that it records holds so many rows; it ends with the block, whatever happens."""
    with subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(folder / run, rows, process)
            yield process
        finally:
            process.kill()


def wait_for(run: Path, rows: int, process: "subprocess.Popen[str]") -> None:
    """Return once a run can be read and holds so many rows.

    What stands in the folder is not looked at: a new run grows beside its place and moves there, so that a file
    can be gone between its being listed and its being opened.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "it is still at work"
        try:
            if load(run).steps >= rows:
                return
        except (OSError, ValueError):
            pass
        time.sleep(0.01)
    raise AssertionError(f"{run} holds {rows} rows after {PATIENCE} seconds")
