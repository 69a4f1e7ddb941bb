"""The numbers that the articles print, and closed forms on the same problems, from recorded runs."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.datasets import Data
from gdviz.solver import solve

# ARTICLES.md, C5: the loss before an epoch's update, intercept and slope after it.
POINTS = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0]), np.array([5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 9.0])
PRINTED = [
    (0, 42.04352367497908, 0.4120596524733747, -0.18458753348838164),
    (500, 0.36745533693908383, 3.19570108985647, 0.8409227220614995),
    (1000, 0.06455007700615974, 4.243768803088826, 0.6428900703255838),
    (2500, 0.00034992371816885867, 4.944320811467737, 0.5105205963434764),
    (4999, 5.8741498619485146e-08, 4.999278595714187, 0.500136309516923),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    start = [0.34099454173956956, -0.5196184029053978]
    return solve(
        PROBLEMS["line"](Data.of(*POINTS)), lr=0.008, steps=5000, start=start, out=tmp_path_factory.mktemp("c") / "run"
    )


@pytest.mark.parametrize(("epoch", "loss", "w0", "w1"), PRINTED)
def test_table_of_article_c(table, epoch, loss, w0, w1):
    assert table.loss[epoch] == pytest.approx(loss, rel=1e-12)
    assert table.params[epoch + 1] == pytest.approx([w0, w1], rel=1e-12)


def test_parabola_of_article_d_stops_near_3_05(tmp_path):
    run = solve("parabola", start=[15.0], lr=0.01, tol_step=0.001, steps=10_000, out=tmp_path / "run")
    x, steps, moved = 15.0, 0, np.inf
    while moved > 0.001:
        new = x - 0.01 * (2 * x - 6)
        x, steps, moved = new, steps + 1, abs(new - x)
    assert run.steps == steps == 273
    assert run.params[-1] == pytest.approx([x], rel=1e-13)
    assert run.params[-1, 0] == pytest.approx(3.05, abs=0.005)
    assert run.stop == {"reason": "converged", "message": "step 273 changed no parameter by more than 0.001"}


def test_least_squares_line_of_article_d(solved):
    assert solved("line").problem["minima"][0] == pytest.approx([1.49, 63.42], abs=0.005)


@pytest.mark.parametrize("seed", [0, 1])
def test_line_fit_of_article_d_follows_the_closed_form(tmp_path, seed):
    run = solve("line", lr=0.001, steps=5000, seed=seed, out=tmp_path / "run")
    x, y = run.data["X"][:, 0], run.data["y"]
    design = np.stack([np.ones(100), x], axis=-1)
    best = np.linalg.solve(design.T @ design, design.T @ y)
    curvatures, ways = np.linalg.eigh(design.T @ design / 100)
    # theta_t = theta* + (I - lr H)^t (theta_0 - theta*), along the eigenvectors of H.
    shares = (1 - 0.001 * curvatures) ** np.arange(5001)[:, None]
    expected = best + (shares * (ways.T @ (run.params[0] - best))) @ ways.T
    np.testing.assert_allclose(run.params, expected, rtol=1e-11, atol=1e-11)
    assert run.params[-1] == pytest.approx([1.20, 62.81], abs=0.2)


@pytest.mark.parametrize("seed", range(5))
def test_classifier_of_article_a_splits_its_blobs(tmp_path, seed):
    run = solve("logistic", seed=seed, out=tmp_path / "run")
    assert ((run.params[0] >= 0) & (run.params[0] < 1)).all()
    assert run.optimizer["lr"] == 0.01
    assert run.steps == 100
    assert (np.diff(run.loss) < 0).all()
    assert run.metrics["accuracy"][-1] == 1.0


def test_squared_error_that_article_a_prints_is_recorded_beside_the_loss(solved):
    run = solved("logistic")
    design = np.column_stack([np.ones(250), run.data["X"]])
    guesses = 1 / (1 + np.exp(-(run.params @ design.T)))
    expected = ((guesses - run.data["y"]) ** 2).sum(axis=1)
    np.testing.assert_allclose(run.metrics["sum_squared_error"], expected, rtol=1e-12)
