"""Where the camera stands, and where it sees what."""

import numpy as np
import pytest

from gdviz.relief.view import DISTANCE, View

VIEWS = [View(0.0, 10.0), View(-60.0, 30.0), View(135.0, 52.0), View(200.0, 5.0), View(45.0, 89.0)]


@pytest.mark.parametrize("view", VIEWS)
def test_origin_is_projected_on_the_origin(view):
    assert view.project(np.zeros(3)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("view", VIEWS)
def test_basis_is_right_handed_and_orthonormal(view):
    np.testing.assert_allclose(view.basis @ view.basis.T, np.eye(3), atol=1e-15)
    assert np.linalg.det(view.basis) == pytest.approx(1.0, rel=1e-14)
    assert view.basis[1, 2] >= 0
    assert np.linalg.norm(view.eye) == pytest.approx(DISTANCE, rel=1e-14)


def test_projection_from_the_front():
    view = View(0.0, 0.0)
    np.testing.assert_allclose(view.eye, [DISTANCE, 0, 0], atol=1e-14)
    points = np.array([[0.0, 0.5, 0.25], [3.5, 0.5, 0.25], [-7.0, 0.5, 0.25]])
    np.testing.assert_allclose(view.project(points), [[0.5, 0.25], [1.0, 0.5], [0.25, 0.125]], rtol=1e-14)


@pytest.mark.parametrize("view", VIEWS)
def test_points_on_a_line_of_sight_are_projected_on_one_another(view):
    points = np.random.default_rng(1).uniform(-1, 1, (20, 3))
    on_the_way = points + 0.3 * (view.eye - points)
    np.testing.assert_allclose(view.project(on_the_way), view.project(points), atol=1e-13)
