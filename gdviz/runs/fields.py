"""The arrays of a run by their names, each opened when it is first asked for.

A small one is read whole, so that hundreds of runs hold no file open; a large one is mapped, so that it may be larger
than memory. How many rows there are is settled when the run is opened, and a run that goes on may grow behind them.
"""

import mmap
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any, Self
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.folder import Folder
from gdviz.runs.headers import Header, in_bytes, opened
from gdviz.runs.manifest import RunError

Values = NDArray[Any]

# Up to so many bytes an array is read whole; up to so many files are kept open to map larger ones.
SMALL, MOST_MAPS = 1 << 20, 64
# What pictures read of their runs at once, in GiB, and the variable of the environment that says otherwise.
USUAL_GIB, GIB_VARIABLE = 4.0, "GDVIZ_READ_GIB"

_maps: WeakSet[mmap.mmap] = WeakSet()


def most_bytes() -> int:
    """Return how many bytes of arrays pictures may read at once.

    Raises
    ------
    ValueError
        If the environment says what is no number.
    """
    said = os.environ.get(GIB_VARIABLE, "")
    try:
        gib = float(said or USUAL_GIB)
        return int(gib * 2**30) if gib > 0 else int("")
    except (ValueError, OverflowError):
        raise ValueError(f"{GIB_VARIABLE} is a number of gibibytes, not {said!r:.40}; try {GIB_VARIABLE}=16") from None


@dataclass
class Allowance:
    """How many bytes of arrays a picture may still read."""

    left: int = field(default_factory=most_bytes)

    def take(self, size: int, where: object) -> None:
        """Count an array's bytes; RunError where they are too many."""
        if size > self.left:
            raise RunError(
                f"{where} holds {in_bytes(size)}, and pictures read {in_bytes(most_bytes())} of their runs at most; "
                f"record fewer steps with --every, or set {GIB_VARIABLE}={max(2, 2 * size >> 30)}"
            )
        self.left -= size


@dataclass(frozen=True)
class Stored:
    """A field as it is read: what its file holds, how many rows of it belong to the run, and what it should be.

    Attributes
    ----------
    header
        Of its file.
    rows
        How many rows of it belong to the run; None for a whole array.
    dtype
        What it is turned into; None where it stays as it is.
    sizes
        What the sizes of the run are, by name.
    check
        Returns what is wrong with its values where the sizes are these, or None.
    """

    header: Header
    rows: int | None
    dtype: np.dtype[Any] | None
    sizes: Mapping[str, int]
    check: Callable[[Values, Mapping[str, int]], str | None] | None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what belongs to the run."""
        shape = self.header.shape
        return shape if self.rows is None else (self.rows, *shape[1:])

    @property
    def size(self) -> int:
        """Its bytes, as it is read."""
        return prod(self.shape) * (self.dtype or self.header.dtype).itemsize

    @property
    def is_converted(self) -> bool:
        """Whether it is another array in memory than in the file."""
        held = self.header.dtype
        return (self.dtype or held.newbyteorder("=")) != held or held.kind == "b"


class Fields(Mapping[str, Values]):
    """The arrays of a run by name; none of them can be written to.

    Parameters
    ----------
    path
        The run's directory.
    columns
        Its fields by name.
    allowance
        Where what is read of them is counted, if it is.
    source
        What has the arrays instead of files of their own: returns one by its name.
    """

    def __init__(
        self,
        path: Path,
        columns: Mapping[str, Stored],
        allowance: Allowance | None = None,
        source: Callable[[str], Values] | None = None,
    ) -> None:
        self._path, self._columns, self._allowance, self._source = path, columns, allowance, source
        self._held: dict[str, Values] = {}
        self._counted: set[str] = set()

    def within(self, allowance: Allowance) -> Self:
        """Return the same fields, of which no more is read than is allowed."""
        other = type(self)(self._path, self._columns, allowance, self._source)
        other._held = self._held
        return other

    def __getitem__(self, name: str) -> Values:
        """Return a field, opened if it is not open; RunError where it is not what it should be."""
        column = self._columns[name]
        # What many runs share is one array in memory.
        is_shared = self._source is not None and column.rows is None
        if self._allowance is not None and name not in self._counted and not is_shared:
            self._allowance.take(column.size, self._path / f"{name}.npy")
            self._counted.add(name)
        if name not in self._held:
            self._held[name] = self._read(name, column)
        return self._held[name]

    def is_held(self, name: str, small: int) -> bool:
        """Return whether a field is in memory or mapped, or takes no more than so many bytes."""
        return name in self._held or self._columns[name].size <= small

    def hold(self, names: Iterable[str]) -> None:
        """Open these fields now."""
        for name in names:
            self._held[name] = self._read(name, self._columns[name])

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is open: another process opens it for itself."""
        return {**self.__dict__, "_held": {}}

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a field, in C order, piece by piece; of one that no picture could read, rows that suffice.

        Such a one is sampled at even distances.
        """
        column = self._columns[name]
        array = self._held[name] if name in self._held else self._read(name, column)
        yield from pieces_of(array[:: -(-column.size // most_bytes())] if column.size else array)

    def _read(self, name: str, column: Stored) -> Values:
        path, header = self._path / f"{name}.npy", column.header
        if column.is_converted:
            Allowance().take(column.size, path)
        array = self._source(name) if self._source else self._opened(path, header)
        if column.rows is not None:
            array = array[: column.rows]
        if column.is_converted:
            array = _converted(array, column.dtype, path)
        if header.fortran and header.nbytes <= SMALL:
            array = np.ascontiguousarray(array)
        array.flags.writeable = False
        if column.check and (reason := column.check(array, column.sizes)):
            raise RunError(f"{path} {reason}")
        return array

    def _opened(self, path: Path, header: Header) -> Values:
        """Return the array in a file of its own, read or mapped."""
        with Folder(self._path) as folder, opened(folder, path) as file:
            found = os.fstat(file.fileno())
            end = header.offset + header.nbytes
            if (found.st_dev, found.st_ino) != header.identity or found.st_size < end:
                raise RunError(f"{path} has changed since the run was opened; open it again")
            content: Any
            if header.nbytes <= SMALL or (len(_maps) >= MOST_MAPS and header.nbytes <= most_bytes()):
                content = file.read(end)
            else:
                content = mmap.mmap(file.fileno(), end, access=mmap.ACCESS_READ)
                _maps.add(content)
        return header.of(content)


def pieces_of(array: Values) -> Iterator[bytes]:
    """Yield the bytes of an array in C order, of so many rows at a time that they take little memory."""
    if array.nbytes <= SMALL:
        yield array.tobytes()
        return
    rows = max(1, SMALL * len(array) // array.nbytes)
    for first in range(0, len(array), rows):
        yield array[first : first + rows].tobytes()


def _converted(array: Values, dtype: np.dtype[Any] | None, path: Path) -> Values:
    """Return an array of another type, in memory."""
    if array.dtype.kind == "b":
        # Any byte may stand in the file, and NumPy takes for granted that it is 0 or 1.
        array = array.view(np.uint8) != 0
    made = array.astype(dtype or array.dtype.newbyteorder("="))
    with np.errstate(all="ignore"):
        if made.dtype.kind == "i" and not (made == array).all():
            raise RunError(f"{path} holds numbers that are not whole, or beyond 64 bits")
    return made
