"""A worksheet: the lines of a rule in symbols, and below each its numbers, which follow the clock."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import ValueTracker, config, linear
from numpy.typing import NDArray

from gdviz.analysis.anatomy.cells import Cell, Grid, in_brackets, order, shown_number
from gdviz.analysis.anatomy.colors import colors_of
from gdviz.analysis.anatomy.columns import Columns
from gdviz.analysis.anatomy.terms import first_step_is_eta, rows_of, steepest, terms_of
from gdviz.analysis.boxes import Share
from gdviz.languages import point
from gdviz.ledger.ledger import StepLedger
from gdviz.ledger.terms import G, Term, TermPhase
from gdviz.pens.pen import Pen
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.painted import PixelMobject, Pixels, animated, pen_on
from gdviz.stage.stage import Stage
from gdviz.stage.symbols import Symbols
from gdviz.stage.typeset import points
from gdviz.style.colors import mix
from gdviz.style.typefaces import advance_of

Array = NDArray[np.float64]
# In heights of a line of numbers: a line of symbols, how far below it the first numbers stand so that its indices are
# clear of them, and what is free below a row.
SYMBOLS, DROP, FREE = 1.05, 1.2, 0.3
# In sizes of figures: the size of symbols and of signs between figures, and the height of a line of numbers: the least,
# that for which figures grow no larger, and the most.
LETTERS, SIGNS, LINE, AIRY, LOOSE = 0.98, 0.74, 1.12, 1.24, 1.36
# In points: the largest figures, and the least, whose height is three hundredths of a wide page's; the names of
# parameters and how long they may be, and what lies between rows and what stands beside them.
LARGEST, LEAST, NAMES, LONGEST, GAP = 17.0, 13.5, 10.5, 28.0, 16.0
# How terms are written, the best first: what is free at a sign's sides, in sizes of figures, and digits.
WRITTEN = ((0.36, 3), (0.2, 3), (0.16, 2))
# More rows than this leave room for the numbers of one parameter only.
ROWS_OF_TWO = 4
# So many rows at the top, and the last one, have a picture beside them where there is room.
TOP = 2
MEASURED = 10.0


class Worksheet(PixelMobject):
    """The rule of the first run, each line with the numbers of the step that is being taken: at the start, the first.

    Parameters
    ----------
    stage
        The scene.
    box
        Where it stands, as a share of the frame.
    beside
        How much is left free beside the rows at the top and the last one, in points.
    most
        How many parameters are shown at most; one where there are many lines.
    split
        Whether lines that stand beside each other stand below one another.
    height
        The share of the box' height that it takes at most.
    least
        Terms are written closer, and with fewer digits, where figures would be smaller than this, in points.

    Attributes
    ----------
    chosen
        The parameters that are shown: two, or one where there are many lines, those whose first slopes are steepest.
    columns, colors, names
        The numbers, the colour of each kind of quantity, and the names of the parameters shown.
    terms
        What the rule says of its terms.
    size
        Of its figures, in points.
    """

    def __init__(
        self,
        stage: Stage,
        box: Share,
        *,
        beside: float = 0.0,
        most: int = 2,
        split: bool = False,
        height: float = 1.0,
        least: float = LEAST,
    ) -> None:
        self._stage, self._rows, self.terms = stage, rows_of(stage.run), terms_of(stage.run)
        self.chosen = sorted(steepest(stage.run)[: most if len(self._rows) <= ROWS_OF_TWO else 1])
        if split:
            self._rows = [[equation] for row in self._rows for equation in row]
        self._frame = np.array([config.frame_width, config.frame_height])
        (self._left, self._low), (self._right, self._high) = ((box.corners - 0.5) * self._frame).tolist()
        parts = [part for row in self._rows for equation in row for part in equation.parts]
        letters = [part if isinstance(part, str) else part.symbol for part in parts]
        self._symbols = Symbols(stage, [*letters, "="])
        self.colors = {**colors_of(stage.style), "constant": mix(stage.style.ink, stage.style.muted, 0.35)}
        self.names = [_short(stage, stage.run.problem["parameters"][index]) for index in self.chosen]
        self._indent = max(name.width for name in self.names) + points(9)
        self._lay_out(beside, height, least)
        beats = [equation.beat for row in self._rows for equation in row]
        self._written = {beat: ValueTracker(0) for beat in beats}
        self._filled = {beat: ValueTracker(0) for beat in beats}
        self._kept: tuple[tuple[float, ...], Pixels] | None = None
        super().__init__(self._lay_down)
        self.room = replace(box, low=self.below.high)

    @property
    def page(self) -> StepLedger:
        """The ledger of the step that is being taken."""
        now = int(np.ceil(self._stage.step.get_value() - 1e-6))
        return self.columns.page(min(max(now, 1), self._stage.run.steps))

    @property
    def ends(self) -> list[tuple[ValueTracker, float]]:
        """What tracks how far it is written and filled, and what that comes to."""
        return [(tracker, 1.0) for tracker in (*self._written.values(), *self._filled.values())]

    @property
    def gradient(self) -> str:
        """The gradient of the step that is being taken, in the parameters that are shown."""
        return point(self.columns.words(G, self.page))

    @property
    def first_is_eta(self) -> bool:
        """Whether the first step has moved every parameter by the learning rate."""
        return first_step_is_eta(self.columns.page(1))

    @property
    def root(self) -> str:
        """What the mean is divided by, in words."""
        return self.terms.root

    @property
    def stride(self) -> float:
        """How far the step that is being taken moves a parameter at most, in learning rates."""
        step = self.page.step
        return float(np.abs(step.end - step.start).max() / step.rate)

    def beside(self, first: int, end: int) -> Share:
        """Return the room beside some rows, as a share of the frame."""
        widest = max(self.grid.widths[first:end]) * points(self.size) + self._indent
        left, low = self._left + widest + points(GAP), self._high - end * self._row + FREE * self._pitch
        corners = np.array([[left, low], [self._right, self._high - first * self._row]])
        return Share(*(corners / self._frame + 0.5).ravel().tolist())

    @property
    def below(self) -> Share:
        """The room in its box below all rows, as a share of the frame."""
        end = self._high - len(self._rows) * self._row + FREE * self._pitch
        corners = np.array([[self._left, self._low], [self._right, end]])
        return Share(*(corners / self._frame + 0.5).ravel().tolist())

    def write(self, beat: TermPhase) -> Any:
        """Return the animation in which the symbols of a beat appear."""
        return animated(self._written[beat], 1.0)

    def fill(self, beat: TermPhase, seconds: float = 1.4) -> Any:
        """Return the animation in which its numbers appear: from the left, and at last what they come to."""
        return animated(self._filled[beat], 1.0, linear, run_time=seconds)

    def _lay_out(self, beside: float, share: float, least: float) -> None:
        """Choose how terms are written, the size of figures, and how far apart rows stand."""
        measure, room = Figures(self._stage, MEASURED), self._right - self._left - self._indent
        narrow = [k < TOP or k == len(self._rows) - 1 for k in range(len(self._rows))]
        rooms = [room - points(beside) * is_beside for is_beside in narrow]
        for aside, digits in WRITTEN:
            self.columns = Columns(self._stage.run, self._rows, self.chosen, digits=digits)
            self.grid = Grid(
                self._rows,
                self.columns,
                lambda part: self._symbols.width(part, LETTERS) / points(1),
                lambda word: measure.width(word) / points(MEASURED),
                aside=aside,
            )
            wide = min(part / width for part, width in zip(rooms, self.grid.widths, strict=True)) / points(1)
            if wide >= least:
                break
        each = SYMBOLS + DROP + len(self.chosen) - 1 + FREE
        pitch = share * (self._high - self._low) / (len(self._rows) * each - FREE)
        high = pitch / points(1)
        self.size = min(LARGEST, wide, max(high / AIRY, min(LEAST, high / LINE)))
        self._pitch = min(pitch, LOOSE * points(self.size))
        self._row = each * self._pitch
        self._figures = Figures(self._stage, self.size)

    def _lay_down(self, pixels: Pixels, seen: float) -> None:
        """Draw it where something on it has changed; else lay down what was drawn."""
        trackers = [*self._written.values(), *self._filled.values()]
        now = (self.page.step.t, *(tracker.get_value() for tracker in trackers), *pixels.shape)
        if self._kept is None or self._kept[0] != now:
            sheet = np.zeros_like(pixels)
            self._draw(pen_on(sheet))
            self._kept = (now, sheet[:, self._first_column(pixels) :].copy())
        left = self._first_column(pixels) * config.frame_width / pixels.shape[1] - config.frame_width / 2
        pen_on(pixels).image(self._kept[1], (left, config.frame_height / 2), alpha=seen)

    def _first_column(self, pixels: Pixels) -> int:
        """Return the first column of the picture that the sheet needs."""
        return int((self._left / config.frame_width + 0.5) * pixels.shape[1]) - 4

    def _draw(self, pen: Pen) -> None:
        page = self.page
        for k, (row, cells_of) in enumerate(zip(self._rows, self.grid.rows, strict=True)):
            y = self._line(k)
            for equation, cells in zip(row, cells_of, strict=True):
                self._draw_symbols(pen, cells, y, self._written[equation.beat].get_value())
                self._draw_numbers(pen, cells, page, y, self._filled[equation.beat].get_value())
            if self._filled[row[0].beat].get_value() > 0:
                for i, name in enumerate(self.names):
                    name.draw(pen, np.array([self._left, y - (i + DROP) * self._pitch]))

    def _draw_symbols(self, pen: Pen, cells: Sequence[Cell], y: float, seen: float) -> None:
        if seen <= 0:
            return
        with pen.faded(seen):
            for cell in cells:
                symbol = cell.part if isinstance(cell.part, str) else cell.part.symbol
                at, color = np.array([self._x(cell), y]), self._color(cell)
                self._symbols.draw(pen, symbol, at, LETTERS * self.size, align=0.5, color=color)

    def _draw_numbers(self, pen: Pen, cells: Sequence[Cell], page: StepLedger, y: float, share: float) -> None:
        for i, cell in enumerate(order(cells)):
            seen = min(share * len(cells) - i, 1.0)
            if seen > 0:
                with pen.faded(seen):
                    self._draw_number(pen, cell, page, y)

    def _draw_number(self, pen: Pen, cell: Cell, page: StepLedger, y: float) -> None:
        color = self._color(cell)
        if isinstance(cell.part, str):
            for i in range(len(self.chosen)):
                sign, at = shown_number(cell.part), np.array([self._x(cell), y - (i + DROP) * self._pitch])
                self._symbols.draw(pen, sign, at, SIGNS * self.size, align=0.5, color=color)
            return
        for word, at in self._written_in(cell, cell.part, page, y):
            self._figures.draw(pen, word, at, align=1.0, color=color)

    def _written_in(self, cell: Cell, term: Term, page: StepLedger, y: float) -> list[tuple[str, Array]]:
        """Return the numbers of a term in its cell, and where each ends."""
        right = self._x(cell) + cell.figures * points(self.size) / 2
        # Brackets stand beside the column, so that points stay below points.
        bracket = self._figures.width(")") if cell.bracketed else 0.0
        found = []
        for i, word in enumerate(self.columns.words(term, page)):
            word = in_brackets(word) if cell.bracketed else word
            end = right - (0.0 if word.endswith(")") else bracket)
            found.append((word, np.array([end, y - (i + DROP) * self._pitch])))
        return found

    def numbers(self, beat: TermPhase, symbol: str = "") -> list[tuple[str, Array]]:
        """Return a term's numbers in the first line of a beat, and where each ends; of what the line comes to if none.

        There is none where the line has no such term.
        """
        places = [
            (k, cells)
            for k, (row, made) in enumerate(zip(self._rows, self.grid.rows, strict=True))
            for equation, cells in zip(row, made, strict=True)
            if equation.beat == beat
        ]
        for k, cells in places[:1]:
            for cell in cells:
                if not isinstance(cell.part, str) and symbol in ("", cell.part.symbol):
                    return self._written_in(cell, cell.part, self.page, self._line(k))
        return []

    def arrived(self, beat: TermPhase, symbol: str) -> float:
        """Return how far a term's number in the first line of a beat is on its way there: it appears after 1."""
        for row, made in zip(self._rows, self.grid.rows, strict=True):
            for equation, cells in zip(row, made, strict=True):
                if equation.beat == beat:
                    names = [cell.part if isinstance(cell.part, str) else cell.part.symbol for cell in order(cells)]
                    before = names.index(symbol) if symbol in names else 0
                    return float(np.clip(self._filled[beat].get_value() * len(cells) / max(before, 1), 0, 1))
        return 0.0

    def _line(self, k: int) -> float:
        """Return how high the symbols of a row stand."""
        return float(self._high - k * self._row - SYMBOLS * self._pitch)

    def _x(self, cell: Cell) -> float:
        return self._left + self._indent + cell.middle * points(self.size)

    def _color(self, cell: Cell) -> str:
        return self.colors["constant" if isinstance(cell.part, str) else cell.part.kind]


def _short(stage: Stage, name: str) -> Label:
    """Return a parameter's name: where it is too long the first letters of its words with its numbers, or cut."""
    words, font = name, stage.style.font
    while advance_of(words, NAMES, font) > LONGEST:
        initials = "".join(re.findall(r"\d+|(?<![^\W\d_])[^\W\d_]", words))
        words = initials if any(map(str.isdigit, initials)) and initials != words else f"{words.rstrip('…')[:-1]}…"
    return Label(stage, words, NAMES, color=stage.style.muted)
