"""The largest place of a picture in a box that keeps clear of what else stands there."""

import numpy as np
import pytest

from gdviz.relief.fit import corners_of, largest_in

SQUARE = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
DIAMOND = np.array([[-1.0, 0.0], [0.0, -1.0], [1.0, 0.0], [0.0, 1.0]])


def test_alone_in_its_box_it_fills_it_and_stands_in_the_middle():
    scale, centre = largest_in(SQUARE + 3.0, (0.0, 0.0, 400.0, 200.0))
    assert scale == 100.0
    np.testing.assert_allclose((SQUARE + 3.0) * scale + centre, SQUARE * 100 + [200, 100])


def test_beside_a_column_it_takes_the_middle_of_what_is_left():
    scale, centre = largest_in(SQUARE, (0.0, 0.0, 600.0, 200.0), [(0.0, 0.0, 200.0, 200.0)])
    assert scale == pytest.approx(100.0, rel=0.03)
    assert centre[0] == pytest.approx(400.0, abs=12.0)


@pytest.mark.parametrize("size", [40.0, 80.0, 120.0])
def test_a_diamond_leaves_the_corners_to_others(size):
    corner = (0.0, 0.0, size, size)
    scale, centre = largest_in(DIAMOND, (0.0, 0.0, 400.0, 400.0), [corner])
    # The side of the diamond x + y = cx + cy - scale must pass beyond the corner at (size, size).
    free = centre.sum() - scale - 2 * size
    assert free > -1e-6
    assert scale > 0.97 * min(200.0, (800 - 2 * size) / 3)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_covered_and_nothing_leaves_the_box(seed):
    rng = np.random.default_rng(seed)
    points, box = rng.normal(size=(40, 2)), (10.0, 20.0, 710.0, 430.0)
    others = [(10.0, 330.0, 10 + rng.uniform(50, 300), 430.0), (10.0, 20.0, 10 + rng.uniform(50, 250), 150.0)]
    scale, centre = largest_in(points, box, others)
    placed = points * scale + centre
    assert scale > 0
    assert (placed >= np.array(box[:2]) - 1e-6).all()
    assert (placed <= np.array(box[2:]) + 1e-6).all()
    for left, low, right, high in others:
        assert not ((placed > [left, low]) & (placed < [right, high])).all(axis=1).any()


def test_corners_reach_as_far_as_all_points():
    points = np.random.default_rng(0).normal(size=(500, 2))
    kept = corners_of(points)
    assert len(kept) < 40
    np.testing.assert_array_equal(kept.max(axis=0), points.max(axis=0))
    np.testing.assert_array_equal(kept.min(axis=0), points.min(axis=0))
