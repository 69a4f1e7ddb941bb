"""A pen without a surface: it writes down which verbs it was asked for, so that marks are tested without pixels."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from gdviz.pens.pen import Pen


class Verb(NamedTuple):
    """One verb: its name, what it was given, and the opacity of the groups around it."""

    name: str
    given: tuple[Any, ...]
    options: dict[str, Any]
    opacity: float


class RecordingPen(Pen):
    """Keeps, of a page 16 by 9 units and 1280 pixels wide, every verb in `verbs`."""

    def __init__(self) -> None:
        self.unit, self.scale, self.page = 16 / 576, 80.0, np.array([16.0, 9.0])
        self.verbs: list[Verb] = []
        self._opacity = 1.0

    def all(self, name: str) -> list[Verb]:
        """Return the verbs of one name."""
        return [verb for verb in self.verbs if verb.name == name]

    @contextmanager
    def within(self, box: Any) -> Iterator[None]:
        """Note the box, and what is drawn in it after that."""
        self._note("within", box)
        yield

    @contextmanager
    def faded(self, opacity: float) -> Iterator[None]:
        """Note what is drawn with so much less opacity."""
        before, self._opacity = self._opacity, self._opacity * opacity
        yield
        self._opacity = before

    def line(self, *given: Any, **options: Any) -> None:
        """Note a line."""
        self._note("line", *given, **options)

    def polygon(self, *given: Any, **options: Any) -> None:
        """Note a polygon."""
        self._note("polygon", *given, **options)

    def region(self, *given: Any, **options: Any) -> None:
        """Note a region."""
        self._note("region", *given, **options)

    def disc(self, *given: Any, **options: Any) -> None:
        """Note a disc."""
        self._note("disc", *given, **options)

    def circle(self, *given: Any, **options: Any) -> None:
        """Note a circle."""
        self._note("circle", *given, **options)

    def ball(self, *given: Any, **options: Any) -> None:
        """Note a ball."""
        self._note("ball", *given, **options)

    def image(self, *given: Any, **options: Any) -> None:
        """Note an image."""
        self._note("image", *given, **options)

    def outline(self, *given: Any, **options: Any) -> None:
        """Note an outline."""
        self._note("outline", *given, **options)

    def _note(self, name: str, *given: Any, **options: Any) -> None:
        self.verbs.append(Verb(name, given, options, self._opacity))
