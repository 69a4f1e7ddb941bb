"""Cells cut where a surface ends."""

import numpy as np
import pytest

from gdviz.relief.rim import Pieces, _loop

# One cell of a mesh of four points; corners are counter-clockwise.
QUAD, CELL = np.array([[0, 1, 3, 2]]), np.array([[0, 0]])
CORNERS = np.array([[[0.0, 0.0], [1.0, 0.0]], [[0.0, 1.0], [1.0, 1.0]]])


def pieces(*field):
    return Pieces(np.array([field], float), QUAD, CELL)


def area(points, triangles):
    (a, b, c) = np.moveaxis(points[0][triangles], 1, 0)
    (u, v), (w, z) = (b - a).T, (c - a).T
    return 0.5 * (u * z - v * w).sum()


@pytest.mark.parametrize(
    ("solid", "border"),
    [((1, 0, 0, 0), [0, 4, 7]), ((1, 1, 0, 0), [0, 1, 5, 7]), ((1, 1, 1, 0), [0, 1, 2, 6, 7])],
)
def test_the_border_of_a_solid_part_goes_round_counter_clockwise(solid, border):
    assert _loop(tuple(bool(corner) for corner in solid)) == border


def test_edges_are_cut_where_the_field_passes_zero():
    points = pieces(1, 1, -3, -3).points(CORNERS)
    np.testing.assert_allclose(points[0, :4], [[0, 0], [1, 0], [1, 1], [0, 1]])
    np.testing.assert_allclose(points[0, [5, 7]], [[1, 0.25], [0, 0.25]])


@pytest.mark.parametrize("field", [(1, 1, -3, -3), (1, -1, -1, -1), (2, 2, 2, -1), (-1, 3, 3, 3), (-2, 1, -2, -2)])
def test_both_sides_of_the_line_fill_the_cell(field):
    cut = pieces(*field)
    points = cut.points(CORNERS)
    inside, outside = (cut.triangles(positive=positive) for positive in (True, False))
    assert set(inside[0]) == set(outside[0]) == {0}
    assert area(points, inside[1]) > 0
    assert area(points, inside[1]) + area(points, outside[1]) == pytest.approx(1.0)


def test_the_line_has_its_negative_side_to_the_right():
    cut = pieces(1, 1, -3, -3)
    (cell,), ((start, end),) = cut.line()
    points = cut.points(CORNERS)[0]
    way = points[end] - points[start]
    right = np.array([way[1], -way[0]])
    assert cell == 0
    assert right @ (np.array([0.5, 1.0]) - points[start]) > 0, "the field is negative at the top"
