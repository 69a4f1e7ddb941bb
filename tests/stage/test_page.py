"""The page of a film: its three shapes, and boxes on it."""

from itertools import combinations

import pytest

pytest.importorskip("manim")

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.layout import Layout
from gdviz.stage.page import CLEAR, Page, fields_on_page


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((1920, 1080), "wide"),
        ((960, 640), "wide"),
        ((2560, 1080), "wide"),
        ((640, 480), "wide"),
        ((540, 540), "square"),
        ((480, 540), "square"),
        ((400, 500), "tall"),
        ((1080, 1920), "tall"),
    ],
)
def test_a_page_is_wide_square_or_tall_and_its_shorter_side_has_324_points(size, shape):
    page = Page.of(*size)
    assert page.shape == shape
    assert min(page.width, page.height) == pytest.approx(324)
    assert page.width / page.height == pytest.approx(size[0] / size[1])


def edges(box):
    return (box.left, box.low, box.right, box.high)


def test_pictures_stand_beside_each_other_and_on_a_tall_page_one_below_another():
    box = Share(0.1, 0.2, 0.9, 0.8)
    left, right = Page.of(324, 324).split(box, 3, 1, gap=0.1 * 324)
    assert edges(left) == pytest.approx((0.1, 0.2, 0.625, 0.8))
    assert edges(right) == pytest.approx((0.725, 0.2, 0.9, 0.8))
    upper, lower = Page.of(324, 648).split(box, 1, 1, gap=0.1 * 648)
    assert edges(upper) == pytest.approx((0.1, 0.55, 0.9, 0.8))
    assert edges(lower) == pytest.approx((0.1, 0.2, 0.9, 0.45))
    assert edges(Page.of(324, 648).split(box, 1, 1, gap=0, across=True)[1]) == pytest.approx((0.5, 0.2, 0.9, 0.8))


def test_a_row_goes_from_margin_to_margin():
    page = Page.of(324, 648)
    assert edges(page.share(81, 162)) == pytest.approx((16 / 324, 0.125, 1 - 16 / 324, 0.25))
    assert edges(page.share(81, 162, margin=0)) == pytest.approx((0, 0.125, 1, 0.25))


# In points, and where there is room on a page of this shape.
PAGES = {"wide": (576.0, 324.0), "square": (324.0, 324.0), "tall": (324.0, 576.0)}
ROOM = Share(0.04, 0.15, 0.96, 0.8)


def laid_out(shape: str, count: int) -> Layout:
    page, how = Page.of(*PAGES[shape]), {"in_rows": shape != "wide", "lines": 2}
    return fields_on_page(page, ROOM, count, (0.8, 1.6), curves=0.15 * page.height, **how)


@pytest.mark.parametrize("shape", PAGES)
@pytest.mark.parametrize("count", [2, 3, 4])
def test_fields_and_curves_keep_to_their_room_and_apart(shape: str, count: int) -> None:
    layout, (width, height) = laid_out(shape, count), PAGES[shape]
    boxes, room = [*layout.fields, layout.curves], ROOM.box_on(width, height)
    assert len(layout.fields) == count
    for box in boxes:
        assert room.left - 1e-9 <= box.left < box.right <= room.right + 1e-9
        assert room.low - 1e-9 <= box.low < box.high <= room.high + 1e-9
    for one, other in combinations(boxes, 2):
        assert _apart(one, other)
    # Numbers and a title take 50 points of their height.
    assert layout.curves.height >= 0.15 * height + 40


def test_curves_beside_a_row_are_wider_than_a_field() -> None:
    layout = laid_out("wide", 3)
    assert layout.curves.left > layout.fields[-1].right
    assert layout.curves.width > 1.3 * layout.fields[0].width


def test_rows_of_a_tall_page_stand_apart_by_their_words_and_more() -> None:
    first, *_, last = laid_out("tall", 4).fields
    assert first.low - last.high >= 3 * 17 + CLEAR


def _apart(one: Box, other: Box) -> bool:
    across = one.right <= other.left or other.right <= one.left
    return across or one.high <= other.low or other.high <= one.low


def test_a_crowded_wide_page_has_the_letters_of_a_square_one():
    page = Page.of(16, 9)
    assert page.squared() is page
    crowded = page.squared(crowded=True)
    assert (crowded.shape, crowded.width, crowded.height) == ("square", page.width, page.height)
    assert crowded.title < page.title
    assert Page.of(9, 16).squared(crowded=True).shape == "tall"
