"""The paths of many runs as a cloud over the landscape, the best and the median drawn out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from gdviz.analysis.cloud import Density, standing_out
from gdviz.analysis.comparison import of_method, why_not_together
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.figures.contour import field_and_curves
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.noise import Retimed
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.field import lay_field, name_minimum
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.path import ALONE, PathArtist, Paths, lanes_of, note_exits
from gdviz.figures.parts.roster import Roster
from gdviz.figures.parts.series import Curves, name_curves
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.runs.requirements import why_not_surface
from gdviz.runs.run import Run
from gdviz.style.themes import Style

# So many runs are looked at in reasonable time.
MOST = 100_000
# A cell of the cloud in pixels, how dark it is where it is densest, and the power that lets a lone path be seen.
CELL, DARKEST, FAINT = 1.6, 0.78, 0.75


@figure("cloud", fits=why_not_surface, together=why_not_together, most=MOST)
def cloud(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Draw the paths of many runs, such as a fleet's, as a cloud over the contours.

    The cloud is the darker the more paths have been there by the step that is shown. The run with the least last loss
    and the median run are drawn out. Paths over more than two parameters lie in the plane of the run that went
    farthest.
    """
    scape = widest(runs)
    drawn = standing_out(runs)
    shown = [_named(runs[number], name) for name, number in drawn]
    looks = [style.look_of(i, len(shown)) for i in range(len(shown))]

    def alone(moment: Moment) -> Moment:
        """Return the moment of the runs that are drawn out."""
        return replace(moment, steps=tuple(moment.steps[number] for _, number in drawn))

    with drawing(style):
        canvas = Canvas(clip, style)
        methods = list(dict.fromkeys(run.optimizer["title"] for run in runs))
        heading = Heading(canvas, shown, looks, subtitle=of_method(methods, len(runs)))
        roster = Roster(canvas, shown, looks)
        laid = field_and_curves(canvas, scape, roster, len(shown))
        field = lay_field(canvas, laid.pair.field, runs, scape, laid.anchor(len(shown)))
        fog = Cloud(field, runs, scape, style)
        tracks = [Trajectory.of(run, scape) for run in shown]
        seen = [(track, look, style, index) for index, (track, look) in enumerate(zip(tracks, looks, strict=True))]
        paths = Paths(
            [
                PathArtist(field, *one, lane=lane, **ALONE)
                for one, lane in zip(seen, lanes_of(field, tracks), strict=True)
            ]
        )
        name_minimum(canvas, field, runs[0], scape, tracks)
        losses = canvas.axes_in(laid.pair.curves)
        curves = Curves(losses, shown, [run.loss for run in shown], looks, style, said("Loss"))
        if laid.rows is not None:
            roster.write(laid.rows, laid.pair.key.left, laid.pair.key.high, range(len(shown)))
        elif len(shown) > 1:
            name_curves(canvas, losses, shown, looks)
        parts: list[Part] = [paths, curves, heading, *note_exits(field, seen)]
        return canvas.painter([fog, *(Retimed(part, alone) for part in parts)])


def _named(run: Run, name: str) -> Run:
    """Return a run that pictures call by what it is among the others."""
    return replace(run, manifest={**run.manifest, "optimizer": {**run.optimizer, "title": name}})


class Cloud:
    """The cloud of all paths up to a step."""

    def __init__(self, axes: Axes, runs: Sequence[Run], scape: Landscape, style: Style) -> None:
        box = axes.get_window_extent()
        shape = (max(8, round(box.height / CELL)), max(8, round(box.width / CELL)))
        self._density = Density.of(runs, scape, shape)
        self._full = np.log1p(max(1.0, float(self._density.until(max(run.steps for run in runs)).max())))
        self._pixels = np.zeros((*shape, 4))
        self._pixels[..., :3] = to_rgb(style.ink)
        extent = (scape.x[0], scape.x[-1], scape.y[0], scape.y[-1])
        how: dict[str, Any] = {"extent": extent, "origin": "lower", "aspect": axes.get_aspect(), "zorder": 1.9}
        self._image = axes.imshow(self._pixels, interpolation="bilinear", **how)
        axes.set(xlim=scape.x[[0, -1]], ylim=scape.y[[0, -1]])
        self.artists: tuple[Artist, ...] = (self._image,)

    def show(self, moment: Moment) -> None:
        """Show where the paths have been."""
        counts = self._density.until(moment.step)
        self._pixels[..., 3] = DARKEST * (np.log1p(counts) / self._full) ** FAINT
        self._image.set_data(self._pixels)
