"""The numbers beside a descent in one variable: x, f(x), f'(x) and the step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.comparison import rate_in_words
from gdviz.analysis.descent_1d import Descent
from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import Moment
from gdviz.analysis.sigmoid import shortened
from gdviz.figures.descent_1d.equation import formula_lines
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.sheet import formula_size
from gdviz.languages import counted, said
from gdviz.style.equations import WithMath
from gdviz.style.formula import symbol_of
from gdviz.style.numerals import steady
from gdviz.style.themes import Series, Style
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# In points: the width of the column, what is free beside it and at the edges of the page, and the pitch of its rows.
COLUMN, GUTTER, EDGE, PITCH = 132.0, 22.0, 20.0, 36.0
# On a page narrower than the first the column is narrower too.
NARROW, THIN = 500.0, 118.0
# The pitch of several runs' blocks, the least that has room for a detail, and the pitch of one line for each run.
BLOCK, DETAILED, LINE = 62.0, 52.0, 15.5
# The room for a loss beside a name, and the share of a tall page's height that lines in one column take at most.
VALUE, MOST = 52.0, 0.25
# In points, of a lone run: the sizes of labels and values, the least of labels, and what is free between them; and how
# much wider than the others the last of them is in a row, with the sum below it.
LABEL, VALUES, LEAST_LABEL, APART, WIDER = 13.0, 14.0, 9.0, 8.0, 1.35
# No more letters of the parameter's name have room, of a lone run; and of several, longer names none.
LETTERS, FEW = 10, 4
# The digits of a lone run's numbers, and of those of several.
ALONE, SEVERAL = 5, 4
NONE = "–"


@dataclass(frozen=True)
class Reading:
    """A number that is read off a run: its label as LaTeX, its colour, its words at a step, and words below them."""

    label: str
    color: str
    words: Callable[[float], str]
    below: Callable[[float], str] | None = None


def readings_of(descent: Descent, look: Series, style: Style, digits: int) -> list[Reading]:
    """Return what is read off a run, one after another."""
    run, name = descent.run, descent.run.problem["parameters"][0]
    inside = descent.inside
    x, f = steady(np.asarray(descent.scape.x), digits), steady(np.asarray(run.loss)[inside], digits)
    slopes = np.array([descent.slope(row)[0] for row in inside[:: max(1, len(inside) // 1000)]])
    rise, step = steady(slopes), steady(descent.moves)
    symbol = symbol_of(shortened(name, LETTERS)) if digits == ALONE or len(name) <= FEW else ""
    of = f"({symbol})" if len(name) == 1 else ""

    def slope(at: float) -> str:
        value, recorded = descent.slope(descent.row(at))
        if descent.is_undefined(descent.row(at)):
            return said("undefined")
        if not recorded and run.manifest.get("batch"):
            return ""
        if np.isnan(value):
            return NONE
        return rise(value) if recorded else f"≈ {rise(value)}"

    def loss(at: float) -> str:
        value = float(run.loss[descent.row(at)])
        return said("undefined") if np.isnan(value) and descent.is_undefined(descent.row(at)) else f(value)

    def advance(at: float) -> str:
        # At the end no step belongs to the slope that is shown.
        if at >= run.steps:
            return NONE
        first, last = descent.ahead(at)
        return step(descent.x(last) - descent.x(first)) if last > first else ""

    def product(at: float) -> str:
        if at >= run.steps:
            return ""
        if descent.stride > 1:
            return counted("in {n} step", "in {n} steps", descent.stride)
        eta = descent.rate(at)
        value = rise(descent.slope(descent.row(at))[0])
        value = f"({value})" if value.startswith("−") else value
        return "" if eta is None else f"= −{rate_in_words(eta)} · {value}"

    gradient = r"\nabla f_B" if run.manifest.get("batch") else f"f\\,'{of}"
    return [
        Reading(symbol, style.ink, lambda at: x(descent.x(descent.row(at)))),
        Reading(f"f{of}", style.ink, loss),
        Reading(gradient, style.classes[0], slope),
        Reading(rf"\Delta {symbol}", look.color, advance, product),
    ]


def abbreviated(names: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the names, and instead of one that several runs have, what else tells them apart."""
    alone = [name for name, _ in names]
    return [(name if alone.count(name) == 1 or not detail else detail, "") for name, detail in names]


