"""Paths that coincide, laid side by side: how far to its left each is drawn where others run along it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.intp]
# Paths run along one another where the cosine between their ways is at least this, and they do so on the whole.
PARALLEL, STEADY = 0.8, 0.7
# Steps along a path, and how far it must be followed to say which way it goes and to part or join, in distances.
STEP, FOLLOWED = 0.5, 6.0
# A stretch between two points counts as no longer than so many distances: beyond a picture's edge it may be endless.
LONGEST = 200.0
# What a place is looked up among: itself and its neighbours in the raster.
AROUND = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
# More than cells lie along the second axis of a raster.
WIDE = 1 << 31


def lanes(paths: Sequence[Array], near: float) -> list[Array]:
    """Return for each path (n, 2) the lane (n,) that each of its points is drawn in: 0 where it runs alone.

    Lanes are counted to the left, as the first of the paths goes there, and have the order in which the paths lie on
    the whole; so they do not cross one another while they coincide. Between being alone and not, a lane changes slowly.

    Parameters
    ----------
    near
        Paths coincide where they are less apart than this, and go the same or the opposite way.
    """
    evens = [_Even.of(path, near) for path in paths]
    count = len(paths)
    found = {(a, b): evens[a].beside(evens[b], near) for a in range(count) for b in range(count) if a != b}
    # By how much each path lies to the left of the others, along the first of each two.
    lead = np.zeros(count)
    for (a, b), (shared, along, off) in found.items():
        left = float((off * np.where(shared, along if a > b else 1.0, 0.0)).sum())
        lead[a] += left
        lead[b] -= left
    places = np.argsort(np.argsort(-lead, kind="stable"), kind="stable")
    result = []
    for a, (path, even) in enumerate(zip(paths, evens, strict=True)):
        above, below, along = (np.zeros(len(even.points)) for _ in range(3))
        first = np.full(len(even.points), a)
        for b in range(count):
            if b == a:
                continue
            shared, way, _ = found[a, b]
            together = _even_out(shared.astype(float), even.window) > 0.5
            (above if places[b] < places[a] else below)[together] += 1
            along = np.where(together & (b < first), way, along)
            first = np.where(together, np.minimum(first, b), first)
        along = np.where(first == a, 1.0, np.where(along == 0, 1.0, along))
        lane = _even_out(_even_out(along * (below - above) / 2, even.window), even.window)
        result.append(np.interp(_lengths(path, LONGEST * near), even.lengths, lane) if len(path) else np.empty(0))
    return result


def lay_aside(points: Array, lane: Array, pitch: float, reach: float) -> Array:
    """Return a path (n, 2) with each point moved to the left by its lane (n,), a pitch wide.

    Which way it goes is told by what lies within `reach` along it, so that a corner does not turn it over.
    """
    if not lane.any():
        return points
    lengths = _lengths(points)
    ends = (np.stack([np.interp(lengths + way, lengths, x) for x in points.T], axis=-1) for way in (reach, -reach))
    way = np.subtract(*ends)
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), max(reach, 1e-300))
    return np.asarray(points + pitch * lane[:, None] * np.stack([-way[:, 1], way[:, 0]], axis=-1))


@dataclass(frozen=True, eq=False)
class _Even:
    """A path at even steps: places, lengths, and unit vectors along it; and sums for each cell of a raster.

    Attributes
    ----------
    window
        Over how many steps it is followed.
    here
        The column and the row (n, 2) of each place in the raster.
    cells, totals
        The numbers of the cells it touches (k,), and the sums there of the places, the ways, and one (k, 5).
    """

    points: Array
    lengths: Array
    ways: Array
    window: int
    here: Index
    cells: Index
    totals: Array

    @classmethod
    def of(cls, path: Array, near: float) -> "_Even":
        kept = path if len(path) else np.zeros((1, 2))
        lengths = _lengths(kept, LONGEST * near)
        count = int(lengths[-1] / (STEP * near)) + 2
        at = np.linspace(0, lengths[-1], count)
        points = np.stack([np.interp(at, lengths, x) for x in kept.T], axis=-1)
        window = int(min(FOLLOWED / STEP, max(count // 3, 1)))
        ways = np.gradient(points, axis=0)
        ways = np.stack([_even_out(x, max(window // 3, 1)) for x in ways.T], axis=-1)
        ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-300)
        here = np.floor(np.clip(points / near, -(WIDE >> 2), WIDE >> 2)).astype(np.int64)
        cells, inverse = np.unique(here[:, 0] * WIDE + here[:, 1], return_inverse=True)
        totals = np.zeros((len(cells), 5))
        np.add.at(totals, inverse, np.concatenate([points, ways, np.ones((count, 1))], axis=1))
        return cls(points, at, ways, window, here, cells, totals)

    def beside(self, other: "_Even", near: float) -> tuple[NDArray[np.bool_], Array, Array]:
        """Return where another path runs along this one, its way (1) or against it (-1), and how far left this is.

        All of shape (n,).
        """
        number, middle, way, is_steady = self._around(other)
        cosine = (way * self.ways).sum(axis=1)
        aside = self.points - middle
        off = self.ways[:, 0] * aside[:, 1] - self.ways[:, 1] * aside[:, 0]
        shared = (number > 0) & is_steady & self._is_steady & (np.abs(cosine) > PARALLEL) & (np.abs(off) < near)
        return shared, np.sign(cosine), off

    @cached_property
    def _is_steady(self) -> NDArray[np.bool_]:
        """Where it goes one way on the whole, and not to and fro (n,)."""
        return self._around(self)[3]

    def _around(self, other: "_Even") -> tuple[Array, Array, Array, NDArray[np.bool_]]:
        """Return what is around each place of another path: how many of its, their middle, its way, if it has one."""
        total = np.zeros((len(self.points), 5))
        for i, j in AROUND:
            numbers = (self.here[:, 0] + i) * WIDE + self.here[:, 1] + j
            row = np.minimum(np.searchsorted(other.cells, numbers), len(other.cells) - 1)
            total += np.where((other.cells[row] == numbers)[:, None], other.totals[row], 0.0)
        number, way = total[:, 4], total[:, 2:4]
        long = np.linalg.norm(way, axis=1)
        middle = total[:, :2] / np.maximum(number, 1)[:, None]
        return number, middle, way / np.maximum(long, 1e-300)[:, None], long > STEADY * number


def _lengths(points: Array, most: float = np.inf) -> Array:
    """Return the length (n,) of a path up to each of its points (n, 2), no stretch counting for more than `most`."""
    return np.concatenate([[0.0], np.cumsum(np.minimum(np.linalg.norm(np.diff(points, axis=0), axis=1), most))])


def _even_out(values: Array, window: int) -> Array:
    """Return means of values (n,) over a window about each, in which the first and the last go on."""
    if window < 2:
        return values
    half = window // 2
    sums = np.concatenate([[0.0], np.cumsum(np.pad(values, half, mode="edge"))])
    return np.asarray((sums[2 * half + 1 :] - sums[: -2 * half - 1]) / (2 * half + 1))
