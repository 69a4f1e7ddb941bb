"""Counters: a label, and below it a value that may change in every frame."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from manim import config
from numpy.typing import NDArray

from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.column import MARGIN
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import number

Array = NDArray[np.float64]

LABEL, FIGURES = 11.0, 18.0
# From a label's line down to its value's, from one row to the next, and from one column to the next, in points.
DROP, APART, ASIDE = 21.0, 46.0, 92.0


@dataclass(frozen=True)
class Counted:
    """A label, what gives the value now in words, and a colour instead of the ink."""

    label: str
    value: Callable[[], str]
    color: str = ""


class Counters(PenMobject):
    """Labels and their values, two in a row at the lower left, or all in one row at the upper right where `wide`.

    They are hidden until `appear` is played.
    """

    def __init__(self, stage: Stage, *counted: Counted, wide: bool = False) -> None:
        figures = Figures(stage, FIGURES)
        labels = [Label(stage, one.label, LABEL, color=stage.style.muted) for one in counted]
        half = np.array([config.frame_width, config.frame_height]) / 2
        places = []
        for i in range(len(counted)):
            if wide:
                at = half - MARGIN - points(1) * np.array([ASIDE * (len(counted) - i) - 6, 0.75 * LABEL])
            else:
                row = (len(counted) - 1) // 2 - i // 2
                at = MARGIN - half + points(1) * np.array([ASIDE * (i % 2), DROP + APART * row])
            places.append(at)

        def draw(pen: Pen) -> None:
            for one, label, place in zip(counted, labels, places, strict=True):
                label.draw(pen, place)
                figures.draw(pen, one.value(), place - [0, points(DROP)], color=one.color)

        super().__init__(draw, hidden=True)


def count_steps(stage: Stage) -> Counted:
    """Return what counts steps."""
    return Counted("step", lambda: f"{int(stage.step.get_value() + 1e-6):,}")


def count_loss(stage: Stage, run: Run, label: str = "loss", color: str = "") -> Counted:
    """Return what shows a run's loss."""
    return Counted(label, lambda: number(stage.now(run.loss, run)), color)
