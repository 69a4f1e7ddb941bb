"""Outlines of Manim's shapes."""

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import RIGHT, Square, VGroup

from gdviz.pens.cairo import CairoPen
from gdviz.stage.outlines import outline_drawn, outline_of


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
