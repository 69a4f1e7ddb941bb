"""The pen's verbs in Cairo, by the pixels that they leave."""

import numpy as np
import pytest

from gdviz.pens.cairo import CairoPen
from gdviz.style.colors import rgb

RED = "#ff0000"


def sheet(color=(0, 0, 0, 0)):
    """Return the pixels of a page of 4 by 3 units, 40 pixels to each, and a pen on them."""
    pixels = np.full((120, 160, 4), color, np.uint8)
    return pixels, CairoPen(pixels, (4.0, 3.0))


def places_of(pixels, color):
    """Return where (n, 2) on the page pixels have about a colour."""
    rows, columns = np.nonzero(np.abs(pixels[..., :3].astype(int) - 255 * rgb(color)).max(axis=-1) <= 30)
    return np.stack([columns + 0.5 - 80, 60 - rows - 0.5], axis=-1) / 40


def test_a_page_is_as_large_as_is_told():
    _, pen = sheet()
    assert (pen.unit, pen.scale, pen.page.tolist()) == (3 / 324, 40.0, [4.0, 3.0])


def test_the_middle_is_the_origin_and_up_is_up():
    pixels, pen = sheet()
    pen.polygon(np.array([[0, 0], [1, 0], [1, 1], [0, 1]]), RED)
    rows, columns = np.nonzero(pixels[..., 3] == 255)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 59, 80, 119)
    assert pixels[40, 100].tolist() == [255, 0, 0, 255]


def test_what_runs_the_other_way_round_is_a_hole_in_a_region():
    pixels, pen = sheet()
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    pen.region([square, 0.5 * square[::-1]], RED)
    assert pixels[60, 80].tolist() == [0, 0, 0, 0]
    assert pixels[60, 50].tolist() == pixels[60, 110].tolist() == [255, 0, 0, 255]
    pen.region([square, 0.5 * square], RED)
    assert pixels[60, 80].tolist() == [255, 0, 0, 255]


def test_nothing_is_drawn_outside_the_box_that_is_drawn_within():
    pixels, pen = sheet()
    with pen.within(np.array([[0.0, 0.0], [0.5, 0.5]])):
        pen.disc(np.zeros(2), 1e3, RED)
    rows, columns = np.nonzero(pixels[..., 3])
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (40, 59, 80, 99)
    pen.disc(np.zeros(2), 1e3, RED)
    assert pixels[..., 3].min() == 255


def test_what_is_faded_together_does_not_show_through_itself():
    pixels, pen = sheet()
    with pen.faded(0.5):
        pen.disc(np.zeros(2), 1e3, "#00ff00")
        pen.disc(np.zeros(2), 1e3, RED)
    assert pixels[60, 80].tolist() == pytest.approx([128, 0, 0, 128], abs=1)


def test_dashes_are_as_long_as_so_many_widths():
    pixels, pen = sheet()
    pen.line(np.array([[-1.5, 0.0125], [1.5, 0.0125]]), RED, 0.05 / pen.unit, dash=(4, 6))
    seen = pixels[59, :, 3] > 127
    starts = np.flatnonzero(np.diff(seen.astype(int)) == 1)
    np.testing.assert_allclose(np.diff(starts), 20, atol=1)


def test_a_picture_is_laid_down_one_to_one_by_its_upper_left():
    pixels, pen = sheet((0, 0, 255, 255))
    picture = np.zeros((6, 5, 4), np.uint8)
    picture[..., 0] = np.arange(30).reshape(6, 5)
    picture[..., 3] = 255
    pen.image(picture, (-1.0, 1.0))
    np.testing.assert_array_equal(pixels[20:26, 40:45], picture)
    assert (pixels[26, 40:45] == [0, 0, 255, 255]).all()


def test_a_ball_is_lit_from_the_upper_left_and_has_its_colour():
    pixels, pen = sheet((255, 255, 255, 255))
    pen.ball(np.zeros(2), 0.75 / pen.unit, RED)
    light = pixels[..., :3].astype(int).sum(axis=-1)
    assert light[45, 65] > light[75, 95] + 60
    assert pixels[60, 80, 0] > 200 > 60 > pixels[60, 80, 1:3].max()


def test_a_dot_lies_where_it_is_told_in_its_colour():
    pixels, pen = sheet()
    pen.dot(np.array([1.0, -0.5]), 0.4 / pen.unit, "#ff8000")
    places = places_of(pixels, "#ff8000")
    assert places.mean(axis=0) == pytest.approx([1.0, -0.5], abs=0.01)
    assert len(places) / 40**2 == pytest.approx(np.pi * 0.4**2, rel=0.07)


@pytest.mark.parametrize("tip", [[1.5, 1.0], [-1.8, 0.4], [0.2, 0.0]])
def test_an_arrow_ends_at_its_tip_and_begins_at_its_tail(tip):
    pixels, pen = sheet()
    pen.arrow(np.zeros(2), np.array(tip), RED, 8)
    along = places_of(pixels, RED) @ np.array(tip) / np.hypot(*tip)
    assert along.max() == pytest.approx(np.hypot(*tip), abs=0.08)
    assert along.min() == pytest.approx(0, abs=0.1)


def test_colours_on_a_clear_page_are_premultiplied():
    pixels, pen = sheet()
    pen.polygon(np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]), "#ff8000", alpha=0.5)
    assert pixels[60, 80].tolist() == pytest.approx([128, 64, 0, 128], abs=1)
