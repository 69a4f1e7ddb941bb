"""The record of a problem: its dimension, its domain and its start."""

import re
from dataclasses import replace

import numpy as np
import pytest

from gdviz.problems import PROBLEMS, Problem


@pytest.fixture
def plane():
    """Return x + 2 y, which starts anywhere."""
    return Problem(
        name="plane",
        title="Plane",
        formula="x + 2 y",
        parameters=("x", "y"),
        value=lambda p: p @ [1.0, 2.0],
        gradient=lambda p: np.broadcast_to([1.0, 2.0], p.shape),
        domain=np.array([[-1.0, 1.0], [-1.0, 1.0]]),
        lr=0.1,
        stride=0.1,
        steps=10,
    )


def test_what_is_not_told_is_nothing_known(plane):
    assert plane.dimension == 2
    assert plane.minima.shape == (0, 0)
    assert (plane.hessian, plane.evaluate, plane.start, plane.init) == (None, None, None, None)
    assert (plane.model, dict(plane.data), dict(plane.options)) == ("function", {}, {})


def test_a_domain_is_a_pair_for_each_parameter_or_one_for_all(plane):
    assert plane.within([-2, 3, 0, 5]).domain.tolist() == [[-2.0, 3.0], [0.0, 5.0]]
    assert plane.within([-2, 3]).domain.tolist() == [[-2.0, 3.0], [-2.0, 3.0]]
    assert plane.domain.tolist() == [[-1.0, 1.0], [-1.0, 1.0]], "the record itself is as it was"
    assert plane.within([-2, 3]).formula == plane.formula


@pytest.mark.parametrize(
    ("limits", "shown"),
    [([], ""), ([1], "1"), ([1, 2, 3], "1,2,3"), ([2, 1], "2,1"), ([1, 1], "1,1"), ([0, np.nan, 0, 1], "0,nan,0,1")],
)
def test_a_domain_that_does_not_fit_is_answered_with_what_to_type(limits, shown, plane):
    answer = f"the domain of plane is low,high for each of x, y, not {shown}; try --domain -2,2,-2,2"
    with pytest.raises(ValueError, match=f"^{re.escape(answer)}$"):
        plane.within(limits)


def test_a_start_is_the_problems_own_or_drawn_from_the_seed(plane):
    fixed = replace(plane, start=np.array([0.5, -0.5]))
    assert fixed.draw_start(1) is fixed.start
    np.testing.assert_array_equal(plane.draw_start(7), np.random.default_rng(7).uniform(0.0, 1.0, 2))
    own = replace(plane, init=lambda rng: 10 + rng.normal(size=2))
    np.testing.assert_array_equal(own.draw_start(7), 10 + np.random.default_rng(7).normal(size=2))


def test_a_problem_of_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="unknown problem 'bowle'; did you mean 'bowl'"):
        PROBLEMS["bowle"]
