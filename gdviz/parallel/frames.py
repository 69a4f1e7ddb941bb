"""Frames painted by several processes, each a slice of the clip, into one spool."""

import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self, overload

import numpy as np

from gdviz.encode import Frame, Spool
from gdviz.figures import PaintedFrames
from gdviz.parallel.processes import Connection, Worker, can_fork, check_jobs


@dataclass
class _Painter(Worker):
    """A process with the frames that are its own."""

    frames: range = range(0)


class ParallelFrames(Sequence[Frame]):
    """The frames of a film, as they come from the processes that paint them; use it as a context.

    A frame that is asked for is painted next, so that a palette can be taken from frames all over the clip while the
    rest are painted.

    Parameters
    ----------
    film
        What to paint.
    remake
        Returns the same film in another process; picklable.
    shape
        Of a frame.
    jobs
        The number of processes.
    fork
        Whether processes are forked, which saves their set-up, or start afresh; by default where forking is safe.
    """

    def __init__(
        self,
        film: PaintedFrames,
        remake: Callable[[], PaintedFrames],
        shape: tuple[int, ...],
        jobs: int,
        *,
        fork: bool | None = None,
    ) -> None:
        check_jobs(jobs)
        fork = can_fork() if fork is None else fork
        self._spool = Spool.create(len(film), shape)
        self._painted: set[int] = set()
        self._painters: list[_Painter] = []
        for frames in slices(film, jobs):
            painter = _Painter.start(_paint, film if fork else remake, self._spool, frames, fork=fork)
            painter.frames = frames
            self._painters.append(painter)
        self._lines = [painter.line for painter in self._painters]

    def __len__(self) -> int:
        return len(self._spool)

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Frame]: ...
    def __getitem__(self, index: int | slice) -> Frame | Sequence[Frame]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        index = range(len(self))[index]
        if index not in self._painted:
            self._wait_for(index)
        return self._spool[index]

    def _wait_for(self, index: int) -> None:
        owner = next(painter for painter in self._painters if index in painter.frames)
        with suppress(BrokenPipeError):
            owner.line.send(index)
        while index not in self._painted:
            ready: list[Connection] = wait(self._lines)
            for line in ready:
                try:
                    said = line.recv()
                except (EOFError, ConnectionResetError):
                    self._lines.remove(line)
                    continue
                if isinstance(said, Exception):
                    raise said
                self._painted.add(said)
            if owner.line not in self._lines and index not in self._painted:
                raise owner.lost()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes and remove the spool."""
        for painter in self._painters:
            painter.end()
        self._spool.close()


def slices(film: PaintedFrames, jobs: int) -> list[range]:
    """Cut a film into at most `jobs` contiguous slices with as many different moments in each."""
    new = np.array([1, *(now != before for before, now in zip(film.moments, film.moments[1:], strict=False))])
    share = np.cumsum(new) - 1
    bounds = np.searchsorted(share, np.linspace(0, share[-1] + 1, jobs + 1))
    return [range(a, b) for a, b in zip(bounds.tolist(), bounds[1:].tolist(), strict=False) if a < b]


def _paint(source: PaintedFrames | Callable[[], PaintedFrames], spool: Spool, frames: range, line: Connection) -> None:
    """Paint some frames of a film, first those that are asked for, and say which are done."""
    # Ctrl-C reaches every process of a terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        film = source if isinstance(source, PaintedFrames) else source()
        with Spool.open(spool.path, len(spool), spool.shape) as page:
            left = dict.fromkeys(frames)
            while left:
                index = next(iter(left))
                while line.poll():
                    asked = line.recv()
                    index = asked if asked in left else index
                del left[index]
                page.put(index, film[index])
                line.send(index)
    except BrokenPipeError:
        return
    except Exception as error:
        line.send(error)
