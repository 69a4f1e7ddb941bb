"""What a relief hides: one table for each view, asked for any number of points.

A line of sight stays in a vertical plane through the eye. In each of many such planes the surface is sampled from the
eye outward, and the steepest and the shallowest slope so far are kept. A point that is seen steeper than all of the
surface before it is seen from above, one that is seen shallower than all of it from below, and every other is hidden.
Holes have walls down to the floor, so that no line passes from above the surface to below it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import clamped
from gdviz.relief.solid import FLOOR, Relief
from gdviz.relief.view import View

Array = NDArray[np.float64]
# Points (n, 2) and matplotlib's codes for them: 1 to move there, 2 to draw a line.
Stroke = tuple[Array, NDArray[np.uint8]]
# What stands for no surface at all: steeper and shallower than any line of sight.
NOTHING = 1e6
# Slopes in planes side by side that differ by more belong to different things.
ABRUPT = 0.04


class Visibility:
    """What a view of a relief lets be seen.

    Parameters
    ----------
    relief, view
        What is seen, and from where.
    samples
        Planes across the base, and samples along each; twice the mesh's cells unless given.
    """

    def __init__(self, relief: Relief, view: View, samples: int = 0) -> None:
        self._relief = relief
        self._eye = view.eye
        count = samples or 2 * (len(relief.x) - 1)
        x, y = relief.half
        corners = np.array([[-x, -y], [x, -y], [x, y], [-x, y]]) - self._eye[:2]
        self._middle = np.arctan2(-self._eye[1], -self._eye[0])
        angles = self._angle(*corners.T)
        self._low, high = angles.min(), angles.max()
        planes = count
        if (np.abs(self._eye[:2]) < relief.half + 0.05).all():
            self._low, high, planes = -np.pi, np.pi, 5 * count
        self._step = (high - self._low) / (planes - 1)
        turn = self._middle + np.linspace(self._low, high, planes)
        forward = np.stack([np.cos(turn), np.sin(turn)])
        with np.errstate(divide="ignore"):
            first = (-relief.half[:, None] - self._eye[:2, None]) / forward
            second = (relief.half[:, None] - self._eye[:2, None]) / forward
        start = np.maximum(np.minimum(first, second).max(axis=0), 1e-3)
        end = np.maximum(np.maximum(first, second).min(axis=0), start)
        self._start, self._pace = start, np.maximum((end - start) / (count - 1), 1e-9)
        self._count = count
        away = start + np.arange(count)[:, None] * self._pace
        flat_x, flat_y = self._eye[0] + away * forward[0], self._eye[1] + away * forward[1]
        slope = (relief.height(flat_x, flat_y) - self._eye[2]) / away
        # Row k is about the k samples nearest to the eye.
        self._above, self._below = np.full((2, count + 1, planes), NOTHING)
        self._above *= -1
        above, below = slope, slope
        if relief.ground is not None:
            solid = relief.solid(flat_x, flat_y) > 0
            above, below = np.where(solid, slope, -NOTHING), np.where(solid, slope, NOTHING)
            rim = solid[1:] != solid[:-1]
            below[1:][rim] = np.minimum(below[1:][rim], ((FLOOR - self._eye[2]) / away[1:])[rim])
        np.maximum.accumulate(above, axis=0, out=self._above[1:])
        np.minimum.accumulate(below, axis=0, out=self._below[1:])

    def hidden(self, points: Array) -> NDArray[np.bool_]:
        """Return which world points (..., 3) are hidden, shape (...)."""
        return self.clearance(points) < 0

    def clearance(self, points: Array, lift: Array | None = None) -> Array:
        """Return how far above, or below, everything that might hide them world points (..., 3) are seen, shape (...).

        Heights in world units; negative for what is hidden. `lift` is what `lift_of` gives for the points, if known.
        """
        over, under = self.clearances(points)
        lift = lift_of(self._relief, points) if lift is None else lift
        free = np.isnan(lift)
        # A point may be above all that is before it and yet lie under the surface, or the other way round.
        over = np.where(free | (lift >= 0), over, np.minimum(over, lift))
        under = np.where(free | (lift <= 0), under, np.minimum(under, -lift))
        return np.maximum(over, under)

    def clearances(self, points: Array) -> tuple[Array, Array]:
        """Return how far above and how far below the surface that is nearer to the eye points (..., 3) are seen."""
        from_eye = points - self._eye
        x, y, z = from_eye[..., 0], from_eye[..., 1], from_eye[..., 2]
        away = np.maximum(np.hypot(x, y), 1e-9)
        slope = z / away
        at = (self._angle(x, y) - self._low) / self._step
        planes = len(self._start)
        low = clamped(at.astype(np.intp), 0, planes - 2)
        share = clamped(at - low, 0, 1)
        beside = (at < -1e-9) | (at > planes - 1 + 1e-9)
        above, below = [], []
        for plane in (low, low + 1):
            # Only samples that are nearer than the point by more than a rounding error count.
            row = np.ceil((away - self._start[plane]) / self._pace[plane] - 1e-6)
            index = clamped(row, 0, self._count).astype(np.intp) * planes + plane
            above.append(self._above.take(index))
            below.append(self._below.take(index))
        over = np.where(beside, NOTHING, (slope - _blend(above[0], above[1], share)) * away)
        under = np.where(beside, NOTHING, (_blend(below[0], below[1], share) - slope) * away)
        return over, under

    def _angle(self, x: Array, y: Array) -> Array:
        """Return the angle to the left of the middle of the picture, in (-pi, pi], of directions on the base."""
        return (np.arctan2(y, x) - self._middle + np.pi) % (2 * np.pi) - np.pi


def lift_of(relief: Relief, points: Array) -> Array:
    """Return how far over the surface world points (..., 3) are; nan where there is none above or below them."""
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    free = (np.abs(x) > relief.half[0]) | (np.abs(y) > relief.half[1])
    if relief.ground is not None:
        free |= relief.solid(x, y) <= 0
    return np.where(free, np.nan, z - relief.height(x, y))


def _blend(left: Array, right: Array, share: Array) -> Array:
    """Return what lies between two planes, or where a wall or an edge stands between them, the nearer one's."""
    return np.where(np.abs(left - right) > ABRUPT, np.where(share < 0.5, left, right), left + share * (right - left))


