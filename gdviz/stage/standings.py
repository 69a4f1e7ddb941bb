"""Who is racing: each run's name in its colour, what distinguishes it from the others, and its loss now."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import LEFT, UP, Rectangle, ValueTracker, VGroup, config
from numpy.typing import NDArray

from gdviz.analysis.comparison import fates_of
from gdviz.analysis.names import names_of, short_names
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.pens.pen import Pen
from gdviz.stage.lettering import LEAST, Figures, Label
from gdviz.stage.painted import PenMobject, animated
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import LEADING, points
from gdviz.style.numerals import number

Array = NDArray[np.float64]
NAME, DETAIL, FIGURE = 12.0, 9.5, 13.0
# From one row to the next at most, and at least for two lines, in points; on a page in rows. From a name to what stands
# below it; the mark's radius, and the names' indent.
PITCH, TWO_LINES, ROW, DROP, MARK, INDENT = 40.0, 29.0, 21.0, 13.5, 4.2, 15.0
# So many lines of a caption have room below, and so high is what counts the steps above, in points.
CAPTIONED, HEAD = 2, 17.0
# From what counts the steps to what takes the rows' place, below it and beside it, in points.
BELOW, BESIDE_STEP = 6.0, 78.0
# So many runs a tall page has two lines for each, and a square one so many beside each other.
FEW, ABREAST = 2, 3
# As wide as a loss gets.
WIDEST = "0.00e−00"


class Standings(PenMobject):
    """The step, and a row for each run, in an order that does not change, under what was placed in the column last.

    On a page in rows they stand in its lowest one; on a square page in two or three columns.

    Parameters
    ----------
    stage
        The scene, whose runs it lists.
    steps
        Gives the step of each run; the clock's for all unless given.
    step
        Gives the step that is counted above them; that of the run farthest on unless given.

    Attributes
    ----------
    slot
        The room it takes; nothing of it is seen.
    """

    def __init__(
        self,
        stage: Stage,
        *,
        steps: Callable[[], Sequence[float]] | None = None,
        step: Callable[[], float] | None = None,
        hidden: bool = False,
    ) -> None:
        runs, style = stage.shown, stage.style
        self._runs, self._looks, self._stage_in_rows = runs, stage.looks, stage.in_rows
        self._steps = steps or (lambda: [stage.step.get_value()] * len(runs))
        self._counted = step or (lambda: max(self._steps()))
        self._step = Label(stage, "step", NAME, color=style.muted)
        self._figures = Figures(stage, FIGURE)
        self._abreast = min(len(runs), ABREAST) if stage.in_rows and stage.page.shape == "square" else 1
        self.slot, self._pitch = self._in_row(stage) if stage.in_rows else self._in_column(stage)
        two = self._pitch >= points(TWO_LINES)
        # A loss stands at the right of the last line, or of the only one.
        self._width = self.slot.width / self._abreast
        whole = self._width - points(INDENT) - (points(6) if self._abreast > 1 else 0)
        beside = whole - points(6) - self._figures.width(WIDEST)
        names = names_of(runs) if two else [(name, "") for name in self._alone(stage, beside)]
        self._names = [
            Label(stage, name, NAME, color=look.color, bold=True, room=whole if two else beside)
            for (name, _), look in zip(names, self._looks, strict=True)
        ]
        scape, longest = widest(runs), max(run.steps for run in runs)
        fates = [fates_of(run, Trajectory.of(run, scape), longest) for run in runs]
        # What is written below a name, from which step on.
        self._details = [
            [
                (since, Label(stage, words, DETAIL, color=style.muted, room=beside))
                for since, words in ((0.0, detail), *ends)
                if words and two and self._abreast == 1
            ]
            for (_, detail), ends in zip(names, fates, strict=True)
        ]
        self._two, self._rows_seen = two, ValueTracker(1)
        super().__init__(self._draw, hidden=hidden)

    def replaced_by(self, thing: VGroup) -> VGroup:
        """Return a thing in the room that the rows leave below the step, or on a page in rows beside it."""
        in_rows = self._stage_in_rows
        aside, down = (points(BESIDE_STEP), 0.0) if in_rows else (0.0, points(HEAD + BELOW))
        room = np.array([self.slot.width - aside, self.slot.height - down])
        thing.scale(min(1.0, *(room / [thing.width, thing.height]).tolist()))
        return thing.move_to(self.slot.get_corner(UP + LEFT) + np.array([aside, -down, 0]), aligned_edge=UP + LEFT)

    def show_rows(self, share: float = 1.0) -> Any:
        """Return the animation after which the rows are seen to a share; the step always is."""
        return animated(self._rows_seen, share)

    def _in_column(self, stage: Stage) -> tuple[Rectangle, float]:
        """Return a slot in the words' column, and how far apart rows are."""
        slot = stage.under(Rectangle(width=stage.column, height=points(1), stroke_width=0))
        below = points(CAPTIONED * LEADING * stage.page.caption) + 0.5 + stage.margin
        room = slot.get_top()[1] + config.frame_height / 2 - below - points(HEAD)
        pitch = min(points(PITCH), room / len(self._runs))
        return slot.stretch_to_fit_height(pitch * len(self._runs) + points(HEAD), about_edge=UP), pitch

    def _in_row(self, stage: Stage) -> tuple[Rectangle, float]:
        """Return a slot that is the lowest row of a page, and how far apart rows are in it."""
        count = -(-len(self._runs) // self._abreast)
        pitch = TWO_LINES if self._abreast > 1 or count <= FEW else ROW
        box = stage.row("counters", pitch * count + HEAD)
        corners = (box.corners - 0.5) * [config.frame_width, config.frame_height]
        width, height = corners[1] - corners[0]
        slot = Rectangle(width=width, height=height, stroke_width=0)
        return slot.move_to(np.append(corners.mean(axis=0), 0)), points(pitch)

    def _alone(self, stage: Stage, room: float) -> list[str]:
        """Return names for rows of one line: all that tells the runs apart if it fits, or else the optimizers."""
        names, titles = short_names(self._runs), [run.optimizer["title"] for run in self._runs]
        fits = all(Label(stage, name, LEAST, bold=True).width <= room for name in names)
        return names if fits or len(set(titles)) < len(titles) else titles

    def letters(self) -> list[VGroup]:
        """Return the letters of the names, where they stand."""
        return [
            name.letters(np.array([x + points(INDENT), line]))
            for name, (x, line) in zip(self._names, self._places(), strict=True)
        ]

    def _places(self) -> list[tuple[float, float]]:
        """Return where rows begin, and the heights of the lines that their names stand on."""
        left, top, _ = self.slot.get_corner(UP + LEFT)
        rows = [divmod(i, self._abreast) for i in range(len(self._runs))]
        high = top - points(HEAD + 0.8 * NAME)
        return [(left + column * self._width, high - row * self._pitch) for row, column in rows]

    def _draw(self, pen: Pen) -> None:
        (left, top, _), steps = self.slot.get_corner(UP + LEFT), self._steps()
        line = top - points(0.8 * NAME)
        self._step.draw(pen, np.array([left, line]))
        beside = left + self._step.width + points(8)
        self._figures.draw(pen, f"{int(self._counted() + 1e-6):,}", np.array([beside, line]))
        with pen.faded(self._rows_seen.get_value()):
            self._draw_rows(pen, steps)

    def _draw_rows(self, pen: Pen, steps: Sequence[float]) -> None:
        rows = zip(self._runs, self._looks, self._names, self._details, steps, self._places(), strict=True)
        for run, look, name, details, step, (x, line) in rows:
            pen.mark(np.array([x + points(MARK), line + name.height / 2]), MARK, look.marker, look.color)
            name.draw(pen, np.array([x + points(INDENT), line]))
            if self._two:
                line -= points(DROP)
            if details:
                label = [words for since, words in details if step >= since][-1]
                label.draw(pen, np.array([x + points(INDENT), line]))
            loss = number(float(run.loss[int(run.row(step) + 1e-6)]))
            at, align = (x + points(INDENT), 0.0) if self._abreast > 1 else (x + self._width, 1.0)
            self._figures.draw(pen, loss, np.array([at, line]), align=align)
