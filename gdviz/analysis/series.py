"""What the curve of a recorded quantity is drawn through, and between which values."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.trajectory import between
from gdviz.landscapes.scale import HUGE
from gdviz.runs.run import Run

Array = NDArray[np.float64]
CURVE_POINTS = 800
# A range over which values grow more than this many times is shown on a log scale.
WILD = 30


def range_of(series: Sequence[Array]) -> tuple[float, float, bool]:
    """Return the least and the greatest of the values that curves show, and whether on a log scale.

    A diverging run must not flatten the others: nothing a thousand times above every start is shown, and nothing that
    is not finite.
    """
    finite = np.concatenate([values[np.isfinite(values)][:: max(1, len(values) // 10000)] for values in series])
    finite = finite[np.abs(finite) <= ceiling_of([values[0] for values in series])]
    if not len(finite):
        return 0.0, 1.0, False
    low, high = float(finite.min()), float(finite.max())
    return low, high, low > 0 and high / low > WILD


def ceiling_of(starts: Sequence[float]) -> float:
    """Return the greatest size that is shown of values: a thousand times the greatest of their finite starts."""
    return min(1000 * max((abs(float(value)) for value in starts if np.isfinite(value)), default=0.0) + 1e-300, HUGE)


def bounded(values: Array) -> Array:
    """Return values of which no finite one is greater than can be drawn."""
    values = np.asarray(values, dtype=float)
    return np.where(np.isfinite(values), np.clip(values, -HUGE, HUGE), values)


def thinned(run: Run, values: Array, step: float, *, points: int = CURVE_POINTS) -> tuple[Array, Array]:
    """Return steps and values up to `step`: at most about twice `points`, the extremes of what lies between kept."""
    end = min(run.row(step), len(values) - 1.0)
    count = int(end) + 1
    stride = max(1, len(values) // points)
    rows = np.arange(count)
    if stride > 1:
        whole = count // stride * stride
        blocks = np.asarray(values[:whole]).reshape(-1, stride)
        first = np.arange(0, whole, stride)
        rows = np.unique(np.concatenate([first + blocks.argmin(axis=1), first + blocks.argmax(axis=1), [0, count - 1]]))
    x, y = np.asarray(run.step[rows], dtype=float), bounded(values[rows])
    if end > count - 1:
        x, y = (
            np.append(x, np.interp(end, [count - 1, count], run.step[count - 1 : count + 1])),
            np.append(y, bounded(between(values, end))),
        )
    return x, y


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
