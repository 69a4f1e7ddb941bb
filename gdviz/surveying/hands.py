"""Who takes the rows of a landscape besides this process: others of this machine, or those of an executor.

A point has the same loss in each of them, to the last bit: linear algebra sums in one thread wherever rows are shared,
for in how many parts a sum is taken decides how it is rounded. That is also what lets a process be forked where torch
has worked already: the threads of OpenMP are not forked, and whoever wants one of them waits for ever.
"""

import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdviz.extensions.carrying import submit
from gdviz.parallel.capacity import can_fork, check_jobs
from gdviz.parallel.processes import Connection, Workers
from gdviz.surveying.subject import Subject, no_tick

Array = NDArray[np.float64]
# How many processes take rows, or who has some; None for this one alone, as it is.
Jobs = int | Executor | None
# Which row, and where it lies along the second axis.
RowPlace = tuple[int, float]

# An executor that does not say how many processes it has is given work for so many; each is given so many bundles.
UNKNOWN, BUNDLES = 8, 4
# Libraries with threads of their own, which a forked process would wait for.
UNFORKABLE = {"jax", "jaxlib", "tensorflow"}
ADVICE = "leave out jobs, or give jobs=1"

# Whoever takes rows has a model and generators that belong to the whole process.
_IN_TURN = threading.RLock()


@dataclass(frozen=True, eq=False)
class RowTask:
    """What rows are taken of.

    Attributes
    ----------
    make
        Returns the model with its loss.
    origin, axes
        The plane, (D,) and (2, D).
    along
        Coordinates of the points of a row along the first axis.
    """

    make: Callable[[], Subject]
    origin: NDArray[Any]
    axes: NDArray[Any]
    along: Array

    @contextmanager
    def taking(self) -> Iterator[Callable[[float], Array]]:
        """Give the loss in a row, as a function of where that lies along the second axis."""
        with _IN_TURN, in_one_thread(), self.make().over(self.origin, self.axes) as take:
            yield lambda across: take(self.along, across, no_tick)

    def travelling(self) -> Self:
        """Return it as it is: what a loss looks at travels with it, but for files that it opens itself."""
        return self


@dataclass(frozen=True, eq=False)
class PackedTask:
    """A task on its way to another process.

    Attributes
    ----------
    numbers
        As bytes: what torch sends to a process by itself, both write into.
    """

    numbers: bytes

    def taking(self) -> AbstractContextManager[Callable[[float], Array]]:
        """Unpack it, and give what it gives."""
        task: RowTask = pickle.loads(self.numbers)  # noqa: S301 (it is ours)
        return task.taking()


@dataclass(frozen=True, eq=False)
class RowOrder:
    """What one of several processes is started with: its place among them, and the task."""

    place: int
    task: RowTask | PackedTask


@contextmanager
def in_one_thread() -> Iterator[None]:
    """Let linear algebra, OpenMP and torch use one thread, and afterwards as many as before."""
    from threadpoolctl import threadpool_limits

    torch = sys.modules.get("torch")
    count = torch.get_num_threads() if torch else 0
    with threadpool_limits(1):
        try:
            if torch:
                torch.set_num_threads(1)
            yield
        finally:
            if torch:
                torch.set_num_threads(count)


def shared(task: RowTask, rows: Sequence[RowPlace], jobs: int | Executor) -> Iterator[tuple[int, Array]]:
    """Yield the number of each row and the loss in it, as they come from the processes that take them.

    Raises
    ------
    ValueError
        If model or loss cannot be sent to another process.
    ChildProcessError
        If one of them ends before its work.
    Exception
        What the loss raised there.
    """
    yield from _of_processes(task, rows, jobs) if isinstance(jobs, int) else _of_executor(task, rows, jobs)


def processes(jobs: Jobs) -> int:
    """Return how many processes take rows; that of an executor that does not say it is guessed.

    Raises
    ------
    ValueError
        For a number that nobody wants, or that is not allowed.
    """
    if isinstance(jobs, int):
        check_jobs(jobs)
        return jobs
    return 1 if jobs is None else int(getattr(jobs, "_max_workers", UNKNOWN))


def may_fork() -> bool:
    """Return whether this process may be forked to take rows: then nothing is pickled.

    The pools of threads that linear algebra keeps do no harm where one thread is used, nor does a bar's.
    """
    if can_fork():
        return True
    if sys.platform != "linux" or UNFORKABLE & sys.modules.keys():
        return False
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        return False
    others = [one for one in threading.enumerate() if one is not threading.current_thread()]
    return all(type(one).__module__.startswith("tqdm") for one in others)


def _of_processes(task: RowTask, rows: Sequence[RowPlace], jobs: int) -> Iterator[tuple[int, Array]]:
    fork = may_fork()
    sent = task if fork else _packed(task)
    # A loss or a model that is defined there is sent by its name alone.
    program = isinstance(sent, PackedTask) and b"__main__" in sent.numbers
    orders = [RowOrder(place, sent) for place in range(min(jobs, len(rows)))]
    waiting = iter(rows)
    try:
        preload = [__name__, *(name for name in ("torch",) if name in sys.modules)]
        with Workers(_take_orders, orders, fork=fork, preload=preload, program=program) as workers:
            for worker in workers.all:
                _hand(worker.line, next(waiting, None))
            for place, row, loss in workers.reports():
                _hand(workers.all[place].line, next(waiting, None))
                yield row, loss
    except ChildProcessError as error:
        guard = "" if fork or not program else "; in a script, call it below `if __name__ == '__main__':`"
        raise ChildProcessError(f"{error}{guard}") from None


def _hand(line: Connection, row: RowPlace | None) -> None:
    """Tell a process what to take next; that one has ended is heard of elsewhere."""
    with suppress(BrokenPipeError, ConnectionResetError):
        line.send(row)


def _take_orders(order: RowOrder, line: Connection) -> None:
    """Take the rows that are asked for on a line, until there are no more."""
    try:
        with order.task.taking() as take:
            while (row := line.recv()) is not None:
                line.send((order.place, row[0], take(row[1])))
    except EOFError:
        return


def _of_executor(task: RowTask, rows: Sequence[RowPlace], executor: Executor) -> Iterator[tuple[int, Array]]:
    # Other executors may know to send what those of the standard library do not.
    sent = _packed(task) if isinstance(executor, ProcessPoolExecutor) else task
    size = max(1, len(rows) // (BUNDLES * processes(executor)))
    bundles = [rows[first : first + size] for first in range(0, len(rows), size)]
    futures = []
    try:
        futures += [submit(executor, take_rows, sent, bundle) for bundle in bundles]
        for future in as_completed(futures):
            yield from future.result()
    except BrokenExecutor as error:
        raise ChildProcessError(f"the executor has lost a process ({error}); {ADVICE}") from None
    finally:
        for future in futures:
            future.cancel()


def take_rows(task: RowTask | PackedTask, rows: Sequence[RowPlace]) -> list[tuple[int, Array]]:
    """Return the number of each row and the loss in it, from wherever an executor calls it."""
    with task.taking() as take:
        return [(row, take(across)) for row, across in rows]


def _packed(task: RowTask) -> PackedTask:
    """Return a task as it travels to another process, or raise ValueError that says why it does not."""
    try:
        return PackedTask(pickle.dumps(task))
    except (pickle.PicklingError, AttributeError, TypeError, RuntimeError, ValueError) as error:
        raise ValueError(
            f"model and loss have to travel to other processes, and cannot ({error}); define what they are made of at "
            f"the top level of a module, or {ADVICE}"
        ) from None
