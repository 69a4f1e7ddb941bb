"""On contours, the directions at a point: gradient, level line, and a unit vector that turns, with their names."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from gdviz.analysis.directional_derivative import Directions, level_lines
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import DIRECTIONS, box_beside, distance_from, is_inside
from gdviz.figures.parts.canvas import Canvas, outlined
from gdviz.figures.parts.lettering import Lettering
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.style.colors import mix
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# Once round from the gradient, and on to where u opposes it.
TURN, REST = 360.0, 180.0
# The length of u, as a share of the shorter side of the landscape; it is less near a border, but not than this.
REACH, LEAST = 0.3, 0.13
# Where words stand, in lengths of u.
WORDS = 1.24
# How far the name of u is from its arrow, in points.
BESIDE = 10.0
# In points: the size of names, how far they are from tips and lines, how far apart places along a line are tried, what
# is free at the edges of the field, how wide the rim is with what passes along it, and the radius of minima's rings.
SIZE, AIR, STRIDE, EDGE, RIM, RING = 12.0, 5.0, 6.0, 1.5, 6.0, 9.0
# How pale the arrow straight downhill is.
PALE = 0.4


def angle_at(moment: Moment) -> float:
    """Return the angle from the gradient to u, in degrees: evenly from 0 by a turn and a half."""
    return (TURN + REST) * moment.share


class Rose:
    """On the contours: the point, the gradient, the level line, and u with the gradient's part along it."""

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        scape: Landscape,
        here: Directions,
        look: Series,
        index: int,
        *,
        alone: bool,
        rings: Array,
    ) -> None:
        self._here, self._axes, style = here, axes, canvas.style
        self._length = length_of(scape, here.at)
        z, ink, level = 6 + 10 * index, style.ink if alone else look.color, style.classes[0]
        for line in level_lines(scape, here.at):
            axes.plot(*line.T, color=style.casing, lw=3.6, alpha=0.8, zorder=z)
            axes.plot(*line.T, color=level if alone else look.color, lw=1.8, zorder=z)
        turn = np.radians(np.linspace(0, 360, 181))
        rim = here.at + self._length * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        axes.plot(*rim.T, color=style.ink, lw=0.9, alpha=0.6, zorder=z)
        self._arrow(axes, here.uphill, ink, style.casing, z + 1)
        self._names: Sequence[tuple[Array, Array]] = ()
        if alone:
            # Straight downhill is paler than u, which passes over it.
            downhill = mix(look.color, style.casing, PALE)
            self._arrow(axes, here.uphill + 180, downhill, style.casing, z + 1)
            names = DirectionNames(canvas, axes, here, self._length, level_lines(scape, here.at), rings)
            names.write_at_tip("∇f", here.uphill, ink)
            names.write_at_tip("−∇f", here.uphill + 180, look.color)
            if canvas.excerpt is None:
                names.write_at_line(said("level"), level)
            self._names = names.written
        self._part = axes.add_line(Line2D([], [], color=look.color, lw=7, alpha=0.45, zorder=z + 2))
        self._part.set_solid_capstyle("butt")
        self._drop = axes.add_line(Line2D([], [], color=style.ink, lw=1.0, ls=(0, (3, 2)), zorder=z + 2))
        self._u = self._arrow(axes, here.uphill, look.color, style.casing, z + 3)
        self._dot = axes.add_line(
            Line2D(*here.at[:, None], ls="", marker="o", ms=7, mfc=style.ink, mec=style.casing, mew=1.2, zorder=z + 4)
        )
        self._unit = 72 / float(canvas.figure.dpi)
        self._name = Lettering(canvas, (0, 0), size=12, color=look.color, bold=True, align=0.5, casing=style.casing)
        self._name.words = "u" if alone else ""
        self.artists: tuple[Artist, ...] = (self._part, self._drop, self._u, self._dot, self._name)

    def show(self, moment: Moment) -> None:
        """Turn u."""
        here, degrees = self._here, self._here.uphill + angle_at(moment)
        tip = here.at + self._length * here.way(degrees)
        self._u.set_positions(tuple(here.at), tuple(tip))
        start, end = self._unit * self._axes.transData.transform(np.stack([here.at, tip]))
        # On the other side of the arrow where the usual one is taken.
        sides = [_beside(start, end, side) for side in (1, -1)]
        x, y = next((at for at in sides if not _touches(at, self._names)), sides[0])
        self._name.at = (float(x), float(y))
        part = float(here.slope(degrees)) / here.steepest
        foot = here.at + part * (tip - here.at)
        top = here.at + self._length * here.way(here.uphill)
        self._part.set_data(*np.stack([here.at, foot], axis=-1))
        self._drop.set_data(*np.stack([top, foot], axis=-1))

    def _arrow(self, axes: Axes, degrees: float, color: str, casing: str, zorder: float) -> FancyArrowPatch:
        """Return an arrow from the point, an arrow's length in a direction."""
        tip = self._here.at + self._length * self._here.way(degrees)
        how: dict[str, Any] = {"arrowstyle": "-|>,head_length=5.5,head_width=2.9", "shrinkA": 0, "shrinkB": 0}
        arrow = FancyArrowPatch(tuple(self._here.at), tuple(tip), color=color, lw=2.4, zorder=zorder, **how)
        arrow.set_path_effects([withStroke(linewidth=4.8, foreground=casing)])
        axes.add_patch(arrow)
        return arrow


