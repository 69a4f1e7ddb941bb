"""The lamp, and how it lights surfaces."""

import numpy as np
import pytest

from gdviz.relief.light import SKY, dull, lamp_beside, shade
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
    np.testing.assert_allclose(averted, 0.5 * SKY * (0.6 - 0.4 * LAMP[2]), rtol=1e-14)


def test_shade_is_cooler_than_light_and_level_ground_keeps_its_colour():
    khaki, up = np.array([0.9, 0.85, 0.6]), np.array([0.0, 0.0, 1.0])
    level = shade(khaki, up, LAMP)
    np.testing.assert_allclose(level, khaki, atol=0.05)
    shaded = shade(khaki, up, LAMP, np.array([0.0, 0.7]))
    # Less light, and of what is left more blue: the hue turns, and does not only darken.
    assert (shaded < level).all()
    assert shaded[2] / shaded[0] > 1.25 * level[2] / level[0]


def test_what_light_reaches_a_place_is_what_lights_it():
    base, up = np.full(3, 0.5), np.array([0.0, 0.0, 1.0])
    whole = shade(base, up, LAMP, np.ones(2))
    np.testing.assert_array_equal(whole, shade(base, up, LAMP))
    np.testing.assert_allclose(shade(base, up, LAMP, np.array([0.0, 1.0])), 0.5 * SKY, rtol=1e-14)


def test_dull_colours_keep_their_lightness():
    colors = np.array([[0.2, 0.5, 0.9], [1.0, 1.0, 1.0]])
    np.testing.assert_allclose(dull(colors) @ [0.3, 0.59, 0.11], colors @ [0.3, 0.59, 0.11])
    assert np.ptp(dull(colors)[0]) == pytest.approx(0.25 * 0.7)
