"""The paths of runs on a relief: comets' trails, side by side where they coincide, and dashed where they are hidden."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from gdviz.analysis.lanes import lanes
from gdviz.analysis.trajectory import Trajectory
from gdviz.analysis.trust import Stretch
from gdviz.pens.agg import Easel
from gdviz.pens.shapes import Arrow, ArrowShape
from gdviz.relief.drape import DrapedPath
from gdviz.relief.markers import BALL
from gdviz.relief.solid import Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility
from gdviz.style.colors import ramp
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# How much of the path below a ball is left out, in radii.
UNDER_BALL = 0.45
# Paths nearer than this on the base, in half its sides, coincide; and how far apart they are drawn, in points.
NEAR, PITCH = 0.022, 2.2
# In points: the width of a trail and how much its casing is wider, of what is on the floor, and of what is hidden.
WIDTH, CASING, FOOT, HIDDEN = 2.6, 2.0, 1.2, 1.2
# How much wider than its line a path is where it is hollow, in points.
RIM = 2.2
# Of a way on the floor of which less is seen there are only stubs, like dirt: it fades away between these shares.
LITTLE = (0.1, 0.25)
# Where a path leaves the base, in points.
EXIT_ARROW = ArrowShape(6.5, half=0.45, most=1e9)


class Trails:
    """The paths of runs on a relief, each in the colour of its run, and hollow on some stretches.

    There the colour that the surface has at their true losses is seen in them.
    """

    def __init__(
        self,
        relief: Relief,
        tracks: Sequence[Trajectory],
        looks: Sequence[Series],
        style: Style,
        stretches: Sequence[Sequence[Stretch]] = (),
    ) -> None:
        self._relief, self._looks, self._style = relief, looks, style
        apart = lanes([relief.place(track.points) for track in tracks], NEAR)
        self._paths = [
            DrapedPath(relief, track, UNDER_BALL * BALL, lane) for track, lane in zip(tracks, apart, strict=True)
        ]
        self._stretches = dict(zip(self._paths, stretches, strict=False))
        self._ramp = ramp(style.relief)

    def _shade(self, stretch: Stretch) -> str:
        """Return the surface's colour, unlit, at a stretch's true loss."""
        return to_hex(self._ramp[round(stretch.depth * (len(self._ramp) - 1))])

    def paint(self, easel: Easel, view: View, sight: Visibility, steps: Sequence[float]) -> None:
        """Paint the paths up to the step of each run, on the floor and on the surface; none of a run at step nan."""
        casing, pitch = self._style.casing, PITCH * easel.nib / easel.scale
        runs = [run for run in zip(self._paths, self._looks, steps, strict=True) if not np.isnan(run[2])]
        drawn = [(*path.upto(step, view, sight, pitch), look.color) for path, look, step in runs]
        for foot, _, hidden, color in drawn:
            way, seen = foot
            if seen > LITTLE[0]:
                easel.stroke(*way, color, FOOT, alpha=float(np.interp(seen, LITTLE, (0, 1))))
            easel.stroke(*hidden, casing, HIDDEN + 1.0, alpha=0.35)
            easel.stroke(*hidden, color, HIDDEN, alpha=0.9)
        # No casing covers the path beside it.
        for _, tops, _, _ in drawn:
            for top, share in tops:
                easel.stroke(*top, casing, share * WIDTH + CASING, alpha=0.85)
        for _, tops, _, color in drawn:
            for top, share in tops:
                easel.stroke(*top, color, share * WIDTH)
        for path, look, step in runs:
            hollow = [one for one in self._stretches.get(path, ()) if one.first < step]
            parts = [path.part(stretch) for stretch in hollow]
            for part in parts:
                easel.stroke(*part, look.color, WIDTH + RIM)
            for part, stretch in zip(parts, hollow, strict=True):
                easel.stroke(*part, self._shade(stretch), WIDTH)
            self._paint_exits(easel, view, sight, path.exits(step), look.color)

    def _paint_exits(self, easel: Easel, view: View, sight: Visibility, exits: Array, color: str) -> None:
        """Paint where a path leaves the base: heads of arrows that point the way it went."""
        if not len(exits):
            return
        unit = easel.nib / easel.scale
        for (tip, tail), hidden in zip(
            view.project(self._relief.drape(exits)), sight.hidden(self._relief.drape(exits[:, 0])), strict=True
        ):
            arrow = None if hidden else Arrow.of(tail, tip + (tip - tail), EXIT_ARROW, EXIT_ARROW.length * unit)
            if arrow is not None:
                head = arrow.head + (tip - arrow.head[0]) + 0.6 * EXIT_ARROW.length * unit * arrow.along
                easel.lines([np.concatenate([head, head[:1]])], self._style.casing, 2.0, alpha=0.85)
                easel.polygon(head, color)
