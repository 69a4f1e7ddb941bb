"""What changed from frame to frame: its rectangle, and what is laid over what."""

import numpy as np
import pytest

from gdviz.encode.delta import area, change, changed, changes, partitions, shares, whole
from gdviz.encode.palette import CLEAR


def test_a_pixel_is_one_number_of_four_bytes():
    frame = np.array([[[1, 2, 3], [255, 0, 128]]], np.uint8)
    packed = whole(frame)
    assert (packed.shape, packed.dtype) == ((1, 2), np.uint32)
    assert packed.view(np.uint8).reshape(2, 4).tolist() == [[1, 2, 3, 255], [255, 0, 128, 255]]
    clear = np.array([[[9, 8, 7, 0]]], np.uint8)
    assert whole(clear).view(np.uint8).tolist() == [[9, 8, 7, 0]]


def test_packed_pixels_are_a_copy():
    frame = np.zeros((2, 2, 4), np.uint8)
    packed = whole(frame)
    frame[:] = 255
    assert not packed.any()


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        ([], (slice(0, 1), slice(0, 1))),
        ([(3, 4)], (slice(3, 4), slice(4, 5))),
        ([(0, 6), (4, 1)], (slice(0, 5), slice(1, 7))),
    ],
)
def test_the_least_rectangle_holds_what_changed(pixels, expected):
    differs = np.zeros((5, 7), bool)
    for pixel in pixels:
        differs[pixel] = True
    assert changed(differs) == expected


def test_the_first_frame_is_drawn_whole():
    frame = np.arange(12, dtype=np.uint8).reshape(3, 4)
    drawn, where, over = change(frame, None)
    np.testing.assert_array_equal(drawn, frame)
    assert (where, over) == ((0, 0), False)


@pytest.mark.parametrize(("even", "where", "shape"), [(False, (3, 1), (2, 2)), (True, (2, 0), (3, 3))])
def test_opaque_pixels_are_laid_over_and_what_stands_is_clear(even, where, shape):
    before = np.full((5, 8), 7, np.uint8)
    frame = before.copy()
    frame[1, 3], frame[2, 4] = 1, 2
    drawn, place, over = change(frame, before, even=even)
    assert (place, drawn.shape, over) == (where, shape, True)
    assert sorted(drawn[drawn != CLEAR].tolist()) == [1, 2]
    assert np.count_nonzero(drawn == CLEAR) == drawn.size - 2


def test_new_transparent_pixels_replace_what_is_there():
    before = np.full((4, 4), 7, np.uint8)
    frame = before.copy()
    frame[1:3, 1:3] = [[CLEAR, 7], [1, 2]]
    drawn, place, over = change(frame, before)
    assert (place, over) == ((1, 1), False)
    assert drawn.tolist() == [[CLEAR, 7], [1, 2]]


def test_soft_pixels_in_full_colour_replace_too():
    before = whole(np.full((3, 3, 4), 255, np.uint8))
    soft = np.full((3, 3, 4), 255, np.uint8)
    soft[1, 1] = (10, 20, 30, 128)
    drawn, place, over = change(whole(soft), before)
    assert (place, over, drawn.view(np.uint8).tolist()) == ((1, 1), False, [[10, 20, 30, 128]])
    soft[1, 1, 3] = 255
    drawn, place, over = change(whole(soft), before)
    assert (place, over, drawn.shape) == ((1, 1), True, (1, 1))


def test_rectangles_are_cut_where_it_saves_most():
    pixels = np.zeros((20, 30), bool)
    pixels[2:4, 1:5] = pixels[2:4, 24:28] = pixels[15:18, 3] = True
    one, two, three = partitions(pixels, 5)
    assert one == [(slice(2, 18), slice(1, 28))]
    assert sorted(two, key=area) == [(slice(15, 18), slice(3, 4)), (slice(2, 4), slice(1, 28))]
    corners = [(slice(2, 4), slice(1, 5)), (slice(2, 4), slice(24, 28)), (slice(15, 18), slice(3, 4))]
    assert sorted(three, key=str) == sorted(corners, key=str), "and there is nothing more to cut"


def test_a_number_beside_a_picture_is_a_part_of_its_own():
    rng = np.random.default_rng(0)
    before = np.full((60, 90), CLEAR, np.uint8)
    before[10:, :60] = rng.integers(0, 200, (50, 60))
    before[2:6, 80:84] = 1
    frame = before.copy()
    frame[2:6, 80:84] = [[CLEAR, 2, 2, CLEAR]] * 4
    frame[30:35, 20:25] = 3
    parts = changes(frame, before, 3)
    assert [(where, drawn.shape, over) for drawn, where, over in parts] == [
        ((80, 2), (4, 4), False),
        ((20, 30), (5, 5), True),
    ]
    # Laid down one after another they make the frame; where only one is allowed, it is all that they span.
    shown = before.copy()
    for drawn, (x, y), over in parts:
        there = shown[y : y + drawn.shape[0], x : x + drawn.shape[1]]
        there[:] = np.where(over & (drawn == CLEAR), there, drawn)
    np.testing.assert_array_equal(shown, frame)
    assert [(where, drawn.shape, over) for drawn, where, over in changes(frame, before, 1)] == [
        ((20, 2), (33, 64), False)
    ]


def test_parts_share_the_time_of_a_frame_and_the_last_is_seen_longest():
    assert list(shares(40, 1, 11)) == [40]
    assert list(shares(40, 3, 11)) == [11, 11, 18]
