"""Outlines of Manim's shapes."""

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import RIGHT, Square, VGroup
from matplotlib.bezier import BezierSegment
from matplotlib.path import Path

from gdviz.pens.cairo import CairoPen
from gdviz.stage.outlines import cubics_of, outline_drawn, outline_of
from gdviz.style.typefaces import letter_outlines


def filled(path, corner=(0.0, 0.0), **options):
    pixels = np.zeros((120, 160, 4), np.uint8)
    CairoPen(pixels, (4.0, 3.0)).outline(path, corner, "#ff0000", **options)
    rows, columns = np.nonzero(pixels[..., 0] > 127)
    return len(rows), (columns.min(), columns.max() + 1, rows.min(), rows.max() + 1)


def test_a_shape_is_filled_where_it_stands_from_its_origin():
    square = Square(side_length=1.0).shift(RIGHT)
    assert filled(outline_of(square, np.zeros(2))) == (1600, (100, 140, 40, 80))
    assert filled(outline_of(square, np.array([1.0, 0.0]))) == (1600, (60, 100, 40, 80))
    assert filled(outline_of(square, np.array([1.0, 0.0])), (0.5, 0.5), scale=0.5) == (400, (90, 110, 30, 50))


def test_all_parts_of_a_group_are_in_its_outline():
    pair = VGroup(Square(side_length=0.5), Square(side_length=0.5).shift(RIGHT))
    assert filled(outline_of(pair, np.zeros(2)))[0] == 800


def test_a_path_keeps_its_places_finer_than_a_unit():
    path = outline_drawn(lambda context: context.rectangle(0.125, 0.25, 1.0, 1.0))
    assert next(place for _, place in path) == pytest.approx((0.125, 0.25))


@pytest.mark.parametrize("words", ["Og8 fi", "مرحبا", "x³ − ½"])
@pytest.mark.parametrize("font", ["", "DejaVu Sans", "DejaVu Serif"])
def test_cubics_are_the_curves_of_a_path_and_close_where_they_close(words: str, font: str) -> None:
    for letter in filter(len, letter_outlines(words, 10.0, font)):
        flat = cubics_of(letter)
        assert flat[:, 2].tolist() == [0.0] * len(flat)
        cubics = flat[:, :2].reshape(-1, 4, 2)
        curves = [curve for curve, _ in letter.iter_bezier() if np.ptp(curve.control_points, axis=0).any()]
        assert len(cubics) == len(curves)
        shares = np.linspace(0, 1, 7)
        for cubic, curve in zip(cubics, curves, strict=True):
            np.testing.assert_allclose(BezierSegment(cubic)(shares), curve(shares), atol=1e-9)
        # Where one does not begin where the last one ended, that one has come back to its own beginning.
        begins = [0, *(i for i in range(1, len(cubics)) if not np.allclose(cubics[i, 0], cubics[i - 1, 3], atol=1e-9))]
        for first, end in zip(begins, [*begins[1:], len(cubics)], strict=True):
            np.testing.assert_allclose(cubics[first, 0], cubics[end - 1, 3], atol=1e-9)


def test_a_path_without_curves_has_no_cubics() -> None:
    assert cubics_of(Path(np.empty((0, 2)), [])).shape == (0, 3)


def test_a_straight_line_is_a_cubic_with_its_inner_points_at_thirds() -> None:
    np.testing.assert_allclose(
        cubics_of(Path([[0.0, 0.0], [3.0, 6.0]])), [[0, 0, 0], [1, 2, 0], [2, 4, 0], [3, 6, 0]], atol=1e-12
    )
