"""Whole vectors of a training that goes on, at even distances, in a file that is gone when the training is over."""

import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# What all of them may take on the disk, and how many numbers of a table are worked on at a time.
MOST_BYTES, PIECE = 4 << 30, 1 << 20
FEWEST = 8
# What is written at a step on average, at first: of longer vectors not each is kept.
BYTES_A_STEP = 2 << 20


class Snapshots:
    """Every k-th of a sequence of vectors, where k doubles whenever there are too many.

    Parameters
    ----------
    folder
        Where the file lies: it has no name there, and goes when it is closed or the process ends.
    size
        D, the length of a vector.
    dtype
        In which the numbers are kept.
    most
        How many there are at most; fewer where they would take more than 4 GiB.

    Attributes
    ----------
    rows
        Which of the sequence they are, in order.
    """

    def __init__(self, folder: Path, size: int, dtype: np.dtype[Any], most: int) -> None:
        self._size, self._dtype = size, dtype
        self._most = max(FEWEST, min(most, MOST_BYTES // (size * dtype.itemsize)))
        # It is open for as long as the training goes on.
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        self.rows: list[int] = []
        self._slots: list[int] = []
        self._free: list[int] = []
        self._stride = -(-size * dtype.itemsize // BYTES_A_STEP)

    def add(self, row: int, vector: NDArray[Any]) -> None:
        """Keep a vector, the one with this number of the sequence, if its turn has come."""
        if row % self._stride:
            return
        if len(self.rows) >= self._most:
            self._stride *= 2
            going = [slot for at, slot in zip(self.rows, self._slots, strict=True) if at % self._stride]
            staying = [one for one in zip(self.rows, self._slots, strict=True) if not one[0] % self._stride]
            self.rows, self._slots = [list(part) for part in zip(*staying, strict=True)]
            self._free += going
            if row % self._stride:
                return
        self._put(row, vector)

    def add_last(self, row: int, vector: NDArray[Any]) -> None:
        """Keep the last vector of the sequence, whether its turn has come or not."""
        if not self.rows or self.rows[-1] != row:
            self._put(row, vector)

    def _put(self, row: int, vector: NDArray[Any]) -> None:
        slot = self._free.pop() if self._free else len(self.rows)
        self._file.seek(slot * self._size * self._dtype.itemsize)
        left = np.ascontiguousarray(vector, self._dtype).data.cast("B")
        while left:
            left = left[self._file.write(left) :]
        self.rows.append(row)
        self._slots.append(slot)

    def columns(self) -> Iterator[Array]:
        """Yield the table of all of them, shape (S, D), in blocks of columns, as float64."""
        width = max(1, PIECE // max(len(self.rows), 1))
        for first in range(0, self._size, width):
            count = min(width, self._size - first)
            block = np.empty((len(self.rows), count), self._dtype)
            for row, slot in zip(block, self._slots, strict=True):
                self._file.seek((slot * self._size + first) * self._dtype.itemsize)
                self._file.readinto(row.data.cast("B"))
            yield block.astype(np.float64)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the file."""
        self._file.close()
