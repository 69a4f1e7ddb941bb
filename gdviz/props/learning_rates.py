"""Runs that differ in their learning rates side by side: a field for each, with its verdict, and all their losses."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from manim import DOWN, LEFT, Mobject, Text, VGroup, config
from numpy.typing import NDArray

from gdviz.analysis.framing import crop, needed, ratios
from gdviz.analysis.learning_rates import Judgement, differ_in_rate_alone, judge, left_in_words, moral_of, rates_of
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.landscapes.landscape import Landscape
from gdviz.pens.cairo import Pen
from gdviz.runs.run import Run
from gdviz.stage.board import Board, Box, PathOnBoard
from gdviz.stage.curve import Curve
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.losses import Losses
from gdviz.stage.painted import PenMobject
from gdviz.stage.roller import Roller
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

Array = NDArray[np.float64]
# In points: from one column to the next, titles above fields and the gap to these, and words below fields.
GAP, TITLE, ABOVE, WORDS, PITCH = 16.0, 12.0, 6.0, 11.5, 15.0
# What words below a field take, and the numbers below a curve.
FOOT, NUMBERED = 38.0, 16.0
# What the losses keep free above and below themselves; see Losses.
OVER, UNDER = 18.0, 32.0
# The losses below the fields are so high; and what their area is worth beside that of fields.
STRIP, WORTH = 42.0, 0.4
# A loss leaves through the top where it is so many times that at the start; or where some are not above nought, so that
# there is no log scale, where it is so much of the way down above that.
TIMES, CLEAR = 8.0, 0.15


@dataclass(frozen=True)
class Layout:
    """Where fields lie, left, low, width and height in points of the page, and the box of the losses."""

    fields: tuple[tuple[float, float, float, float], ...]
    losses: tuple[float, float, float, float]

    @property
    def worth(self) -> float:
        """How well the page is used: the area of the fields, and a part of that of the losses."""
        _, _, wide, tall = self.fields[0]
        left, low, right, high = self.losses
        return len(self.fields) * wide * tall + WORTH * (right - left) * (high - low - OVER - UNDER)

    @classmethod
    def of(cls, box: Box, count: int, shape: tuple[float, float], foot: float) -> "Layout":
        """Return the better of two layouts in a box, in points: the losses beside the fields, or below them.

        `shape` is the least and the greatest width of a field over its height, `foot` what stands below a field.
        """
        left, low, right, high = box
        top = high - TITLE - ABOVE
        plans = []
        for beside in (True, False):
            columns = count + beside
            room = (right - left - GAP * (columns - 1)) / columns
            bottom = low + foot + (0 if beside else STRIP + OVER + UNDER)
            tall = top - bottom
            wide = min(room, shape[1] * tall)
            tall = min(tall, wide / shape[0])
            # What the height has left is above and below the fields, and narrow fields stand at the left.
            base = bottom + (top - bottom - tall) / 2 if beside else bottom
            fields = tuple((left + k * (room + GAP), base, wide, tall) for k in range(count))
            if beside:
                losses = (fields[-1][0] + wide + GAP, base - UNDER, right, base + tall + OVER)
            else:
                losses = (left, low, right, low + STRIP + OVER + UNDER)
            plans.append(cls(fields, losses))
        return max(plans, key=lambda plan: plan.worth)


class RateFields:
    """A field for each run, by its learning rate, with the words below it, and the losses of all.

    Parameters
    ----------
    stage
        The scene; its runs differ in their learning rates alone.
    box
        Where all of it goes, as shares (left, low, right, high) of the frame.

    Attributes
    ----------
    runs, looks, judgements
        From the least learning rate to the greatest: the runs, their colours, and their verdicts.
    rates
        The learning rates in words.
    still
        The mobject to add first: frames, titles and numbers.
    moving
        The mobjects to add after it.
    """

    def __init__(self, stage: Stage, box: Box) -> None:
        order = sorted(range(len(stage.shown)), key=lambda i: stage.shown[i].optimizer["lr"])
        self._stage = stage
        self.runs, self.looks = [stage.shown[i] for i in order], [stage.looks[i] for i in order]
        scape = widest(stage.shown)
        kept = needed(scape, self.runs) if len(scape.y) else np.empty((2, 0))
        page = np.tile([config.frame_width, config.frame_height], 2) / points(1)
        left, low, right, high = (np.array(box) * page).tolist()
        foot = FOOT + (0.0 if len(scape.y) else NUMBERED)
        layout = Layout.of((left, low, right, high), len(self.runs), ratios(scape, kept), foot)
        scape = crop(scape, kept, layout.fields[0][2] / layout.fields[0][3])
        tracks = [Trajectory.of(run, scape) for run in self.runs]
        self.judgements = [self._judge(place, track, scape) for place, track in enumerate(tracks)]
        titles = rates_of(self.runs)
        self.rates = [words[-1].removeprefix("lr ") for words in titles]

        self.still, self.moving = VGroup(), []
        self._figures = Figures(stage, WORDS, bold=False, color=stage.style.muted)
        self._left = [
            Label(stage, words, WORDS, color=stage.style.muted)
            for words in ("of the way left", "left", "above its start")
        ]
        paths, balls, words = [], [], []
        heads = self._titles(titles, layout.fields[0][2])
        for k, (x, y, wide, tall) in enumerate(layout.fields):
            shares = (np.array([x, y, x + wide, y + tall]) / page).tolist()
            board, field, runner = self._field(k, tuple(shares), scape, tracks[k])
            corner = np.array([board.corners[0, 0], board.corners[1, 1] + points(ABOVE), 0])
            self.still.add(board.frame, heads[k].move_to(corner, aligned_edge=DOWN + LEFT))
            self.moving.append(field)
            paths.append(runner.path)
            balls.append(runner.ball)
            under = np.array([board.corners[0, 0], board.corners[0, 1] - points(foot - FOOT + WORDS + 6)])
            words.append(self._verdict(k, under, points(wide)))
        shares = (np.array(layout.losses) / page).tolist()
        top = _ceiling(self.runs)
        series = [np.where(run.loss > top, np.inf, run.loss) for run in self.runs]
        losses = Losses(stage, tuple(shares), self.runs, self.looks, series=series, names=[""] * len(self.runs))
        self.still.add(losses.frame)
        self.moving += [*paths, losses.curves, *balls, *words]

    def moral(self) -> str:
        """Return in a sentence which rate is best, and which are too small or too large."""
        return moral_of(self.rates, self.runs, self.judgements)

    def first_steps(self) -> str:
        """Return in a sentence how the runs' first steps go with their rates, which is not the same for all rules."""
        lengths = [float(np.linalg.norm(run.params[1] - run.params[0])) for run in self.runs]
        grows = all(before < after for before, after in pairwise(lengths))
        return "The larger the rate, the longer the first step." if grows else "The first steps, one by one."

    def account(self) -> str:
        """Return the verdict on each rate in a sentence."""
        each = [f"{rate} {' '.join(one.words[:2])}" for rate, one in zip(self.rates, self.judgements, strict=True)]
        return f"{'; '.join(each)}."

    def _judge(self, place: int, track: Trajectory, scape: Landscape) -> Judgement:
        run = self.runs[place]
        return judge(run, track, scape, [other for other in self.runs[place + 1 :] if differ_in_rate_alone(run, other)])

    def _titles(self, titles: Sequence[Sequence[str]], room: float) -> list[Text]:
        """Return a title for each field: the longest words for which there is room above every one."""
        for turn in range(len(titles[0])):
            made = [
                self._stage.text(words[turn], TITLE, color=look.color, bold=True)
                for words, look in zip(titles, self.looks, strict=True)
            ]
            if max(title.width for title in made) <= points(room):
                break
        return made

    def _field(
        self, k: int, box: Box, scape: Landscape, track: Trajectory
    ) -> tuple[Board, Mobject, PathOnBoard | Roller]:
        stage, run, look = self._stage, self.runs[k], self.looks[k]
        if not len(scape.y):
            curve = Curve(stage, box, scape, self.runs, ticks=4, width=1.8, losses=False)
            return curve, curve.line, Roller(stage, curve, run, track, look, radius=5.5, width=2.6, note=False)
        board = Board(stage, box, np.array([scape.x[[0, -1]], scape.y[[0, -1]]]), ticks=0)
        runner = PathOnBoard(stage, board, track, look, radius=5.5, width=2.0, note=False)
        return board, board.field(scape), runner

    def _verdict(self, k: int, at: Array, room: float) -> PenMobject:
        """Return the words below a field: how much of the way is left, and from where on it is known, the verdict."""
        stage, run, judgement, look = self._stage, self.runs[k], self.judgements[k], self.looks[k]
        first, *others = judgement.words
        name = Label(stage, first.removesuffix(":"), WORDS, color=look.color, bold=True)
        details = [Label(stage, words, WORDS, color=stage.style.ink) for words in others]
        detail = next((label for label in details if label.width <= room), details[-1])
        percent = points(0.4 * WORDS)

        def draw(pen: Pen) -> None:
            step = stage.step.get_value()
            if step >= judgement.since:
                name.draw(pen, at)
                detail.draw(pen, at - [0, points(PITCH)])
                return
            share, *_ = left_in_words(float(judgement.left[int(run.row(step) + 1e-9)]))
            if "%" not in share:
                self._left[2].draw(pen, at)
                return
            value = share.split()[0] + "%"
            x = self._figures.width(value)
            self._figures.draw(pen, value, at)
            words = self._left[0] if x + percent + self._left[0].width <= room else self._left[1]
            words.draw(pen, at + np.array([x + percent, 0]))

        return PenMobject(draw)


def _ceiling(runs: Sequence[Run]) -> float:
    """Return the greatest loss that is shown: neither does a run that climbs flatten the others."""
    start = max(float(run.loss[0]) for run in runs)
    low = min(float(np.min(run.loss, where=np.isfinite(run.loss), initial=start)) for run in runs)
    return TIMES * start if low > 0 else start + CLEAR * (start - low)
