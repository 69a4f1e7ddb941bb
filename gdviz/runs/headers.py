"""The header of an array's file: what the file says it holds, read without the array, and believed in bounds."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from gdviz.runs.folder import Folder, FolderError
from gdviz.runs.manifest import MANIFEST, RunError

# NumPy writes 128 bytes, and takes none that are longer than the half of this.
LONGEST_HEADER = 20_000
# The number of entries, where those that a shape of no rows would have are counted too.
MOST_ENTRIES = 2**60
# Booleans, whole numbers and floats of 8 bytes at most.
KINDS, WIDEST = "biuf", 8
# What of a file lies on the disk has to be more than this share of what it holds where it holds a lot.
SPARSE = 1 / 16


@dataclass(frozen=True)
class Header:
    """What a file holds, and where.

    Attributes
    ----------
    dtype, shape, fortran
        Of the array.
    offset
        Where in the file it begins.
    identity
        What tells the file from one that is put in its place.
    """

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    fortran: bool
    offset: int
    identity: tuple[int, int]

    @property
    def nbytes(self) -> int:
        """The bytes of the array."""
        return prod(self.shape) * self.dtype.itemsize

    def of(self, content: Any) -> NDArray[Any]:
        """Return the array in a file's content, a buffer that begins with the file; it cannot be written to."""
        flat = np.frombuffer(content, self.dtype, prod(self.shape), self.offset)
        return flat.reshape(self.shape, order="F" if self.fortran else "C")


def read_header(folder: Folder, name: str, spec: Mapping[str, Any], most: int) -> Header:
    """Return the header of a field's file, held against what the manifest says of it and against the file's size.

    Parameters
    ----------
    spec
        The field's entry in the manifest: dtype, shape and axis.
    most
        The bytes of an array from which on it has to lie on the disk, and not be a hole that reads as zeros.

    Raises
    ------
    RunError
        If the file is missing, damaged, or not what the manifest says; or nothing that gdviz draws.
    """
    path = folder.path / f"{name}.npy"
    with opened(folder, path) as file:
        found = os.fstat(file.fileno())
        start = file.read(LONGEST_HEADER)
    try:
        shape, fortran, dtype, offset = _parsed(start)
    except Exception as error:
        # A damaged header is read as a Python literal, and may fail in any of a dozen ways.
        said = " ".join(str(error).split())[:200] or "its header says nothing"
        raise RunError(f"{path} is damaged: {said}") from None
    if dtype.kind not in KINDS or dtype.itemsize > WIDEST:
        raise RunError(f"{path} holds {str(dtype)[:80]}, and gdviz draws floats, whole numbers and booleans of 8 bytes")
    rows = spec["axis"] != "fixed"
    if rows and not shape:
        raise RunError(f"{path} is damaged: it holds no rows of an array")
    row = shape[1:] if rows else shape
    if dtype.str != spec["dtype"] or list(row) != spec["shape"]:
        raise RunError(
            f"{path} holds {dtype.str} {list(row)}, but {MANIFEST} says {spec['dtype'][:20]} {spec['shape']}"
        )
    if prod(max(side, 1) for side in shape) > MOST_ENTRIES:
        raise RunError(f"{path} is damaged: it says that it holds an array of {' x '.join(map(str, shape))}")
    header = Header(dtype, shape, fortran, offset, (found.st_dev, found.st_ino))
    if header.nbytes + offset > found.st_size:
        raise RunError(
            f"{path} is damaged: it says that it holds {header.nbytes:,} bytes, and has {found.st_size - offset:,}"
        )
    # Windows does not count blocks.
    if header.nbytes > most and getattr(found, "st_blocks", found.st_size) * 512 < SPARSE * header.nbytes:
        raise RunError(f"{path} says that it holds {in_bytes(header.nbytes)}, of which hardly any are on the disk")
    return header


def opened(folder: Folder, path: Path) -> BinaryIO:
    """Open a run's file to read; RunError where that cannot be, in words that name it."""
    try:
        return folder.read(path.name)
    except FileNotFoundError:
        raise RunError(f"{path} is missing") from None
    except FolderError as error:
        raise RunError(str(error)) from None
    except OSError as error:
        raise RunError(f"{path} cannot be read: {error.strerror}") from None


def in_bytes(count: int) -> str:
    """Return a number of bytes in words: 80 GB."""
    for unit, size in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if count >= size:
            return f"{count / size:,.3g} {unit}"
    return f"{count:,} bytes"


def _parsed(start: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    """Return shape, order and dtype as the first bytes of a file say, and where the array begins."""
    file = BytesIO(start)
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
    version = npy.read_magic(file)
    if version not in read:
        raise ValueError(f"its format is {version}, and arrays of numbers have (1, 0) or (2, 0)")
    shape, fortran, dtype = read[version](file)
    if not all(type(side) is int and side >= 0 for side in shape):
        raise ValueError(f"its shape is {shape}")
    return shape, fortran, dtype, file.tell()
