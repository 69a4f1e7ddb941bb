"""Numbers out of cells: decimal commas, dates, units and labels, each column by what all of it holds."""

from collections.abc import Iterable, Sequence

import numpy as np

from gdviz.problems.problem import Array
from gdviz.problems.table_cells import (
    Dressed,
    commas_in,
    days_of,
    dressed,
    is_sound,
    looks_like_date,
    number_in,
    undressed,
    with_point,
)
from gdviz.problems.table_columns import TableColumn, each_of
from gdviz.runs.data import LARGEST


class Settling:
    """Makes numbers of the columns' cells."""

    def __init__(self, lines: Sequence[int], whole: np.ndarray, *, clean: bool) -> None:
        self._lines, self._whole, self._clean = lines, whole, clean
        self._commas: list[str] = []
        self._others: list[str] = []

    def notes(self) -> list[str]:
        """Return what was read otherwise than it stands there."""
        if not self._commas:
            return self._others
        names = ", ".join(map(repr, self._commas[:5])) + (", ..." if len(self._commas) > 5 else "")
        return [f"read decimal commas in {names}", *self._others]

    def settle(self, columns: Sequence[TableColumn]) -> list[Array]:
        """Return the numbers of each column."""
        cells = [self._kept(column) for column in columns]
        commas = [commas_in(each) if each is not None else None for each in cells]
        # Where one column has decimal commas beyond doubt, 1,234 in another is one too.
        certain = any(each.are_certain for each in commas if each)
        found = []
        for column, each, comma in zip(columns, cells, commas, strict=True):
            if each is None:
                found.append(np.concatenate(column.parts)[self._whole])
            elif comma and comma.are_all and (comma.are_certain or certain):
                self._commas.append(column.name)
                numbers = [with_point(cell) if "," in cell else number_in(cell) for cell in each]
                found.append(self._checked(column, each, numbers))
            else:
                found.append(self._read(column, each, decimal_comma=certain))
        return found

    def _kept(self, column: TableColumn) -> list[str] | None:
        if column.cells is None:
            return None
        return [cell for cell, is_whole in zip(column.cells, self._whole, strict=True) if is_whole]

    def _read(self, column: TableColumn, cells: list[str], *, decimal_comma: bool) -> Array:
        numbers = each_of(number_in, cells)
        if all(number is not None for number in numbers):
            return self._checked(column, cells, numbers)
        if dates := days_of(cells):
            self._others.append(f"{column.name!r} is days since {dates[1]}")
            return np.array(dates[0])
        bare = each_of(dressed, cells)
        is_dressed = all(bare)
        if column.is_target and not (is_dressed and self._are_measured(cells)):
            return self._labels(column, cells, numbers)
        if not self._clean or not is_dressed:
            raise self._not_a_number(column, cells, numbers, clean=self._clean)
        return self._stripped(column, cells, [each for each in bare if each], decimal_comma=decimal_comma)

    def _are_measured(self, cells: Sequence[str]) -> bool:
        """Whether cells that hold numbers with units are measurements, not the names of a few classes."""
        return self._clean or len(set(cells)) > min(10, len(cells) // 2) or any("," in cell for cell in cells)

    def _stripped(
        self, column: TableColumn, cells: list[str], bare: Sequence[Dressed], *, decimal_comma: bool
    ) -> Array:
        units = [each.unit for each in bare]
        known = sorted({unit for unit in units if unit}, key=units.index)
        if len(known) > 1:
            at = units.index(known[1])
            raise column.wrong(
                self._lines[at],
                f"{quoted(cells[at])} has another unit than {known[0]!r} in row "
                f"{self._lines[units.index(known[0])]}; bring the column to one unit",
            )
        values = undressed(bare, decimal_comma=decimal_comma)
        if isinstance(values, int):
            raise column.wrong(
                self._lines[values],
                f"{quoted(cells[values])} is written otherwise than the rows before; write it alike",
            )
        changed = [i for i, cell in enumerate(cells) if number_in(cell) is None]
        example = f"{quoted(cells[changed[0]])} is {values[changed[0]]:.12g}"
        count = f"{len(changed):,} {'cell' if len(changed) == 1 else 'cells'}"
        self._others.append(f"cleaned {count} of {column.name!r}: {example}")
        return self._checked(column, cells, values)

    def _not_a_number(
        self, column: TableColumn, cells: list[str], numbers: Sequence[float | None], *, clean: bool
    ) -> ValueError:
        """Return the error for the first cell that holds no number, with what to write."""
        at = next(i for i, number in enumerate(numbers) if number is None and not (clean and dressed(cells[i])))
        cell = cells[at]
        found = dressed(cell)
        if looks_like_date(cell):
            hint = "is a date that could be read in two ways, or stands among others; write all as 2024-03-31"
        elif found is None:
            hint = "is not a number (as in 1.5); correct it, or name the columns to use with --x"
        elif commas_in([cell]).are_certain and any("." in each for each in cells):
            hint = "has a comma where other rows have a point; write one decimal sign in all of them"
        else:
            value = undressed([found], decimal_comma=False)
            bare = f"{value[0]:.12g}" if isinstance(value, list) else "it without them"
            signs = f"is a number with {found.unit!r}" if found.unit else "has signs between its digits"
            hint = f"{signs}; write {bare}, or strip all such signs with --clean"
        return column.wrong(self._lines[at], f"{quoted(cell)} {hint}")

    def _checked(self, column: TableColumn, cells: Sequence[str], numbers: Iterable[float | None]) -> Array:
        """Return numbers, all finite and not too large."""
        found = np.array([np.nan if number is None else number for number in numbers])
        for at in np.flatnonzero(~(np.abs(found) <= LARGEST))[:1]:
            finite = is_sound(float(found[at]), np.inf)
            hint = f"is beyond {LARGEST:g}; scale it" if finite else "is not finite; drop the row"
            raise column.wrong(self._lines[at], f"{quoted(cells[at])} {hint}")
        return found

    def _labels(self, column: TableColumn, cells: list[str], numbers: Sequence[float | None]) -> Array:
        """Return a target's words as labels, with the classes in alphabetical order."""
        is_word = [number is None for number in numbers]
        if not all(is_word):
            rarer, rest = ("word", "numbers") if sum(is_word) <= len(cells) / 2 else ("number", "words")
            at = is_word.index(rarer == "word")
            raise column.wrong(
                self._lines[at],
                f"{quoted(cells[at])} is a {rarer}, but other rows hold {rest}; a target is all numbers or all words",
            )
        classes = sorted(set(cells))
        if len(classes) == 1:
            raise ValueError(
                f"{column.file.path}, column {column.name!r} holds one class only, {quoted(cells[0])} from row "
                f"{self._lines[0]} on; a classifier needs two"
            )
        column.classes = tuple(classes)
        ranks = {name: float(rank) for rank, name in enumerate(classes)}
        return np.array([ranks[cell] for cell in cells])


def quoted(cell: str) -> str:
    """Return a cell in quotation marks, cut where it is long."""
    return repr(cell if len(cell) <= 40 else f"{cell[:37]}...")
