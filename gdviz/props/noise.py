"""Runs in batches of different sizes side by side over one landscape, each with a clock that counts points."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, ValueTracker, VGroup, config, linear
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.framing import around_paths, crop
from gdviz.analysis.noise import Meter, count_of, from_large_batches, unit_of, uphill_share
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.board import Board
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.painted import PenMobject, PixelMobject, animated
from gdviz.stage.path import PathOnBoard
from gdviz.stage.stage import Stage, last_shown
from gdviz.stage.typeset import points as scene_units
from gdviz.style.numerals import number
from gdviz.style.themes import DOTTED

Array = NDArray[np.float64]
# In points: from one field to the next, titles above a field, what is written in it, and below it.
GAP, TITLE, ABOVE, WRITTEN, SMALL = 14.0, 12.0, 6.0, 10.5, 9.5
# How large titles are at most, and where there is less room.
TITLES = (TITLE, 10.5, 9.0)
# How far below the fields it is said which plane it is, in a few words where they are not so wide.
NOTE, ROOMY = 4.0, 400.0
# Fields are about so many times as wide as high where they can be, and an empty place counts as much as so many times.
SHAPE, EMPTY = 1.6, np.e


class NoiseFields:
    """A field for each run, from the largest batch to the smallest, and how many points each has seen.

    Parameters
    ----------
    stage
        The scene; its runs are of one problem with points.
    box
        Where the fields and their titles go, as a share of the frame.

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
        To be added after that, in this order. Verdicts are hidden, and say how many of a run's steps went uphill.
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
        boxes = _in_rows(box, len(self.runs))
        ratio = _ratio(boxes[0])
        scape = crop(scape, around_paths(scape, self.runs), ratio, closely=True)
        limits = np.array([scape.x[[0, -1]], scape.y[[0, -1]]])
        self.tracks = [Trajectory.of(run, scape) for run in self.runs]
        self.uphill = [uphill_share(run, track) for run, track in zip(self.runs, self.tracks, strict=True)]
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
            how: dict[str, Any] = {"radius": 5.0, "width": width, "note": False, "dashed": False}
            runner = PathOnBoard(stage, board, self.tracks[i], look, step=step, **how)
            self.paths.append(runner.path)
            self.balls.append(runner.ball)
            self.tallies.append(self._tally(i))
            self.verdicts.append(self._verdict(i))
        if not scape.along:
            wide = (box.right - box.left) * config.frame_width > scene_units(ROOMY)
            words = "the plane of the two principal components" if wide else "plane of PC 1 and PC 2"
            plane = stage.text(words, SMALL, color=stage.style.muted)
            frame = VGroup(*(board.frame for board in self.boards))
            self.still.add(plane.next_to(frame, DOWN, buff=scene_units(NOTE)).align_to(frame, RIGHT))

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

    def rewind(self) -> None:
        """Put all runs back to their start."""
        for seen in self.seen:
            seen.set_value(0)

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
            slope = "the true slope"
        else:
            slope = "a rough guess at the slope" if meter.size == 1 else "a guess at the slope"
        many = f"{_count(meter.per_epoch, 'step')} an epoch"
        if index:
            more = meter.per_epoch / first.per_epoch
            many = f"{round(more):,} times as many steps" if more > 1.5 else "more steps"
        return f"{self.titles[index].capitalize()} for each step: {slope}, {many}."

    def steps_taken(self) -> str:
        """Return in words how many steps each run took."""
        taken = _listed([f"{last:,}" for last in self.lasts])
        if any(track.left is not None for track in self.tracks):
            return f"Shown are {taken} steps."
        return f"The same points pay for {taken} steps." if self.is_fair else f"They take {taken} steps."

    def noise(self) -> str:
        """Return in words how many of the steps went uphill; empty where that was not recorded."""
        shares = [share for share in self.uphill if share is not None]
        if len(shares) < len(self.uphill):
            return ""
        uphill = f"{_listed([f'{100 * share:.3g}%' for share in shares])} of the steps go uphill."
        grows = all(one < other for one, other in pairwise(shares))
        return f"Fewer points, more noise: {uphill}" if grows else uphill

    def outcome(self) -> str:
        """Return in words how low each run came and which came lowest, or which left the frame."""
        losses = [float(run.loss[int(run.row(last))]) for run, last in zip(self.runs, self.lasts, strict=True)]
        written = [number(loss) for loss in losses]
        gone = [title for title, track in zip(self.titles, self.tracks, strict=True) if track.left is not None]
        if gone:
            rest = [loss for loss, track in zip(written, self.tracks, strict=True) if track.left is None]
            left = f"With {_listed(gone)} a step it leaves the frame"
            return f"{left}; else the loss ends at {_listed(rest)}." if rest else f"{left}."
        when = f"Loss after {_count(self.most / self.unit[1], self.unit[0])}" if self.is_fair else "Loss in the end"
        best = int(np.nanargmin(losses)) if np.isfinite(losses).any() else 0
        lowest = f"; lowest with {self.titles[best]}" if written.count(written[best]) == 1 else ""
        return f"{when}: {', '.join(written)}{lowest}."

    def _named(self) -> list[tuple[Label, Label, Figures, float]]:
        """Return for each run its name, what counts its steps, and how much their number takes: as large as has room.

        All are of one size; where there is no room for the smallest, names are cut off.
        """
        stage = self._stage
        for size in TITLES:
            word, figures = Label(stage, "step", size, color=stage.style.muted), Figures(stage, size, bold=False)
            made, fits = [], True
            for i, (board, title, look, last) in enumerate(
                zip(self.boards, self.titles, self.looks, self.lasts, strict=True)
            ):
                room = figures.width(f"{last:,}") + 0.5 * figures.column
                beside = float(board.corners[1, 0] - board.corners[0, 0]) - room - 1.5 * word.width
                names = [title, *(["all points"] if i == 0 else [])]
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
            figures.draw(pen, f"{int(self.step(index) + 1e-6):,}", right, align=1)

        return board.draw(draw, clip=False)

    def _verdict(self, index: int) -> PenMobject:
        """Return what says in a field's lower corner how many of the steps went uphill, or how the run left it."""
        board, share, ink = self.boards[index], self.uphill[index], self._stage.style.ink
        width = float(board.corners[1, 0] - board.corners[0, 0]) - scene_units(12)
        words = self.tracks[index].fate if share is None else f"{100 * share:.3g}% of steps uphill"
        if share is not None and Label(self._stage, words, WRITTEN).width > width:
            words = f"{100 * share:.3g}% uphill"
        label = Label(self._stage, words, WRITTEN, color=ink, room=width)
        at = board.corners[0] + scene_units(6)

        def draw(pen: Pen) -> None:
            if words:
                label.draw(pen, at, cased=True)

        return board.draw(draw, hidden=True)


