"""A run on a board: its path so far, as a comet's trail, and its ball."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.colors import ListedColormap, to_hex
from numpy.typing import NDArray

from gdviz.analysis.lanes import lay_aside
from gdviz.analysis.placement import inwards
from gdviz.analysis.trajectory import DIAMETERS, Trajectory, spread_rows, told_apart, whole_steps
from gdviz.analysis.trust import Stretch, part_between
from gdviz.pens.pen import Pen
from gdviz.pens.trail import rows_from, trail_of
from gdviz.stage.board import Board
from gdviz.stage.fates import Fates
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.colors import mix, ramp
from gdviz.style.themes import DOTTED, Series

Array = NDArray[np.float64]
PATH_POINTS = 2500
# The radius of an iterate's dot and of its rim, in points.
DOT, RIM = 2.0, 2.9
# How much wider than a whole path its casing is, in points.
CASING = 2.1
# How much wider a path is where it is hollow, in points.
RIMMED = 2.2
# In points: how far apart paths that coincide are drawn, and how far one is followed to tell its left.
PITCH, FOLLOWED = 2.2, 5.0
# How far behind its ball a path is wider than a hairline, as a share of the board's shorter side.
REACH = 0.35
# Half the width of what marks the place where a path leaves the board and comes back, in points.
AWAY = 3.2


class PathOnBoard:
    """A run on a board: its path so far, its iterates where they are few, its ball, and a cross where it left.

    Where it leaves the board for a while only, a small arrowhead that touches the edge points out.

    Parameters
    ----------
    board
        Where it runs.
    track
        The run's track over the board's landscape.
    look
        Its colour and dashes.
    step
        Gives the step that it is at.
    radius, width
        Of its ball and of its path, in points.
    note
        Whether words say where it left the frame.
    dashed
        Whether its path has its run's dashes, by which those on one board are told apart.
    lane
        How many lanes to its left each of the track's points is drawn; see gdviz.analysis.lanes. Casings are then left
        to who draws several paths: none must cover the one beside it.
    stretches
        Where the path is hollow, and the field's colour at its true loss is seen in it.

    Attributes
    ----------
    path, ball
        The mobjects to add: paths first, so that no path hides a ball.
    """

    def __init__(
        self,
        stage: Stage,
        board: Board,
        track: Trajectory,
        look: Series,
        *,
        step: Callable[[], float] | None = None,
        radius: float = 7.0,
        width: float = 2.3,
        note: bool = True,
        dashed: bool = True,
        lane: Array | None = None,
        stretches: Sequence[Stretch] = (),
        hidden: bool = False,
    ) -> None:
        self.track, self._board, self._look, self._style = track, board, look, stage.style
        self._stretches = stretches
        self._shades = [
            to_hex(color) for color in ListedColormap(ramp(stage.style.field))([s.depth for s in stretches])
        ]
        self._step = step or stage.step.get_value
        self._radius, self._width, self._is_dashed = radius, width, dashed
        keep = spread_rows(len(track.points), PATH_POINTS)
        places = board.place(track.points)[:, :2]
        if lane is not None:
            places = lay_aside(places, lane, points(PITCH), points(FOLLOWED))
        self._points, self._steps, self._is_cased = places[keep], track.steps[keep], lane is None
        self._lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(self._points, axis=0), axis=1))])
        self._reach = REACH * float(np.min(board.corners[1] - board.corners[0]))
        few = whole_steps(track.steps)[: None if track.last <= DOTTED else 0]
        kept = told_apart(places[few], points(2 * DIAMETERS * RIM))
        self._iterates, self._iterated = places[few][kept], track.steps[few][kept]
        self._exits = _ways_out(self._points, self._steps, board.corners)[: None if track.left is None else -1]
        self._fates = Fates(stage, track, look.color, board.corners) if note else None
        self.path = board.draw(self._draw_path, hidden=hidden)
        self.ball = board.draw(self._draw_ball, hidden=hidden, clip=False)

    @property
    def at(self) -> Array:
        """Where it is now, in scene coordinates, shape (3,)."""
        return self._board.place(self.track.at(self._step()))

    def _trail(self) -> list[tuple[Array, float]]:
        """Return the stretches of the path so far, one over another, and the width of each in points."""
        count = int(np.searchsorted(self._steps, self._step(), side="right"))
        places, lengths = self._points[:count], self._lengths[:count]
        if count < len(self._steps):
            places = np.concatenate([places, self.at[None, :2]])
            lengths = np.append(lengths, lengths[-1] + np.linalg.norm(places[-1] - places[-2]))
        return [(rows_from(places, at), share * self._width) for at, share in trail_of(lengths, self._reach)]

    def draw_casing(self, pen: Pen) -> None:
        """Draw what lies under the path."""
        for places, width in self._trail():
            # The casing tapers too, or it would cover a hairline that winds on itself.
            pen.line(places, self._style.casing, width * (1 + CASING / self._width), alpha=0.85)

    def _draw_path(self, pen: Pen) -> None:
        if self._is_cased:
            self.draw_casing(pen)
        # Dots tell the steps of a short path, and dashes between them would not be seen.
        dash = () if len(self._iterated) or not self._is_dashed else self._look.dash
        for places, width in self._trail():
            pen.line(places, self._look.color, width, dash=dash)
            dash = ()
        step = self._step()
        self._draw_hollow(pen, step)
        # All rims lie under all dots, so that many near together are no dark knot.
        iterates = self._iterates[self._iterated <= step]
        for radius, color in ((RIM, self._style.casing), (DOT, self._look.color)):
            for place in iterates:
                pen.mark(place, radius, self._look.marker, color)

    def _draw_hollow(self, pen: Pen, step: float) -> None:
        """Draw what is hollow of the path so far: all of its rims below what is seen in it."""
        if not self._stretches:
            return
        count = int(np.searchsorted(self._steps, step, side="right"))
        places = self._points[:count]
        places = np.concatenate([places, self.at[None, :2]]) if count < len(self._steps) else places
        parts = [part_between(places, self._steps, step, stretch) for stretch in self._stretches]
        for part in parts:
            if len(part):
                pen.line(part, self._look.color, self._width + RIMMED)
        for part, shade in zip(parts, self._shades, strict=True):
            if len(part):
                pen.line(part, shade, self._width)

    def _beside(self, at: Array) -> tuple[Array, list[float]]:
        """Return where words about a place at the edge stand, and the point of their box that lies there: inside."""
        low, high = self._board.corners
        way = inwards((at[:2] - low) / (high - low), 0.3)
        if not way.any():
            way = np.array([0, -1])
        return at[:2] + points(2 * self._radius) * way, ((1 - way) / 2).tolist()

    def _is_on_board(self, at: Array) -> bool:
        """Return whether a ball there touches the board: one that has left for a while is not drawn on the page."""
        (left, low), (right, high) = self._board.corners + points(self._radius) * np.array([[-1], [1]])
        return bool(left <= at[0] <= right and low <= at[1] <= high)

    def _draw_ball(self, pen: Pen) -> None:
        for since, at, way in self._exits:
            if since <= self._step():
                wide, foot = points(AWAY) * np.array([-way[1], way[0]]), at - 1.6 * points(AWAY) * way
                head = np.array([foot - wide, foot + wide, at])
                pen.line(head, self._style.casing, 2.0, closed=True)
                pen.polygon(head, self._look.color)
        if self.track.is_gone(self._step()):
            at = self._board.place(self.track.exit())
            pen.cross(at, 0.8 * self._radius, self._look.color, casing=self._style.casing)
        elif self._is_on_board(self.at):
            rim = mix(self._style.casing, self._look.color, 0.15)
            pen.runner(self.at, self._radius, self._look.marker, self._look.color, rim=rim)
        if self._fates is not None:
            at = self.at if self.track.left is None else self._board.place(self.track.exit())
            self._fates.draw(pen, self._step(), *self._beside(at))


def _ways_out(places: Array, steps: Array, corners: Array) -> list[tuple[float, Array, Array]]:
    """Return for each time that a path (n, 2) leaves a box: the step of the next point, the place, and the way out."""
    inside = ((places >= corners[0]) & (places <= corners[1])).all(axis=1)
    found = []
    for i in np.flatnonzero(inside[:-1] & ~inside[1:]):
        start, way = places[i], places[i + 1] - places[i]
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(way > 0, corners[1] - start, corners[0] - start) / way
        axis = int(np.nanargmin(np.where(way == 0, np.nan, shares)))
        out = np.zeros(2)
        out[axis] = np.sign(way[axis])
        found.append((float(steps[i + 1]), start + shares[axis] * way, out))
    return found