class Readings:
    """The numbers of a lone run in rows, or of several in a block or a line each; below the axes on tall pages.

    Attributes
    ----------
    room
        The points that they take at the right of the page and at its foot.
    """

    def __init__(self, canvas: Canvas, descents: Sequence[Descent], looks: Sequence[Series]) -> None:
        self._canvas = canvas
        self._column = COLUMN if canvas.points[0] >= NARROW else THIN
        self._values: list[tuple[Lettering, int, Reading]] = []
        readings = [
            readings_of(*one, canvas.style, digits=ALONE if len(looks) == 1 else SEVERAL)
            for one in zip(descents, looks, strict=True)
        ]
        self.room = (EDGE, 0.0) if canvas.tall else (self._column + GUTTER + EDGE, 0.0)
        if len(readings) > 1:
            names = names_of([descent.run for descent in descents])
            if len({name for name, _ in names}) == 1:
                names = [(detail, "") for _, detail in names]
            if canvas.tall:
                self.room = (EDGE, self._write_lines(readings, names, looks))
            else:
                self._write_blocks(readings, names, looks)
        elif canvas.tall:
            self.room = (EDGE, self._write_in_a_row(readings[0]))
        else:
            self._write_in_a_column(readings[0], descents[0])
        self.artists: tuple[Artist, ...] = tuple(value for value, _, _ in self._values)

    def show(self, moment: Moment) -> None:
        """Show the numbers of the last step that is complete."""
        for value, index, reading in self._values:
            value.words = reading.words(moment.steps[index])

    @property
    def _top(self) -> float:
        return self._canvas.points[1] - self._canvas.head

    def _write_in_a_column(self, readings: Sequence[Reading], descent: Descent) -> None:
        right = self._canvas.points[0] - EDGE
        left, top = right - self._column, self._top
        top -= self._write_formula(descent, left, top)
        pitch = min(PITCH, (top - EDGE) / (len(readings) + 0.3))
        size = self._label_size(readings, descent.run.steps)
        for i, reading in enumerate(readings):
            y = top - (i + 0.5) * pitch
            self._label(reading, left, y, size)
            self._value(reading, 0, right, y, size=VALUES, bold=True)
            self._lower(reading, right, y - 0.55 * pitch, 1.0)
            if i:
                self._rule(left, right, y + 0.5 * pitch)

    def _write_in_a_row(self, readings: Sequence[Reading]) -> float:
        left, pitch = EDGE, (self._canvas.points[0] - 2 * EDGE) / (len(readings) - 1 + WIDER)
        for i, reading in enumerate(readings):
            self._label(reading, left + i * pitch, EDGE + 29)
            self._value(reading, 0, left + i * pitch, EDGE + 9, size=VALUES, bold=True, align=0.0)
            self._lower(reading, left + i * pitch, EDGE - 6, 0.0)
        return 53.0

    def _label_size(self, readings: Sequence[Reading], steps: int) -> float:
        """Return the size at which each label has room beside its value at the start and at the end."""
        sizes = [LABEL]
        for reading in readings:
            values = [
                self._canvas.width_of(reading.words(at), VALUES, bold=True) * self._canvas.points[0]
                for at in (0.0, float(max(steps - 1, 0)), float(steps))
            ]
            wide = float(formula_size(reading.label, LABEL)[0]) if reading.label else 0.0
            if wide:
                sizes.append(LABEL * (self._column - APART - max(values)) / wide)
        return max(min(sizes), LEAST_LABEL)

    def _write_blocks(
        self, readings: Sequence[Sequence[Reading]], names: Sequence[tuple[str, str]], looks: Sequence[Series]
    ) -> None:
        right, top = self._canvas.points[0] - EDGE, self._top
        left, pitch = right - self._column, min(BLOCK, (top - EDGE + 10) / len(readings))
        if pitch < 2 * LINE:
            names = self._fitting(abbreviated(names), self._column - VALUE)
        for i, ((x, f, *_), (name, detail), look) in enumerate(zip(readings, names, looks, strict=True)):
            y = top - 7 - i * pitch
            self._name(name, look, left, y)
            if pitch < 2 * LINE:
                self._value(f, i, right, y)
                continue
            if detail and pitch >= DETAILED:
                y -= 15
                self._write(left + 11, y, detail, size=9.5, color=self._canvas.style.muted)
            y -= LINE
            middle = left + 0.47 * self._column
            for reading, start, end in ((x, left + 11, middle), (f, middle + 11, right)):
                self._label(reading, start, y, size=10.5)
                self._value(reading, i, end, y)

    def _write_lines(
        self, readings: Sequence[Sequence[Reading]], names: Sequence[tuple[str, str]], looks: Sequence[Series]
    ) -> float:
        if LINE * len(readings) > MOST * self._canvas.points[1]:
            return self._write_lines_in_columns(readings, self._fitting(abbreviated(names), self._half - VALUE), looks)
        right = self._canvas.points[0] - EDGE
        ends = (right - 80, right)
        for reading, end in zip(readings[0][:2], ends, strict=True):
            self._label(reading, end, EDGE + LINE * len(readings), size=10.5, ha="right")
        for i, (own, (name, detail), look) in enumerate(zip(readings, names, looks, strict=True)):
            y = EDGE + LINE * (len(readings) - 1 - i)
            self._name(name, look, EDGE, y)
            end = EDGE + 11 + 1.08 * self._canvas.width_of(name) * self._canvas.points[0]
            if end + self._canvas.width_of(f"  {detail}", 9.5) * self._canvas.points[0] < ends[0] - 50:
                self._write(end + 6, y, detail, size=9.5, color=self._canvas.style.muted)
            for reading, end in zip(own[:2], ends, strict=True):
                self._value(reading, i, end, y)
        return LINE * (len(readings) + 1) + 6

    @property
    def _half(self) -> float:
        """How wide one of two columns of lines is."""
        return (self._canvas.points[0] - 3 * EDGE) / 2

    def _write_lines_in_columns(
        self, readings: Sequence[Sequence[Reading]], names: Sequence[tuple[str, str]], looks: Sequence[Series]
    ) -> float:
        """Write each run's name and loss, in two columns, and return the points that they take."""
        rows = -(-len(readings) // 2)
        for i, (own, (name, _), look) in enumerate(zip(readings, names, looks, strict=True)):
            column, row = divmod(i, rows)
            x, y = EDGE + column * (self._half + EDGE), EDGE + LINE * (rows - 1 - row)
            self._name(name, look, x, y)
            self._value(own[1], i, x + self._half, y)
        for column in range(2):
            end = EDGE + self._half + column * (self._half + EDGE)
            self._label(readings[0][1], end, EDGE + LINE * rows, size=10.5, ha="right")
        return LINE * (rows + 1) + 6

    def _fitting(self, names: Sequence[tuple[str, str]], room: float) -> list[tuple[str, str]]:
        """Return names that leave room for a value beside them, cut where they are too long."""

        def width(words: str) -> float:
            return self._canvas.width_of(words, bold=True) * self._canvas.points[0]

        return [(fit_title(name, width, room - 11, size=10.5, least=10.5, most=1).lines[0], "") for name, _ in names]

    def _write_formula(self, descent: Descent, left: float, top: float) -> float:
        """Write what f is at the top of the column where it fits, and return the points that it takes."""
        lines, size = formula_lines(descent.run, self._column)
        taken = 0.0
        for line in lines:
            self._write(left, top - taken, WithMath(f"${line}$"), size=size, va="top")
            taken += float(formula_size(line, size)[1])
        return taken + 10 if lines else 0.0

    def _label(self, reading: Reading, x: float, y: float, size: float = LABEL, **how: Any) -> None:
        if not reading.label:
            return
        self._write(x, y, WithMath(f"${reading.label}$"), size=size, color=self._canvas.style.muted, **how)

    def _name(self, name: str, look: Series, x: float, y: float) -> None:
        width, height = self._canvas.points
        self._canvas.figure.add_artist(
            Line2D([(x + 3.5) / width], [y / height], marker=look.marker, color=look.color, ms=6.5, mew=0, lw=0)
        )
        self._write(x + 11, y, name, color=look.color, bold=True)

    def _write(self, x: float, y: float, words: str, **how: Any) -> None:
        width, height = self._canvas.points
        self._canvas.text(x / width, y / height, words, **({"va": "center_baseline"} | how))

    def _rule(self, left: float, right: float, y: float) -> None:
        width, height = self._canvas.points
        grid = self._canvas.style.grid
        self._canvas.figure.add_artist(Line2D([left / width, right / width], [y / height] * 2, color=grid, lw=0.8))

    def _lower(self, reading: Reading, x: float, y: float, align: float) -> None:
        if reading.below:
            self._value(Reading("", self._canvas.style.muted, reading.below), 0, x, y, size=11, align=align)

    def _value(self, reading: Reading, index: int, x: float, y: float, align: float = 1.0, **how: Any) -> None:
        value = Lettering(self._canvas, (x, y), color=reading.color, align=align, **how)
        self._values.append((value, index, reading))
