"""The runs of a picture, listed: marker, name, what tells each from the others, and words that change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.names import names_of, short_names
from gdviz.analysis.roster import APART, GUTTER, MARK, TWO, Rows, Wants, set_rows, two_lines
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.runs.run import Run
from gdviz.style.numerals import number
from gdviz.style.themes import Series
from gdviz.style.wrapping import fit_title

# The sizes of names and values, and of what else is said.
NAME, LESSER = 10.5, 9.0
# By how many points letters that are fitted to pixels may make a line wider.
HINTED = 2.0
# What stands above values, in points.
HEADER = 15.0
# From the first line of a row to its second, in points.
LEADING = 13.5
# The share of the width of curves that names at their ends may have.
AT_CURVES = 0.45
# Of a run's values so many are looked at for the widest.
LOOKS = 300
Array = NDArray[np.float64]


class Roster:
    """The runs of a picture, in rows.

    Parameters
    ----------
    canvas, runs, looks
        The page, the runs and how they are told apart.
    statuses
        All that is ever said of each run's steps, each in whole words and in brief ones; none where nothing is.
    series, title
        What each run's value may be, and what the values are called above them; none where there are none.
    size
        That of names and values, by which rows are nearer to each other too.
    """

    def __init__(
        self,
        canvas: Canvas,
        runs: Sequence[Run],
        looks: Sequence[Series],
        *,
        statuses: Sequence[Sequence[tuple[str, str]]] = (),
        series: Sequence[Array] = (),
        title: str = "",
        size: float = NAME,
    ) -> None:
        self._size = size
        self._canvas, self._looks, self._title, self._has_values = canvas, looks, title, bool(series)
        self._names, self._short = names_of(runs), short_names(runs)
        said = [words for some in statuses for words in some]
        self._wants = Wants(
            name=self._widest([name for name, _ in self._names], size, bold=True),
            short=self._widest(self._short, size, bold=True),
            detail=self._widest([detail for _, detail in self._names], LESSER),
            status=self._widest([whole for whole, _ in said], LESSER),
            brief=self._widest([brief for _, brief in said], LESSER),
            value=self._widest(_longest(series), size),
        )
        self._is_brief = False
        self._statuses: dict[int, Lettering] = {}
        self._losses: dict[int, Lettering] = {}
        self.artists: tuple[Artist, ...] = ()

    @property
    def wanted(self) -> float:
        """How wide a column of rows of two lines has to be, in points."""
        return two_lines(self._wants)

    @property
    def above(self) -> float:
        """Points that the words above the values take."""
        return HEADER if self._title else 0.0

    def has_room_at_curves(self, curves: Box) -> bool:
        """Return whether each run can be named in two lines where its curve ends: see `name_curves`."""
        wide = max(self._widest([name for name, _ in self._names], self._size), self._wants.detail)
        return wide <= AT_CURVES * curves.width and TWO[0] * len(self._looks) <= curves.height

    def fit(self, width: float, height: float, *, is_column: bool = False) -> Rows:
        """Return how the runs are listed in a room, in points, as `set_rows` does."""
        scale = self._size / NAME
        rows = set_rows(self._wants, len(self._looks), width, (height - self.above) / scale, is_column=is_column)
        return replace(rows, pitch=scale * rows.pitch)

    def height(self, rows: Rows) -> float:
        """Return how high the list is, in points."""
        return self.above + rows.height(len(self._looks))

    def write(self, rows: Rows, left: float, high: float, order: Sequence[int]) -> None:
        """Write the runs below a height and from a left edge, in an order."""
        self._is_brief = rows.status == "brief"
        deep = -(-len(self._looks) // rows.columns)
        for place, index in enumerate(order):
            column, row = divmod(place, deep)
            x, low = left + column * (rows.width + GUTTER), high - self.above - (row + 1) * rows.pitch
            cell = Box(x, low, rows.width, rows.pitch)
            self._row(rows, cell, index)
            if self._title and row == 0:
                self._write(
                    cell.right, high - HEADER / 2, self._title, LESSER, color=self._canvas.style.muted, align="right"
                )
        self.artists = (*self._statuses.values(), *self._losses.values())

    def say(self, index: int, status: tuple[str, str] = ("", ""), value: str = "") -> None:
        """Say something of a run: of its steps in whole words and in brief ones, and its value."""
        if index in self._statuses:
            self._statuses[index].words = status[self._is_brief]
        if index in self._losses:
            self._losses[index].words = value

    def _row(self, rows: Rows, cell: Box, index: int) -> None:
        """Write a run's row in its cell, its value at the right and the rest from left to right or in two lines."""
        look, muted = self._looks[index], self._canvas.style.muted
        middle = (cell.low + cell.high) / 2
        leading = min(LEADING, rows.pitch / 2)
        up, down = (middle + leading / 2, middle - leading / 2) if rows.lines == 2 else (middle, middle)
        width, height = self._canvas.points
        mark: dict[str, Any] = {"marker": look.marker, "color": look.color, "ms": 6.5, "mew": 0}
        self._canvas.figure.add_artist(Line2D([(cell.left + 4) / width], [up / height], **mark))
        name, detail = (self._short[index], "") if rows.is_short else self._names[index]
        value = self._wants.value + APART if self._has_values else 0.0
        self._write(cell.left + MARK, up, name, self._size, color=look.color, bold=True, room=cell.width - MARK - value)
        detail_at = cell.left + MARK + (self._wants.name + APART if rows.lines == 1 else 0.0)
        self._write(detail_at, down, detail, LESSER, color=muted)
        if rows.status and self._wants.status:
            right = cell.right - (value if rows.lines == 1 else 0.0)
            self._statuses[index] = Lettering(self._canvas, (right, down), size=LESSER, align=1, color=muted)
        if self._has_values:
            self._losses[index] = Lettering(self._canvas, (cell.right, up), size=self._size, align=1)

    def _widest(self, words: Iterable[str], size: float, *, bold: bool = False) -> float:
        return max((self._width(one, size, bold=bold) for one in words), default=0.0)

    def _width(self, words: str, size: float, *, bold: bool = False) -> float:
        return self._canvas.width_of(words, size, bold=bold) * self._canvas.points[0]

    def _write(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        color: str,
        bold: bool = False,
        align: str = "left",
        room: float = 1e9,
    ) -> None:
        """Write words in a line, smaller or cut off where they are wider than the room."""
        if not words:
            return
        fitted = fit_title(
            words,
            lambda one: self._width(one, size, bold=bold),
            room - HINTED,
            size=size,
            least=min(LESSER, size),
            most=1,
        )
        width, height = self._canvas.points
        how: dict[str, Any] = {"color": color, "bold": bold, "ha": align, "va": "center_baseline"}
        self._canvas.text(x / width, y / height, fitted.lines[0], size=fitted.size, **how)


def _longest(series: Sequence[Array]) -> set[str]:
    """Return the longest words for values of runs."""
    words = [
        number(float(value))
        for values in series
        for value in values[np.unique(np.linspace(0, len(values) - 1, min(len(values), LOOKS)).astype(int))]
    ]
    most = max(map(len, words), default=0)
    return {word for word in words if len(word) == most}
