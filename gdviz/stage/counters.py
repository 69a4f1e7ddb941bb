"""Counters: a label, and below it a value that may change in every frame."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from manim import config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.series import told_at
from gdviz.languages import said
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import grouped

Array = NDArray[np.float64]

LABEL, FIGURES = 11.0, 18.0
# From a label's line down to its value's, from one row to the next, and from one column to the next, in points.
DROP, APART, ASIDE = 21.0, 46.0, 92.0
# How high a row of them is on a page in rows, and where a value stands beside its label because there is little room:
# how far apart, in how much smaller figures, and from one row to the next.
TALL_ROW, SQUARE_ROW, BESIDE, SMALLER, NEXT = 30.0, 11.0, 6.0, 0.8, 20.0


@dataclass(frozen=True)
class Counted:
    """A label, what gives the value now in words, and a colour instead of the ink."""

    label: str
    value: Callable[[], str]
    color: str = ""


class Counters(PenMobject):
    """Labels and their values, two in a row at the lower left, or all in one row at the upper right where `wide`.

    On a square page values stand beside their labels. On a page in rows they share the lowest one, from side to side.
    They are seen from the start: a film always shows its step. Those that take others' place are `hidden` at first.
    """

    def __init__(self, stage: Stage, *counted: Counted, wide: bool = False, hidden: bool = False) -> None:
        beside = stage.page.shape == "square"
        figures = Figures(stage, FIGURES * (SMALLER if beside else 1.0))
        labels = [Label(stage, one.label, LABEL, color=stage.style.muted) for one in counted]
        indents = [label.width + points(BESIDE) for label in labels]
        if stage.in_rows:
            places = _across(stage, len(counted))
        else:
            places = _places(stage, len(counted), wide=wide)
            indents = [max(indents)] * len(indents)

        def draw(pen: Pen) -> None:
            for one, label, place, indent in zip(counted, labels, places, indents, strict=True):
                label.draw(pen, place)
                figures.draw(pen, one.value(), place + ([indent, 0] if beside else [0, -points(DROP)]), color=one.color)

        super().__init__(draw, hidden=hidden)


class InLine:
    """A label and its value in one line that begins at a place (2,) in scene units, or ends there with `align` 1.

    Where it ends there, the label leaves the room of `ends`, the value's last words, so that it does not move.

    Attributes
    ----------
    width
        What it takes with its last words, in scene units.
    """

    def __init__(
        self, stage: Stage, counted: Counted, at: Array, size: float, *, ends: str, align: float = 0.0
    ) -> None:
        self._value, self._color, self._align = counted.value, counted.color, align
        self._label, self._figures = Label(stage, counted.label, size, color=stage.style.muted), Figures(stage, size)
        beside = self._label.width + points(BESIDE)
        self.width = beside + self._figures.width(ends)
        self._start = at - np.array([align * self.width, 0])
        self._edge = self._start + np.array([self.width if align else beside, 0])

    def draw(self, pen: Pen) -> None:
        """Draw them as they are now."""
        self._label.draw(pen, self._start)
        self._figures.draw(pen, self._value(), self._edge, align=self._align, color=self._color)


def _places(stage: Stage, count: int, *, wide: bool) -> list[Array]:
    """Return where labels stand on a page that is not in rows."""
    half = np.array([config.frame_width, config.frame_height]) / 2
    if wide:
        corner = half - stage.margin
        return [corner - points(1) * np.array([ASIDE * (count - i) - 6, 0.75 * LABEL]) for i in range(count)]
    corner, square = stage.margin - half, stage.page.shape == "square"
    high = NEXT * (count - 1) if square else APART * ((count - 1) // 2) + DROP
    stage.keep_foot(stage.page.margin + high + LABEL)
    if square:
        return [corner + points(1) * np.array([0, NEXT * (count - 1 - i)]) for i in range(count)]
    rows = [(count - 1) // 2 - i // 2 for i in range(count)]
    return [corner + points(1) * np.array([ASIDE * (i % 2), DROP + APART * row]) for i, row in enumerate(rows)]


def _across(stage: Stage, count: int) -> list[Array]:
    """Return where labels stand in the lowest row of a page in rows."""
    frame, tall = np.array([config.frame_width, config.frame_height]), stage.page.shape == "tall"
    parts = stage.page.split(keep_counters(stage), *[1.0] * count, across=True)
    lift = np.array([0, points(DROP if tall else 0)])
    return [part.corners[0] * frame - frame / 2 + lift for part in parts]


def keep_counters(stage: Stage) -> Share:
    """Keep the lowest row of a page in rows for counters, and return it."""
    return stage.row("counters", TALL_ROW if stage.page.shape == "tall" else SQUARE_ROW)


def count_steps(stage: Stage) -> Counted:
    """Return what counts steps."""
    return Counted(said("step"), lambda: grouped(stage.step.get_value()))


def count_loss(stage: Stage, run: Run, label: str = "", color: str = "") -> Counted:
    """Return what shows a run's loss, which may be called otherwise."""
    return Counted(label or said("loss"), lambda: told_at(run, run.loss, stage.step.get_value() + 1e-6), color)
