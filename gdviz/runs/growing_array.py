"""An array on disk that grows by rows: a .npy file whose header says how many of them are whole."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from gdviz.runs.folder import Folder

# Rows that wait in memory at most, or that are copied at a time, and their bytes; one row waits whatever its size.
FLUSH_ROWS, FLUSH_BYTES = 1024, 4 << 20
# Rows that are written at a time where all of them are there.
WRITTEN = 1 << 20
ROWS = re.compile(rb"'shape': \((\d+),")


@dataclass(eq=False)
class GrowingArray:
    """One growing .npy file; make one by `create` or `reopen`.

    Attributes
    ----------
    path
        What errors call it.
    file
        Open to read and write.
    block
        The rows that wait in memory, shape (n, ...) with n at most FLUSH_ROWS.
    first
        How many rows it is ahead of the run: 1 for the state before the first step, else 0.
    """

    path: Path
    file: BinaryIO
    block: NDArray[Any]
    first: int
    _empty: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Make the header without rows: NumPy pads it, so that it stays as long as it is."""
        self._empty = header_of(self.block.dtype, self.block.shape[1:], 0)

    @classmethod
    def create(cls, folder: Folder, name: str, row: NDArray[Any], *, begins: bool) -> Self:
        """Make the file for rows such as `row`, with that row in it where it `begins` with it, else empty."""
        made = cls(folder.shown / name, folder.create(name), _block(row.dtype, row.shape), first=0)
        made.block[0] = row
        with made._closed_by_errors():
            made.write(0, int(begins))
        made.first = int(begins)
        return made

    @classmethod
    def reopen(cls, folder: Folder, name: str, array: NDArray[Any], dtype: np.dtype[Any], *, ahead: bool) -> Self:
        """Open the file of an array again, cut to the rows of `array`, to append to it.

        A file that NumPy reads but that was not written by `create` (in Fortran order, with another header) is
        written anew; whatever `array` was turned into when it was read, the file holds numbers of `dtype`.
        """
        row, rows = array.shape[1:], len(array)
        if not _is_ours(folder, name, dtype, row):
            folder.replace(name, lambda file: _write_whole(file, array, dtype))
        again = cls(folder.shown / name, folder.update(name), _block(dtype, row), first=int(ahead))
        with again._closed_by_errors():
            again.file.truncate(len(again._empty) + rows * again.block[0].nbytes)
            again._write_header(rows)
        return again

    def write(self, flushed: int, waiting: int) -> None:
        """Put the waiting rows after the flushed ones, then the new count into the header; twice gives the same."""
        with self._named():
            self.file.seek(len(self._empty) + (self.first + flushed) * self.block[0].nbytes)
            self.file.write(self.block[:waiting].data)
            self.file.flush()
            self._write_header(self.first + flushed + waiting)

    def extend(self, flushed: int, rows: NDArray[Any]) -> None:
        """Put many rows after the flushed ones at once, then the new count into the header; twice gives the same."""
        with self._named():
            self.file.seek(len(self._empty) + (self.first + flushed) * self.block[0].nbytes)
            for start in range(0, len(rows), step := _rows_at_once(rows.dtype, rows.shape[1:], WRITTEN)):
                self.file.write(np.ascontiguousarray(rows[start : start + step], self.block.dtype).data)
            self.file.flush()
            self._write_header(self.first + flushed + len(rows))

    def close(self) -> None:
        """Let go of the file; a full disk that has not taken all before is met here once more."""
        with self._named():
            self.file.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from error

    @contextmanager
    def _closed_by_errors(self) -> Iterator[None]:
        try:
            with self._named():
                yield
        except BaseException:
            self.close()
            raise

    def _write_header(self, rows: int) -> None:
        self.file.seek(0)
        self.file.write(_of_rows(self._empty, rows))
        self.file.flush()


def header_of(dtype: np.dtype[Any], row: tuple[int, ...], rows: int) -> bytes:
    """Return the header of a .npy file of `rows` rows of a shape."""
    written = io.BytesIO()
    npy.write_array_header_1_0(
        written, {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": (rows, *row)}
    )
    return written.getvalue()


def _of_rows(empty: bytes, rows: int) -> bytes:
    """Return the header of an empty file for one of so many rows: NumPy's own, without its work at each row."""
    return empty.replace(b"'shape': (0,", b"'shape': (%d," % rows)[: len(empty) - 1] + b"\n"


def _block(dtype: np.dtype[Any], row: tuple[int, ...]) -> NDArray[Any]:
    return np.empty((_rows_at_once(dtype, row), *row), dtype)


def _rows_at_once(dtype: np.dtype[Any], row: tuple[int, ...], most: int = FLUSH_ROWS) -> int:
    """Return how many rows of a shape are held in memory at most."""
    return max(1, min(most, FLUSH_BYTES // max(prod(row) * dtype.itemsize, 1)))


def _is_ours(folder: Folder, name: str, dtype: np.dtype[Any], row: tuple[int, ...]) -> bool:
    """Return whether a file has, to the byte, the header that is written here, so that rows can follow the last."""
    with folder.read(name) as file:
        header = file.read(len(header_of(dtype, row, 0)))
    rows = ROWS.search(header)
    return rows is not None and header == header_of(dtype, row, int(rows[1]))


def _write_whole(file: BinaryIO, array: NDArray[Any], dtype: np.dtype[Any]) -> None:
    file.write(header_of(dtype, array.shape[1:], len(array)))
    many = _rows_at_once(dtype, array.shape[1:])
    for start in range(0, len(array), many):
        file.write(array[start : start + many].astype(dtype).tobytes())
