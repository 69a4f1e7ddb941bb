"""A vector of any length in a few hundred numbers, from which distances and angles can still be told.

A sign is drawn for each entry, and what is K places apart is summed: S x of K numbers with E <S x, S y> = <x, y> and a
standard error of at most sqrt(2 / K) |x| |y| (the "count sketch"; M. Charikar, K. Chen and M. Farach-Colton, Finding
Frequent Items in Data Streams, 2002; K. Weinberger et al., Feature Hashing for Large Scale Multitask Learning, 2009).
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WIDTH = 256
# Rows of WIDTH numbers that are summed in one go: what is worked on stays in the processor's cache.
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
        self._signs = 2 * drawn - 1
        # Few numbers fill less than a whole piece.
        self._rows = min(ROWS, -(-size // WIDTH))
        self._signed = np.empty(0)

    def of(self, vector: NDArray[np.floating]) -> Array:
        """Return S x, shape (WIDTH,), of a vector x of shape (D,)."""
        found = np.zeros(WIDTH)
        piece = self._rows * WIDTH
        dtype = vector.dtype if vector.dtype.itemsize > 2 else np.dtype(np.float32)
        if self._signed.dtype != dtype or not self._signed.size:
            self._signed = np.empty(piece, dtype)
        signed = self._signed
        for first in range(0, len(vector), piece):
            part = vector[first : first + piece]
            np.multiply(part, self._signs[first : first + piece], out=signed[: len(part)], casting="same_kind")
            signed[len(part) :] = 0
            found += signed.reshape(self._rows, WIDTH).sum(axis=0)
        return found
