"""Lines over the base of a relief."""

import numpy as np
import pytest
from reliefs import relief

from gdviz.relief.lines import CONTOURS, LEVELS, border, contour_lines, evenly, rims

SPACING = 0.03


def test_levels_lie_evenly_between_the_lowest_and_the_highest():
    assert len(LEVELS) == CONTOURS == 16
    np.testing.assert_allclose(LEVELS, np.arange(1, 17) / 17)


def test_contour_lines_of_a_plane_are_straight_and_as_high_as_their_level():
    lesser, stronger = contour_lines(relief(lambda x, y: 0.5 + 0.5 * x), SPACING)
    assert [line[0, 2] for line in stronger] == LEVELS[4::5].tolist(), "every fifth"
    assert sorted(line[0, 2] for line in (*lesser, *stronger)) == LEVELS.tolist()
    for line in (*lesser, *stronger):
        np.testing.assert_allclose(line[:, 0], 2 * line[:, 2] - 1, atol=1e-9)
        assert sorted(line[[0, -1], 1].tolist()) == [-1, 1]


def test_lines_end_where_there_is_no_surface():
    holed = relief(lambda x, y: np.where(x > 0, np.nan, 0.5 + 0.5 * y))
    lesser, stronger = contour_lines(holed, SPACING)
    lines = [*lesser, *stronger]
    assert lines
    assert max(line[:, 0].max() for line in lines) < 0.05
    sides = border(holed, SPACING)
    assert max(side[:, 0].max() for side in sides) < 0.05
    assert len(border(relief(lambda x, y: 0 * x), SPACING)) == 4


def test_no_line_hangs_in_the_air_along_a_cliff():
    cliff = relief(lambda x, y: np.where(x > 0.001, 1.0, 0.0))
    assert contour_lines(cliff, SPACING) == ([], [])


def test_rims_are_where_a_field_passes_zero():
    plain = relief(lambda x, y: 0 * x)
    assert rims(plain, None) == []
    (rim,) = rims(plain, np.hypot(plain.x, plain.y[:, None]) - 0.5)
    np.testing.assert_allclose(np.hypot(*rim.T), 0.5, atol=0.01)


@pytest.mark.parametrize(("spacing", "count"), [(0.5, 8), (0.1, 31)])
def test_a_polyline_made_even_keeps_its_ends(spacing, count):
    line = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 2.0]])
    even = evenly(line, spacing)
    assert len(even) == count
    np.testing.assert_array_equal(even[[0, -1]], line[[0, -1]])
