"""Critical points on a relief: level ground, the two ways it curves, and balls that are set on it and nudged."""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from manim import ValueTracker, config, linear
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.critical_points import Nudged, found_in, nudged
from gdviz.analysis.placement import first_fitting
from gdviz.landscapes.critical_points import KINDS, CriticalPoint
from gdviz.languages import counted, listed, phrased, said, to_say
from gdviz.pens.pen import Pen
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama
from gdviz.relief.sketch import Sketch
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility
from gdviz.runs.run import Run
from gdviz.stage.counters import Counted, InLine
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PenMobject, animated
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import grouped, number
from gdviz.style.themes import DARK, Series

Array = NDArray[np.float64]
# In half sides of the base: the discs of level ground, of a spot with a run and of any other; half the length of the
# lines that show the curvature; from where a ball comes down; the arrow that pushes it.
DISC, SMALL_DISC, ARM, DROP, PUSH = 0.19, 0.09, 0.30, 0.32, 0.34
# How it is filmed, in degrees.
ELEVATION, ORBIT = 40.0, 24.0
# Of more spots than these only those are marked that have a run.
CROWD = 12
NAME, STEP = 12.5, 12.5
# The table's pitch, the sizes of its head and entries, what is between its columns and its least width, in points; and
# how far below names values stand where there is little room.
PITCH, HEAD, ENTRY, BETWEEN, WIDTH, BELOW = 18.0, 10.0, 13.0, 14.0, 190.0, 14.0
_TURN = np.linspace(0, 2 * np.pi, 61)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN), np.zeros_like(_TURN)], axis=-1)
# Where a ball comes from.
FROM = {
    "minimum": to_say("from the minimum"),
    "maximum": to_say("from the maximum"),
    "saddle": to_say("from the saddle"),
}


class CriticalPointView:
    """A critical point, and the ball of the run that starts beside it.

    Attributes
    ----------
    nudged
        The run, the point and what becomes of the ball.
    look
        The run's colour.
    """

    def __init__(self, ball: Nudged, look: Series) -> None:
        self.nudged, self.look = ball, look
        self.seen, self.bent, self.fallen, self.push, self.nudge, self._posed = (ValueTracker(0) for _ in range(6))
        self._step = ValueTracker(0)

    @property
    def step(self) -> float:
        """The step that its ball is at; nan while it has not been let go."""
        if self._posed.get_value() > 0:
            return self._posed.get_value() * self.nudged.settled
        return self._step.get_value() if self.nudge.get_value() >= 1 else float("nan")

    @property
    def place(self) -> Array:
        """Where its ball is held, in plane coordinates (2,): between the point and the run's start."""
        at = self.nudged.point.at
        return np.asarray(at + self.nudge.get_value() * (self.nudged.run.params[0] - at))

    @property
    def ends(self) -> list[tuple[ValueTracker, float]]:
        """What tracks how it is marked and where its ball is, and what that comes to."""
        return [(self.seen, 1.0), (self.bent, 1.0), (self._posed, 1.0)]

    def appear(self) -> list[Any]:
        """Return the animations in which the spot is marked, and how it curves."""
        return [animated(self.seen, 1.0), self.bend()]

    def bend(self, seen: float = 1.0) -> Any:
        """Return the animation in which the lines that show how it curves are drawn, or with 0 taken away."""
        return animated(self.bent, seen)

    def set_down(self) -> Any:
        """Return the animation in which the ball is set on it."""
        return animated(self.fallen, 1.0)

    def pushed(self) -> Any:
        """Return the animation in which an arrow comes to push it."""
        return animated(self.push, 1.0)

    def let_go(self) -> list[Any]:
        """Return the animations in which it is pushed to where the run starts."""
        return [animated(self.nudge, 1.0), animated(self.push, 0.0, lambda share: max(0.0, 2 * share - 1))]

    def roll(self) -> Any:
        """Return the animation of the run, from its start to where it is not seen to move any more."""
        return animated(self._step, self.nudged.settled, linear)

    @property
    def kind(self) -> str:
        """What kind of point it is, in words."""
        return said(self.nudged.point.kind)

    @property
    def signs(self) -> str:
        """The eigenvalues of the Hessian in words."""
        return listed([signed(value) for value in self.nudged.point.curvatures])


