"""Many runs as a cloud: how many of their paths have been where by a step, and which of them stand out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.comparison import by_last_loss
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.runs.run import Run

Array = NDArray[np.float64]

# So many points of a path are looked at most: of more, those of every few steps. And between two of them so many cells.
MOST_POINTS, LONGEST = 200_000, 512


def standing_out(runs: Sequence[Run]) -> list[tuple[str, int]]:
    """Return what the runs that are drawn out are called, and their numbers: the best, and the median.

    They go by the last loss that is known; of few runs one may be both.
    """
    order = by_last_loss(runs)
    best, median = order[0], order[(len(order) - 1) // 2]
    return [(said("Best"), best)] if best == median else [(said("Best"), best), (said("Median"), median)]


@dataclass(eq=False)
class Density:
    """How many paths have been in each cell of a grid over a landscape, by any step; one that comes back counts once.

    Attributes
    ----------
    cells
        The cells that paths enter, in the order of the steps at which they do.
    firsts
        Of each step the first of these, shape (T + 2,).
    shape
        Rows and columns of the grid.
    """

    cells: NDArray[np.int32]
    firsts: NDArray[np.int64]
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        """Begin before the first step."""
        self._counted, self._counts = 0, np.zeros(self.shape[0] * self.shape[1])

    @classmethod
    def of(cls, runs: Sequence[Run], scape: Landscape, shape: tuple[int, int]) -> "Density":
        """Return the density of some runs' paths in the plane of a landscape."""
        found = [_entered(run, scape, shape) for run in runs]
        cells, steps = (np.concatenate(each) for each in zip(*found, strict=True))
        order = np.argsort(steps, kind="stable")
        last = int(max(run.steps for run in runs))
        firsts = np.searchsorted(steps[order], np.arange(last + 2))
        return cls(cells[order].astype(np.int32), firsts, shape)

    def until(self, step: float) -> Array:
        """Return how many paths have been in each cell by a step, shape `shape`."""
        end = int(self.firsts[min(max(int(step), 0), len(self.firsts) - 2) + 1])
        if end < self._counted:
            self._counted, self._counts = 0, np.zeros_like(self._counts)
        new = self.cells[self._counted : end]
        self._counts += np.bincount(new, minlength=len(self._counts))
        self._counted = end
        return self._counts.reshape(self.shape)


def _entered(run: Run, scape: Landscape, shape: tuple[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the cells that a path enters, between its points too, and the steps at which it first does."""
    every, (rows, columns) = -(-len(run.step) // MOST_POINTS), shape
    low = np.array([scape.x[0], scape.y[0]])
    side = np.array([scape.x[-1], scape.y[-1]]) - low
    steps = np.asarray(run.step[::every])
    with np.errstate(all="ignore"):
        at = (scape.project(np.asarray(run.params[::every])) - low) / side * (columns, rows)
        moves = np.diff(at, axis=0, append=at[-1:])
        length = np.nan_to_num(np.ceil(np.abs(moves).max(axis=1)), nan=1.0)
        count = np.clip(length, 1, LONGEST).astype(np.int64)
        row = np.repeat(np.arange(len(at)), count)
        share = (np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)) / count[row]
        points = at[row] + share[:, None] * moves[row]
        inside = np.all((points >= 0) & (points < (columns, rows)), axis=1)
    x, y = points[inside].astype(np.int64).T
    when = steps[np.minimum(row + (share > 0), len(steps) - 1)][inside]
    cells, first = np.unique(y * columns + x, return_index=True)
    return cells, when[first]
