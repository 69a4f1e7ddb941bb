"""Reads a table of text into Data, and says of a file it cannot use which row and column are to blame.

The cells are separated by commas, semicolons, tabs, bars or blanks, and quoted or not. A first row without a single
number or date is the header, or a line "# x y" above the points; columns go by its names, and by their numbers from 1
always. Rows are numbered as an editor numbers lines, and blank lines are passed over. What is read otherwise than it
stands there (another encoding, decimal commas, dates, an index left out) is told in the notes of Data.
"""

from array import array
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gdviz.problems.table_columns import TableColumn, fill, plain_numbers
from gdviz.problems.table_file import load_table
from gdviz.problems.table_numbers import Settling
from gdviz.problems.table_rows import lay_out
from gdviz.runs.data import Data, choose


def read_csv(
    path: str | Path,
    x: Sequence[str] | None = None,
    y: str | None = None,
    *,
    names: Sequence[str] | None = None,
    clean: bool = False,
    drop_missing: bool = False,
) -> Data:
    """Read inputs and target from a table of text; columns that are not asked for may hold anything.

    Parameters
    ----------
    path
        The file, of up to 100 MB.
    x, y
        Columns by name or number from 1. By default y is the last, and x all others but an index without a name.
    names
        Names for all columns, instead of those in the file.
    clean
        Strip units, currencies and the separators of thousands from numbers.
    drop_missing
        Leave out the rows where a value is missing, in a column that is asked for.

    Returns
    -------
    Data
        A target of words becomes labels 0 to k - 1, with the classes in alphabetical order.

    Raises
    ------
    ValueError
        Naming file, column and row: for a cell that is missing, no number, not finite or beyond 1e100; a target that
        mixes words and numbers, or has one class only; a repeated or unknown column name; rows of different length; a
        file that is missing, too large, empty, no text, or nothing but a header.
    """
    file = load_table(path)
    layout = lay_out(file, None if names is None else tuple(name.strip() for name in names))
    columns, notes = layout.columns, list(file.notes)
    if layout.unnamed and x is None:
        target = choose(columns, None, y, where=str(file.path))[1]
        x = [columns[i] for i in range(len(columns)) if i not in (0, target)] or None
        notes += ["left out the first column, which has no name, as an index has none; --x takes it as 1"] if x else []
    inputs, target = choose(columns, x, y, where=str(file.path))
    used = [TableColumn(file, columns[i], i, is_target=i == target) for i in (*inputs, target)]
    numbers = plain_numbers(file, layout)
    if numbers is None:
        lines: Sequence[int] = fill(file, layout, used)
    else:
        lines = range(len(numbers))
        for column in used:
            column.parts = [numbers[:, column.index]]
    if not lines:
        raise ValueError(f"{file.path} holds only a header; it needs one row for each point below it")
    whole = np.ones(len(lines), dtype=bool)
    for column in used:
        whole &= column.present(lines, drop=drop_missing)
    if not whole.any():
        raise ValueError(f"{file.path}: every row misses a value; choose other columns with --x and --y")
    if not whole.all():
        lost = np.flatnonzero(~whole)
        shown = ", ".join(str(lines[i]) for i in lost[:5]) + (", ..." if len(lost) > 5 else "")
        notes.append(f"dropped {len(lost):,} of {len(lines):,} rows, where a value is missing: {shown}")
        lines = array("q", np.asarray(lines)[whole])
    table = Settling(lines, whole, clean=clean)
    values = table.settle(used)
    notes += table.notes()
    labels = used[-1].classes
    X = np.column_stack(values[:-1])
    features = tuple(column.name for column in used[:-1])
    return Data(X, values[-1], features, columns[target], labels, file.path.name, notes=tuple(notes))
