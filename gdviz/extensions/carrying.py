"""Work for other processes that carries the extensions which it may need."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, TypeVar

from gdviz.extensions.blame import blamed
from gdviz.extensions.loading import Extension, loaded

T = TypeVar("T")


@dataclass(frozen=True)
class Carried:
    """A call with the extensions that were loaded where it comes from; picklable.

    They are the first of it, so they are there before what is called is looked for.
    """

    extensions: tuple[Extension, ...]
    function: Callable[..., Any]
    arguments: tuple[Any, ...]

    def __call__(self) -> Any:
        """Carry out the call; an error of an extension's comes with its line, for a traceback does not travel."""
        try:
            return self.function(*self.arguments)
        except Exception as error:
            if words := blamed(error, [one.path for one in self.extensions]):
                raise ValueError(words) from None
            raise


def submit(executor: Executor, function: Callable[..., T], *arguments: Any) -> "Future[T]":
    """Give a call to an executor; where extensions are loaded here, it carries them."""
    extensions = loaded()
    if not extensions:
        return executor.submit(function, *arguments)
    return executor.submit(Carried(extensions, function, arguments))
