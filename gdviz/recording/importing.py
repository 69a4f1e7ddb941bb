"""Runs of checkpoints that a training has saved: one state each, in the order of their steps."""

import csv
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from gdviz.recording.checkpoints import natural, read_checkpoint, step_in
from gdviz.recording.own_loop import record
from gdviz.runs.run import Run, load

# A table of losses is longer than any list of checkpoints.
MOST_ROWS = 10_000_000
COUNTS = ("step", "global_step", "iteration", "epoch")


def import_checkpoints(
    files: Sequence[Path],
    out: Path,
    *,
    losses: Path | None = None,
    title: str = "Checkpoints",
    keep: str | None = None,
    progress: Callable[[int, int], None] = lambda done, of_all: None,
) -> tuple[Run, tuple[str, ...]]:
    """Make a run of checkpoints, and return it with the names of the arrays that are no parameters and were left out.

    Parameters
    ----------
    files
        The checkpoints, in any order: they are sorted as people count, and a number in their names, or inside, is that
        of the step. Without numbers that go up they are steps 0, 1, 2, ...
    out
        The run's directory.
    losses
        A table with a column "loss", and one "step" or "epoch" by which it is matched; else it has a row for each file.
        By default the losses in the files; what nobody says is NaN.
    title
        The name of the problem in pictures.
    keep
        "all" or "plane"; by default the plane of more than 10,000 parameters.
    progress
        Is told how many files are read, of how many.

    Raises
    ------
    ValueError
        If a file is damaged or of another kind, or has other parameters than the first.
    OSError
        If one cannot be read.
    """
    if len(files) < 2:
        raise ValueError("a path needs two checkpoints at least; give more files")
    ordered = sorted(files, key=natural)
    steps = _rising([step_in(path) for path in ordered])
    if steps is None:
        steps = _rising([read_checkpoint(path).step for path in ordered]) or list(range(len(ordered)))
    told = _losses(losses, steps) if losses is not None else {}
    left_out: tuple[str, ...] = ()
    with record(out, title=title, keep=keep) as recording:
        for place, (path, step) in enumerate(zip(ordered, steps, strict=True)):
            found = read_checkpoint(path)
            left_out = left_out or found.left_out
            recording.skip_to(step)
            try:
                recording.step(found.params, told.get(step, found.loss))
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from None
            progress(place + 1, len(ordered))
    return load(out), left_out


def _rising(steps: Sequence[int | None]) -> list[int] | None:
    """Return numbers of steps if all are known and each is larger than the one before; else None."""
    known = [step for step in steps if step is not None]
    return known if len(known) == len(steps) and all(a < b for a, b in pairwise(known)) else None


def _losses(path: Path, steps: Sequence[int]) -> dict[int, float]:
    """Return the losses in a table, by step."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row, _ in zip(csv.DictReader(file), range(MOST_ROWS), strict=False)]
    except (csv.Error, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no table of text with commas: {error}") from None
    columns = list(rows[0]) if rows else []
    if "loss" not in columns:
        raise ValueError(f"{path} has no column loss; it has {', '.join(map(str, columns)) or 'none'}")
    count = next((name for name in COUNTS if name in columns), None)
    if count is None and len(rows) != len(steps):
        raise ValueError(
            f"{path} has {len(rows)} rows for {len(steps)} checkpoints; give a column step, or a row for each"
        )
    found = {}
    for place, row in enumerate(rows):
        try:
            at = float(row[count]) if count else steps[place]
            found[int(at)] = float(row["loss"] or math.nan)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{path}, line {place + 2}: step and loss must be numbers") from None
    return found
