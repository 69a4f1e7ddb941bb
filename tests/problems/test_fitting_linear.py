"""Logistic regression, the squared error of a sigmoid, the support vector machine: by hand and against scikit-learn."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.datasets import DATASETS, load_data
from gdviz.runs.data import Data

POINTS = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [3.0, 1.0]])
LABELS = np.array([0, 0, 1, 1])
SMALL = Data.of(POINTS, LABELS)
AT = np.array([-1.0, 0.5, 0.25])
Z = -1.0 + POINTS @ AT[1:]


def test_logistic_by_hand():
    logistic = PROBLEMS["logistic"](SMALL)
    p = 1 / (1 + np.exp(-Z))
    errors = p - LABELS
    cross_entropy = -np.mean(LABELS * np.log(p) + (1 - LABELS) * np.log(1 - p))
    assert logistic.value(AT) == pytest.approx(cross_entropy, rel=1e-13)
    expected = [errors.mean(), *(errors @ POINTS / 4)]
    assert logistic.gradient(AT) == pytest.approx(expected, rel=1e-13)
    assert logistic.metrics["accuracy"](AT) == np.mean((p >= 0.5) == LABELS)
    assert logistic.metrics["sum_squared_error"](AT) == pytest.approx((errors**2).sum(), rel=1e-13)


def test_squared_error_by_hand():
    problem = PROBLEMS["sigmoid-squared-error"](SMALL)
    s = 1 / (1 + np.exp(-Z))
    back = 2 * (s - LABELS) * s * (1 - s)
    assert problem.value(AT) == pytest.approx(((s - LABELS) ** 2).mean(), rel=1e-13)
    assert problem.gradient(AT) == pytest.approx([back.mean(), *(back @ POINTS / 4)], rel=1e-13)
    assert problem.metrics["sum_squared_error"](AT) == pytest.approx(4 * problem.value(AT), rel=1e-13)


def test_svm_by_hand():
    svm = PROBLEMS["svm"](SMALL, regularization=0.5)
    t = np.array([-1, -1, 1, 1])
    inside = t * Z < 1
    assert svm.value(AT) == pytest.approx(np.maximum(0, 1 - t * Z).mean() + 0.25 * (0.5**2 + 0.25**2), rel=1e-13)
    expected = [-(t * inside).mean(), *(-(t * inside) @ POINTS / 4 + 0.5 * AT[1:])]
    assert svm.gradient(AT) == pytest.approx(expected, rel=1e-13)
    assert svm.hessian is None
    assert svm.metrics["accuracy"](AT) == np.mean((Z >= 0) == LABELS)


def test_svm_gradient_is_the_slope_between_the_kinks():
    svm = PROBLEMS["svm"]()
    data = svm.data
    t = 2 * data["y"] - 1
    rng = np.random.default_rng(5)
    tried = 0
    while tried < 20:
        at = rng.uniform(-1, 1, 3)
        if np.abs(t * (at[0] + data["X"] @ at[1:]) - 1).min() < 1e-3:
            continue
        tried += 1
        steps = 1e-5 * np.eye(3)
        slopes = (svm.value(at + steps) - svm.value(at - steps)) / 2e-5
        np.testing.assert_allclose(svm.gradient(at), slopes, rtol=1e-7, atol=1e-8)


def test_svm_subgradient_never_overestimates_a_descent():
    # f(q) >= f(p) + g . (q - p) is what makes g a subgradient, kinks included.
    svm = PROBLEMS["svm"](SMALL)
    rng = np.random.default_rng(6)
    corners = np.array([[-1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [-1.0, 0.0, 1.0]])
    for p in [*corners, *rng.normal(size=(20, 3))]:
        others = rng.normal(size=(200, 3))
        bound = svm.value(p) + (others - p) @ svm.gradient(p)
        assert (svm.value(others) >= bound - 1e-12).all()


@pytest.mark.parametrize("name", ["logistic", "sigmoid-squared-error", "svm"])
def test_far_from_the_boundary_all_is_finite(name):
    problem = PROBLEMS[name](SMALL)
    far = np.array([[-1e6, 3.0, 4.0], [1e6, 3.0, 4.0], [0.0, 1e6, -1e6]])
    assert np.isfinite(problem.value(far)).all()
    assert np.isfinite(problem.gradient(far)).all()


@pytest.mark.parametrize("name", ["logistic", "sigmoid-squared-error", "svm"])
def test_any_number_of_features(name):
    problem = PROBLEMS[name](Data.of(np.eye(4), LABELS))
    assert problem.parameters == ("bias", "weight 1", "weight 2", "weight 3", "weight 4")
    assert problem.model == "linear classifier"
    assert problem.gradient(np.zeros(5)).shape == (5,)
    if problem.hessian:
        assert problem.hessian(np.zeros(5)).shape == (5, 5)


def test_optimum_of_scikit_learn_has_no_slope_in_logistic():
    from sklearn.linear_model import LogisticRegression

    data = load_data("breast-cancer", standardize=True)
    logistic = PROBLEMS["logistic"](data)
    n, strength = len(data.y), 1.0
    found = LogisticRegression(C=strength, tol=1e-10, max_iter=10_000).fit(data.X, data.y)
    at = np.r_[found.intercept_, found.coef_[0]]
    ridge = np.r_[0.0, found.coef_[0]] / (strength * n)
    assert np.abs(logistic.gradient(at) + ridge).max() < 1e-6


def test_optimum_of_scikit_learn_is_no_better_than_ours_in_svm():
    from sklearn.svm import SVC

    data = DATASETS["moons"](0)
    n, regularization = len(data.y), 0.05
    found = SVC(kernel="linear", C=1 / (regularization * n), tol=1e-8).fit(data.X, data.y)
    svm = PROBLEMS["svm"](data, regularization=regularization)
    theirs = svm.value(np.r_[found.intercept_, found.coef_[0]])
    p = svm.draw_start(0)
    reached = []
    for step in range(20_000):
        p = p - svm.lr / (1 + 0.01 * step) * svm.gradient(p)
        reached.append(svm.value(p))
    assert min(reached) == pytest.approx(theirs, rel=1e-4)
    assert min(reached) >= theirs - 1e-9


def test_newton_on_logistic_finds_a_flat_point():
    logistic = PROBLEMS["logistic"](DATASETS["moons"](0))
    p = np.zeros(3)
    for _ in range(20):
        p = p - np.linalg.solve(logistic.hessian(p), logistic.gradient(p))
    assert np.abs(logistic.gradient(p)).max() < 1e-12


@pytest.mark.parametrize("name", ["logistic", "sigmoid-squared-error", "svm"])
def test_all_three_share_article_a(name):
    problem = PROBLEMS[name]()
    assert np.array_equal(problem.data["X"], DATASETS["article-a"](0).X)
    assert problem.lr == 0.01
    p = problem.draw_start(0)
    for _ in range(problem.steps):
        p = p - problem.lr * problem.gradient(p)
    assert problem.metrics["accuracy"](p) == 1.0


@pytest.mark.parametrize("value", [-0.1, "strong", float("nan")])
def test_bad_regularization_is_refused_by_name(value):
    with pytest.raises(ValueError, match=f"^regularization={value} is not a number"):
        PROBLEMS["svm"](regularization=value)


@pytest.mark.parametrize("regularization", [0.0, 1.0, 1000.0])
def test_default_learning_rate_of_svm_stands_any_regularization(regularization):
    svm = PROBLEMS["svm"](regularization=regularization)
    p = svm.draw_start(0)
    before = svm.value(p)
    for _ in range(svm.steps):
        p = p - svm.lr * svm.gradient(p)
    assert svm.value(p) < before
