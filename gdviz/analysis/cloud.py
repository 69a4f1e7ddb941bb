"""Many runs as a cloud: how often their paths have been where, up to a step, and which of them stand out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.comparison import by_last_loss
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.runs.run import Run

Array = NDArray[np.float64]

# So many points of all paths are counted at most: of more, those of every few steps.
MOST_POINTS = 4_000_000


def standing_out(runs: Sequence[Run]) -> list[tuple[str, int]]:
    """Return what the runs that are drawn out are called, and their numbers: the best, and the median.

    They go by the last loss that is known; of few runs one may be both.
    """
    order = by_last_loss(runs)
    best, median = order[0], order[(len(order) - 1) // 2]
    return [(said("Best"), best)] if best == median else [(said("Best"), best), (said("Median"), median)]


@dataclass(eq=False)
class Density:
    """How many points of paths lie in each cell of a grid over a landscape, up to any step.

    Attributes
    ----------
    cells
        The cell of each point that lies in the grid, in the order of their steps.
    firsts
        Of each step the first of its points, shape (T + 2,).
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
        total = sum(len(run.step) for run in runs)
        every = -(-total // MOST_POINTS)
        low = np.array([scape.x[0], scape.y[0]])
        side = np.array([scape.x[-1], scape.y[-1]]) - low
        rows, columns = shape
        cells, steps = [], []
        for run in runs:
            with np.errstate(all="ignore"):
                at = (scape.project(np.asarray(run.params[::every])) - low) / side * (columns, rows)
                inside = np.all((at >= 0) & (at < (columns, rows)), axis=1)
            x, y = at[inside].astype(np.int32).T
            cells.append(y * columns + x)
            steps.append(np.asarray(run.step[::every])[inside])
        all_cells, all_steps = np.concatenate(cells), np.concatenate(steps)
        order = np.argsort(all_steps, kind="stable")
        last = int(max(run.steps for run in runs))
        firsts = np.searchsorted(all_steps[order], np.arange(last + 2))
        return cls(all_cells[order].astype(np.int32), firsts, shape)

    def until(self, step: float) -> Array:
        """Return how many points lie in each cell up to a step, shape `shape`."""
        end = int(self.firsts[min(max(int(step), 0), len(self.firsts) - 2) + 1])
        if end < self._counted:
            self._counted, self._counts = 0, np.zeros_like(self._counts)
        new = self.cells[self._counted : end]
        self._counts += np.bincount(new, minlength=len(self._counts))
        self._counted = end
        return self._counts.reshape(self.shape)
