"""The cost over one parameter as a curve, on the stage."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.framing import names_of_parameters
from gdviz.analysis.trajectory import DIAMETERS, Trajectory, told_apart
from gdviz.languages import said
from gdviz.pens.pen import Pen
from gdviz.stage.board import Board
from gdviz.stage.fates import Fates
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points as scene_units
from gdviz.style.colors import mix
from gdviz.style.themes import DOTTED

Array = NDArray[np.float64]
# The radius of an iterate's dot, in points.
DOT = 2.0


class CostCurve(PenMobject):
    """The cost over one parameter, with the run's ball on it, the iterates where they are few, and a tour's ball.

    It is hidden until `appear` is played.

    Parameters
    ----------
    stage
        The scene; its first run has one parameter.
    box
        Where the axes go with their numbers and names, as a share of the frame.
    tour
        Gives where a tour's ball is, shape (1,), or None while there is none.

    Attributes
    ----------
    board
        The axes, whose frame is to be added first.
    """

    def __init__(self, stage: Stage, box: Share, tour: Callable[[], Array | None]) -> None:
        run, self._stage, self._tour = stage.run, stage, tour
        scape = run.landscape
        finite = scape.loss[np.isfinite(scape.loss)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        room = 0.07 * ((high - low) or 1.0)
        limits = np.array([scape.x[[0, -1]], [low - room, high]])
        names = (names_of_parameters(run)[0], said("cost"))
        self.board = Board(stage, box, limits, names=names, ticks=4, whole=True)
        self._curve = self.board.place(np.stack([scape.x, np.nan_to_num(scape.loss, nan=high)], axis=-1))
        self._track = Trajectory.of(run, scape)
        whole = np.flatnonzero(self._track.steps == np.round(self._track.steps))
        whole = whole if self._track.last <= DOTTED else whole[:0]
        self._iterates = whole[told_apart(self._place(self._track.points[whole]), scene_units(2 * DIAMETERS * DOT))]
        self._fates = Fates(stage, self._track, stage.style.accent, self.board.corners)
        super().__init__(self._draw, hidden=True)
        self.room = box

    def _place(self, at: Array) -> Array:
        """Return where parameters (n, 1) lie on the curve, in scene units."""
        return self.board.place(np.stack([at[:, 0], self._height(at[:, 0])], axis=-1))[:, :2]

    def _height(self, at: Array) -> Array:
        scape = self._stage.run.landscape
        return np.asarray(np.interp(at, scape.x, np.nan_to_num(scape.loss)))

    def _draw(self, pen: Pen) -> None:
        style, step = self._stage.style, self._stage.step.get_value()
        with pen.within(self.board.corners):
            pen.line(self._curve, style.ink, 2.0)
            been = self._iterates[self._track.steps[self._iterates] <= step]
            for place in self._place(self._track.points[been]):
                pen.dot(place, DOT, style.accent, rim=style.casing)
        if self._track.is_gone(step):
            at = self._place(self._track.exit()[None])[0]
            pen.cross(at, 5.6, style.accent, casing=style.casing)
            side = float(at[0] > self.board.corners[:, 0].mean())
            self._fates.draw(pen, step, at + scene_units(12) * np.array([1 - 2 * side, -1]), (side, 1))
        else:
            self._draw_ball(pen, self._track.at(step), style.accent)
        away = self._tour()
        if away is not None:
            self._draw_ball(pen, away, style.ink)

    def _draw_ball(self, pen: Pen, at: Array, color: str) -> None:
        place = self._place(at[None])[0]
        foot = np.array([place[0], self.board.corners[0, 1]])
        pen.line(np.stack([place, foot]), color, 1.0, alpha=0.7, dash=(2, 3))
        pen.ball(place, 7.0, color, rim=mix(self._stage.style.casing, color, 0.15))
