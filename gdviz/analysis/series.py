"""What the curve of a recorded quantity is drawn through, and along which axis."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.scale import HUGE
from gdviz.languages import said
from gdviz.runs.run import Run
from gdviz.style.numerals import number
from gdviz.style.ticks import round_bent, round_numbers, round_powers

Array = NDArray[np.float64]
CURVE_POINTS = 800
# A range over which values grow more than this many times is shown on a log scale; where some are not above nought, it
# is bent if half of them would otherwise take up less than the second share of it.
WILD, FLAT = 30, 1 / 60
# A bent scale is linear up to the size that this share of the values that are not nought stay below.
SMALL = 0.05
# A run has gone for good once it ends so many times as high as any start, or nowhere; of it at least so many decades
# more are shown as there are of the others.
GONE, MORE = 1e8, 4
# A value so many times less than others that are no farther away, on both sides, is a rounding error of theirs.
DUST, AROUND = 1e-13, 3
# What is free at either end of an axis: a share of its length, and on a log scale a factor.
MARGIN, FACTOR = 0.06, 1.6
# A value that is so many times as small as the greatest start is as good as nought.
ROUNDING = 2.0**-52
# No axis ends farther out: so that its length is a number too.
FARTHEST = 1e307
# No more than so many values of a curve are looked at.
LOOKS = 10000


@dataclass(frozen=True)
class ValueAxis:
    """An axis for values: from which to which, and on what scale.

    Attributes
    ----------
    low, high
        The least and the greatest value that is shown.
    kind
        "linear", "log", or "asinh": linear up to about `bend`, and logarithmic beyond it, either way from 0.
    bend
        The width of the linear part, or 0.
    """

    low: float
    high: float
    kind: str = "linear"
    bend: float = 0.0

    @classmethod
    def of(cls, series: Sequence[Array], *, linear: bool = False) -> "ValueAxis":
        """Return the axis for the values (n,) of several curves, on which the last of each is shown.

        What is finite is held, whatever came first. Of a run that ends nowhere, or a hundred million times above every
        start, no more is shown than again as much as all others take up, on a log scale at least four decades: a run
        that diverges must not flatten the others. A value that is nothing but rounding beside those around it, as where
        a run jumps back and forth over a kink, lies below all that is shown.
        """
        raw = [np.asarray(values, float) for values in series]
        clean = raw if linear else [_above_dust(values) for values in raw]
        axis = cls._around(clean, linear=linear)
        has_dust = sum(map(len, clean)) < sum(map(len, raw))
        # On a linear scale it stretches nothing.
        return cls._around(raw, linear=True) if has_dust and axis.kind == "linear" else axis

    @classmethod
    def _around(cls, series: Sequence[Array], *, linear: bool) -> "ValueAxis":
        """Return the axis for the values of several curves, whether or not they are rounding errors."""
        every = [_finite(values) for values in series]
        starts = [abs(float(values[0])) for values in every if len(values)]
        bound = GONE * max(starts, default=0.0)
        stay = [
            values
            for values, given in zip(every, series, strict=True)
            if len(values) and (np.isfinite(given[-1]) or is_sparse(given)) and abs(values[-1]) <= bound
        ]
        whole = np.concatenate([*every, np.empty(0)])
        calm = np.concatenate([*stay, np.empty(0)]) if len(stay) < len(series) else whole
        if not len(calm) or (calm == calm[0]).all():
            calm = whole
        if not len(calm):
            return cls(0.0, 1.0)
        axis = cls._scaled(calm, linear=linear)
        low, high = axis.place(np.array([axis.low, axis.high]))
        more = max(high - low, MORE if axis.kind == "log" else 0.0)
        least, most = float(whole.min()), float(whole.max())
        beyond = axis.value(np.array([low - more, high + more]))
        return cls(max(least, float(beyond[0])), min(most, float(beyond[1])), axis.kind, axis.bend)

    @classmethod
    def _scaled(cls, values: Array, *, linear: bool) -> "ValueAxis":
        """Return the axis from the least to the greatest of some values, on the scale that they ask for."""
        low, high = float(values.min()), float(values.max())
        if linear or low == high:
            return cls(low, high)
        if low > 0:
            return cls(low, high, "log" if high / WILD > low else "linear")
        sizes = np.abs(values[values != 0])
        bend = max(float(np.quantile(sizes, SMALL)), 1e-100 * float(sizes.max()))
        near = FLAT * (high - low)
        flat = max(np.mean(values <= low + near), np.mean(values >= high - near), np.mean(np.abs(values) <= near))
        is_bent = flat >= 0.5 and float(sizes.max()) / WILD > bend
        return cls(low, high, "asinh" if is_bent else "linear", bend if is_bent else 0.0)

    def above_rounding(self, series: Sequence[Array]) -> "ValueAxis":
        """Return the axis without what only one of several curves has, below the rounding of the greatest start.

        On a log scale a curve that comes to 1e-31 would flatten all others, and is cut off instead.
        """
        ends = sorted(float(values.min()) for values in map(_finite, series) if len(values))
        if self.kind != "log" or len(ends) < 2:
            return self
        small = ROUNDING * max(float(values[0]) for values in map(_finite, series) if len(values))
        return replace(self, low=max(self.low, min(small, ends[1])))

    @property
    def note(self) -> str:
        """What has to be said of the scale; nothing of a linear one."""
        return {"linear": "", "log": said("log scale"), "asinh": said("asinh scale")}[self.kind]

    def place(self, values: Array) -> Array:
        """Return where values stand along the axis, in decades where it is a log one."""
        with np.errstate(all="ignore"):
            if self.kind == "log":
                # What is not above nought has no logarithm, and lies below all that is shown.
                return np.where(values <= 0, -np.inf, np.log10(values))
            return np.arcsinh(values / self.bend) if self.kind == "asinh" else np.asarray(values, float)

    def value(self, places: Array) -> Array:
        """Return the values at places along the axis."""
        with np.errstate(over="ignore"):
            if self.kind == "log":
                return np.asarray(10.0 ** np.asarray(places, float))
            return self.bend * np.sinh(places) if self.kind == "asinh" else np.asarray(places, float)

    @property
    def ends(self) -> tuple[float, float]:
        """The lower and the upper end, with what is free beyond the least and the greatest value."""
        if self.kind == "log":
            return self.low / FACTOR, self.high * FACTOR
        low, high = (float(v) for v in self.place(np.array([self.low, self.high])))
        # What cannot be told apart to nine digits is one value, which stands in the middle.
        is_one = high - low <= 1e-9 * max(abs(low), abs(high))
        margin = (abs(low) / 10 or 1.0) if is_one else MARGIN * (high - low)
        # A share of a bent scale may be beyond all numbers.
        free = np.clip(self.value(np.array([low - margin, high + margin])), -FARTHEST, FARTHEST)
        return float(free[0]), float(free[1])

    def ticks(self, about: int) -> list[float]:
        """Return the values, about so many and at least two, at which the axis is numbered."""
        low, high = self.ends
        if self.kind == "log":
            return round_powers(low, high, about)
        return round_bent(low, high, self.bend, about) if self.kind == "asinh" else round_numbers(low, high, about)


def _above_dust(values: Array) -> Array:
    """Return values without those that are rounding errors of greater ones both shortly before and after them.

    What falls to nothing and stays there is no error, nor is 0 itself.
    """
    sizes = np.pad(np.where(np.isfinite(values), np.abs(values), 0.0), AROUND)
    sides = [
        np.max([sizes[AROUND + shift : len(sizes) - AROUND + shift] for shift in shifts], axis=0)
        for shifts in (range(-AROUND, 0), range(1, AROUND + 1))
    ]
    return values[~((np.abs(values) < DUST * np.minimum(*sides)) & (values != 0))]


def _finite(values: Array) -> Array:
    """Return the finite values of a curve, or as many of them as are looked at, the first and the last among them."""
    finite = bounded(np.asarray(values)[np.isfinite(values)])
    stride = max(1, len(finite) // LOOKS)
    if stride == 1:
        return finite
    whole = len(finite) // stride * stride
    blocks = finite[:whole].reshape(-1, stride)
    return np.concatenate([finite[:1], blocks.min(axis=1), blocks.max(axis=1), finite[-1:]])


def bounded(values: Array) -> Array:
    """Return values of which no finite one is greater than can be drawn."""
    values = np.asarray(values, dtype=float)
    return np.where(np.isfinite(values), np.clip(values, -HUGE, HUGE), values)


def thinned(run: Run, values: Array, step: float, *, points: int = CURVE_POINTS) -> tuple[Array, Array]:
    """Return steps and values up to `step`: at most about twice `points`, the extremes of what lies between kept.

    What is not known of a step, NaN, is left out, so that a line joins what is known before and after it.
    """
    values = np.asarray(values)
    rows = np.flatnonzero(~np.isnan(values))
    steps, values = np.asarray(run.step[: len(values)], dtype=float)[rows], bounded(values[rows])
    count = int(np.searchsorted(steps, step, side="right"))
    stride = max(1, len(values) // points)
    kept = np.arange(count)
    if stride > 1 and count:
        whole = count // stride * stride
        blocks = values[:whole].reshape(-1, stride)
        first = np.arange(0, whole, stride)
        kept = np.unique(np.concatenate([first + blocks.argmin(axis=1), first + blocks.argmax(axis=1), [0, count - 1]]))
    return steps[kept], values[kept]


def drawn_upto(curve: tuple[Array, Array], step: float, along: ValueAxis) -> tuple[Array, Array]:
    """Return a curve (steps, values) up to a step, on the straight line that is drawn between two of its points."""
    steps, values = curve
    count = int(np.searchsorted(steps, step, side="right"))
    if count == 0 or count == len(steps) or step <= steps[count - 1]:
        return steps[:count], values[:count]
    before, after = along.place(values[count - 1 : count + 1])
    share = (step - steps[count - 1]) / (steps[count] - steps[count - 1])
    # Nothing leads to a value that is not finite, and the curve rests until it is there.
    ahead = along.value(before + share * (after - before)) if np.isfinite([before, after]).all() else values[count - 1]
    return np.append(steps[:count], step), np.append(values[:count], ahead)


def is_sparse(values: Array) -> bool:
    """Return whether values were recorded now and then only: NaN stands before the last that is known."""
    unknown = np.isnan(values)
    return bool(unknown[: len(values) - int(np.argmin(unknown[::-1]))].any()) and not bool(unknown.all())


def known_at(run: Run, values: Array, step: float) -> float:
    """Return a run's value for the last step that is over, or where it is not known of that, the last known.

    Of a run that diverged a loss that is none is the loss, unless it was recorded now and then.
    """
    row = min(int(run.row(step) + 1e-9), len(values) - 1)
    if np.isnan(values[row]) and (is_sparse(values) or not run.diverged):
        rows = np.flatnonzero(~np.isnan(values[: row + 1]))
        row = int(rows[-1]) if len(rows) else row
    return float(values[row])


def told_at(run: Run, values: Array, step: float) -> str:
    """Return in words a run's value for the last step that is over; a dash where none has been known by then."""
    value = known_at(run, values, step)
    return "–" if np.isnan(value) and not (run.diverged and step >= run.steps) else number(value)


