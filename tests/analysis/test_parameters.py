"""Which parameters are shown, and between which values."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gdviz.analysis.parameters import (
    Goal,
    any_coincide,
    chosen_parameters,
    from_rough_to_calm,
    goals_of,
    limits_around,
    true_values,
)
from gdviz.runs.run import Run

Made = Callable[..., Run]


def test_the_calmest_curve_lies_on_top(three_rates: list[Run]) -> None:
    assert from_rough_to_calm(three_rates, 0, limits_around(three_rates, 0, [])) == [2, 1, 0]


def test_a_name_with_a_comma_is_a_name(made: Made) -> None:
    run = made("gd", "line", 5)
    run = replace(run, manifest={**run.manifest, "problem": {**run.problem, "parameters": ["a, b", "c"]}})
    assert chosen_parameters([run], "a, b") == [0]
    assert chosen_parameters([run], "c") == [1]


def test_each_run_s_own_minimum_is_a_goal(made: Made) -> None:
    runs = [made("gd", "himmelblau", 80, start=list(start)) for start in ((3.5, 2.5), (-3.0, 3.0), (3.2, 1.5))]
    assert [goal.value for goal in goals_of(runs, 0, None)] == pytest.approx([-2.805118086953, 3.0])
    assert goals_of([made("gd", "logistic", 5)], 0, None) == []
    crossing = made("gd", "bumpy", 80, start=[3.95])
    assert np.abs(crossing.minima - 3.95).argmin() != np.abs(crossing.minima - crossing.params[-1]).argmin()
    assert goals_of([crossing], 0, None)[0].value == pytest.approx(float(crossing.params[-1, 0]), abs=0.05)
    lost = replace(crossing, arrays={**crossing.arrays, "params": np.full((81, 1), np.nan)})
    assert limits_around([lost], 0, []) == (0.0, 1.0)


def test_the_first_parameters_are_shown_or_those_named(made: Made) -> None:
    run = made("gd", "line", 5)
    names = run.problem["parameters"]
    assert chosen_parameters([run], None) == list(range(min(len(names), 3)))
    assert chosen_parameters([run, run], None) == [0]
    assert chosen_parameters([run], ", ".join(names[::-1])) == [1, 0]
    with pytest.raises(ValueError, match="has no parameter 'z'"):
        chosen_parameters([run], "z")


def test_true_values_are_as_many_as_are_shown_or_as_there_are(made: Made) -> None:
    run = made("gd", "line", 5)
    assert true_values(run, "1.5,63", [1]) == [63.0]
    assert true_values(run, "63", [1]) == [63.0]
    with pytest.raises(ValueError, match="is not a number for each of"):
        true_values(run, "1,2,3", [1])
    with pytest.raises(ValueError, match="is not a number for each of"):
        true_values(run, "inf", [1])


def test_runs_that_go_as_far_are_shown_whole_with_their_goals(made: Made) -> None:
    run = made("gd", "bowl", 20)
    low, high = limits_around([run], 0, [Goal("true 9", 9.0, True)])
    assert (low, high) == (min(run.params[:, 0].min(), 9.0), 9.0)


@pytest.mark.parametrize("huge", [1e308, -1e308])
@pytest.mark.parametrize("row", [0, 5, 20])
def test_limits_lie_apart_at_numbers_that_can_be_drawn_whatever_a_run_visits(row: int, huge: float, made: Made) -> None:
    run = made("gd", "bowl", 20)
    params = np.array(run.params)
    params[row, 0] = huge
    low, high = limits_around([run.having({"params": params})], 0, [])
    assert -1e300 <= low < high <= 1e300


def test_a_run_coincides_with_itself(made: Made) -> None:
    run, other = made("gd", "bowl", 20), made("momentum", "bowl", 20)
    assert any_coincide([run, run], 0)
    assert not any_coincide([run, other], 0)
