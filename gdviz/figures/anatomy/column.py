"""The column beside the arrows: the rule line by line, and the numbers of the step as they come about."""

import re
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Moment
from gdviz.figures.anatomy.clock import PhaseClock
from gdviz.figures.parts.canvas import Canvas, WithMath
from gdviz.figures.parts.sheet import formula_size
from gdviz.ledger.ledger import LedgerLine, StepLedger
from gdviz.style.colors import mix
from gdviz.style.typefaces import typeface

# Of the height that a line of symbols takes: what a line of numbers below it takes, and what is free before the next;
# and the second where lines are many.
NUMBERS, FREE, TIGHT = 0.88, 0.36, 0.14
# In points: the least height of a line, the least at which the loose layout is used, and the greatest; and, from the
# least to the greatest, the sizes of words.
LEAST_PITCH, LOOSE, PITCH = 11.5, 13.0, 20.0
SYMBOL_SIZES, NUMBER_SIZES = (11.0, 15.0), (9.5, 12.5)
INDENT = 11.0
Detail = Literal["numbers", "values", "step"]


class Column:
    """A ledger in a box: symbols that stand still, and the texts of the numbers, line by line.

    Parameters
    ----------
    canvas
        The page.
    box
        Where the ledger stands.
    pages
        The steps in turn.
    colors
        Of each role.
    detail
        "numbers": every line with its numbers below; "values": what each quantity comes to; "step": the line of the
        step alone, with what it comes to below.
    """

    def __init__(
        self, canvas: Canvas, box: Box, pages: Sequence[StepLedger], colors: dict[str, str], detail: Detail = "numbers"
    ) -> None:
        self._canvas, self._box, self._colors, self._detail = canvas, box, colors, detail
        self._beats = pages[0].beats
        self._face = typeface(canvas.style.font, bold=True).copy()
        self._widths: dict[str, float] = {}
        shown = [i for i, line in enumerate(pages[0].lines) if detail != "step" or line.name == r"\Delta"]
        self._pages = [[page.lines[i] for i in shown] for page in pages]
        self.lines = self._pages[0]
        self._wrapped: set[int] = set()
        self._fit()
        self._tops = box.high - self._pitch * np.cumsum(
            [0.0, *(self._height(index) for index in range(len(self.lines)))]
        )
        self._write_symbols()
        self.written = [self._make(line, top) for line, top in zip(self.lines, self._tops, strict=False)]
        self.band = Rectangle((0, 0), 1, 1, lw=0, alpha=0.10, transform=canvas.figure.transFigure, zorder=0)
        canvas.figure.add_artist(self.band)

    def _fit(self) -> None:
        """Choose the greatest size of the words at which all lines have three digits.

        Numbers for which there is no such size go on in a second line; and if the box is too low for that, they have
        fewer digits.
        """
        self._is_loose = False
        self._has_numbers = True
        # All lines have their numbers, or none.
        self._has_numbers = self._box.height / self._rows() >= LEAST_PITCH
        for wrapped in (False, True):
            if wrapped:
                self._wrapped = {i for i, (_, below) in enumerate(self._digits) if below < 3}
            self._is_loose = True
            if self._box.height / self._rows() < LOOSE:
                self._is_loose = False
            pitch = min(PITCH, self._box.height / self._rows())
            if wrapped and pitch < LEAST_PITCH:
                self._wrapped = set()
                pitch = min(PITCH, self._box.height / self._rows())
            while not self._is_wide_enough(pitch):
                pitch -= 0.5
            if all(below >= 3 for _, below in self._digits):
                return

    def _numbered(self, line: LedgerLine) -> bool:
        """Return whether a line's numbers are shown below it."""
        return bool(line.words) and self._detail != "values" and self._has_numbers

    def _height(self, index: int) -> float:
        below = NUMBERS * self._numbered(self.lines[index]) * (2 if index in self._wrapped else 1)
        return 1.0 + below + (FREE if self._is_loose else TIGHT)

    def _rows(self) -> float:
        return sum(self._height(index) for index in range(len(self.lines)))

    def _write_symbols(self) -> None:
        """Write what stands still."""
        width, height = self._canvas.points
        for line, top in zip(self.lines, self._tops, strict=False):
            base = (top - 0.78 * self._pitch) / height
            dot = ([(self._box.left + 3.5) / width], [base + 0.24 * self._size / height])
            color = self._colors[line.role]
            self._canvas.figure.add_artist(
                Line2D(*dot, marker="o", color=color, ms=5.5, lw=0, transform=self._canvas.figure.transFigure)
            )
            left = (self._box.left + INDENT) / width
            self._canvas.text(left, base, WithMath(f"${self._named(line)}$"), size=self._size, va="baseline")

    def _named(self, line: LedgerLine) -> str:
        return line.name if self._detail == "values" else line.symbols

    def _words(self, index: int, line: LedgerLine, digits: tuple[int, int]) -> tuple[str, str]:
        """Return what stands at the right of a line, and what below it."""
        result = line.result(digits[0])
        if self._detail == "numbers":
            # With one digit they would say nothing.
            numbers = f"= {line.numbers(digits[1])}" if self._numbered(line) and digits[1] > 1 else ""
            return result, _broken(numbers) if index in self._wrapped else numbers
        return (f"= {result}", "") if self._detail == "values" else ("", f"= {result}")

    def _make(self, line: LedgerLine, top: float) -> list[Text]:
        """Return the texts of what a line comes to, and of the two lines of numbers that may stand below."""
        width, height = self._canvas.points
        style = self._canvas.style
        how: dict[str, Any] = {"transform": self._canvas.figure.transFigure, "va": "baseline"}
        base = (top - 0.78 * self._pitch) / height
        result = Text(self._box.right / width, base, "", color=self._colors[line.role], ha="right", **how)
        result.set_fontproperties(typeface(style.font, bold=True))
        left, step = (self._box.left + INDENT) / width, NUMBERS * self._pitch / height
        muted = mix(style.ink, style.muted, 0.4)
        below = [Text(left, base - lines * step, "", color=muted, **how) for lines in (1, 2)]
        for text in (result, *below):
            text.set_fontsize(self._small)
            text.set_figure(self._canvas.figure)
        return [result, *below]

    def _is_wide_enough(self, pitch: float) -> bool:
        """Set sizes for lines of this height, and return whether three digits fit; in the least they have to."""
        self._pitch = pitch
        share = (pitch - LEAST_PITCH) / (PITCH - LEAST_PITCH)
        self._size, self._small = (
            float(np.clip(low + share * (high - low), low, high)) for low, high in (SYMBOL_SIZES, NUMBER_SIZES)
        )
        self._widths = {}
        self._digits = self._fitting()
        return pitch <= LEAST_PITCH or all(min(digits) >= 3 for digits in self._digits)

    def _fitting(self) -> list[tuple[int, int]]:
        """Return how many digits the result and the numbers of each line have, the same on all pages.

        Four if they fit in every line, else three in all, so that a number looks the same wherever it stands; fewer in
        lines that have no room for that.
        """
        rooms = [self._room(index) for index in range(len(self.lines))]
        common = 4 if all(4 in room for pair in rooms for room in pair) else 3
        return [(min(common, max(results)), min(common, max(numbers))) for results, numbers in rooms]

    def _room(self, index: int) -> tuple[list[int], list[int]]:
        """Return with how many digits what is at the right of a line fits in, and what is below it."""
        lines = [page[index] for page in self._pages]
        symbols = INDENT + 8 + float(formula_size(self._named(lines[0]), self._size)[0])
        free = (self._box.width - symbols, self._box.width - INDENT)
        fits: tuple[list[int], list[int]] = ([1], [1])
        for digits in (2, 3, 4):
            written = [self._words(index, line, (digits, digits)) for line in lines]
            for found, room, words in zip(fits, free, zip(*written, strict=True), strict=True):
                if all(self._width(word) <= room for word in words):
                    found.append(digits)
        return fits

    def _width(self, words: str) -> float:
        """Return how wide words are, in points, as they are set on pixels: at small sizes that is wider than drawn."""
        for sign in set(words) - {"\n"} - self._widths.keys():
            # Hundreds of numbers are measured, of twenty signs.
            self._face.set_size(self._small)
            pixels, _, _ = self._canvas.renderer.get_text_width_height_descent(sign * 10, self._face, False)
            self._widths[sign] = pixels / 10 * 72 / self._canvas.figure.dpi
        return 1.02 * max(sum(self._widths[sign] for sign in line) for line in words.split("\n"))

    def texts(self, page: int, begun: int) -> list[Text]:
        """Return the texts of a page once so many of its beats have begun, set to it."""
        shown = []
        for index, line in enumerate(self._pages[page]):
            if self._beats.index(line.beat) < begun:
                result, below = self._words(index, line, self._digits[index])
                for text, word in zip(self.written[index], (result, *below.split("\n")), strict=False):
                    text.set_text(word)
                    shown += [text] if word else []
        return shown

    def point_at(self, begun: int) -> None:
        """Lay the band behind the lines of the beat that has begun last."""
        now = [i for i, line in enumerate(self.lines) if begun and self._beats.index(line.beat) == begun - 1]
        self.band.set_visible(bool(now))
        if now:
            width, height = self._canvas.points
            top, low = self._tops[now[0]], self._tops[now[-1] + 1]
            lift = 0.5 * (FREE if self._is_loose else TIGHT) * self._pitch - 0.06 * self._pitch
            self.band.set_bounds(
                (self._box.left - 4) / width, (low + lift) / height, (self._box.width + 8) / width, (top - low) / height
            )
            self.band.set_facecolor(self._colors[self.lines[now[0]].role])


def _broken(words: str) -> str:
    """Return words in two lines, broken at a sign between them: outside brackets if there is one, near the middle."""
    signs = [match.start() for match in re.finditer(r"(?<=[^=]) [+−/√]", words)]
    if not signs:
        return words
    depth = [words[:sign].count("(") - words[:sign].count(")") for sign in signs]
    _, _, at = min((depth, abs(sign - len(words) / 2), sign) for depth, sign in zip(depth, signs, strict=True))
    return f"{words[:at]}\n   {words[at + 1 :]}"


class Pointer:
    """The band behind the lines of the beat that has begun last."""

    def __init__(self, column: Column, clock: PhaseClock) -> None:
        self.column, self._clock = column, clock
        self.artists: tuple[Artist, ...] = (column.band,)

    def show(self, moment: Moment) -> None:
        """Lay it behind them."""
        self.column.point_at(self._clock.state(moment)[1])
