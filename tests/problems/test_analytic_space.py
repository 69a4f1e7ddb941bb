"""Functions of any number of variables."""

import math

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.analytic_space import diagonal, of_space, without_each

# The value at the minimum, over the number of variables.
ANY_DIMENSION = {
    "rosenbrock": 0.0,
    "rastrigin": 0.0,
    "ackley": 0.0,
    "styblinski-tang": -39.166165703771412,
    "levy": 0.0,
    "griewank": 0.0,
}


@pytest.mark.parametrize("dimension", [2, 3, 5, 12])
@pytest.mark.parametrize("name", ANY_DIMENSION)
def test_any_dimension(name, dimension):
    made = PROBLEMS[name](dimension=dimension)
    assert made.dimension == dimension == len(set(made.parameters))
    assert made.options == {"dimension": dimension}
    assert made.minima.shape == (1, dimension)
    expected = dimension * ANY_DIMENSION[name]
    np.testing.assert_allclose(made.value(made.minima), expected, rtol=1e-13, atol=1e-25)
    points = np.random.default_rng(5).uniform(*made.domain.T, size=(4, dimension))
    step = 1e-5
    for function, derivative in ((made.value, made.gradient), (made.gradient, made.hessian)):
        sides = [(function(points + h) - function(points - h)) / (2 * step) for h in step * np.eye(dimension)]
        slopes = np.stack(sides, axis=-1)
        np.testing.assert_allclose(derivative(points), slopes, rtol=1e-6, atol=1e-7 * max(1, np.abs(slopes).max()))


@pytest.mark.parametrize("name", sorted({*ANY_DIMENSION} - {"rosenbrock"}))
def test_one_variable(name):
    made = PROBLEMS[name](dimension=1)
    assert made.parameters == ("x",)
    at = np.linspace(0.1, 2, 7)[:, None]
    assert made.hessian(at).shape == (7, 1, 1)
    slope = (made.value(at + 1e-6) - made.value(at - 1e-6)) / 2e-6
    np.testing.assert_allclose(made.gradient(at)[:, 0], slope, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("name", "value"), [("rosenbrock", 1), ("ackley", 0), ("levy", 2.5), ("griewank", 1001)])
def test_bad_dimension_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=f"dimension={value} is not a whole number in"):
        PROBLEMS[name](dimension=value)


def test_tip_of_ackley_has_a_gradient_and_a_hessian_that_are_finite():
    for dimension in (1, 2, 7):
        made = PROBLEMS["ackley"](dimension=dimension)
        assert made.gradient(np.zeros(dimension)).tolist() == [0.0] * dimension
        expected = math.e * (2 * math.pi) ** 2 / dimension * np.eye(dimension)
        np.testing.assert_allclose(made.hessian(np.zeros(dimension)), expected, rtol=1e-14)
        table = made.gradient(np.stack([np.zeros(dimension), np.ones(dimension)]))
        assert np.isfinite(table).all()


@pytest.mark.parametrize(
    ("name", "point", "value", "gradient"),
    [
        ("rosenbrock", [-1.2, 1.0], 24.2, [-215.6, -88.0]),
        ("rosenbrock", [0.0, 0.0], 1.0, [-2.0, 0.0]),
        ("rastrigin", [0.5, 1.0], 21.25, [1.0, 2.0]),
        ("styblinski-tang", [1.0, 2.0], -24.0, [-11.5, -13.5]),
        # With w = 1 + (y - 1) / 4 = 2 the last wave vanishes: (w - 1)^2 is 1, and its slope 2 (w - 1) / 4.
        ("levy", [1.0, 5.0], 1.0, [0.0, 0.5]),
        (
            "levy",
            [5.0, 1.0],
            1 + 10 * math.sin(1) ** 2,
            [0.5 + 5 * math.sin(1) ** 2 + 2.5 * math.pi * math.sin(2), 0.0],
        ),
        # With cosines of pi and of nought: 1 + 4000 pi^2 / 4000 / 4000 + 1.
        ("griewank", [math.pi, 0.0], 2 + math.pi**2 / 4000, [math.pi / 2000, 0.0]),
    ],
)
def test_hand_computed_values(name, point, value, gradient):
    made = PROBLEMS[name]()
    assert made.value(np.array(point)) == pytest.approx(value, rel=1e-14)
    assert made.gradient(np.array(point)) == pytest.approx(np.array(gradient), rel=1e-14, abs=1e-13)


def test_sides_and_starts_repeat_over_the_variables():
    facts = {"title": "", "formula": "", "value": np.sum, "gradient": np.copy, "lr": 1.0, "stride": 1.0, "steps": 1}
    made = of_space(5, sides=[[-1, 1], [-2, 3]], start=[0.25, 0.5], minimum=0.75, **facts)
    assert made.domain.tolist() == [[-1, 1], [-2, 3], [-1, 1], [-2, 3], [-1, 1]]
    assert made.start.tolist() == [0.25, 0.5, 0.25, 0.5, 0.25]
    assert made.minima.tolist() == [[0.75] * 5]


def test_entries_stand_on_the_diagonal_of_a_matrix_each():
    assert diagonal(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist() == [[[1, 0], [0, 2]], [[3, 0], [0, 4]]]


def test_products_without_each_factor_need_no_division():
    factors = np.array([[2.0, 3.0, 5.0], [0.0, 3.0, 5.0], [0.0, 0.0, 5.0]])
    assert without_each(factors).tolist() == [[15.0, 10.0, 6.0], [15.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
