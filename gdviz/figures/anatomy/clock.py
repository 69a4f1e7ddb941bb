"""The clock of a step's beats: which of them have begun, and how far the last has grown."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gdviz.analysis.pacing import Moment, ease
from gdviz.ledger.ledger import StepLedger

# What appears in a beat grows during this part of it, and then rests.
GROWING = 0.5
# What stood on the page before leaves while so much of the first beat's mark grows.
LEAVING = 0.6
# Shares of a way are not exact.
SLACK = 1e-9


@dataclass(frozen=True)
class Instant:
    """An instant of the clock: the page, how many of its beats have begun, and how much the last of them has grown."""

    page: int
    begun: int
    grown: float


@dataclass(frozen=True)
class PhaseClock:
    """The clock of one of several books: each page has an equal share of the way, and each of its beats of that.

    A book that is shorter than the longest rests at its end.
    """

    books: Sequence[Sequence[StepLedger]]
    index: int

    @property
    def book(self) -> Sequence[StepLedger]:
        """The book that it belongs to."""
        return self.books[self.index]

    def at(self, share: float) -> Instant:
        """Return the instant at a share of the way: where a page ends it is whole, before the next has begun."""
        longest = max(len(book) for book in self.books)
        page = max(min(math.ceil(share * longest - SLACK), longest) - 1, 0)
        if page >= len(self.book):
            return Instant(len(self.book) - 1, len(self.book[-1].beats), 1.0)
        beats = len(self.book[page].beats)
        passed = (share * longest - page) * beats
        begun = min(math.ceil(passed), beats)
        return Instant(page, begun, ease(min((passed - begun + 1) / GROWING, 1.0)) if begun else 0.0)

    def left(self, share: float) -> float:
        """Return how much of what stood on the page before has left, from 0 to 1, where there is none."""
        now = self.at(share)
        if now.page == 0 or now.begun > 1:
            return 1.0
        return min(now.grown / LEAVING, 1.0) if now.begun else 0.0

    def told(self, share: float) -> int:
        """Return the page that is counted: the one before until half of what stood on it has left."""
        return self.at(share).page - (self.left(share) < 0.5)

    def state(self, moment: Moment) -> tuple[int, int]:
        """Return the page and how many of its beats have begun, which is what words and numbers depend on.

        None has while others leave.
        """
        now = self.at(moment.share)
        return now.page, now.begun if self.left(moment.share) == 1 else 0
