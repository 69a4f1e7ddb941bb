"""Grids thinned, smoothed and filled."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# From one sample to the next a cliff is at least so deep.
LEAP = 0.12


def stride_for(intervals: int, cells: int) -> int:
    """Return the widest stride of a grid that hits both its ends and leaves at least `cells` cells, or 1."""
    return max(s for s in range(1, max(intervals // cells, 1) + 1) if intervals % s == 0)


def soften(mask: NDArray[np.bool_], width: int) -> Array:
    """Return a field that is positive inside a mask, negative outside, and passes zero smoothly along its border.

    The steps of the samples are lost, and so are holes much narrower than `width`.
    """
    return smooth(mask.astype(float), width) - 0.5


def smooth(field: Array, width: int) -> Array:
    """Return a table's means over squares `width` samples wide, an odd number, taken twice."""
    # SciPy's uniform_filter rounds otherwise, 5e-12 at the most: enough to move a pixel of a picture that is there.
    reach = width // 2
    for axis in (0, 1, 0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (reach + 1, reach)
        total = np.cumsum(np.pad(field, pad, mode="edge"), axis=axis)
        high, low = (slice(2 * reach + 1, None), slice(None)), (slice(None, -2 * reach - 1), slice(None))
        field = (total[high[:: 1 - 2 * axis]] - total[low[:: 1 - 2 * axis]]) / (2 * reach + 1)
    return field


def spread_out(table: Array, reach: int) -> Array:
    """Return a table (ny, nx) whose values go on `reach` samples into where it is nan, and beyond that are 1."""
    table = table.copy()
    for _ in range(reach):
        empty = np.isnan(table)
        if not empty.any():
            return table
        around = np.pad(table, 1, constant_values=np.nan)
        ny, nx = table.shape
        total, count = np.zeros_like(table), np.zeros_like(table)
        for i in range(3):
            for j in range(3):
                shifted = around[i : i + ny, j : j + nx]
                known = ~np.isnan(shifted)
                total[known] += shifted[known]
                count += known
        fill = empty & (count > 0)
        table[fill] = total[fill] / count[fill]
    return np.where(np.isnan(table), 1.0, table)


def without_cliffs(depth: Array, leap: float = LEAP) -> Array:
    """Return depths (ny, nx), NaN on either side of where they leap so far from one sample to the next."""
    made = depth.copy()
    for axis in (0, 1):
        leaps = np.abs(np.diff(depth, axis=axis)) > leap
        none = np.zeros_like(np.take(leaps, [0], axis=axis))
        made[np.concatenate([leaps, none], axis=axis) | np.concatenate([none, leaps], axis=axis)] = np.nan
    return made
