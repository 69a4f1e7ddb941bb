"""Every registered problem keeps its promises: derivatives, vectorisation, batches, minima, defaults."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.runs.models import MODELS

# Central differences across a kink tell nothing; test_fitting_linear.py looks between the kinks.
KINKED = {"svm"}


@pytest.fixture(params=list(PROBLEMS))
def problem(request):
    return PROBLEMS[request.param]()


@pytest.fixture
def points(problem):
    return np.random.default_rng(7).uniform(*problem.domain.T, size=(12, problem.dimension))


def slope(function, points, domain):
    """Return the derivatives along each coordinate, last axis, by central differences of fourth order."""
    widths = 1e-4 * (domain[:, 1] - domain[:, 0])
    columns = []
    for h in np.diag(widths):
        near, far = function(points + h) - function(points - h), function(points + 2 * h) - function(points - 2 * h)
        columns.append((8 * near - far) / (12 * h.sum()))
    return np.stack(columns, axis=-1)


def sizes(problem):
    return len(problem.data["y"]) if problem.data else 0


def with_data():
    return [name for name in PROBLEMS if PROBLEMS[name]().data]


def test_gradient_is_the_slope_of_the_value(problem, points):
    if problem.name in KINKED:
        pytest.skip("this problem has kinks")
    expected = slope(problem.value, points, problem.domain)
    np.testing.assert_allclose(problem.gradient(points), expected, rtol=1e-6, atol=1e-8 * np.abs(expected).max())


def test_hessian_is_the_slope_of_the_gradient(problem, points):
    if problem.hessian is None:
        pytest.skip("this problem offers no Hessian")
    hessian = problem.hessian(points)
    expected = slope(problem.gradient, points, problem.domain)
    np.testing.assert_allclose(hessian, expected, rtol=1e-6, atol=1e-8 * np.abs(expected).max())
    np.testing.assert_allclose(hessian, np.swapaxes(hessian, -1, -2), rtol=1e-14)


@pytest.mark.parametrize("what", ["value", "gradient", "hessian"])
def test_leading_axes_are_the_same_as_a_loop(problem, points, what):
    function = getattr(problem, what)
    if function is None:
        pytest.skip("this problem offers no Hessian")
    table = function(points.reshape(3, 4, problem.dimension))
    loop = np.array([function(point) for point in points])
    assert table.shape == (3, 4, *loop.shape[1:])
    assert table.dtype == np.float64
    np.testing.assert_allclose(table.reshape(loop.shape), loop, rtol=1e-11, atol=1e-13 * np.abs(loop).max())


def test_metrics_take_leading_axes_too(problem, points):
    for metric in problem.metrics.values():
        loop = np.array([metric(point) for point in points])
        np.testing.assert_allclose(metric(points.reshape(3, 4, -1)).ravel(), loop, rtol=1e-11)


def test_value_and_derivatives_leave_their_argument_alone(problem, points):
    points.flags.writeable = False
    problem.value(points)
    problem.gradient(points)
    if problem.hessian:
        problem.hessian(points)


def test_known_minima_have_no_slope(problem, points):
    steepest = np.abs(problem.gradient(points)).max()
    for minimum in problem.minima:
        assert np.abs(problem.gradient(minimum)).max() <= 1e-9 * steepest


def test_known_minima_are_lower_than_their_neighbours(problem):
    side = problem.domain[:, 1] - problem.domain[:, 0]
    ways = np.random.default_rng(3).normal(size=(50, problem.dimension))
    ways *= side / np.linalg.norm(ways, axis=1, keepdims=True)
    for minimum in problem.minima:
        lowest = problem.value(minimum)
        assert (problem.value(minimum + 1e-2 * ways) > lowest).all()
        assert (problem.value(minimum + 1e-4 * ways) > lowest).all()


def test_known_minima_lie_in_the_domain(problem):
    low, high = problem.domain.T
    assert all(((minimum >= low) & (minimum <= high)).all() for minimum in problem.minima)


@pytest.mark.parametrize("name", with_data())
@pytest.mark.parametrize("what", ["value", "gradient", "hessian"])
def test_batch_of_everything_is_the_whole(name, what):
    problem = PROBLEMS[name]()
    function = getattr(problem, what)
    if function is None:
        pytest.skip("this problem offers no Hessian")
    at = np.random.default_rng(2).uniform(-1, 1, (5, problem.dimension))
    np.testing.assert_allclose(function(at, np.arange(sizes(problem))), function(at), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", with_data())
@pytest.mark.parametrize("what", ["value", "gradient", "hessian"])
def test_mean_over_equal_batches_is_the_whole(name, what):
    problem = PROBLEMS[name]()
    function = getattr(problem, what)
    if function is None:
        pytest.skip("this problem offers no Hessian")
    n = sizes(problem)
    parts = next(k for k in range(2, n + 1) if n % k == 0)
    batches = np.random.default_rng(1).permutation(n).reshape(parts, -1)
    at = np.random.default_rng(2).uniform(-1, 1, (5, problem.dimension))
    mean = np.mean([function(at, batch) for batch in batches], axis=0)
    np.testing.assert_allclose(mean, function(at), rtol=1e-11, atol=1e-13)
    assert not np.allclose(function(at, batches[0]), function(at), rtol=1e-6)


@pytest.mark.parametrize("name", with_data())
def test_batch_of_one_point_is_that_point_alone(name):
    problem = PROBLEMS[name]()
    at = np.full(problem.dimension, 0.3)
    each = [problem.value(at, np.array([i])) for i in range(sizes(problem))]
    np.testing.assert_allclose(np.mean(each), problem.value(at), rtol=1e-12)


def test_start_is_finite_and_the_same_for_a_seed(problem):
    start = problem.draw_start(5)
    assert start.shape == (problem.dimension,)
    assert np.isfinite(start).all()
    assert np.array_equal(start, problem.draw_start(5))
    assert np.isfinite(problem.value(start))


def test_drawn_starts_are_uniform_in_the_unit_box_and_differ_by_seed(problem):
    if problem.start is not None or problem.init is not None:
        pytest.skip("this problem has its own start")
    drawn = np.array([problem.draw_start(seed) for seed in range(40)])
    assert ((drawn >= 0) & (drawn < 1)).all()
    assert len(np.unique(drawn, axis=0)) == 40


def test_defaults_are_usable(problem):
    assert problem.lr > 0
    assert problem.stride > 0
    assert problem.steps >= 1
    assert problem.domain.shape == (problem.dimension, 2)
    assert (problem.domain[:, 0] < problem.domain[:, 1]).all()
    assert problem.minima.size == 0 or problem.minima.shape[1:] == (problem.dimension,)
    assert len(set(problem.parameters)) == problem.dimension
    assert problem.title
    assert problem.formula


@pytest.mark.parametrize("name", PROBLEMS)
def test_record_knows_its_name_and_settings(name):
    made = PROBLEMS[name]()
    assert made.name == name
    assert made.options == {key: setting.default for key, setting in PROBLEMS[name].settings.items()}
    assert PROBLEMS[name].summary


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_fitted_is_a_model_that_pictures_know(name):
    assert PROBLEMS[name]().model in MODELS
