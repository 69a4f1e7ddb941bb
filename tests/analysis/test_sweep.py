"""Losses over learning rates and a setting: medians of cells, what has diverged, and where cells end."""

import numpy as np
import pytest

from gdviz.analysis.sweep import SweptLosses, edges_of, is_spread


@pytest.fixture(scope="module")
def runs(solved_once):
    made = []
    for momentum in (0.5, 0.9):
        for lr in (0.01, 0.1, 5.0):
            for start in ([1.0, 1.0], [2.0, 1.0]):
                settings = {"momentum": momentum}
                made.append(solved_once("bowl", "momentum", lr=lr, start=start, steps=40, settings=settings))
    return made


def test_runs_lie_by_their_rate_and_the_setting_that_varies(runs):
    swept = SweptLosses.of(runs)
    assert (swept.setting, swept.rates.tolist(), swept.values.tolist()) == ("momentum", [0.01, 0.1, 5.0], [0.5, 0.9])
    assert swept.cell.tolist() == [[row, column] for row in (0, 1) for column in (0, 1, 2) for _ in range(2)]
    alone = SweptLosses.of(runs[:6])
    assert (alone.setting, len(alone.values)) == ("", 1)
    assert SweptLosses.of(runs, "dampening").setting == ""
    with pytest.raises(ValueError, match=r"there is no number 'beta1' among the settings of these runs \(momentum, "):
        SweptLosses.of(runs, "beta1")


def test_losses_are_those_of_the_step_and_infinite_where_runs_have_diverged(runs):
    swept = SweptLosses.of(runs)
    assert swept.at(0).tolist() == [run.loss[0] for run in runs]
    assert swept.at(7.9).tolist()[:4] == [run.loss[7] for run in runs[:4]]
    last = swept.at(40)
    gone = [run.diverged for run in runs]
    assert np.isinf(last).tolist() == gone
    assert any(gone)
    assert last[0] == runs[0].loss[-1]


def test_a_cell_has_the_median_of_its_runs_and_none_without_any(runs):
    swept = SweptLosses.of(runs[:-2])
    losses = swept.at(3)
    grid = swept.over_grid(losses)
    assert grid[0, 1] == max(losses[2:4])
    assert np.isnan(grid[1, 2])


def test_cells_end_half_way_to_the_next():
    assert edges_of(np.array([1.0, 2.0, 4.0]), is_log=False).tolist() == [0.5, 1.5, 3.0, 5.0]
    np.testing.assert_allclose(edges_of(np.array([0.01, 1.0]), is_log=True), [0.001, 0.1, 10])
    assert len(edges_of(np.array([3.0]), is_log=True)) == 2
    assert is_spread(np.array([1e-3, 1.0]))
    assert not is_spread(np.array([0.1, 0.95]), are_shares=True)
    assert is_spread(np.array([0.01, 0.9]))
    assert not is_spread(np.array([0.0, 9.0]))
