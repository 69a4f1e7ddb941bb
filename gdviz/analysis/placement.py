"""Where words go: boxes about candidate places, what they cover there, and how they are kept in a frame.

A box has a middle and half sides, both (..., 2); a frame is its lower left and its upper right corner (2, 2). The unit
is that of the page, which is the caller's. So are the candidates and the score by which one is chosen.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
T = TypeVar("T")
# Unit vectors all around a place, from the right against the clock.
DIRECTIONS = [np.array([np.cos(turn), np.sin(turn)]) for turn in np.arange(16) * np.pi / 8]


def box_beside(place: Array, direction: Array, half: Array, gap: float) -> Array:
    """Return the middle of a box that lies beside a place, in a direction from it and a gap away."""
    edge = direction / np.abs(direction).max()
    middle: Array = place + edge * half + gap * direction
    return middle


def is_covered(points: Array, middle: Array, half: Array) -> NDArray[np.bool_]:
    """Return which of points (..., n, 2) a box covers."""
    return np.asarray((np.abs(points - middle) < half).all(axis=-1))


def distance_from(points: Array, middle: Array, half: Array | float) -> float:
    """Return how far a box is from the nearest of points (n, 2); 0 where it covers one."""
    return float(np.linalg.norm(np.maximum(np.abs(points - middle) - half, 0), axis=1).min())


def overlap(middle: Array, half: Array, other: Array, other_half: Array | float) -> Array:
    """Return what share of each box another one covers, which counts as far as the edge where it ends within."""
    both = np.minimum(half + other_half - np.abs(middle - other), 2 * half).clip(0)
    return np.asarray(both.prod(axis=-1) / (4 * half.prod(axis=-1)))


def sticks_out(middle: Array, half: Array, frame: Array) -> float:
    """Return how far a box sticks out of a frame, all four sides taken together."""
    out = np.maximum(frame[0] - (middle - half), 0) + np.maximum(middle + half - frame[1], 0)
    return float(out.sum())


def is_inside(middle: Array, half: Array | float, frame: Array) -> bool:
    """Return whether all of a box lies inside a frame."""
    return bool((middle - half > frame[0]).all() and (middle + half < frame[1]).all())


def keep_inside(middle: Any, half: Any, frame: Any) -> Array:
    """Return the middles of boxes moved into a frame; of one too large for it the lower left corner stays inside.

    Places along one axis, half a width and the two ends of the axis do as well.
    """
    return np.asarray(np.clip(middle, frame[0] + half, np.maximum(frame[1] - half, frame[0] + half)))


def inwards(share: Array, near: float) -> NDArray[np.intp]:
    """Return which way is inwards from a place of a frame, along each axis: 1, -1, or 0 if it is near to neither edge.

    Parameters
    ----------
    share
        Where the place is between the frame's edges, from 0 to 1.
    near
        The share of the frame that counts as near to an edge.
    """
    return np.where(share < near, 1, np.where(share > 1 - near, -1, 0))


def first_fitting(candidates: Sequence[T], width: Callable[[T], float], room: float) -> T:
    """Return the first of some candidates, ever shorter, that is no wider than the room; else the last."""
    return next((one for one in candidates if width(one) <= room), candidates[-1])


def spread_labels(heights: Array, gap: float, low: float, high: float) -> Array:
    """Return heights at least `gap` apart, in the old order, as near to the old ones as a few sweeps bring them."""
    order = np.argsort(heights, kind="stable")
    placed = heights[order].copy()
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    # Overlapping names stand around the middle of their heads, not all above it.
    placed += np.mean(heights[order] - placed)
    for i in range(len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap if i else low)
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], placed[i + 1] - gap if i + 1 < len(placed) else high)
    result = np.empty_like(placed)
    result[order] = placed
    return result
