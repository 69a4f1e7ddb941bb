"""Who is racing: each run's name in its colour, what distinguishes it from the others, and its loss now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import LEFT, UP, Rectangle, ValueTracker, VGroup, config
from numpy.typing import NDArray

from gdviz.analysis.comparison import fates_of
from gdviz.analysis.names import names_of, short_names
from gdviz.analysis.series import told_at
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.languages import said
from gdviz.pens.pen import Pen
from gdviz.stage.lettering import LEAST, Figures, Label
from gdviz.stage.painted import PenMobject, animated
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import LEADING, fit_line, points
from gdviz.style.numerals import grouped

Array = NDArray[np.float64]
NAME, DETAIL, FIGURE = 12.0, 9.5, 13.0
# From one row to the next at most, and at least for two lines, in points; on a page in rows. From a name to what stands
# below it; the mark's radius, and the names' indent.
PITCH, TWO_LINES, ROW, DROP, MARK, INDENT = 40.0, 29.0, 21.0, 13.5, 4.2, 15.0
# So many lines of a caption have room below, and so high is what counts the steps above, in points.
CAPTIONED, HEAD = 2, 17.0
# From what counts the steps to what takes the rows' place, below it and beside it, in points.
BELOW, BESIDE_STEP = 6.0, 78.0
# From a loss, or from the names, to the details beside them, in points.
CLEAR = 6.0
# So many runs a tall page has two lines for each, and a square one so many beside each other.
FEW, ABREAST = 2, 3
# What goes on the way to another place is gone after a quarter of it, and comes in the last one.
GONE = 0.25
# As wide as a loss gets.
WIDEST = "0.00e−00"


@dataclass(frozen=True)
class RunRow:
    """Where a run's words stand, in scene units.

    Attributes
    ----------
    name
        Where its mark begins, on the line of its name, shape (2,).
    detail
        Where its detail begins, or None where it has no room.
    loss, align
        Where its loss begins, or ends where `align` is 1.
    seen
        How much is seen of its loss.
    """

    name: Array
    detail: Array | None
    loss: Array
    align: float
    seen: float = 1.0


class Standings(PenMobject):
    """The step, and a row for each run, in an order that does not change, under what was placed in the column last.

    On a page in rows they stand in its lowest one; on a square page in two or three columns. A learning rate that has
    no room of its own stands in the loss's place until the first step: before it the losses tell nothing.

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
    rows_seen
        Track how much is seen of each run's row.
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
        self._step = Label(stage, said("step"), NAME, color=style.muted)
        self._figures = Figures(stage, FIGURE)
        self._loss = self._figures.width(WIDEST)
        abreast = min(len(runs), ABREAST) if stage.in_rows and stage.page.shape == "square" else 1
        self.slot, pitch = self._in_row(stage, abreast) if stage.in_rows else self._in_column(stage)
        width = self.slot.width / abreast - (points(CLEAR) if abreast > 1 else 0)
        is_double, beside = pitch >= points(TWO_LINES), width - points(INDENT + CLEAR) - self._loss
        pairs, alone = names_of(runs), [""] * len(runs) if is_double else self._alone(stage, beside)
        names = [title if is_double else name for (title, _), name in zip(pairs, alone, strict=True)]
        self._names = self._titles(stage, names, width - points(INDENT) if is_double else beside)
        details = ["" if name == detail else detail for name, (_, detail) in zip(names, pairs, strict=True)]
        scape, longest = widest(runs), max(run.steps for run in runs)
        fates = [fates_of(run, Trajectory.of(run, scape), longest) for run in runs]
        # What is written beside a loss, from which step on.
        self._details = [
            [
                (since, Label(stage, words, DETAIL, color=style.muted, room=width - points(INDENT)))
                for since, words in ((0.0, detail), *ends)
                if words
            ]
            for detail, ends in zip(details, fates, strict=True)
        ]
        self._rows = self._ranged(pitch, abreast, width, is_double)
        self._head = self.slot.get_corner(UP + LEFT)[:2]
        self._later, self._moved = (self._head, self._rows), ValueTracker(0)
        self.rows_seen = [ValueTracker(1) for _ in runs]
        super().__init__(self._draw, hidden=hidden)

    @property
    def narrow(self) -> float:
        """How wide they are where losses stand below the names, in scene units."""
        return points(INDENT) + max(self._loss, *(name.width for name in self._names))

    def replaced_by(self, thing: VGroup) -> VGroup:
        """Return a thing in the room that the rows leave below the step, or on a page in rows beside it."""
        in_rows = self._stage_in_rows
        aside, down = (points(BESIDE_STEP), 0.0) if in_rows else (0.0, points(HEAD + BELOW))
        room = np.array([self.slot.width - aside, self.slot.height - down])
        thing.scale(min(1.0, *(room / [thing.width, thing.height]).tolist()))
        return thing.move_to(self.slot.get_corner(UP + LEFT) + np.array([aside, -down, 0]), aligned_edge=UP + LEFT)

    def show_rows(self, share: float = 1.0) -> list[Any]:
        """Return the animations after which all rows are seen to a share; the step always is."""
        return [animated(row, share) for row in self.rows_seen]

    def move(self, corner: Array, height: float, **options: Any) -> Any:
        """Return the animation that takes them to a place so high, with losses below the names.

        `corner` (2,) is its upper left.
        """
        pitch = min((height - points(HEAD)) / len(self._runs), points(PITCH + DROP))
        detailed = pitch >= points(TWO_LINES + DROP)
        rows = []
        for i in range(len(self._runs)):
            name = corner - _way(0, HEAD + 0.8 * NAME) - np.array([0.0, i * pitch])
            below = name + _way(INDENT, -DROP)
            loss = below - _way(0, DROP) if detailed else below
            rows.append(RunRow(name, below if detailed else None, loss, 0.0))
        self._later = corner, rows
        return animated(self._moved, 1.0, **options)

    def _in_column(self, stage: Stage) -> tuple[Rectangle, float]:
        """Return a slot in the words' column, and how far apart rows are."""
        slot = stage.under(Rectangle(width=stage.column, height=points(1), stroke_width=0))
        below = points(CAPTIONED * LEADING * stage.page.caption) + 0.5 + stage.margin
        room = slot.get_top()[1] + config.frame_height / 2 - below - points(HEAD)
        pitch = min(points(PITCH), room / len(self._runs))
        return slot.stretch_to_fit_height(pitch * len(self._runs) + points(HEAD), about_edge=UP), pitch

    def _in_row(self, stage: Stage, abreast: int) -> tuple[Rectangle, float]:
        """Return a slot that is the lowest row of a page, and how far apart rows are in it."""
        count = -(-len(self._runs) // abreast)
        pitch = TWO_LINES if abreast > 1 or count <= FEW else ROW
        box = stage.row("counters", pitch * count + HEAD)
        corners = (box.corners - 0.5) * [config.frame_width, config.frame_height]
        width, height = corners[1] - corners[0]
        slot = Rectangle(width=width, height=height, stroke_width=0)
        return slot.move_to(np.append(corners.mean(axis=0), 0)), points(pitch)

    def _alone(self, stage: Stage, room: float) -> list[str]:
        """Return names for rows of one line: all that tells the runs apart if it fits, or else the optimizers."""
        names, titles = short_names(self._runs), [said(run.optimizer["title"]) for run in self._runs]
        fits = all(Label(stage, name, LEAST, bold=True).width <= room for name in names)
        return names if fits or len(set(titles)) < len(titles) else titles

    def _titles(self, stage: Stage, names: Sequence[str], room: float) -> list[Label]:
        """Return the names, all as large as the longest of them can be."""
        size = min(fit_line(stage.style, name, NAME, room, least=LEAST, bold=True)[1] for name in names)
        return [
            Label(stage, name, size, color=look.color, bold=True, room=room)
            for name, look in zip(names, self._looks, strict=True)
        ]

    def _ranged(self, pitch: float, abreast: int, width: float, is_double: bool) -> list[RunRow]:
        """Return the rows in the slot, of two lines or of one."""
        left, top, _ = self.slot.get_corner(UP + LEFT)
        indent, clear = points(INDENT), points(CLEAR)
        longest = max((words.width for details in self._details for _, words in details), default=0.0)
        begins = indent if is_double else indent + max(name.width for name in self._names) + clear
        has_room = longest > 0 and begins + longest + clear + self._loss <= width
        rows = []
        for i in range(len(self._runs)):
            row, column = divmod(i, abreast)
            at = np.array([left + column * (width + clear), top - points(HEAD + 0.8 * NAME) - row * pitch])
            last = at - _way(0, DROP) if is_double else at
            # Beside each other they would not be told apart by what ends at the right.
            is_below = abreast > 1 and not has_room
            loss = last + np.array([indent if is_below else width, 0])
            rows.append(RunRow(at, last + np.array([begins, 0]) if has_room else None, loss, 0.0 if is_below else 1.0))
        return rows

    def _draw(self, pen: Pen) -> None:
        share, steps = self._moved.get_value(), self._steps()
        corner, later = self._later
        head = self._head + share * (corner - self._head)
        at = head - _way(0, 0.8 * NAME)
        self._step.draw(pen, at)
        self._figures.draw(pen, grouped(self._counted()), at + np.array([self._step.width + points(8), 0]))
        for i, (row, other, seen) in enumerate(zip(self._rows, later, self.rows_seen, strict=True)):
            if seen.get_value() > 0:
                with pen.faded(seen.get_value()):
                    self._draw_row(pen, i, _on_its_way(row, other, share), steps[i])

    def _draw_row(self, pen: Pen, index: int, row: RunRow, step: float) -> None:
        run, look, name = self._runs[index], self._looks[index], self._names[index]
        pen.mark(row.name + np.array([points(MARK), name.height / 2]), MARK, look.marker, look.color)
        name.draw(pen, row.name + _way(INDENT, 0))
        now = [words for since, words in self._details[index] if step >= since]
        if now and row.detail is not None:
            now[-1].draw(pen, row.detail)
        elif now and step == 0:
            now[0].draw(pen, row.loss, align=(row.align, 0))
            return
        loss = told_at(run, run.loss, step + 1e-6)
        with pen.faded(row.seen):
            self._figures.draw(pen, loss, row.loss, align=row.align)


def _on_its_way(row: RunRow, other: RunRow, share: float) -> RunRow:
    """Return a row on its way to another place; what has no room there goes at once, and comes at the end.

    A loss beside its name goes before it comes below it: on its way it would pass over names.
    """
    if share in (0, 1):
        return other if share else row
    name, loss = (one + share * (to - one) for one, to in ((row.name, other.name), (row.loss, other.loss)))
    detail = None if row.detail is None or other.detail is None else row.detail + share * (other.detail - row.detail)
    if row.loss[1] < row.name[1]:
        return RunRow(name, detail, loss, row.align + share * (other.align - row.align))
    last = row if share < 0.5 else other
    return RunRow(name, detail, name + last.loss - last.name, last.align, max(1 - min(share, 1 - share) / GONE, 0.0))


def _way(x: float, y: float) -> Array:
    """Return a way (2,) in points, in scene units."""
    return points(1) * np.array([x, y])