class CriticalPointsOnRelief:
    """The critical points of the landscape, those of the stage's runs among them.

    Attributes
    ----------
    spots
        Those of the runs, by kind: minima, maxima, saddles.
    found
        How many points of each kind were found in the landscape, in words.
    relief, names
        The mobjects to add: the relief with the runs and all that is on it, and the spots' names.
    level
        Tracks how much of all level ground is marked.
    """

    def __init__(self, stage: Stage, box: Share) -> None:
        self._stage = stage
        order = {id(run): i for i, run in enumerate(stage.shown)}
        self.spots = [CriticalPointView(ball, stage.looks[order[id(ball.run)]]) for ball in nudged(stage.shown)]
        found = found_in(stage.shown)
        self.found = phrased(_counted(kind, sum(point.kind == kind for point in found)) for kind in KINDS)
        self._found = found if len(found) <= CROWD else [spot.nudged.point for spot in self.spots]
        self.level = ValueTracker(0)
        self._by_run = sorted(self.spots, key=lambda spot: order[id(spot.nudged.run)])
        camera = stance(stage.shown, np.array([spot.nudged.point.at for spot in self.spots]))
        self.relief = ReliefProp(stage, box, camera=camera, steps=self.steps, sketch=self.draw, apart=True)
        self._labels = [Label(stage, s.kind, NAME, color=s.look.color, bold=True) for s in self.spots]
        self.names = PenMobject(self._write)

    def appear(self) -> Any:
        """Return the animation in which all level ground is marked."""
        return animated(self.level, 1.0)

    def steps(self) -> list[float]:
        """Return the step that each run is at, in the stage's order."""
        return [spot.step for spot in self._by_run]

    def latest(self) -> int | None:
        """Return which spot's ball was let go last; None before."""
        return next((i for i in reversed(range(len(self.spots))) if self.spots[i].step >= 0), None)

    def draw(self, sketch: Sketch) -> None:
        """Draw discs, curvatures and the balls that have not been let go."""
        style = self._stage.style
        level = self.level.get_value()
        for point in self._found if level > 0 else ():
            own = max((spot.seen.get_value() for spot in self.spots if spot.nudged.point is point), default=0.0)
            if own < 1:
                self._disc(sketch, point.at, level * SMALL_DISC, style.ink, 0.8 * (1 - own))
        for spot in self.spots:
            seen, point = spot.seen.get_value(), spot.nudged.point
            if seen > 0:
                self._disc(sketch, point.at, seen * DISC, spot.look.color, seen)
            if spot.bent.get_value() > 0:
                self._bend(sketch, point, spot.bent.get_value())
        # Balls lie above the lines.
        sketch.markers(self.steps())
        for spot in self.spots:
            if spot.fallen.get_value() > 0 and spot.nudge.get_value() < 1:
                self._held(sketch, spot)

    def _bend(self, sketch: Sketch, point: CriticalPoint, seen: float) -> None:
        """Draw the surface's own lines along the two directions of its curvature."""
        style, relief = self._stage.style, self.relief.diorama.relief
        for way in point.directions:
            reach = np.hypot(*(relief.place(point.at + way) - relief.place(point.at)))
            line = point.at + np.linspace(-1, 1, 41)[:, None] * (seen * ARM / reach) * way
            draped = relief.drape(relief.place(line), lift=0.012)
            sketch.line(draped, style.casing, 4.2, alpha=0.85 * seen)
            sketch.line(draped, style.ink, 2.0, alpha=seen)

    def _held(self, sketch: Sketch, spot: CriticalPointView) -> None:
        """Draw a ball that is set down, and the arrow that pushes it."""
        diorama, fallen, push = self.relief.diorama, spot.fallen.get_value(), spot.push.get_value()
        ball = diorama.rest(spot.place) + DROP * (1 - fallen) * np.array([0, 0, 1])
        sketch.ball(ball, spot.look, opacity=min(1.0, 2 * fallen))
        if push > 0:
            way = diorama.relief.place(spot.nudged.run.params[0]) - diorama.relief.place(spot.nudged.point.at)
            way = np.append(way / np.hypot(*way), 0)
            tip = ball - 0.07 * way
            style = self._stage.style
            sketch.arrow(tip - push * PUSH * way, tip, style.ink, 3.2, casing=style.casing, through=1.0)

    def _disc(self, sketch: Sketch, at: Array, radius: float, color: str, alpha: float) -> None:
        relief = self.relief.diorama.relief
        rim = relief.drape(relief.place(at)) + radius * _CIRCLE
        sketch.polygon(rim, color, alpha=0.28 * alpha)
        sketch.line(rim, self._stage.style.casing, 3.6, alpha=0.7 * alpha)
        sketch.line(rim, color, 1.8, alpha=alpha, through=0.45)

    def _write(self, pen: Pen) -> None:
        """Write the names beside the spots, on the side where there is room."""
        relief = self.relief.diorama.relief
        for spot, label in zip(self.spots, self._labels, strict=True):
            seen = spot.seen.get_value()
            if seen > 0:
                place = self.relief.spot(pen, relief.drape(relief.place(spot.nudged.point.at)))
                with pen.faded(seen):
                    label.draw(pen, place - [0, points(25)], align=(0.5, 1), cased=True)


