"""A function of one parameter as a curve: which of its heights are shown, and what a run says of its slope.

A curve with walls is shown on a bent scale, asinh(f / bend), where `bend` is not 0: linear around 0, and logarithmic
beyond.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.trajectory import widest
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# Half of a curve's samples take up at least this share of its height, unless a run comes down from above that; where
# they would take less than the second share for it, the scale is bent.
LOWER_HALF, FLAT = 1 / 8, 1 / 60
# A jump between neighbouring samples of more than this share of the range is a pole; values beyond these quantiles are
# then not shown.
POLE, SHOWN = 0.5, (0.06, 0.94)
# Shares of the width left free at either side, and of the height below and above.
BESIDE, BELOW, ABOVE = 0.02, 0.09, 0.06


def joined(runs: Sequence[Run]) -> Landscape:
    """Return the curve that covers all runs: the widest, continued where others were sampled beyond its ends."""
    base = widest(runs)
    pieces = [(base.x, base.loss)]
    for scape in (run.landscape for run in runs):
        low, high = min(x[0] for x, _ in pieces), max(x[-1] for x, _ in pieces)
        pieces += [(scape.x[out], scape.loss[out]) for out in (scape.x < low, scape.x > high) if out.any()]
    pieces.sort(key=lambda piece: float(piece[0][0]))
    x, loss = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return replace(base, x=x, loss=loss)


def known_on_curve(run: Run) -> Run:
    """Return a run of one parameter with losses that it does not know read off its curve; any other as it is."""
    kept = (run.manifest.get("space") or {}).get("kept")
    if run.params.shape[1] != 1 or kept == "plane" or "surface.loss" not in run.arrays:
        return run
    loss = np.array(run.loss, dtype=float)
    unknown = np.isnan(loss)
    unknown[-1] &= not run.diverged
    if not unknown.any():
        return run
    loss[unknown] = height_at(run.landscape, np.asarray(run.params[unknown, 0]))
    return run.having({"loss": loss})


def unbroken(scape: Landscape) -> tuple[Array, Array]:
    """Return x and f (n,) to draw a line through, with NaN between where f jumps or has no value."""
    loss = np.where(np.isfinite(scape.loss), scape.loss, np.nan)
    with np.errstate(invalid="ignore"):
        jumps = np.flatnonzero(np.abs(np.diff(loss)) > POLE * np.ptp(loss[np.isfinite(loss)]))
    x, f = (np.insert(values, jumps + 1, np.nan) for values in (scape.x, loss))
    return x, f


def limits(
    scape: Landscape, runs: Sequence[Run], *, below: float = BELOW, above: float = ABOVE, beside: float = BESIDE
) -> tuple[Array, float]:
    """Return the box ((x0, x1), (f0, f1)) that shows a curve and where runs are on it, and the bend of its scale.

    Shares `below` and `above` of the height, as it is seen, are left free, and of the width `beside` it either way.
    """
    low, high, bend = heights(scape, runs)
    side = float(np.ptp(scape.x))
    ends = np.array([low, high])
    ends = np.arcsinh(ends / bend) if bend else ends
    ends += np.array([-below, above]) * np.ptp(ends) / (1 - below - above)
    across = [scape.x[0] - beside * side, scape.x[-1] + beside * side]
    return np.array([across, bend * np.sinh(ends) if bend else ends]), bend


def height_at(scape: Landscape, x: Array) -> Array:
    """Return f at x, linear between samples as the curve is drawn; NaN where there is none."""
    found: Array = np.interp(x, scape.x, scape.loss, left=np.nan, right=np.nan)
    return found


def slope_at(scape: Landscape, x: float) -> float:
    """Return f' at x by central differences of the samples, which are exact for parabolas; NaN outside the box."""
    with np.errstate(all="ignore"):
        rises = np.gradient(scape.loss, scape.x)
        if not np.isnan(rises).any() and len(rises) > 4:
            # One-sided at the ends, where the rise goes on as straight as it came.
            rises[[0, -1]] = 2 * rises[[1, -2]] - rises[[2, -3]]
        return float(np.interp(x, scape.x, rises, left=np.nan, right=np.nan))


