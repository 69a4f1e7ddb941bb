"""Boxes of words find their places."""

import numpy as np
import pytest

from gdviz.analysis.placement import (
    DIRECTIONS,
    box_beside,
    distance_from,
    first_fitting,
    inwards,
    is_covered,
    is_inside,
    keep_inside,
    overlap,
    spread_labels,
    sticks_out,
)

HALF = np.array([4.0, 1.0])
FRAME = np.array([[0.0, 0.0], [20.0, 10.0]])


def test_directions_go_all_around_from_the_right():
    assert np.stack(DIRECTIONS)[[0, 4, 8, 12]] == pytest.approx(np.array([[1, 0], [0, 1], [-1, 0], [0, -1]]))
    assert np.linalg.norm(DIRECTIONS, axis=1) == pytest.approx(np.ones(16))


def test_a_box_beside_a_place_touches_it_but_for_the_gap():
    place = np.array([1.0, 2.0])
    assert box_beside(place, np.array([1.0, 0.0]), HALF, 3.0).tolist() == [8.0, 2.0]
    assert box_beside(place, np.array([0.0, -1.0]), HALF, 3.0).tolist() == [1.0, -2.0]
    for direction in DIRECTIONS:
        assert distance_from(place[None], box_beside(place, direction, HALF, 3.0), HALF) <= 3.0 + 1e-9
        assert not is_covered(place[None], box_beside(place, direction, HALF, 1e-6), HALF).any()


def test_what_a_box_covers_and_how_far_it_is_from_the_rest():
    points = np.array([[3.9, 0.0], [4.0, 0.0], [7.0, 5.0]])
    assert is_covered(points, np.zeros(2), HALF).tolist() == [True, False, False]
    assert distance_from(points, np.zeros(2), HALF) == 0.0
    assert distance_from(points[2:], np.zeros(2), HALF) == 5.0
    assert distance_from(points[2:], np.array([7.0, 1.0]), 0.0) == 4.0


def test_boxes_are_tried_all_at_once():
    middles = np.array([[[0.0, 0.0]], [[7.0, 5.0]]])
    points = np.array([[0.0, 0.0], [7.0, 5.0], [7.5, 5.0]])
    assert is_covered(points, middles, HALF).tolist() == [[True, False, False], [False, True, True]]


@pytest.mark.parametrize(
    ("other", "share"), [((0.0, 0.0), 1.0), ((4.0, 0.0), 0.5), ((-4.0, 1.0), 0.25), ((8.0, 0.0), 0.0), ((0, 2), 0.0)]
)
def test_an_overlap_is_the_share_of_a_box_that_another_covers(other: tuple[float, float], share: float):
    assert overlap(np.zeros(2), HALF, np.array(other), HALF) == share


def test_a_smaller_box_within_counts_to_the_edge_and_a_larger_one_covers_all():
    assert overlap(np.zeros(2), HALF, np.zeros(2), 1.0) == (4 + 1) / 8
    assert overlap(np.zeros(2), HALF, np.zeros((3, 2)), np.full((3, 2), 9.0)).tolist() == [1.0, 1.0, 1.0]


def test_boxes_stay_in_their_frame():
    assert is_inside(np.array([10.0, 5.0]), HALF, FRAME)
    assert not is_inside(np.array([3.0, 5.0]), HALF, FRAME)
    assert not is_inside(np.array([10.0, 9.5]), HALF, FRAME)
    assert is_inside(np.array([0.5, 9.5]), 0.0, FRAME)
    assert sticks_out(np.array([10.0, 5.0]), HALF, FRAME) == 0.0
    assert sticks_out(np.array([3.0, 11.0]), HALF, FRAME) == 1.0 + 2.0
    moved = keep_inside(np.array([[3.0, 5.0], [19.0, 11.0], [10.0, 5.0]]), HALF, FRAME)
    assert moved.tolist() == [[4.0, 5.0], [16.0, 9.0], [10.0, 5.0]]


def test_of_a_box_too_large_for_its_frame_the_beginning_stays_inside():
    assert keep_inside(np.array([1.0, 5.0]), np.array([15.0, 1.0]), FRAME).tolist() == [15.0, 5.0]
    assert keep_inside(7.0, 6.0, (0.0, 10.0)) == 6.0


def test_inwards_is_away_from_the_edge_that_is_near():
    assert inwards(np.array([0.1, 0.95]), 0.3).tolist() == [1, -1]
    assert inwards(np.array([0.3, 0.7]), 0.3).tolist() == [0, 0]


def test_the_first_words_that_fit_are_taken_or_the_last():
    assert first_fitting(["seven", "six", "two"], len, 4.0) == "six"
    assert first_fitting(["seven", "six", "four"], len, 2.0) == "four"


def test_names_are_spread_within_their_bounds():
    for heights in ([0.0, 0.0, 100.0, 100.0], [50.0] * 5, [0.0] * 9):
        placed = np.sort(spread_labels(np.array(heights), 10.0, 0.0, 100.0))
        assert np.diff(placed).min() >= 10.0 - 1e-9
        assert placed[0] >= -1e-9
        assert placed[-1] <= 100.0 + 1e-9


def test_names_are_spread_apart_and_keep_their_order():
    heights = spread_labels(np.array([50.0, 52.0, 51.0, 10.0]), 10.0, 0.0, 100.0)
    assert (np.diff(np.sort(heights)) >= 10 - 1e-9).all()
    assert list(np.argsort(heights)) == [3, 0, 2, 1]
