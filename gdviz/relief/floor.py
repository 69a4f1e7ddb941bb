"""The floor under a relief: filled contours, ticks with numbers, and where the function is not defined, hatching."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from contourpy import FillType, LineType, contour_generator
from matplotlib.path import Path
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.pens.agg import Easel
from gdviz.relief.solid import FLOOR, Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Stroke, visible_parts
from gdviz.style.colors import ramp, rgb
from gdviz.style.themes import Style
from gdviz.style.ticks import round_numbers, words_of
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]

CONTOURS = 16
LEVELS = np.linspace(0, 1, CONTOURS + 2)[1:-1]
# How finely the borders of floor bands are kept, in half sides of the base: a tenth of a pixel.
FINENESS = 5e-4
HATCH = 0.075
# The size of a name of an axis, how much wider bold letters are, the share of the page that a name has
# at most, and how often it is moved outwards, three points at a time.
NAME, BOLD, LONGEST, OUTWARDS = 11.0, 1.08, 0.24, 12
# How dark the floor is where the function is not defined, from the page to its lesser text.
UNDEFINED = 0.14


def contour_lines(relief: Relief, spacing: float) -> list[Array]:
    """Return the contour lines (n, 3) over the base: base coordinates, about `spacing` apart, and the depth."""
    lines = contour_generator(relief.fine_x, relief.fine_y, relief.fine_depth, line_type=LineType.Separate)
    found = []
    for depth in LEVELS:
        level: Any = lines.lines(depth)
        for line in _on_ground(relief, level):
            even = evenly(line, spacing)
            found.append(np.column_stack([even, np.full(len(even), depth)]))
    return found


def rims(relief: Relief, field: Array | None) -> list[Array]:
    """Return the lines over the base where a field of the mesh passes zero: the borders of holes or of plateaus."""
    if field is None:
        return []
    lines: Any = contour_generator(relief.x, relief.y, field, line_type=LineType.Separate).lines(0.0)
    return list(lines)


def border(relief: Relief, spacing: float) -> list[Array]:
    """Return the sides of the base where there is a surface over them."""
    x, y = relief.half
    corners = np.array([[-x, -y], [x, -y], [x, y], [-x, y], [-x, -y]])
    sides = [evenly(corners[k : k + 2], spacing) for k in range(4)]
    return _on_ground(relief, sides)


def _on_ground(relief: Relief, lines: list[Array]) -> list[Array]:
    """Return lines over the base cut where there is no surface."""
    if relief.ground is None or not lines:
        return lines
    points = np.concatenate(lines)
    kept, codes = visible_parts(
        points, relief.solid(points[:, 0], points[:, 1]), np.cumsum([len(line) for line in lines])
    )
    return [part for part in np.split(kept, np.flatnonzero(codes == Path.MOVETO)[1:]) if len(part) > 1]


def evenly(line: Array, spacing: float) -> Array:
    """Return a polyline (n, 2) with points evenly spaced along it, about `spacing` apart and never fewer than eight."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.linspace(0, along[-1], max(8, int(np.ceil(along[-1] / spacing)) + 1))
    return np.stack([np.interp(at, along, line[:, k]) for k in (0, 1)], axis=-1)


