"""Saddles, and valleys of one minimum, in two variables."""

import math
from itertools import pairwise

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.analytic_plane import of_plane


def test_derivatives_that_are_constant_are_as_many_as_points():
    made = of_plane(
        lambda x, y: x * y + 3 * y,
        lambda x, y: (y, x + 3),
        lambda x, y: (0.0, 1.0, 0.0),
        title="",
        formula="",
        domain=[[-1, 1], [-2, 2]],
        start=[0.5, 1],
        minima=[],
        lr=1.0,
        stride=1.0,
        steps=1,
    )
    points = np.arange(12.0).reshape(2, 3, 2)
    assert made.value(points).tolist() == [[3.0, 15.0, 35.0], [63.0, 99.0, 143.0]]
    assert made.gradient(points)[1, 2].tolist() == [11.0, 13.0]
    assert made.hessian(points).shape == (2, 3, 2, 2)
    assert made.hessian(points)[0, 1].tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert (made.parameters, made.minima.shape) == (("x", "y"), (0, 2))


@pytest.mark.parametrize(
    ("name", "point", "value", "gradient"),
    [
        ("saddle", [2.0, 3.0], -5.0, [4.0, -6.0]),
        ("monkey-saddle", [2.0, 1.0], 2.0, [9.0, -12.0]),
        ("beale", [0.0, 0.0], 14.203125, [-12.75, 0.0]),
        ("booth", [0.0, 0.0], 74.0, [-34.0, -38.0]),
        ("matyas", [1.0, 2.0], 0.34, [-0.44, 0.56]),
    ],
)
def test_hand_computed_values(name, point, value, gradient):
    made = PROBLEMS[name]()
    assert made.value(np.array(point)) == pytest.approx(value, rel=1e-14)
    assert made.gradient(np.array(point)) == pytest.approx(np.array(gradient), rel=1e-14, abs=1e-13)


@pytest.mark.parametrize(
    ("name", "curvatures"),
    [("saddle", [-2.0, 2.0]), ("booth", [2.0, 18.0]), ("matyas", [0.04, 1.0])],
)
def test_quadratic_forms_have_the_curvatures_that_are_told(name, curvatures):
    bend = PROBLEMS[name]().hessian(np.array([[0.3, -7.0], [2.0, 5.0]]))
    np.testing.assert_allclose(np.linalg.eigvalsh(bend), [curvatures] * 2, rtol=1e-13)


def test_the_curvature_of_the_monkey_saddle_grows_with_the_distance_and_has_both_signs():
    made = PROBLEMS["monkey-saddle"]()
    assert made.hessian(np.zeros(2)).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    # The eigenvalues at a distance r are 6 r and -6 r.
    np.testing.assert_allclose(np.linalg.eigvalsh(made.hessian(np.array([0.6, 0.8]))), [-6.0, 6.0], rtol=1e-14)


def test_beale_is_flat_along_y_1():
    # There the terms have no slope in x, and f is the sum of the constants' squares.
    made = PROBLEMS["beale"]()
    points = np.array([[x, 1.0] for x in (-1.0, 0.0, 2.0)])
    np.testing.assert_allclose(made.value(points), 1.5**2 + 2.25**2 + 2.625**2, rtol=1e-15)
    np.testing.assert_allclose(made.gradient(points)[:, 0], 0.0)
    np.testing.assert_allclose(made.gradient(points)[:, 1], 2 * points[:, 0] * (1.5 + 2 * 2.25 + 3 * 2.625))


@pytest.mark.parametrize("name", ["saddle", "monkey-saddle"])
def test_saddles_are_flat_at_the_origin_and_fall_without_end(name):
    made = PROBLEMS[name]()
    assert made.gradient(np.zeros(2)).tolist() == [0.0, 0.0]
    assert made.minima.shape == (0, 2)
    around = np.array([[math.cos(a), math.sin(a)] for a in np.linspace(0, 2 * math.pi, 400)])
    signs = np.sign(made.value(1e-3 * around))
    # Two valleys of the saddle, three of the monkey's, and as many ridges between.
    assert sum(a != b for a, b in pairwise(signs)) == {"saddle": 4, "monkey-saddle": 6}[name]
    assert made.value(1e4 * around).min() < -1e7
