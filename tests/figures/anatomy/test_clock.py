"""A step is told beat by beat, and a short book rests at its end."""

from types import SimpleNamespace
from typing import Any

import pytest

from gdviz.analysis.pacing import Moment
from gdviz.figures.anatomy.clock import GROWING, Instant, PhaseClock

# Two pages of three and two beats, beside one page of a single beat.
LONG: Any = [SimpleNamespace(beats=["a", "b", "c"]), SimpleNamespace(beats=["a", "b"])]
SHORT: Any = [SimpleNamespace(beats=["a"])]


def test_pages_have_equal_shares_of_the_way_and_beats_of_their_page() -> None:
    clock = PhaseClock([LONG, SHORT], 0)
    assert clock.book is LONG
    assert clock.at(0.0) == Instant(0, 0, 0.0)
    assert (clock.at(0.1).page, clock.at(0.1).begun) == (0, 1)
    assert (clock.at(0.49).page, clock.at(0.49).begun) == (0, 3)
    assert clock.at(0.5) == Instant(1, 0, 0.0)
    assert clock.at(1.0) == Instant(1, 2, 1.0)


def test_what_appears_grows_in_the_first_part_of_its_beat() -> None:
    clock = PhaseClock([SHORT], 0)
    half = clock.at(GROWING / 2)
    assert half.begun == 1
    assert half.grown == pytest.approx(0.5)
    assert clock.at(GROWING).grown == clock.at(0.9).grown == 1.0


def test_a_shorter_book_rests_at_its_end() -> None:
    clock = PhaseClock([LONG, SHORT], 1)
    assert clock.at(0.75) == Instant(0, 1, 1.0)
    assert clock.told(Moment((0.0,), 0.0, 0.75)) == (0, 1)
