"""What lies on a relief: lines, and the paths of runs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.lanes import lay_aside
from gdviz.analysis.trajectory import Trajectory
from gdviz.analysis.trust import Stretch, part_between
from gdviz.pens.trail import rows_from, trail_of
from gdviz.relief.solid import LIFT, Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Stroke, Visibility, lift_of, visible_parts

Array = NDArray[np.float64]
# From one dash to the next on the base, in half its sides, how much of that is dashed, and how many a path has at most.
PERIOD, DASH, MOST_DASHES = 0.05, 0.6, 3000
# How far behind its ball a path is wider than a hairline, on the base; and over how much of it, in lanes, a path is
# followed to say what its left is.
REACH, FOLLOWED = 0.6, 2.0
# What is drawn of no points.
NO_STROKE: Stroke = np.empty((0, 2)), np.empty(0, np.uint8)


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
        # Over and under the surface.
        self._sides = [self._points + (side * self._lift)[:, None] * self._normals for side in (1, -1)]
        self._lifts = [lift_of(relief, points) for points in self._sides]

    def seen(self, view: View, sight: Visibility) -> Stroke:
        """Return what a view sees of them on the upper side."""
        if not len(self._points):
            return NO_STROKE
        clear = np.minimum(self._clear(sight, 0), facing(self._points, self._normals, view))
        return visible_parts(view.project(self._points), clear, self._ends)

    def seen_from_both_sides(self, view: View, sight: Visibility) -> Stroke:
        """Return what a view sees of them, being the surface's edges."""
        if not len(self._points):
            return NO_STROKE
        return visible_parts(
            view.project(self._points), np.maximum(self._clear(sight, 0), self._clear(sight, 1)), self._ends
        )

    def _clear(self, sight: Visibility, side: int) -> Array:
        return sight.clearance(self._sides[side], self._lifts[side])


def facing(points: Array, normals: Array, view: View) -> Array:
    """Return the cosine of the angle at which world points (n, 3) are seen: negative from below."""
    to_eye = view.eye - points
    return np.einsum("...k,...k", to_eye, normals) / np.linalg.norm(to_eye, axis=-1)


