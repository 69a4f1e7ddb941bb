"""A descent in one dimension, on the curve of its function."""

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.curve import height_at, slope_at
from gdviz.analysis.trajectory import Trajectory
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run

Array = NDArray[np.float64]


class Descent:
    """What is shown of a run: where it is, how steep it is there, and the step to the iterate that is shown next.

    Attributes
    ----------
    run, scape, track
        The run, the curve, and the run's track over it.
    inside
        The rows, n of them, at which it is within the curve's box.
    stride
        How many steps lead from an iterate that is shown to the next.
    """

    def __init__(self, run: Run, scape: Landscape, every: int) -> None:
        self.run, self.scape = run, scape
        self.track = Trajectory.of(run, scape)
        x = np.asarray(run.params[:, 0])
        self.inside = np.flatnonzero((x >= scape.x[0]) & (x <= scape.x[-1]))
        self.stride = min(max(every, int(np.diff(run.step).max(initial=1))), max(run.steps, 1))

    def row(self, step: float) -> int:
        """Return the last recorded row that is over at a step."""
        return int(self.run.row(step) + 1e-9)

    def x(self, row: int) -> float:
        """Return x at a row."""
        return float(self.run.params[row, 0])

    def slope(self, row: int) -> tuple[float, bool]:
        """Return f' at a row, and whether it is the gradient that was recorded.

        At the last row none was: where x has not moved since, it is the one before. Else it goes on as straight as
        between the two gradients before, which is exact for parabolas, where the last step was no longer than the one
        before; else it is that of the sampled curve.
        """
        gradient, step = self.run.arrays.get("gradient", np.empty((0, 1))), self.run.step
        if row < len(gradient) and step[row + 1] == step[row] + 1:
            return float(gradient[row, 0]), True
        if self.is_undefined(row):
            return np.nan, False
        if row == len(gradient) > 0 and self.x(row) == self.x(row - 1) and not self.run.manifest.get("batch"):
            return float(gradient[-1, 0]), True
        if row == len(gradient) and row > 1 and step[row] == step[row - 2] + 2 and not self.run.manifest.get("batch"):
            before, last = (self.x(row - lag) - self.x(row - lag - 1) for lag in (1, 0))
            rise = float(gradient[row - 1, 0] - gradient[row - 2, 0])
            if before and abs(last) <= abs(before) and np.isfinite(rise):
                return float(gradient[row - 1, 0]) + rise * (last / before), False
        return slope_at(self.scape, self.x(row)), False

    def is_undefined(self, row: int) -> bool:
        """Return whether f, or its gradient, is known to be undefined at a row."""
        is_end = row == len(self.run.step) - 1 and self.run.stop["reason"] == "undefined"
        return is_end or bool(np.isnan(self.run.loss[row]) and np.isfinite(self.x(row)))

    def ahead(self, step: float) -> tuple[int, int]:
        """Return the rows that the present step leads from and to; at the end it is the last one taken."""
        first = max(min(float(self.run.step[self.row(step)]), self.run.steps - self.stride), 0.0)
        return self.row(first), self.row(first + self.stride)

    @property
    def moves(self) -> Array:
        """The steps between iterates that are shown."""
        x, lag = np.asarray(self.run.params[:, 0])[self.inside], self.row(self.stride)
        return x[lag:] - x[:-lag] if lag else x[:0]

    def rate(self, step: float) -> float | None:
        """Return eta where the present step is -eta f'(x), else None."""
        row, rates = self.row(step), self.run.arrays.get("learning_rate", ())
        if self.stride > 1 or row >= len(rates) or not np.isfinite(self.run.params[row + 1, 0]):
            return None
        moved, pulled = self.x(row + 1) - self.x(row), -float(rates[row]) * self.slope(row)[0]
        return float(rates[row]) if abs(moved - pulled) <= 1e-9 * abs(pulled) + 1e-15 * abs(self.x(row)) else None


class OnCurve:
    """Where a run is on its curve: at the iterates f is what was recorded, between them it is that of the curve.

    Attributes
    ----------
    inside
        The rows, n of them, at which it is within the curve's box.
    """

    def __init__(self, run: Run, track: Trajectory, scape: Landscape) -> None:
        self._run, self._track, self._scape = run, track, scape
        x = np.asarray(run.params[:, 0])
        self.inside = np.flatnonzero((x >= scape.x[0]) & (x <= scape.x[-1]))

    def at(self, step: float) -> tuple[float, float]:
        """Return (x, f(x)) at a step, to the last step before it leaves."""
        end = self._track.last if self._track.left is None else self._track.left
        row = self._run.row(min(step, end))
        low, share = int(row), row - int(row)
        x = float(self._track.at(step)[0])
        if share == 0.0:
            return x, float(self._run.loss[low])
        off = [self._off_curve(low), self._off_curve(low + 1)]
        return x, float(height_at(self._scape, np.array(x))) + (1 - share) * off[0] + share * off[1]

    def lost(self, step: float) -> tuple[float, float] | None:
        """Return the last (x, f(x)) of a run that has come within the box where there is no f; None before that."""
        if not self._run.diverged or step < self._run.steps or np.isfinite(self._run.loss[-1]):
            return None
        row = int(self.inside[np.isfinite(self._run.loss[self.inside])][-1])
        return float(self._run.params[row, 0]), float(self._run.loss[row])

    def _off_curve(self, row: int) -> float:
        """Return how far the loss of an iterate is above the curve between its samples; 0 where there is no curve."""
        x = float(self._run.params[row, 0])
        if not self._scape.x[0] <= x <= self._scape.x[-1]:
            return 0.0
        off = float(self._run.loss[row]) - float(height_at(self._scape, np.array(x)))
        return off if np.isfinite(off) else 0.0
