"""The slopes of f in every direction at the start of a run: the gradient's parts along them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.runs.requirements import why_not_course, why_not_surface
from gdviz.runs.run import Run

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Directions:
    """A point, and the gradient there, shape (2,) each; directions are in degrees from the first axis to the second."""

    at: Array
    gradient: Array

    @classmethod
    def of(cls, run: Run) -> "Directions":
        """Return those at the start of a run for which `why_not_directional_derivative` knows no reason."""
        return cls(np.array(run.params[0]), np.array(run.gradient[0]))

    @property
    def steepest(self) -> float:
        """The length of the gradient: the greatest slope."""
        return float(np.hypot(*self.gradient))

    @property
    def uphill(self) -> float:
        """The direction of the gradient."""
        return float(np.degrees(np.arctan2(self.gradient[1], self.gradient[0]))) % 360

    def slope(self, degrees: Array | float) -> Array:
        """Return the slopes of f in directions: grad f . u = |grad f| cos(the angle between them)."""
        shares = np.cos(np.radians(np.asarray(degrees) - self.uphill))
        return np.asarray(self.steepest * np.where(np.abs(shares) < 1e-9, 0.0, shares))

    def way(self, degrees: float) -> Array:
        """Return the unit vector u (2,) in a direction."""
        return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


def why_not_directional_derivative(run: Run) -> str | None:
    """Return why the slopes at a run's start cannot be shown, or None."""
    if (count := run.params.shape[1]) != 2:
        return f"it has {count} parameter{'s' if count > 1 else ''}, and directions turn in a plane of two"
    if reason := why_not_surface(run):
        return reason
    if reason := why_not_course(run):
        return reason
    if "gradient" not in run.arrays:
        return f"it did not record its gradients; {run.again('--fields')}"
    if not len(run.gradient):
        return "it took no step, and so has no gradient; solve it with --steps 1"
    if "batch_index" in run.arrays:
        return "its gradients are those of mini-batches, not of f; solve it without --batch"
    if int(run.step[1]) != 1:
        return f"its first gradient is not that of its start; {run.again('--every')}"
    gradient = np.array(run.gradient[0])
    if np.isnan(run.loss[0]):
        return "its loss is not known at its start"
    if not (np.isfinite(gradient).all() and np.isfinite(run.loss[0])):
        return "its gradient is not finite at its start; solve it with another --start"
    if not gradient.any():
        return "its gradient is zero at its start, where every direction is level; solve it with another --start"
    scape = run.landscape
    if not all(grid[0] <= at <= grid[-1] for grid, at in zip((scape.x, scape.y), run.params[0], strict=True)):
        return "it starts outside its sampled landscape; solve it with a wider --domain"
    return None


def level_lines(scape: Landscape, at: Array) -> list[Array]:
    """Return the lines (n, 2) along which f is what it is at a point; none where it has no value there."""
    level = float(scape.height(at))
    loss = np.ma.masked_invalid(scape.loss)
    lines: Any = contour_generator(scape.x, scape.y, loss).lines(level) if np.isfinite(level) else []
    return list(lines)
