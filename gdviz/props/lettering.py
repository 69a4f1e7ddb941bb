"""Words and figures whose outlines a pen draws anew in every frame: what Manim's own text is too slow for."""

from collections.abc import Sequence
from typing import Any

import cairo
import numpy as np
from manim import Mobject
from numpy.typing import NDArray

from gdviz.pen import Pen, record
from gdviz.stage import Stage

Array = NDArray[np.float64]

# The width of a sign's column where it is not that of a figure, in figures.
NARROW = {".": 0.5, ",": 0.5, " ": 0.5, "(": 0.6, ")": 0.6, "%": 1.4, "∞": 1.4}
SIGNS = "0123456789.,()−+=×e%∞"


class Label:
    """A few words, in points of a page 8 inches wide."""

    def __init__(self, stage: Stage, words: str, size: float, *, color: str = "", bold: bool = False) -> None:
        # The letter before them tells where the line is that they stand on, and how high a capital is.
        row = stage.text(f"H{words.strip() or '.'}", size, bold=bold)
        mark, letters = row[0], row[1:]
        line, left = float(mark.get_bottom()[1]), float(letters.get_left()[0])
        self.width, self.height = float(letters.width), float(mark.height)
        self._path = _outline(letters, np.array([left, line]))
        self._color, self._casing = color or stage.style.ink, stage.style.casing

    def draw(self, pen: Pen, at: Array, *, align: Sequence[float] = (0, 0), cased: bool = False) -> None:
        """Draw them; `align` is the point of their box that lies at a place: (0, 0) its lower left, (1, 1) the other.

        The box is as high as a capital.
        """
        corner = (float(at[0]) - align[0] * self.width, float(at[1]) - align[1] * self.height)
        pen.outline(self._path, corner, self._color, casing=self._casing if cased else "")


class Figures:
    """Figures in columns of equal width, so that a value does not twitch when it changes."""

    def __init__(self, stage: Stage, size: float, *, color: str = "", bold: bool = True) -> None:
        # Each sign is set beside a nought, which tells where the line is that it stands on, and how wide a column is.
        pairs = {sign: stage.text(f"0{sign}", size, bold=bold) for sign in SIGNS}
        noughts = pairs["0"]
        self.column = float(noughts[1].get_center()[0] - noughts[0].get_center()[0])
        self._color, self._casing = color or stage.style.ink, stage.style.casing
        self._paths = {}
        for sign, pair in pairs.items():
            middle = (pair[1:].get_left()[0] + pair[1:].get_right()[0]) / 2
            self._paths[sign] = _outline(pair[1:], np.array([middle, pair[0].get_bottom()[1]]))

    def width(self, value: str) -> float:
        """Return how wide a value is, in scene units."""
        return self.column * sum(NARROW.get(sign, 1.0) for sign in value)

    def draw(
        self, pen: Pen, value: str, at: Array, *, align: float = 0.0, color: str = "", cased: bool = False
    ) -> None:
        """Draw a value of SIGNS on the line through `at`: beginning there, or with `align` 1 ending there."""
        x = float(at[0]) - align * self.width(value)
        for sign in value:
            advance = self.column * NARROW.get(sign, 1.0)
            if sign in self._paths:
                corner = (x + advance / 2, float(at[1]))
                pen.outline(self._paths[sign], corner, color or self._color, casing=self._casing if cased else "")
            x += advance


def _outline(shape: Mobject, origin: Array) -> cairo.Path:
    """Return the outline of filled shapes as seen from `origin`, shape (2,)."""

    def draw(context: "cairo.Context[Any]") -> None:
        for part in shape.family_members_with_points():
            for subpath in part.get_subpaths():
                flat = (subpath[:, :2] - origin).tolist()
                context.move_to(*flat[0])
                for _, first, second, end in zip(*(flat[i::4] for i in range(4)), strict=True):
                    context.curve_to(*first, *second, *end)
                context.close_path()

    return record(draw)