def visible_parts(points: Array, clearance: Array, ends: NDArray[np.intp]) -> Stroke:
    """Return what is seen of polylines.

    The lines lie end to end in `points` (n, 2), with their ends in `ends`. They are cut where `clearance` (n,) changes
    its sign, between two points.
    """
    if not len(points):
        return points, np.empty(0, np.uint8)
    clearance = clamped(clearance, -1, 1)
    seen = clearance > 0
    first = np.zeros(len(points) + 1, bool)
    first[ends], first[0] = True, True
    change = np.flatnonzero((seen[1:] != seen[:-1]) & ~first[1:-1])
    share = clearance[change] / (clearance[change] - clearance[change + 1])
    between = points[change] + share[:, None] * (points[change + 1] - points[change])
    # A line that leads out of hiding begins at the cut.
    begin = first[:-1].copy()
    begin[1:] |= ~seen[:-1]
    begin[change[seen[change + 1]] + 1] = False
    if len(change):
        cut = np.zeros(len(points) + len(change), bool)
        cut[change + 1 + np.arange(len(change))] = True
        points = _laid(points, between, cut)
        begin, seen = _laid(begin, seen[change + 1], cut), _laid(seen, True, cut)
    return points[seen], np.where(begin[seen], 1, 2).astype(np.uint8)


def _laid(among: NDArray[Any], cuts: Any, places: NDArray[np.bool_]) -> NDArray[Any]:
    """Return rows with others among them at some places."""
    rows = np.empty((len(places), *among.shape[1:]), among.dtype)
    rows[places], rows[~places] = cuts, among
    return rows