class DrapedPath:
    """A run's path in space, on the floor and on the surface; what a view sees of it is kept for the next frame.

    On the surface it ends so far from its head as `margin` says, under the ball. It is cut at the sides of the base.
    In the picture each of the track's points is moved to the left by its `lane` (n,), see gdviz.analysis.lanes.
    """

    def __init__(self, relief: Relief, track: Trajectory, margin: float, lane: Array | None = None) -> None:
        self.track, self._relief, self._margin = track, relief, margin
        base = relief.place(track.points)
        self._base, self._steps, self._inside = cut_at_sides(base, track.steps, relief.half)
        self._points = _Raised(relief, self._base, self._inside)
        self._lane = np.zeros(len(base)) if lane is None else lane
        self._lane = np.interp(self._steps, track.steps, self._lane)
        on_base = np.clip(self._base, -relief.half, relief.half)
        self._lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(on_base, axis=0), axis=1))])
        self._seen: tuple[View, float] | None = None
        self._drawn = 0.0, np.empty((0, 3))
        self._places, self._shift, self._clear = np.empty((2, 0, 2)), np.empty((2, 0, 2)), np.empty((3, 0))
        self._dashes = Dashes(relief, self._base, self._steps, self._inside, self._lane)

    def upto(
        self, step: float, view: View, sight: Visibility, pitch: float = 0.0
    ) -> tuple[tuple[Stroke, float], list[tuple[Stroke, float]], Stroke]:
        """Return the path up to a step: what is seen of it on the floor, on the surface, and what the surface hides.

        With what is on the floor comes which share of all its length there is seen.
        On the surface it is a trail, in stretches one over another with the share of the whole width that each has. The
        last is dashed, and the dashes stay where they are on the surface. A lane is `pitch` wide in the picture.
        """
        if (view, pitch) != self._seen:
            places, self._clear = self._look(self._points, view, sight)
            self._places = np.stack([lay_aside(each, self._lane, pitch, FOLLOWED * pitch) for each in places])
            self._shift, self._seen = self._places - places, (view, pitch)
        places, clear, base, lengths = self._places, self._clear, self._base, self._lengths
        count = int(np.searchsorted(self._steps, step, side="right"))
        if count < len(self._base):
            last = np.stack([base[count - 1], self._relief.place(self.track.at(step))]) if count else base[:1]
            head, _, inside = cut_at_sides(last, np.arange(float(len(last))), self._relief.half)
            head, inside = head[min(count, 1) :], inside[min(count, 1) :]
            place, clearance = self._look(_Raised(self._relief, head, inside), view, sight)
            shift = self._shift[:, count : count + 1]
            places = np.concatenate([places[:, :count], place + shift], axis=1)
            clear = np.concatenate([clear[:, :count], clearance], axis=1)
            base = np.concatenate([base[:count], head])
            beyond = np.linalg.norm(np.clip(head, -self._relief.half, self._relief.half) - last[0], axis=1)
            lengths = np.concatenate([lengths[:count], (lengths[count - 1] if count else 0.0) + beyond])
        way = visible_parts(places[0], clear[0], np.array([len(base)]))
        seen = np.minimum(clear[0, 1:], clear[0, :-1]) > 0
        foot = way, float(np.diff(lengths)[seen].sum() / max(lengths[-1], 1e-9)) if len(lengths) else 0.0
        above, tops = np.minimum(clear[1], self._free(base, step)), []
        self._drawn = step, np.column_stack([places[1], above])
        for at, share in trail_of(lengths, REACH):
            part = rows_from(places[1], at)
            tops.append((visible_parts(part, rows_from(above, at), np.array([len(part)])), share))
        if (clear[2] <= 0).all():
            return foot, tops, NO_STROKE
        return foot, tops, self._dashes.hidden(step, view, sight, pitch)

    def part(self, stretch: Stretch) -> Stroke:
        """Return what is seen on the surface of a stretch of the path that was drawn last."""
        step, drawn = self._drawn
        part = part_between(drawn, self._steps, step, stretch)
        return visible_parts(part[:, :2], part[:, 2], np.array([len(part)]))

    def exits(self, step: float) -> Array:
        """Return where the path leaves the base up to a step, and places just before: base coordinates (n, 2, 2)."""
        count = int(np.searchsorted(self._steps, step, side="right"))
        inside = self._inside[:count]
        last = np.flatnonzero(inside[:-1] & ~inside[1:])
        # A point of the path may lie on the side itself: then there are several at that place.
        apart = np.append(False, (np.abs(np.diff(self._base[:count], axis=0)) > 1e-6).any(axis=1))
        before = np.maximum.accumulate(np.where(apart, np.arange(count), 0))[last] - 1
        return np.stack([self._base[last], self._base[before]], axis=1)[before >= 0]

    def _free(self, base: Array, step: float) -> Array:
        """Return how far points of the path lie from the ball's foot: its end must not peep out under the ball."""
        if self.track.is_gone(step):
            return np.full(len(base), np.inf)
        away = np.linalg.norm(base - base[-1], axis=1) - self._margin
        # What came by there before is not the end.
        before = np.flatnonzero(away > 0)
        away[: before[-1] if len(before) else 0] = np.inf
        return away

    def _look(self, points: "_Raised", view: View, sight: Visibility) -> tuple[Array, Array]:
        """Return places (2, n, 2) and how clear they are, on the floor, on the surface, and how hidden there (3, n)."""
        floor, top = sight.clearance(points.world, points.lift)
        top = np.minimum(top, facing(points.world[1], points.normals, view))
        return view.project(points.world), np.minimum(np.stack([floor, top, -top]), points.within)


class _Raised:
    """Base coordinates (n, 2) brought on the floor and on the surface (2, n, 3), and what of them no view changes."""

    def __init__(self, relief: Relief, base: Array, inside: NDArray[np.bool_]) -> None:
        self.world = np.stack([relief.lay(base), relief.drape(base)])
        self.normals, self.lift = relief.normal(base), lift_of(relief, self.world)
        on_base = np.where(inside, 1.0, -1.0)
        on_surface = np.minimum(on_base, relief.solid(base[:, 0], base[:, 1]))
        self.within = np.stack([on_base, on_surface, on_surface])


