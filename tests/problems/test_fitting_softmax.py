"""Softmax regression: by hand, against logistic regression and scikit-learn."""

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.datasets import load_data
from gdviz.runs.data import Data

POINTS = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])


def test_by_hand():
    softmax = PROBLEMS["softmax"](Data.of(POINTS, [0, 1, 2]))
    W = np.array([[0.1, -0.3, 0.2], [0.5, 0.4, -0.1], [0.0, 0.2, 0.3]])
    design = np.column_stack([np.ones(3), POINTS])
    e = np.exp(design @ W.T)
    p = e / e.sum(axis=1, keepdims=True)
    assert softmax.value(W.ravel()) == pytest.approx(-np.log(np.diag(p)).mean(), rel=1e-13)
    assert softmax.gradient(W.ravel()) == pytest.approx(((p - np.eye(3)).T @ design / 3).ravel(), rel=1e-12)
    assert softmax.metrics["accuracy"](W.ravel()) == np.mean(p.argmax(axis=1) == [0, 1, 2])


def test_default_is_the_petals_of_the_irises():
    softmax = PROBLEMS["softmax"]()
    assert softmax.features == ("petal length (cm)", "petal width (cm)")
    assert softmax.parameters[:4] == (
        "setosa: bias",
        "setosa: petal length (cm)",
        "setosa: petal width (cm)",
        "versicolor: bias",
    )
    assert softmax.dimension == 9
    p = softmax.draw_start(0)
    for _ in range(softmax.steps):
        p = p - softmax.lr * softmax.gradient(p)
    assert softmax.metrics["accuracy"](p) > 0.8


def test_two_classes_are_logistic_regression():
    data = load_data("moons")
    softmax, logistic = PROBLEMS["softmax"](data), PROBLEMS["logistic"](data)
    at = np.random.default_rng(0).normal(size=6)
    difference = at[3:] - at[:3]
    assert softmax.value(at) == pytest.approx(logistic.value(difference), rel=1e-12)
    assert softmax.gradient(at)[3:] == pytest.approx(logistic.gradient(difference), rel=1e-11)
    assert softmax.hessian(at)[3:, 3:] == pytest.approx(logistic.hessian(difference), rel=1e-11)


def test_optimum_of_scikit_learn_has_no_slope():
    from sklearn.linear_model import LogisticRegression

    data = load_data("wine", standardize=True)
    softmax = PROBLEMS["softmax"](data)
    found = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(data.X, data.y)
    at = np.column_stack([found.intercept_, found.coef_])
    ridge = np.column_stack([np.zeros(3), found.coef_]) / len(data.y)
    assert np.abs(softmax.gradient(at.ravel()) + ridge.ravel()).max() < 1e-6


def test_hessian_is_positive_semidefinite_and_flat_along_a_common_shift():
    softmax = PROBLEMS["softmax"](load_data("blobs"))
    at = np.random.default_rng(1).normal(size=9)
    hessian = softmax.hessian(at)
    assert np.linalg.eigvalsh(hessian)[0] > -1e-10
    shift = np.tile([0.3, -0.2, 0.1], 3)
    assert hessian @ shift == pytest.approx(np.zeros(9), abs=1e-10)
    assert softmax.value(at + shift) == pytest.approx(softmax.value(at), rel=1e-12)


def test_far_scores_are_finite():
    softmax = PROBLEMS["softmax"](load_data("blobs"))
    far = 1e5 * np.random.default_rng(2).normal(size=(4, 9))
    assert np.isfinite(softmax.value(far)).all()
    assert np.isfinite(softmax.gradient(far)).all()
