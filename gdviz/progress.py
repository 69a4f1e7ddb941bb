"""Progress: a bar on a terminal or in a notebook, and nothing where nobody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
# Called with what is done, and of all.
Tell = Callable[[int, int], None]
UP = "\x1b[A"
# Seconds that one waits without a bar, and so many parts that it is moved by.
PATIENCE, PARTS = 0.5, 200


def is_watched() -> bool:
    """Return whether somebody looks at standard error: on a terminal, or in a notebook."""
    return _is_notebook() or sys.stderr.isatty()


def _is_notebook() -> bool:
    # Not whether a kernel's package is loaded: what carries out notebooks loads it too.
    found = sys.modules.get("IPython")
    return found is not None and hasattr(found.get_ipython(), "kernel")


@contextmanager
def bar(label: str) -> Iterator[Tell]:
    """Give a function of (done, of all) that moves a bar with an estimate, where somebody looks."""
    if not is_watched():
        yield _tell_nobody
        return
    with bar_class()(desc=label, total=1, delay=PATIENCE, leave=False, file=screen()) as shown:

        def tell(done: int, of_all: int) -> None:
            shown.total = of_all
            if done > shown.n and (done == of_all or done - shown.n >= max(1, of_all // PARTS)):
                shown.update(done - shown.n)

        yield tell


@contextmanager
def telling(progress: Tell | bool, label: str) -> Iterator[Tell]:
    """Give what is told how far something is: the caller's own function, a bar for True, or nobody for False."""
    if callable(progress):
        yield progress
    elif progress:
        with bar(label) as tell:
            yield tell
    else:
        yield _tell_nobody


def showing(label: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator that gives a function a bar as its `progress`, while it is at work, where that is True."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def shown(*args: P.args, **kwargs: P.kwargs) -> R:
            with telling(kwargs.get("progress", True), label) as tell:  # type: ignore[arg-type]  # as is checked before
                kwargs["progress"] = tell
                return function(*args, **kwargs)

        return shown

    return decorate


def listener(progress: Tell | bool) -> Tell:
    """Return who is told in the end."""
    return progress if callable(progress) else _tell_nobody


def _tell_nobody(done: int, of_all: int) -> None:
    """Tell nobody."""


class NotebookLine:
    """What a bar writes to in a notebook: one line of a cell's output, of which nothing is left in the end."""

    def __init__(self) -> None:
        self._shown: Any = None

    def write(self, words: str) -> None:
        """Show other words instead."""
        from IPython.display import display

        # Bars of several threads go to lines of their own; of each that is shown alone these ways are left out.
        told = {"text/plain": words.replace(UP, "").strip("\r\n ")}
        if self._shown is not None:
            self._shown.update(told, raw=True)
        elif told["text/plain"]:
            self._shown = display(told, raw=True, display_id=True)

    def flush(self) -> None:
        """Do nothing: words are shown when they are written."""


def screen() -> Any:
    """Return where bars are written to."""
    return NotebookLine() if _is_notebook() else sys.stderr


@cache
def bar_class() -> Any:
    """Return tqdm's bar without its thread: a process that has one cannot be forked."""
    from tqdm import tqdm  # type: ignore[import-untyped]

    return type("Bar", (tqdm,), {"monitor_interval": 0})


class Reckoning:
    """Counts the frames of films that are made one after another; those to come are taken to be as long on average."""

    def __init__(self, films: int, tell: Tell) -> None:
        self._films, self._tell = films, tell
        self._done: dict[int, int] = {}
        self._lengths: dict[int, int] = {}

    def __call__(self, film: int, done: int, of_all: int) -> None:
        """Tell how many frames of all films are done, and how many there are."""
        self._done[film], self._lengths[film] = done, of_all
        self._tell(sum(self._done.values()), sum(self._lengths.values()) * self._films // len(self._lengths))
