"""A table of numbers, and the three forms it takes: lines of text, comma-separated values, Markdown."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gdviz.files.atomic import appearing
from gdviz.registry import unknown

CellValue = str | int | float | None


@dataclass(frozen=True)
class Table:
    """Rows of values below the names of their columns.

    Attributes
    ----------
    columns, rows
        The names, and as many values in each row; None for a value that there is none of.
    digits
        The significant digits of numbers with a fraction, or None for as many as tell each from every other.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    digits: int | None = None

    def only(self, names: Sequence[str]) -> "Table":
        """Return the table with these columns alone, in this order.

        Raises
        ------
        ValueError
            If one of them is not among the table's.
        """
        for name in names:
            if name not in self.columns:
                raise unknown("column", name, self.columns)
        places = [self.columns.index(name) for name in names]
        return replace(self, columns=tuple(names), rows=tuple(tuple(row[i] for i in places) for row in self.rows))


def printed(table: Table) -> str:
    """Return a table as lines of text, its numbers below one another at their decimal points."""
    columns = [_aligned(name, values) for name, values in _words(table)]
    lines = [[name for name, _ in columns], ["-" * len(name) for name, _ in columns]]
    lines += [[cells[i] for _, cells in columns] for i in range(len(table.rows))]
    return "".join("  ".join(line).rstrip() + "\n" for line in lines)


def _words(table: Table) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Return each column's name, and of each of its values the words and whether it is a number."""
    columns: list[tuple[str, list[tuple[str, bool]]]] = []
    for index, name in enumerate(table.columns):
        values = [row[index] for row in table.rows]
        columns.append((name, [(as_text(value, table.digits), not isinstance(value, str)) for value in values]))
    return columns


def as_text(value: CellValue, digits: int | None = None) -> str:
    """Return a value in words: of a number so many significant digits, or all that it takes to read it back."""
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(value) if digits is None else f"{value:.{digits}g}"
    return str(value)


def _aligned(name: str, values: Sequence[tuple[str, bool]]) -> tuple[str, list[str]]:
    """Return a column's name and its words, all of one width: words to the left, numbers at their points."""
    if not all(is_number for _, is_number in values):
        width = max(len(word) for word in (name, *(word for word, _ in values)))
        return name.ljust(width), [word.ljust(width) for word, _ in values]
    cuts = [(word, word.find(".") if "." in word else len(word.partition("e")[0])) for word, _ in values]
    before = max((cut for _, cut in cuts), default=0)
    cells = [" " * (before - cut) + word for word, cut in cuts]
    wide = max((len(cell) for cell in cells), default=0)
    cells = [cell.ljust(wide) for cell in cells]
    width = max(wide, len(name))
    # Whole numbers stand at the right end of their column, and their name with them.
    pad = str.ljust if wide > before else str.rjust
    return pad(name, width), [pad(cell, width) for cell in cells]


def as_csv(table: Table) -> str:
    """Return a table as comma-separated values, its numbers in full precision whatever its digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([as_text(value) for value in row] for row in table.rows)
    return text.getvalue()


def as_markdown(table: Table) -> str:
    """Return a table as Markdown has it."""
    columns = _words(table)
    sides = ["---:" if all(is_number for _, is_number in values) else ":---" for _, values in columns]
    lines = [[name for name, _ in columns], sides]
    lines += [[values[i][0] for _, values in columns] for i in range(len(table.rows))]
    escaped = ([word.replace("|", r"\|") for word in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in escaped)


FORMS: dict[str, Callable[[Table], str]] = {".txt": printed, ".csv": as_csv, ".md": as_markdown}


def write_table(table: Table, path: str | Path) -> Path:
    """Write a table as its file's suffix says, and return the path; directories are made where missing.

    Raises
    ------
    ValueError
        For any other suffix.
    OSError
        If the file cannot be written; one that was there stays as it was.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMS:
        raise ValueError(
            f"cannot write {path.name!r}: a table's name must end in {', '.join(FORMS)}; try -o {path.stem}.csv"
        )
    with appearing(path) as temporary:
        temporary.write_text(FORMS[path.suffix.lower()](table), encoding="utf-8")
    return path
