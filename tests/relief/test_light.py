"""The lamp, and how it lights surfaces."""

import numpy as np
import pytest

from gdviz.relief.light import dull, lamp_beside, shade
from gdviz.relief.view import View

VIEWS = [View(0.0, 10.0), View(-60.0, 30.0), View(135.0, 52.0), View(200.0, 5.0), View(45.0, 89.0)]
LAMP = lamp_beside(View(-60.0, 30.0))


@pytest.mark.parametrize("view", VIEWS)
def test_lamp_is_a_unit_vector_from_above_on_the_left(view):
    lamp = lamp_beside(view)
    assert np.linalg.norm(lamp) == pytest.approx(1.0, rel=1e-14)
    assert lamp[2] > 0.5
    assert lamp @ view.basis[0] < 0


def test_surface_that_faces_the_lamp_is_the_brightest():
    base = np.full((2, 3), 0.5)
    facing, averted = shade(base, np.stack([LAMP, -LAMP]), LAMP)
    assert facing.min() > averted.max()
    np.testing.assert_allclose(averted, 0.5 * (0.50 + 0.16 * (0.5 - 0.5 * LAMP[2])), rtol=1e-14)


def test_dull_colours_keep_their_lightness():
    colors = np.array([[0.2, 0.5, 0.9], [1.0, 1.0, 1.0]])
    np.testing.assert_allclose(dull(colors) @ [0.3, 0.59, 0.11], colors @ [0.3, 0.59, 0.11])
    assert np.ptp(dull(colors)[0]) == pytest.approx(0.25 * 0.7)
