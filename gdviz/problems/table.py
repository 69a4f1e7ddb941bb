"""Reads a CSV file into Data, and says of a file it cannot use which row and column are to blame.

The file is UTF-8 (with a byte order mark or without), separated by commas, semicolons or tabs, with cells quoted or
not, and a decimal point. A first row without a single number is the header; columns go by its names, and by their
numbers from 1 always. Rows are numbered as an editor numbers lines, and blank lines are passed over.
"""

import csv
import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np

from gdviz.problems.problem import Array
from gdviz.runs.data import LARGEST, Data, choose

MOST_BYTES = 100_000_000
MISSING = {"", "na", "n/a", "null", "?"}
Row = tuple[int, list[str]]


def read_csv(
    path: str | Path, x: Sequence[str] | None = None, y: str | None = None, *, standardize: bool = False
) -> Data:
    """Read inputs and target from a CSV file; columns that are not asked for may hold anything.

    Parameters
    ----------
    path
        The file, of up to 100 MB.
    x, y
        Columns by name or number from 1. By default y is the last, and x all others.
    standardize
        Bring every input to mean 0 and standard deviation 1.

    Returns
    -------
    Data
        A target of words becomes labels 0 to k - 1, with the classes in alphabetical order.

    Raises
    ------
    ValueError
        Naming file, column and row: for a cell that is missing, no number, not finite or beyond 1e100; a target that
        mixes words and numbers, or has one class only; a constant column, where it is to be standardised (elsewhere it
        is allowed, and `line` refuses it itself); a repeated or unknown column name; rows of different length; a file
        that is missing, too large, empty, no UTF-8 text, or nothing but a header.
    """
    path = Path(path)
    _check(path)
    rows = _rows(path, _separator(path))
    first = next(rows, None)
    if first is None:
        raise ValueError(f"{path} is empty; it needs one row for each point")
    columns, rows = _columns(path, first, rows)
    inputs, target = choose(columns, x, y, where=str(path))
    table, labels = array("d"), _Labels(path, columns[target])
    for line, cells in rows:
        if len(cells) != len(columns):
            raise ValueError(f"{path}, row {line} has {len(cells)} cells, but row {first[0]} has {len(columns)}")
        for i in inputs:
            table.append(_feature(path, line, columns[i], cells[i]))
        labels.add(line, cells[target])
    if not table:
        raise ValueError(f"{path} holds only a header; it needs one row for each point below it")
    values, classes = labels.finish()
    features = tuple(columns[i] for i in inputs)
    data = Data(np.array(table).reshape(-1, len(inputs)), values, features, columns[target], classes, path.name)
    return data.standardized() if standardize else data


def _check(path: Path) -> None:
    """Refuse what is no file, or too large to read."""
    try:
        if not path.is_file():
            raise ValueError(f"{path} is a folder, not a CSV file" if path.is_dir() else f"there is no file {path}")
        size = path.stat().st_size
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    if size > MOST_BYTES:
        raise ValueError(f"{path} has {size / 1e6:.0f} MB, and at most {MOST_BYTES / 1e6:.0f} are read; take a sample")


