"""Films in pieces: orders that can be sent anywhere, whose answers are bytes.

An order says what film, which of its frames, and what is made of them. Whoever carries out one keeps the film open, so
that the next of the same costs no set-up.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock
from typing import Any, Protocol

from gdviz.encode import Frame


class OpenFilm(Protocol):
    """A film whose frames can be painted."""

    def frames(self, wanted: range) -> Iterator[tuple[Frame, int]]:
        """Yield the frames of these numbers, each with how many it stands for."""

    def close(self) -> None:
        """Let go of what it holds."""


class Film(Protocol):
    """What a film is: picklable, and equal to another of the same frames."""

    def open(self) -> OpenFilm:
        """Return the film, ready to be painted."""


# Returns the bytes of frames, each of which stands for so many.
Make = Callable[[Iterable[tuple[Frame, int]]], bytes]


class Order(Protocol):
    """What can be carried out anywhere: picklable, and so is its answer, which most often is bytes."""

    @property
    def name(self) -> str:
        """What an error calls it."""

    @property
    def count(self) -> int:
        """The number of frames, or runs, that it is for."""

    def __call__(self, tell: Callable[[int], None]) -> Any:
        """Return the answer, and tell of what is done so far."""


@dataclass(frozen=True)
class FilmPiece:
    """An order for some frames of a film.

    Attributes
    ----------
    film
        What to paint.
    frames
        The numbers of the frames.
    make
        What is made of them.
    given
        Those that were painted before.
    """

    film: Film
    frames: range
    make: Make
    given: Mapping[int, Frame] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The numbers of its frames."""
        return f"frames {self.frames.start:,} to {self.frames.stop - 1:,}"

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.frames)

    def __call__(self, tell: Callable[[int], None]) -> bytes:
        """Paint the frames, and return what is made of them."""
        with film_in_hand(self.film) as film:
            return self.make(self._painted(film, tell))

    def _painted(self, film: OpenFilm, tell: Callable[[int], None]) -> Iterator[tuple[Frame, int]]:
        done = 0
        for wanted in self._asked():
            given = self.given.get(wanted.start)
            for frame, repeat in film.frames(wanted) if given is None else [(given, 1)]:
                yield frame, repeat
                done += repeat
                tell(done)

    def _asked(self) -> list[range]:
        """Return the frames in stretches, each of which is to be painted, or is one that is given."""
        given = [number for number in self.given if number in self.frames]
        bounds = {self.frames.start, self.frames.stop, *given, *(number + 1 for number in given)}
        return [range(*pair) for pair in pairwise(sorted(bounds))]


class FilmInHand:
    """The one film that a process keeps open; whoever paints it holds the lock."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.film: tuple[Film, OpenFilm] | None = None

    def close(self) -> None:
        """Let go of it."""
        film, self.film = self.film, None
        if film is not None:
            film[1].close()


IN_HAND = FilmInHand()


@contextmanager
def film_in_hand(film: Film) -> Iterator[OpenFilm]:
    """Give a film that is open, which stays so unless something goes wrong in the block."""
    with IN_HAND.lock:
        if IN_HAND.film is None or IN_HAND.film[0] != film:
            IN_HAND.close()
            IN_HAND.film = film, film.open()
        try:
            yield IN_HAND.film[1]
        except BaseException:
            IN_HAND.close()
            raise