class Floor:
    """The floor of a picture.

    Parameters
    ----------
    relief
        What stands over it.
    landscape, names
        The box, and the names of its axes.
    lines, rims
        Contour lines, and the borders of holes, over the base.
    style
        The theme.
    numbers
        Whether its sides have numbers, and not their names alone.
    """

    def __init__(
        self,
        relief: Relief,
        landscape: Landscape,
        names: Sequence[str],
        lines: Sequence[Array],
        rims: Sequence[Array],
        style: Style,
        *,
        numbers: bool = True,
    ) -> None:
        self._half, self._names, self._style = relief.half, names, style
        x, y = relief.half
        edge = np.array([[-x, -y], [x, -y], [x, y], [-x, y], [-x, -y]])
        self._edge = relief.lay(edge)
        self._ends = [grid[[0, -1]] for grid in (landscape.x, landscape.y)]
        self._ticks = [_ticks_between(ends) if numbers else ([], []) for ends in self._ends]
        colors = ramp(style.field)
        # From the highest level down, each covering the inside of the one before: no seams between bands.
        parts: list[tuple[Array, Any, Array]] = [(edge, None, colors[-1])]
        bands = contour_generator(relief.fine_x, relief.fine_y, relief.fine_depth, fill_type=FillType.ChunkCombinedCode)
        for level in reversed(LEVELS):
            parts += _filled(bands, -np.inf, level, colors[int(255 * max(level - 0.5 / CONTOURS, 0))])
        self._lines, self._rims = _joined(lines), _joined(rims)
        self._hatch = _joined([])
        if relief.fine_ground is not None:
            hole = contour_generator(
                relief.fine_x, relief.fine_y, relief.fine_ground, fill_type=FillType.ChunkCombinedCode
            )
            color = (1 - UNDEFINED) * rgb(style.background) + UNDEFINED * rgb(style.muted)
            parts += _filled(hole, -np.inf, 0.0, color)
            self._hatch = _hatching(relief)
        self._bands = [(codes, color, len(corners)) for corners, codes, color in parts]
        flat = [corners for corners, _, _ in parts] + [self._lines[0], self._hatch[0], self._rims[0]]
        self._points = relief.lay(np.concatenate(flat))

    def paint(self, easel: Easel, view: View, *, bare: bool = False) -> None:
        """Paint the floor, which is glass from below, and where it is bare."""
        style, edge = self._style, view.project(self._edge)
        if view.eye[2] > FLOOR and not bare:
            seen, done = view.project(self._points), 0
            for codes, color, count in self._bands:
                easel.polygon(seen[done : done + count], color, codes=codes)
                done += count
            count = len(self._lines[0])
            lines, hatch, rims = np.split(seen[done:], [count, count + len(self._hatch[0])])
            easel.stroke(hatch, self._hatch[1], style.muted, 0.6, alpha=0.45)
            easel.stroke(rims, self._rims[1], style.muted, 0.9)
            easel.stroke(lines, self._lines[1], style.ink, 0.5, alpha=0.22)
        easel.lines([edge], style.muted, 0.9)
        for axis in (0, 1):
            self._paint_ticks(easel, view, axis)

    def _paint_ticks(self, easel: Easel, view: View, axis: int) -> None:
        """Write numbers and a name along the edge of the floor that faces the camera."""
        style, half, other = self._style, self._half, 1 - axis
        side = np.sign(view.eye[other]) or 1.0
        outward = np.zeros(3)
        outward[other] = side
        ticks, numbers = self._ticks[axis]
        at = np.zeros((len(ticks) + 1, 3))
        # Last, the middle of the edge, for the name.
        at[:-1, axis] = np.interp(ticks, self._ends[axis], [-half[axis], half[axis]])
        at[:, other], at[:, 2] = side * half[other], FLOOR
        *places, middle = view.project(at)
        away = view.project(at[-1] + 0.01 * outward) - middle
        away /= np.linalg.norm(away)
        # Words hang off the edge by the corner or side of their box that is nearest to it.
        align = 0.5 - 0.5 * np.clip(away / np.abs(away).max(), -1, 1)
        unit = easel.unit / easel.scale
        easel.lines([np.stack([place, place + 4 * unit * away]) for place in places], style.muted, 0.8)
        taken = []
        for words, place in zip(numbers, places, strict=True):
            easel.text(place + 8 * unit * away, words, style.muted, 9.5, align=align)
            taken.append(_box(easel, place + 8 * unit * away, easel.text_size(words, 9.5), align))
        widest = max((easel.text_size(words, 9.5) @ np.abs(away) for words in numbers), default=0.0)
        place = middle + (16 * unit + widest / easel.scale) * away
        name = _cut(self._names[axis], easel)
        # A long name that reaches back over numbers goes on outwards, and one beyond the edge of the page comes back.
        size, page = easel.text_size(name, BOLD * NAME), np.array(easel.renderer.get_canvas_width_height())
        for _ in range(OUTWARDS):
            low, high = _box(easel, place, size, align)
            if not any((low < right).all() and (left < high).all() for left, right in taken):
                break
            place = place + 3 * unit * away
        corner = easel.pixels(place) - align * size
        inside = np.clip(corner, 4 * easel.unit, np.maximum(page - size - 4 * easel.unit, 4 * easel.unit))
        easel.text(place + (inside - corner) / easel.scale, name, style.ink, NAME, bold=True, align=align)


def _box(easel: Easel, at: Array, size: Array, align: Array) -> tuple[Array, Array]:
    """Return the lower left and upper right corner, in pixels, of words at a place."""
    corner = easel.pixels(at) - align * size
    return corner - easel.unit, corner + size + easel.unit


def _cut(name: str, easel: Easel) -> str:
    """Return a name with as much of it as has room along a floor."""
    room = LONGEST * float(easel.renderer.get_canvas_width_height()[0])

    def width(words: str) -> float:
        return BOLD * float(easel.text_size(words, NAME)[0])

    return fit_title(name, width, room, size=NAME, least=NAME, most=1).lines[0]


def _ticks_between(ends: Array) -> tuple[list[float], list[str]]:
    """Return a few round numbers between two, none near the ends: there two axes' numbers would meet."""
    inner = ends + 0.04 * np.ptp(ends) * np.array([1, -1])
    ticks = round_numbers(float(inner[0]), float(inner[1]), 4)
    return ticks, words_of(ticks)


def _joined(lines: Sequence[Array]) -> Stroke:
    """Return polylines as one path."""
    codes = np.full(sum(map(len, lines)), Path.LINETO, dtype=np.uint8)
    if len(lines):
        codes[np.cumsum([0, *map(len, lines[:-1])])] = Path.MOVETO
    return (np.concatenate(lines) if len(lines) else np.empty((0, 2))), codes


def _filled(bands: Any, low: float, high: float, color: Array) -> list[tuple[Array, Any, Array]]:
    """Return the region between two levels as corners, codes and colour, with no more corners than can be seen."""
    (corners,), (codes,) = bands.filled(low, high)[:2]
    if corners is None:
        return []
    path = Path(corners, np.where(codes == Path.CLOSEPOLY, Path.LINETO, codes))
    path.simplify_threshold = FINENESS
    path = path.cleaned(simplify=True)
    vertices, codes = np.asarray(path.vertices), np.asarray(path.codes)
    drawn = codes != Path.STOP
    return [(vertices[drawn], codes[drawn], color)]


def _hatching(relief: Relief) -> Stroke:
    """Return slanting lines over the holes as one path."""
    x, y = relief.half
    along = np.linspace(-1, 1, 240)
    lines = []
    for offset in np.arange(-x - y + HATCH / 2, x + y, HATCH):
        low, high = max(-x, offset - y), min(x, offset + y)
        across = low + (along + 1) / 2 * (high - low)
        lines.append(np.stack([across, offset - across], axis=-1))
    points = np.concatenate(lines)
    return visible_parts(points, -relief.solid(points[:, 0], points[:, 1]), np.cumsum([len(line) for line in lines]))
