"""A vector of any length in a few hundred numbers, from which distances and angles can still be told.

A sign is drawn for each entry, and what is K places apart is summed: S x of K numbers with E <S x, S y> = <x, y> and a
standard error of at most sqrt(2 / K) |x| |y| (the "count sketch"; M. Charikar, K. Chen and M. Farach-Colton, Finding
Frequent Items in Data Streams, 2002; K. Weinberger et al., Feature Hashing for Large Scale Multitask Learning, 2009).
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WIDTH = 256
# Rows of WIDTH numbers that are summed in one go, in the vector's own floats: the processor's cache holds them.
ROWS = 256


class CountSketch:
    """The sketch of vectors of one length.

    Parameters
    ----------
    size
        D, their length.
    """

    def __init__(self, size: int) -> None:
        drawn = np.random.default_rng(0).integers(0, 2, size, dtype=np.int8)
        # As wide as most vectors: signs of one byte would be converted at each of their steps.
        self._signs = np.empty(size, np.float32)
        np.multiply(drawn, np.float32(2), out=self._signs)
        self._signs -= 1

    def of(self, vector: NDArray[np.floating]) -> Array:
        """Return S x, shape (WIDTH,), of a vector x of shape (D,)."""
        found = np.zeros(WIDTH)
        whole = len(vector) // WIDTH * WIDTH
        for first in range(0, whole, ROWS * WIDTH):
            piece = slice(first, min(first + ROWS * WIDTH, whole))
            found += np.einsum("ij,ij->j", vector[piece].reshape(-1, WIDTH), self._signs[piece].reshape(-1, WIDTH))
        found[: len(vector) - whole] += vector[whole:] * self._signs[whole:]
        return found
