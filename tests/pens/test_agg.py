"""Pixels: triangles without seams, lines, polygons, sprites and the sphere."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg

from gdviz.pens.agg import Easel


def easel(width=40, height=30, scale=10.0, unit=1.0):
    agg = RendererAgg(width, height, 72)
    return Easel(agg, scale, (width / 2, height / 2), unit), np.asarray(agg.buffer_rgba())


def corners_of(cells):
    """Return the triangles of a square grid from -1 to 1, shape (2 cells^2, 3, 2)."""
    x = np.linspace(-1, 1, cells + 1)
    low, high = np.meshgrid(x[:-1], x[:-1]), np.meshgrid(x[1:], x[1:])
    a, b = np.stack(low, axis=-1), np.stack([high[0], low[1]], axis=-1)
    c, d = np.stack(high, axis=-1), np.stack([low[0], high[1]], axis=-1)
    return np.stack([np.stack([a, b, c], axis=2), np.stack([a, c, d], axis=2)], axis=2).reshape(-1, 3, 2)


@pytest.mark.parametrize("page", [0, 255])
@pytest.mark.parametrize("turn", [0.0, 0.3])
def test_triangles_side_by_side_show_no_seam_on_any_page(page, turn):
    paint, pixels = easel(60, 60, 20.0)
    pixels[:] = [page, page, page, 255]
    across = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    triangles = corners_of(7) @ across
    paint.triangles(triangles, np.broadcast_to([0.2, 0.4, 0.6, 1.0], (len(triangles), 3, 4)).copy())
    assert np.abs(pixels[18:42, 18:42].astype(int) - [51, 102, 153, 255]).max() <= 1


def test_edge_of_triangles_on_a_transparent_page_keeps_its_colour():
    paint, pixels = easel(60, 60, 20.0)
    triangles = corners_of(5) @ np.array([[0.9, 0.2], [-0.2, 0.9]])
    paint.triangles(triangles, np.broadcast_to([0.2, 0.4, 0.6, 1.0], (len(triangles), 3, 4)).copy())
    edge = (pixels[..., 3] > 40) & (pixels[..., 3] < 255)
    assert edge.sum() > 50
    assert np.abs(pixels[edge][:, :3].astype(int) - [51, 102, 153]).max() <= 3


def test_polyline_goes_through_its_points_and_no_further():
    paint, pixels = easel()
    paint.lines([np.array([[-1.0, 0.05], [1.0, 0.05]])], "#ff0000", 1.0)
    assert pixels[14, 10:30, 0].min() == 255
    assert pixels[14, :9, 3].max() == pixels[14, 31:, 3].max() == 0


def test_stroke_moves_where_its_codes_say():
    paint, pixels = easel()
    points = np.array([[-1.0, 0.05], [-0.5, 0.05], [0.5, 0.05], [1.0, 0.05]])
    paint.stroke(points, np.array([1, 2, 1, 2], np.uint8), "#ff0000", 1.0)
    assert pixels[14, 11:14, 3].min() == 255
    assert pixels[14, 17:23, 3].max() == 0
    assert pixels[14, 26:29, 3].min() == 255


def test_line_that_lies_level_is_not_moved_to_whole_pixels():
    paint, pixels = easel()
    paint.lines([np.array([[-1.0, 0.0], [1.0, 0.0]])], "#ff0000", 1.0)
    assert pixels[14, 20, 3] == pixels[15, 20, 3] == pytest.approx(128, abs=2)


def test_too_few_points_draw_nothing():
    paint, pixels = easel()
    paint.lines([], "#ff0000", 1.0)
    paint.stroke(np.empty((0, 2)), np.empty(0, np.uint8), "#ff0000", 1.0)
    assert pixels[..., 3].max() == 0


def test_polygon_is_filled_with_its_colour():
    paint, pixels = easel()
    square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]])
    paint.polygon(square, "#336699")
    assert (pixels[6:24, 11:29] == [51, 102, 153, 255]).all()
    paint.polygon(square, np.array([1.0, 1.0, 1.0]), alpha=0.5)
    assert np.abs(pixels[10, 20, :3].astype(int) - [153, 178, 204]).max() <= 1


@pytest.mark.parametrize("corner", [(3, 4), (-2, -3), (36, 26), (90, 4)])
def test_sprite_is_laid_by_its_lower_left_and_clipped(corner):
    paint, pixels = easel()
    image = np.full((6, 5, 4), [10, 20, 30, 255], np.uint8)
    paint.sprite(corner, image)
    x, y = corner
    shown = np.zeros((30, 40), bool)
    shown[max(0, 30 - y - 6) : max(0, 30 - y), max(0, x) : max(0, x + 5)] = True
    np.testing.assert_array_equal(pixels[..., 3] == 255, shown)


def test_sprite_stands_upright():
    paint, pixels = easel()
    image = np.full((6, 5, 4), [10, 20, 30, 255], np.uint8)
    image[:2] = [200, 100, 50, 255]
    paint.sprite((3, 4), image)
    np.testing.assert_array_equal(pixels[20:26, 3:8], image)
