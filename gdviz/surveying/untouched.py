"""What a survey borrows and gives back: the states of generators that functions draw from, and the time of Ctrl-C."""

import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until the block has ended."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield
        return
    came: list[Any] = []
    signal.signal(signal.SIGINT, lambda number, frame: came.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if came:
        handler(signal.SIGINT, came[-1])


@contextmanager
def given_back(borrow: Callable[[list[Callable[[], Any]]], None]) -> Iterator[None]:
    """Borrow for the length of the block, and undo all of it after that, whatever ends the block.

    Parameters
    ----------
    borrow
        Is given a list, and adds to it how each thing is undone before it does it. The last is undone first.
    """
    undo: list[Callable[[], Any]] = []
    try:
        with uninterrupted():
            borrow(undo)
        yield
    finally:
        with uninterrupted():
            for one in reversed(undo):
                one()


@dataclass(frozen=True, eq=False)
class Generator:
    """A generator that belongs to everybody.

    Attributes
    ----------
    get, put
        Return its state, and set it.
    start
        The state that each point of a survey begins from.
    key
        Makes of a state what can be compared.
    """

    get: Callable[[], Any]
    put: Callable[[Any], Any]
    start: Any
    key: Callable[[Any], Any]


class Generators:
    """The generators of Python, NumPy and torch: each point of a survey sees the same numbers from them.

    So a landscape is not rough where a loss draws batches or noise, and one that is taken in two parts is the same.

    Parameters
    ----------
    seed
        What they begin from.
    """

    def __init__(self, seed: int) -> None:
        old = np.random.RandomState(seed)
        self._all = [
            Generator(random.getstate, random.setstate, random.Random(seed).getstate(), hash),  # noqa: S311
            Generator(np.random.get_state, np.random.set_state, old.get_state(), _key_of_numpy),
        ]
        if "torch" in sys.modules:
            self._all += _of_torch(sys.modules["torch"], seed)

    def borrow(self, undo: list[Callable[[], Any]]) -> None:
        """Note how they are put back as they are now."""
        undo += [partial(one.put, one.get()) for one in self._all]

    def restart(self, which: Sequence[Generator] | None = None) -> None:
        """Put them, or some of them, to their start."""
        for one in self._all if which is None else which:
            one.put(one.start)

    def each(self, count: int) -> Iterator[int]:
        """Count through the points of a row, with the generators at their start at each of them.

        Those that the first point does not draw from, the others are taken not to draw from either.
        """
        self.restart()
        drawn: list[Generator] = []
        for place in range(count):
            if place:
                self.restart(drawn)
            yield place
            if not place:
                drawn = [one for one in self._all if one.key(one.get()) != one.key(one.start)]


def _of_torch(torch: Any, seed: int) -> list[Generator]:
    """Return torch's own generators: the processor's, and those of its devices that are in use."""

    def key(state: Any) -> bytes:
        return bytes(state.numpy().tobytes())

    found = [Generator(torch.get_rng_state, torch.set_rng_state, torch.Generator().manual_seed(seed).get_state(), key)]
    if torch.cuda.is_initialized():
        for device in range(torch.cuda.device_count()):
            start = torch.Generator(f"cuda:{device}").manual_seed(seed).get_state()
            found.append(
                Generator(
                    partial(torch.cuda.get_rng_state, device),
                    partial(torch.cuda.set_rng_state, device=device),
                    start,
                    key,
                )
            )
    return found


def _key_of_numpy(state: Any) -> Any:
    return (state[0], state[1].tobytes(), *state[2:])
