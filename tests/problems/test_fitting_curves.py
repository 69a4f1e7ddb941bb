"""Slope, line and polynomial: their values by hand, their minima, and the articles' conventions."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.datasets import DATASETS
from gdviz.runs.data import Data

X = np.array([0.0, 1.0, 2.0, 3.0])
Y = np.array([1.0, 3.0, 5.0, 8.0])


def test_line_by_hand():
    line = PROBLEMS["line"](Data.of(X, Y))
    residuals = np.array([0.5 + 2 * x - y for x, y in zip(X, Y, strict=True)])
    at = np.array([0.5, 2.0])
    assert line.value(at) == pytest.approx((residuals**2).sum() / 8, rel=1e-14)
    assert line.gradient(at) == pytest.approx([residuals.mean(), (residuals * X).mean()], rel=1e-14)
    assert line.hessian(at) == pytest.approx(np.array([[1.0, 1.5], [1.5, 3.5]]), rel=1e-14)
    assert line.metrics["mean_squared_error"](at) == pytest.approx((residuals**2).mean(), rel=1e-14)


def test_line_knows_the_least_squares_line():
    slope, intercept = np.polyfit(X, Y, 1)
    assert PROBLEMS["line"](Data.of(X, Y)).minima == pytest.approx(np.array([[intercept, slope]]), rel=1e-12)


def test_line_keeps_its_points_as_data():
    line = PROBLEMS["line"](Data.of(X.tolist(), Y.tolist()))
    assert line.data["X"].tolist() == X[:, None].tolist()
    assert line.data["y"].tolist() == Y.tolist()


def test_line_default_learning_rate_converges():
    line = PROBLEMS["line"](Data.of(1000 * X, Y))
    assert line.lr < 2 / np.linalg.eigvalsh(line.hessian(np.zeros(2)))[-1]


@pytest.mark.parametrize("x", [[1.0], [2.0, 2.0, 2.0]], ids=["one-point", "equal-x"])
def test_line_needs_two_different_x(x):
    with pytest.raises(ValueError, match="a line needs at least 2 different x, and 'x' of data has 1"):
        PROBLEMS["line"](Data.of(x, np.arange(len(x))))


@pytest.mark.parametrize("name", ["line", "slope", "polynomial"])
def test_bare_array_in_place_of_data_is_no_silent_default(name):
    with pytest.raises((AttributeError, TypeError)):
        PROBLEMS[name](X, Y)


def test_slope_by_hand():
    slope = PROBLEMS["slope"](Data.of(X, Y))
    at = np.array([1.5])
    residuals = 1.5 * X - Y
    assert slope.value(at) == pytest.approx((residuals**2).mean(), rel=1e-14)
    assert slope.gradient(at) == pytest.approx([2 * (X * residuals).mean()], rel=1e-14)
    assert slope.hessian(at) == pytest.approx(np.array([[2 * (X**2).mean()]]), rel=1e-14)
    assert slope.minima == pytest.approx(np.array([[X @ Y / (X @ X)]]), rel=1e-14)


def test_slope_of_article_b_starts_at_10_and_finds_3_2():
    slope = PROBLEMS["slope"]()
    assert slope.data["X"].shape == (150, 1)
    assert slope.draw_start(0).tolist() == [10.0]
    p = slope.draw_start(0)
    for _ in range(slope.steps):
        p = p - slope.lr * slope.gradient(p)
    assert p == pytest.approx([3.2], abs=0.05)


def test_learning_rate_of_article_b_is_divided_by_the_number_of_points():
    slope = PROBLEMS["slope"]()
    x, y = slope.data["X"][:, 0], slope.data["y"]
    w, ours = 10.0, np.array([10.0])
    for i in range(150):
        w -= 0.001 * 2 * x[i] * (w * x[i] - y[i]) / 150
        ours = ours - 0.001 / 150 * slope.gradient(ours, np.array([i]))
    assert ours == pytest.approx([w], rel=1e-12)
    assert w == pytest.approx(3.2, abs=1.5)


def test_slope_of_points_all_at_zero_is_refused():
    with pytest.raises(ValueError, match="slope needs an x other than 0 in 'x' of data"):
        PROBLEMS["slope"](Data.of(np.zeros(3), Y[:3]))


@pytest.mark.parametrize("y", [np.zeros(4), Y, 1e8 * Y, -1e-8 * Y], ids=["zero", "plain", "large", "small"])
def test_slope_starts_away_from_its_minimum_and_inside_its_domain(y):
    slope = PROBLEMS["slope"](Data.of(X, y))
    (start,), (best,), (low, high) = slope.start, slope.minima[0], slope.domain[0]
    assert low < best < start < high


@pytest.mark.parametrize("degree", [1, 2, 5, 12])
def test_minimum_of_the_polynomial_is_polyfit(degree):
    data = DATASETS["sine"](4)
    polynomial = PROBLEMS["polynomial"](data, degree=degree)
    x = data.X[:, 0]
    t = 2 * (x - x.min()) / np.ptp(x) - 1
    expected = np.polyfit(t, data.y, degree)
    assert polynomial.minima[0, ::-1] == pytest.approx(expected, rel=1e-7, abs=1e-7)
    assert polynomial.value(polynomial.minima[0]) == pytest.approx(
        np.mean((np.polyval(expected, t) - data.y) ** 2) / 2, rel=1e-10
    )
    assert polynomial.parameters[-1] == f"c{degree}"
    assert str(degree) in polynomial.title


def test_polynomial_scales_x_inside_and_keeps_it_outside():
    x = np.array([1000.0, 1001.0, 1003.0, 1004.0])
    polynomial = PROBLEMS["polynomial"](Data.of(x, Y), degree=2)
    t = np.array([-1.0, -0.5, 0.5, 1.0])
    at = np.array([0.3, -0.2, 0.7])
    expected = np.mean((0.3 - 0.2 * t + 0.7 * t**2 - Y) ** 2) / 2
    assert polynomial.value(at) == pytest.approx(expected, rel=1e-13)
    assert polynomial.data["X"][:, 0].tolist() == x.tolist()


def test_polynomial_needs_more_different_x_than_its_degree():
    with pytest.raises(ValueError, match=r"a polynomial of degree 4 needs at least 5 different x, .* has 4"):
        PROBLEMS["polynomial"](Data.of(X, Y), degree=4)


@pytest.mark.parametrize("degree", [0, 13, 2.5, "cubic"])
def test_bad_degree_is_refused_by_name(degree):
    with pytest.raises(ValueError, match=rf"^degree={degree} is not a whole number in \[1, 12\]"):
        PROBLEMS["polynomial"](degree=degree)


def line_through(slope, intercept, x):
    points = np.asarray(x, float)
    y = slope * points + intercept + np.resize([1.0, -1.0], len(points))
    return PROBLEMS["line"](Data.of(points[:, None], y))


@pytest.mark.parametrize(
    ("slope", "intercept", "x", "widest"),
    [
        # A price by an area: the slope is not drawn on the intercept's axis.
        (161.0, -82_000.0, np.linspace(300, 900, 30), 2.31),
        (161.0, 3_000.0, np.linspace(300, 900, 30), 2.31),
        (-0.02, 500.0, np.linspace(0, 4000, 40), 130.0),
        (9_450.0, 25_000.0, np.linspace(1, 10, 20), 2.31),
    ],
)
def test_each_axis_of_a_line_s_box_has_its_own_reach(slope, intercept, x, widest):
    problem = line_through(slope, intercept, x)
    best, (low, high) = problem.minima[0], problem.domain.T
    assert (low < np.minimum(best, 0)).all()
    assert (high > np.maximum(best, 1)).all()
    assert high[1] - low[1] <= widest * max(abs(best[1]), 1.0)


def test_reaches_that_are_alike_are_the_same_so_that_the_box_is_to_scale():
    problem = line_through(3.0, 2.0, np.linspace(-1.5, 1.5, 30))
    assert np.ptp(problem.domain[0]) == pytest.approx(np.ptp(problem.domain[1]))
