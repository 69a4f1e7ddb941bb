"""The 3D picture: a relief over its floor, with the runs' paths and balls on it, painted in one depth order.

The matplotlib figure and the Manim stage both film it, so that a GIF and a video of one run look like siblings.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from contourpy import FillType, LineType, contour_generator
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from gdviz.landscape import Landscape, Scale
from gdviz.raster import Easel, sphere
from gdviz.relief import FLOOR, LIFT, Relief, View, lamp_beside
from gdviz.run import Run
from gdviz.style import Style, ramp, tick
from gdviz.track import Track

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg

Array = NDArray[np.float64]

BALL = 0.052
CONTOURS = 16
ORBIT = 40.0
# How far a ball may sink into the mesh, whose flat cells are not quite the surface.
SINK = 0.004
_ANGLES = np.linspace(0, 2 * np.pi, 12, endpoint=False)
_DISC = np.concatenate([r * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1) for r in (0.25, 0.5, 0.75, 0.95)])


def widest(runs: Sequence[Run]) -> Landscape:
    """Return the landscape, of several runs of one problem, that covers most."""
    return max((run.landscape for run in runs), key=lambda scape: np.ptp(scape.x) * np.ptp(scape.y))


class Diorama:
    """A landscape with one or more runs on it.

    Parameters
    ----------
    runs
        Of one problem, with two or more parameters; more than two are drawn in the plane of the run's landscape.
    style
        The theme.
    cells
        Cells along each side of the painted surface.
    """

    def __init__(self, runs: Sequence[Run], style: Style, *, cells: int) -> None:
        self.landscape = widest(runs)
        self.scale = Scale.for_heights(self.landscape.loss)
        unlit = Relief(self.landscape, ramp(style.relief), self.scale, cells, lamp=np.array([0.0, 0.0, 1.0]))
        self.tracks = [Track.of(run, self.landscape) for run in runs]
        self.looks = [style.trail(i, len(runs)) for i in range(len(runs))]
        self.names = runs[0].problem["parameters"] if self.landscape.is_whole_space else ["PC 1", "PC 2"]
        self._style = style
        self.first, self.last = _orbit(unlit, self.tracks)
        lamp = lamp_beside(self.view(0.5))
        self.relief = Relief(self.landscape, ramp(style.relief), self.scale, cells, lamp)
        self._minima = self._known_minima(runs[0])
        self._drape_contours()

    def view(self, turn: float) -> View:
        """Return the view at a share of the camera's way, from 0 to 1."""
        return View(self.first.azimuth + turn * (self.last.azimuth - self.first.azimuth), self.first.elevation)

    def easel(
        self,
        renderer: "RendererAgg",
        box: tuple[float, float, float, float],
        unit: float,
        kind: type[Easel] = Easel,
    ) -> Easel:
        """Return an easel that holds the diorama in a pixel box (left, low, right, high) all along the camera's way.

        `unit` is the number of pixels to a point of line widths and text sizes.
        """
        outline = self.relief.outline()
        seen = np.concatenate([self.view(turn).project(outline) for turn in np.linspace(0, 1, 9)])
        low, high = seen.min(axis=0), seen.max(axis=0)
        left, bottom, right, top = box
        scale = min((right - left) / (high[0] - low[0]), (top - bottom) / (high[1] - low[1]))
        centre = (
            (left + right) / 2 - scale * (low[0] + high[0]) / 2,
            (bottom + top) / 2 - scale * (low[1] + high[1]) / 2,
        )
        return kind(renderer, scale, centre, unit, self._style.font)

    def paint_still(self, easel: Easel, view: View) -> None:
        """Paint what does not move: floor with contours, ticks, and the lit surface with its contours and minima."""
        self._paint_floor(easel, view)
        easel.triangles(*self.relief.triangles(view))
        hidden = self.relief.hidden(self._contour_points, view)
        lines = visible_parts(view.project(self._contour_points), hidden, self._contour_ends)
        easel.lines(lines, self._style.ink, 0.7, alpha=0.38)
        for point in self._minima[~self.relief.hidden(self._minima, view)]:
            turn = np.linspace(0, 2 * np.pi, 49)[:, None]
            ring = view.project(point) + 5.5 * easel.unit / easel.scale * np.concatenate(
                [np.cos(turn), np.sin(turn)], axis=1
            )
            easel.lines([ring], self._style.casing, 3.2)
            easel.lines([ring], self._style.ink, 1.4)

    def paint_moving(self, easel: Easel, view: View, steps: Sequence[float]) -> None:
        """Paint the paths up to the step of each, on the floor and on the surface, and the balls."""
        runs = list(zip(self.tracks, self.looks, steps, strict=True))
        for track, look, step in runs:
            shadow = self.relief.lay(self.relief.place(track.upto(step)))
            self._paint_path(easel, view, shadow, look.color, 1.4, casing=False)
        for track, look, step in runs:
            on_top = self.relief.drape(self.relief.place(track.upto(step)))
            self._paint_path(easel, view, on_top, look.color, 2.4, casing=True)
        balls = [(self.ball(track, step), look.color) for track, look, step in runs if not track.is_gone(step)]
        # The farthest ball first, so that the nearer ones cover it.
        for centre, color in sorted(balls, key=lambda ball: float(view.basis[2] @ ball[0])):
            self._paint_ball(easel, view, centre, color)

    def ball(self, track: Track, step: float) -> Array:
        """Return the world point of a ball's centre: its radius off the surface along the normal, clear of walls."""
        at = self.relief.place(track.at(step))
        centre = self.relief.drape(at, lift=BALL)
        # In a valley narrower than the ball, it rests on the walls.
        around = self.relief.drape(centre[:2] + BALL * _DISC, lift=0.0)
        clear = np.sqrt(1 - (_DISC**2).sum(axis=1)) * BALL
        centre[2] = max(centre[2], float((around[:, 2] + clear).max()) - SINK)
        return centre

    def _paint_path(self, easel: Easel, view: View, points: Array, color: str, width: float, *, casing: bool) -> None:
        inside = self.relief.inside(points[:, :2])
        unseen = ~inside | self.relief.hidden(points, view)
        lines = visible_parts(view.project(points), unseen, np.array([len(points)]))
        if casing:
            easel.lines(lines, self._style.casing, width + 2.0, alpha=0.85)
        easel.lines(lines, color, width)

    def _paint_ball(self, easel: Easel, view: View, centre: Array, color: str) -> None:
        self._paint_shadow(easel, view, self.relief.drape(centre[:2]))
        size = BALL * float(view.magnify(view.basis[2] @ centre))
        corner, image, points = sphere(
            easel.pixels(view.project(centre)), size * easel.scale, color, view.basis, self.relief.lamp
        )
        rim = np.concatenate(
            [points[[0, -1]].reshape(-1, 3), points[:, [0, -1]].reshape(-1, 3), points[::4, ::4].reshape(-1, 3)]
        )
        if self.relief.hidden(centre + BALL * rim @ view.basis, view).any():
            image[..., 3] *= ~self.relief.hidden(centre + BALL * points @ view.basis, view)
        easel.sprite(corner, np.rint(image * 255).astype(np.uint8))

    def _paint_shadow(self, easel: Easel, view: View, contact: Array) -> None:
        """Darken the surface around the point of contact, softly."""
        normal = self.relief.normal(contact[:2])
        across = np.cross(normal, view.basis[0])
        across /= np.linalg.norm(across)
        turn = np.linspace(0, 2 * np.pi, 33)[:, None]
        circle = np.cos(turn) * across + np.sin(turn) * np.cross(normal, across)
        for share in (1.5, 1.2, 0.9, 0.6):
            ring = contact + share * BALL * circle
            if not self.relief.hidden(ring + 0.5 * BALL * normal, view).any():
                easel.polygon(view.project(ring), "#000000", alpha=0.11)

    def _paint_floor(self, easel: Easel, view: View) -> None:
        style, levels = self._style, self.scale.levels(CONTOURS)
        colors = ramp(style.field)
        x, y = self.relief.half
        edge = np.array([[-x, -y, FLOOR], [x, -y, FLOOR], [x, y, FLOOR], [-x, y, FLOOR], [-x, -y, FLOOR]])
        easel.polygon(view.project(edge), colors[-1])
        # From the highest level down, each covering the inside of the one before: no seams between bands.
        depths = self.scale.depth(levels)
        for depth, (corners, codes) in reversed(list(zip(depths, self._floor_fills, strict=True))):
            if len(corners):
                easel.polygon(view.project(corners), colors[int(255 * max(depth - 0.5 / CONTOURS, 0))], codes=codes)
        easel.lines([view.project(line) for line in self._floor_lines], style.ink, 0.5, alpha=0.22)
        easel.lines([view.project(edge)], style.muted, 0.9)
        self._paint_ticks(easel, view)

    def _paint_ticks(self, easel: Easel, view: View) -> None:
        """Write numbers and names along the two edges of the floor that face the camera."""
        style, half = self._style, self.relief.half
        grids = (self.landscape.x, self.landscape.y)
        for axis in (0, 1):
            other = 1 - axis
            side = np.sign(view.eye[other]) or 1.0
            outward = np.zeros(3)
            outward[other] = side
            ends = grids[axis][[0, -1]]
            # None at the very corners, where two axes' numbers would meet.
            inner = ends + 0.04 * np.ptp(ends) * np.array([1, -1])
            ticks = [t for t in MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(*ends) if inner[0] <= t <= inner[1]]
            at = np.zeros((len(ticks), 3))
            at[:, axis] = np.interp(ticks, ends, [-half[axis], half[axis]])
            at[:, other], at[:, 2] = side * half[other], FLOOR
            away = view.project(at[0] + 0.01 * outward) - view.project(at[0])
            away /= np.linalg.norm(away)
            # Words hang off the edge by the corner or side of their box that is nearest to it.
            align = 0.5 - 0.5 * np.clip(away / np.abs(away).max(), -1, 1)
            unit = easel.unit / easel.scale
            numbers = [tick(value) for value in ticks]
            for words, place in zip(numbers, view.project(at), strict=True):
                easel.lines([np.stack([place, place + 4 * unit * away])], style.muted, 0.8)
                easel.text(place + 8 * unit * away, words, style.muted, 9.5, align=align)
            widest_number = max(easel.text_size(words, 9.5) @ np.abs(away) for words in numbers)
            middle = np.zeros(3)
            middle[other], middle[2] = side * half[other], FLOOR
            place = view.project(middle) + (16 * unit + widest_number / easel.scale) * away
            easel.text(place, self.names[axis], style.ink, 11, bold=True, align=align)

    def _drape_contours(self) -> None:
        """Find the contour lines once: as world points on the surface and on the floor, and as filled floor bands."""
        scape, levels = self.landscape, self.scale.levels(CONTOURS)
        places = (
            self.relief.place(np.stack([scape.x, scape.x], -1))[:, 0],
            self.relief.place(np.stack([scape.y, scape.y], -1))[:, 1],
        )
        loss = np.ma.masked_invalid(scape.loss)
        x, y = places
        lines = contour_generator(x[::2], y[::2], loss[::2, ::2], line_type=LineType.Separate)
        found: list[Any] = [line for level in levels for line in lines.lines(level)]
        self._floor_lines = [self.relief.lay(line) for line in found]
        self._contour_points = self.relief.drape(np.concatenate(found)) if found else np.empty((0, 3))
        self._contour_ends = np.cumsum([len(line) for line in found])
        fills = contour_generator(x, y, loss, fill_type=FillType.ChunkCombinedCode)
        self._floor_fills = []
        for level in levels:
            (corners,), (codes,) = fills.filled(-np.inf, level)[:2]
            self._floor_fills.append((self.relief.lay(corners) if corners is not None else np.empty((0, 3)), codes))

    def _known_minima(self, run: Run) -> Array:
        """Return the world points (k, 3) of the known minima in the box."""
        if not self.landscape.is_whole_space:
            return np.empty((0, 3))
        at = self.relief.place(np.array(run.problem["minima"], float).reshape(-1, 2))
        return self.relief.drape(at[self.relief.inside(at)], lift=3 * LIFT)


