"""A board that goes from one box of the frame to another, with all that is drawn on it."""

from typing import Any

import numpy as np
from manim import Mobject, ReplacementTransform, ValueTracker
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.stage.board import Board
from gdviz.stage.flights import flown
from gdviz.stage.painted import animated
from gdviz.stage.stage import Stage

Array = NDArray[np.float64]


class SlidingBoard(Board):
    """A board that is in one box at last, and in another before `slide` is played: then its frame is `first`.

    What is drawn on it goes with it, if it asks for places in every frame. `options` are a board's.

    Attributes
    ----------
    share
        Tracks how far it is on its way, from 0 to 1.
    first
        The mobjects of the frame that it has before: an outline, numbers and names.
    """

    def __init__(self, stage: Stage, first: Share, last: Share, limits: Array, **options: Any) -> None:
        self.share = ValueTracker(1.0)
        self._start: Board | None = None
        super().__init__(stage, last, limits, **options)
        self._start = Board(stage, first, limits, **options)
        self.first: list[Mobject] = list(self._start.frame)

    @property
    def corners(self) -> Array:
        """Where the axes are now: ((left, low), (right, high)) in scene units."""
        if self._start is None:
            return self._last
        return np.asarray(self._start.corners + self.share.get_value() * (self._last - self._start.corners))

    @corners.setter
    def corners(self, corners: Array) -> None:
        self._last = corners

    def slide(self) -> list[Any]:
        """Return the animations that take it to its place; numbers and names fly along, and new ones come."""
        moves = [animated(self.share, 1.0), ReplacementTransform(self.first[0], self.frame[0])]
        for old, new in zip(self._start.written if self._start else (), self.written, strict=False):
            moves += flown(old, new)
        return moves
