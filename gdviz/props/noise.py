"""Runs in batches of different sizes side by side over one landscape, each with a clock that counts points."""

from itertools import pairwise
from typing import Any

import numpy as np
from manim import ValueTracker, VGroup, linear
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import sentence
from gdviz.analysis.framing import ANY, around_paths, crop, is_to_scale
from gdviz.analysis.noise import Meter, count_of, from_large_batches, unit_of, uphill_share
from gdviz.analysis.placement import first_fitting
from gdviz.analysis.series import known_losses
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.analysis.trust import Trust
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import clauses, counted, enumerated, listed, localized, said
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.board import Board
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.losses import Losses
from gdviz.stage.page import fields_on_page
from gdviz.stage.painted import PenMobject, PixelMobject, animated
from gdviz.stage.path import PathOnBoard
from gdviz.stage.stage import Stage, last_shown
from gdviz.stage.typeset import points as scene_units
from gdviz.style.numerals import grouped, number
from gdviz.style.themes import DOTTED

Array = NDArray[np.float64]
# In points: how far above a field its title is, and what is written below it.
ABOVE, WRITTEN = 6.0, 10.5
# How large titles are at most, and where there is less room.
TITLES = (12.0, 10.5, 9.0)
# What counts epochs takes beside the losses' label on a square page, in points.
ASIDE = 70.0
# The axes of the losses have so much of the page's height at least.
LEAST = 0.2
# Fields to scale are at most so many times as wide or as high as what their runs need.
ROOMY = 1.5


