"""The most likely logistic curve of points of one feature: what runs are held against, and what is worth looking at."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Newton's method takes at most so many steps.
NEWTON = 100


def gap_between(x: Array, y: Array) -> tuple[float, float] | None:
    """Return between which two points the classes 0 and 1 lie apart, so that a steeper curve fits better; or None."""
    zeros, ones = x[y == 0], x[y == 1]
    for left, right in ((zeros, ones), (ones, zeros)):
        if len(left) and len(right) and left.max() <= right.min() and left.min() < right.max():
            return float(left.max()), float(right.min())
    return None


def most_likely(x: Array, y: Array, *, ridge: float = 0.0) -> Array | None:
    """Return b and w, shape (2,), of the least mean of log(1 + exp(z)) - y z for z = b + w x, or None if there is none.

    By Newton's method, on the feature brought to a width of 1 about its mean.

    Parameters
    ----------
    x, y
        The feature and the labels 0 and 1, shapes (n,).
    ridge
        The weight of the squares of both numbers, which keeps them finite where the classes lie apart.
    """
    side, middle = float(np.ptp(x)), float(np.mean(x))
    if side == 0 or (ridge == 0 and gap_between(x, y)):
        return None
    design = np.stack([np.ones_like(x), (x - middle) / side], axis=-1)
    at = np.zeros(2)
    with np.errstate(all="ignore"):
        for _ in range(NEWTON):
            p = 0.5 * (1 + np.tanh(0.5 * (design @ at)))
            curvature = (design.T * (p * (1 - p))) @ design / len(x) + ridge * np.eye(2)
            slope = design.T @ (p - y) / len(x) + ridge * at
            step = np.linalg.lstsq(curvature, slope)[0]
            at = at - step
            if not np.isfinite(at).all():
                return None
            if np.abs(step).max() < 1e-12 * (1 + np.abs(at).max()):
                break
    return np.array([at[0] - at[1] * middle / side, at[1] / side])
