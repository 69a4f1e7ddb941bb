"""Lists of runs say as much of each as their room holds, and never leave it while the shortest words fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.analysis.roster import APART, GUTTER, MARK, ONE, STRETCH, TWO, Rows, Wants, set_rows, two_lines

WANTS = Wants(name=100.0, short=40.0, detail=60.0, status=80.0, brief=30.0, value=50.0)
# A row with all its words, one of two lines, and ever shorter ones: the words, and what lies between them.
ONE_LINE = MARK + 100 + 60 + 80 + 50 + 3 * APART
TWO_LINES = max(MARK + 100 + 50 + APART, MARK + 60 + 80 + APART)
SHORT, BRIEF, SHORTEST = MARK + 40 + 80 + 50 + 2 * APART, MARK + 40 + 30 + 50 + 2 * APART, MARK + 40 + 50 + APART


def test_a_row_of_one_line_has_all_words_where_it_is_wide_enough() -> None:
    rows = set_rows(WANTS, 3, ONE_LINE, 3 * ONE[0])
    assert rows == Rows(1, 1, ONE[0], ONE_LINE, False, "whole")
    assert rows.height(3) == 3 * ONE[0]


def test_rows_are_no_further_apart_than_is_easy_to_read() -> None:
    assert set_rows(WANTS, 3, ONE_LINE, 1000.0).pitch == ONE[1]
    assert set_rows(WANTS, 3, TWO_LINES, 1000.0).pitch == TWO[1]


def test_columns_share_the_width_but_are_no_wider_than_reads_well() -> None:
    rows = set_rows(WANTS, 4, 2 * ONE_LINE + GUTTER, 2 * ONE[0])
    assert (rows.columns, rows.width, rows.whole_width) == (2, ONE_LINE, 2 * ONE_LINE + GUTTER)
    assert set_rows(WANTS, 4, 10 * ONE_LINE, 4 * ONE[0]).width == STRETCH * ONE_LINE


@pytest.mark.parametrize(
    ("wide", "found"),
    [
        (ONE_LINE, (1, False, "whole")),
        (ONE_LINE - 1, (2, False, "whole")),
        (TWO_LINES - 1, (1, True, "brief")),
        (BRIEF - 1, (1, True, "")),
        (SHORTEST - 1, (1, True, "")),
    ],
)
def test_the_narrower_the_room_the_fewer_words_a_row_has(wide: float, found: tuple[int, bool, str]) -> None:
    rows = set_rows(WANTS, 3, wide, 200.0)
    assert (rows.lines, rows.is_short, rows.status) == found


def test_short_names_keep_their_whole_statuses_where_these_fit() -> None:
    low = 3 * ONE[0]
    assert two_lines(WANTS) == TWO_LINES < SHORT
    assert set_rows(WANTS, 3, SHORT, low) == Rows(1, 1, ONE[0], SHORT, True, "whole")


def test_beside_a_picture_rows_of_two_lines_come_first_and_are_as_wide_as_their_words() -> None:
    assert set_rows(WANTS, 3, 1000.0, 3 * TWO[0], is_column=True) == Rows(2, 1, TWO[0], TWO_LINES, False, "whole")
    # Where one column is not as high as that there are two, or rows have one line.
    low = 3 * TWO[0] - 1
    assert set_rows(WANTS, 3, 1000.0, low, is_column=True) == Rows(2, 2, TWO[1], TWO_LINES, False, "whole")
    assert set_rows(WANTS, 3, ONE_LINE, low, is_column=True) == Rows(1, 1, ONE[1], ONE_LINE, False, "whole")


def test_what_fits_nowhere_has_the_shortest_words_and_is_higher_than_its_room() -> None:
    wide = 2 * SHORTEST + GUTTER
    rows = set_rows(WANTS, 10, wide, 2 * ONE[0])
    assert rows == Rows(1, 2, ONE[0], SHORTEST, True, "")
    assert rows.height(10) == 5 * ONE[0]
    assert set_rows(WANTS, 2, 10.0, 0.0) == Rows(1, 1, ONE[0], 10.0, True, "")


def test_words_that_there_are_none_of_take_no_room() -> None:
    assert set_rows(Wants(name=100.0, short=40.0), 1, MARK + 100, 20.0).lines == 1
    assert two_lines(Wants(name=100.0, short=40.0)) == MARK + 100


@given(count=st.integers(1, 10), wide=st.floats(50, 900), high=st.floats(14, 400), is_column=st.booleans())
def test_rows_stay_within_their_room_where_the_shortest_words_do(
    count: int, wide: float, high: float, *, is_column: bool
) -> None:
    rows = set_rows(WANTS, count, wide, high, is_column=is_column)
    assert rows.whole_width <= wide + 1e-9
    assert rows.width >= min(SHORTEST, wide) - 1e-9
    most = max(1, int((wide + GUTTER) / (SHORTEST + GUTTER))) * int(high / ONE[0])
    assert rows.height(count) <= high + 1e-9 or count > most
