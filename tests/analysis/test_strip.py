"""Where the parts of a strip lie: in rows, narrow enough for a column of print, and what is shared once."""

import pytest

from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Clip
from gdviz.analysis.strip import WIDTH, Strip, StripShape, columns_for, laid_out, panels_on

PAGE = Clip(800, 450, 25, 6.0)


def parts(strip: Strip, part: str) -> list[tuple[int, int, int, int]]:
    """Return the boxes, in pixels, of one kind of part."""
    cells = [cell for cell in strip.cells if cell.excerpt.part == part]
    return [(cell.left, cell.low, cell.left + cell.excerpt.width, cell.low + cell.excerpt.height) for cell in cells]


def made(count: int, *, panels: bool = True, each: bool = False, runs: int = 1, title: bool = True) -> Strip:
    return laid_out(PAGE, count, StripShape(0.8, each=each, panels=panels), runs=runs, title=title)


@pytest.mark.parametrize(
    ("count", "columns"), [(2, 2), (3, 3), (4, 2), (5, 3), (6, 3), (8, 3), (9, 3), (10, 4), (25, 4)]
)
def test_rows_are_full_where_they_can_be(count: int, columns: int) -> None:
    assert columns_for(count) == columns


@pytest.mark.parametrize("panels", [True, False])
@pytest.mark.parametrize("count", range(2, 25))
def test_parts_lie_apart_on_a_page_twice_as_wide_as_one_picture(count: int, panels: bool) -> None:
    strip = made(count, panels=panels)
    assert strip.width == 2 * PAGE.width
    boxes = [box for part in ("heading", "picture", "panels") for box in parts(strip, part)]
    assert len(boxes) == 1 + count + panels
    for i, (left, low, right, high) in enumerate(boxes):
        assert 0 <= left < right <= strip.width
        assert 0 <= low < high <= strip.height + 1
        for other in boxes[:i]:
            across = min(right, other[2]) - max(left, other[0])
            up = min(high, other[3]) - max(low, other[1])
            assert across <= 0 or up <= 0


def test_letters_of_nine_points_are_more_than_six_in_a_column_of_print() -> None:
    assert 9 * (88 / 25.4 * 72) / WIDTH > 6


def test_pictures_are_equal_and_numbers_stand_at_the_left_of_a_row_and_below_a_column() -> None:
    cells = [cell.excerpt for cell in made(5).cells if cell.excerpt.part == "picture"]
    assert [cell.names_left for cell in cells] == [True, False, False, True, False]
    assert [cell.names_below for cell in cells] == [False, False, True, True, True]
    assert {round(cell.frame.width) for cell in cells} == {round(cells[0].frame.width)}
    assert {round(cell.frame.height) for cell in cells} == {round(cells[0].frame.height)}
    assert cells[0].frame.height == pytest.approx(0.8 * cells[0].frame.width, abs=1)


def test_panels_take_what_the_last_row_leaves_or_a_row_of_their_own() -> None:
    (beside,), pictures = parts(made(5), "panels"), parts(made(5), "picture")
    assert beside[1] == pictures[-1][1] == 0
    assert beside[0] >= pictures[-1][2]
    (below,), pictures = parts(made(6), "panels"), parts(made(6), "picture")
    assert below[:3] == (0, 0, 1600)
    assert below[3] <= min(low for _, low, _, _ in pictures)


def test_each_moment_has_a_row_where_each_run_has_a_field() -> None:
    strip = made(3, each=True, runs=3, panels=False)
    assert len({low for _, low, _, _ in parts(strip, "picture")}) == 3
    assert len(parts(made(3, title=False), "heading")) == 0
    assert len(parts(made(3, title=False, runs=2), "heading")) == 1


def test_a_huge_picture_makes_no_wider_strip_than_a_picture_may_be() -> None:
    assert laid_out(Clip(8192, 450, 25, 6.0), 3, StripShape(), runs=1, title=True).width == 8192


@pytest.mark.parametrize(("width", "count", "columns"), [(360.0, 2, 2), (360.0, 1, 1), (110.0, 2, 1)])
def test_panels_stand_beside_or_below_one_another(width: float, count: int, columns: int) -> None:
    boxes = panels_on(Box(0.0, 0.0, width, 120.0), count)
    assert len({box.left for box in boxes}) == columns
    assert all(0 < box.left < box.right < width for box in boxes)
    assert all(0 < box.low < box.high < 120 for box in boxes)
    assert all(
        one.low > other.high or one.left > other.right
        for other, one in zip(boxes[1:], boxes, strict=False)
        if columns == 1
    )


def test_pictures_with_their_numbers_within_are_larger() -> None:
    around, within = (
        laid_out(PAGE, 5, StripShape(0.8, within=inside), runs=1, title=True).cells[1].excerpt.frame
        for inside in (False, True)
    )
    assert within.width > 1.1 * around.width
    assert within.left < around.left