class DirectionNames:
    """Names on the field, each at a place of its own: inside the field, off the level line and off one another.

    Attributes
    ----------
    written
        The boxes of names, each a middle and half sides (2,), in points.
    """

    def __init__(
        self, canvas: Canvas, axes: Axes, here: Directions, length: float, lines: Sequence[Array], rings: Array
    ) -> None:
        self._canvas, self._axes, self._here, self._length = canvas, axes, here, length
        self._unit = float(canvas.figure.dpi) / 72
        self._frame = np.array([axes.bbox.min, axes.bbox.max]) / self._unit + EDGE * np.array([[1], [-1]])
        self._start = self._place(here.at)
        self._lines = [_evenly(self._place(line)) for line in lines]
        self.written: list[tuple[Array, Array]] = []
        self._taken = [(self._place(at), np.full(2, RING)) for at in rings]

    def write_at_tip(self, words: str, degrees: float, color: str) -> None:
        """Write beyond the tip of an arrow which way it is, or beside it; nothing where it has no room."""
        point = self._here.at + self._length * self._here.way(degrees)
        tip, half = self._place(point), self._half(words)
        way = (tip - self._start) / np.hypot(*(tip - self._start))
        aside = np.array([way[1], -way[0]])
        shaft = self._start + np.linspace(0, 1, 40)[:, None] * (tip - self._start)
        # Where u lies on the arrow its name is there.
        self._taken.append((_beside(self._start, tip, 1), np.full(2, 0.5 * SIZE)))
        around = sorted(DIRECTIONS, key=lambda one: -float(one @ way))
        places = [tip + (AIR + float(np.abs(way) @ half)) * way]
        places += [box_beside(tip, one, half, AIR + 3) for one in around[: 3 * len(around) // 4]]
        places += [box_beside(shaft[28], side * aside, half, AIR + 3) for side in (-1, 1)]
        free = [
            at
            for at in places
            if is_inside(at, half, self._frame)
            and distance_from(shaft, at, half) > 3
            and not _touches(at, self._taken, half)
        ]
        if free:
            at = min(free, key=lambda at: self._distance(at, half) == 0)
            self._write(words, at, half, color, tip, point)

    def write_at_line(self, words: str, color: str) -> None:
        """Write at the level line through the point, outside the rim, what it is; nothing where it has no room."""
        half = self._half(words)
        rim = float(np.hypot(*(self._place(self._here.at + np.array([self._length, 0.0])) - self._start))) + RIM
        if not self._lines:
            return
        line = min(self._lines, key=lambda one: distance_from(one, self._start, 0.0))
        ways = np.gradient(line, axis=0)
        found: list[tuple[float, Array, Array]] = []
        for place, way in zip(line, ways, strict=True):
            for side in (1, -1):
                normal = side * np.array([way[1], -way[0]]) / max(float(np.hypot(*way)), 1e-12)
                at = box_beside(place, normal, half, AIR)
                is_free = is_inside(at, half, self._frame) and self._distance(at, half) >= 0.6 * AIR
                if is_free and distance_from(self._start[None], at, half) > rim and not _touches(at, self._taken, half):
                    found.append((float(np.hypot(*(at - self._start))), at, place))
        if found:
            _, at, place = min(found, key=lambda one: one[0])
            self._write(words, at, half, color, place, self._axes.transData.inverted().transform(self._unit * place))

    def _place(self, at: Array) -> Array:
        """Return where places of the field are on the page, in points."""
        return np.asarray(self._axes.transData.transform(at)) / self._unit

    def _half(self, words: str) -> Array:
        return np.array([self._canvas.width_of(words, SIZE) * self._canvas.points[0] / 2, 0.5 * SIZE])

    def _distance(self, at: Array, half: Array) -> float:
        """Return how far a box is from the level lines."""
        return min((distance_from(line, at, half) for line in self._lines), default=np.inf)

    def _write(self, words: str, at: Array, half: Array, color: str, place: Array, point: Array) -> None:
        style = self._canvas.style
        how: dict[str, Any] = {"textcoords": "offset points", "fontsize": SIZE, "ha": "center", "va": "center"}
        offset, color = tuple((at - place).tolist()), style.lettering(color)
        outlined(self._axes.annotate(words, tuple(point), offset, color=color, zorder=30, **how), style.casing)
        self.written.append((at, half))
        self._taken.append((at, half))


def _touches(at: Array, boxes: Sequence[tuple[Array, Array]], half: Array | float = 0.4 * SIZE) -> bool:
    """Return whether a box, as small as that of a letter unless it is given, comes near to some others."""
    return any((np.abs(at - other) < half + sides + 1).all() for other, sides in boxes)


def _beside(start: Array, end: Array, side: int) -> Array:
    """Return where the name of u may be, at the left (1) or right (-1) of its arrow between two places of the page."""
    aside = side * np.array([start[1] - end[1], end[0] - start[0]])
    return np.asarray(0.3 * start + 0.7 * end + BESIDE * aside / np.hypot(*aside))


def _evenly(line: Array) -> Array:
    """Return places about STRIDE apart along a line (n, 2)."""
    along = np.concatenate([[0.0], np.hypot(*np.diff(line, axis=0).T).cumsum()])
    at = np.linspace(0, along[-1], max(int(along[-1] / STRIDE), 2) + 1)
    return np.stack([np.interp(at, along, column) for column in line.T], axis=-1)


def length_of(scape: Landscape, at: Array) -> float:
    """Return how long u is drawn: less near a border, so that its words stay on the field, but not too short."""
    low, high = (np.array([grid[end] for grid in (scape.x, scape.y)]) for end in (0, -1))
    side = float((high - low).min())
    free = float(np.minimum(at - low, high - at).min()) / (WORDS + 0.1)
    return min(REACH * side, max(free, LEAST * side))
