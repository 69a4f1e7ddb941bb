"""Worker processes, lines to them, and the one loop that hears what they report."""

import errno
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from gdviz.extensions.carrying import portable
from gdviz.parallel.capacity import can_fork, check_jobs, default_jobs, processor_time

# A pipe, on which a process reports what it has done, and may be asked what to do next.
Connection = Any
Order = TypeVar("Order")
# (order, line): carries out an order, and reports on the line.
Work = Callable[[Order, Connection], None]

# A frame of a large film may take a slow machine minutes, but it takes the processor's time: processes that have used
# less than SOME seconds of it, in so many looks one after another, so many seconds apart, wait for what will not come.
# They are looks and not a time, for whoever was stopped by Ctrl-Z has used none either.
LOOKS, APART, SOME = 24, 5.0, 0.05
# So many seconds are granted to the threads of a pool that is given up.
LINGERING = 2.0
# What the system says when it has no room for another process.
NO_ROOM = {errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM}


@dataclass(frozen=True)
class Finished:
    """What a process sends when its work is done."""


@dataclass(frozen=True)
class Worker(Generic[Order]):
    """A process, its order, and the line to it."""

    order: Order
    process: Any
    line: Connection

    @classmethod
    def start(cls, work: Work[Order], order: Order, context: Any) -> Self:
        """Start a process of a context of multiprocessing that does `work(order, line)`."""
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(work, order, there), daemon=True)
        try:
            process.start()
        except BaseException:
            here.close()
            raise
        finally:
            there.close()
        return cls(order, process, here)

    def lost(self) -> ChildProcessError:
        """Return the error for a process that ended before its work."""
        self.process.join()
        return ChildProcessError(f"one of the processes ended with exit code {self.process.exitcode}; try --jobs 1")

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.terminate()
        self.process.join()
        self.line.close()


class Standstill:
    """Whether processes that have work stand still."""

    def __init__(self) -> None:
        self._looks, self._spent, self._heard, self._last = 0, 0.0, -1, time.monotonic()

    def look(self, pids: Iterable[int], heard: int) -> None:
        """Look at processes again, of which so much was heard in all.

        Raises
        ------
        ChildProcessError
            If at LOOKS looks, each at least APART after the one before, nothing more was heard, nor anything done.
        """
        now = time.monotonic()
        if heard == self._heard and now - self._last < APART:
            return
        self._last, before = now, self._spent
        self._spent = sum(map(processor_time, pids))
        is_still = heard == self._heard and self._spent - before < SOME
        self._looks, self._heard = self._looks + 1 if is_still else 0, heard
        if self._looks == LOOKS:
            raise ChildProcessError("the processes have stood still for two minutes; try --jobs 1")


class Workers(Generic[Order]):
    """Processes that each carry out an order; use it as a context, which ends them.

    They end with this process however it ends, a kill too.

    Parameters
    ----------
    work
        What each does with its order; it reports on the line whatever can be pickled.
    orders
        One for each process; picklable unless the processes are forked.
    fork
        Whether processes are forked, or start afresh; by default where forking is safe.
    preload
        The modules that they need, where they start afresh.
    program
        Whether they need the caller's program, where they start afresh: what is defined there.

    Raises
    ------
    ChildProcessError
        If the system has no room for so many.
    """

    def __init__(
        self,
        work: Work[Order],
        orders: Iterable[Order],
        *,
        fork: bool | None = None,
        preload: Sequence[str] = (),
        program: bool = False,
    ) -> None:
        context = starting(preload, fork=fork, program=program)
        self.all: list[Worker[Order]] = []
        try:
            for order in orders:
                self.all.append(Worker.start(work, order, context))
        except BaseException as error:
            self._end()
            if isinstance(error, OSError) and error.errno in NO_ROOM:
                raise crowded(error) from error
            raise
        self._busy = {worker.line: worker for worker in self.all}

    def reports(self) -> Iterator[Any]:
        """Yield what the processes report, as it comes, until all have finished; may be left and taken up again.

        Raises
        ------
        ChildProcessError
            If a process ends before its work, or all that have work stand still.
        Exception
            What went wrong in a process.
        """
        standstill, heard = Standstill(), 0
        while self._busy:
            ready: list[Connection] = wait(list(self._busy), APART)
            heard += len(ready)
            standstill.look([worker.process.pid for worker in self._busy.values()], heard)
            for line in ready:
                try:
                    report = line.recv()
                except (EOFError, ConnectionResetError):
                    raise self._busy[line].lost() from None
                if isinstance(report, Exception):
                    raise report
                if isinstance(report, Finished):
                    del self._busy[line]
                else:
                    yield report

    def _end(self) -> None:
        for worker in self.all:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()


