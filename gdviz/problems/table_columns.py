"""The columns of a table that are asked for: plain numbers as they come, and the cells of those that hold others."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import numpy as np

from gdviz.problems.problem import Array
from gdviz.problems.table_cells import is_missing, number_in
from gdviz.problems.table_file import TableFile
from gdviz.problems.table_rows import Row, TableLayout, points_of
from gdviz.runs.data import LARGEST

T = TypeVar("T")
# Rows that are taken at a time.
CHUNK = 8192


@dataclass(eq=False)
class TableColumn:
    """A column that is asked for: its numbers, or its cells where they are not all plain ones."""

    file: TableFile
    name: str
    index: int
    is_target: bool
    parts: list[Array] = field(default_factory=list)
    cells: list[str] | None = None
    classes: tuple[str, ...] = ()

    def wrong(self, line: int, what: str) -> ValueError:
        """Return the error that says what is wrong in a row."""
        return ValueError(f"{self.file.path}, row {line}, column {self.name!r}: {what}")

    def take(self, cells: Sequence[str]) -> bool:
        """Take the next cells, and return whether they are all plain numbers."""
        try:
            if "_" in "".join(cells):
                return False
            part = np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            return False
        # Written so that NaN fails it too.
        if not (np.abs(part) <= LARGEST).all():
            return False
        self.parts.append(part)
        return True

    def present(self, lines: Sequence[int], *, drop: bool) -> np.ndarray:
        """Return which rows hold a value, all of them unless those that do not may be dropped."""
        if self.cells is None:
            return np.ones(len(lines), dtype=bool)
        has_words = any(not is_missing(cell) and number_in(cell) is None for cell in set(self.cells))
        # Among words a dash may be a label, beside a plus.
        among = not (self.is_target and has_words)
        missing = each_of(lambda cell: is_missing(cell, among_numbers=among), self.cells)
        if any(missing) and not drop:
            at = missing.index(True)
            shown = f" ({self.cells[at]})" if self.cells[at] else ""
            raise self.wrong(lines[at], f"missing value{shown}; fill it in, or leave out such rows with --drop-missing")
        return ~np.array(missing)


def plain_numbers(file: TableFile, layout: TableLayout) -> Array | None:
    """Return all numbers of a table that holds nothing else, (n, columns), or None; NumPy reads them fast."""
    if not layout.begins:
        return None
    separator = None if layout.separator == " " else layout.separator
    try:
        with file.open() as text:
            table = np.loadtxt(
                text, delimiter=separator, skiprows=layout.begins - 1, ndmin=2, comments=None, quotechar='"'
            )
    except ValueError:
        return None
    # Written so that NaN fails it too.
    return table if table.shape[1] == len(layout.columns) and (np.abs(table) <= LARGEST).all() else None


def fill(file: TableFile, layout: TableLayout, used: Sequence[TableColumn]) -> "array[int]":
    """Read the columns, and return the line of each row.

    Plain numbers are converted as they come. The cells of a column that turns out later to hold something else are
    gathered by another reading.
    """
    lines = array("q")
    late: list[TableColumn] = []
    for chunk in _chunks(points_of(file, layout)):
        lines.extend([line for line, _ in chunk])
        columns = list(zip(*[cells for _, cells in chunk], strict=True))
        for column in used:
            found = columns[column.index]
            if column.cells is not None:
                column.cells += map(str.strip, found)
            elif column not in late and not column.take(found):
                if column.parts:
                    late.append(column)
                else:
                    column.cells = list(map(str.strip, found))
    for column in late:
        column.parts, column.cells = [], [cells[column.index].strip() for _, cells in points_of(file, layout)]
    return lines


def each_of(function: Callable[[str], T], cells: Sequence[str]) -> list[T]:
    """Return a function of each cell, computed once for cells that are alike."""
    known = {cell: function(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
