"""Frames that are encoded while others are painted."""

import threading
from contextlib import contextmanager, suppress
from fractions import Fraction

import numpy as np
import pytest

from gdviz.encode import BackgroundEncoder
from gdviz.encode.background import AHEAD

RATE = Fraction(30000, 1001)
STREAMED = [".mp4", ".webm", ".mov"]


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
    pile, threads = Pile(broken), threading.active_count()

    def fill():
        with BackgroundEncoder(pile.open) as tape:
            for frame in clip(40):
                tape.add(frame)

    with pytest.raises(OSError, match="No space left"):
        fill()
    assert pile.finished is False
    assert threading.active_count() == threads


def test_a_tape_that_is_given_up_finishes_nothing(clip):
    pile, threads = Pile(), threading.active_count()
    with suppress(KeyboardInterrupt), BackgroundEncoder(pile.open) as tape:
        tape.add(clip(1)[0])
        raise KeyboardInterrupt
    assert pile.finished is False
    assert threading.active_count() == threads


def test_a_tape_without_frames_opens_nothing():
    pile = Pile()
    with BackgroundEncoder(pile.open):
        pass
    assert pile.finished is None
