"""Numbers that fly between the worksheet and the arrows, where they are the same thing: at the first step."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gdviz.pens.pen import Pen
from gdviz.props.anatomy.moments import MomentBoard
from gdviz.props.anatomy.worksheet import Worksheet
from gdviz.stage.lettering import Figures
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

Array = NDArray[np.float64]
# At an arrow numbers are so large, in points; there they come into being, or are gone, over this share of their way.
SMALL, AT_ARROW = 10.0, 0.25
# From one number to the next below it at an arrow, in their sizes, and how far down they go on their way, in points.
LINE, DIP = 1.2, 34.0


class NumberFlights(PenMobject):
    """The gradient on its way into the line of the mean, and what lines come to on its way to the arrow that it is.

    Nothing is drawn of a number that has not left, or has arrived: there it is written already, or an arrow instead.
    """

    def __init__(self, stage: Stage, sheet: Worksheet, board: MomentBoard) -> None:
        self._stage, self._sheet, self._board = stage, sheet, board
        self._figures = Figures(stage, sheet.size)
        super().__init__(self._draw)

    def flights(self) -> Iterator[tuple[str, Array, float, float, str]]:
        """Yield each number that is flying: its words, where it ends (2,), its size in points, how much of it is seen.

        At last comes its colour.
        """
        if self._stage.step.get_value() > 0:
            return
        sheet, board, colors = self._sheet, self._board, self._sheet.colors
        ways = (
            (sheet.numbers("mean", "g"), "gradient", 1 - sheet.arrived("mean", "g"), colors["gradient"]),
            (sheet.numbers("mean"), "mean", board.mean.get_value(), colors["memory"]),
            (sheet.numbers("correction"), "mean", board.corrected.get_value(), colors["memory"]),
            (sheet.numbers("step"), "mean", board.divided.get_value(), colors["step"]),
        )
        for numbers, arrow, share, color in ways:
            tip = board.tip(arrow) if numbers and 0 < share < 1 else None
            if tip is None:
                continue
            seen = min(1.0, (1 - share) / AT_ARROW)
            size = sheet.size + share * (min(SMALL, sheet.size) - sheet.size)
            for i, (words, start) in enumerate(numbers):
                word = words.strip("()")
                bracket = self._figures.width(")") if words.endswith(")") else 0.0
                beside = share * self._figures.width(word) * size / sheet.size / 2
                below = points(LINE * SMALL * (i - (len(numbers) - 1) / 2))
                start, end = start - np.array([bracket, 0.0]), tip + np.array([beside, -below])
                # On its way it keeps below what is written beside it.
                dip = np.array([0.0, points(DIP) * np.sin(np.pi * share)])
                yield word, start + share * (end - start) - dip, size, seen, color

    def _draw(self, pen: Pen) -> None:
        for words, at, size, seen, color in self.flights():
            with pen.faded(seen):
                scale = size / self._sheet.size
                self._figures.draw(pen, words, at, align=1.0, color=color, cased=True, scale=scale)
