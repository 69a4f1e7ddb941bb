"""Runs that differ in their learning rates side by side: a field for each, with its verdict, and all their losses."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import DOWN, LEFT, Mobject, VGroup
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.framing import crop, needed, ratios
from gdviz.analysis.layout import HEAD, OFF
from gdviz.analysis.learning_rates import by_rate, first_rate_of, judge_all, moral_of, percent_left, rates_of
from gdviz.analysis.placement import first_fitting
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import clauses, said, said_as
from gdviz.pens.pen import Pen
from gdviz.stage.board import Board
from gdviz.stage.curve import Curve
from gdviz.stage.lettering import Figures, Label, Reading
from gdviz.stage.losses import Losses
from gdviz.stage.page import fields_on_page
from gdviz.stage.painted import PenMobject
from gdviz.stage.path import PathOnBoard
from gdviz.stage.roller import Roller
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

Array = NDArray[np.float64]
# The size of the words below a field, and the pitch of their lines, in points.
WORDS, PITCH = 11.5, 15.0
# What the numbers below a curve take, in points, and how high the losses are at least, as a share of the page's height.
NUMBERED, LEAST = 16.0, 0.15
# How a verdict ends that goes on in the next line, in any language.
COLON = ":： \u00a0\u202f"


class RateFields:
    """A field for each run, by its learning rate, with the words below it, and the losses of all.

    Parameters
    ----------
    stage
        The scene; its runs differ in their learning rates alone.
    box
        Where all of it goes, as a share of the frame.

    Attributes
    ----------
    runs, looks, judgements
        From the least learning rate to the greatest: the runs, their colours, and their verdicts.
    rates
        The learning rates in words.
    losses
        The losses of all.
    still
        The mobject to add first: frames, titles and numbers.
    moving
        The mobjects to add after it.
    """

    def __init__(self, stage: Stage, box: Share) -> None:
        order = by_rate(stage.shown)
        self._stage = stage
        self.runs, self.looks = [stage.shown[i] for i in order], [stage.looks[i] for i in order]
        scape = widest(stage.shown)
        kept = needed(scape, self.runs) if len(scape.y) else np.empty((2, 0))
        page = (stage.page.width, stage.page.height)
        numbers, shapes = 0.0 if len(scape.y) else NUMBERED, ratios(scape, kept)
        layout = fields_on_page(
            stage.page,
            box,
            len(self.runs),
            shapes,
            in_rows=stage.in_rows,
            lines=2,
            numbers=numbers,
            curves=LEAST * page[1],
        )
        scape = crop(scape, kept, layout.ratio)
        tracks = [Trajectory.of(run, scape) for run in self.runs]
        self.judgements = judge_all(self.runs, tracks, scape)
        titles = rates_of(self.runs)
        self.rates = [first_rate_of(run) for run in self.runs]

        self.still, self.moving = VGroup(), []
        self._figures = Figures(stage, WORDS, bold=False, color=stage.style.muted)
        self._left = [
            Reading(stage, words, "percent", self._figures, WORDS, color=stage.style.muted)
            for words in (said("{percent}% of the loss left"), said("{percent}% left"))
        ]
        self._above = Label(stage, said("above its start"), WORDS, color=stage.style.muted)
        paths, balls, words = [], [], []
        heads = self._titles(titles, layout.fields[0].width)
        for k, place in enumerate(layout.fields):
            board, field, runner = self._field(k, place.share_of(*page), scape, tracks[k])
            corner = np.array([board.corners[0, 0], board.corners[1, 1] + points(OFF), 0])
            self.still.add(board.frame, heads[k].move_to(corner, aligned_edge=DOWN + LEFT))
            self.moving.append(field)
            paths.append(runner.path)
            balls.append(runner.ball)
            under = np.array([board.corners[0, 0], board.corners[0, 1] - points(numbers + WORDS + 6)])
            words.append(self._verdict(k, under, points(place.width)))
        strip, names = layout.curves.share_of(*page), [""] * len(self.runs)
        self.losses = Losses(stage, strip, self.runs, self.looks, names=names, counts=stage.page.shape == "square")
        self.losses.curves.room = box
        self.still.add(self.losses.frame)
        self.moving += [*paths, self.losses.curves, *balls, *words]

    def moral(self) -> str:
        """Return in a sentence which rate is best, and which are too small or too large."""
        return moral_of(self.rates, self.runs, self.judgements)

    def first_steps(self) -> str:
        """Return in a sentence how the runs' first steps go with their rates, which is not the same for all rules."""
        lengths = [float(np.linalg.norm(run.params[1] - run.params[0])) for run in self.runs]
        grows = all(before < after for before, after in pairwise(lengths))
        if grows:
            return said("The larger the rate, the longer the first step.")
        return said("The first steps, one by one.")

    def account(self) -> str:
        """Return the verdict on each rate in a sentence."""
        told = zip(self.rates, self.judgements, strict=True)
        each = [
            said("{rate} {verdict} {detail}", rate=rate, verdict=one.final[0], detail=one.final[1])
            for rate, one in told
        ]
        return said("{words}.", words=clauses(each))

    def _titles(self, titles: Sequence[Sequence[str]], room: float) -> list[VGroup]:
        """Return a title for each field: the longest words for which there is room above every one."""
        for turn in range(len(titles[0])):
            made = [
                self._stage.text(words[turn], HEAD, color=look.color, bold=True)
                for words, look in zip(titles, self.looks, strict=True)
            ]
            if max(title.width for title in made) <= points(room):
                break
        return made

    def _field(
        self, k: int, box: Share, scape: Landscape, track: Trajectory
    ) -> tuple[Board, Mobject, PathOnBoard | Roller]:
        stage, run, look = self._stage, self.runs[k], self.looks[k]
        if not len(scape.y):
            curve = Curve(stage, box, scape, self.runs, ticks=4, width=1.8, losses=False)
            return curve, curve.line, Roller(stage, curve, run, track, look, radius=5.5, width=2.6, note=False)
        board = Board(stage, box, np.array([scape.x[[0, -1]], scape.y[[0, -1]]]), ticks=0)
        runner = PathOnBoard(stage, board, track, look, radius=5.5, width=2.0, note=False, dashed=False)
        return board, board.field(scape), runner

    def _verdict(self, k: int, at: Array, room: float) -> PenMobject:
        """Return the words below a field: how much of the way is left, and from where on it is known, the verdict."""
        stage, run, judgement, look = self._stage, self.runs[k], self.judgements[k], self.looks[k]
        brief = {}
        if judgement.kind == "left":
            at_step = said("left at step {step},", step=int(judgement.since))
            brief = {judgement.words: said_as("a run", "left"), judgement.later: at_step}
        verdicts = {
            words: self._two_lines(words, brief.get(words, words[0]), look.color, room)
            for words in (judgement.words, judgement.final)
        }

        def draw(pen: Pen) -> None:
            step = stage.step.get_value()
            if known := judgement.words_at(run, step):
                for line, label in enumerate(verdicts[known]):
                    label.draw(pen, at - [0, line * points(PITCH)])
                return
            share = judgement.left_at(run, step)
            if share > 1:
                self._above.draw(pen, at)
                return
            value = percent_left(share)
            first_fitting(self._left, lambda one: one.width(value), room).draw(pen, value, at)

        return PenMobject(draw)

    def _two_lines(self, words: Sequence[str], brief: str, color: str, room: float) -> tuple[Label, Label]:
        """Return a verdict, in brief where it has no room, and below it the first of the other words that has."""
        first, *others = words
        first = first.rstrip(COLON)
        made = [Label(self._stage, first, WORDS, color=color, bold=True)]
        made.append(Label(self._stage, brief.rstrip(COLON), WORDS, color=color, bold=True, room=room))
        name = first_fitting(made, lambda label: label.width, room)
        details = [Label(self._stage, words, WORDS, color=self._stage.style.ink) for words in others]
        return name, first_fitting(details, lambda label: label.width, room)