class NoiseFields:
    """A field for each run, from the largest batch to the smallest, how many points each has seen, and all losses.

    Parameters
    ----------
    stage
        The scene; its runs are of one problem with points.
    box
        Where all of it goes, as a share of the frame.

    Attributes
    ----------
    runs, looks, meters, titles
        The runs from the largest batch to the smallest, their colours, what their steps cost, and their names.
    seen
        For each run how many points it has seen: a tracker.
    lasts, ends, most
        The last step of each that is shown, how many points it has seen by then, and the most of these.
    is_fair
        Whether all see as many, but for less than a step.
    unit
        What they are counted in, "epoch" or "point", and how many points one is.
    still
        The mobjects to add first; the rest of them move.
    tracks, uphill
        Their paths, and the share of the steps after which the loss was higher, or None.
    fields, paths, balls, tallies, verdicts
        To be added after that, in this order. Verdicts are hidden, and say below a field how many of a run's steps went
        uphill.
    losses
        The losses of all, of all points, against the points seen.
    """

    def __init__(self, stage: Stage, box: Share) -> None:
        meters = [Meter.of(run) for run in stage.shown]
        order = from_large_batches(meters)
        self._stage = stage
        self.runs = [stage.shown[i] for i in order]
        self.looks, self.meters = [stage.looks[i] for i in order], [meters[i] for i in order]
        self.lasts = [last_shown(run, stage.shown) for run in self.runs]
        self.ends = [max(meter.seen(last), 1.0) for meter, last in zip(self.meters, self.lasts, strict=True)]
        self.most = max(self.ends)
        self.is_fair = all(self.most - end < meter.size for meter, end in zip(self.meters, self.ends, strict=True))
        self.seen = [ValueTracker(0) for _ in self.runs]
        self.unit = unit_of(self.most, self.meters[0].points)
        self.titles = [_title(meter) for meter in self.meters]

        scape = widest(stage.shown)
        kept = around_paths(scape, self.runs)
        page = (stage.page.width, stage.page.height)
        shapes, least = _shapes(scape, kept), LEAST * page[1]
        how: dict[str, Any] = {"in_rows": stage.in_rows, "lines": 1, "curves": least}
        layout = fields_on_page(stage.page, box, len(self.runs), shapes, **how)
        boxes = [one.share_of(*page) for one in layout.fields]
        scape = crop(scape, kept, layout.ratio, closely=True)
        limits = np.array([scape.x[[0, -1]], scape.y[[0, -1]]])
        self.tracks = [Trajectory.of(run, scape) for run in self.runs]
        self.uphill = [uphill_share(run, track) for run, track in zip(self.runs, self.tracks, strict=True)]
        trust = Trust.of(self.runs, scape)
        self.boards = [Board(stage, one, limits, ticks=0) for one in boxes]
        self._above = self._named()
        self.still = VGroup()
        self.fields: list[PixelMobject] = []
        self.paths: list[PenMobject] = []
        self.balls: list[PenMobject] = []
        self.tallies: list[PenMobject] = []
        self.verdicts: list[PenMobject] = []
        for i, (board, run, look) in enumerate(zip(self.boards, self.runs, self.looks, strict=True)):
            self.still.add(board.frame)
            self.fields.append(board.field(scape))
            width = 2.0 if run.steps <= DOTTED else 1.3 if run.steps <= 10 * DOTTED else 1.0
            step = self._step_of(i)
            how = {"radius": 5.0, "width": width, "note": False, "dashed": False, "stretches": trust.stretches[i]}
            runner = PathOnBoard(stage, board, self.tracks[i], look, step=step, **how)
            self.paths.append(runner.path)
            self.balls.append(runner.ball)
            self.tallies.append(self._tally(i))
            self.verdicts.append(self._verdict(i))
        self.losses = Losses(
            stage,
            layout.curves.share_of(*page),
            self.by_points(),
            self.looks,
            labels=[said("loss of all points"), said("loss")],
            # Their fields, in their colours, are named above.
            names=[""] * len(self.runs),
            steps=lambda: [seen.get_value() for seen in self.seen],
            unit=(self.unit_in_words(), self.unit[1]),
            last=round(self.most),
            aside=scene_units(ASIDE) if stage.page.shape == "square" else 0.0,
        )
        self.still.add(self.losses.frame)

    def _step_of(self, index: int) -> Any:
        return lambda: self.step(index)

    def step(self, index: int) -> float:
        """Return the step, not always whole, that a run is at."""
        seen = min(self.seen[index].get_value(), self.ends[index])
        return min(self.meters[index].step(seen), float(self.runs[index].steps))

    def go(self, index: int, seconds: float) -> Any:
        """Return the animation in which one run sees all its points."""
        return animated(self.seen[index], self.ends[index], linear, run_time=seconds)

    def go_together(self, seconds: float) -> list[Any]:
        """Return the animations in which all runs see points, as many as each other at every moment."""
        return [animated(seen, self.most, linear, run_time=seconds) for seen in self.seen]

    def back_to_start(self) -> list[Any]:
        """Return the animations in which all runs go back to their start."""
        return [animated(seen, 0.0) for seen in self.seen]

    def by_points(self) -> list[Run]:
        """Return the runs with the points seen in place of their steps."""
        return [meter.by_points(run) for meter, run in zip(self.meters, self.runs, strict=True)]

    def count(self) -> str:
        """Return how much the run that is farthest on has seen, in the unit."""
        return count_of(max(seen.get_value() for seen in self.seen), self.unit)

    def batches_in_words(self, index: int) -> str:
        """Return in words what a run's steps use, and how many they are."""
        meter, first = self.meters[index], self.meters[0]
        if meter.size >= meter.points:
            slope = said("the true slope")
        else:
            slope = said("a rough guess at the slope") if meter.size == 1 else said("a guess at the slope")
        many = counted("{n} step an epoch", "{n} steps an epoch", int(np.ceil(meter.per_epoch)))
        if index:
            more = meter.per_epoch / first.per_epoch
            many = said("{times} times as many steps", times=round(more)) if more > 1.5 else said("more steps")
        return sentence(
            said("{points} for each step: {slope}, {steps}", points=self.titles[index], slope=slope, steps=many)
        )

    def number_of_steps(self, index: int) -> str:
        """Return in words how many steps a run takes, with so many points in each."""
        meter, steps = self.meters[index], self.runs[index].steps
        if meter.size >= meter.points:
            return counted(
                "With all points in a step it takes {n} step.", "With all points in a step it takes {n} steps.", steps
            )
        return counted(
            "With {n} point in a step it takes {steps} steps.",
            "With {n} points in a step it takes {steps} steps.",
            meter.size,
            steps=steps,
        )

    def unit_in_words(self) -> str:
        """Return what is counted."""
        return said("epoch") if self.unit[0] == "epoch" else said("point")

    def steps_taken(self) -> str:
        """Return in words how many steps each run took."""
        taken = listed([grouped(last) for last in self.lasts])
        if any(track.left is not None for track in self.tracks):
            return said("Shown are {counts} steps.", counts=taken)
        if self.is_fair:
            return said("The same points pay for {counts} steps.", counts=taken)
        return said("They take {counts} steps.", counts=taken)

    def noise(self) -> str:
        """Return in words how many of the steps went uphill; empty where that was not recorded."""
        shares = [share for share in self.uphill if share is not None]
        if len(shares) < len(self.uphill):
            return ""
        uphill = listed([_part(share) for share in shares])
        if all(one < other for one, other in pairwise(shares)):
            return said("Fewer points, more noise: {shares} of the steps go uphill.", shares=uphill)
        return said("{shares} of the steps go uphill.", shares=uphill)

    def outcome(self) -> str:
        """Return in words how low each run came and which came lowest, or which left the frame."""
        losses = [float(known_losses(run)[int(run.row(last))]) for run, last in zip(self.runs, self.lasts, strict=True)]
        written = [number(loss) for loss in losses]
        gone = [title for title, track in zip(self.titles, self.tracks, strict=True) if track.left is not None]
        if gone:
            rest = [loss for loss, track in zip(written, self.tracks, strict=True) if track.left is None]
            left = said("{points} a step: it leaves the frame", points=listed(gone))
            other = said("else the loss ends at {losses}", losses=listed(rest)) if rest else ""
            return sentence(clauses([left, other]))
        best = int(np.nanargmin(losses)) if np.isfinite(losses).any() else 0
        is_alone = written.count(written[best]) == 1
        lowest = said("lowest: {points}", points=self.titles[best]) if is_alone else ""
        return sentence(clauses([self._last_losses(enumerated(written)), lowest]))

    def _last_losses(self, losses: str) -> str:
        """Return in words when losses are those."""
        if not self.is_fair:
            return said("loss in the end: {losses}", losses=losses)
        many = round(self.most / self.unit[1], 1)
        told = {"count": localized(f"{many:,.10g}"), "losses": losses}
        n = 1 if many == 1 else 2
        if self.unit[0] == "epoch":
            return counted("loss after {count} epoch: {losses}", "loss after {count} epochs: {losses}", n, **told)
        return counted("loss after {count} point: {losses}", "loss after {count} points: {losses}", n, **told)

    def _named(self) -> list[tuple[Label, Label, Figures, float]]:
        """Return for each run its name, what counts its steps, and how much their number takes: as large as has room.

        All are of one size; where there is no room for the smallest, names are cut off.
        """
        stage = self._stage
        for size in TITLES:
            word, figures = Label(stage, said("step"), size, color=stage.style.muted), Figures(stage, size, bold=False)
            made, fits = [], True
            for i, (board, title, look, last) in enumerate(
                zip(self.boards, self.titles, self.looks, self.lasts, strict=True)
            ):
                room = figures.width(grouped(last)) + 0.5 * figures.column
                beside = float(board.corners[1, 0] - board.corners[0, 0]) - room - 1.5 * word.width
                names = [title, *([said("all points")] if i == 0 else [])]
                labels = [Label(stage, words, size, color=look.color, bold=True) for words in names]
                name = next((label for label in labels if label.width <= beside), None)
                fits = fits and name is not None
                if name is None:
                    name = Label(stage, names[-1], size, color=look.color, bold=True, room=beside)
                made.append((name, word, figures, room))
            if fits:
                break
        return made

    def _tally(self, index: int) -> PenMobject:
        """Return what names a run above its field at the left, and counts its steps at the right."""
        board, (name, word, figures, room) = self.boards[index], self._above[index]
        up = scene_units(1) * np.array([0, ABOVE])
        left, right = np.array([board.corners[0, 0], board.corners[1, 1]]) + up, board.corners[1] + up

        def draw(pen: Pen) -> None:
            name.draw(pen, left)
            word.draw(pen, right - [room, 0], align=(1, 0))
            figures.draw(pen, grouped(self.step(index)), right, align=1)

        return board.draw(draw, clip=False)

    def _verdict(self, index: int) -> PenMobject:
        """Return what says below a field how many of the steps went uphill, or how the run left it."""
        board, share = self.boards[index], self.uphill[index]
        room = float(np.ptp(board.corners[:, 0]))
        told = [self.tracks[index].fate]
        if share is not None:
            part = _part(share)
            told = [said("{share} of steps uphill", share=part), said("{share} uphill", share=part)]
        labels = [Label(self._stage, words, WRITTEN) for words in told[:-1]]
        labels.append(Label(self._stage, told[-1], WRITTEN, room=room))
        label = first_fitting(labels, lambda one: one.width, room)
        at = board.corners[0] - scene_units(1) * np.array([0, ABOVE]) - np.array([0, label.height])

        def draw(pen: Pen) -> None:
            if told[-1]:
                label.draw(pen, at)

        return board.draw(draw, hidden=True, clip=False)


def _title(meter: Meter) -> str:
    """Return how many points each of a run's steps uses, in words."""
    if meter.size >= meter.points:
        return said("all {count} points", count=meter.points)
    return counted("{n} point", "{n} points", meter.size)


def _part(share: float) -> str:
    """Return a share of the steps, to three digits."""
    return said("{percent}%", percent=localized(f"{100 * share:.3g}"))


def _shapes(scape: Landscape, kept: Array) -> tuple[float, float]:
    """Return the least and the greatest width over height of fields that show what runs need, a box (2, 2), closely."""
    if not is_to_scale(scape):
        return ANY
    ratio = float(np.clip(np.divide(*np.ptp(kept, axis=1)), *ANY))
    return ratio / ROOMY, ratio * ROOMY
