"""Frames that are encoded while others are painted, and videos put end to end."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Protocol, Self

from gdviz.encode.frames import Frame

# Frames that may wait: enough that neither side stands still for a slow frame of the other.
AHEAD = 6


class Sink(Protocol):
    """What frames are added to."""

    def add(self, frame: Frame, repeat: int = 1) -> None:
        """Add a frame that stands for so many."""


class BackgroundEncoder:
    """A thread that prepares and encodes frames while the next are painted; use it as a context.

    Parameters
    ----------
    open_for
        Returns what the frames go into, as a context, for their shape.
    prepare
        What is done to each frame first.
    """

    def __init__(
        self,
        open_for: Callable[[tuple[int, ...]], AbstractContextManager[Sink]],
        prepare: Callable[[Frame], Frame] = lambda frame: frame,
    ) -> None:
        self._queue: Queue[tuple[Frame, int] | None] = Queue(AHEAD)
        self._open_for, self._prepare = open_for, prepare
        self._given_up = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._encode, daemon=True)
        self._thread.start()

    def add(self, frame: Frame, repeat: int = 1) -> None:
        """Add a frame that stands for so many, to keep.

        Raises
        ------
        OSError
            If what was added before could not be written.
        """
        if self._error is not None:
            raise self._error
        self._queue.put((frame, repeat))

    def _encode(self) -> None:
        item = self._queue.get()
        try:
            if item is not None:
                frame = self._prepare(item[0])
                with self._open_for(frame.shape) as sink:
                    sink.add(frame, item[1])
                    while (item := self._queue.get()) is not None and not self._given_up:
                        sink.add(self._prepare(item[0]), item[1])
                    if self._given_up:
                        raise InterruptedError("the rest of the frames will not come")
        except BaseException as error:
            self._error = error
        while item is not None:
            # Whoever waits to add a frame must not wait for ever.
            item = self._queue.get()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until all is encoded, or give it up where something went wrong."""
        self._given_up = kind is not None
        self._queue.put(None)
        self._thread.join()
        if kind is None and self._error is not None:
            raise self._error
