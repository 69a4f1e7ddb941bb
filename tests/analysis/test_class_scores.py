"""Scores all over a plane: the model's own, those that a run recorded, and the regions and boundaries of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from gdviz.analysis.class_scores import (
    ModelScores,
    RecordedScores,
    Regions,
    between_steps,
    boundaries,
    box_of_plane,
    classes_in_plane,
    scores_of,
)
from gdviz.problems import load_data
from gdviz.runs.data import Data
from gdviz.runs.run import Run

BOX = np.array([[-2.0, 2.0], [-1.0, 1.0]])


@dataclass
class Fixed:
    """Scores that are the same at every step: functions of x and y."""

    ways: tuple

    def __post_init__(self):
        self.x, self.y = (np.linspace(*side, 41) for side in BOX)

    def at(self, step):
        """Return the scores, whatever the step."""
        gx, gy = np.meshgrid(self.x, self.y)
        return np.stack([way(gx, gy) + 0 * gx for way in self.ways])


def within(lines):
    return lines[np.isfinite(lines).all(axis=1)]


def test_scores_of_a_network_are_those_that_its_loss_is_made_of(solved_once: Callable[..., Run]) -> None:
    data = load_data("moons").standardized()
    run = solved_once("mlp", data=data, steps=30)
    box = box_of_plane(run)
    assert (box[:, 0] < load_data("moons").X.min(axis=0)).all(), "in the units of the table"
    scores = ModelScores(run, box)
    z = scores.at(12.0)
    assert z.shape == (1, len(scores.y), len(scores.x))
    units = run.params[12][: 8 * 3].reshape(8, 3)
    out = run.params[12][8 * 3 :]
    point = (np.array([scores.x[7], scores.y[50]]) - data.preprocessing.means) / data.preprocessing.scales
    assert z[0, 50, 7] == pytest.approx(out[0] + out[1:] @ np.tanh(units[:, 0] + units[:, 1:] @ point))
    np.testing.assert_allclose(scores.at(12.5), ModelScores(run, box).at(12.5))


def test_softmax_has_a_score_for_each_class_and_of_two_their_difference(solved_once: Callable[..., Run]) -> None:
    run = solved_once("softmax", steps=5)
    scores = scores_of(run, BOX)
    rows = run.params[5].reshape(3, 3)
    expected = rows[:, 0] + rows[:, 1:] @ [scores.x[3], scores.y[9]]
    np.testing.assert_allclose(scores.at(5.0)[:, 9, 3], expected)
    assert classes_in_plane(run) == ["setosa", "versicolor", "virginica"]
    two = solved_once("softmax", data=Data.of([[0.0, 1.0], [1.0, 0.0], [2.0, 3.0]], [0.0, 1.0, 1.0]), steps=3)
    z = scores_of(two, BOX)
    rows = two.params[3].reshape(2, 3)
    assert z.at(3.0)[0, 0, 0] == pytest.approx((rows[1] - rows[0]) @ [1.0, z.x[0], z.y[0]])
    assert classes_in_plane(two) == ["0", "1"]


def test_boundaries_lie_where_the_two_likeliest_classes_are_alike() -> None:
    lines = within(boundaries(Fixed((lambda x, y: x**2 + y**2 - 0.64,)), 0.0))
    np.testing.assert_allclose(np.hypot(*lines.T), 0.8, atol=2e-3)
    # Three sectors: the sides of x = 0 above y = 0, and all below.
    three = within(boundaries(Fixed((lambda x, y: x, lambda x, y: -x, lambda x, y: -3 * y)), 0.0))
    found = np.stack([three[:, 0], -three[:, 0], -3 * three[:, 1]])
    best = np.sort(found, axis=0)
    np.testing.assert_allclose(best[2], best[1], atol=0.06)
    assert np.isnan(boundaries(Fixed((lambda x, y: x * np.nan,)), 0.0)).all()
    assert np.isnan(boundaries(Fixed((lambda x, y: 1.0,)), 0.0)).all()


@pytest.mark.parametrize("shades", [1, 2, 5])
def test_regions_are_the_likeliest_class_in_equal_bands_of_its_probability(shades: int) -> None:
    ways = (lambda x, y: 3 * x, lambda x, y: -3 * x, lambda x, y: -4 * y)
    scores = Fixed(ways)
    found = Regions(scores, (41, 41), shades)(0.0)
    z = scores.at(0.0)
    p = np.exp(z) / np.exp(z).sum(axis=0)
    assert np.array_equal(found // shades, z.argmax(axis=0))
    sure = (p.max(axis=0) - 1 / 3) / (2 / 3)
    assert (found % shades == np.minimum(sure * shades, shades - 1e-9).astype(int)).mean() > 0.99


def test_regions_of_two_classes_go_from_the_surest_of_one_to_that_of_the_other() -> None:
    scores = Fixed((lambda x, y: 4 * x,))
    found = Regions(scores, (3, 41), 2)(0.0)
    p = 1 / (1 + np.exp(-4 * scores.x))
    assert np.array_equal(found[1], np.minimum(p * 4, 3).astype(int))
    tie = Fixed((lambda x, y: 0.0,))
    assert [int(Regions(tie, (2, 2), 2, ties=side)(0.0)[0, 0]) for side in (0, 1)] == [1, 2]
    wild = Fixed((lambda x, y: np.where(x > 0, np.inf, -np.inf), lambda x, y: np.nan, lambda x, y: 1.0))
    assert Regions(wild, (2, 2), 2)(0.0)[0].tolist() == [5, 1]


def test_recorded_scores_change_evenly_between_the_steps_at_which_they_were_asked_for(
    solved_once: Callable[..., Run],
) -> None:
    steps, values = np.array([0, 10, 30]), np.array([0.0, 1.0, 5.0])
    assert [float(between_steps(steps, values, at)) for at in (-1, 0, 5, 10, 20, 30, 40)] == [0, 0, 0.5, 1, 3, 5, 5]
    fields = {
        "boundary.x": np.linspace(0.0, 2.0, 3),
        "boundary.y": np.linspace(0.0, 1.0, 2),
        "boundary.step": np.array([0, 4]),
        "boundary.score": np.stack([np.zeros((1, 2, 3)), np.ones((1, 2, 3))]),
    }
    run = solved_once("logistic", steps=5).having(fields)
    assert box_of_plane(run).tolist() == [[0.0, 2.0], [0.0, 1.0]]
    scores = scores_of(run, BOX)
    assert isinstance(scores, RecordedScores)
    np.testing.assert_allclose(scores.at(1.0), np.full((1, 2, 3), 0.25))
