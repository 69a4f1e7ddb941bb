"""Those who carry out orders, and the answers, which come in the order of the orders whoever gives them, and when."""

import heapq
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import ExitStack
from functools import cached_property, partial
from multiprocessing.sharedctypes import RawArray
from types import TracebackType
from typing import Any, Self

from gdviz.extensions.carrying import submit
from gdviz.parallel.capacity import check_jobs
from gdviz.parallel.pieces import IN_HAND, Film, OpenFilm, Order
from gdviz.parallel.processes import Standstill, pool

# So many orders are given at once, for each process; and to an executor, whose number of workers nobody tells.
AHEAD, STRANGERS = 3, 24
# How often an order may fail.
TRIES = 2
# Seconds between two looks at how far the processes are.
LOOK = 0.2
# The most orders that are under way at once have numbers which leave different remainders.
SLOTS = 1 << 12

# In a process of a crew: one more than the frames that it has done of each order, by the order's remainder.
_done: Any = None


class Crew:
    """Those who carry out orders: this process, some that it starts, or an executor's; use it as a context.

    Parameters
    ----------
    jobs
        The number of processes; with one, this process carries out all.
    executor
        Any of concurrent.futures that carries out the orders instead; it stays as it is.
    film
        One that is open here, which processes that are forked need not open.
    preload
        The modules that are needed by processes that start afresh.
    program
        Whether these need the caller's program too: what is defined there.
    """

    def __init__(
        self,
        jobs: int = 1,
        *,
        executor: Executor | None = None,
        film: tuple[Film, OpenFilm] | None = None,
        preload: Sequence[str] = (),
        program: bool = False,
    ) -> None:
        check_jobs(jobs)
        self.needs_program = program
        self.jobs, self._preload, self._film, self._stranger = jobs, preload, film, executor
        self._own: Executor | None = None
        self._stack = ExitStack()
        self._others: set[Any] = set()
        self.done: Any = None

    @property
    def is_alone(self) -> bool:
        """Whether this process carries out all."""
        return self.jobs == 1 and self._stranger is None

    @cached_property
    def hands(self) -> int:
        """How many orders are carried out at once, as far as that is told."""
        return self.jobs if self._stranger is None else int(getattr(self._stranger, "_max_workers", 1))

    @property
    def is_elsewhere(self) -> bool:
        """Whether others carry out orders on machines of their own, which see no file of this one."""
        return getattr(self._stranger, "is_elsewhere", False)

    @property
    def window(self) -> int:
        """How many orders may be under way, or done and waiting for their turn."""
        if self._stranger is None:
            return AHEAD * self.jobs
        return max(STRANGERS, AHEAD * self.hands) if self.is_elsewhere else STRANGERS

    def submit(self, order: Order, slot: int) -> "Future[Any]":
        """Give an order to whoever is free."""
        if self._stranger is not None:
            return submit(self._stranger, answered, order)
        if self._own is None:
            self.done = RawArray("i", SLOTS)
            self._others = set(multiprocessing.active_children())
            how: dict[str, Any] = {"preload": self._preload, "program": self.needs_program}
            made = pool(self.jobs, self.jobs, begin=_share, given=(self.done,), **how)
            self._own = self._stack.enter_context(made)
        self.done[slot] = 0
        return submit(self._own, answered, order, slot)

    @property
    def processes(self) -> list[Any]:
        """Those that were started."""
        return [one for one in multiprocessing.active_children() if one not in self._others] if self._own else []

    def renew(self, error: BrokenExecutor) -> None:
        """Start others, now that one process of those there were has ended before its work."""
        if self._stranger is not None:
            raise ChildProcessError("the workers of the executor have ended before their work") from error
        stack, self._stack, self._own = self._stack, ExitStack(), None
        try:
            stack.__exit__(type(error), error, error.__traceback__)
        except BrokenExecutor:
            return

    def answers(
        self,
        orders: Sequence[Order],
        progress: Callable[[int], None] = lambda done: None,
        *,
        losing: Callable[[Any, ChildProcessError], Any] | None = None,
    ) -> Iterator[Any]:
        """Yield the answers, in the order of the orders.

        Parameters
        ----------
        orders
            What is to be done. One that fails in another process is done again, once.
        progress
            Called with the number of frames done, of all orders together.
        losing
            Gives the answer to an order that has cost two processes of this machine, so that the others go on; without
            it that is an error.

        Raises
        ------
        ChildProcessError
            If a process ends twice before an order is done, which is named, or if all stand still.
        Exception
            What else goes wrong in an order.
        """
        return self._alone(orders, progress) if self.is_alone else Round(self, orders, progress, losing).answers()

    def _alone(self, orders: Sequence[Order], progress: Callable[[int], None]) -> Iterator[Any]:
        before = 0
        for order in orders:
            yield order(partial(_tell_all, progress, before))
            before += order.count

    def __enter__(self) -> Self:
        IN_HAND.film = self._film
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes that were started, at once where something went wrong."""
        try:
            self._stack.__exit__(kind, error, trace)
        finally:
            IN_HAND.close()


class Round:
    """Some orders while they are carried out by others."""

    def __init__(
        self,
        crew: Crew,
        orders: Sequence[Order],
        progress: Callable[[int], None],
        losing: Callable[[Any, ChildProcessError], Any] | None,
    ) -> None:
        self._crew, self._orders, self._progress, self._losing = crew, orders, progress, losing
        self._waiting = list(range(len(orders)))
        self._under_way: dict[Future[Any], int] = {}
        # Answers that wait for their turn.
        self._there: dict[int, Any] = {}
        self._failures: Counter[int] = Counter()
        self._finished = self._told = 0
        self._standstill = Standstill()

    def answers(self) -> Iterator[Any]:
        """Yield the answers in their turn."""
        try:
            for turn in range(len(self._orders)):
                while turn not in self._there:
                    self._send(turn + self._crew.window)
                    self._wait()
                yield self._there.pop(turn)
        finally:
            for future in self._under_way:
                future.cancel()

    def _send(self, end: int) -> None:
        while self._waiting and self._waiting[0] < end and not self._must_wait(self._waiting[0]):
            number = heapq.heappop(self._waiting)
            try:
                self._under_way[self._crew.submit(self._orders[number], number % SLOTS)] = number
            except BrokenExecutor as error:
                heapq.heappush(self._waiting, number)
                self._lose(error)

    def _must_wait(self, number: int) -> bool:
        """Whether others are to be done first: what has failed is done again alone, and is known if it fails again."""
        return any(self._failures[one] for one in (number, *self._under_way.values())) if self._under_way else False

    def _wait(self) -> None:
        """Take the answers that come by the next look."""
        ended, _ = wait(self._under_way, LOOK, FIRST_COMPLETED)
        lost: BrokenExecutor | None = None
        for future in ended:
            try:
                self._there[self._under_way[future]] = future.result()
            except BrokenExecutor as error:
                lost = error
                continue
            except Exception as error:
                self._fail(self._under_way[future], error)
            number = self._under_way.pop(future)
            self._finished += self._orders[number].count if number in self._there else 0
        if lost is not None:
            self._lose(lost)
        self._look()

    def _look(self) -> None:
        """Tell how far all are, and see whether they get on at all."""
        done = self._finished + sum(max(self._done(number) - 1, 0) for number in self._under_way.values())
        if done > self._told:
            self._told = done
            self._progress(done)
        if not self._crew.is_elsewhere:
            self._watch(done)

    def _watch(self, done: int) -> None:
        """Raise ChildProcessError where the processes stand still, as in a program that starts them in each of them."""
        try:
            self._standstill.look([process.pid for process in self._crew.processes], done)
        except ChildProcessError as error:
            guard = "; in a script, call it below `if __name__ == '__main__':`" if self._crew.needs_program else ""
            raise ChildProcessError(f"{error}{guard}") from None

    def _done(self, number: int) -> int:
        return self._crew.done[number % SLOTS] if self._crew.done is not None else 0

    def _fail(self, number: int, error: Exception) -> None:
        """Let an order be done again, or raise what went wrong."""
        # On a cluster it has been done again.
        self._failures[number] += TRIES if self._crew.is_elsewhere else 1
        heapq.heappush(self._waiting, number)
        if self._failures[number] == TRIES:
            raise named(self._orders[number], error) from error

    def _lose(self, error: BrokenExecutor) -> None:
        """Let all be done again that was under way when a process ended, unless that has happened to one before."""
        numbers = list(self._under_way.values())
        self._under_way.clear()
        for number in numbers:
            heapq.heappush(self._waiting, number)
        for number in filter(self._done, numbers):
            self._failures[number] += 1
            if self._failures[number] == TRIES:
                self._give_up(number, error)
        self._crew.renew(error)

    def _give_up(self, number: int, error: BrokenExecutor) -> None:
        """Answer an order that has cost two processes, or raise what that is."""
        order = self._orders[number]
        words = f"the process that made {order.name} ended before its work, and so did the next"
        if self._losing is None:
            raise ChildProcessError(f"{words}; try --jobs 1") from error
        self._there[number] = self._losing(order, ChildProcessError(words))
        self._finished += order.count
        self._waiting.remove(number)
        heapq.heapify(self._waiting)


def named(order: Order, error: Exception) -> Exception:
    """Return an error with the order in which it arose."""
    words = f"it went wrong twice in {order.name}"
    if type(error) in (ValueError, ChildProcessError):
        return type(error)(f"{error} ({words})")
    error.add_note(words)
    return error


def answered(order: Order, slot: int = -1) -> Any:
    """Return the answer to an order."""

    def tell(frames: int) -> None:
        if _done is not None and slot >= 0:
            _done[slot] = frames + 1

    tell(0)
    return order(tell)


def _tell_all(progress: Callable[[int], None], before: int, frames: int) -> None:
    progress(before + frames)


def _share(done: Any) -> None:
    """Let this process tell in an array how far it is."""
    global _done  # a process is told once, as it starts
    _done = done
