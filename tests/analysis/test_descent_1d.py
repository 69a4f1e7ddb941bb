"""A descent in one dimension: its slopes and steps, and where it is on its curve."""

from collections.abc import Callable

import numpy as np
import pytest

from gdviz.analysis.curve import height_at
from gdviz.analysis.descent_1d import Descent, OnCurve
from gdviz.analysis.trajectory import Trajectory
from gdviz.runs.run import Run


@pytest.fixture
def run(made: Callable[..., Run]) -> Run:
    return made("gd", "half-square", 20, lr=0.5)


@pytest.mark.parametrize(
    ("function", "start", "lr", "slope"),
    [
        ("x**2 - 6*x + 5", 1.0, 0.1, lambda x: 2 * x - 6),
        ("x**4", 0.5, 0.1, lambda x: 4 * x**3),
        ("abs(x)", 1.1, 0.5, np.sign),
    ],
)
def test_the_slope_at_rest_goes_on_from_the_run_s_own_gradients(function, start, lr, slope, tmp_path) -> None:
    from gdviz.solving.solver import solve

    run = solve(None, function=function, start=(start,), lr=lr, steps=40, out=tmp_path / "run")
    value, recorded = Descent(run, run.landscape, 1).slope(run.steps)
    assert not recorded
    assert value == pytest.approx(float(slope(run.params[-1, 0])), rel=1e-2)


def test_the_slope_where_x_has_not_moved_is_the_one_before(tmp_path) -> None:
    from gdviz.solving.solver import solve

    run = solve(None, function="x**2", start=(1.5,), lr=0.5, steps=4, out=tmp_path / "run")
    assert run.params[-1, 0] == run.params[-2, 0] == 0
    assert Descent(run, run.landscape, 1).slope(4) == (0.0, True)


def test_a_slope_that_is_undefined_is_none(tmp_path) -> None:
    from gdviz.solving.solver import solve

    run = solve(None, function="sqrt(x)", start=(0.25,), lr=0.25, steps=9, out=tmp_path / "run")
    descent = Descent(run, run.landscape, 1)
    assert (descent.is_undefined(0), descent.is_undefined(1)) == (False, True)
    assert np.isnan(descent.slope(1)[0])


def test_the_slope_is_the_recorded_gradient_and_at_the_end_that_of_the_curve(run: Run) -> None:
    descent = Descent(run, run.landscape, 1)
    assert descent.slope(3) == (float(run.gradient[3, 0]), True)
    value, recorded = descent.slope(20)
    assert value == pytest.approx(float(run.params[20, 0]), abs=1e-6)
    assert not recorded


def test_the_rate_is_told_of_steps_that_are_the_rate_times_the_slope(run: Run, made: Callable[..., Run]) -> None:
    assert Descent(run, run.landscape, 1).rate(4.0) == 0.5
    assert Descent(run, run.landscape, 1).rate(20.0) is None
    assert Descent(run, run.landscape, 2).rate(4.0) is None
    other = made("momentum", "half-square", 20, lr=0.5)
    assert Descent(other, other.landscape, 1).rate(4.0) is None


def test_the_present_step_leads_to_the_next_iterate_shown_and_at_the_end_is_the_last(run: Run) -> None:
    descent = Descent(run, run.landscape, 3)
    assert descent.stride == 3
    assert descent.ahead(0.0) == (0, 3)
    assert descent.ahead(7.9) == (7, 10)
    assert descent.ahead(20.0) == (17, 20)
    np.testing.assert_allclose(descent.moves, run.params[3:, 0] - run.params[:-3, 0])


def test_at_iterates_the_loss_is_that_recorded_and_between_them_the_curve_s(run: Run) -> None:
    scape = run.landscape
    way = OnCurve(run, Trajectory.of(run, scape), scape)
    assert way.at(2.0) == (float(run.params[2, 0]), float(run.loss[2]))
    x, f = way.at(2.5)
    assert x == pytest.approx(float(run.params[2:4, 0].mean()))
    assert f == pytest.approx(float(height_at(scape, np.array(x))), abs=1e-3)
    assert way.lost(20.0) is None


def test_a_run_that_leaves_stays_where_it_left(made: Callable[..., Run]) -> None:
    run = made("gd", "half-square", 30, lr=2.5)
    track = Trajectory.of(run, run.landscape)
    way = OnCurve(run, track, run.landscape)
    assert track.left is not None
    assert way.at(30.0) == way.at(track.left)
    assert way.inside.tolist() == list(range(track.left))
