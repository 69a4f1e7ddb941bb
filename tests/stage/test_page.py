"""The page of a film: its three shapes, and boxes on it."""

import pytest

pytest.importorskip("manim")

from gdviz.analysis.boxes import Share
from gdviz.stage.page import Page


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((1920, 1080), "wide"),
        ((960, 640), "wide"),
        ((2560, 1080), "wide"),
        ((640, 480), "square"),
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
