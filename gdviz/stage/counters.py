"""Counters: a label, and below it a value that may change in every frame."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from manim import config
from numpy.typing import NDArray

from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import number

Array = NDArray[np.float64]

LABEL, FIGURES = 11.0, 18.0
# From a label's line down to its value's, from one row to the next, and from one column to the next, in points.
DROP, APART, ASIDE = 21.0, 46.0, 92.0
# How high a row of them is on a tall page; on one that is square, where a value stands beside its label at this
# distance, and is set smaller.
TALL_ROW, SQUARE_ROW, BESIDE, SMALLER = 30.0, 11.0, 6.0, 0.8


@dataclass(frozen=True)
class Counted:
    """A label, what gives the value now in words, and a colour instead of the ink."""

    label: str
    value: Callable[[], str]
    color: str = ""


class Counters(PenMobject):
    """Labels and their values, two in a row at the lower left, or all in one row at the upper right where `wide`.

    On a page that is not wide they share the lowest row, from side to side. They are hidden until `appear` is played.
    """

    def __init__(self, stage: Stage, *counted: Counted, wide: bool = False) -> None:
        beside = stage.page.shape == "square"
        figures = Figures(stage, FIGURES * (SMALLER if beside else 1.0))
        labels = [Label(stage, one.label, LABEL, color=stage.style.muted) for one in counted]
        places = _places(stage, len(counted), wide=wide) if stage.page.is_wide else _across(stage, len(counted))

        def draw(pen: Pen) -> None:
            for one, label, place in zip(counted, labels, places, strict=True):
                label.draw(pen, place)
                to_value = [label.width + points(BESIDE), 0] if beside else [0, -points(DROP)]
                figures.draw(pen, one.value(), place + to_value, color=one.color)

        super().__init__(draw, hidden=True)


def _places(stage: Stage, count: int, *, wide: bool) -> list[Array]:
    """Return where labels stand on a wide page."""
    half = np.array([config.frame_width, config.frame_height]) / 2
    if wide:
        corner = half - stage.margin
        return [corner - points(1) * np.array([ASIDE * (count - i) - 6, 0.75 * LABEL]) for i in range(count)]
    corner = stage.margin - half
    rows = [(count - 1) // 2 - i // 2 for i in range(count)]
    return [corner + points(1) * np.array([ASIDE * (i % 2), DROP + APART * row]) for i, row in enumerate(rows)]


def _across(stage: Stage, count: int) -> list[Array]:
    """Return where labels stand in the lowest row of a page that is not wide."""
    frame, tall = np.array([config.frame_width, config.frame_height]), stage.page.shape == "tall"
    row = stage.row("counters", TALL_ROW if tall else SQUARE_ROW)
    corners = [part.corners[0] * frame - frame / 2 for part in stage.page.split(row, *[1.0] * count, across=True)]
    return [corner + np.array([0, points(DROP if tall else 0)]) for corner in corners]


def count_steps(stage: Stage) -> Counted:
    """Return what counts steps."""
    return Counted("step", lambda: f"{int(stage.step.get_value() + 1e-6):,}")


def count_loss(stage: Stage, run: Run, label: str = "loss", color: str = "") -> Counted:
    """Return what shows a run's loss."""
    return Counted(label, lambda: number(stage.now(run.loss, run)), color)