def vertex(scape: Landscape, x: float) -> float:
    """Return f at x by the parabola through the three nearest samples: at a minimum the straight line is too high."""
    i = int(np.clip(np.searchsorted(scape.x, x) - 1, 1, len(scape.x) - 2))
    i = max(1, min(len(scape.x) - 2, i + int(x - scape.x[i] > scape.x[i + 1] - x)))
    before, here, after = scape.loss[i - 1 : i + 2]
    u = (x - scape.x[i]) / (scape.x[i + 1] - scape.x[i])
    return float(here + u * (after - before) / 2 + u * u * (after - 2 * here + before) / 2)


def heights(scape: Landscape, runs: Sequence[Run]) -> tuple[float, float, float]:
    """Return the least and the greatest value to show, and the width of the linear part of a bent scale, or 0."""
    samples = scape.loss[np.isfinite(scape.loss)]
    if not samples.size:
        raise ValueError("the landscape has no finite value in its box; take it elsewhere, by another start or domain")
    visited = np.concatenate([_seen(run, scape) for run in runs]) if runs else samples[:0]
    low, high = float(samples.min()), float(samples.max())
    if (np.abs(np.diff(scape.loss[np.isfinite(scape.loss)])) > POLE * (high - low)).any():
        low, high = (float(v) for v in np.quantile(samples, SHOWN))
    low = min(low, float(visited.min())) if visited.size else low
    middle = float(np.median(samples)) - low
    if middle > 0 and middle < LOWER_HALF * (high - low):
        high = low + middle / LOWER_HALF
    high = max(high, float(visited.max())) if visited.size else high
    if not high > low:
        return low - 0.5, low + 0.5, 0.0
    return low, high, middle if 0 < middle < FLAT * (high - low) else 0.0


def _seen(run: Run, scape: Landscape) -> Array:
    """Return the losses of a run where it is within the box."""
    x, loss = np.asarray(run.params[:, 0]), np.asarray(run.loss)
    return loss[np.isfinite(loss) & (x >= scape.x[0]) & (x <= scape.x[-1])]


CurvePoint = tuple[float, float]


# A valley is one if either way the curve rises by this share of its range, and over two samples so many times as far
# as over one, which it does not beside a pole.
DEEP, ROUND = 1e-3, 1.3


# A valley nearer than so many samples to a known minimum is that minimum.
NEAR = 3


def known_minima(scape: Landscape, runs: Sequence[Run]) -> list[CurvePoint]:
    """Return the minima (x, f(x)) on a curve that the problem of `runs` is known to have."""
    known = runs[0].minima.ravel().tolist() if runs else []
    places = [(x, vertex(scape, x)) for x in known if scape.x[0] <= x <= scape.x[-1]]
    return [place for place in places if np.isfinite(place[1])]


def minima_of(scape: Landscape, runs: Sequence[Run]) -> list[CurvePoint]:
    """Return the known minima of a curve and those that its samples show besides, from left to right.

    Beyond the box that a problem comes with, and of functions of one's own, only the samples tell.
    """
    known = known_minima(scape, runs)
    near = NEAR * float(np.diff(scape.x).max())
    return sorted(known + [(x, f) for x, f in valleys(scape) if all(abs(x - there) > near for there, _ in known)])


def valleys(scape: Landscape) -> list[CurvePoint]:
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


def _lowest(x: Array, f: Array) -> CurvePoint:
    """Return where the parabola through three points is lowest, and its value there."""
    (left, right), (down, up) = np.diff(x), np.diff(f)
    bend = (up / right - down / left) / (left + right)
    tilt = (up / right * left + down / left * right) / (left + right)
    return float(x[1] - tilt / (2 * bend)), float(f[1] - tilt**2 / (4 * bend))
