"""Frames painted by several processes, each a slice of the clip, into one spool."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from types import TracebackType
from typing import Any, Self

import numpy as np

from gdviz.encode import Frame, FrameSequence, Spool
from gdviz.parallel.capacity import can_fork, check_jobs
from gdviz.parallel.processes import Connection, Workers


@dataclass(frozen=True)
class FrameOrder:
    """The frames of a clip that one process paints; picklable where `remake` is.

    Attributes
    ----------
    remake
        Returns all frames of the clip.
    spool
        Where they go.
    indices
        Those to paint.
    """

    remake: Callable[[], Sequence[Frame]]
    spool: Spool
    indices: range


class ParallelFrames(FrameSequence):
    """The frames of a clip, as they come from the processes that paint them; use it as a context.

    A frame that is asked for is painted next, so that a palette can be taken from frames all over the clip while the
    rest are painted.

    Parameters
    ----------
    frames
        What to paint.
    moments
        What each frame shows: neighbours that show the same share a picture, which is painted once.
    remake
        Returns the same frames in another process; picklable.
    shape
        Of a frame.
    jobs
        The number of processes.
    fork
        Whether processes are forked, which saves their set-up, or start afresh; by default where forking is safe.
    preload
        The modules that painting needs, for processes that start afresh.
    """

    def __init__(
        self,
        frames: Sequence[Frame],
        moments: Sequence[Any],
        remake: Callable[[], Sequence[Frame]],
        shape: tuple[int, ...],
        jobs: int,
        *,
        fork: bool | None = None,
        preload: Sequence[str] = (),
    ) -> None:
        check_jobs(jobs)
        self._spool = Spool.create(len(frames), shape)
        self._painted: set[int] = set()
        fork = can_fork() if fork is None else fork
        source = (lambda: frames) if fork else remake
        orders = [FrameOrder(source, self._spool, part) for part in slices(moments, jobs)]
        try:
            self._workers = Workers(_paint, orders, fork=fork, preload=preload)
        except BaseException:
            self._spool.close()
            raise

    def __len__(self) -> int:
        return len(self._spool)

    def frame(self, index: int) -> Frame:
        """Return a frame as soon as it is painted."""
        if index not in self._painted:
            self._wait_for(index)
        return self._spool[index]

    def _wait_for(self, index: int) -> None:
        owner = next(worker for worker in self._workers.all if index in worker.order.indices)
        with suppress(BrokenPipeError):
            owner.line.send(index)
        for painted in self._workers.reports():
            self._painted.add(painted)
            if index in self._painted:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes and remove the spool."""
        self._workers.__exit__(kind, error, trace)
        self._spool.close()


def slices(moments: Sequence[Any], jobs: int) -> list[range]:
    """Cut a clip into at most `jobs` contiguous slices with as many moments in each; equal neighbours count as one."""
    new = np.array([1, *(now != before for before, now in pairwise(moments))])
    share = np.cumsum(new) - 1
    bounds = np.searchsorted(share, np.linspace(0, share[-1] + 1, jobs + 1))
    return [range(a, b) for a, b in zip(bounds.tolist(), bounds[1:].tolist(), strict=False) if a < b]


def _paint(order: FrameOrder, line: Connection) -> None:
    """Paint an order's frames, first those that are asked for, and report the number of each that is done."""
    frames = order.remake()
    with order.spool.again() as spool:
        left = dict.fromkeys(order.indices)
        while left:
            index = next(iter(left))
            while line.poll():
                asked = line.recv()
                index = asked if asked in left else index
            del left[index]
            spool.put(index, frames[index])
            line.send(index)
