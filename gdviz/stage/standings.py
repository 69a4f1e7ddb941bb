"""Who is racing: each run's name in its colour, what distinguishes it from the others, and its loss now."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import LEFT, UP, Rectangle, config
from numpy.typing import NDArray

from gdviz.analysis.comparison import fate_of
from gdviz.analysis.names import names_of, short_names
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.pens.pen import Pen
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import LEADING, points
from gdviz.style.numerals import number

Array = NDArray[np.float64]
NAME, DETAIL, FIGURE = 12.0, 9.5, 13.0
# From one row to the next at most, and at least for two lines, in points; from a name to what stands below it; the
# mark's radius, and the names' indent.
PITCH, TWO_LINES, DROP, MARK, INDENT = 40.0, 31.0, 13.5, 4.2, 15.0
# So many lines of a caption have room below, and names are set no smaller.
CAPTIONED, SMALLEST = 2, 9.0
# As wide as a loss gets.
WIDEST = "0.00e−00"


class Standings(PenMobject):
    """A row for each run, in an order that does not change, under what was placed in the column last.

    It is hidden until `appear` is played.

    Parameters
    ----------
    stage
        The scene, whose runs it lists.
    steps
        Gives the step of each run; the clock's for all unless given.

    Attributes
    ----------
    slot
        The room it takes in the column; nothing of it is seen.
    """

    def __init__(self, stage: Stage, *, steps: Callable[[], Sequence[float]] | None = None) -> None:
        runs, style = stage.shown, stage.style
        self._runs, self._looks, self._size = runs, stage.looks, NAME
        self._steps = steps or (lambda: [stage.step.get_value()] * len(runs))
        self.slot = stage.under(Rectangle(width=stage.column, height=points(1), stroke_width=0))
        below = points(CAPTIONED * LEADING * stage.page.caption) + 0.5 + stage.margin
        room = self.slot.get_top()[1] + config.frame_height / 2 - below
        self._pitch = min(points(PITCH), room / len(runs))
        self.slot.stretch_to_fit_height(self._pitch * len(runs), about_edge=UP)
        two = self._pitch >= points(TWO_LINES)
        self._figures = Figures(stage, FIGURE)
        names = names_of(runs) if two else [(name, "") for name in self._alone(stage)]
        self._names = [
            Label(stage, name, self._size, color=look.color, bold=True)
            for (name, _), look in zip(names, self._looks, strict=True)
        ]
        scape, longest = widest(runs), max(run.steps for run in runs)
        fates = [fate_of(run, Trajectory.of(run, scape), longest) for run in runs]
        # What is written below a name, from which step on.
        self._details = [
            [
                (since, Label(stage, words, DETAIL, color=style.muted))
                for since, words in ((0.0, detail), (end, fate))
                if words and two
            ]
            for (_, detail), (end, fate) in zip(names, fates, strict=True)
        ]
        super().__init__(self._draw, hidden=True)

    def _alone(self, stage: Stage) -> list[str]:
        """Return names for rows of one line: all that tells the runs apart if it fits, or else the optimizers."""
        room = stage.column - points(INDENT + 6) - self._figures.width(WIDEST)
        names = short_names(self._runs)
        wide = max(Label(stage, name, NAME, bold=True).width for name in names)
        self._size = min(NAME, NAME * room / wide)
        if self._size >= SMALLEST:
            return names
        self._size = NAME
        return [run.optimizer["title"] for run in self._runs]

    def _draw(self, pen: Pen) -> None:
        (left, top, _), right = self.slot.get_corner(UP + LEFT), self.slot.get_right()[0]
        rows = zip(self._runs, self._looks, self._names, self._details, self._steps(), strict=True)
        for i, (run, look, name, details, step) in enumerate(rows):
            line = top - i * self._pitch - points(0.8 * NAME)
            pen.dot(np.array([left + points(MARK), line + name.height / 2]), MARK, look.color)
            name.draw(pen, np.array([left + points(INDENT), line]))
            if details:
                line -= points(DROP)
                label = [words for since, words in details if step >= since][-1]
                label.draw(pen, np.array([left + points(INDENT), line]))
            loss = number(float(run.loss[int(run.row(step) + 1e-6)]))
            self._figures.draw(pen, loss, np.array([right, line]), align=1.0)
