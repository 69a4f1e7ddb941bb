"""An order for a piece of a film can be sent anywhere, and the film stays open for the next."""

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from gdviz.parallel.pieces import IN_HAND, FilmPiece, film_in_hand

EVENTS: list[str] = []


@dataclass(frozen=True)
class Numbers:
    """A film whose frames are their numbers."""

    name: str = "a"

    def open(self) -> "Numbers":
        """Note it."""
        EVENTS.append(f"open {self.name}")
        return self

    def frames(self, wanted: range) -> Iterator[tuple[np.ndarray, int]]:
        """Make them."""
        for number in wanted:
            if number == 13:
                raise OSError("no thirteenth")
            EVENTS.append(f"{number}")
            yield np.full((1, 1, 3), number, np.uint8), 1

    def close(self) -> None:
        """Note it."""
        EVENTS.append(f"close {self.name}")


def values(frames: Iterable[tuple[np.ndarray, int]]) -> bytes:
    """Return the values of frames."""
    return bytes(int(frame[0, 0, 0]) for frame, repeat in frames for _ in range(repeat))


@pytest.fixture(autouse=True)
def events() -> Iterator[list[str]]:
    """Return what happens to films, from nothing on."""
    IN_HAND.close()
    EVENTS.clear()
    yield EVENTS
    IN_HAND.close()


def test_a_film_is_opened_once_for_all_its_pieces_and_closed_for_another(events: list[str]) -> None:
    told: list[int] = []
    first = pickle.loads(pickle.dumps(FilmPiece(Numbers(), range(2, 5), values)))  # noqa: S301
    assert (first(told.append), told) == (bytes([2, 3, 4]), [1, 2, 3])
    assert FilmPiece(Numbers(), range(7, 8), values)(told.append) == bytes([7])
    assert FilmPiece(Numbers("b"), range(1), values)(told.append) == bytes([0])
    assert events == ["open a", "2", "3", "4", "7", "close a", "open b", "0"]
    assert (first.name, first.count) == ("frames 2 to 4", 3)


def test_what_was_painted_before_is_not_painted_again(events: list[str]) -> None:
    given = {number: np.full((1, 1, 3), 100 + number, np.uint8) for number in (1, 2, 4, 9)}
    assert values(FilmPiece(Numbers(), range(1, 6), list, given)(lambda done: None)) == bytes([101, 102, 3, 104, 5])
    assert events == ["open a", "3", "5"]


def test_a_film_in_which_something_goes_wrong_is_closed(events: list[str]) -> None:
    with pytest.raises(OSError, match="no thirteenth"):
        FilmPiece(Numbers(), range(12, 15), values)(lambda done: None)
    assert events == ["open a", "12", "close a"]
    with film_in_hand(Numbers()):
        assert IN_HAND.lock.locked()
    assert not IN_HAND.lock.locked()