def _rows(path: Path, separator: str) -> Iterator[Row]:
    """Yield each row's first line, from 1, and its cells without the blanks around them."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(_text(path, file), delimiter=separator, strict=True, skipinitialspace=True)
            for cells in reader:
                stripped = [cell.strip() for cell in cells]
                if len(stripped) > 1 or any(stripped):
                    yield line, stripped
                line = reader.line_num + 1
    except UnicodeDecodeError:
        raise ValueError(_not_text(path)) from None
    except csv.Error as error:
        raise ValueError(f"{path}, row {line} is not CSV: {error}; is a quotation mark left open?") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None


def _text(path: Path, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            raise ValueError(f"{path}, row {number} is not text: it holds a zero byte; save the table as CSV, in UTF-8")
        yield line


def _not_text(path: Path) -> str:
    """Return the message for a file that is not UTF-8, with the first byte that is not."""
    content = path.read_bytes()
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row, byte = content.count(b"\n", 0, error.start) + 1, content[error.start]
        return f"{path}, row {row} is not UTF-8 text (byte 0x{byte:02x}); save the table as CSV, in UTF-8"
    return f"{path} is not UTF-8 text"


def _separator(path: Path) -> str:
    """Return the separator that cuts the first rows evenly; failing that, the one that cuts the first row most.

    A semicolon or tab goes before a comma, which may be part of a cell.
    """
    most, best = 1, ","
    for separator in "\t;,":
        try:
            counts = [len(cells) for _, cells in islice(_rows(path, separator), 20)]
        except ValueError:
            continue
        if counts and min(counts) == max(counts) > 1:
            return separator
        if counts and counts[0] > most:
            most, best = counts[0], separator
    return best


def _columns(path: Path, first: Row, rows: Iterator[Row]) -> tuple[list[str], Iterator[Row]]:
    """Return the columns' names, and the rows that hold points."""
    line, cells = first
    numbered = [f"column {i + 1}" for i in range(len(cells))]
    if not any(cells) or any(_number(cell) is not None for cell in cells):
        return numbered, chain([first], rows)
    names = [name or number for name, number in zip(cells, numbered, strict=True)]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{path}, row {line}: two columns are called {name!r}; rename one")
        seen.add(name)
    return names, rows


def _number(cell: str) -> float | None:
    """Return the number that a cell holds, finite or not, or None."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def _feature(path: Path, line: int, column: str, cell: str) -> float:
    """Return a feature's number, or raise ValueError."""
    number = _sound(path, line, column, cell)
    if number is None:
        raise ValueError(
            f"{path}, row {line}, column {column!r}: {_short(cell)} is not a number (as in 1.5); correct it, or name "
            "the columns to use with --x"
        )
    return number


def _sound(path: Path, line: int, column: str, cell: str) -> float | None:
    """Return a cell's number, or None for a word; raise ValueError for one that is missing, not finite or too large."""
    if cell.lower() in MISSING:
        missing = f" ({cell})" if cell else ""
        raise ValueError(f"{path}, row {line}, column {column!r}: missing value{missing}; fill it in or drop the row")
    number = _number(cell)
    if number is not None and not math.isfinite(number):
        raise ValueError(f"{path}, row {line}, column {column!r}: {_short(cell)} is not finite; drop the row")
    if number is not None and abs(number) > LARGEST:
        raise ValueError(f"{path}, row {line}, column {column!r}: {_short(cell)} is beyond {LARGEST:g}; scale it")
    return number


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:37]}...")


class _Labels:
    """Collects a target's cells, which are all numbers or all words."""

    def __init__(self, path: Path, column: str) -> None:
        self._path, self._column = path, column
        self._numbers, self._words = array("d"), array("q")
        self._codes: dict[str, int] = {}
        self._first: dict[str, Row] = {}

    def add(self, line: int, cell: str) -> None:
        """Take the next cell."""
        number = _sound(self._path, line, self._column, cell)
        self._first.setdefault("word" if number is None else "number", (line, [cell]))
        if number is None:
            self._words.append(self._codes.setdefault(cell, len(self._codes)))
        else:
            self._numbers.append(number)

    def finish(self) -> tuple[Array, tuple[str, ...]]:
        """Return the target (n,) and its classes, in alphabetical order; none for numbers."""
        if self._numbers and self._words:
            rarer = "word" if len(self._words) <= len(self._numbers) else "number"
            line, (cell,) = self._first[rarer]
            raise ValueError(
                f"{self._path}, row {line}, column {self._column!r}: {_short(cell)} is a {rarer}, but other rows hold "
                f"{'numbers' if rarer == 'word' else 'words'}; a target is all numbers or all words"
            )
        if self._numbers:
            return np.array(self._numbers), ()
        if len(self._codes) == 1:
            line, (cell,) = self._first["word"]
            raise ValueError(
                f"{self._path}, column {self._column!r} holds one class only, {_short(cell)} from row {line} on; a "
                "classifier needs two"
            )
        classes = tuple(sorted(self._codes))
        rank = np.empty(len(classes))
        rank[[self._codes[name] for name in classes]] = np.arange(len(classes))
        return rank[np.array(self._words)], classes
