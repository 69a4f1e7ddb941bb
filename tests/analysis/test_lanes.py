"""Paths that coincide lie side by side."""

import numpy as np
import pytest

from gdviz.analysis.lanes import lanes, lay_aside

ALONG = np.linspace(0.0, 100.0, 401)
NEAR = 2.0


def level(y, along=ALONG):
    return np.stack([along, np.full(len(along), float(y))], axis=-1)


def distance(one, other):
    """Return how near two paths come to one another."""
    return np.linalg.norm(one[:, None] - other, axis=-1).min(axis=1)


def drawn(paths):
    return [lay_aside(path, lane, NEAR, 2 * NEAR) for path, lane in zip(paths, lanes(paths, NEAR), strict=True)]


def test_a_path_alone_and_paths_far_apart_or_across_have_the_middle_lane():
    across = np.stack([ALONG, ALONG - 50], axis=-1)
    for paths in ([level(0)], [level(0), level(5)], [level(0), across], [level(0), np.zeros((1, 2))]):
        for lane, path in zip(lanes(paths, NEAR), paths, strict=True):
            np.testing.assert_array_equal(lane, np.zeros(len(path)))
    (same,) = drawn([level(0)])
    np.testing.assert_array_equal(same, level(0))


@pytest.mark.parametrize("count", [2, 3, 4])
def test_equal_paths_lie_one_lane_apart_about_the_true_place(count):
    paths = drawn([level(0)] * count)
    heights = np.array([path[:, 1] for path in paths])
    np.testing.assert_allclose(heights, np.tile(heights[:, :1], len(ALONG)), atol=1e-9)
    np.testing.assert_allclose(np.diff(np.sort(heights[:, 0])), NEAR)
    assert heights.mean() == pytest.approx(0)


def test_paths_that_weave_about_one_another_do_not_cross():
    weaving = np.stack([ALONG, 0.6 * np.sin(ALONG / 2)], axis=-1)
    one, other = drawn([level(0), weaving])
    assert ((one[:, 1] - other[:, 1]) * np.sign(one[0, 1] - other[0, 1]) > 0.2 * NEAR).all()


def test_the_order_is_that_in_which_they_lie():
    for heights in ([0.5, -0.5, 0.0], [-0.4, 0.1, 0.6]):
        paths = drawn([level(height) for height in heights])
        assert np.argsort([path[200, 1] for path in paths]).tolist() == np.argsort(heights).tolist()


def test_one_that_comes_the_other_way_lies_beside_it_too():
    one, back = drawn([level(0), level(0.1)[::-1]])
    np.testing.assert_allclose(distance(one, back), NEAR, atol=0.2)


def test_a_path_that_joins_changes_its_lane_slowly():
    joining = np.stack([ALONG, np.maximum(50 - ALONG, 0.0)], axis=-1)
    paths = [level(0), joining]
    one, other = lanes(paths, NEAR)
    assert one[0] == other[0] == 0
    assert {one[-1], other[-1]} == {-0.5, 0.5}
    for lane in (one, other):
        assert np.abs(np.diff(lane)).max() < 0.06


def test_what_is_endless_beyond_the_edge_is_no_matter():
    leaving = np.concatenate([level(0), [[1e9, 3e8]]])
    one, other = lanes([leaving, level(0)], NEAR)
    assert len(one) == 402
    assert {one[100], other[100]} == {-0.5, 0.5}


def test_what_goes_to_and_fro_at_one_place_leads_nowhere_and_is_no_company():
    to_and_fro = level(0, 50 + 10 * np.cos(np.linspace(0, 40 * np.pi, 4001)))
    one, other = lanes([level(0), to_and_fro], NEAR)
    assert not one.any()
    assert not other.any()


def test_a_corner_does_not_turn_a_path_over():
    corner = np.concatenate([level(0), np.stack([np.full(401, 100.0), ALONG], axis=-1)[1:]])
    one, other = drawn([corner, corner])
    assert distance(one, other).min() > 0.6 * NEAR
