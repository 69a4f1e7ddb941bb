"""A scene that is played as far as its frames are asked for, and waits.

Every picture is a function of the clocks alone, and what is skipped costs next to nothing: so whoever paints a piece
plays the scene up to it, and goes on from there when the next piece is asked for.
"""

from collections.abc import Callable, Iterator
from queue import Empty, Queue
from threading import Thread
from typing import Any

import numpy as np
from manim.utils.exceptions import EndSceneEarlyException

from gdviz.encode import Frame
from gdviz.rendering.manim_frames import FrameRenderer, FrameTaker

# Painted frames that may wait: enough that neither side stands still for a slow frame of the other, and of large ones
# no more than so many bytes.
AHEAD, ROOM = 6, 1 << 25
# How often who gives a player up looks whether it has ended, in seconds.
OFTEN = 0.05
# The numbers of frames to paint; None for no more.
Asked = Queue[range | None]
# Arrays that were frames, which others may be copied into.
Free = Queue[Frame]
# A frame, and for how many it stands; None where all that were asked for have come; or what went wrong.
Made = Queue[tuple[Frame, int] | BaseException | None]


def ahead_of(shape: tuple[int, ...]) -> int:
    """Return how many frames of a shape may wait."""
    return max(1, min(AHEAD, ROOM // (4 * shape[0] * shape[1])))


class Player:
    """A scene that is played as far as its frames are asked for, in a thread that waits in between.

    Parameters
    ----------
    play
        Plays the scene to who takes its frames.
    prepare
        What is done to each frame by who has asked for it, while the next is painted.
    ahead
        How many painted frames may wait.
    """

    def __init__(
        self, play: Callable[[FrameTaker], Any], prepare: Callable[[Frame], Frame], ahead: int = AHEAD
    ) -> None:
        self._play_to, self._prepare, self._ahead = play, prepare, ahead
        self._thread: Thread | None = None
        self._position = 0

    def frames(self, wanted: range) -> Iterator[tuple[Frame, int]]:
        """Yield the frames of these numbers, each with how many it stands for, while the next are painted.

        One is valid until the next is asked for.
        """
        if self._thread is None or not self._thread.is_alive() or wanted.start < self._position:
            self.close()
            self._asked: Asked = Queue()
            self._made: Made = Queue(self._ahead)
            self._free: Free = Queue()
            self._thread = Thread(target=self._play, args=(self._asked, self._made, self._free), daemon=True)
            self._thread.start()
        self._position = wanted.stop
        self._asked.put(wanted)
        try:
            while (made := self._made.get()) is not None:
                if isinstance(made, BaseException):
                    raise made
                yield self._prepare(made[0]), made[1]
                self._free.put(made[0])
        except BaseException:
            self.close()
            raise

    def _play(self, asked: Asked, made: Made, free: Free) -> None:
        taker = PieceTaker(asked, made, free)
        try:
            self._play_to(taker)
            taker.finish()
        except BaseException as error:
            made.put(error)

    def close(self) -> None:
        """Give up the rest of the scene."""
        thread, self._thread, self._position = self._thread, None, 0
        if thread is not None:
            self._asked.put(None)
            while thread.is_alive():
                try:
                    self._made.get(timeout=OFTEN)
                except Empty:
                    continue
            thread.join()


class PieceTaker:
    """Hands on the frames that are asked for, and lets the scene wait until some are."""

    def __init__(self, asked: Asked, made: Made, free: Free) -> None:
        self._asked, self._made, self._free = asked, made, free
        self._wanted = range(0)
        self._position = 0

    def begins(self, beat: int, name: str) -> None:
        """Go on: frames are numbered through all beats."""

    def wants(self, count: int) -> bool:
        """Return whether some of the next frames are asked for, once it is known what is."""
        while self._position >= self._wanted.stop:
            self._next()
        return self._position + count > self._wanted.start

    def passes(self, count: int) -> None:
        """Count the frames; where the last that were asked for are among them, that is all there is."""
        self._reach(self._position + count)

    def takes(self, pixels: Frame, repeat: int) -> None:
        """Hand a frame on, as often as it is asked for."""
        end = self._position + repeat
        while self._position < end:
            if not self.wants(end - self._position):
                self._reach(end)
                return
            first = max(self._position, self._wanted.start)
            last = min(end, self._wanted.stop)
            self._made.put((self._copied(pixels), last - first))
            self._reach(last)

    def _copied(self, pixels: Frame) -> Frame:
        try:
            copy = self._free.get_nowait()
        except Empty:
            copy = np.empty_like(pixels)
        np.copyto(copy, pixels)
        return copy

    def ends(self, beat: int, renderer: FrameRenderer) -> bool:
        """Go on."""
        return True

    def finish(self) -> None:
        """Say that no more frames will come."""
        self._reach(max(self._position, self._wanted.stop))

    def _reach(self, position: int) -> None:
        is_under_way = self._position < self._wanted.stop
        self._position = position
        if is_under_way and position >= self._wanted.stop:
            self._made.put(None)

    def _next(self) -> None:
        wanted = self._asked.get()
        if wanted is None:
            raise EndSceneEarlyException
        self._wanted = wanted
