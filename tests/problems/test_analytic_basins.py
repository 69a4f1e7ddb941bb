"""Functions of two variables with several basins: their known minima, maxima and saddles."""

import math

import numpy as np
import pytest

from gdviz.problems import PROBLEMS


@pytest.mark.parametrize(
    ("name", "point", "value", "gradient"),
    [
        ("himmelblau", [0.0, 0.0], 170.0, [-14.0, -22.0]),
        ("goldstein-price", [0.0, 0.0], 600.0, [720.0, 720.0]),
        ("six-hump-camel", [1.0, 1.0], 97 / 30, [2.6, 9.0]),
        ("three-hump-camel", [1.0, 1.0], 187 / 60, [1.8, 3.0]),
        ("mccormick", [0.0, 0.0], 1.0, [-0.5, 3.5]),
    ],
)
def test_hand_computed_values(name, point, value, gradient):
    made = PROBLEMS[name]()
    assert made.value(np.array(point)) == pytest.approx(value, rel=1e-14)
    assert made.gradient(np.array(point)) == pytest.approx(np.array(gradient), rel=1e-14, abs=1e-13)


@pytest.mark.parametrize(
    ("name", "point", "value"),
    [
        ("goldstein-price", [-0.6, -0.4], 30.0),
        ("goldstein-price", [1.8, 0.2], 84.0),
        ("goldstein-price", [1.2, 0.8], 840.0),
        ("six-hump-camel", [1.607104753, 0.568651455], 2.104250310),
        ("six-hump-camel", [1.703606715, -0.796083569], -0.215463824),
        ("three-hump-camel", [1.747552345, -0.873776173], 0.298638442),
    ],
)
def test_local_minima_of_the_literature(name, point, value):
    made = PROBLEMS[name]()
    for at in (np.array(point), -np.array(point)) if "hump" in name else (np.array(point),):
        assert made.value(at) == pytest.approx(value, abs=1e-8)
        np.testing.assert_allclose(made.gradient(at), 0.0, atol=1e-7)
        assert np.linalg.eigvalsh(made.hessian(at)).min() > 0
    assert made.value(made.minima[0]) < value


def test_himmelblau_has_a_hill_between_its_minima():
    made = PROBLEMS["himmelblau"]()
    top = np.array([-0.2708445907, -0.9230385565])
    assert made.value(top) == pytest.approx(181.6165215226, rel=1e-12)
    np.testing.assert_allclose(made.gradient(top), 0.0, atol=1e-7)
    assert np.linalg.eigvalsh(made.hessian(top)).max() < 0


@pytest.mark.parametrize("name", ["six-hump-camel", "three-hump-camel"])
def test_camels_are_their_own_mirror_images(name):
    made = PROBLEMS[name]()
    points = np.random.default_rng(3).uniform(*made.domain.T, size=(9, 2))
    np.testing.assert_allclose(made.value(-points), made.value(points), rtol=1e-14)
    np.testing.assert_allclose(made.gradient(-points), -made.gradient(points), rtol=1e-13)


def test_mccormick_repeats_pi_lower_at_every_step_of_minus_pi():
    made = PROBLEMS["mccormick"]()
    points = np.random.default_rng(3).uniform(*made.domain.T, size=(9, 2))
    np.testing.assert_allclose(made.value(points - math.pi), made.value(points) - math.pi, rtol=0, atol=1e-13)
    np.testing.assert_allclose(made.gradient(points - math.pi), made.gradient(points), rtol=0, atol=1e-13)


def test_easom_is_a_plain_but_for_its_hole():
    made = PROBLEMS["easom"]()
    assert made.value(np.full(2, math.pi)) == -1.0
    # At the bottom f is 1 / 2 + 1 steep each way: the cosine's bend and that of the hill.
    np.testing.assert_allclose(made.hessian(np.full(2, math.pi)), 3 * np.eye(2), atol=1e-15)
    far = np.array([[0.0, 0.0], [-3.0, 8.0]])
    assert np.abs(made.value(far)).max() < 1e-8
    assert np.abs(made.gradient(far)).max() < 1e-7
    # Where either cosine vanishes f is nought.
    assert abs(made.value(np.array([math.pi / 2, 3.0]))) < 1e-16


def test_value_of_mccormick_in_closed_form():
    made = PROBLEMS["mccormick"]()
    assert made.value(made.minima[0]) == pytest.approx(-math.sqrt(3) / 2 - math.pi / 3, rel=1e-15)
