"""The floor under a relief: filled contours, ticks with numbers, and where the function is not defined, hatching."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from matplotlib.path import Path
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.pens.agg import Easel
from gdviz.relief.lines import CONTOURS, LEVELS
from gdviz.relief.shadow import floor_light
from gdviz.relief.solid import FLOOR, Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Stroke, visible_parts
from gdviz.style.colors import ramp, rgb
from gdviz.style.themes import Style
from gdviz.style.ticks import round_numbers, words_of
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]

# How finely the borders of floor bands are kept, in half sides of the base: a tenth of a pixel.
FINENESS = 5e-4
HATCH = 0.075
# The size of a name of an axis, how much wider bold letters are, the share of the page that a name has
# at most, and how often it is moved outwards, three points at a time.
NAME, BOLD, LONGEST, OUTWARDS = 11.0, 1.08, 0.24, 12
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
        Whether its sides have numbers, and not their names alone.
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
        numbers: bool = True,
    ) -> None:
        self._half, self._names, self._style = relief.half, names, style
        self._solid = relief.silhouette
        x, y = relief.half
        edge = np.array([[-x, -y], [x, -y], [x, y], [-x, y], [-x, -y]])
        self._edge = relief.lay(edge)
        self._ends = [grid[[0, -1]] for grid in (landscape.x, landscape.y)]
        self._ticks = [_ticks_between(ends) if numbers else ([], []) for ends in self._ends]
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
        for axis in (0, 1) if named else ():
            self._paint_ticks(easel, view, axis)

    def extent(self, easel: Easel, view: View) -> Array:
        """Return corners (n, 2), in the picture, of the boxes of all words around the floor."""
        boxes = [word.box(easel) for axis in (0, 1) for word in self._words(easel, view, axis)[1]]
        return np.concatenate(boxes)

    def words(self, easel: Easel, view: View, axis: int) -> list["FloorWord"]:
        """Return the numbers along an axis, and last its name, as they are written beside the floor."""
        return self._words(easel, view, axis)[1]

    def _paint_ticks(self, easel: Easel, view: View, axis: int) -> None:
        """Write numbers and a name along the edge of the floor that is lowest in the picture."""
        ticks, words = self._words(easel, view, axis)
        easel.lines(ticks, self._style.muted, 0.8)
        for word in words:
            easel.text(word.at, word.words, word.color, word.size, bold=word.bold, align=word.align)

    def _words(self, easel: Easel, view: View, axis: int) -> tuple[list[Array], list["FloorWord"]]:
        """Return the ticks along the edge of the floor that is lowest in the picture, and the words beside them.

        That faces the camera, or from below the floor it is the far one. Words that the solid would cover are moved out
        as far as it reaches before them, and their ticks with them.
        """
        style, half, other = self._style, self._half, 1 - axis
        side = (np.sign(view.eye[other]) or 1.0) * (1.0 if view.eye[2] > FLOOR else -1.0)
        outward = np.zeros(3)
        outward[other] = side
        ticks, numbers = self._ticks[axis]
        at = np.zeros((len(ticks) + 1, 3))
        # Last, the middle of the edge, for the name.
        at[:-1, axis] = np.interp(ticks, self._ends[axis], [-half[axis], half[axis]])
        at[:, other], at[:, 2] = side * half[other], FLOOR
        *places, middle = view.project(at)
        away = view.project(at[-1] + 0.01 * outward) - middle
        # An edge may be seen so that outwards is straight away from the eye.
        length = float(np.linalg.norm(away))
        away = away / length if length > 1e-9 else np.array([0.0, -1.0])
        # Words hang off the edge by the corner or side of their box that is nearest to it.
        align = 0.5 - 0.5 * np.clip(away / np.abs(away).max(), -1, 1)
        unit = easel.unit / easel.scale
        words = [
            FloorWord(place + 8 * unit * away, number, style.muted, 9.5, align)
            for number, place in zip(numbers, places, strict=True)
        ]
        widest = max((easel.text_size(number, 9.5) @ np.abs(away) for number in numbers), default=0.0)
        place = middle + (16 * unit + widest / easel.scale) * away
        name = FloorWord(place, _cut(self._names[axis], easel), style.ink, NAME, align, bold=True)
        # A long name that reaches back over numbers goes on outwards.
        taken = [number.box(easel) for number in words]
        for _ in range(OUTWARDS):
            if not any(_touch(name.box(easel), box, unit) for box in taken):
                break
            name = replace(name, at=name.at + 3 * unit * away)
        words.append(name)
        solid = view.project(self._solid)
        covered = max(_reach_before(word.box(easel), away, solid, 4 * unit) for word in words)
        lines = [np.stack([place, place + (4 * unit + covered) * away]) for place in places]
        *words, name = [replace(word, at=word.at + covered * away) for word in words]
        return lines, [*words, name.within(easel)]


@dataclass(frozen=True, eq=False)
class FloorWord:
    """A word beside the floor: where it hangs in the picture, and by which point of its box."""

    at: Array
    words: str
    color: str
    size: float
    align: Array
    bold: bool = False

    def box(self, easel: Easel) -> Array:
        """Return the corners (4, 2) of its box in the picture."""
        size = easel.text_size(self.words, (BOLD if self.bold else 1.0) * self.size) / easel.scale
        low = self.at - self.align * size
        return np.asarray(low + size * np.array([[0, 0], [1, 0], [1, 1], [0, 1]]))

    def within(self, easel: Easel) -> "FloorWord":
        """Return the word moved back onto the page, where it reaches beyond its edge."""
        size = np.ptp(self.box(easel), axis=0) * easel.scale
        page, edge = np.array(easel.renderer.get_canvas_width_height()), 4 * easel.unit
        corner = easel.pixels(self.at) - self.align * size
        inside = np.clip(corner, edge, np.maximum(page - size - edge, edge))
        return replace(self, at=self.at + (inside - corner) / easel.scale)


def _touch(one: Array, other: Array, gap: float) -> bool:
    """Return whether two boxes (4, 2) are less than a gap apart."""
    return bool(((one.min(axis=0) - gap < other.max(axis=0)) & (other.min(axis=0) - gap < one.max(axis=0))).all())


def _cut(name: str, easel: Easel) -> str:
    """Return a name with as much of it as has room along a floor."""
    room = LONGEST * float(easel.renderer.get_canvas_width_height()[0])

    def width(words: str) -> float:
        return BOLD * float(easel.text_size(words, NAME)[0])

    return fit_title(name, width, room, size=NAME, least=NAME, most=1).lines[0]


def _reach_before(box: Array, along: Array, points: Array, gap: float) -> float:
    """Return how far a box (4, 2) must move along a unit vector to leave behind it all points (n, 2) in its way."""
    across = np.array([-along[1], along[0]])
    offs, sides = points @ across, box @ across
    before = points[(offs > sides.min() - gap) & (offs < sides.max() + gap)] @ along
    back = float((box @ along).min()) - gap
    return max(float(before.max()) - back, 0.0) if len(before) and before.max() > back else 0.0


def _shade(relief: Relief) -> list[tuple[Array, Any]]:
    """Return the regions of the floor, world points and codes, that lie ever deeper in the shade, one in another."""
    x, y, light = floor_light(relief)
    lost = 1 - (light @ [LIT, 1 - LIT])
    tables = contour_generator(x, y, lost, fill_type=FillType.ChunkCombinedCode)
    deepest = 1 - (1 - BAND) ** np.arange(1, BANDS + 1)
    found = [_filled(tables, level / DARKEST, np.inf, np.zeros(3)) for level in deepest]
    return [(relief.lay(corners), codes) for region in found for corners, codes, _ in region]


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