def starting(preload: Sequence[str] = (), *, fork: bool | None = None, program: bool = False) -> Any:
    """Return how processes are started, as multiprocessing has it: forked where that is safe, and otherwise afresh.

    Afresh, they do not carry out the caller's program once more unless `program` says so; see gdviz.parallel.afresh.

    Forked, a process needs no set-up and nothing pickled. Otherwise, on Linux, it is forked from a process that was
    started for that, has imported what is to be preloaded, and does nothing itself, so that it has no threads.
    """
    if can_fork() if fork is None else fork:
        return multiprocessing.get_context("fork")
    from gdviz.parallel import afresh

    if sys.platform != "linux":
        return multiprocessing.get_context("spawn") if program else afresh.SpawnAlone()
    context = multiprocessing.get_context("forkserver") if program else afresh.ForkServerAlone()
    context.set_forkserver_preload(list(preload))
    return context


@contextmanager
def pool(
    jobs: int | None,
    tasks: int,
    *,
    preload: Sequence[str] = (),
    program: bool = False,
    begin: Callable[..., object] = tuple,
    given: tuple[Any, ...] = (),
) -> Iterator[Executor]:
    """Give an executor of `jobs` processes, or as many as are worth while for so many tasks; they end with the block.

    They start as those of `Workers`; then each calls `begin` with what is `given`.

    Raises
    ------
    ValueError
        For a number of processes that nobody wants, or that is not allowed.
    ChildProcessError
        If the system has no room for so many.
    """
    if jobs is not None:
        check_jobs(jobs)
    count = default_jobs(tasks) if jobs is None else max(1, min(jobs, tasks))
    context = starting(preload, program=program)
    others, threads = set(multiprocessing.active_children()), set(threading.enumerate())
    executor = ProcessPoolExecutor(count, context, initializer=_begin, initargs=(begin, given))
    try:
        yield executor
        executor.shutdown()
    except BaseException as error:
        # Otherwise all that was asked for would be done first.
        executor.shutdown(wait=False, cancel_futures=True)
        ours = [child for child in multiprocessing.active_children() if child not in others]
        for child in ours:
            child.terminate()
        for child in ours:
            child.join()
        # Its threads end with them, but for a moment they forbid to fork others.
        for thread in set(threading.enumerate()) - threads:
            thread.join(LINGERING)
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise crowded(error) from error
        raise


def crowded(error: OSError) -> ChildProcessError:
    """Return the error for processes that the system had no room for."""
    return ChildProcessError(f"so many processes cannot be started here ({error.strerror}); try a smaller --jobs")


def _begin(begin: Callable[..., object], given: tuple[Any, ...]) -> None:
    attend()
    begin(*given)


def attend() -> None:
    """Make this process one that its parent ends, and that ends when its parent has ended, however it did."""
    # Ctrl-C reaches every process of a terminal; the first one ends the others. How it does that is not as it answers
    # such signals itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the parent is there no more, which closes a pipe, and end this process."""
    parent, starter = multiprocessing.parent_process(), os.getppid()
    # Another process that was forked from the parent meanwhile may keep the pipe open.
    while parent is not None and os.getppid() == starter:
        if wait([parent.sentinel], 1.0):
            break
    os._exit(1)


def _serve(work: Work[Order], order: Order, line: Connection) -> None:
    """Carry out an order, and say when it is done or what went wrong."""
    attend()
    try:
        work(order, line)
        line.send(Finished())
    except BrokenPipeError:
        return
    except Exception as error:
        line.send(portable(error))
