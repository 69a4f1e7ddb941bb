"""Worker processes, lines to them, and the one loop that hears what they report."""

import multiprocessing
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

# A pipe, on which a process reports what it has done, and may be asked what to do next.
Connection = Any
Order = TypeVar("Order")
# (order, line): carries out an order, and reports on the line.
Work = Callable[[Order, Connection], None]


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
    def start(cls, work: Work[Order], order: Order, *, fork: bool) -> Self:
        """Start a process that does `work(order, line)`; forked, it needs no set-up and nothing pickled."""
        context: Any = multiprocessing.get_context("fork" if fork else "spawn")
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(work, order, there), daemon=True)
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            # Python warns of other threads; those of the linear algebra library stand a fork.
            process.start()
        there.close()
        return cls(order, process, here)

    def lost(self) -> ChildProcessError:
        """Return the error for a process that ended before its work."""
        self.process.join()
        return ChildProcessError(f"a painting process ended with exit code {self.process.exitcode}; try --jobs 1")

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.terminate()
        self.process.join()
        self.line.close()


class Workers(Generic[Order]):
    """Processes that each carry out an order; use it as a context, which ends them.

    Parameters
    ----------
    work
        What each does with its order; it reports on the line whatever can be pickled.
    orders
        One for each process; picklable unless the processes are forked.
    fork
        Whether processes are forked, or start afresh; by default where forking is safe.
    """

    def __init__(self, work: Work[Order], orders: Iterable[Order], *, fork: bool | None = None) -> None:
        forked = can_fork() if fork is None else fork
        self.all = [Worker.start(work, order, fork=forked) for order in orders]
        self._busy = {worker.line: worker for worker in self.all}

    def reports(self) -> Iterator[Any]:
        """Yield what the processes report, as it comes, until all have finished; may be left and taken up again.

        Raises
        ------
        ChildProcessError
            If a process ends before its work.
        Exception
            What went wrong in a process.
        """
        while self._busy:
            ready: list[Connection] = wait(list(self._busy))
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self.all:
            worker.end()


def _serve(work: Work[Order], order: Order, line: Connection) -> None:
    """Carry out an order, and say when it is done or what went wrong."""
    # Ctrl-C reaches every process of a terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work(order, line)
        line.send(Finished())
    except BrokenPipeError:
        return
    except Exception as error:
        line.send(error)


def check_jobs(jobs: int) -> None:
    """Raise ValueError for a number of processes that nobody wants."""
    if not 1 <= jobs <= 256:
        raise ValueError(f"--jobs is a number of processes from 1 to 256, not {jobs}")


def can_fork() -> bool:
    """Return whether forking this process is safe."""
    return sys.platform == "linux" and threading.active_count() == 1
