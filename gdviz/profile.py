"""A function of one parameter as a curve: which of its heights are shown, and what a run says of its slope.

A curve with walls is shown on a bent scale, asinh(f / bend), where `bend` is not 0: linear around 0, and logarithmic
beyond.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run
from gdviz.style.numerals import tick
from gdviz.track import Track, widest

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


def short(value: float) -> str:
    """Return a tick's number, thousands and millions by their letters, so that it needs little room."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if size <= abs(value) < 1e12:
            unit = 1e3 if letter == "k" else size
            return f"{tick(value / unit)}{letter}"
    return tick(value)


def powers(low: float, high: float, bend: float) -> list[float]:
    """Return 0 and the powers of ten beyond the linear part of a bent scale, about five in all."""
    first, last = int(np.ceil(np.log10(bend))) + 1, int(np.floor(np.log10(max(abs(low), high))))
    stride = max(1, -(-(last - first + 1) // 4))
    powers = [10.0**k for k in range(last, first - 1, -stride)]
    return [v for v in (*(-p for p in powers), 0.0, *reversed(powers)) if low <= v <= high]


def height(scape: Landscape, x: Array) -> Array:
    """Return f at x, linear between samples as the curve is drawn; NaN where there is none."""
    found: Array = np.interp(x, scape.x, scape.loss, left=np.nan, right=np.nan)
    return found


def slope(scape: Landscape, x: float) -> float:
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
        raise ValueError("the landscape has no finite value in the sampled box; solve with another --start")
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


class Descent:
    """What is told of a run: where it is, how steep it is there, and the step to the iterate that is shown next.

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
        self.track = Track.of(run, scape)
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
        """Return f' at a row, and whether it is the gradient that was recorded."""
        gradient, step = self.run.arrays.get("gradient", np.empty((0, 1))), self.run.step
        if row < len(gradient) and step[row + 1] == step[row] + 1:
            return float(gradient[row, 0]), True
        return slope(self.scape, self.x(row)), False

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

    def __init__(self, run: Run, track: Track, scape: Landscape) -> None:
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
        return x, float(height(self._scape, np.array(x))) + (1 - share) * off[0] + share * off[1]

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
        off = float(self._run.loss[row]) - float(height(self._scape, np.array(x)))
        return off if np.isfinite(off) else 0.0