def known_losses(run: Run) -> Array:
    """Return a run's losses, shape (T + 1,), to reckon with: one that is not known is taken to be the last known.

    Before the first that is known it is that. A loss that a run diverged to, and is none, stays NaN, and so do all
    where none is known.
    """
    loss = np.asarray(run.loss, dtype=float)
    rows = np.flatnonzero(~np.isnan(loss))
    if not len(rows):
        return loss
    known = loss[rows[np.maximum(np.searchsorted(rows, np.arange(len(loss)), side="right") - 1, 0)]]
    if run.diverged and not is_sparse(loss):
        known[rows[-1] + 1 :] = np.nan
    return known


def cut_to(curve: Array, low: float, high: float) -> Array:
    """Return a curve (n, 2) cut off at two heights: it leaves and comes back along its own straight lines.

    What is beyond lies on these heights. To one that is infinite the way is straight up, or down.
    """
    x, y = np.asarray(curve, float).T
    keys, points = [np.arange(len(x), dtype=float)], [np.stack([x, y], axis=-1)]
    for end in (low, high):
        before = np.flatnonzero((y[:-1] > end) != (y[1:] > end))
        start, stop = y[before], y[before + 1]
        with np.errstate(all="ignore"):
            share = np.where(np.isinf(stop), 0.0, np.where(np.isinf(start), 1.0, (end - start) / (stop - start)))
        keys.append(before + np.clip(share, 1e-9, 1 - 1e-9))
        points.append(np.stack([x[before] + share * np.diff(x)[before], np.full(len(before), end)], axis=-1))
    made = np.concatenate(points)[np.argsort(np.concatenate(keys), kind="stable")]
    made[:, 1] = np.clip(made[:, 1], low, high)
    return made
