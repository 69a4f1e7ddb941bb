"""How long a run's steps are: a bar for each, which grows while the step is taken."""

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, ValueTracker, VGroup
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import sentence
from gdviz.analysis.trajectory import Trajectory
from gdviz.languages import said
from gdviz.pens.pen import Pen
from gdviz.runs.requirements import follows_slope
from gdviz.runs.run import Run
from gdviz.stage.board import NAME, NUMBER, OFF, Board
from gdviz.stage.painted import animated
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import grouped, tick
from gdviz.style.ticks import round_numbers, words_of

Array = NDArray[np.float64]
# So many bars at most: beyond, each stands for several steps and is as high as the longest of them.
MOST = 60
# There is room for at least so many, of which each takes this share.
LEAST, FULL = 6, 0.7
# Of steps that get longer by this factor before they shrink, the longest is given.
SWELL = 1.3


class StepBars:
    """The length of each step of a run of one parameter, up to where the scene ends.

    Parameters
    ----------
    stage
        The scene.
    run
        Of one parameter.
    box
        Where the axes go with their numbers and names, as a share of the frame.

    Attributes
    ----------
    frame
        The mobject to add first.
    bars
        The mobject that moves; nothing of it is seen until `grow` is played.
    grown
        Tracks how far they have grown.
    lengths
        Of the steps shown, n of them; where the run was thinned, of the way from one record to the next.
    fate
        How the run left the frame and could not go on, in words; empty where it did neither.
    """

    def __init__(self, stage: Stage, run: Run, box: Share) -> None:
        self._stage, self._run = stage, run
        rows = int(run.row(stage.steps))
        with np.errstate(all="ignore"):
            self._steps = np.diff(np.asarray(run.params[: rows + 1, 0]))
        self._steps = self._steps[np.isfinite(self._steps)]
        self.lengths = np.abs(self._steps)
        self.fate = Trajectory.of(run, run.landscape).fate
        self._each = max(1, -(-len(self.lengths) // MOST))
        starts = np.arange(0, len(self.lengths), self._each)
        self._heights = np.maximum.reduceat(self.lengths, starts) if len(starts) else np.empty(0)
        most = float(self.lengths.max(initial=0.0)) or 1.0
        last = max(len(self._heights), LEAST)
        limits = np.array([[0.4, last + 0.6], [0, 1.12 * most]])
        self._board = Board(stage, box, limits, ticks=0)
        self._board = Board(stage, self._board.room_in(box, self._axes()), limits, ticks=0)
        self.frame = self._axes()
        self.grown = ValueTracker(0)
        self.bars = self._board.draw(self._draw)

    def grow(self, **options: Any) -> Any:
        """Return the animation in which the bars of steps that are taken grow from the axis."""
        return animated(self.grown, 1.0, **options)

    def conclusion(self) -> str:
        """Return how the length of the steps went, in a few words."""
        lengths = self.lengths
        if not len(lengths) or lengths.max() == 0:
            return said("Where there is no slope there is no step.")
        first, last = float(lengths[0]), float(lengths[-1])
        way = f"{_words(first)} → {_words(last)}"
        turns = np.mean(self._steps[1:] * self._steps[:-1] < 0) if len(lengths) > 1 else 0.0
        if self.fate:
            if last > 1.05 * first:
                return said("Steps grow, {lengths}: {fate}.", lengths=way, fate=self.fate)
            return sentence(self.fate)
        if len(lengths) == 1:
            return said("One step of {length}.", length=_words(first))
        follows = follows_slope(self._run, len(self._steps))
        if lengths.max() > SWELL * max(first, last) and turns <= 0.5:
            told = {"first": _words(first), "most": _words(float(lengths.max())), "last": _words(last)}
            if follows:
                return said("Steps follow the slope: {first}, up to {most}, down to {last}.", **told)
            return said("Steps: {first}, up to {most}, down to {last}.", **told)
        if last > 1.1 * first:
            if turns > 0.5:
                return said("It overshoots, further each time: {lengths}.", lengths=way)
            return said("The steps grow: {lengths}.", lengths=way)
        if last > 0.9 * first:
            return said("The steps stay about as long: {lengths}.", lengths=way)
        if turns > 0.5:
            return said("It overshoots, but less and less: steps {lengths}.", lengths=way)
        if follows:
            return said("Less slope, shorter steps: {lengths}.", lengths=way)
        return said("The steps shrink: {lengths}.", lengths=way)

    def _draw(self, pen: Pen) -> None:
        style, color = self._stage.style, self._stage.looks[0].color
        row = self._run.row(self._stage.step.get_value())
        done, share = divmod(row / self._each, 1.0)
        heights = self._heights[: int(done) + 1].copy()
        if len(heights) > done:
            begun = self.lengths[int(done) * self._each : int(row) + 1]
            # The way that is behind within a step is as long as its bar; of several steps, the longest so far counts.
            heights[-1] = begun[0] * share if self._each == 1 else begun.max(initial=0.0)
            if share == 0:
                heights = heights[:-1]
        if not len(heights) or self.grown.get_value() <= 0:
            return
        middles = np.arange(1, len(heights) + 1)
        half = FULL / 2
        low = self._board.place(np.stack([middles - half, np.zeros(len(heights))], axis=-1))
        high = self._board.place(np.stack([middles + half, self.grown.get_value() * heights], axis=-1))
        for i, ((left, bottom, _), (right, top, _)) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
            latest = i == len(heights) - 1
            shade = color if latest else style.tail(color, 0.45)
            pen.polygon(np.array([[left, bottom], [right, bottom], [right, top], [left, top]]), shade)

    def _axes(self) -> VGroup:
        stage, board = self._stage, self._board
        style, (low, high) = stage.style, board.corners
        parts = VGroup(*board.frame)
        total = int(self._run.step[min(len(self.lengths), len(self._run.step) - 1)])
        most = board.limits[1, 1]
        values = round_numbers(0, most, 2)
        for value, words in zip(values, words_of(values), strict=True):
            at = board.place(np.array([board.limits[0, 0], value]))
            parts.add(stage.text(words, NUMBER, color=style.muted).next_to(at, LEFT, buff=points(OFF)))
        for value in round_numbers(0, total, 5, integer=True):
            if value >= 1:
                at = board.place(np.array([value * len(self._heights) / total, 0.0]))
                parts.add(stage.text(grouped(value), NUMBER, color=style.muted).next_to(at, DOWN, buff=points(OFF)))
        parts.add(
            stage.text(said("step"), NAME).next_to(
                np.array([(low[0] + high[0]) / 2, parts[-1].get_bottom()[1], 0]), DOWN, points(OFF)
            )
        )
        each = self._each * int(np.diff(self._run.step[:2])[0]) if len(self._run.step) > 1 else 1
        words = said("length of each step")
        if each > 1:
            is_one = self._each == 1
            words = (
                said("length of every {count} steps", count=each)
                if is_one
                else said("longest of every {count} steps", count=each)
            )
        name = stage.text(words, NAME).next_to(np.array([low[0], high[1], 0]), UP + RIGHT, buff=points(OFF))
        parts.add(name.align_to(board.frame, LEFT))
        return parts


def _words(value: float) -> str:
    return tick(value, 3)
