"""Where a function of one parameter turns: its minima, known or seen in its samples, and where it falls and rises."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.profile import heights, unbroken, vertex
from gdviz.runs.run import Run

Array = NDArray[np.float64]
Place = tuple[float, float]
# A valley is one if either way the curve rises by this share of its range, and over two samples so many times as far
# as over one, which it does not beside a pole.
DEEP, ROUND = 1e-3, 1.3
# A valley nearer than so many samples to a known minimum is that minimum.
NEAR = 3


def known_minima(scape: Landscape, runs: Sequence[Run]) -> list[Place]:
    """Return the minima (x, f(x)) on a curve that the problem of `runs` is known to have."""
    known = runs[0].minima.ravel().tolist() if runs else []
    places = [(x, vertex(scape, x)) for x in known if scape.x[0] <= x <= scape.x[-1]]
    return [place for place in places if np.isfinite(place[1])]


def minima_of(scape: Landscape, runs: Sequence[Run]) -> list[Place]:
    """Return the known minima of a curve and those that its samples show besides, from left to right.

    Beyond the box that a problem comes with, and of functions of one's own, only the samples tell.
    """
    known = known_minima(scape, runs)
    near = NEAR * float(np.diff(scape.x).max())
    return sorted(known + [(x, f) for x, f in valleys(scape) if all(abs(x - there) > near for there, _ in known)])


def valleys(scape: Landscape) -> list[Place]:
    """Return the local minima (x, f(x)) between the ends of a curve, by the parabolas through its samples."""
    x, f = scape.x, np.where(np.isfinite(scape.loss), scape.loss, np.nan)
    if len(f) < 5 or not np.isfinite(f).any():
        return []
    low, high, _ = heights(scape, ())
    inner = f[2:-2]
    bottom = (inner <= f[1:-3]) & (inner < f[3:-1])
    rounded = (f[:-4] - inner > ROUND * (f[1:-3] - inner)) & (f[4:] - inner > ROUND * (f[3:-1] - inner))
    return [
        _lowest(x[i - 1 : i + 2], f[i - 1 : i + 2])
        for i in np.flatnonzero(bottom & rounded) + 2
        if min(_rise(f[i::-1]), _rise(f[i:])) >= DEEP * (high - low)
    ]


def stretches(scape: Landscape) -> list[tuple[float, float, int]]:
    """Return where a curve falls and where it rises: from x to x, and the sign of f' between them, from left to right.

    Stretches over which it jumps, or has no value somewhere, are left out.
    """
    peaks = valleys(replace(scape, loss=-scape.loss))
    turns = [scape.x[0], *sorted(x for x, _ in (*valleys(scape), *peaks)), scape.x[-1]]
    x, f = unbroken(scape)
    found = []
    for start, end in pairwise(turns):
        within = f[(x >= start) & (x <= end)]
        if len(within) > 1 and np.isfinite(within).all() and within[0] != within[-1]:
            found.append((float(start), float(end), int(np.sign(within[-1] - within[0]))))
    return found


def _rise(side: Array) -> float:
    """Return how far a curve rises from its first value before it is lower."""
    below = np.flatnonzero(side < side[0])
    return float(np.nanmax(side[: below[0] if len(below) else None])) - float(side[0])


def _lowest(x: Array, f: Array) -> Place:
    """Return where the parabola through three points is lowest, and its value there."""
    (left, right), (down, up) = np.diff(x), np.diff(f)
    bend = (up / right - down / left) / (left + right)
    tilt = (up / right * left + down / left * right) / (left + right)
    return float(x[1] - tilt / (2 * bend)), float(f[1] - tilt**2 / (4 * bend))
