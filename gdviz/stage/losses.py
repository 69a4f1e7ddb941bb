"""Curves of the runs' losses that grow with the clock, each named where it ends."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, VGroup, config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.names import short_names
from gdviz.analysis.placement import spread_labels
from gdviz.analysis.series import cut_to, range_of, thinned
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.board import Board, round_numbers
from gdviz.stage.lettering import Label
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import tick
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# A curve has at most about twice as many points as these.
POINTS = 400
NAME, GAP = 11.0, 7.0
# The names come in over this share of the clock's way, before a run's end.
COMING = 0.06
# No more decades than these are shown, and at most so many are numbered.
DECADES, NUMBERED = 16, 5
# The numbers below stand at least so many points apart where there is room for more than three.
SPARSE = 90.0


class Losses:
    """The loss of each run against the step, growing with the clock; on a log scale where it falls far.

    A run that has ended before the others goes on as a pale dashed line at its last loss. A loss that is not finite, or
    a thousand times above every start, leaves through the top, along the line that leads to it.

    Parameters
    ----------
    stage
        The scene.
    box
        Where it goes, with its numbers and names, as a share of the frame.
    runs, looks
        Those that are shown, and their colours.
    label
        What is drawn, above the axes.
    series
        What is drawn of each run, shape (T + 1,); its loss unless given.
    ceiling
        The greatest value for which there is room, where it is to be less than a thousand times every start.
    names
        At the ends, one for each run, empty for none; by default what distinguishes the runs.
    steps
        Gives how far each curve has grown; to the clock unless given.
    unit
        What is counted below, and how many steps of the clock one is.

    Attributes
    ----------
    frame
        The mobject to add first: axes and numbers.
    curves
        The mobject that moves.
    board
        The axes; on a log scale their second unit is a decade.
    """

    def __init__(
        self,
        stage: Stage,
        box: Share,
        runs: Sequence[Run],
        looks: Sequence[Series],
        *,
        label: str = "loss",
        series: Sequence[Array] | None = None,
        ceiling: float = np.inf,
        names: Sequence[str] | None = None,
        steps: Callable[[], Sequence[float]] | None = None,
        unit: tuple[str, float] = ("step", 1.0),
        hidden: bool = False,
    ) -> None:
        self._stage, self._looks, self._unit = stage, looks, unit
        self._steps = steps or (lambda: [stage.step.get_value()] * len(runs))
        series = [run.loss for run in runs] if series is None else series
        last = max(stage.steps, 1)
        shown = [values[: int(run.row(last)) + 1] for run, values in zip(runs, series, strict=True)]
        low, high, self.is_log = range_of([np.where(values <= ceiling, values, np.nan) for values in shown])
        if self.is_log:
            low, high = np.log10([max(low, high * 10.0**-DECADES), high]).tolist()
        margin = 0.06 * (high - low) or 1.0
        words = (short_names(runs) if len(runs) > 1 else [""] * len(runs)) if names is None else names
        self._names = [
            Label(stage, word, NAME, color=look.color, bold=True) if word else None
            for word, look in zip(words, looks, strict=True)
        ]
        room = max((name.width + points(2 * GAP) for name in self._names if name), default=0.0)
        limits = np.array([[0, last], [low - margin, high + margin]])
        marks = self._decades(low, high) if self.is_log else self._numbers(limits[1])
        tall = (box.high - box.low) * config.frame_height - points(50)
        marks = _apart(marks, float(points(12) * np.ptp(limits[1]) / max(tall, points(12))), is_log=self.is_log)
        figures = [stage.text(words, 10, color=stage.style.muted) for _, words in marks]
        left = max(figure.width for figure in figures) + points(GAP) if figures else 0.0
        self.board = Board(stage, _within(box, left, room), limits, ticks=0)
        self.frame = self._axes(f"{label}, log scale" if self.is_log else label, [value for value, _ in marks], figures)
        self._curves = []
        for run, values in zip(runs, shown, strict=True):
            x, y = thinned(run, values, float(last), points=POINTS)
            curve = cut_to(np.stack([x, self._height(y)], axis=-1), *self._beyond)
            self._curves.append(self.board.place(curve)[:, :2])
        self._ends = [min(float(run.steps), float(last)) for run in runs]
        (_, floor), (self._right, top) = self.board.corners
        heights = np.clip([curve[-1, 1] for curve in self._curves], floor, top)
        self._heights = spread_labels(heights, points(1.35 * NAME), floor + points(5), top - points(5))
        self.curves = self.board.draw(self._draw, hidden=hidden, clip=False)

    @property
    def _beyond(self) -> tuple[float, float]:
        """The heights, just outside the axes, at which curves are cut."""
        low, high = self.board.limits[1].tolist()
        return low - 0.2 * (high - low), high + 0.2 * (high - low)

    def _height(self, values: Array) -> Array:
        """Return where values stand on the second axis, which may be beyond it, and infinitely far."""
        with np.errstate(all="ignore"):
            heights = np.log10(values) if self.is_log else np.array(values)
        # Only what is not above nought has no logarithm, and lies below all that is shown.
        return np.where(np.isnan(values), np.inf, np.where(np.isnan(heights), -np.inf, heights))

    def _draw(self, pen: Pen) -> None:
        style, steps = self._stage.style, self._steps()
        (left, floor), (right, top) = self.board.corners
        nows = [left + min(step / self.board.limits[0, 1], 1.0) * (right - left) for step in steps]
        grown = [_upto(curve, now) for curve, now in zip(self._curves, nows, strict=True)]
        with pen.within(np.array([[left, floor], [right + points(2), top]])):
            for curve, look, now in zip(grown, self._looks, nows, strict=True):
                pen.line(curve, style.casing, 4.0, alpha=0.7)
                pen.line(curve, look.color, 2.2)
                if now > curve[-1, 0]:
                    rest = np.array([curve[-1], [now, curve[-1, 1]]])
                    pen.line(rest, look.color, 1.4, alpha=0.7, dash=(2.5, 2.5))
        every = zip(grown, self._looks, self._names, self._heights, self._ends, steps, strict=True)
        for curve, look, name, height, end, step in every:
            if floor <= curve[-1, 1] <= top:
                pen.dot(curve[-1], 3.6, look.color, rim=style.casing)
            come = np.clip(1 - (end - step) / min(COMING * self.board.limits[0, 1], max(end, 1e-9)), 0, 1)
            if name and come > 0:
                with pen.faded(float(come)):
                    name.draw(pen, np.array([self._right + points(GAP), height]), align=(0, 0.5))

    def _decades(self, low: float, high: float) -> list[tuple[float, str]]:
        """Return the powers of ten to number, and finer steps where those are few, with their words."""
        whole = np.arange(np.ceil(low), np.floor(high) + 1)
        whole = whole[:: max(1, -(-len(whole) // NUMBERED))]
        if len(whole) > 2:
            return [(float(power), _power(int(power))) for power in whole]
        between = [power + np.log10(part) for power in range(int(np.floor(low)), int(high) + 1) for part in (1, 2, 5)]
        return [(value, tick(10**value, 3)) for value in between if low <= value <= high]

    def _numbers(self, limits: Array) -> list[tuple[float, str]]:
        low, high = limits
        return [(value, tick(value)) for value in round_numbers(low, high, 4)]

    def _axes(self, label: str, values: Sequence[float], figures: Sequence[Any]) -> VGroup:
        """Return the frame, a hairline and a number for each of `values`, numbers of units below, and the label."""
        stage, board = self._stage, self.board
        style, (low, high) = stage.style, board.corners
        parts = VGroup()
        for value, figure in zip(values, figures, strict=True):
            at = board.place(np.array([0, value]))
            across = np.array([high[0], at[1], 0])
            parts.add(Line(at, across, color=style.grid, stroke_width=1.2))
            parts.add(figure.next_to(at, LEFT, buff=points(GAP) / 2))
        parts.add(*board.frame)
        unit, size = self._unit
        many = max(3, int((high[0] - low[0]) / points(SPARSE)))
        for value in round_numbers(0, board.limits[0, 1] / size, many, integer=True):
            at = board.place(np.array([value * size, board.limits[1, 0]]))
            parts.add(stage.text(f"{value:,.0f}", 10, color=style.muted).next_to(at, DOWN, buff=0.1))
        parts.add(stage.text(unit, 10.5).next_to(parts[-1], DOWN, buff=0.1).set_x((low[0] + high[0]) / 2))
        corner = np.array([low[0], high[1], 0])
        parts.add(stage.text(label, 11.5).next_to(corner, UP + RIGHT, buff=0.1).align_to(board.frame, LEFT))
        return parts


def _within(box: Share, left: float, right: float) -> Share:
    """Return a box with room left beside it, in scene units, and for what stands above and below it."""
    width, height = config.frame_width, config.frame_height
    return Share(
        box.left + left / width,
        box.low + points(32) / height,
        box.right - right / width,
        box.high - points(18) / height,
    )


def _apart(marks: list[tuple[float, str]], least: float, *, is_log: bool) -> list[tuple[float, str]]:
    """Return as many of the numbers as stand so far apart; on a log scale the powers of ten, if two of them do."""

    def is_crowded(marks: list[tuple[float, str]]) -> bool:
        return any(b - a < least for (a, _), (b, _) in pairwise(marks))

    whole = [mark for mark in marks if mark[0].is_integer()]
    if is_log and len(whole) > 1 and is_crowded(marks):
        marks = whole
    while is_crowded(marks):
        marks = marks[::2]
    return marks


def _power(exponent: int) -> str:
    """Return a power of ten, written out where that is short."""
    if -4 < exponent < 5:
        return f"{10**exponent:,}" if exponent >= 0 else tick(10.0**exponent)
    return f"1e{exponent}".replace("-", "−")


def _upto(curve: Array, x: float) -> Array:
    """Return the part of a curve (n, 2) up to a place on the first axis, from left to right."""
    count = int(np.searchsorted(curve[:, 0], x, side="right"))
    if count == len(curve) or count == 0:
        return curve[: max(count, 1)]
    (x0, y0), (x1, y1) = curve[count - 1 : count + 1]
    return np.concatenate([curve[:count], [[x, y0 + (x - x0) / (x1 - x0) * (y1 - y0)]]])
