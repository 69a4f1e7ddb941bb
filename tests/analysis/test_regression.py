"""Which features are shown, and how far their weights are."""

from collections.abc import Callable

import numpy as np
import pytest

from gdviz.analysis.regression import chosen_features, effects, goal_of, in_superscripts, limits_of_effects
from gdviz.problems import load_data
from gdviz.runs.run import Run


@pytest.fixture
def run(solved_once: Callable[..., Run]) -> Run:
    return solved_once("linear", steps=50)


def test_eight_features_with_the_largest_weights_are_shown(run: Run) -> None:
    sizes = np.abs(run.params[-1, 1:])
    chosen = chosen_features([run])
    assert len(chosen) == 8
    assert (np.diff(sizes[chosen]) <= 0).all()
    assert sizes[chosen].min() >= np.delete(sizes, chosen).max()


def test_limits_hold_0_and_where_runs_end_and_go_no_farther_than_needed(run: Run) -> None:
    chosen = chosen_features([run])
    low, high = limits_of_effects([run], chosen, [])
    ends = effects(run, run.params[-1])[chosen]
    assert low < min(0.0, ends.min()) < max(0.0, ends.max()) < high
    far = np.full(11, 1e9)
    wide = limits_of_effects([run], chosen, [far])
    assert wide[1] - wide[0] < 3 * (high - low)


def test_the_goal_is_the_minimum_where_there_is_a_penalty(run: Run, solved_once: Callable[..., Run]) -> None:
    words, goal = goal_of(run)
    assert words == "least squares"
    np.testing.assert_allclose(goal, run.minima[0], rtol=1e-8)
    ridge = solved_once("linear", data=load_data("diabetes", standardize=True), settings={"l2": 1.0}, steps=2)
    words, goal = goal_of(ridge)
    assert (words, goal.tolist()) == ("minimum", ridge.minima[0].tolist())


def test_powers_are_raised() -> None:
    assert in_superscripts("x^12 a_2^3 y") == "x¹² a_2³ y"
