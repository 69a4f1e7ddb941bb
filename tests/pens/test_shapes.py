"""Of what lines and polygons marks are made."""

import numpy as np
import pytest

from gdviz.pens.shapes import CURVE_ARROW, SPACE_ARROW, STAGE_ARROW, Arrow, ArrowShape, marker_corners
from gdviz.style.themes import DARK


def test_an_arrow_along_x_by_its_numbers():
    arrow = Arrow.of(np.array([1.0, 2.0]), np.array([11.0, 2.0]), ArrowShape(2.0, half=0.25, most=0.5, notch=0.1), 4.0)
    assert arrow.along.tolist() == [1.0, 0.0]
    assert arrow.length == 10.0
    np.testing.assert_allclose(arrow.head, [[11, 2], [7, 3], [7.4, 2], [7, 1]], rtol=1e-15)
    assert arrow.share == pytest.approx(0.6), "up to the neck"


def test_a_head_without_a_notch_is_a_triangle_and_the_shaft_goes_into_it_as_far_as_it_is_sunk():
    arrow = Arrow.of(np.zeros(2), np.array([0.0, 40.0]), CURVE_ARROW, 10.0)
    np.testing.assert_allclose(arrow.head, [[0, 40], [-4.2, 30], [4.2, 30]], atol=1e-14)
    assert arrow.share == pytest.approx(32 / 40)


@pytest.mark.parametrize(("shape", "most"), [(STAGE_ARROW, 0.6), (SPACE_ARROW, 0.6), (CURVE_ARROW, 0.7)])
def test_the_head_of_a_short_arrow_shrinks_with_it(shape, most):
    assert shape.head(100.0, 7.0) == 7.0
    assert shape.head(1.0, 7.0) == most
    short, shorter = (Arrow.of(np.zeros(2), np.array([size, 0.0]), shape, 7.0) for size in (1.0, 0.1))
    np.testing.assert_allclose(shorter.head, short.head / 10, rtol=1e-14)
    assert shorter.share == pytest.approx(short.share)


@pytest.mark.parametrize("tip", [[3.0, 4.0], [np.nan, 4.0]])
def test_no_arrow_leads_nowhere(tip):
    assert Arrow.of(np.array(tip), np.array(tip), STAGE_ARROW, 1.0) is None


def test_markers_are_polygons_about_as_large_as_a_disc_and_no_two_alike():
    outlines = [marker_corners(look.marker) for look in DARK.series[1:]]
    for corners in outlines:
        assert corners.shape == (len(corners), 2)
        assert np.abs(corners.mean(axis=0)).max() < 0.4
        assert 0.9 < np.linalg.norm(corners, axis=1).max() < 1.5
    assert len({tuple(corners.ravel().round(6)) for corners in outlines}) == 9
    np.testing.assert_allclose(np.sort(marker_corners("s"), axis=0), [[-1, -1], [-1, -1], [1, 1], [1, 1]])
