"""Words and figures whose outlines a pen draws anew in every frame: what Manim's own text is too slow for."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from gdviz.pens.pen import Pen
from gdviz.stage.outlines import outline_of
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import fit_line

Array = NDArray[np.float64]

# The width of a sign's column where it is not that of a figure, in figures.
NARROW = {".": 0.5, ",": 0.5, "(": 0.6, ")": 0.6, "%": 1.4, "∞": 1.4, "°": 0.6, "N": 1.3}
# Blanks, some of which stand between thousands or before a percent sign, are half a figure wide.
NARROW |= dict.fromkeys(" \u00a0\u202f", 0.5)
# No words are smaller than this, in points, to fit into their room.
LEAST = 8.0
SIGNS = "0123456789.,()−+=×e%∞°Na"


class Label:
    """A few words; where they have a `room`, in scene units, no wider: smaller where they must be, and then cut off."""

    def __init__(
        self, stage: Stage, words: str, size: float, *, color: str = "", bold: bool = False, room: float | None = None
    ) -> None:
        if room is not None and words.strip():
            words, size = fit_line(stage.style, words, size, room, least=min(size, LEAST), bold=bold)
        # The letter before them shows where the line is that they stand on, and how high a capital is.
        row = stage.text(f"H{words.strip() or '.'}", size, bold=bold)
        mark, letters = row[0], row[1:]
        line, left = float(mark.get_bottom()[1]), float(letters.get_left()[0])
        self.width, self.height = float(letters.width), float(mark.height)
        self._path, self._letters, self._origin = outline_of(letters, np.array([left, line])), letters, (left, line)
        self._color, self._casing = stage.style.lettering(color or stage.style.ink), stage.style.casing

    def draw(
        self, pen: Pen, at: Array, *, align: Sequence[float] = (0, 0), cased: bool = False, scale: float = 1.0
    ) -> None:
        """Draw them; `align` is the point of their box that lies at a place: (0, 0) its lower left, (1, 1) the other.

        The box is as high as a capital. They are drawn `scale` times as large as they are set.
        """
        corner = (float(at[0]) - align[0] * scale * self.width, float(at[1]) - align[1] * scale * self.height)
        pen.outline(self._path, corner, self._color, casing=self._casing if cased else "", scale=scale)

    def letters(self, at: Array, *, align: Sequence[float] = (0, 0)) -> VGroup:
        """Return the letters of what `draw` would draw, each a mobject."""
        x, y = (float(at[k]) - align[k] * (self.width, self.height)[k] - self._origin[k] for k in (0, 1))
        made = VGroup(*self._letters.copy())
        made.set_fill(self._color, opacity=1.0).shift(np.array([x, y, 0.0]))
        return made


class Figures:
    """Figures in columns of equal width, so that a value does not twitch when it changes."""

    def __init__(self, stage: Stage, size: float, *, color: str = "", bold: bool = True) -> None:
        # All are set in one line: one by one they take twenty times as long. Two noughts before them show where the
        # line is that they stand on, and how wide a column is.
        first, second, *signs = stage.text(f"00{SIGNS}", size, bold=bold)
        self.column = float(second.get_center()[0] - first.get_center()[0])
        self._lettering, self._casing = stage.style.lettering, stage.style.casing
        self._color = self._lettering(color or stage.style.ink)
        self._paths = {}
        for sign, shape in zip(SIGNS, signs, strict=True):
            middle = (shape.get_left()[0] + shape.get_right()[0]) / 2
            self._paths[sign] = outline_of(shape, np.array([middle, first.get_bottom()[1]]))

    def width(self, value: str) -> float:
        """Return how wide a value is, in scene units."""
        return self.column * sum(NARROW.get(sign, 1.0) for sign in value)

    def draw(
        self,
        pen: Pen,
        value: str,
        at: Array,
        *,
        align: float = 0.0,
        color: str = "",
        cased: bool = False,
        scale: float = 1.0,
    ) -> None:
        """Draw a value of SIGNS on the line through `at`: beginning there, or with `align` 1 ending there.

        It is drawn `scale` times as large as it is set.
        """
        shade = self._lettering(color) if color else self._color
        x = float(at[0]) - align * scale * self.width(value)
        for sign in value:
            advance = scale * self.column * NARROW.get(sign, 1.0)
            if sign in self._paths:
                corner = (x + advance / 2, float(at[1]))
                pen.outline(self._paths[sign], corner, shade, casing=self._casing if cased else "", scale=scale)
            x += advance


class Reading:
    """A sentence in which a value changes: its words, and in its place the figures.

    Parameters
    ----------
    sentence
        With a `place` in braces.
    size, looks
        Of the words, as for a Label; the figures have their own.
    """

    def __init__(self, stage: Stage, sentence: str, place: str, figures: Figures, size: float, **looks: Any) -> None:
        before, _, after = sentence.partition(f"{{{place}}}")
        self._figures, self._blank = figures, NARROW[" "] * figures.column
        self._before, self._after = (
            Label(stage, words, size, **looks) if words.strip() else None for words in (before, after)
        )
        self._gaps = (before[-1:].isspace(), after[:1].isspace())

    def width(self, value: str) -> float:
        """Return how wide it is with a value, in scene units."""
        words = sum(label.width for label in (self._before, self._after) if label)
        return words + self._figures.width(value) + self._blank * sum(self._gaps)

    def draw(self, pen: Pen, value: str, at: Array, *, cased: bool = False) -> None:
        """Draw it with a value, from a place (2,) on."""
        x, y = float(at[0]), float(at[1])
        if self._before:
            self._before.draw(pen, np.array([x, y]), cased=cased)
            x += self._before.width + self._blank * self._gaps[0]
        self._figures.draw(pen, value, np.array([x, y]), cased=cased)
        if self._after:
            x += self._figures.width(value) + self._blank * self._gaps[1]
            self._after.draw(pen, np.array([x, y]), cased=cased)
