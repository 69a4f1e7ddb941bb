"""The rows of a grid, coarse to fine, and what is shown of them before all have been taken."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def in_order(count: int) -> list[int]:
    """Return the numbers of rows in the order in which they are taken: the ends, then what halves the gaps."""
    stride = 1 << max(count - 2, 0).bit_length()
    found = dict.fromkeys((0, count - 1))
    while stride:
        found |= dict.fromkeys(range(0, count, stride))
        stride //= 2
    return list(found)


def filled(rows: Array, taken: list[int]) -> Array:
    """Return rows (ny, nx) with those that have not been taken yet between their neighbours, on straight lines."""
    known = np.sort(taken)
    at = np.interp(np.arange(len(rows)), known, np.arange(len(known)))
    low = np.minimum(at.astype(int), max(len(known) - 2, 0))
    high = np.minimum(low + 1, len(known) - 1)
    share = (at - low)[:, None]
    with np.errstate(invalid="ignore"):
        between = rows[known[low]] * (1 - share) + rows[known[high]] * share
    return np.where(share == 0, rows[known[low]], np.where(share == 1, rows[known[high]], between))
