"""The most likely logistic curve of points of one feature."""

import numpy as np
import pytest

from gdviz.runs.likelihood import most_likely

X = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
Y = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 1.0])


@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0.0), (1e6, 3e7), (-1e-4, 0.2)])
def test_the_slope_of_the_likelihood_is_nought_there_whatever_the_units(scale, shift):
    x = scale * X + shift
    b, w = most_likely(x, Y)
    p = 1 / (1 + np.exp(-(b + w * x)))
    assert np.sum(p - Y) == pytest.approx(0, abs=1e-6)
    assert np.sum((p - Y) * (x - x.mean())) / np.ptp(x) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("labels", [[0, 0, 0, 1, 1, 1], [1, 1, 1, 0, 0, 0]])
def test_classes_that_lie_apart_have_none_unless_its_numbers_are_held_down(labels):
    y = np.array(labels, float)
    assert most_likely(X, y) is None
    b, w = most_likely(X, y, ridge=1e-3)
    assert -b / w == pytest.approx(3.5, abs=0.05)
    assert (w > 0) == bool(y[-1])


def test_a_constant_feature_has_none():
    assert most_likely(np.full(4, 2.0), np.array([0.0, 1, 0, 1])) is None
