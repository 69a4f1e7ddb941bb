"""Frames that are encoded while others are painted, kept for later, and put end to end."""

import pickle
import threading
from contextlib import contextmanager, suppress
from fractions import Fraction

import av
import numpy as np
import pytest

from gdviz.encode import FORMATS, BackgroundEncoder, Reel, Video, WriteOptions, join, write
from gdviz.encode.background import AHEAD

RATE = Fraction(30000, 1001)
STREAMED = [".mp4", ".webm", ".mov"]


def video(path, frames, rate=RATE):
    with Video(path, FORMATS[path.suffix].write, frames[0].shape, rate, WriteOptions()) as made:
        for frame in frames:
            made.add(frame)
    return path


class Pile:
    """Takes frames."""

    def __init__(self, broken=None):
        self.frames, self.broken, self.finished = [], broken, None

    @contextmanager
    def open(self, shape):
        """Open."""
        self.shape = shape
        try:
            yield self
        except BaseException:
            self.finished = False
            raise
        self.finished = True

    def add(self, frame, repeat=1):
        """Take one."""
        if self.broken is not None and len(self.frames) >= self.broken:
            raise OSError(28, "No space left on device")
        self.frames.append((frame, repeat, threading.current_thread()))


def test_a_tape_prepares_and_adds_in_another_thread_in_order(clip):
    pile, frames = Pile(), clip(40)
    with BackgroundEncoder(pile.open, lambda frame: frame[::2]) as tape:
        for number, frame in enumerate(frames):
            tape.add(frame, number + 1)
    assert pile.finished
    assert pile.shape == frames[0][::2].shape
    assert [repeat for _, repeat, _ in pile.frames] == list(range(1, 41))
    assert {thread for _, _, thread in pile.frames} != {threading.current_thread()}
    for (got, _, _), frame in zip(pile.frames, frames, strict=True):
        np.testing.assert_array_equal(got, frame[::2])


def test_a_tape_keeps_few_frames_waiting(clip):
    slow, waited = threading.Event(), threading.Event()
    pile = Pile()

    def prepare(frame):
        slow.wait()
        return frame

    def paint():
        with BackgroundEncoder(pile.open, prepare) as tape:
            for count, frame in enumerate(clip(12)):
                if count == AHEAD + 1:
                    waited.set()
                tape.add(frame)

    painter = threading.Thread(target=paint)
    painter.start()
    assert waited.wait(10)
    painter.join(0.2)
    assert painter.is_alive(), "the painter waits for the encoder"
    slow.set()
    painter.join(10)
    assert len(pile.frames) == 12


@pytest.mark.parametrize("broken", [0, 3, 39])
def test_what_fails_in_the_thread_is_raised_here(broken, clip):
    pile = Pile(broken)

    def fill():
        with BackgroundEncoder(pile.open) as tape:
            for frame in clip(40):
                tape.add(frame)

    with pytest.raises(OSError, match="No space left"):
        fill()
    assert pile.finished is False
    assert threading.active_count() == 1


def test_a_tape_that_is_given_up_finishes_nothing(clip):
    pile = Pile()
    with suppress(KeyboardInterrupt), BackgroundEncoder(pile.open) as tape:
        tape.add(clip(1)[0])
        raise KeyboardInterrupt
    assert pile.finished is False
    assert threading.active_count() == 1


def test_a_tape_without_frames_opens_nothing():
    pile = Pile()
    with BackgroundEncoder(pile.open):
        pass
    assert pile.finished is None


@pytest.mark.parametrize("suffix", STREAMED)
def test_a_frame_that_stands_is_added_once_and_shown_as_long(suffix, clip, filmed, tmp_path):
    first, last = clip(2)
    path = tmp_path / f"a{suffix}"
    with Video(path, FORMATS[suffix].write, first.shape, RATE, WriteOptions()) as made:
        made.add(first, 7)
        made.add(last, 3)
    assert path.read_bytes() == write(tmp_path / f"b{suffix}", [first] * 7 + [last] * 3, float(RATE)).read_bytes()


@pytest.mark.parametrize("suffix", STREAMED)
@pytest.mark.parametrize("kind", ["clip", "glass"])
def test_joined_videos_show_the_frames_of_their_parts(suffix, kind, request, filmed, tmp_path):
    if (suffix, kind) == (".mp4", "glass"):
        pytest.skip("MP4 has no transparency")
    frames = request.getfixturevalue(kind)(60, 48, 240)
    cuts = [(0, 1), (1, 31), (31, 33), (33, 60)]
    parts = [video(tmp_path / f"{start}{suffix}", frames[start:end]) for start, end in cuts]
    whole = tmp_path / f"a{suffix}"
    join(whole, parts, FORMATS[suffix].write, RATE)
    shown, expected = filmed(whole), [frame for part in parts for frame in filmed(part)]
    assert len(shown) == 60
    for got, frame in zip(shown, expected, strict=True):
        np.testing.assert_array_equal(got, frame)
    with av.open(whole) as container, av.open(parts[1]) as part:
        stream = container.streams.video[0]
        assert container.duration / 1e6 == pytest.approx(float(60 / RATE), abs=0.002)
        times = [frame.time for frame in container.decode(stream)]
        np.testing.assert_allclose(times, [float(i / RATE) for i in range(60)], atol=0.0011)
        for name in ("colorspace", "color_primaries", "color_trc", "color_range", "pix_fmt"):
            assert getattr(stream.codec_context, name) == getattr(part.streams.video[0].codec_context, name)
        assert stream.metadata.get("ALPHA_MODE") == part.streams.video[0].metadata.get("ALPHA_MODE")
    if suffix != ".webm":
        data = whole.read_bytes()
        assert data.index(b"moov") < data.index(b"mdat"), "players can start before they have read all"


def test_a_reel_keeps_what_stands_still_once(clip, tmp_path):
    frames = clip(3)
    with Reel(tmp_path / "reel", frames[0].shape) as reel:
        for frame, repeat in zip(frames, (1, 20, 2), strict=True):
            reel.add(frame, repeat)
    assert (tmp_path / "reel").stat().st_size == 3 * frames[0].nbytes
    assert len(reel) == 23
    for index, number in ((0, 0), (1, 1), (20, 1), (21, 2), (-1, 2)):
        np.testing.assert_array_equal(reel[index], frames[number])
    np.testing.assert_array_equal(reel[19:22], [frames[1], frames[1], frames[2]])


def test_reels_of_several_processes_are_spliced(clip, tmp_path):
    frames, reels = clip(6), []
    for start in (0, 3):
        reel = Reel(tmp_path / f"{start}", frames[0].shape)
        for frame in frames[start : start + 3]:
            reel.add(frame)
        reels.append(pickle.loads(pickle.dumps(reel)))  # noqa: S301
    np.testing.assert_array_equal(Reel.spliced(reels)[:], frames)