class CurvatureTable:
    """The eigenvalues of the Hessian at each spot, a row each, at the lower left, and above them the step.

    The step is that of the ball which was let go last, and is named after it.

    The mobjects to add are `rows`, which are hidden, with the head of the table first, and `step`. Where the words'
    column is narrow the eigenvalues stand below the names.
    """

    def __init__(
        self, stage: Stage, spots: Sequence[CriticalPointView], corner: Array, latest: Callable[[], int | None]
    ) -> None:
        two, most = _is_narrow(stage), stage.column
        pitch = PITCH + BELOW if two else PITCH
        values = [[signed(value) for value in spot.nudged.point.curvatures] for spot in spots]
        names = [Label(stage, spot.nudged.point.kind, ENTRY, bold=True).width for spot in spots]
        numbers = [max(Label(stage, one[i], ENTRY).width for one in values) for i in (0, 1)]
        wanted = points(BETWEEN) + sum(numbers) + (0.0 if two else max(names) + points(BETWEEN))
        size = ENTRY * min(1.0, most / wanted)
        # Numbers end where their columns do; beside the names these are as far off as there is room for.
        room = min(most, max(points(WIDTH), wanted))
        second = room if not two else (points(BETWEEN) + sum(numbers)) * size / ENTRY
        first = second - (points(BETWEEN) + numbers[1]) * size / ENTRY
        heads = [
            Label(stage, words, HEAD, color=stage.style.muted)
            for words in (said("eigenvalues of the Hessian"), said("eigenvalues"))
        ]
        head = first_fitting(heads, lambda label: label.width, most)
        above = corner + points(1) * np.array([0, pitch * len(spots) + PITCH])
        self.step = _steps(stage, spots, latest, above, most)
        self.rows = [_row([head], [0.0], corner + points(1) * np.array([0, pitch * len(spots)]))]
        for i, (spot, words) in enumerate(zip(spots, values, strict=True)):
            name = Label(stage, spot.kind, size, color=spot.look.color, bold=True)
            cells = [name, *(Label(stage, one, size) for one in words)]
            at = corner + points(1) * np.array([0, pitch * (len(spots) - 1 - i)])
            self.rows.append(_row(cells, [0.0, first, second], at, lifted=points(BELOW) if two else 0.0))


