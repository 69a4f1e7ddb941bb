"""A box in points and one in shares are two things, and each knows the other."""

import numpy as np
import pytest

from gdviz.analysis.boxes import Box, Share


def test_a_box_has_four_edges():
    box = Box(10.0, 20.0, 30.0, 5.0)
    assert (box.right, box.high) == (40.0, 25.0)
    assert Box.between(10.0, 20.0, 40.0, 25.0) == box


def test_edges_are_moved_one_by_one():
    box = Box(10.0, 20.0, 30.0, 5.0)
    assert box.with_edges() == box
    assert box.with_edges(left=0.0, high=30.0) == Box(0.0, 20.0, 40.0, 10.0)
    assert box.with_edges(right=20.0, low=24.0) == Box(10.0, 24.0, 10.0, 1.0)


def test_a_share_has_corners():
    np.testing.assert_array_equal(Share(0.1, 0.2, 0.5, 0.9).corners, [[0.1, 0.2], [0.5, 0.9]])


def test_a_share_of_a_page_is_a_box_on_it_and_back():
    share = Share(0.25, 0.5, 0.75, 1.0)
    assert share.box_on(400.0, 200.0) == Box(100.0, 100.0, 200.0, 100.0)
    assert share.box_on(400.0, 200.0).share_of(400.0, 200.0) == share


def test_the_two_are_never_alike():
    assert Box(0.0, 0.0, 1.0, 1.0) != Share(0.0, 0.0, 1.0, 1.0)
    with pytest.raises(AttributeError):
        Box(0.0, 0.0, 1.0, 1.0).left = 2.0  # type: ignore[misc]
