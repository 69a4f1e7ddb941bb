"""The 3D picture: a relief over its floor, with the runs' paths and balls on it, painted in one depth order.

The matplotlib figure and the Manim stage both film it, so that a GIF and a video of one run look like siblings.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.analysis.trust import Trust
from gdviz.landscapes.scale import height_scale
from gdviz.languages import listed, said
from gdviz.pens.agg import Easel
from gdviz.relief.ball import side_by_side
from gdviz.relief.camera import Camera, orbit
from gdviz.relief.drape import Drape
from gdviz.relief.fit import Corners, corners_of, largest_in
from gdviz.relief.floor import Floor
from gdviz.relief.light import lamp_beside
from gdviz.relief.lines import CONTOURS, border, contour_lines, rims
from gdviz.relief.markers import BALL, RING, Markers
from gdviz.relief.mesh import Mesh
from gdviz.relief.robot import TOP
from gdviz.relief.rulers import TICKS, FloorWord
from gdviz.relief.solid import HEIGHT, LIFT, Relief
from gdviz.relief.trails import Trails
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility
from gdviz.runs.run import Run
from gdviz.style.colors import ramp
from gdviz.style.numerals import tick
from gdviz.style.themes import Series, Style

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg

Array = NDArray[np.float64]

# Cells along each side of the painted surface, by the height of the picture: six or seven pixels to a cell.
CELLS = (48, 72, 96, 144)
PIXELS_PER_CELL = 7.6
# Lines have no more points than on this many cells.
FINEST_LINES = 96
# Width in points and opacity of contours, and of every fifth.
CONTOUR_LOOKS = ((0.6, 0.28), (1.1, 0.5))
# Less steep than this, the ground leads nowhere that can be seen.
LEVEL = 0.02
# How often the scale and the room that words take are fitted to one another.
FITTINGS = 3


def cells_for(height: float) -> int:
    """Return how many cells a side a picture so many pixels high needs: more would not be seen."""
    return next((cells for cells in CELLS if cells * PIXELS_PER_CELL >= height), CELLS[-1])


class Diorama:
    """A landscape with one or more runs on it.

    Parameters
    ----------
    runs
        Of one problem, with two or more parameters; more than two are drawn in the plane of the run's landscape.
    style
        The theme.
    cells
        Cells along each side of the painted surface; see `cells_for`.
    camera
        How it is filmed; one that chooses for itself unless given.
    height
        As in `height_scale`.
    minimum
        How known minima are marked: "ring", or "point" in the accent, which a lone run then leaves to them.
    marker
        What each run is: "ball" or "robot".
    numbers
        About how many the floor's sides have; 0 for their names alone.
    looks
        How each run looks; as the style has it for so many runs unless given.
    longest
        How long the names of its sides are at most, in points.
    apart
        Whether balls that meet are painted side by side, so that each is seen.
    """

    def __init__(
        self,
        runs: Sequence[Run],
        style: Style,
        *,
        cells: int,
        camera: Camera | None = None,
        height: str = "auto",
        minimum: str = "ring",
        marker: str = "ball",
        numbers: int = TICKS,
        looks: Sequence[Series] | None = None,
        longest: float = np.inf,
        apart: bool = False,
    ) -> None:
        self.landscape = widest(runs)
        self.scale = height_scale(self.landscape.loss, height)
        self.tracks = [Trajectory.of(run, self.landscape) for run in runs]
        self.looks = list(looks or (style.look_of(i, len(runs)) for i in range(len(runs))))
        if minimum == "point" and len(runs) == 1:
            self.looks = [replace(self.looks[0], color=style.ink)]
        names = names_of_axes(runs, self.landscape)
        self.trust = Trust.of(runs, self.landscape, self.scale, CONTOURS + 1)
        self._runs, self._style = runs, style
        self._how: dict[str, Any] = {
            "apart": apart,
            "height": height,
            "looks": looks,
            "minimum": minimum,
            "marker": marker,
            "numbers": numbers,
            "longest": longest,
        }
        overhead = np.array([0.0, 0.0, 1.0])
        unlit = Relief(self.landscape, ramp(style.relief), self.scale, cells, overhead)
        minima = self._known_minima(unlit, runs[0])
        self.first, self.last = orbit(unlit, self.tracks, camera or Camera(), minima, BALL)
        self.relief = Relief(self.landscape, ramp(style.relief), self.scale, cells, lamp_beside(self.view(0.5)))
        self.markers = Markers(self.relief, style)
        self._mesh = Mesh(self.relief)
        self._trails = Trails(self.relief, self.tracks, self.looks, style, self.trust.stretches)
        self.minima = self._known_minima(self.relief, runs[0])
        spacing = 2.2 / min(cells, FINEST_LINES)
        lines, rim = contour_lines(self.relief, spacing), rims(self.relief, self.relief.ground)
        lesser, stronger = ([line[:, :2] for line in each] for each in lines)
        self._floor = Floor(
            self.relief, self.landscape, names, (lesser, stronger), rim, style, numbers=numbers, longest=longest
        )
        # A contour line is as high as its level: the mesh is not quite, where the surface is steep.
        self._contours = [
            Drape(self.relief, flat, HEIGHT * np.concatenate([np.empty(0), *(line[:, 2] for line in each)]))
            for flat, each in zip((lesser, stronger), lines, strict=True)
        ]
        self._edges = [
            Drape(self.relief, border(self.relief, spacing)),
            Drape(self.relief, rim, self.relief.rim_height(*np.concatenate([np.empty((0, 2)), *rim]).T)),
            Drape(self.relief, rims(self.relief, self.relief.plateau), HEIGHT),
        ]
        self._seen: tuple[View, Visibility] | None = None

    def refined(self) -> "Diorama":
        """Return the same picture with the finest mesh."""
        way = self.last.azimuth - self.first.azimuth
        camera = Camera(self.first.azimuth + way / 2, self.first.elevation, way)
        return Diorama(self._runs, self._style, cells=CELLS[-1], camera=camera, **self._how)

    @property
    def is_clipped(self) -> bool:
        """Whether some of the surface is higher than the scale, and cut off."""
        return self.relief.plateau is not None

    @property
    def notes(self) -> list[str]:
        """Remarks on the heights, in words: that they are on a log scale, cut off, or not everywhere."""
        notes = [said("height: log scale")] if self.scale.decades else []
        ends = [tick(self.scale.low, 3)] if self.scale.cuts_below(self.landscape.loss) else []
        is_higher = self.scale.cuts_below(self.landscape.loss) and self.scale.cuts_above(self.landscape.loss)
        ends += [tick(self.scale.high)] if self.is_clipped or is_higher else []
        notes += [said("height: clipped at {values}", values=listed(ends))] if ends else []
        return notes + ([said("hatched: not defined")] if self.relief.ground is not None else [])

    def view(self, turn: float) -> View:
        """Return the view at a share of the camera's way, from 0 to 1."""
        return View(self.first.azimuth + turn * (self.last.azimuth - self.first.azimuth), self.first.elevation)

    def sight(self, view: View) -> Visibility:
        """Return what a view lets be seen; that of the last view is kept."""
        if self._seen is None or self._seen[0] != view:
            self._seen = (view, Visibility(self.relief, view))
        return self._seen[1]

    def easel(
        self,
        renderer: "RendererAgg",
        box: Corners,
        unit: float,
        kind: type[Easel] = Easel,
        hold: Array | None = None,
        clear_of: Sequence[Corners] = (),
        finer: float = 1.0,
    ) -> Easel:
        """Return an easel that holds the diorama in a pixel box (left, low, right, high) all along the camera's way.

        `unit` is the number of pixels to a point of line widths and text sizes; `hold` are more world points (n, 3)
        that the box has to hold. The boxes in `clear_of` stay free. `finer` is that of an easel.
        """
        outline = np.concatenate([self.relief.outline(), np.empty((0, 3)) if hold is None else hold, self._heads()])
        stops = np.linspace(0, 1, 9 + int(abs(self.last.azimuth - self.first.azimuth) / 8))
        views = [self.view(turn) for turn in stops]
        solid = corners_of(np.concatenate([view.project(outline) for view in views]))
        scale, centre = largest_in(solid, box, clear_of)
        # Words have a size of their own: how far they reach in the picture depends on its scale.
        for _ in range(FITTINGS):
            easel = kind(renderer, scale, (float(centre[0]), float(centre[1])), unit, self._style.font, finer)
            words = [self._floor.extent(easel, view) for view in views]
            scale, centre = largest_in(np.concatenate([solid, *words]), box, clear_of)
        return kind(renderer, scale, (float(centre[0]), float(centre[1])), unit, self._style.font, finer)

    def paint_still(self, easel: Easel, view: View, *, bare: bool = False, named: bool = True) -> None:
        """Paint what does not move: floor with contours, ticks, and the lit surface with its contours and minima.

        A bare one has neither contours nor minima; one that is not named has no words beside its floor.
        """
        style, sight = self._style, self.sight(view)
        self._floor.paint(easel, view, bare=bare, named=named)
        easel.triangles(*self._mesh.triangles(view, sight))
        for edge in self._edges:
            easel.stroke(*edge.seen_from_both_sides(view, sight), style.ink, 0.8, alpha=0.5)
        if not bare:
            for contours, (width, alpha) in zip(self._contours, CONTOUR_LOOKS, strict=True):
                easel.stroke(*contours.seen(view, sight), style.ink, width, alpha=alpha)
            hidden = sight.hidden(self.minima)
            for point in view.project(self.minima[hidden]):
                self.markers.paint_ghost(easel, point, RING, style.ink, 0.8)
            for point in view.project(self.minima[~hidden]):
                self.markers.paint_minimum(easel, point, self._how["minimum"])

    def words(self, easel: Easel, view: View, axis: int) -> list[FloorWord]:
        """Return the numbers along an axis, and last its name, as they are written beside the floor."""
        return self._floor.words(easel, view, axis)

    def chart(self, view: View) -> tuple[Array, Array]:
        """Return the surface's triangles as a view sees them, farthest first: in the picture, and on the base."""
        return self._mesh.chart(view, self.sight(view))

    def paint_moving(self, easel: Easel, view: View, steps: Sequence[float]) -> None:
        """Paint the paths up to the step of each, on the floor and on the surface, and the balls.

        A run whose step is nan is not painted.
        """
        self._trails.paint(easel, view, self.sight(view), steps)
        self.paint_markers(easel, view, steps)

    def paint_markers(self, easel: Easel, view: View, steps: Sequence[float]) -> None:
        """Paint the ball or robot of each run at its step."""
        runs = zip(self.tracks, self.looks, steps, strict=True)
        shown = [one for one in runs if not np.isnan(one[2]) and not one[0].is_gone(one[2])]
        # One that left and will come back has nothing to lie on; its path is cut at the side too.
        shown = [one for one in shown if self.relief.inside(self.relief.place(one[0].at(one[2])), BALL)]
        centres = [self.ball(track, step) for track, _, step in shown]
        if self._how["apart"] and centres:
            centres = [self.markers.rest(at[:2]) for at in side_by_side(np.array(centres), view.basis[0], BALL)]
        here = [(centre, *one) for centre, one in zip(centres, shown, strict=True)]
        # The farthest first, so that the nearer ones cover it.
        for centre, track, look, step in sorted(here, key=lambda one: float(view.basis[2] @ one[0])):
            if self._how["marker"] == "robot":
                self.markers.paint_robot(easel, view, self.sight(view), centre, look.color, self.heading(track, step))
            else:
                self.paint_ball(easel, view, centre, look)

    def paint_ball(self, easel: Easel, view: View, centre: Array, look: Series, opacity: float = 1.0) -> None:
        """Paint a ball that bears its run's marker, and its shadow on the surface below it."""
        how: dict[str, Any] = {"marker": look.marker, "opacity": opacity}
        self.markers.paint_ball(easel, view, self.sight(view), centre, look.color, **how)

    def _heads(self) -> Array:
        """Return the world points (n, 3) of the tops of robots on their way."""
        if self._how["marker"] != "robot":
            return np.empty((0, 3))
        feet = self.relief.place(
            np.concatenate([track.points[:: len(track.points) // 60 + 1] for track in self.tracks])
        )
        return self.relief.drape(feet[self.relief.inside(feet)]) + BALL * np.array([0, 0, TOP])

    def heading(self, track: Trajectory, step: float) -> Array:
        """Return the unit vector (2,) on the base straight downhill of a run, the last there was where it is level."""
        for points in (track.at(step)[None], track.upto(step)[::-1]):
            normals = self.relief.normal(self.relief.place(points))
            steep = np.flatnonzero(np.hypot(normals[:, 0], normals[:, 1]) > LEVEL)
            if len(steep):
                downhill: Array = normals[steep[0], :2] / np.hypot(*normals[steep[0], :2])
                return downhill
        return np.array([1.0, 0.0])

    def ball(self, track: Trajectory, step: float) -> Array:
        """Return the world point of the centre of a run's ball at a step."""
        return self.rest(track.at(step))

    def rest(self, point: Array) -> Array:
        """Return the world point of the centre of a ball that rests on plane coordinates, shape (2,)."""
        return self.markers.rest(self.relief.place(point))

    def _known_minima(self, relief: Relief, run: Run) -> Array:
        """Return the world points (k, 3) of the known minima in the box."""
        if not self.landscape.is_whole_space:
            return np.empty((0, 3))
        at = relief.place(run.minima)
        return relief.drape(at[relief.inside(at)], lift=3 * LIFT)
