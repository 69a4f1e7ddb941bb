"""The floor under a relief: filled contours, ticks with numbers, and where the function is not defined, hatching."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from matplotlib.path import Path
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.pens.agg import Easel
from gdviz.relief.lines import CONTOURS, LEVELS
from gdviz.relief.rulers import TICKS, FloorWord, Ruler
from gdviz.relief.shadow import floor_light
from gdviz.relief.solid import FLOOR, Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Stroke, visible_parts
from gdviz.style.colors import ramp, rgb
from gdviz.style.themes import Style

Array = NDArray[np.float64]

# How finely the borders of floor bands are kept, in half sides of the base: a tenth of a pixel.
FINENESS = 5e-4
HATCH = 0.075
# How much of the page is in the floor's colours.
PALE = 0.48
# The floor's shade is laid on in bands of this opacity. The lamp gives so much of the light, and where all is lost the
# shade would be this opaque.
BAND, BANDS, LIT, DARKEST = 0.06, 8, 0.5, 0.52
# How dark the floor is where the function is not defined, from the page to its lesser text.
UNDEFINED = 0.14


class Floor:
    """The floor of a picture.

    Parameters
    ----------
    relief
        What stands over it.
    landscape, names
        The box, and the names of its axes.
    lines, rims
        Contour lines, the lesser and the stronger, and the borders of holes, over the base.
    style
        The theme.
    numbers
        About how many its sides have; 0 for their names alone.
    longest
        How long their names are at most, in points.
    """

    def __init__(
        self,
        relief: Relief,
        landscape: Landscape,
        names: Sequence[str],
        lines: tuple[Sequence[Array], Sequence[Array]],
        rims: Sequence[Array],
        style: Style,
        *,
        numbers: int = TICKS,
        longest: float = np.inf,
    ) -> None:
        self._style = style
        x, y = relief.half
        edge = np.array([[-x, -y], [x, -y], [x, y], [-x, y], [-x, -y]])
        self._edge = relief.lay(edge)
        self._rulers = [
            Ruler(relief, axis, grid[[0, -1]], names[axis], style, numbers=numbers, longest=longest)
            for axis, grid in enumerate((landscape.x, landscape.y))
        ]
        # The relief's own colours, with as much of the page in them as leaves the relief the stronger.
        colors = (1 - PALE) * ramp(style.relief) + PALE * rgb(style.background)
        # From the highest level down, each covering the inside of the one before: no seams between bands.
        parts: list[tuple[Array, Any, Array]] = [(edge, None, colors[-1])]
        bands = contour_generator(relief.fine_x, relief.fine_y, relief.fine_depth, fill_type=FillType.ChunkCombinedCode)
        for level in reversed(LEVELS):
            parts += _filled(bands, -np.inf, level, colors[int(255 * max(level - 0.5 / CONTOURS, 0))])
        self._lines = [_joined(each) for each in lines]
        self._rims = _joined(rims)
        self._hatch = _joined([])
        if relief.fine_ground is not None:
            hole = contour_generator(
                relief.fine_x, relief.fine_y, relief.fine_ground, fill_type=FillType.ChunkCombinedCode
            )
            color = (1 - UNDEFINED) * rgb(style.background) + UNDEFINED * rgb(style.muted)
            parts += _filled(hole, -np.inf, 0.0, color)
            self._hatch = _hatching(relief)
        self._bands = [(codes, color, len(corners)) for corners, codes, color in parts]
        flat = [corners for corners, _, _ in parts] + [points for points, _ in (*self._lines, self._hatch, self._rims)]
        self._points = relief.lay(np.concatenate(flat))
        self._shade = _shade(relief)

    def paint(self, easel: Easel, view: View, *, bare: bool = False, named: bool = True) -> None:
        """Paint the floor, which is glass from below, and where it is bare; its numbers and names where it is named."""
        style, edge = self._style, view.project(self._edge)
        if view.eye[2] > FLOOR and not bare:
            seen, done = view.project(self._points), 0
            for codes, color, count in self._bands:
                easel.polygon(seen[done : done + count], color, codes=codes)
                done += count
            for corners, codes in self._shade:
                easel.polygon(view.project(corners), style.shade, codes=codes, alpha=BAND)
            counts = np.cumsum([len(points) for points, _ in (*self._lines, self._hatch)])
            lesser, stronger, hatch, rims = np.split(seen[done:], counts)
            easel.stroke(hatch, self._hatch[1], style.muted, 0.6, alpha=0.45)
            easel.stroke(rims, self._rims[1], style.muted, 0.9)
            easel.stroke(lesser, self._lines[0][1], style.ink, 0.5, alpha=0.18)
            easel.stroke(stronger, self._lines[1][1], style.ink, 0.8, alpha=0.4)
        easel.lines([edge], style.muted, 0.9)
        if named:
            for ruler, words in zip(self._rulers, self._words(easel, view), strict=True):
                ruler.paint(easel, view, words)

    def extent(self, easel: Easel, view: View) -> Array:
        """Return corners (n, 2), in the picture, of the boxes of all words around the floor, even off the page."""
        return np.concatenate([ruler.extent(easel, view) for ruler in self._rulers])

    def words(self, easel: Easel, view: View, axis: int) -> list[FloorWord]:
        """Return the numbers along an axis, and last its name, as they are written beside the floor."""
        return self._words(easel, view)[axis]

    def _words(self, easel: Easel, view: View) -> tuple[list[FloorWord], list[FloorWord]]:
        """Return the words of both axes: one's name keeps off the other's numbers, whose name off all of those."""
        one, other = self._rulers
        first = one.words(easel, view, other.numbers(easel, view))
        return first, other.words(easel, view, first)


def _shade(relief: Relief) -> list[tuple[Array, Any]]:
    """Return the regions of the floor, world points and codes, that lie ever deeper in the shade, one in another."""
    x, y, light = floor_light(relief)
    lost = 1 - (light @ [LIT, 1 - LIT])
    tables = contour_generator(x, y, lost, fill_type=FillType.ChunkCombinedCode)
    deepest = 1 - (1 - BAND) ** np.arange(1, BANDS + 1)
    found = [_filled(tables, level / DARKEST, np.inf, np.zeros(3)) for level in deepest]
    return [(relief.lay(corners), codes) for region in found for corners, codes, _ in region]


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
