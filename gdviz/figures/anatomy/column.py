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
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.sheet import formula_size
from gdviz.ledger.ledger import LedgerLine, StepLedger
from gdviz.style.colors import mix
from gdviz.style.equations import WithMath
from gdviz.style.typefaces import typeface

# Of the height that a line of symbols takes: what a line of numbers below it takes, and what is free before the next;
# the second where lines are many; and how much more that is at most where there is room.
NUMBERS, FREE, TIGHT, SPREAD = 1.04, 0.3, 0.14, 0.4
# In points: the least height of a line, the least at which the loose layout is used, and the greatest; and, from the
# least to the greatest, the sizes of words.
LEAST_PITCH, LOOSE, PITCH = 10.8, 13.0, 20.0
SYMBOL_SIZES, NUMBER_SIZES = (10.5, 15.0), (9.5, 12.5)
# From one line of symbols to the next without numbers between, of their size: from below an index to above a root.
CLEAR = 1.6
# In points: before symbols, between columns, and a line of numbers below both; and how many of these there are below no
# more than so many lines.
INDENT, GUTTER, FOOT, LINES, MANY = 11.0, 12.0, 13.0, 2, 4
# In points, between symbols and what they come to, and the least size of symbols in a line that is too long.
BETWEEN, LEAST_SYMBOLS = 8.0, 8.5
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
    columns
        How many there are beside one another, 1 or 2; what appears in one beat stands in one of them, and the numbers
        of the beat that has begun last stand below both.
    """

    def __init__(
        self,
        canvas: Canvas,
        box: Box,
        pages: Sequence[StepLedger],
        colors: dict[str, str],
        detail: Detail = "numbers",
        *,
        columns: int = 1,
    ) -> None:
        self._canvas, self._colors, self._detail = canvas, colors, detail
        self._beats = pages[0].beats
        self._face = typeface(canvas.style.font, bold=True).copy()
        self._widths: dict[str, float] = {}
        shown = [i for i, line in enumerate(pages[0].lines) if detail != "step" or line.name == r"\Delta"]
        self._pages = [[page.lines[i] for i in shown] for page in pages]
        self.lines = self._pages[0]
        self._wrapped: set[int] = set()
        # Lines whose numbers have no room for two digits.
        self._mute: set[int] = set()
        count = len(self.lines)
        borders = [i for i in range(1, count) if self.lines[i].beat != self.lines[i - 1].beat]
        split = min(borders, key=lambda i: max(i, count - i)) if columns > 1 and borders else count
        self._foot: list[Text] = []
        self._whole = box
        numbers = LINES if max(split, count - split) <= MANY else 1
        if split < count:
            box = box.with_edges(low=box.low + numbers * FOOT + 4)
        wide = (box.width - GUTTER) / 2 if split < count else box.width
        left, right = Box(box.left, box.low, wide, box.height), Box(box.right - wide, box.low, wide, box.height)
        # In which box each line stands.
        self._boxes = [left if i < split else right for i in range(count)]
        self._split, self._box = split, left
        self._fit()
        self._mute = {index for index, (_, below) in enumerate(self._digits) if below < 2}
        # What height is left goes between lines.
        most = max(split, count - split)
        extra = min(max(box.height / self._pitch - self._rows(), 0.0) / most, SPREAD)
        self._lift = self._pitch * (0.5 * (extra + (FREE if self._is_loose else TIGHT)) + 0.04)
        heights = self._pitch * (extra + np.array([self._height(index) for index in range(count)]))
        # The low edge of each line, and its top.
        lows = box.high - np.concatenate([np.cumsum(heights[:split]), np.cumsum(heights[split:])])
        self._spans = list(zip((lows + heights).tolist(), lows.tolist(), strict=True))
        self._write_symbols()
        self.written = [self._make(index) for index in range(count)]
        if split < count:
            self._foot = [self._text(self._whole.left + INDENT, box.low - 4 - (i + 0.8) * FOOT) for i in range(numbers)]
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
        self._has_numbers = self._split == len(self.lines) and self._box.height / self._rows() >= LEAST_PITCH
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
        below *= index not in self._mute
        return 1.0 + below + (FREE if self._is_loose else TIGHT)

    def _rows(self) -> float:
        heights = [self._height(index) for index in range(len(self.lines))]
        return max(sum(heights[: self._split]), sum(heights[self._split :]))

    def _write_symbols(self) -> None:
        """Write what stands still."""
        width, height = self._canvas.points
        for line, box, (top, _) in zip(self.lines, self._boxes, self._spans, strict=True):
            base = (top - 0.78 * self._pitch) / height
            dot = ([(box.left + 3.5) / width], [base + 0.24 * self._size / height])
            color = self._colors[line.role]
            self._canvas.figure.add_artist(
                Line2D(*dot, marker="o", color=color, ms=5.5, lw=0, transform=self._canvas.figure.transFigure)
            )
            left = (box.left + INDENT) / width
            size = self._symbol_size(line)
            self._canvas.text(left, base, WithMath(f"${self._named(line)}$"), size=size, va="baseline")

    def _named(self, line: LedgerLine) -> str:
        return line.name if self._detail == "values" else line.symbols

    def _symbol_size(self, line: LedgerLine) -> float:
        """Return the size of a line's symbols: smaller where what it comes to has no room beside them."""
        room = self._box.width - INDENT - BETWEEN - self._width(line.result(2)) * (self._detail != "step")
        return max(min(self._size, room / float(formula_size(self._named(line), 1.0)[0])), LEAST_SYMBOLS)

    def _words(self, index: int, line: LedgerLine, digits: tuple[int, int]) -> tuple[str, str]:
        """Return what stands at the right of a line, and what below it."""
        result = line.result(digits[0])
        if self._detail == "numbers":
            # With one digit they would say nothing.
            numbers = f"= {line.numbers(digits[1])}" if self._numbered(line) and digits[1] > 1 else ""
            return result, _broken(numbers) if index in self._wrapped else numbers
        return (f"= {result}", "") if self._detail == "values" else ("", f"= {result}")

    def _make(self, index: int) -> list[Text]:
        """Return the texts of what a line comes to, and of the two lines of numbers that may stand below."""
        line, box, (top, _) = self.lines[index], self._boxes[index], self._spans[index]
        base = top - 0.78 * self._pitch
        result = self._text(box.right, base, self._colors[line.role], ha="right")
        result.set_fontproperties(typeface(self._canvas.style.font, bold=True))
        result.set_fontsize(self._small)
        below = [self._text(box.left + INDENT, base - lines * NUMBERS * self._pitch) for lines in (1, 2)]
        return [result, *below]

    def _text(self, x: float, y: float, color: str = "", **how: Any) -> Text:
        """Return a text for numbers that stands at a point of the page."""
        style, figure = self._canvas.style, self._canvas.figure
        width, height = self._canvas.points
        color = color or mix(style.ink, style.muted, 0.4)
        text = Text(x / width, y / height, "", color=color, transform=figure.transFigure, va="baseline", **how)
        text.set_fontsize(self._small)
        text.set_figure(figure)
        return text

    def _is_wide_enough(self, pitch: float) -> bool:
        """Set sizes for lines of this height, and return whether three digits fit; in the least they have to."""
        self._pitch = pitch
        share = (pitch - LEAST_PITCH) / (PITCH - LEAST_PITCH)
        self._size, self._small = (
            float(np.clip(low + share * (high - low), low, high)) for low, high in (SYMBOL_SIZES, NUMBER_SIZES)
        )
        if not self._has_numbers:
            free = pitch * (1 + (FREE if self._is_loose else TIGHT))
            self._size = max(min(self._size, free / CLEAR), NUMBER_SIZES[0])
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
        symbols = INDENT + BETWEEN + float(formula_size(self._named(lines[0]), self._symbol_size(lines[0]))[0])
        # Below two columns numbers have the room of both.
        free = (self._box.width - symbols, self._whole.width - INDENT)
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
        return [*shown, *self._at_foot(page, begun)]

    def _at_foot(self, page: int, begun: int) -> list[Text]:
        """Return the numbers of the beat that has begun last, where they stand below both columns."""
        now = [i for i, line in enumerate(self._pages[page]) if begun and self._beats.index(line.beat) == begun - 1]
        now = [i for i in now if self._pages[page][i].words][-len(self._foot) :] if self._foot else []
        for text, index in zip(self._foot, now, strict=False):
            line = self._pages[page][index]
            text.set_text(f"= {line.numbers(self._digits[index][1])}")
            text.set_color(self._colors[line.role])
        return self._foot[: len(now)]

    def point_at(self, begun: int) -> None:
        """Lay the band behind the lines of the beat that has begun last."""
        now = [i for i, line in enumerate(self.lines) if begun and self._beats.index(line.beat) == begun - 1]
        self.band.set_visible(bool(now))
        if now:
            width, height = self._canvas.points
            box, top, low = self._boxes[now[0]], self._spans[now[0]][0], self._spans[now[-1]][1]
            self.band.set_bounds(
                (box.left - 4) / width, (low + self._lift) / height, (box.width + 8) / width, (top - low) / height
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
