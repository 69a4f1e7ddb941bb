"""Arrows and boxes around theta that appear beat by beat, and where their labels stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from gdviz.analysis.anatomy.ledger import Look, Mark, Page
from gdviz.figures.anatomy.zoom import reach
from gdviz.style.colors import mix
from gdviz.style.themes import Style

Array = NDArray[np.float64]

# In points: the width of the shaft, and the width and the length of the head.
SHAPES: dict[Look, tuple[float, float, float]] = {
    "solid": (2.8, 9.0, 9.5),
    "hollow": (5.4, 12.0, 11.0),
    "dashed": (2.0, 8.0, 8.0),
}
DASH, GAP = 4.5, 3.2
# What is drawn first lies lowest.
ORDER: tuple[Look, ...] = ("box", "frame", "hollow", "dashed", "solid")
# No arrow is drawn farther than so many points off the page.
FAR = 5000.0
# Arrows and boxes smaller than this, in points, have no label.
UNSEEN, SMALL_BOX = 3.0, 22.0
# A label that would stand farther off the panel than this, in points, is left out.
OUTSIDE = 4.0
# Directions in which a label may stand off the tip of its arrow, from the arrow's own, in degrees; the best first.
TURNS = (0, 40, -40, 75, -75, 110, -110, 150, -150, 180)


@dataclass(frozen=True, eq=False)
class Drawn:
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


def drawn_on(axes: Axes, page: Page, unit: float, colors: dict[str, str]) -> list[Drawn]:
    """Return the marks of a page as they lie on the axes, those that are drawn first in front."""
    points = 72 / axes.figure.dpi
    beats = page.beats
    found = []
    replaced = {
        mark.replaces: beats.index(line.beat) - (mark.look == "box") for line in page.lines for mark in line.marks
    }
    for line in page.lines:
        beat = beats.index(line.beat)
        for mark in line.marks:
            last = beat if mark.passing else replaced.get(mark.label or "nothing", len(beats))
            ends, bud = (
                np.clip(axes.transData.transform(reach(page, mark, unit, share)) * points, -FAR, FAR)
                for share in (1.0, 0.0)
            )
            if np.isfinite(ends).all():
                found.append(Drawn(mark, colors[line.role], beat, last, ends, bud))
    return sorted(found, key=lambda drawn: ORDER.index(drawn.mark.look))


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

    def set(self, marks: Sequence[tuple[Drawn, float]]) -> None:
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
    length = float(np.linalg.norm(end - start))
    if length < 0.05:
        return []
    shaft, wide, long = np.array(SHAPES[look]) * min(1.0, length / (1.25 * SHAPES[look][2]))
    along = (end - start) / length
    across = np.array([-along[1], along[0]])
    neck = end - long * along
    head = [neck + across * wide / 2, end, neck - across * wide / 2]
    if look == "dashed":
        return [*_dashes(start, neck, shaft), np.array(head)]
    side = across * shaft / 2
    return [np.array([start + side, neck + side, *head, neck - side, start - side])]


def place(drawn: Sequence[Drawn], sizes: Sequence[Array], panel: Array, kept: Sequence[Array]) -> list[Array | None]:
    """Return the middle of each mark's label, in points, or None where it has none.

    Every label takes, of some places at its mark, the one that covers least of what is there.

    Parameters
    ----------
    drawn, sizes
        The marks, and each label's width and height in points.
    panel
        The panel's low and high corner, in points.
    kept
        Points that no label should cover, like the ball's.
    """
    sketches = np.concatenate([mark.sketch() for mark in drawn] + [np.array(kept).reshape(-1, 2)])
    weights = np.concatenate(
        [np.full(len(mark.sketch()), 0.5 if mark.is_box else 1.5) for mark in drawn] + [np.full(len(kept), 12.0)]
    )
    placed: list[tuple[Array, Array]] = []
    found: list[Array | None] = [None] * len(drawn)
    for i in np.argsort([mark.size for mark in drawn])[::-1]:
        if not drawn[i].mark.label or drawn[i].size < (SMALL_BOX if drawn[i].is_box else UNSEEN):
            continue
        half = 1.08 * sizes[i] / 2 + 1.0
        best, least = None, np.inf
        for order, middle in enumerate(_places(drawn[i], half)):
            outside = np.maximum(panel[0] - (middle - half), 0) + np.maximum(middle + half - panel[1], 0)
            covered = weights[(np.abs(sketches - middle) <= half).all(axis=1)].sum()
            overlaps = sum(bool((np.abs(middle - other) < half + size).all()) for other, size in placed)
            cost = 0.6 * order + covered + 40 * overlaps + 20 * float(outside.sum())
            if cost < least and outside.sum() < OUTSIDE:
                best, least = middle, cost
        if best is not None:
            found[i] = best
            placed.append((best, half))
    return found


def _places(drawn: Drawn, half: Array) -> list[Array]:
    """Return where the middle of a label with these half sides may be, the best place first."""
    start, end = drawn.ends
    if drawn.is_box:
        low, high = np.minimum(start, end), np.maximum(start, end)
        middle = (low + high) / 2
        left, right = low[0] + half[0] + 2, high[0] - half[0] - 2
        above, below = high[1] + half[1] + 1, low[1] - half[1] - 1
        return [np.array([x, y]) for x in (right, left, middle[0]) for y in (above, below)] + [
            np.array([x, y])
            for y in (high[1] - half[1] - 2, low[1] + half[1] + 2)
            for x in (high[0] + half[0] + 2, low[0] - half[0] - 2)
        ]
    along = (end - start) / max(drawn.size, 1e-9)
    places = []
    for away in (3.0, 9.0):
        for turn in TURNS:
            c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
            way = np.array([c * along[0] - s * along[1], s * along[0] + c * along[1]])
            places.append(end + way * (float(np.abs(way) @ half) + away))
    across = np.array([-along[1], along[0]])
    clear = across * (float(np.abs(across) @ half) + 4.0)
    return places + [start + share * (end - start) + side * clear for share in (0.75, 0.5) for side in (1, -1)]
