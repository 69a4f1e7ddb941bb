"""Where a descent of one's own begins, and how long its steps are; test_expression.py has more of formulas."""

import numpy as np
import pytest

from gdviz.problems.expression import from_expression
from gdviz.problems.usual import STEPS, given_start, safe_rate, usual_start


def test_the_usual_rate_never_climbs_and_the_start_is_off_the_axes():
    made = from_expression("x**2 + 10*y**2")
    assert made.start.tolist() == usual_start(made).tolist() == pytest.approx([-3.5, 2.975])
    p, rate, losses = made.start, safe_rate(made), []
    for _ in range(STEPS):
        losses.append(made.value(p))
        p = p - rate * made.gradient(p)
    assert (np.diff(losses) <= 0).all()


def test_a_start_has_a_number_for_each_parameter():
    assert given_start([1, 2], ("x", "y")).tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match=r"starts at 2 finite numbers \(x, y\), not 1; try --start 1,1"):
        given_start([1], ("x", "y"))
