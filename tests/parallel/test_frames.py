"""Raw frames go from process to process as they are, and wait on a reel."""

from collections.abc import Iterator

import numpy as np
import pytest

from gdviz.parallel.frames import CarriedFrames, RawPiece, at_once, frames_in


def frame(value: int, depth: int = 3) -> np.ndarray:
    return np.full((4, 6, depth), value, np.uint8)


@pytest.mark.parametrize("depth", [3, 4])
def test_a_raw_piece_holds_each_frame_once(depth: int) -> None:
    shown = [(frame(1, depth), 3), (frame(2, 4)[..., :depth], 1)]
    piece = RawPiece()(iter(shown))
    assert len(piece) == 4 * (1 + 3 + 2) + 2 * 4 * 6 * depth
    for (got, repeat), (given, expected) in zip(frames_in(piece), shown, strict=True):
        np.testing.assert_array_equal(got, given)
        assert repeat == expected


def test_a_piece_is_asked_for_when_a_frame_of_it_is(tmp_path) -> None:
    asked: list[int] = []

    def pieces() -> Iterator[bytes]:
        for i in range(3):
            asked.append(i)
            yield RawPiece()([(frame(10 * i), 2), (frame(10 * i + 1), 1)])

    with CarriedFrames(pieces(), 9, tmp_path) as frames:
        assert (len(frames), asked) == (9, [])
        assert [int(frames[i][0, 0, 0]) for i in (1, 4, 0)] == [0, 10, 0]
        assert asked == [0, 1]
        assert [int(one[0, 0, 0]) for one in frames] == [0, 0, 1, 10, 10, 11, 20, 20, 21]


def test_no_more_is_painted_at_once_than_fits_into_memory() -> None:
    assert at_once((2160, 3840, 4)) == 1
    assert at_once((450, 800, 3)) * 450 * 800 * 3 <= 1 << 25 < (at_once((450, 800, 3)) + 1) * 450 * 800 * 3
