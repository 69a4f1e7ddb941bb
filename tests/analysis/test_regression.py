"""Which features are shown, and how far their weights are."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import gdviz
from gdviz.analysis.regression import chosen_features, effects, goal_of, in_superscripts, limits_of_effects
from gdviz.problems import load_data
from gdviz.runs.data import Data
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
    words, goal = goal_of(run) or ("", np.empty(0))
    assert words == "least squares"
    np.testing.assert_allclose(goal, run.minima[0], rtol=1e-8)
    ridge = solved_once("linear", data=load_data("diabetes", standardize=True), settings={"l2": 1.0}, steps=2)
    words, goal = goal_of(ridge) or ("", np.empty(0))
    assert (words, goal.tolist()) == ("minimum", ridge.minima[0].tolist())


def test_of_many_minima_none_is_the_goal_and_a_loop_of_ones_own_has_least_squares(
    solved_once: Callable[..., Run], tmp_path: Path
) -> None:
    points, y = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]), np.array([1.0, 2.0, 4.0])
    assert goal_of(solved_once("linear", data=Data.of(points, y), steps=2)) is None
    for x, expected in ((points, None), (points + np.eye(3, 2), "least squares")):
        with gdviz.record(tmp_path / str(expected), data=(x, y), model="linear") as recorder:
            recorder.step(np.zeros(3), loss=1.0)
        goal = goal_of(gdviz.load(tmp_path / str(expected)))
        assert (goal and goal[0]) == expected


def test_a_run_that_rises_does_not_set_the_scale(run: Run, solved_once: Callable[..., Run]) -> None:
    rising = solved_once("linear", steps=60, lr=0.53)
    assert not rising.diverged
    assert rising.loss[-1] > 100 * rising.loss[0]
    chosen = chosen_features([run])
    assert chosen_features([rising, run]) == chosen
    goal = goal_of(run)
    assert goal is not None
    low, high = limits_of_effects([rising, run], chosen, [goal[1]])
    alone = limits_of_effects([run], chosen, [goal[1]])
    assert high - low < 1.5 * (alone[1] - alone[0])


def test_powers_are_raised() -> None:
    assert in_superscripts("x^12 a_2^3 y") == "x¹² a_2³ y"
