"""The curve of a recorded quantity: between which values, through which of its steps, and where its names go."""

import numpy as np
import pytest

from gdviz.analysis.series import bounded, ceiling_of, cut_to, range_of, thinned
from gdviz.landscapes.scale import HUGE


def test_the_range_of_curves_leaves_out_what_diverges():
    assert range_of([np.array([8.0, 4.0, 2.0]), np.array([8.0, 1e9, np.inf, np.nan])]) == (2.0, 8.0, False)
    assert range_of([np.array([8.0, 1e-3])]) == (1e-3, 8.0, True)
    assert range_of([np.array([8.0, 0.0])])[2] is False
    assert range_of([np.array([np.nan, 7e9, 4.0]), np.array([3.0])]) == (3.0, 4.0, False)
    assert range_of([np.array([np.nan, np.inf])]) == (0.0, 1.0, False)
    assert range_of([np.array([1e306, 2.0])])[1] <= HUGE


def test_nothing_is_shown_a_thousand_times_above_every_start():
    assert ceiling_of([-2.0, 0.5, np.nan, np.inf]) == 2000.0
    assert ceiling_of([np.nan]) == pytest.approx(1e-300)
    assert ceiling_of([1e299]) == HUGE


def test_few_values_are_all_drawn_up_to_between_two_steps(solved):
    run = solved("bowl")
    x, y = thinned(run, run.loss, 4.0)
    assert (x.tolist(), y.tolist()) == ([0, 1, 2, 3, 4], run.loss[:5].tolist())
    x, y = thinned(run, run.loss, 4.25)
    assert x[-1] == 4.25
    assert y[-1] == pytest.approx(0.75 * run.loss[4] + 0.25 * run.loss[5], rel=1e-12)
    assert thinned(run, run.loss, 1e9)[0][-1] == run.steps


def test_of_many_values_the_extremes_are_kept(solved):
    run = solved("rosenbrock")
    x, y = thinned(run, run.loss, run.steps, points=20)
    assert len(x) <= 2 * 20 + 2 < len(run.loss)
    assert (y[0], y[-1], y.min(), y.max()) == (run.loss[0], run.loss[-1], run.loss.min(), run.loss.max())
    assert (np.diff(x) > 0).all()
    assert set(y) <= set(run.loss.tolist())


def test_no_finite_value_of_a_curve_is_greater_than_can_be_drawn():
    found = bounded(np.array([1e308, -1e308, 3.5, np.inf, -np.inf, np.nan]))
    np.testing.assert_array_equal(found, [1e300, -1e300, 3.5, np.inf, -np.inf, np.nan])


def test_a_curve_is_cut_where_it_leaves_and_comes_back_along_its_lines() -> None:
    curve = np.array([[0.0, 0.0], [1.0, 4.0], [2.0, 0.0], [3.0, -8.0], [4.0, 8.0]])
    expected = [[0, 0], [0.25, 1], [1, 1], [1.75, 1], [2, 0], [2.125, -1], [3, -1], [3.4375, -1], [3.5625, 1], [4, 1]]
    np.testing.assert_allclose(cut_to(curve, -1, 1), expected)
    inside = curve / 10
    np.testing.assert_array_equal(cut_to(inside, -1, 1), inside)


def test_the_way_to_what_is_infinite_is_straight_up() -> None:
    curve = np.array([[0.0, 0.0], [1.0, np.inf], [2.0, 0.5], [3.0, -np.inf], [4.0, np.inf]])
    made = cut_to(curve, -1, 1)
    np.testing.assert_allclose(made[:5], [[0, 0], [0, 1], [1, 1], [2, 1], [2, 0.5]])
    assert np.isfinite(made).all()
    assert (np.diff(made[:, 0]) >= 0).all()
    assert (np.abs(made[:, 1]) <= 1).all()
