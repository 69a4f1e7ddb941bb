"""Sequences of frames: numbers, slices and ends, whatever makes the frames; and frames left out or made smaller."""

from contextlib import ExitStack
from fractions import Fraction

import numpy as np
import pytest

from gdviz.encode import FrameSequence, Reel, cut
from gdviz.encode.budget import Kept
from gdviz.encode.frames import Selection, even, smaller, ticks
from gdviz.figures import PaintedFrames
from gdviz.parallel.frames import CarriedFrames, RawPiece
from gdviz.slides.clips import Playback

FRAMES = [np.full((2, 3, 3), 10 * i, np.uint8) for i in range(6)]


def values(frames):
    return [int(frame[0, 0, 0]) for frame in frames]


class Counted(FrameSequence):
    """Frames that note which are made."""

    def __init__(self):
        self.made = []

    def __len__(self):
        return 6

    def frame(self, index):
        """Make one."""
        self.made.append(index)
        return FRAMES[index]


def test_a_slice_makes_nothing_until_a_frame_is_asked_for():
    frames = Counted()
    part = frames[4:1:-2]
    assert (len(part), frames.made) == (2, [])
    assert values(part) == [40, 20]
    assert frames.made == [4, 2]
    assert values(frames[1:][::2][-2:]) == [30, 50]
    assert values(frames[9:]) == []


@pytest.mark.parametrize("index", [-7, 6, 100])
def test_there_is_no_frame_beyond_the_ends(index):
    frames = Counted()
    with pytest.raises(IndexError, match=f"of 6 frames there is none with the number {index}"):
        frames[index]
    assert frames.made == []


def test_an_error_of_a_frame_does_not_pass_for_the_end():
    class Broken(Counted):
        def frame(self, index):
            if index == 3:
                raise IndexError("frame 3 was not put")
            return super().frame(index)

    with pytest.raises(IndexError, match="frame 3 was not put"):
        list(Broken())


def reel(folder, stack):
    made = stack.enter_context(Reel(folder))
    for frame in FRAMES:
        made.add(frame)
    return made


def carried(folder, stack):
    pieces = (RawPiece()([(frame, 1) for frame in FRAMES[i : i + 2]]) for i in (0, 2, 4))
    return stack.enter_context(CarriedFrames(pieces, 6, folder))


KINDS = {
    "selection": lambda folder, stack: Selection(FRAMES, Fraction(25)),
    "kept": lambda folder, stack: Kept(FRAMES, stack.enter_context(Reel(folder))),
    "reel": reel,
    "carried": carried,
    "painted": lambda folder, stack: PaintedFrames(FRAMES.__getitem__, range(6)),
    "playback": lambda folder, stack: Playback(iter(FRAMES), 6),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_sequence_counts_from_both_ends(kind, tmp_path):
    with ExitStack() as stack:
        frames = KINDS[kind](tmp_path, stack)
        assert len(frames) == 6
        order = [0, 1, -4, -3, 4, -1] if kind == "playback" else [-1, 2, 0, -2, 2, 5]
        assert [int(frames[i][0, 0, 0]) for i in order] == [10 * (i % 6) for i in order]
        for index in (6, -7):
            with pytest.raises(IndexError, match="of 6 frames"):
                frames[index]
        if kind != "playback":
            assert values(frames[1:-1:3]) == [10, 40]
            assert values(frames) == [0, 10, 20, 30, 40, 50]


@pytest.mark.parametrize(("count", "every"), [(1, 2), (2, 2), (7, 2), (12, 2), (13, 4)])
def test_fewer_frames_last_as_long(count, every):
    frames = [np.full((2, 2, 3), i, np.uint8) for i in range(count)]
    film = Selection(frames, Fraction(25), every)
    assert len(film) / film.rate == Fraction(count, 25)
    shown = [int(frame[0, 0, 0]) for frame in film]
    assert shown[-1] == count - 1
    assert shown[0] == 0 or len(shown) == 1
    assert shown == sorted(set(shown))


def test_a_selection_asks_for_a_frame_once_for_its_shape_and_itself():
    frames = Counted()
    chosen = Selection(frames, Fraction(24), 2)
    assert (chosen.shape, chosen.rate, len(chosen)) == ((2, 3, 3), 12, 3)
    assert values(chosen) == [0, 20, 50]
    assert frames.made == [0, 2, 5]


def test_smaller_keeps_the_mean_and_rounds_the_sides():
    frame = np.zeros((9, 14, 3), np.uint8)
    frame[:, ::2] = 200
    made = smaller(frame, 0.5)
    assert made.shape == (4, 7, 3)
    assert made.mean() == pytest.approx(100, abs=6)
    assert smaller(frame, 0.01).shape == (1, 1, 3)


@pytest.mark.parametrize(("size", "expected"), [((3, 4), (4, 4)), ((4, 5), (4, 6)), ((1, 1), (2, 2)), ((6, 8), (6, 8))])
def test_even_repeats_the_last_row_and_column(size, expected):
    frame = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    made = even(frame)
    assert made.shape == (*expected, 3)
    np.testing.assert_array_equal(made[: size[0], : size[1]], frame)
    np.testing.assert_array_equal(made[-1, : size[1]], frame[-1])
    np.testing.assert_array_equal(made[: size[0], -1], frame[:, -1])


@pytest.mark.parametrize(
    ("count", "rate", "expected"),
    [(4, 25, [4, 4, 4, 4]), (6, 30, [3, 4, 3, 3, 4, 3]), (3, Fraction(1, 1000), [65535] * 3)],
)
def test_ticks_are_whole_and_add_up_to_the_clips_length(count, rate, expected):
    assert ticks(count, Fraction(rate), 100) == expected


@pytest.mark.parametrize(
    ("frames", "longest", "expected"),
    [
        (range(5), 5, [5]),
        (range(6), 5, [3, 3]),
        (range(10, 17), 3, [2, 2, 3]),
        (range(480), 240, [240, 240]),
        (range(0), 3, []),
    ],
)
def test_frames_are_cut_into_the_fewest_pieces_of_about_one_length(frames, longest, expected):
    pieces = cut(frames, longest)
    assert [len(piece) for piece in pieces] == expected
    assert [number for piece in pieces for number in piece] == list(frames)
