"""Fields and the strip of their curves lie on the page, and make the most of it."""

from itertools import combinations, pairwise

import pytest

from gdviz.analysis.boxes import Box
from gdviz.analysis.framing import ANY
from gdviz.analysis.layout import (
    EDGE,
    GAP,
    LINE,
    NARROWEST,
    OVER,
    UNDER,
    WORTH,
    Layout,
    field_alone,
    row_of_fields,
    rows_of_fields,
)

# Pages of figures in points: lying, square, standing; without the height of the heading.
PAGES = [(576.0, 262.5), (432.0, 262.5), (388.8, 521.7), (388.8, 327.3)]


def apart(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) <= max(one.left, other.left) + 1e-6
    return across or min(one.high, other.high) <= max(one.low, other.low) + 1e-6


def test_the_worth_of_a_layout_is_its_fields_and_a_part_of_its_curves():
    field = Box(0.0, 0.0, 20.0, 10.0)
    layout = Layout((field, field), Box(0.0, 0.0, 50.0, 40.0), 20.0, around=30.0)
    assert layout.worth == 2 * 200 + WORTH * 50 * 10
    assert layout.ratio == 2.0


@pytest.mark.parametrize("size", PAGES)
@pytest.mark.parametrize("count", range(1, 7))
@pytest.mark.parametrize("ratios", [ANY, (1.0, 1.0), (0.9, 1.6)])
def test_rows_of_fields_lie_on_the_page_and_not_on_each_other(size, count: int, ratios: tuple[float, float]):
    width, high = size
    layout = rows_of_fields(width, high, count, ratios, 125.0, 0.0)
    assert len(layout.fields) == count
    words = LINE * layout.lines
    boxes = [one.with_edges(low=one.low - words, high=one.high + LINE) for one in layout.fields]
    curves = layout.curves
    boxes.append(curves.with_edges(left=curves.left - 30, low=curves.low - 20, high=curves.high + 20))
    assert all(one.left >= EDGE * width - 1e-9 and one.right <= (1 - EDGE) * width + 1e-9 for one in boxes)
    assert all(one.low >= 4 and one.high <= high + 1e-9 for one in boxes)
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
    assert all(ratios[0] - 1e-9 <= one.width / one.height <= ratios[1] + 1e-9 for one in layout.fields)
    assert min(min(one.width, one.height) for one in layout.fields) > 35


@pytest.mark.parametrize("size", PAGES)
def test_columns_of_many_fields_are_wide_enough_for_their_words(size: tuple[float, float]):
    layout = rows_of_fields(*size, 10, (0.9, 2.5), 125.0, 0.0)
    assert layout.room >= NARROWEST * 125
    assert layout.curves.left > layout.fields[-1].right, "two empty places hold the curves as one"


def test_an_empty_place_in_the_last_row_holds_the_curves():
    layout = rows_of_fields(388.8, 521.7, 3, (1.0, 1.0), 125.0, 0.0)
    last = layout.fields[-1]
    assert layout.curves.left > last.right
    assert layout.curves.low == last.low


def test_words_have_two_lines_where_a_field_is_too_narrow_for_one():
    assert rows_of_fields(576.0, 262.5, 2, ANY, 125.0, 0.0).lines == 1
    assert rows_of_fields(576.0, 262.5, 2, ANY, 600.0, 0.0).lines == 2


@pytest.mark.parametrize("size", PAGES)
@pytest.mark.parametrize("count", range(1, 7))
def test_words_that_fit_themselves_into_any_room_have_two_lines_and_hold_no_field_back(
    size: tuple[float, float], count: int
):
    layout = rows_of_fields(*size, count, (0.9, 1.6), None, 0.0)
    assert layout.lines == 2
    assert min(min(one.width, one.height) for one in layout.fields) > 35
    assert layout.curves.height > 40


@pytest.mark.parametrize("count", [2, 3, 4])
@pytest.mark.parametrize("shape", [ANY, (1.6, 1.6), (3.0, 4.0)])
def test_a_row_of_fields_keeps_to_its_box_and_to_the_shape_of_its_fields(count: int, shape: tuple[float, float]):
    page = Box.between(20.0, 45.0, 550.0, 250.0)
    layout = row_of_fields(page, count, shape, 38.0)
    fields, curves = layout.fields, layout.curves
    assert len(fields) == count
    assert all(page.left <= one.left and one.right <= page.right + 1e-9 for one in (*fields, curves))
    assert all(one.high <= page.high and one.low - 38 >= page.low - 1e-9 for one in fields)
    assert all(shape[0] - 1e-9 <= one.width / one.height <= shape[1] + 1e-9 for one in fields)
    assert all(b.left - a.left == pytest.approx(layout.room + GAP) for a, b in pairwise(fields))
    assert curves.width > 60
    assert curves.height > OVER + UNDER + 20
    is_below = curves.high <= fields[0].low - 38 + 1e-9
    assert is_below or curves.left >= fields[-1].right, "the curves are beside the fields or below their words"


def test_few_square_fields_have_the_curves_beside_them_and_many_below():
    page = Box(10.0, 45.0, 300.0, 250.0)
    beside, below = (row_of_fields(page, count, (1.0, 1.0), 38.0) for count in (1, 5))
    assert beside.curves.left == beside.fields[-1].right + GAP
    assert beside.curves.high == beside.fields[0].high + OVER
    assert below.curves.left == page.left
    assert below.fields[0].low - below.curves.high == pytest.approx(38.0)
    assert beside.around == OVER + UNDER


@pytest.mark.parametrize("size", PAGES)
@pytest.mark.parametrize("ratio", [None, 0.5, 1.0, 3.0])
def test_a_field_alone_has_the_page_but_for_its_key(size, ratio):
    page = Box(0.0, 0.0, *size)
    field, key = field_alone(page, ratio, 62.0, 52.0)
    assert apart(field, key)
    for box in (field, key):
        assert page.left <= box.left < box.right <= page.right
        assert page.low - 1e-6 <= box.low < box.high <= page.high
    assert ratio is None or field.width == pytest.approx(ratio * field.height)
    assert (key.width == 62.0) != (key.height == 52.0)
