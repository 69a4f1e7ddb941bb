"""Hidden units: those that are shown, what they add, and where each bends."""

from collections.abc import Callable

import numpy as np
import pytest

from gdviz.analysis.class_scores import ModelScores, box_of_plane
from gdviz.analysis.hidden_units import BANDS, GRID, HiddenUnits
from gdviz.problems import load_data
from gdviz.runs.hidden_units import varied
from gdviz.runs.run import Run


def network(solved_once: Callable[..., Run]) -> Run:
    return solved_once("mlp", "adam", data=load_data("moons").standardized(), steps=40)


def shown(run: Run, most: int) -> HiddenUnits:
    found = HiddenUnits.of(run, box_of_plane(run), most)
    assert found is not None
    return found


def test_what_all_units_add_and_the_bias_is_the_score(solved_once: Callable[..., Run]) -> None:
    run = network(solved_once)
    units = shown(run, 8)
    assert (units.numbers, units.widths, units.are_terms) == ([1, 2, 3, 4, 5, 6, 7, 8], [8], True)
    scores = ModelScores(run, box_of_plane(run)).at(40.0)[0, ::80, ::80]
    np.testing.assert_allclose(run.params[-1][24] + units.at(40.0).sum(axis=0)[::32, ::32], scores)


def test_those_are_chosen_that_vary_most_in_the_end_and_are_held_against_one_another(
    solved_once: Callable[..., Run],
) -> None:
    run = network(solved_once)
    every, few = shown(run, 8), shown(run, 3)
    spread = every.at(40.0).std(axis=(1, 2))
    assert 1 + int(np.argmax(spread)) in few.numbers
    assert few.numbers == [1 + place for place in varied(every.at(40.0).reshape(8, -1), 3)]
    assert (few.counts, few.widths) == ([3], [8])
    assert (few.low == -few.high).all()
    assert np.ptp(few.high) == 0
    bands = few.bands(few.at(40.0))
    assert bands.shape == (3, GRID, GRID)
    assert np.array_equal(bands >= BANDS // 2, few.at(40.0) >= 0)


def test_a_unit_bends_along_the_straight_line_where_it_is_zero(solved_once: Callable[..., Run]) -> None:
    run = network(solved_once)
    units = shown(run, 8)
    data = load_data("moons").standardized()
    rows = run.params[-1][:24].reshape(8, 3)
    for row, bend in zip(rows, units.bends(units.at(40.0)), strict=True):
        at = bend[np.isfinite(bend).all(axis=1)]
        scaled = (at - data.preprocessing.means) / data.preprocessing.scales  # type: ignore[union-attr]
        assert np.abs(row[0] + scaled @ row[1:]).max(initial=0.0) < 0.02


def test_recorded_units_are_shown_from_their_least_to_their_largest(solved_once: Callable[..., Run]) -> None:
    said = np.zeros((2, 3, 4, 5))
    said[1, 2], said[1, 0, 0, 0] = np.arange(20).reshape(4, 5), 5.0
    fields = {"boundary.hidden": said, "boundary.step": np.array([0, 3])}
    run = solved_once("logistic", steps=3).having(fields)
    units = HiddenUnits.of(run, np.array([[0.0, 4.0], [0.0, 1.0]]), 2)
    assert units is not None
    assert (units.numbers, units.widths, units.are_terms) == ([1, 3], [3], False)
    assert (units.x.tolist(), units.y[-1]) == ([0.0, 1.0, 2.0, 3.0, 4.0], 1.0)
    assert (units.low.tolist(), units.high.tolist()) == ([0.0, 0.0], [5.0, 19.0])
    np.testing.assert_allclose(units.at(1.5)[1], said[1, 2] / 2)
    assert units.bands(units.at(3.0))[1, -1, -1] == BANDS - 1


def test_of_several_layers_as_many_units_are_shown_of_each_and_bend_where_they_wake(
    solved_once: Callable[..., Run],
) -> None:
    x = np.linspace(-1, 1, 21)
    said = np.zeros((1, 5, 9, 21))
    # The first layer's first unit is one of tanh, of both signs; the second layer's last is one of ReLU.
    said[0, 0], said[0, 1], said[0, 4] = np.tanh(4 * x), 0.5, np.maximum(x, 0)
    fields = {
        "boundary.hidden": said,
        "boundary.step": np.array([0]),
        "boundary.layer": np.array([1, 1, 3, 3, 3]),
        "boundary.unit": np.array([2, 9, 1, 4, 40]),
        "boundary.width": np.array([9, 5, 64]),
    }
    run = solved_once("logistic", steps=3).having(fields)
    units = HiddenUnits.of(run, np.array([[-1.0, 1.0], [0.0, 1.0]]), 4)
    assert units is not None
    assert (units.layers, units.counts, units.widths) == ([1, 3], [2, 2], [9, 5, 64])
    assert units.numbers[:2] == [2, 9]
    assert units.numbers[-1] == 40
    signed, constant, *_, rectified = units.bends(units.at(0.0))
    assert np.abs(signed[:-1, 0]).max() < 1e-9
    assert np.isnan(constant).all()
    assert 0 < np.nanmin(rectified[:, 0]) <= np.nanmax(rectified[:, 0]) < 0.1
    # Bands are finer than what was recorded.
    assert units.bands(units.at(0.0)).shape == (4, 25, 61)


def test_a_run_without_hidden_units_shows_none(solved_once: Callable[..., Run]) -> None:
    assert HiddenUnits.of(solved_once("logistic", steps=3), np.zeros((2, 2)), 8) is None


def test_a_network_that_diverged_is_shown_without_a_warning(solved_once: Callable[..., Run]) -> None:
    run = network(solved_once)
    wild = np.array(run.params)
    wild[-1] = np.nan
    units = shown(run.having({"params": wild}), 8)
    assert (units.bands(units.at(40.0)) == BANDS // 2).all()
    assert pytest.approx(0.0) == np.abs(units.at(40.0)).max()
