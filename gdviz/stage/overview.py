"""The landscape of several runs from above, with their paths and balls on it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import config

from gdviz.analysis.boxes import Share
from gdviz.analysis.framing import crop, needed, ratios
from gdviz.analysis.lanes import lanes
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.analysis.trust import Trust
from gdviz.landscapes.landscape import Landscape
from gdviz.pens.pen import Pen
from gdviz.stage.board import Board
from gdviz.stage.painted import PenMobject, PixelMobject
from gdviz.stage.path import PITCH, PathOnBoard
from gdviz.stage.stage import Stage
from gdviz.stage.trust import above
from gdviz.stage.typeset import points

# Of the ring around a known minimum, in points.
RADIUS, WIDTH = 5.0, 1.3
# About how much of a box numbers and names take beside its axes, and above and below them, in points.
BESIDE = 30.0


class Overview:
    """A board over the landscape that covers most, cut to the shape of its box, with all of a stage's runs.

    What moves is hidden until `appear` is played.

    Parameters
    ----------
    stage
        The scene.
    box
        Where it goes, with its numbers and names, as a share of the frame.
    steps
        For each run, what gives its step; the clock for all unless given.
    least
        As of a board.

    Attributes
    ----------
    board, frame
        The axes, and the mobject to add first.
    runners
        Each run's path and ball.
    things
        The other mobjects to add, in order: the field, the rings around known minima, casings, the paths, the balls.
    """

    def __init__(
        self, stage: Stage, box: Share, *, steps: Sequence[Callable[[], float]] = (), least: float = 0.0
    ) -> None:
        runs, style = stage.shown, stage.style
        # It is as wide as all that was sampled where that is a slice of more parameters.
        box, words = above(stage, Trust.of(runs, widest(runs)), stage.looks, box)
        self.landscape = _filling(stage, box, widest(runs))
        self.board = Board.over(stage, box, self.landscape, whole=True, least=least)
        self.frame = self.board.frame
        known = runs[0].minima
        places = self.board.place(known if self.landscape.is_whole_space else np.empty((0, 2)))

        def ring(pen: Pen) -> None:
            for place in places:
                pen.ring(place, RADIUS, style.ink, WIDTH, casing=style.casing)

        clocks = steps or [stage.step.get_value] * len(runs)
        trust = Trust.of(runs, self.landscape)
        tracks = [Trajectory.of(run, self.landscape) for run in runs]
        apart = lanes([self.board.place(track.points)[:, :2] for track in tracks], points(PITCH))
        self.runners = [
            PathOnBoard(stage, self.board, track, look, step=clock, lane=lane, stretches=hollow, hidden=True)
            for track, look, clock, lane, hollow in zip(
                tracks, stage.looks, clocks, apart, trust.stretches, strict=True
            )
        ]

        def casings(pen: Pen) -> None:
            for runner in self.runners:
                runner.draw_casing(pen)

        def tell(pen: Pen) -> None:
            words.draw(pen, [clock() for clock in clocks])

        beneath = self.board.draw(casings, hidden=True)
        self.ground: list[PixelMobject] = [
            self.board.field(self.landscape, hidden=True),
            self.board.draw(ring, hidden=True),
        ]
        balls: list[PenMobject] = [runner.ball for runner in self.runners]
        self.things: list[PixelMobject] = [*self.ground, beneath, *[runner.path for runner in self.runners], *balls]
        self.things += [self.board.draw(tell, hidden=True, clip=False)] if trust.slices else []

    def appear(self, **options: Any) -> list[Any]:
        """Return the animations that let all of it be seen."""
        return [thing.appear(**options) for thing in self.things]


def _filling(stage: Stage, box: Share, scape: Landscape) -> Landscape:
    """Return as much of a landscape as holds all runs and minima in a shape as near as can be to that of a box."""
    width, height = (box.corners[1] - box.corners[0]) * [config.frame_width, config.frame_height] - points(BESIDE)
    kept = needed(scape, stage.shown)
    least, greatest = ratios(scape, kept)
    return crop(scape, kept, min(max(float(width / height), least), greatest))
