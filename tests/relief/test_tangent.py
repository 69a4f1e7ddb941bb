"""The plane that touches a relief."""

import numpy as np
import pytest

from gdviz.relief.tangent import TouchingPlane


@pytest.fixture
def plane():
    """A plane that rises by 3 in 4 along x."""
    return TouchingPlane(np.array([0.1, 0.2, 0.3]), np.array([-0.6, 0.0, 0.8]))


def test_slope_is_the_rise_over_the_run(plane):
    assert plane.slope == pytest.approx(0.75)


def test_downhill_is_a_unit_vector_on_the_plane_against_the_rise(plane):
    np.testing.assert_allclose(plane.downhill, [-0.8, 0, -0.6], atol=1e-15)
    level = TouchingPlane(np.zeros(3), np.array([0.0, 0.0, 1.0]))
    assert level.downhill.tolist() == [1, 0, 0]


def test_moves_over_the_base_rise_as_the_plane_does(plane):
    np.testing.assert_allclose(
        plane.over(np.array([[1.0, 0], [0, 1], [-2, 5]])), [[1, 0, 0.75], [0, 1, 0], [-2, 5, -1.5]]
    )


def test_a_patch_is_a_square_around_the_touch_that_reaches_as_far_down_as_is_told(plane):
    corners = plane.patch(0.5)
    np.testing.assert_allclose(corners.mean(axis=0), plane.touch, atol=1e-15)
    np.testing.assert_allclose(np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1), 1.0)
    np.testing.assert_allclose((corners - plane.touch) @ plane.normal, 0, atol=1e-15)
    low = plane.patch(0.5, 2.0)
    np.testing.assert_allclose(((low - plane.touch) @ plane.downhill), [-0.5, 2, 2, -0.5], atol=1e-15)
