"""The rows of a table's text: how its cells are separated, what its columns are called, and where its points begin."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from gdviz.problems.table_cells import is_value, number_in
from gdviz.problems.table_file import TableFile

# Line, from 1, and cells.
Row = tuple[int, list[str]]
# Rows by which the separator is chosen.
FIRST = 20
_SEPARATORS = ("\t", ";", ",", "|", " ")


@dataclass(frozen=True)
class TableLayout:
    """How a table is laid out.

    Attributes
    ----------
    separator
        What stands between cells.
    columns
        The names of the columns; "column 2" for one without a name.
    first
        Index of the first row that holds a point, among all that are not blank.
    begins
        The line on which that stands.
    header
        The line of the header, or of the first row, which says how many cells a row has.
    ends
        Whether a separator stands at the end of rows too.
    unnamed
        Whether there is a header, and the first column has no name in it: an index.
    """

    separator: str
    columns: tuple[str, ...]
    first: int
    begins: int
    header: int
    ends: bool = False
    unnamed: bool = False


def read_rows(file: TableFile, separator: str) -> Iterator[Row]:
    """Yield each row that is not blank: its first line, from 1, and its cells."""
    line, is_blank = 1, separator == " "
    with file.open() as text:
        # Columns that are set under one another may have tabs among their blanks.
        lines = (line.replace("\t", " ") for line in text) if is_blank else text
        reader = csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)
        try:
            for cells in reader:
                if len(cells) > 1 or (cells and cells[0] and not cells[0].isspace()):
                    # np.savetxt and Fortran leave blanks at the end of a line.
                    yield line, cells[:-1] if is_blank and not cells[-1] else cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise ValueError(f"{file.path}, row {line} is not CSV: {error}; is a quotation mark left open?") from None


def lay_out(file: TableFile, names: tuple[str, ...] | None = None) -> TableLayout:
    """Return how a table is laid out, with the columns called `names` where they are given.

    Raises
    ------
    ValueError
        For a table without rows, columns of one name, or not as many names as columns.
    """
    given = _told_separator(file)
    separator = given or _separator(file)
    head = [(line, [cell.strip() for cell in cells]) for line, cells in islice(read_rows(file, separator), FIRST + 1)]
    skipped = 1 if given else 0
    remarks = 0
    while skipped + remarks < len(head) and head[skipped + remarks][1][0].startswith("#"):
        remarks += 1
    points = head[skipped + remarks :]
    if not points and remarks:
        # Nothing but a line such as "#,x,y": that is the header.
        remarks -= 1
        points = head[skipped + remarks :]
    if not points:
        raise ValueError(f"{file.path} is empty; it needs one row for each point")
    header, header_line, first = None, points[0][0], skipped + remarks
    if not any(is_value(cell) for cell in points[0][1]) and any(points[0][1]):
        header, first = points[0][1], first + 1
        points = points[1:]
    elif remarks:
        header_line, remark = head[skipped + remarks - 1]
        header = _remark(remark, len(points[0][1]))
        header_line = header_line if header else points[0][0]
    ends = bool(points) and all(cells[-1] == "" and len(cells) > 1 for _, cells in points)
    width = max((len(cells) for _, cells in points[:1]), default=len(header or ())) - ends
    if header is not None:
        header = header[:-1] if len(header) == width + 1 and points and not header[-1] else header
        # R's write.table gives the names of rows none.
        header = ["", *header] if len(header) == width - 1 and points and separator in " \t" else header
        width = len(header)
    columns = tuple((header or [""] * width)[i] or f"column {i + 1}" for i in range(width))
    unnamed = header is not None and width > 1 and header[0].lower() in ("", "unnamed: 0") and any(header[1:])
    if names is not None:
        if len(names) != width:
            raise ValueError(f"{file.path} has {width} columns, and --names gives {len(names)}; name each column once")
        if "" in names:
            raise ValueError(f"--names gives column {names.index('') + 1} no name; write a word between its commas")
        columns, unnamed = names, False
    for i, name in enumerate(columns):
        if name in columns[:i]:
            where = "" if names is not None else f", row {header_line}"
            raise ValueError(
                f"{file.path}{where}: two columns are called {name!r}; rename one, or name all of them with --names"
            )
    begins = points[0][0] if points else 0
    return TableLayout(separator, columns, first, begins, header_line, ends, unnamed)


def points_of(file: TableFile, layout: TableLayout) -> Iterator[Row]:
    """Yield the rows that hold points, each with a cell for every column.

    Raises
    ------
    ValueError
        For a row of more or fewer cells.
    """
    width = len(layout.columns)
    for line, cells in islice(read_rows(file, layout.separator), layout.first, None):
        if len(cells) != width:
            if layout.ends and len(cells) == width + 1 and not cells[-1].strip():
                yield line, cells[:-1]
                continue
            if cells[0].lstrip().startswith("#"):
                continue
            hint = "; is there a separator in a cell? Put such a cell in quotation marks" if len(cells) > width else ""
            count = f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'}"
            raise ValueError(f"{file.path}, row {line} has {count}, but row {layout.header} has {width}{hint}")
        yield line, cells


def _told_separator(file: TableFile) -> str:
    """Return the separator that a first line such as "sep=;" names, as Excel writes it, or nothing."""
    with file.open() as text:
        line = text.readline(20).strip().strip('"')
    told = line[4:] if line[:4].lower() == "sep=" else ""
    return "\t" if line.lower() in ("sep=\\t", "sep=") and line[:4].lower() == "sep=" else told[:1]


def _separator(file: TableFile) -> str:
    """Return the separator that cuts the first rows evenly, into cells that hold numbers; or that cuts the first most.

    A semicolon or tab goes before a comma, and that before a blank, which may be part of a cell.
    """
    most, best = 1, ","
    even: list[tuple[float, int, str]] = []
    for place, separator in enumerate(_SEPARATORS):
        try:
            rows = [cells for _, cells in islice(read_rows(file, separator), FIRST)]
        except ValueError:
            continue
        rows = [cells for cells in rows if not cells[0].lstrip().startswith("#")] or rows
        counts = {len(cells) for cells in rows}
        # The names of columns may be one fewer, where rows have names too.
        if rows and (len(counts) == 1 or (len({len(cells) for cells in rows[1:]}) == 1 and len(rows) > 1)):
            width = len(rows[-1])
            # A single row may be a header: then it holds no number.
            cells = [cell for row in rows[1:] or rows for cell in row]
            share = sum(map(is_value, cells)) / len(cells)
            if width > 1 and (len(counts) == 1 or abs(len(rows[0]) - width) == 1):
                even.append((-share, place, separator))
        if separator != " " and rows and len(rows[0]) > most:
            most, best = len(rows[0]), separator
    return min(even)[2] if even else best


def _remark(cells: list[str], width: int) -> list[str] | None:
    """Return the names in a line such as "# x y" above the points, as np.savetxt writes it, or None."""
    bare = [cells[0].lstrip("#").strip(), *cells[1:]]
    names = next((found for found in (bare, bare[1:]) if len(found) == width and any(found)), None)
    return None if names is None or any(number_in(name) is not None for name in names) else names
