"""A run that rolls down the curve of a function of one parameter."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.curve import height_at
from gdviz.analysis.descent_1d import OnCurve
from gdviz.analysis.trajectory import DIAMETERS, Trajectory, told_apart
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.curve import Curve
from gdviz.stage.fates import Fates
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.colors import mix
from gdviz.style.themes import DOTTED, Series

Array = NDArray[np.float64]

# How far the rim of an iterate's dot goes beyond it, in points.
RIM = 0.9


class Roller:
    """A run on a curve: the stretch of it that it has been on, its iterates where they are few, and its ball.

    Parameters
    ----------
    stage
        The scene.
    curve
        Where it rolls.
    run, track
        The run, and its track over the curve.
    look
        Its colour.
    radius, width
        Of the ball and of the stretch, in points.
    note
        Whether words say where it left the frame.
    hidden
        Whether they are.
    step
        Gives the step that it is at; the clock's unless given.

    Attributes
    ----------
    path, ball
        The mobjects to add.
    """

    def __init__(
        self,
        stage: Stage,
        curve: Curve,
        run: Run,
        track: Trajectory,
        look: Series,
        *,
        radius: float = 7.0,
        width: float = 3.2,
        note: bool = True,
        hidden: bool = False,
        step: Callable[[], float] | None = None,
    ) -> None:
        self.track, self._curve, self._look, self._style = track, curve, look, stage.style
        self._radius, self._width = radius, width
        self._step = step or stage.step.get_value
        self._way = OnCurve(run, track, curve.scape)
        self._low = np.minimum.accumulate(track.points[:, 0])
        self._high = np.maximum.accumulate(track.points[:, 0])
        rows = self._way.inside if len(run.step) <= DOTTED + 1 else self._way.inside[:0]
        places = np.stack([run.params[rows, 0], run.loss[rows]], axis=-1)
        self._dot = 0.36 * radius
        kept = told_apart(curve.place(places)[:, :2], points(2 * DIAMETERS * (self._dot + RIM)))
        self._dots, self._dotted = places[kept], run.step[rows][kept]
        self._fates = Fates(stage, track, look.color, curve.corners) if note else None
        self.path = curve.draw(self._draw_path, hidden=hidden)
        self.ball = curve.draw(self._draw_ball, clip=False, hidden=hidden)

    @property
    def at(self) -> Array:
        """Where it is now, in scene coordinates, shape (3,)."""
        return self._curve.place(np.array(self._way.at(self._step())))

    def _draw_path(self, pen: Pen) -> None:
        step = self._step()
        count = max(int(np.searchsorted(self.track.steps, step, side="right")) - 1, 0)
        here = float(self.track.at(step)[0])
        ends = [self._low[count], self._high[count]]
        low, high = (min(ends[0], here), max(ends[1], here)) if np.isfinite(here) else ends
        scape = self._curve.scape
        low, high = np.clip([low, high], scape.x[0], scape.x[-1]).tolist()
        if high > low:
            for part in self._curve.stretch(low, high):
                pen.line(part, self._style.tail(self._look.color, 0.25), self._width)
        # All rims lie under all dots, so that many near together are no dark knot.
        iterates = self._curve.place(self._dots[self._dotted <= step])
        for reach, color in ((self._dot + RIM, self._style.casing), (self._dot, self._look.color)):
            for place in iterates:
                pen.dot(place, reach, color)

    def _draw_ball(self, pen: Pen) -> None:
        corners = self._curve.corners
        lost = self._way.lost(self._step())
        if not self.track.is_gone(self._step()) and lost is None:
            at = self.at
            if np.isfinite(at).all() and (at[:2] >= corners[0]).all() and (at[:2] <= corners[1]).all():
                rim = mix(self._style.casing, self._look.color, 0.15)
                pen.runner(at, self._radius, self._look.marker, self._look.color, rim=rim)
                self._tell(pen, at[:2])
            return
        x = self.track.exit()[0] if lost is None else lost[0]
        f = float(np.nan_to_num(height_at(self._curve.scape, np.array(x)), nan=np.inf)) if lost is None else lost[1]
        inset = points(self._radius)
        at = np.clip(self._curve.place(np.array([x, min(f, 1e300)]))[:2], corners[0] + inset, corners[1] - inset)
        pen.cross(at, 0.8 * self._radius, self._look.color, casing=self._style.casing)
        self._tell(pen, at)

    def _tell(self, pen: Pen, at: Array) -> None:
        """Write beside a place what is known of the run's end."""
        if self._fates is not None:
            corners = self._curve.corners
            side = float(at[0] > corners[:, 0].mean())
            away = points(2 * self._radius) * (1 - 2 * side)
            up = float(np.clip(at[1], corners[0, 1] + points(14), corners[1, 1] - points(14)))
            self._fates.draw(pen, self._step(), np.array([at[0] + away, up]), (side, 0.5))