def _title(meter: Meter) -> str:
    """Return how many points each of a run's steps uses, in words."""
    if meter.size >= meter.points:
        return f"all {meter.points:,} points"
    return f"{meter.size:,} point{'' if meter.size == 1 else 's'}"


def _count(number: float, what: str) -> str:
    """Return a number of things, in words."""
    return f"{round(number, 1):,.10g} {what}{'' if round(number, 1) == 1 else 's'}"


def _listed(words: Sequence[str]) -> str:
    """Return words joined by commas and an "and"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _in_rows(box: Share, count: int) -> list[Share]:
    """Return boxes of equal size, in as many rows as suit them, with room above each for its title."""

    def cost(columns: int) -> float:
        rows = -(-count // columns)
        return abs(float(np.log(_ratio(_grid(box, rows, columns)[0]) / SHAPE))) + (rows * columns - count) * np.log(
            EMPTY
        )

    columns = min(range(1, count + 1), key=cost)
    return _grid(box, -(-count // columns), columns)[:count]


def _grid(box: Share, rows: int, columns: int) -> list[Share]:
    """Return the boxes of a grid, row by row from above."""
    across, up = scene_units(GAP) / config.frame_width, scene_units(GAP) / config.frame_height
    above = scene_units(ABOVE + TITLE) / config.frame_height
    width = (box.right - box.left - across * (columns - 1)) / columns
    height = (box.high - box.low - up * (rows - 1)) / rows
    corners = [
        (box.left + j * (width + across), box.high - i * (height + up)) for i in range(rows) for j in range(columns)
    ]
    return [Share(left, high - height, left + width, max(high - above, high - 0.9 * height)) for left, high in corners]


def _ratio(box: Share) -> float:
    """Return a box's width over its height, in scene units."""
    width, height = box.corners[1] - box.corners[0]
    return float(width * config.frame_width / (height * config.frame_height))