def _orbit(relief: Relief, tracks: Sequence[Track]) -> tuple[View, View]:
    """Return the first and the last view of an orbit from which the paths are best seen."""
    path = relief.place(np.concatenate([track.points[:: max(1, len(track.points) // 60)] for track in tracks]))
    inside = relief.inside(path)
    path = relief.drape(path[inside] if inside.any() else np.zeros((1, 2)))

    def score(azimuth: float, elevation: float) -> float:
        """Weigh what is in sight all the way, a start on the far side, a turn off the axes, and a low stance."""
        turns = np.linspace(-ORBIT / 2, ORBIT / 2, 5)
        seen = [1 - relief.hidden(path, View(azimuth + turn, elevation)).mean() for turn in turns]
        far = -float(View(azimuth, elevation).basis[2] @ path[0])
        turned = abs(np.sin(2 * np.radians(azimuth)))
        return 3 * float(min(seen)) + float(np.mean(seen)) + 0.2 * far + 0.15 * turned - 0.012 * (elevation - 28)

    choices = [
        (azimuth, elevation) for elevation in (28.0, 36.0, 44.0, 52.0) for azimuth in np.arange(-172.5, 180.0, 15.0)
    ]
    azimuth, elevation = max(choices, key=lambda choice: score(*choice))
    return View(azimuth - ORBIT / 2, elevation), View(azimuth + ORBIT / 2, elevation)


def visible_parts(points: Array, hidden: NDArray[np.bool_], ends: NDArray[np.intp]) -> list[Array]:
    """Cut polylines, laid end to end in `points` (n, 2) with their ends in `ends`, where they are hidden."""
    breaks = np.flatnonzero(np.diff(hidden)) + 1
    cuts = np.union1d(breaks, ends[:-1]) if len(ends) else breaks
    starts = np.concatenate([[0], cuts]).astype(int)
    return [points[a:b] for a, b in zip(starts, [*starts[1:], len(points)], strict=True) if b - a > 1 and not hidden[a]]
