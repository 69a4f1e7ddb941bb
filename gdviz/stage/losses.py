"""Curves of the runs' losses that grow with the clock, each named where it ends."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, VGroup, config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.names import short_names
from gdviz.analysis.placement import first_fitting, spread_labels
from gdviz.analysis.series import ValueAxis, cut_to, thinned
from gdviz.languages import phrased, said
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.board import Board
from gdviz.stage.counters import Counted, InLine
from gdviz.stage.lettering import Label
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import grouped
from gdviz.style.themes import Series
from gdviz.style.ticks import round_numbers, words_of

Array = NDArray[np.float64]
# A curve has at most about twice as many points as these.
POINTS = 400
NAME, GAP = 11.0, 7.0
# The names come in over this share of the clock's way, before a run's end.
COMING = 0.06
# About so many values are numbered.
NUMBERED = 5
# A curve is cut at this share of the axis beyond its ends.
BEYOND = 0.01
# About so many numbers stand below, where there is room for them with so many points between two.
BELOW, BETWEEN = 6, 12.0
# Names take no more than this share of the box, or so many points.
NAMED, SHORTEST = 0.3, 60.0
# What stands below the axes and above them takes so much.
UNDER, OVER = 30.0, 18.0
# Without names so much is free for the last number below.
LAST = 9.0


class Losses:
    """The loss of each run against the step, growing with the clock; on a log scale where it falls far.

    A run that has ended before the others goes on as a pale dashed line at its last loss. What lies beyond the axis, of
    a run that diverges beside others, is cut off where it leaves.

    Parameters
    ----------
    stage
        The scene.
    box
        Where it goes, with its numbers and names, as a share of the frame.
    runs, looks
        Those that are shown, and their colours.
    labels
        What is drawn, above the axes: the first for which there is room; the loss unless given.
    series
        What is drawn of each run, shape (T + 1,); its loss unless given.
    names
        At the ends, one for each run, empty for none; by default what distinguishes the runs.
    steps
        Gives how far each curve has grown; to the clock unless given.
    unit
        What is counted below, and how many steps of the clock one is; steps unless given.
    last
        Up to which step they are shown; the stage's last unless given.
    counts
        Whether the clock's step is written above the axes, at their right.
    aside
        What else is kept free of the label there, in scene units.

    Attributes
    ----------
    frame
        The mobject to add first: axes and numbers.
    curves
        The mobject that moves.
    board
        The axes; on a log scale their second unit is a decade.
    along
        What their second axis shows, and on what scale.
    corner
        Where what is written above the axes ends at the right, in scene units.
    """

    def __init__(
        self,
        stage: Stage,
        box: Share,
        runs: Sequence[Run],
        looks: Sequence[Series],
        *,
        labels: Sequence[str] | None = None,
        series: Sequence[Array] | None = None,
        names: Sequence[str] | None = None,
        steps: Callable[[], Sequence[float]] | None = None,
        unit: tuple[str, float] | None = None,
        last: int | None = None,
        counts: bool = False,
        aside: float = 0.0,
        hidden: bool = False,
    ) -> None:
        self._stage, self._looks, self._unit = stage, looks, unit or (said("step"), 1.0)
        self._steps = steps or (lambda: [stage.step.get_value()] * len(runs))
        series = [run.loss for run in runs] if series is None else series
        last = max(stage.steps if last is None else last, 1)
        shown = [values[: int(run.row(last)) + 1] for run, values in zip(runs, series, strict=True)]
        self.along = ValueAxis.of(shown).above_rounding(shown)
        words = (short_names(runs) if len(runs) > 1 else [""] * len(runs)) if names is None else names
        longest = max(NAMED * (box.right - box.left) * config.frame_width, points(SHORTEST))
        self._names = [
            Label(stage, word, NAME, color=look.color, bold=True, room=longest) if word else None
            for word, look in zip(words, looks, strict=True)
        ]
        room = max((name.width + points(2 * GAP) for name in self._names if name), default=points(LAST))
        limits = np.array([[0, last], self.along.place(np.array(self.along.ends))])
        tall = (box.high - box.low) * config.frame_height - points(UNDER + OVER)
        marks = self._numbers(float(points(12) * np.ptp(limits[1]) / max(tall, points(12))))
        figures = [stage.text(words, 10, color=stage.style.muted) for _, words in marks]
        left = max(figure.width for figure in figures) + points(GAP) if figures else 0.0
        self.board = Board(stage, _within(box, left, room), limits, ticks=0)
        self.corner = np.array([(box.right - 0.5) * config.frame_width, self.board.corners[1, 1] + points(GAP)])
        clock = Counted(said("step"), lambda: grouped(max(self._steps())))
        self._count = InLine(stage, clock, self.corner, NAME, ends=grouped(stage.steps), align=1.0) if counts else None
        self._aside = max(aside, self._count.width + points(GAP) if self._count else 0.0)
        labels = [said("loss")] if labels is None else labels
        named = [*(phrased([label, self.along.note]) for label in labels), labels[-1]]
        self.frame = self._axes(named, [value for value, _ in marks], figures)
        self._curves = []
        for run, values in zip(runs, shown, strict=True):
            x, y = thinned(run, values, float(last), points=POINTS)
            curve = np.stack([x, self.along.place(y)], axis=-1)
            beyond = BEYOND * float(np.ptp(limits[1])) * np.array([-1, 1])
            self._curves.append(self.board.place(cut_to(curve, *(limits[1] + beyond).tolist()))[:, :2])
        self._holds = [bool(np.isfinite(values[-1])) for values in shown]
        self._ends = [min(float(run.steps), float(last)) for run in runs]
        (_, floor), (self._right, top) = self.board.corners
        heights = np.clip([curve[-1, 1] for curve in self._curves], floor, top)
        self._heights = spread_labels(heights, points(1.35 * NAME), floor + points(5), top - points(5))
        self.curves = self.board.draw(self._draw, hidden=hidden, clip=False)

    def _draw(self, pen: Pen) -> None:
        style, steps = self._stage.style, self._steps()
        (left, floor), (right, top) = self.board.corners
        nows = [left + min(step / self.board.limits[0, 1], 1.0) * (right - left) for step in steps]
        grown = [_upto(curve, now) for curve, now in zip(self._curves, nows, strict=True)]
        with pen.within(np.array([[left, floor], [right + points(2), top]])):
            for curve, look, now, holds in zip(grown, self._looks, nows, self._holds, strict=True):
                pen.line(curve, style.casing, 4.0, alpha=0.7)
                pen.line(curve, look.color, 2.2, dash=look.dash)
                if now > curve[-1, 0] and holds:
                    rest = np.array([curve[-1], [now, curve[-1, 1]]])
                    pen.line(rest, look.color, 1.4, alpha=0.7, dash=(2.5, 2.5))
        every = zip(grown, self._looks, self._names, self._heights, self._ends, steps, strict=True)
        for curve, look, name, height, end, step in every:
            if floor <= curve[-1, 1] <= top:
                pen.mark(curve[-1], 3.6, look.marker, look.color, rim=style.casing)
            come = np.clip(1 - (end - step) / min(COMING * self.board.limits[0, 1], max(end, 1e-9)), 0, 1)
            if name and come > 0:
                with pen.faded(float(come)):
                    name.draw(pen, np.array([self._right + points(GAP), height]), align=(0, 0.5))

        if self._count is not None:
            self._count.draw(pen)

    def _numbers(self, least: float) -> list[tuple[float, str]]:
        """Return where the axis is numbered, at least so far apart, and with which words; never at fewer than two."""
        for about in range(NUMBERED, 0, -1):
            values = self.along.ticks(about)
            places = self.along.place(np.array(values)).tolist()
            if len(values) < 3 or min(after - before for before, after in pairwise(places)) >= least:
                break
        return list(zip(places, words_of(values, kind=self.along.kind), strict=True))

    def _axes(self, labels: Sequence[str], values: Sequence[float], figures: Sequence[Any]) -> VGroup:
        """Return the frame, a hairline and a number for each of `values`, numbers of units below, and the label."""
        stage, board = self._stage, self.board
        style, (low, high) = stage.style, board.corners
        parts = VGroup()
        for value, figure in zip(values, figures, strict=True):
            at = board.place(np.array([0, value]))
            across = np.array([high[0], at[1], 0])
            parts.add(Line(at, across, color=style.grid, stroke_width=1.2))
            parts.add(figure.next_to(at, LEFT, buff=points(0.8 * GAP)))
        parts.add(*board.frame)
        parts.add(*self._below())
        corner = np.array([low[0], high[1], 0])
        made = [stage.text(label, 11.5) for label in labels]
        label = first_fitting(made, lambda one: one.width, float(self.corner[0] - low[0]) - self._aside)
        parts.add(label.next_to(corner, UP + RIGHT, buff=0.1).align_to(board.frame, LEFT))
        return parts

    def _below(self) -> list[VGroup]:
        """Return the numbers of units below the axes, as many as have room, and what they count."""
        board, (unit, size) = self.board, self._unit
        for many in range(BELOW, 0, -1):
            made = VGroup()
            for value in round_numbers(0, board.limits[0, 1] / size, many, integer=True):
                at = board.place(np.array([value * size, board.limits[1, 0]]))
                figures = self._stage.text(grouped(value), 10, color=self._stage.style.muted)
                made.add(figures.next_to(at, DOWN, buff=0.1))
            if all(one.get_right()[0] + points(BETWEEN) <= other.get_left()[0] for one, other in pairwise(made)):
                break
        middle = float(board.corners[:, 0].mean())
        return [*made, self._stage.text(unit, 10.5).next_to(made[-1], DOWN, buff=0.1).set_x(middle)]


def _within(box: Share, left: float, right: float) -> Share:
    """Return a box with room left beside it, in scene units, and for what stands above and below it."""
    width, height = config.frame_width, config.frame_height
    return Share(
        box.left + left / width,
        box.low + points(UNDER) / height,
        box.right - right / width,
        box.high - points(OVER) / height,
    )


def _upto(curve: Array, x: float) -> Array:
    """Return the part of a curve (n, 2) up to a place on the first axis, from left to right."""
    count = int(np.searchsorted(curve[:, 0], x, side="right"))
    if count == len(curve) or count == 0:
        return curve[: max(count, 1)]
    (x0, y0), (x1, y1) = curve[count - 1 : count + 1]
    return np.concatenate([curve[:count], [[x, y0 + (x - x0) / (x1 - x0) * (y1 - y0)]]])
