"""Linear and ridge regression against scikit-learn's, the normal equations, and values by hand."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge

from gdviz.problems import PROBLEMS, load_data
from gdviz.runs.data import Data
from gdviz.solving.gradient_check import check_gradient

X = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [3.0, 1.0]])
Y = np.array([1.0, 3.0, 5.0, 8.0])


def test_values_by_hand_and_the_intercept_goes_free() -> None:
    ridge = PROBLEMS["linear"](Data.of(X, Y), l2=0.5)
    at = np.array([1.0, 2.0, -1.0])
    misses = np.array([0.0, 3.0, 3.0, 6.0]) - Y
    assert ridge.value(at) == pytest.approx((misses**2).sum() / 8 + 0.25 * (4 + 1), rel=1e-14)
    expected = [misses.mean(), (misses * X[:, 0]).mean() + 1.0, (misses * X[:, 1]).mean() - 0.5]
    assert ridge.gradient(at) == pytest.approx(expected, rel=1e-14)
    assert ridge.evaluate(at)[0] == pytest.approx(ridge.value(at), rel=1e-14)
    assert ridge.evaluate(at)[1] == pytest.approx(expected, rel=1e-14)
    assert ridge.metrics["mean_squared_error"](at) == pytest.approx((misses**2).mean(), rel=1e-14)
    assert ridge.metrics["mean_squared_error"](np.array([at, at])) == pytest.approx([(misses**2).mean()] * 2, rel=1e-14)
    assert ridge.hessian(at)[0, 0] == 1.0
    assert ridge.hessian(at)[1, 1] == pytest.approx((X[:, 0] ** 2).mean() + 0.5, rel=1e-14)


@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("l2", [0.0, 1e-3, 2.0])
def test_the_minimum_is_that_of_scikit_learn(l2: float, standardize: bool) -> None:
    data = load_data("diabetes", standardize=standardize)
    theirs = Ridge(alpha=len(data.y) * l2, solver="svd") if l2 else LinearRegression()
    theirs.fit(data.X, data.y)
    problem = PROBLEMS["linear"](data, l2=l2)
    np.testing.assert_allclose(problem.minima, [[theirs.intercept_, *theirs.coef_]], rtol=1e-9)
    design = np.column_stack([np.ones(len(data.y)), data.X])
    bends = design.T @ design / len(design) + l2 * np.diag([0.0, *np.ones(data.X.shape[1])])
    np.testing.assert_allclose(problem.minima[0], np.linalg.solve(bends, design.T @ data.y / len(design)), rtol=1e-7)


def test_more_features_than_points() -> None:
    rng = np.random.default_rng(0)
    points, y = rng.normal(size=(20, 310)), rng.normal(size=20)
    assert PROBLEMS["linear"](Data.of(points, y)).minima.shape == (0, 311)
    theirs = Ridge(alpha=2.0, solver="svd").fit(points, y)
    found = PROBLEMS["linear"](Data.of(points, y), l2=0.1).minima[0]
    np.testing.assert_allclose(found, [theirs.intercept_, *theirs.coef_], rtol=1e-9, atol=1e-12)


def test_dependent_features_have_no_single_minimum_but_a_penalty_gives_one() -> None:
    twice = np.column_stack([X, 2 * X[:, 0]])
    assert len(PROBLEMS["linear"](Data.of(twice, Y)).minima) == 0
    assert len(PROBLEMS["linear"](Data.of(twice, Y), l2=0.1).minima) == 1


def test_parameters_bear_the_names_of_their_features() -> None:
    houses = Data.of(X, Y, features=("area", "bedrooms"))
    assert PROBLEMS["linear"](houses).parameters == ("intercept", "area", "bedrooms")
    assert PROBLEMS["linear"](Data.of(X, Y)).parameters == ("intercept", "weight 1", "weight 2")
    odd = Data.of(X, Y, features=("intercept", "x"))
    assert PROBLEMS["linear"](odd).parameters == ("constant", "intercept", "x")


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e8])
def test_the_start_predicts_about_as_much_as_targets_differ(scale: float) -> None:
    problem = PROBLEMS["linear"](Data.of(scale * X, Y))
    start = problem.draw_start(3)
    low, high = problem.domain.T
    assert ((start > low) & (start < high)).all()
    assert np.abs(start[0] + scale * X @ start[1:]).max() < 6 * Y.std()
    assert problem.lr < 2 / np.linalg.eigvalsh(problem.hessian(start))[-1]


@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_over_a_plane_the_value_is_the_same(l2: float) -> None:
    problem = PROBLEMS["linear"](load_data("diabetes"), l2=l2)
    rng = np.random.default_rng(1)
    origin, axes = rng.normal(size=11), np.linalg.qr(rng.normal(size=(11, 2)))[0].T
    at = rng.normal(size=(3, 7, 2))
    assert problem.restrict is not None
    np.testing.assert_allclose(problem.restrict(origin, axes)(at), problem.value(origin + at @ axes), rtol=1e-12)


def test_the_gradient_is_right_over_all_points_and_batches() -> None:
    problem = PROBLEMS["linear"](Data.of(X, Y), l2=0.5)
    assert check_gradient(problem).error < 1e-8
    at = np.array([1.0, 2.0, -1.0])
    parts = [problem.gradient(at, np.array(rows)) for rows in ([0, 1], [2, 3])]
    np.testing.assert_allclose(np.mean(parts, axis=0), problem.gradient(at), rtol=1e-14)


def test_classes_and_too_many_features_are_refused() -> None:
    with pytest.raises(ValueError, match="linear needs a numeric target, and 'species' of iris holds the classes"):
        PROBLEMS["linear"](load_data("iris"))
    with pytest.raises(ValueError, match="linear takes at most 1000 features, not 1001"):
        PROBLEMS["linear"](Data.of(np.eye(1001), np.arange(1001)))
    with pytest.raises(ValueError, match=r"line needs one feature, and data has 2.*gdviz solve linear"):
        PROBLEMS["line"](Data.of(X, Y))
