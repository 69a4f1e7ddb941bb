"""Monomials against scikit-learn's, and scales that are taken back to the units of a table."""

import json

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from gdviz.runs.data import Data
from gdviz.runs.preprocessing import Preprocessing, expand, monomials

NAMES = ("area", "number of rooms", "age")
TABLE = np.random.default_rng(2).normal(3.0, 2.0, (40, 3))


@pytest.mark.parametrize(("count", "degree"), [(1, 4), (2, 6), (3, 3), (3, 1)])
def test_monomials_are_those_of_scikit_learn(count: int, degree: int) -> None:
    theirs = PolynomialFeatures(degree, include_bias=False)
    np.testing.assert_allclose(expand(TABLE[:, :count], degree), theirs.fit_transform(TABLE[:, :count]), rtol=1e-13)
    assert list(monomials(NAMES[:count], degree)) == theirs.get_feature_names_out(NAMES[:count]).tolist()


def test_too_many_monomials_are_refused_with_a_degree_that_is_not() -> None:
    wide = [f"x{i}" for i in range(30)]
    assert len(monomials(wide, 2)) == 495
    with pytest.raises(ValueError, match=r"degree=6 makes 1,947,791 columns of 30, and at most 1,000 .* degree=2"):
        monomials(wide, 6)
    with pytest.raises(ValueError, match="choose some of them with --x"):
        monomials([f"x{i}" for i in range(500)], 2)


def test_columns_are_expanded_before_they_are_scaled() -> None:
    data = Data.of(TABLE, TABLE[:, 0], features=NAMES).expanded(3).standardized()
    theirs = make_pipeline(PolynomialFeatures(3, include_bias=False), StandardScaler()).fit(TABLE)
    np.testing.assert_allclose(data.X, theirs.transform(TABLE), rtol=1e-9, atol=1e-11)
    assert data.preprocessing is not None
    new = TABLE[:5] + 0.1
    np.testing.assert_allclose(data.preprocessing.apply(new), theirs.transform(new), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(data.preprocessing.undo(data.X), TABLE, rtol=1e-12)
    assert data.features[:2] == ("area", "number of rooms")
    assert "area number of rooms^2" in data.features


def test_coefficients_of_scaled_columns_are_told_in_their_units() -> None:
    data = Data.of(TABLE, TABLE[:, 0], features=NAMES).standardized()
    params = np.array([[1.0, 2.0, -3.0, 0.5], [0.0, 1.0, 1.0, 1.0]])
    own = data.preprocessing.unscale(params)  # type: ignore[union-attr]
    np.testing.assert_allclose(own[:, :1] + own[:, 1:] @ TABLE.T, params[:, :1] + params[:, 1:] @ data.X.T, rtol=1e-12)


def test_scaling_twice_is_scaling_once() -> None:
    done = Preprocessing(("x",)).scaled(np.array([4.0]), np.array([2.0])).scaled(np.array([0.5]), np.array([3.0]))
    assert (done.means, done.scales) == ((5.0,), (6.0,))


def test_the_record_comes_back_from_json() -> None:
    done = Preprocessing(("x", "y"), 2, (1.0,) * 5, (0.1,) * 5)
    assert Preprocessing.of(json.loads(json.dumps({"preprocessing": done.entry()}))) == done
    assert Preprocessing.of({}) is None


def test_a_monomial_that_is_constant_becomes_0_and_a_column_is_refused() -> None:
    signs = Data.of([[1.0, 2.0], [-1.0, 3.0], [1.0, 5.0]], [0.0, 1.0, 2.0], features=("sign", "x"))
    scaled = signs.expanded(2).standardized()
    assert scaled.X[:, scaled.features.index("sign^2")].tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="column 'c' is constant"):
        Data.of([[1.0, 2.0], [1.0, 3.0]], [0.0, 1.0], features=("c", "x")).standardized()


def test_expanding_what_was_scaled_and_a_power_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="expand them first"):
        Data.of(TABLE, TABLE[:, 0]).standardized().expanded(2)
    with pytest.raises(ValueError, match="columns of data are no longer those of a table"):
        Data.of(TABLE, TABLE[:, 0]).standardized().columns(["1"], None)
    with pytest.raises(ValueError, match="power of degree 3 is beyond 1e"):
        Data.of([1e40, 2e40], [0.0, 1.0]).expanded(3)
