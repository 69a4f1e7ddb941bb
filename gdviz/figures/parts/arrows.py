"""Arrows and rectangles, whole or dashed, on axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from gdviz.ledger.ledger import Look, Mark
from gdviz.pens.shapes import Arrow, ArrowShape
from gdviz.style.colors import mix
from gdviz.style.themes import Style

Array = NDArray[np.float64]


# In points: the width of the shaft, and the head; of a short arrow both are smaller.
SHAPES: dict[Look, tuple[float, ArrowShape]] = {
    "solid": (2.8, ArrowShape(9.5, half=4.5 / 9.5, most=0.8)),
    "hollow": (5.4, ArrowShape(11.0, half=6.0 / 11.0, most=0.8)),
    "dashed": (2.0, ArrowShape(8.0, half=0.5, most=0.8)),
}
DASH, GAP = 4.5, 3.2
# What is drawn first lies lowest.
ORDER: tuple[Look, ...] = ("box", "frame", "hollow", "dashed", "solid")
# No arrow is drawn farther than so many points off the page.
FAR = 5000.0


@dataclass(frozen=True, eq=False)
class PlacedMark:
    """A mark on the page: its ends (2, 2) in points, after and before it has grown, and the beats it is seen in."""

    mark: Mark
    color: str
    beat: int
    last: int
    ends: Array
    bud: Array

    @property
    def is_box(self) -> bool:
        """Whether it is a box, and its ends are two corners."""
        return self.mark.look in ("box", "frame")

    @property
    def size(self) -> float:
        """From one end to the other."""
        return float(np.linalg.norm(self.ends[1] - self.ends[0]))

    def is_seen(self, begun: int) -> bool:
        """Return whether it is there while so many beats have begun."""
        return self.beat < begun <= self.last + 1

    def grown(self, share: float) -> Array:
        """Return its ends when so much of it has grown; what begins at another's tip grows after that."""
        if self.mark.tail.any():
            share = max(0.0, 2 * share - 1)
        elif self.mark.look == "dashed":
            share = min(1.0, 2 * share)
        return self.bud + share * (self.ends - self.bud)

    def sketch(self) -> Array:
        """Return points along it, shape (n, 2), for what should keep clear of it."""
        start, end = self.ends
        if self.is_box:
            corners = np.array([start, (end[0], start[1]), end, (start[0], end[1]), start])
            return np.concatenate([_between(a, b) for a, b in pairwise(corners)])
        return _between(start, end)


def _between(start: Array, end: Array) -> Array:
    count = int(np.clip(np.linalg.norm(end - start) / 3, 2, 400))
    return start + np.linspace(0, 1, count)[:, None] * (end - start)


class Arrows:
    """The polygons of a page's arrows and boxes, as one artist: a hundred artists would be slow."""

    def __init__(self, axes: Axes, style: Style) -> None:
        self._style = style
        self._polygons = PolyCollection([], zorder=6)
        axes.add_collection(self._polygons, autolim=False)
        self._polygons.set_transform(axes.figure.dpi_scale_trans)
        # Snapped to pixels, dashes would be of two widths.
        self._polygons.set_snap(False)
        self.artist = self._polygons

    def set(self, marks: Sequence[tuple[PlacedMark, float]]) -> None:
        """Draw marks, each grown to a share of itself."""
        shapes, faces, edges, widths = [], [], [], []
        for drawn, share in marks:
            start, end = drawn.grown(share)
            pale = mix(drawn.color, self._style.casing, 0.72)
            if drawn.is_box:
                solid = drawn.mark.look == "box"
                outline = [_rectangle(start, end)] if solid else _dashed_rectangle(start, end)
                face = to_rgba(drawn.color, 0.13 if solid else 1.0)
                edge, width = (drawn.color, 1.3) if solid else ("none", 0.0)
            else:
                outline = _arrow(start, end, drawn.mark.look)
                hollow = drawn.mark.look == "hollow"
                face = to_rgba(pale if hollow else drawn.color)
                edge, width = (drawn.color, 1.3) if hollow else (self._style.casing, 0.9)
            shapes += [outline_part / 72 for outline_part in outline]
            faces += [face] * len(outline)
            edges += [to_rgba(edge)] * len(outline)
            widths += [width] * len(outline)
        self._polygons.set_verts(shapes)
        self._polygons.set_facecolor(faces)
        self._polygons.set_edgecolor(edges)
        self._polygons.set_linewidth(widths or [0.0])


def _rectangle(low: Array, high: Array) -> Array:
    return np.array([low, (high[0], low[1]), high, (low[0], high[1])])


def _dashed_rectangle(low: Array, high: Array) -> list[Array]:
    corners = _rectangle(low, high)
    pieces = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        pieces += _dashes(start, end, 1.1)
    return pieces


def _dashes(start: Array, end: Array, width: float) -> list[Array]:
    """Return the dashes of a line; on one longer than any page, at most two hundred."""
    length = float(np.linalg.norm(end - start))
    if length == 0:
        return []
    along = (end - start) / length
    across = np.array([-along[1], along[0]]) * width / 2
    begins = np.arange(0, length, max(DASH + GAP, length / 200))
    return [
        np.array([p + across, q + across, q - across, p - across])
        for p, q in ((start + a * along, start + min(a + DASH, length) * along) for a in begins)
    ]


def _arrow(start: Array, end: Array, look: Look) -> list[Array]:
    """Return an arrow's polygons: one, or dashes and a head; a short one is a smaller arrow."""
    width, shape = SHAPES[look]
    arrow = Arrow.of(start, end, shape, shape.length)
    if arrow is None or arrow.length < 0.05:
        return []
    tip, left, right = arrow.head
    neck, width = (left + right) / 2, width * shape.head(arrow.length, shape.length) / shape.length
    if look == "dashed":
        return [*_dashes(start, neck, width), np.array([left, tip, right])]
    side = np.array([-arrow.along[1], arrow.along[0]]) * width / 2
    return [np.array([start + side, neck + side, left, tip, right, neck - side, start - side])]