def _steps(
    stage: Stage, spots: Sequence[CriticalPointView], latest: Callable[[], int | None], at: Array, room: float
) -> PenMobject:
    """Return what counts the steps of the ball that was let go last, with the name of its spot in its colour."""

    def step() -> str:
        return grouped(0 if (last := latest()) is None else spots[last].step)

    ends = grouped(max(int(spot.nudged.settled) for spot in spots))
    line = InLine(stage, Counted(said("step"), step), at, STEP, ends=ends)
    beside = line.width + points(BETWEEN) / 2
    names = []
    for spot in spots:
        color, said_long = spot.look.color, said(FROM[spot.nudged.point.kind])
        long, short = (Label(stage, words, STEP, color=color, bold=True) for words in (said_long, spot.kind))
        fitted = Label(stage, spot.kind, STEP, color=color, bold=True, room=room - beside)
        names.append(first_fitting([long, short, fitted], lambda label: label.width, room - beside))

    def draw(pen: Pen) -> None:
        line.draw(pen)
        if (last := latest()) is not None:
            names[last].draw(pen, at + np.array([beside, 0]))

    return PenMobject(draw)


def keep_table(stage: Stage, count: int) -> Array:
    """Keep the room of a table of so many spots, and return its lower left corner (2,), in scene units."""
    frame = np.array([config.frame_width, config.frame_height])
    high = (PITCH + BELOW if _is_narrow(stage) else PITCH) * count + PITCH + STEP
    if stage.in_rows:
        return np.asarray(stage.row("counters", high).corners[0] * frame - frame / 2)
    stage.keep_foot(stage.page.margin + high)
    return np.asarray(stage.margin - frame / 2)


def _is_narrow(stage: Stage) -> bool:
    return not stage.in_rows and stage.page.shape == "square"


def _row(cells: Sequence[Label], columns: Sequence[float], at: Array, *, lifted: float = 0.0) -> PenMobject:
    """Return a row of which all but the first cell end at their columns; that stands so much higher than these."""

    def draw(pen: Pen) -> None:
        for i, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            cell.draw(pen, at + np.array([column, 0.0 if i else lifted]), align=(float(i > 0), 0))

    return PenMobject(draw, hidden=True)


def stance(runs: Sequence[Run], at: Array) -> Camera:
    """Return how to film points (n, 2): seen with what is about them, far from each other, the low before the high."""
    diorama = Diorama(runs, DARK, cells=48, camera=Camera(0.0, ELEVATION, 0.0))
    relief = diorama.relief
    base = relief.place(at)
    rims = base[:, None] + np.concatenate([reach * _CIRCLE[::4, :2] for reach in (DISC, 1.8 * DISC)])
    spots, around = relief.drape(base), relief.drape(np.clip(rims, -relief.half, relief.half))
    middle = spots - spots.mean(axis=0)

    def score(azimuth: float) -> float:
        stops = [View(azimuth + turn, ELEVATION) for turn in (-ORBIT / 2, 0.0, ORBIT / 2)]
        seen = min(float((~Visibility(relief, view, samples=40).hidden(around)).mean()) for view in stops)
        places = stops[1].project(spots)
        apart = min((float(np.hypot(*(a - b))) for a, b in combinations(places, 2)), default=0.0)
        return 3 * seen + 0.5 * apart - 0.3 * float(middle[:, 2] @ (middle[:, :2] @ stops[1].basis[2, :2]))

    return Camera(max(np.arange(-172.5, 180.0, 15.0).tolist(), key=score), ELEVATION, ORBIT)


def signed(value: float) -> str:
    """Return a number with its sign."""
    return f"{'+' if value > 0 else ''}{number(float(value))}"


def _counted(kind: str, count: int) -> str:
    none = {"minimum": said("no minima"), "maximum": said("no maxima"), "saddle": said("no saddles")}
    some = {
        "minimum": counted("{n} minimum", "{n} minima", count),
        "maximum": counted("{n} maximum", "{n} maxima", count),
        "saddle": counted("{n} saddle", "{n} saddles", count),
    }
    return (some if count else none)[kind]
