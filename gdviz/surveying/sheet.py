"""The landscape in the runs that hold it, row by row: it can be drawn, and gone on with, at any moment."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run, load
from gdviz.runs.writer import RunWriter
from gdviz.surveying.coarse_to_fine import filled, in_order

Array = NDArray[np.float64]

# What goes into writing, as a share of the time of a survey, at most; a row that took long is written at once.
SHARE = 0.03


class Sheet:
    """Rows of a landscape, and the runs that hold it; a context.

    Parameters
    ----------
    paths
        Of the runs. Their old landscapes go when the first row of this one is written.
    landscape
        The grid, and where it lies among the numbers of the runs; its loss is not used.
    survey
        What their manifests say of it.
    rows
        The loss, (ny, nx), or (nx, 1) on a line; NaN where it has not been taken.

    Attributes
    ----------
    taken
        How many rows have been taken, of those in the order of gdviz.surveying.coarse_to_fine.
    """

    def __init__(self, paths: Sequence[Path], landscape: Landscape, survey: dict[str, Any], rows: Array) -> None:
        self.survey, self.rows, self.taken = survey, rows, 0
        self._paths, self._landscape = paths, landscape
        self._open, self._writers = ExitStack(), list[tuple[RunWriter, str, str]]()
        self._saved = 0
        self._saved_at, self._cost = time.monotonic(), 0.0

    @property
    def left(self) -> list[int]:
        """The numbers of the rows that are still to be taken."""
        return in_order(len(self.rows))[self.taken :]

    def put(self, row: int, loss: Array) -> None:
        """Note the next of the rows that are left, and write what there is unless that would take too much time."""
        self.rows[row] = loss
        self.taken += 1
        if self._cost <= SHARE * (time.monotonic() - self._saved_at):
            self._save()

    def _save(self) -> None:
        if self.taken == self._saved:
            return
        began = time.monotonic()
        shown = filled(self.rows, in_order(len(self.rows))[: self.taken])
        fields = {"surface.loss": shown if len(self._landscape.y) else shown[:, 0]}
        if not self._writers:
            fields = self._landscape.fields() | fields
            for path in self._paths:
                run = load(path)
                # Where starts end is the same on any landscape.
                basins = {name: np.array(one) for name, one in run.arrays.items() if name.startswith("basins.")}
                writer = self._open.enter_context(RunWriter.reopen(path, {}, every=1))
                writer.keep(basins)
                self._writers.append((writer, run.stop["reason"], run.stop["message"]))
        for writer, reason, message in self._writers:
            writer.keep(fields)
            writer.finish(reason, message, about={"survey": {**self.survey, "taken": self.taken}})
        self._saved, self._saved_at = self.taken, time.monotonic()
        self._cost = self._saved_at - began

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write all rows that have been taken, and let go of the runs."""
        with self._open:
            self._save()


def unfinished(path: Path, request: str) -> Run | None:
    """Return the run in a directory if a survey of this request was begun there and has not ended."""
    try:
        run = load(path)
    except (ValueError, OSError):
        return None
    survey = run.manifest.get("survey") or {}
    if survey.get("request") != request or "surface.loss" not in run.arrays:
        return None
    return run if 0 < survey.get("taken", 0) < len(run.landscape.loss) else None


def taken_rows(run: Run) -> Array:
    """Return the rows that have been taken of a survey that has not ended, in an array with NaN for the others."""
    loss = run.landscape.loss.reshape(len(run.landscape.loss), -1)
    rows = np.full(loss.shape, np.nan)
    done = in_order(len(rows))[: run.manifest["survey"]["taken"]]
    rows[done] = loss[done]
    return rows
