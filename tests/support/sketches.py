"""What is drawn on a relief or with a pen, kept instead of drawn, for tests."""

from collections.abc import Callable
from typing import Any


class Recorder:
    """Stands in for a sketch or a pen, and keeps each call: the method's name, its arguments and its options."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        """Return a method that keeps what it is called with."""
        return lambda *given, **options: self.calls.append((name, given, options))

    def of(self, name: str) -> list[tuple[Any, ...]]:
        """Return the arguments of the calls of one method, in order."""
        return [given for called, given, _ in self.calls if called == name]
