"""A run as a data frame."""

import sys

import numpy as np
import pytest


def test_a_row_is_a_step(solved):
    pytest.importorskip("pandas")
    run = solved("bowl")
    frame = run.to_pandas()
    assert list(frame.columns) == ["loss", "x", "y", "learning_rate", "gradient of x", "gradient of y"]
    assert frame.index.name == "step"
    assert frame.index.tolist() == list(range(31))
    assert np.array_equal(frame["x"], run.params[:, 0])
    assert np.array_equal(frame["gradient of y"][:-1], run.gradient[:, 1])
    assert np.isnan(frame["learning_rate"].iloc[-1])


def test_metrics_are_columns_and_many_parameters_are_none(solved):
    pytest.importorskip("pandas")
    run = solved("logistic")
    frame = run.to_pandas(most=2)
    assert list(frame.columns) == ["loss", *run.metrics, "learning_rate"]


def test_where_pandas_is_missing_it_is_told(solved, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ValueError, match="a data frame needs pandas, which is missing; run pip install pandas"):
        solved("bowl").to_pandas()
