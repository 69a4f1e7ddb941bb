"""Work for other processes that carries the extensions which it may need, and errors that come back from there."""

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, TypeVar

from gdviz.extensions.blame import blamed
from gdviz.extensions.loading import Extension, loaded

T = TypeVar("T")


@dataclass(frozen=True)
class Carried:
    """A function with the extensions that were loaded where it comes from; picklable, and so are its errors.

    They are the first of it, so they are there before what is called is looked for.
    """

    extensions: tuple[Extension, ...]
    function: Callable[..., Any]

    def __call__(self, *arguments: Any) -> Any:
        """Call it; an error of an extension's comes with its line, for a traceback does not travel."""
        try:
            return self.function(*arguments)
        except Exception as error:
            words = blamed(error, [one.path for one in self.extensions])
            failure = ValueError(words) if words else portable(error)
        raise failure


def submit(executor: Executor, function: Callable[..., T], *arguments: Any) -> "Future[T]":
    """Give a call to an executor, with the extensions that are loaded here."""
    return executor.submit(Carried(loaded(), function), *arguments)


def portable(error: Exception) -> Exception:
    """Return an error as it is if it can travel to another process, or else one that says the same.

    It has to be raised where the first is not handled any more: some libraries make an error travel with its context.
    """
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 (it is ours)
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
