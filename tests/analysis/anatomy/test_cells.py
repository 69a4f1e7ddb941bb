"""Each number stands below its symbol, and lines that are alike have one grid."""

from collections.abc import Callable
from itertools import pairwise

from gdviz.analysis.anatomy.cells import Grid, in_brackets, order, shown_number
from gdviz.analysis.anatomy.columns import Columns
from gdviz.analysis.anatomy.terms import rows_of
from gdviz.runs.run import Run

Make = Callable[..., Run]


def test_lines_that_are_alike_have_one_grid_and_no_column_covers_another(made: Make) -> None:
    run = made("adam", "bowl", 30)
    rows = rows_of(run)
    columns = Columns(run, rows, [0, 1])
    grid = Grid(rows, columns, lambda part: 0.3 * len(part), lambda word: 0.6 * len(word))
    mean, squares = (row[0] for row in grid.rows[:2])
    assert [cell.middle for cell in mean] == [cell.middle for cell in squares]
    assert {row[0][0].middle for row in grid.rows} == {mean[0].middle}
    for row, width in zip(grid.rows, grid.widths, strict=True):
        numbers = [cell for cells in row for cell in cells if cell.figures]
        for left, right in pairwise(numbers):
            assert left.middle + left.figures / 2 < right.middle - right.figures / 2
        assert numbers[-1].middle + numbers[-1].figures / 2 <= width
    assert [cell.bracketed for cell in mean if cell.figures] == [False, False, True, False, True]


def test_a_line_is_filled_from_the_left_and_its_result_comes_last(made: Make) -> None:
    run = made("adam", "bowl", 30)
    rows = rows_of(run)
    grid = Grid(rows, Columns(run, rows, [0]), lambda part: 1.0, lambda word: 1.0)
    (cells,) = grid.rows[0]
    assert order(cells) == [*cells[1:], cells[0]]


def test_signs_between_numbers() -> None:
    assert (shown_number(r"\leftarrow"), shown_number("+")) == ("=", "+")
    assert (in_brackets("−1.5"), in_brackets("1.5")) == ("(−1.5)", "1.5")
