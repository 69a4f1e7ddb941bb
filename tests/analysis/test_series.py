"""The curve of a recorded quantity: along which axis, and through which of its steps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gdviz.analysis.series import (
    ValueAxis,
    bounded,
    cut_to,
    drawn_upto,
    is_sparse,
    known_at,
    known_losses,
    thinned,
    told_at,
)
from gdviz.style.numerals import number

values = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(values, min_size=1, max_size=8), st.booleans())
@example([1.0, 1.0, 1e300, -9.5e236], False)
def test_an_axis_holds_all_that_a_lone_curve_has_whatever_came_first(given_values, linear):
    axis = ValueAxis.of([np.array(given_values)], linear=linear)
    low, high = axis.ends
    assert np.isfinite([low, high]).all()
    assert low < high
    held = [value for value in bounded(np.array(given_values)) if np.isfinite(value)]
    if axis.kind == "log":
        held = [one for i, one in enumerate(held) if one > 1e-13 * min(max(held[:i], default=0), max(held[i:]))]
    assert all(low <= value <= high or axis.kind == "log" for value in held)
    # A tenth of a percent of a page is not seen.
    places, (least, most) = axis.place(np.array(held)), axis.place(np.array([low, high]))
    assert (places >= least - 1e-3 * (most - least)).all()
    assert (places <= most + 1e-3 * (most - least)).all()
    ticks = axis.ticks(4)
    assert 2 <= len(ticks) <= 14
    assert all(low <= tick <= high for tick in ticks)


@pytest.mark.parametrize(
    ("given_values", "kind"),
    [
        ([0.0, -0.5, -2.0, -1e3, -1e6, -1e9], "asinh"),
        ([1e-7, 1.0], "log"),
        ([np.nan, 3.0, 1.0], "linear"),
        ([np.inf, 1e5, 1.0], "log"),
        ([17.0, 3e3, 6e10], "log"),
        ([8.0, 1e-3, 1e-40], "log"),
        ([9.0, 0.0, 0.0], "linear"),
        ([1.0, 1e-4, 1e-9, 1e-15, 0.0, 0.0, 0.0], "asinh"),
        ([50.0, -30.0, -39.0], "linear"),
        ([-2.0, -5.0], "linear"),
        ([5.0, 5.0], "linear"),
    ],
    ids=str,
)
def test_the_scale_is_what_the_values_ask_for(given_values, kind):
    axis = ValueAxis.of([np.array(given_values)])
    finite = [value for value in given_values if np.isfinite(value)]
    assert (axis.low, axis.high, axis.kind) == (min(finite), max(finite), kind)


def test_a_run_that_diverges_beside_others_does_not_flatten_them():
    calm, away = np.array([8.0, 1.0, 0.1, 1e-3]), np.array([8.0, 1e30, 1e200, np.inf])
    axis = ValueAxis.of([calm, away])
    low, high = axis.place(np.array([axis.low, axis.high]))
    assert (axis.low, axis.kind) == (1e-3, "log")
    assert high - low == pytest.approx(np.log10(8000) + 4)
    # One that climbs, yet not beyond all bounds, is shown whole.
    assert ValueAxis.of([calm, np.array([8.0, 1e4, 8e8])]).high == 8e8
    linear = ValueAxis.of([np.array([8.0, 4.0]), np.array([8.0, 1e12])])
    assert linear == ValueAxis(4.0, 12.0)
    # Where all do, all are.
    assert ValueAxis.of([away, away]).high == 1e200
    falling = ValueAxis.of([np.array([8.0, 4.0]), np.array([8.0, -1e12])])
    assert falling == ValueAxis(0.0, 8.0)


@pytest.mark.parametrize(
    ("value", "ends"), [(5.0, (4.5, 5.5)), (-1e-9, (-1.1e-9, -9e-10)), (0.0, (-1, 1)), (1e6, (9e5, 1.1e6))]
)
def test_a_constant_stands_in_the_middle_of_its_axis(value, ends):
    axis = ValueAxis.of([np.array([value, value])])
    assert axis.ends == pytest.approx(ends, rel=1e-12)
    assert len(axis.ticks(4)) >= 2


def test_of_an_axis_without_values_there_is_something_to_see():
    assert ValueAxis.of([np.array([np.nan, np.inf])]) == ValueAxis(0.0, 1.0)
    assert ValueAxis.of([np.empty(0)]) == ValueAxis(0.0, 1.0)


@pytest.mark.parametrize(
    "axis", [ValueAxis(-3, 5), ValueAxis(1e-9, 4, "log"), ValueAxis(-9, 1e6, "asinh", 0.1)], ids=str
)
def test_values_and_their_places_belong_together(axis):
    some = np.array([axis.low, (axis.low + axis.high) / 2, axis.high])
    np.testing.assert_allclose(axis.value(axis.place(some)), some, rtol=1e-9)
    assert (np.diff(axis.place(some)) > 0).all()
    assert axis.note == {"linear": "", "log": "log scale", "asinh": "asinh scale"}[axis.kind]


def test_what_has_no_logarithm_lies_below_a_log_axis():
    assert ValueAxis(1, 10, "log").place(np.array([0.0, -3.0, 10.0, np.inf])).tolist() == [-np.inf, -np.inf, 1, np.inf]


def test_few_values_are_all_drawn_up_to_between_two_steps(solved):
    run = solved("bowl")
    whole, axis = thinned(run, run.loss, run.steps), ValueAxis.of([run.loss])
    x, y = drawn_upto(whole, 4.0, axis)
    assert (x.tolist(), y.tolist()) == ([0, 1, 2, 3, 4], run.loss[:5].tolist())
    x, y = drawn_upto(whole, 4.25, axis)
    assert x[-1] == 4.25
    # On the straight line that is drawn on a log scale.
    assert axis.kind == "log"
    assert y[-1] == pytest.approx(run.loss[4] ** 0.75 * run.loss[5] ** 0.25, rel=1e-12)
    x, y = drawn_upto(whole, 4.25, ValueAxis(0, 9))
    assert y[-1] == pytest.approx(0.75 * run.loss[4] + 0.25 * run.loss[5], rel=1e-12)
    assert drawn_upto(whole, 1e9, axis)[0][-1] == run.steps


def test_of_many_values_the_extremes_are_kept(solved):
    run = solved("rosenbrock")
    x, y = thinned(run, run.loss, run.steps, points=20)
    assert len(x) <= 2 * 20 + 2 < len(run.loss)
    assert (y[0], y[-1], y.min(), y.max()) == (run.loss[0], run.loss[-1], run.loss.min(), run.loss.max())
    assert (np.diff(x) > 0).all()
    assert set(y) <= set(run.loss.tolist())


def test_what_is_known_now_and_then_is_joined(solved):
    run = solved("bowl")
    seldom = np.where(run.step % 5 == 0, run.loss, np.nan)
    x, y = thinned(run, seldom, run.steps)
    assert x.tolist() == list(range(0, run.steps + 1, 5))
    assert y.tolist() == run.loss[::5].tolist()
    assert known_at(run, seldom, 13.5) == run.loss[10]
    assert known_at(run, seldom[:29], 29) == run.loss[25]
    x, _ = drawn_upto((x, y), 12.5, ValueAxis.of([seldom]))
    assert x[-1] == 12.5


def test_a_loss_that_comes_to_nothing_is_not_known_seldom(solved):
    run = solved("bowl")
    lost = np.where(run.step < 8, run.loss, np.nan)
    assert not is_sparse(lost)
    assert not is_sparse(np.full(3, np.nan))
    assert is_sparse(np.array([1.0, np.nan, 3.0]))
    diverged = replace(run, manifest={**run.manifest, "stop": {"reason": "diverged", "message": ""}})
    assert np.isnan(known_at(diverged, lost, 9.0))
    assert known_at(diverged, lost, 7.5) == run.loss[7]
    assert thinned(run, lost, run.steps)[0][-1] == 7


def test_a_loss_that_nobody_said_at_the_end_is_the_last_that_is_known(solved):
    run = solved("bowl")
    whole = np.append(run.loss[:-1], np.nan)
    cut = replace(run, arrays={**run.arrays, "loss": whole})
    assert known_at(cut, whole, run.steps) == run.loss[-2]
    assert known_losses(cut).tolist() == [*run.loss[:-1], run.loss[-2]]
    assert known_losses(run).tolist() == run.loss.tolist()


def test_an_unknown_loss_is_reckoned_with_as_its_neighbour_and_told_as_a_dash(solved):
    run = solved("bowl")
    seldom = np.where(run.step % 5 == 2, run.loss, np.nan)
    sparse = replace(run, arrays={**run.arrays, "loss": seldom})
    rows = np.maximum((run.step - 2) // 5 * 5 + 2, 2)
    assert known_losses(sparse).tolist() == run.loss[rows].tolist()
    assert [told_at(sparse, seldom, step) for step in (0, 1.9)] == ["–", "–"]
    assert told_at(sparse, seldom, 6.5) == number(float(run.loss[2]))
    lost = np.where(run.step < 8, run.loss, np.nan)
    diverged = replace(
        run,
        manifest={**run.manifest, "stop": {"reason": "diverged", "message": ""}},
        arrays={**run.arrays, "loss": lost},
    )
    assert told_at(diverged, lost, run.steps) == "NaN"
    assert np.isnan(known_losses(diverged)[-1])


def test_nothing_leads_to_a_value_that_is_not_finite(solved):
    run = solved("bowl")
    whole = thinned(run, np.append(run.loss[:3], [np.inf, 1.0]), run.steps)
    x, y = drawn_upto(whole, 2.5, ValueAxis(0, 9))
    assert (x[-1], y[-1]) == (2.5, run.loss[2])
    first = replace(run, arrays={**run.arrays})
    assert len(drawn_upto(thinned(first, np.array([np.nan, 1.0, 2.0]), 2), 0.0, ValueAxis(0, 9))[0]) == 0


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


def test_rounding_errors_between_larger_values_do_not_stretch_an_axis() -> None:
    back_and_forth = np.tile([0.3, 0.1, 1e-16, 0.2], 20)
    assert ValueAxis.of([back_and_forth]) == ValueAxis(1e-16, 0.3)
    assert ValueAxis.of([np.append(9.0, back_and_forth)]) == ValueAxis(0.1, 9.0, "log")
    assert ValueAxis.of([np.where(back_and_forth < 0.05, 0.0, back_and_forth)]) == ValueAxis(0.0, 0.3)
    falling = np.geomspace(1.0, 1e-30, 60)
    assert ValueAxis.of([falling]).low == 1e-30
    assert ValueAxis.of([np.append(falling, np.zeros(5))]).low == 0.0
    assert ValueAxis.of([np.array([1.0, 1e-17])]).low == 1e-17
