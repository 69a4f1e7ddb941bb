"""Gradients from values, held against the one that is known; test_gradient_check.py has their orders of error."""

import numpy as np
import pytest

from gdviz.solving.numeric_gradients import BEST_STEP, METHODS, relative_error


@pytest.mark.parametrize(("name", "error"), [("forward", 1e-4), ("central", 1e-9), ("complex", 1e-9)])
def test_each_is_as_near_as_its_order_says(name, error):
    found = METHODS[name](lambda p: np.exp(p[..., 0]) * p[..., 1], np.array([0.5, 2.0]), BEST_STEP)
    assert relative_error(found, np.exp(0.5) * np.array([2.0, 1.0])) < error
