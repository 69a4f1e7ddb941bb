"""Line searches, conjugate gradients and Newton's method, against what theory says of them."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.solving.specification import specify

START = np.array([-3.5, 2.0])
SEARCHING = ["backtracking", "conjugate-gradient", "newton"]


def quadratic(matrix, centre):
    """Return f(x) = (x - centre) . matrix (x - centre) / 2 as an oracle."""
    return SimpleNamespace(
        value=lambda p: 0.5 * (p - centre) @ matrix @ (p - centre),
        gradient=lambda p: matrix @ (p - centre),
        hessian=lambda p: matrix,
    )


def spread(dimension, kappa):
    """Return a positive definite matrix with eigenvalues from 1 to kappa in a drawn basis, and a drawn centre."""
    rng = np.random.default_rng(dimension)
    basis, _ = np.linalg.qr(rng.normal(size=(dimension, dimension)))
    return basis @ np.diag(np.geomspace(1, kappa, dimension)) @ basis.T, rng.normal(size=dimension)


# f(x, y) = x^2 - y^2 + y^4: a saddle at 0, minima at (0, +-1/sqrt(2)).
SADDLE = SimpleNamespace(
    value=lambda p: p[0] ** 2 - p[1] ** 2 + p[1] ** 4,
    gradient=lambda p: np.array([2 * p[0], -2 * p[1] + 4 * p[1] ** 3]),
    hessian=lambda p: np.diag([2.0, -2 + 12 * p[1] ** 2]),
)


def trail(rule, oracle, start, steps, lr=1.0):
    """Return theta_0 ... theta_T, shape (T + 1, D), and the T states."""
    params, state, path, states = start, rule.init(start), [start], []
    for _ in range(steps):
        params, state = rule.update(oracle, params, state, lr)
        path.append(params)
        states.append(state)
    return np.array(path), states


@pytest.mark.parametrize("c", [1e-4, 0.3])
@pytest.mark.parametrize("shrink", [0.5, 0.8])
@pytest.mark.parametrize("problem", ["bowl", "rosenbrock", "line"])
def test_backtracking_takes_the_first_step_of_its_series_that_passes_armijos_rule(problem, shrink, c):
    objective = PROBLEMS[problem]()
    path, states = trail(OPTIMIZERS["backtracking"](c=c, shrink=shrink), objective, objective.draw_start(0), 20)
    for before, after, state in zip(path, path[1:], states, strict=False):
        a, g, f = float(state["step_size"]), objective.gradient(before), objective.value(before)
        np.testing.assert_array_equal(after, before - a * g)
        assert objective.value(after) <= f - c * a * g @ g
        if a < 1:
            longer = a / shrink
            assert not objective.value(before - longer * g) <= f - c * longer * g @ g
        assert a == pytest.approx(shrink ** round(np.log(a) / np.log(shrink)), rel=1e-12)


@pytest.mark.parametrize("lr", [1e-3, 1.0, 1e6])
@pytest.mark.parametrize("problem", list(PROBLEMS))
@pytest.mark.parametrize("optimizer", SEARCHING)
def test_line_searches_never_raise_the_loss(optimizer, problem, lr):
    objective = PROBLEMS[problem]()
    if optimizer == "newton" and objective.hessian is None:
        pytest.skip("this problem has no Hessian")
    with np.errstate(all="ignore"):
        path, _ = trail(OPTIMIZERS[optimizer](), objective, objective.draw_start(0), 60, lr)
        # Point by point, as the search asks: sums over many points at once may round otherwise.
        loss = np.array([objective.value(params) for params in path])
    # From a saddle without a floor the loss falls out of all bounds.
    loss = loss[np.isfinite(loss)]
    assert (np.diff(loss) <= 0).all()
    assert loss[-1] < loss[0]


def test_search_that_finds_nothing_stays_where_it_is():
    # The gradient points uphill, as that of a batch or a mistaken one may.
    lying = SimpleNamespace(value=lambda p: p @ p, gradient=lambda p: -2 * p)
    path, states = trail(OPTIMIZERS["backtracking"](), lying, START, 2)
    np.testing.assert_array_equal(path, [START] * 3)
    assert [float(state["step_size"]) for state in states] == [0.0, 0.0]


@pytest.mark.parametrize("optimizer", SEARCHING)
def test_at_a_minimum_nothing_moves(optimizer):
    path, _ = trail(OPTIMIZERS[optimizer](), PROBLEMS["bowl"](), np.zeros(2), 3)
    assert not path.any()


@pytest.mark.parametrize("optimizer", SEARCHING)
def test_gradient_that_is_no_number_ends_the_run_as_diverged(optimizer):
    broken = SimpleNamespace(
        value=lambda p: p @ p,
        gradient=lambda p: np.full(2, np.nan),
        hessian=lambda p: np.full((2, 2), np.nan),
    )
    path, _ = trail(OPTIMIZERS[optimizer](), broken, START, 1)
    assert np.isnan(path[1]).all()


@pytest.mark.parametrize("damped", [True, False])
@pytest.mark.parametrize(("dimension", "kappa"), [(1, 1), (2, 5), (2, 1e6), (10, 1e4)])
def test_newton_solves_a_quadratic_in_one_step(dimension, kappa, damped):
    matrix, centre = spread(dimension, kappa)
    path, _ = trail(OPTIMIZERS["newton"](damped=damped), quadratic(matrix, centre), np.zeros(dimension), 1)
    np.testing.assert_allclose(path[1], centre, rtol=0, atol=1e-15 * kappa * dimension + 1e-14)


def test_plain_newton_runs_to_the_saddle_and_damped_newton_away_from_it():
    start = np.array([1.0, 0.1])
    plain, _ = trail(OPTIMIZERS["newton"](damped=False), SADDLE, start, 20)
    damped, _ = trail(OPTIMIZERS["newton"](), SADDLE, start, 20)
    np.testing.assert_allclose(plain[-1], [0, 0], atol=1e-12)
    np.testing.assert_allclose(damped[-1], [0, 0.5**0.5], atol=1e-12)


def test_newton_converges_quadratically():
    path, _ = trail(OPTIMIZERS["newton"](), PROBLEMS["rosenbrock"](), np.array([1.1, 1.2]), 7)
    error = np.linalg.norm(path - 1, axis=1)
    assert error[-1] < 1e-14
    assert all(after < 100 * before**2 + 1e-14 for before, after in pairwise(error))


@pytest.mark.parametrize("damped", [True, False])
def test_newton_bears_a_singular_hessian(damped):
    # f = x^2: nothing bends along y, and nothing pulls there.
    trough = quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    path, _ = trail(OPTIMIZERS["newton"](damped=damped), trough, START, 1)
    np.testing.assert_allclose(path[1], [0.0, START[1]], atol=1e-14)


def test_damped_newton_on_a_plane_steps_against_the_gradient():
    plane = SimpleNamespace(
        value=lambda p: p @ [1.0, 2.0], gradient=lambda p: np.array([1.0, 2.0]), hessian=lambda p: np.zeros((2, 2))
    )
    path, _ = trail(OPTIMIZERS["newton"](), plane, START, 1)
    np.testing.assert_array_equal(path[1], START - [1.0, 2.0])


@pytest.mark.parametrize(("dimension", "kappa"), [(1, 10), (2, 100), (5, 100), (8, 30)])
def test_conjugate_gradients_solve_a_quadratic_in_as_many_steps_as_it_has_dimensions(dimension, kappa):
    matrix, centre = spread(dimension, kappa)
    oracle = quadratic(matrix, centre)
    path, states = trail(OPTIMIZERS["conjugate-gradient"](), oracle, np.zeros(dimension), dimension)
    assert np.linalg.norm(path[-1] - centre) < 1e-8 * np.linalg.norm(centre)
    # The directions are conjugate: d_i . H d_j = 0.
    directions = np.array([state["direction"] for state in states])
    directions /= np.sqrt(np.einsum("ti,ij,tj->t", directions, matrix, directions))[:, None]
    np.testing.assert_allclose(directions @ matrix @ directions.T, np.eye(dimension), atol=1e-7)


def test_conjugate_gradients_outrun_gd_in_a_long_valley():
    bowl = PROBLEMS["bowl"](kappa=100)
    swift, _ = trail(OPTIMIZERS["conjugate-gradient"](), bowl, START, 5)
    slow, _ = trail(OPTIMIZERS["gd"](), bowl, START, 100, lr=2 / 101)
    assert bowl.value(swift[-1]) < 1e-20
    assert bowl.value(slow[-1]) > 0.01


@pytest.mark.parametrize("problem", ["rosenbrock", "logistic", "bowl"])
def test_directions_of_conjugate_gradients_descend_and_beta_is_never_negative(problem):
    objective = PROBLEMS[problem]()
    path, states = trail(OPTIMIZERS["conjugate-gradient"](), objective, objective.draw_start(0), 30)
    last = None
    for params, state in zip(path, states, strict=False):
        g = objective.gradient(params)
        if not g.any():
            break
        np.testing.assert_array_equal(state["last_gradient"], g)
        assert state["beta"] >= 0
        assert g @ state["direction"] < 0
        expected = -g if last is None else -g + state["beta"] * last
        np.testing.assert_array_equal(state["direction"], expected)
        last = state["direction"]
    assert states[0]["beta"] == 0


def test_conjugate_gradients_find_the_end_of_rosenbrocks_valley():
    path, _ = trail(OPTIMIZERS["conjugate-gradient"](), PROBLEMS["rosenbrock"](), np.array([-1.2, 1.0]), 60)
    np.testing.assert_allclose(path[-1], [1, 1], atol=1e-6)


@pytest.mark.parametrize("problem", ["bowl", "rosenbrock"])
@pytest.mark.parametrize("optimizer", SEARCHING)
def test_default_learning_rate_of_a_search_is_one_on_every_problem(optimizer, problem):
    assert specify(problem, optimizer).lr == 1.0
