"""Where the loss is sampled: the box around a path, and the samples."""

import numpy as np
import pytest

from gdviz.landscapes.sampling import Footprint, box_around, survey
from gdviz.problems import PROBLEMS

UNIT = np.array([[-1.0, 1.0], [0.0, 4.0]])


def test_path_inside_its_domain_leaves_the_box_as_it_is():
    path = np.array([[0.0, 1.0], [-1.0, 4.0], [1.0, 0.0]])
    assert box_around(path, UNIT).tolist() == UNIT.tolist()


@pytest.mark.parametrize(
    ("point", "box"),
    [
        ([1.5, 2.0], [[-1.0, 1.62], [0.0, 4.0]]),
        ([-1.5, 2.0], [[-1.62, 1.0], [0.0, 4.0]]),
        ([0.0, 5.0], [[-1.0, 1.0], [0.0, 5.24]]),
        ([900.0, -900.0], [[-1.0, 3.0], [-4.0, 4.0]]),
    ],
)
def test_box_is_widened_on_the_side_where_the_path_leaves_it_at_most_threefold(point, box):
    np.testing.assert_allclose(box_around(np.array([[0.0, 1.0], point]), UNIT), box, rtol=1e-14)


def test_box_without_a_domain_is_the_paths_own_with_a_margin():
    path = np.array([[0.0, 0.0], [10.0, 6.0]])
    np.testing.assert_allclose(box_around(path, None), [[-1.5, 11.5], [-0.9, 6.9]], rtol=1e-14)


def test_no_side_of_a_box_without_a_domain_is_shorter_than_a_third():
    box = box_around(np.array([[0.0, 0.0], [9.0, 0.0]]), None)
    sides = box[:, 1] - box[:, 0]
    assert sides == pytest.approx([11.7, 3.9], rel=1e-14)
    assert box.mean(axis=1) == pytest.approx([4.5, 0.0], abs=1e-14)


def test_path_of_one_point_has_a_box_with_an_inside():
    box = box_around(np.array([[3.0, 4.0]]), None)
    assert (box[:, 0] < [3.0, 4.0]).all()
    assert (box[:, 1] > [3.0, 4.0]).all()


def test_survey_of_one_parameter_samples_the_function():
    parabola = PROBLEMS["parabola"]()
    scape = survey(parabola.value, np.array([[15.0], [3.0]]), parabola.domain, samples=37)
    assert scape.x.tolist() == np.linspace(-15, 21, 37).tolist()
    assert scape.y.size == 0
    np.testing.assert_allclose(scape.loss, scape.x**2 - 6 * scape.x + 5, rtol=1e-12, atol=1e-12)


def test_survey_of_two_parameters_samples_their_space():
    def f(p):
        return p[..., 0] + 100 * p[..., 1]

    scape = survey(f, np.array([[0.0, 1.0]]), UNIT, samples=5)
    assert scape.is_whole_space
    np.testing.assert_allclose(scape.loss, scape.x + 100 * scape.y[:, None], rtol=1e-14)
    assert scape.project(np.array([0.25, 3.0])).tolist() == [0.25, 3.0]


def test_survey_of_many_parameters_samples_the_plane_of_the_path():
    t = np.linspace(0, 3, 50)[:, None]
    path = np.exp(-t) * np.cos(np.arange(6) + 4 * t)

    def f(p):
        return np.sum(p**2, axis=-1)

    scape = survey(f, path, np.tile([-1.0, 1.0], (6, 1)), samples=9)
    assert not scape.is_whole_space
    points = scape.origin + scape.x[:, None] * scape.axes[0] + scape.y[:, None, None] * scape.axes[1]
    np.testing.assert_allclose(scape.loss, f(points), rtol=1e-13)
    flat = scape.project(path)
    assert (flat >= [scape.x[0], scape.y[0]]).all()
    assert (flat <= [scape.x[-1], scape.y[-1]]).all()


def test_survey_leaves_out_points_that_are_not_finite():
    path = np.array([[0.0, 1.0], [np.inf, 1.0], [np.nan, np.nan]])
    scape = survey(lambda p: p[..., 0], path, UNIT, samples=3)
    assert (scape.x[[0, -1]].tolist(), scape.y[[0, -1]].tolist()) == ([-1.0, 1.0], [0.0, 4.0])


def test_undefined_losses_are_sampled_without_a_warning():
    scape = survey(lambda p: np.log(p[..., 0]), np.array([[0.5, 1.0]]), UNIT, samples=5)
    assert np.isnan(scape.loss[:, :2]).all()
    assert np.isfinite(scape.loss[:, 3:]).all()


def test_a_footprint_stays_small_and_keeps_the_first_and_the_last_point():
    footprint = Footprint()
    for t in range(3 * Footprint.CAPACITY):
        footprint.add(np.array([float(t), -1.0]), 1.0)
    points = footprint.points
    assert len(points) <= Footprint.CAPACITY + 1
    assert (points[0, 0], points[-1, 0]) == (0.0, 3.0 * Footprint.CAPACITY - 1)
    gaps = np.diff(points[:-1, 0])
    assert 4 == np.median(gaps) == gaps.min() < gaps.max() < 8


def test_a_footprint_passes_over_points_much_worse_than_the_first():
    footprint = Footprint()
    for place, loss in ((0.0, 5.0), (1.0, 10.0), (2.0, 10.001), (3.0, np.nan), (4.0, -1.0)):
        footprint.add(np.array([place]), loss)
    assert footprint.points.ravel().tolist() == [0.0, 1.0, 4.0, 4.0]
    assert footprint.seen == 5
