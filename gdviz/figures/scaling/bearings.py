"""Two directions at the step that is being taken: straight downhill, and where the step goes."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gdviz.analysis.anatomy.colors import colors_of
from gdviz.analysis.pacing import Moment
from gdviz.analysis.trajectory import Trajectory, steps_of
from gdviz.figures.parts.arrows import Arrows, PlacedMark
from gdviz.figures.scaling.coordinates import Coordinates
from gdviz.landscapes.landscape import Landscape
from gdviz.ledger.ledger import Look, Mark
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# How long the arrows are, in points.
LENGTH = 46.0


class Bearings:
    """Arrows of one length from where the step begins: against the gradient, and along the step; none at the end.

    Where the field is equally wide and high on the page the first is at right angles to the contours.
    """

    def __init__(
        self,
        axes: Axes,
        coordinates: Coordinates,
        track: Trajectory,
        scape: Landscape,
        style: Style,
        index: int,
        color: str,
    ) -> None:
        run = coordinates.timed
        with np.errstate(all="ignore"):
            origin = scape.project(np.zeros((1, run.params.shape[1])))
            self._ways = [
                scape.project(np.asarray(rows, float)) - origin for rows in (-np.asarray(run.gradient), steps_of(run))
            ]
        self._coordinates, self._track, self._index = coordinates, track, index
        self._colors = (colors_of(style)["gradient"], color)
        self._arrows = Arrows(axes, style)
        self._arrows.artist.set_zorder(20 + index)
        self._place = axes.transData
        self._unit = 72 / float(axes.figure.dpi)
        self.artists: tuple[Artist, ...] = (self._arrows.artist,)

    def ends(self, step: float) -> list[Array]:
        """Return the tail and the tip (2, 2) of both arrows, in points of the page: of one length."""
        row = self._coordinates.row(step)
        begun = float(self._coordinates.timed.step[row])
        if self._track.is_gone(begun) or step >= float(self._coordinates.timed.step[-1]) + 1:
            return []
        tail = self._track.at(begun)
        found = []
        for ways in self._ways:
            with np.errstate(all="ignore"):
                size = float(np.abs(ways[row]).max())
                way = ways[row] / size if size > 0 else ways[row]
                here, there = self._place.transform(np.stack([tail, tail + way])) * self._unit
                length = float(np.linalg.norm(there - here))
            sound = np.isfinite([*here, length]).all() and length > 0
            found.append(np.stack([here, here + LENGTH / length * (there - here)]) if sound else np.stack([here, here]))
        return found

    def show(self, moment: Moment) -> None:
        """Turn the arrows to the step that is being taken."""
        ends = self.ends(moment.steps[self._index])
        looks: tuple[Look, Look] = ("hollow", "solid")
        self._arrows.set(
            [(arrow(at, look, color), 1.0) for at, look, color in zip(ends, looks, self._colors, strict=False)]
        )


def arrow(ends: Array, look: Look, color: str) -> PlacedMark:
    """Return an arrow between two points of the page."""
    return PlacedMark(Mark("", ends[1] - ends[0], look), color, 0, 0, ends, np.stack([ends[0], ends[0]]))
