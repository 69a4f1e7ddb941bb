"""What lies on a relief: lines, and the paths of runs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.trajectory import Trajectory
from gdviz.relief.solid import LIFT, Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Stroke, Visibility, visible_parts

Array = NDArray[np.float64]


class Drape:
    """Lines that lie on a relief, as high as it is or as is given."""

    def __init__(self, relief: Relief, lines: Sequence[Array], height: Array | float | None = None) -> None:
        flat = np.concatenate([np.empty((0, 2)), *lines])
        self._ends = np.cumsum([len(line) for line in lines], dtype=np.intp)
        self._normals = relief.normal(flat)
        self._points = relief.drape(flat, lift=0.0)
        self._lift = np.full(len(flat), LIFT)
        if height is not None:
            # So high over the mesh that it does not hide them.
            self._lift += np.maximum(height - self._points[:, 2], 0)
            self._points[:, 2] = height

    def seen(self, view: View, sight: Visibility) -> Stroke:
        """Return what a view sees of them on the upper side."""
        clear = np.minimum(self._clear(sight, 1), facing(self._points, self._normals, view))
        return visible_parts(view.project(self._points), clear, self._ends)

    def seen_from_both_sides(self, view: View, sight: Visibility) -> Stroke:
        """Return what a view sees of them, being the surface's edges."""
        return visible_parts(
            view.project(self._points), np.maximum(self._clear(sight, 1), self._clear(sight, -1)), self._ends
        )

    def _clear(self, sight: Visibility, side: int) -> Array:
        return sight.clearance(self._points + (side * self._lift)[:, None] * self._normals)


def facing(points: Array, normals: Array, view: View) -> Array:
    """Return the cosine of the angle at which world points (n, 3) are seen: negative from below."""
    to_eye = view.eye - points
    return np.einsum("...k,...k", to_eye, normals) / np.linalg.norm(to_eye, axis=-1)


class DrapedPath:
    """A run's path in space, on the floor and on the surface; what a view sees of it is kept for the next frame.

    On the surface it ends so far from its head as `margin` says, under the ball.
    """

    def __init__(self, relief: Relief, track: Trajectory, margin: float) -> None:
        self.track, self._relief, self._margin = track, relief, margin
        self._points = self._raised(track.points)
        self._view: View | None = None
        self._places, self._clear = np.empty((2, 0, 2)), np.empty((2, 0))

    def upto(self, step: float, view: View, sight: Visibility) -> tuple[Stroke, Stroke]:
        """Return what is seen of the path up to a step, on the floor and on the surface, as `cut` gives it."""
        if view != self._view:
            self._places, self._clear = self._look(self._points, view, sight)
            self._view = view
        flat = self.track.upto(step)
        places, clear, base = self._places, self._clear, self._points[1, :, :2]
        if len(flat) < len(self.track.points) or step < self.track.steps[-1]:
            count, head = len(flat) - 1, self._raised(flat[-1:])
            place, clearance = self._look(head, view, sight)
            places = np.concatenate([places[:, :count], place], axis=1)
            clear = np.concatenate([clear[:, :count], clearance], axis=1)
            base = np.concatenate([base[:count], head[1, :, :2]])
        ends = np.array([len(base)])
        return visible_parts(places[0], clear[0], ends), visible_parts(
            places[1], np.minimum(clear[1], self._free(base, step)), ends
        )

    def _free(self, base: Array, step: float) -> Array:
        """Return how far points of the path lie from the ball's foot: its end must not peep out under the ball."""
        if self.track.is_gone(step):
            return np.full(len(base), np.inf)
        away = np.linalg.norm(base - base[-1], axis=1) - self._margin
        # What came by there before is not the end.
        before = np.flatnonzero(away > 0)
        away[: before[-1] if len(before) else 0] = np.inf
        return away

    def _raised(self, flat: Array) -> Array:
        base = self._relief.place(flat)
        return np.stack([self._relief.lay(base), self._relief.drape(base)])

    def _look(self, points: Array, view: View, sight: Visibility) -> tuple[Array, Array]:
        clear = np.minimum(sight.clearance(points), (self._relief.half + 1e-9 - np.abs(points[..., :2])).min(axis=-1))
        top = points[1]
        clear[1] = np.minimum(clear[1], facing(top, self._relief.normal(top[:, :2]), view))
        clear[1] = np.minimum(clear[1], self._relief.solid(top[:, 0], top[:, 1]))
        return view.project(points), clear
