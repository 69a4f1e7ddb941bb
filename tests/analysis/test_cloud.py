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


def test_paths_are_counted_once_in_each_cell_they_pass_by_their_steps_in_any_order(runs):
    scape = widest(runs)
    density = Density.of(runs, scape, (20, 30))
    low, high = (np.array([axis[at] for axis in (scape.x, scape.y)]) for at in (0, -1))
    for step in (12, 0, 5, 5.9, 12, 3):
        counted = np.zeros((20, 30))
        for run in runs:
            passed = set()
            points = (run.params[: int(step) + 1] - low) / (high - low) * (30, 20)
            for one, other in zip(points, [*points[1:], points[-1]], strict=True):
                parts = max(1, int(np.ceil(np.abs(other - one).max())))
                passed |= {tuple((one + part / parts * (other - one)).astype(int)) for part in range(parts)}
            for x, y in passed:
                if 0 <= x < 30 and 0 <= y < 20:
                    counted[y, x] += 1
        assert np.abs(density.until(step) - counted).sum() <= 1
    assert density.until(12).max() == 4


def test_of_too_many_points_those_of_every_few_steps_are_looked_at(runs, monkeypatch):
    monkeypatch.setattr(cloud, "MOST_POINTS", 4)
    few = Density.of(runs, widest(runs), (4, 4))
    assert few.until(12).max() == 4
    assert np.diff(few.firsts).nonzero()[0].tolist() in ([0, 4], [0, 4, 8], [0, 4, 8, 12])
