"""The lit sphere as an image."""

from itertools import pairwise

import numpy as np
import pytest

from gdviz.relief.ball import APART, side_by_side, sphere
from gdviz.relief.light import lamp_beside
from gdviz.relief.view import View


@pytest.mark.parametrize("at", [(20.0, 15.0), (20.3, 14.9), (7.5, 9.25)])
def test_sphere_glides_between_pixels(at):
    view = View(-60.0, 30.0)
    (x, y), image, points = sphere(np.array(at), 6.0, "#e5381f", view.basis, lamp_beside(view))
    cover = image[..., 3]
    rows, columns = np.indices(cover.shape)
    middle = (
        (cover * (columns + 0.5)).sum() / cover.sum() + x,
        cover.shape[0] - (cover * (rows + 0.5)).sum() / cover.sum() + y,
    )
    np.testing.assert_allclose(middle, at, atol=0.01)
    assert cover.sum() == pytest.approx(np.pi * 36, rel=0.01)
    assert ((image >= 0) & (image <= 1)).all()
    assert points.shape == (*cover.shape, 3)
    np.testing.assert_allclose(np.linalg.norm(points, axis=-1), 1.0, rtol=1e-6)


def test_sphere_is_lit_from_the_upper_left():
    view = View(-60.0, 30.0)
    _, image, _ = sphere(np.array([20.0, 20.0]), 9.0, "#e5381f", view.basis, lamp_beside(view))
    light = image[..., :3].sum(axis=-1)
    n = len(light)
    assert light[n // 4, n // 4] > 1.5 * light[3 * n // 4, 3 * n // 4]


def test_balls_that_meet_lie_side_by_side_and_none_leaps():
    right = np.array([1.0, 0, 0])
    together = side_by_side(np.zeros((3, 3)), right, 0.05)
    np.testing.assert_allclose(together, np.array([-1, 0, 1])[:, None] * APART * 0.05 * right)
    ways = [side_by_side(np.array([[0, 0, 0], [0, gap, 0]]), right, 0.05) for gap in np.linspace(0.2, 0, 41)]
    np.testing.assert_array_equal(ways[0], [[0, 0, 0], [0, 0.2, 0]], "those far apart stay")
    assert max(float(np.abs(one - other).max()) for one, other in pairwise(ways)) <= 0.0051
