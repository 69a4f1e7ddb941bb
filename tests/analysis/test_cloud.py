"""Many runs as a cloud: where their paths have been by a step, counted, and which runs stand out."""

import numpy as np
import pytest

from gdviz.analysis import cloud
from gdviz.analysis.cloud import Density, standing_out
from gdviz.analysis.trajectory import widest


@pytest.fixture(scope="module")
def runs(solved_once):
    return [solved_once("bowl", lr=lr, steps=12) for lr in (0.1, 0.3, 0.39, 0.5)]


def test_the_best_and_the_median_go_by_the_last_loss(runs):
    order = sorted(range(4), key=lambda number: runs[number].loss[-1])
    assert standing_out(runs) == [("Best", order[0]), ("Median", order[1])]
    assert standing_out(runs[:1]) == [("Best", 0)]


def test_points_are_counted_by_cell_and_step_in_any_order(runs):
    scape = widest(runs)
    density = Density.of(runs, scape, (20, 30))
    points = np.concatenate([run.params for run in runs])
    steps = np.concatenate([run.step for run in runs])
    x, y = scape.x[[0, -1]], scape.y[[0, -1]]
    for step in (12, 0, 5, 5.9, 12, 3):
        seen = points[steps <= int(step)]
        counted, _, _ = np.histogram2d(seen[:, 1], seen[:, 0], (20, 30), (y, x))
        # A point on the last edge is in no cell here, and in the last one there.
        assert abs(density.until(step).sum() - counted.sum()) <= 1
        assert np.abs(density.until(step) - counted).sum() <= 2


def test_of_too_many_points_those_of_every_few_steps_are_counted(runs, monkeypatch):
    monkeypatch.setattr(cloud, "MOST_POINTS", 20)
    assert Density.of(runs, widest(runs), (4, 4)).until(12).sum() <= 20