class Dashes:
    """What a surface hides of a path, as dashes that stay where they are on it."""

    def __init__(self, relief: Relief, base: Array, steps: Array, inside: NDArray[np.bool_], lane: Array) -> None:
        kept = np.clip(base, -relief.half, relief.half)
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(kept, axis=0), axis=1))])
        period = max(PERIOD, along[-1] / MOST_DASHES)
        marks = period * np.arange(int(along[-1] / period) + 1)
        knots = np.unique(np.concatenate([along, marks, np.minimum(marks + DASH * period, along[-1])]))
        middle = (knots[1:] + knots[:-1]) / 2
        stretch = np.clip(np.searchsorted(along, middle, side="right") - 1, 0, max(len(along) - 2, 0))
        drawn = ((middle % period) < DASH * period) & (inside[stretch] & inside[np.minimum(stretch + 1, len(base) - 1)])
        begin = np.flatnonzero(drawn & ~np.concatenate([[False], drawn[:-1]]))
        end = np.flatnonzero(drawn & ~np.concatenate([drawn[1:], [False]])) + 2
        index = np.concatenate([np.empty(0, np.intp), *(np.arange(a, b) for a, b in zip(begin, end, strict=True))])
        flat = np.stack([np.interp(knots, along, kept[:, k]) for k in (0, 1)], axis=-1)[index]
        self._ends = np.cumsum(end - begin)
        self._steps, self._lane = (np.interp(knots, along, each)[index] for each in (steps, lane))
        self._points, self._normals = relief.drape(flat), relief.normal(flat)
        self._lift = lift_of(relief, self._points)
        self._within = relief.solid(flat[:, 0], flat[:, 1])

    def hidden(self, step: float, view: View, sight: Visibility, pitch: float = 0.0) -> Stroke:
        """Return the dashes up to a step that a view does not see."""
        count = int(np.searchsorted(self._steps, step, side="right"))
        points = self._points[:count]
        clear = np.minimum(sight.clearance(points, self._lift[:count]), facing(points, self._normals[:count], view))
        ends = np.append(self._ends[self._ends < count], count)
        places = lay_aside(view.project(points), self._lane[:count], pitch, FOLLOWED * pitch)
        return visible_parts(places, np.minimum(-clear, self._within[:count]), ends)


def cut_at_sides(base: Array, steps: Array, half: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return a polyline (n, 2), its points' steps (n,), and which are on the base, cut wherever it crosses a side.

    There two points lie at one place, one on the base and one beyond it.
    """
    if not len(base) or np.abs(base / half).max() <= 1:
        return base, steps, np.ones(len(base), bool)
    moves = np.diff(base, axis=0)
    number = np.arange(len(moves))[:, None]
    places, rows = [base], [np.arange(len(base), dtype=float)]
    for side in (-half, half):
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (side - base[:-1]) / moves
        row, axis = np.nonzero((share > 0) & (share < 1))
        cut = base[row] + share[row, axis][:, None] * moves[row]
        # Exactly on the side, whatever was rounded.
        cut[np.arange(len(cut)), axis] = side[axis]
        places.append(cut)
        rows.append((number + share)[row, axis])
    at = np.concatenate(rows)
    order = np.argsort(at, kind="stable")
    points, at = np.concatenate(places)[order], at[order]
    inside = (half + 1e-9 - np.abs(points)).min(axis=1) >= 0
    # From its points to their twins beyond, and to those from which it comes back.
    out, back = np.flatnonzero(inside[:-1] & ~inside[1:]), np.flatnonzero(~inside[:-1] & inside[1:]) + 1
    where, twins = np.concatenate([out + 1, back]), np.concatenate([out, back])
    points, at = np.insert(points, where, points[twins], axis=0), np.insert(at, where, at[twins])
    return points, np.interp(at, np.arange(len(base)), steps), np.insert(inside, where, False)
