"""The boundary of a linear classifier: exact ends on the box for every slope."""

import numpy as np
import pytest

from gdviz.analysis.boundary import Bands, box_of_points, class_of_ties, clipped_line, nearest_point
from gdviz.runs.data import Data
from gdviz.solving.solver import solve

BOX = np.array([[0.0, 4.0], [0.0, 3.0]])


def ends(params):
    """Return the two ends in the box, in order of x, then of y."""
    return np.array(sorted(clipped_line(np.array(params, float), BOX).round(12).tolist()))


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ([-2, 1, 0], [(2, 0), (2, 3)]),
        ([2, -1, 0], [(2, 0), (2, 3)]),
        ([-1, 0, 1], [(0, 1), (4, 1)]),
        ([0, 1, -1], [(0, 0), (3, 3)]),
        ([-3, 1, 1], [(0, 3), (3, 0)]),
        ([-6, 1, 1], [(3, 3), (4, 2)]),
        ([-2, 0.5, 1], [(0, 2), (4, 0)]),
        ([0, 1, 0], [(0, 0), (0, 3)]),
        ([-3, 0, 1], [(0, 3), (4, 3)]),
        ([-2, 1, 1e-9], [(2 - 3e-9, 3), (2, 0)]),
    ],
)
def test_line_ends_where_it_crosses_the_box(params, expected):
    np.testing.assert_allclose(ends(params), sorted(expected), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    "params",
    [[1, 1, 0], [-5, 1, 0], [1, 0, 1], [-4, 0, 1], [1, 1, 1], [-8, 1, 1], [-1e9, 1, 1]],
    ids=["left", "right", "below", "above", "corner-below", "corner-above", "far"],
)
def test_line_that_misses_the_box_is_nowhere(params):
    assert np.isnan(clipped_line(np.array(params, float), BOX)).all()


@pytest.mark.parametrize(
    "params", [[1, 0, 0], [0, 0, 0], [np.nan, 1, 1], [0, np.inf, 1], [np.inf, 1, 1], [1, 1e200, 1e200]]
)
def test_params_without_a_line_are_nowhere_and_warn_of_nothing(params):
    found = clipped_line(np.array(params, float), BOX)
    assert found.shape == (2, 2)
    assert np.isnan(found).all()


@pytest.mark.parametrize("seed", range(40))
def test_ends_lie_on_the_line_and_on_the_edge_of_the_box(seed):
    rng = np.random.default_rng(seed)
    box = np.sort(rng.normal(scale=10, size=(2, 2)), axis=1)
    w = rng.normal(size=2) * 10.0 ** rng.uniform(-6, 6, 2)
    through = rng.uniform(box[:, 0], box[:, 1])
    params = np.array([-w @ through, *w])
    found = clipped_line(params, box)
    assert np.abs(params[0] + found @ w).max() <= 1e-12 * np.abs(w).max() * np.abs(box).max()
    inside = (found >= box[:, 0] - 1e-9) & (found <= box[:, 1] + 1e-9)
    assert inside.all()
    assert np.isclose(found[:, :, None], box, rtol=0, atol=1e-9).any(axis=(1, 2)).all()
    assert np.linalg.norm(found[1] - found[0]) > 0


@pytest.mark.parametrize("factor", [-1.0, 1e-9, 1e9])
def test_line_does_not_depend_on_the_scale_of_the_params(factor):
    scaled = ends([-2 * factor, 0.5 * factor, factor])
    np.testing.assert_allclose(scaled, [[0, 2], [4, 0]], rtol=0, atol=1e-12)


def test_nearest_point_is_the_foot_of_the_perpendicular():
    assert nearest_point(np.array([-2.0, 1.0, 1.0]), np.array([0.0, 0.0])) == pytest.approx([1.0, 1.0], rel=1e-14)
    assert nearest_point(np.array([-2.0, 1.0, 1.0]), np.array([1.5, 0.5])) == pytest.approx([1.5, 0.5], rel=1e-14)


def test_box_holds_the_points_with_a_margin():
    box = box_of_points(np.array([[0.0, 0.0], [10.0, 5.0]]), [np.array([-5.0, 1.0, 0.0])])
    np.testing.assert_allclose(box, [[-0.8, 10.8], [-0.4, 5.4]], rtol=1e-14)


@pytest.mark.parametrize(
    ("start", "box"),
    [
        ([-12.0, 1.0, 0.0], [[-0.8, 12.8], [-0.4, 5.4]]),
        ([-1000.0, 1.0, 0.0], [[-0.8, 16.8], [-0.4, 5.4]]),
        ([1000.0, 0.0, 1.0], [[-0.8, 10.8], [-3.4, 5.4]]),
    ],
    ids=["beside", "far-right", "far-below"],
)
def test_box_widens_towards_where_the_lines_start_by_six_tenths_at_most(start, box):
    found = box_of_points(np.array([[0.0, 0.0], [10.0, 5.0]]), [np.array([-5.0, 1.0, 0.0]), np.array(start)])
    np.testing.assert_allclose(found, box, rtol=1e-14)


@pytest.mark.parametrize("start", [[1e10, 0, 0], [0, 0, 0], [np.nan, 1, 1], [1, np.inf, 0], [1e300, 1e-200, 0]])
def test_box_is_finite_wherever_a_line_starts_or_none_does(start):
    box = box_of_points(np.array([[0.0, 0.0], [10.0, 5.0]]), [np.array(start, float)])
    assert np.isfinite(box).all()
    assert (box[:, 0] <= [-0.8, -0.4]).all()
    assert (box[:, 1] >= [10.8, 5.4]).all()


def test_box_of_points_on_one_line_has_an_inside():
    box = box_of_points(np.array([[0.0, 2.0], [1.0, 2.0]]), [np.array([0.0, 1.0, 0.0])])
    assert (box[:, 0] < box[:, 1]).all()


@pytest.mark.parametrize("count", [2, 5, 16])
def test_bands_are_equal_shares_of_the_probability(count):
    bands = Bands(BOX, (7, 9), count)
    params = np.array([-3.0, 1.1, 0.7])
    gx, gy = np.meshgrid(np.linspace(0, 4, 9), np.linspace(0, 3, 7))
    probability = 1 / (1 + np.exp(-(params[0] + params[1] * gx + params[2] * gy)))
    found = bands(params)
    assert found.dtype == np.uint8
    assert np.array_equal(found, np.floor(probability * count))


def test_bands_reach_both_ends_without_a_warning():
    assert set(Bands(BOX, (5, 5), 16)(np.array([-2e6, 1e6, 0.0])).ravel()[[0, 4]]) == {0, 15}


@pytest.mark.parametrize("problem", ["logistic", "softmax", "svm"])
def test_a_tie_has_the_class_that_accuracy_counts(problem, tmp_path):
    data = Data.of(np.array([[1.0], [2.0], [4.0]]), np.array([0.0, 0.0, 1.0]))
    run = solve(problem, data=data, steps=1, start=[0.0] * (4 if problem == "softmax" else 2), out=tmp_path / "run")
    bands = Bands(np.array([[1.0, 4.0], [0.0, 1.0]]), (1, 3), 4, ties=class_of_ties(run))(np.zeros(3))
    told = int(bands[0, 0] >= 2)
    assert (bands == bands[0, 0]).all()
    assert run.metrics["accuracy"][0] == pytest.approx(np.mean(data.y == told))
