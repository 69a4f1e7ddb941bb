"""Level ground side by side: a minimum, a maximum, a saddle, each with a ball that starts a nudge away from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.critical_points import (
    Nudged,
    found_in,
    nudged,
    patch_about,
    why_not_critical_points,
)
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import widest
from gdviz.figures.figure import Painter, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.marks import Heading
from gdviz.languages import enumerated, said, to_say
from gdviz.pens.agg import Easel, VectorEasel
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.relief.rulers import TICKS
from gdviz.runs.run import Run
from gdviz.style.numerals import tick
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# In points: what is free at the edges of the page and between the patches, and the lines above and below each.
EDGE, GAP, ABOVE, BELOW, LINE = 18.0, 6.0, 24.0, 46.0, 15.0
# How far below a patch its words begin, what they take where they stand beside it, and the size of the kind's name.
FOOT, BESIDE, NAME = 16.0, 104.0, 12.0
# The height of a patch over its width, at most, and that of what it shows; and how many patches have room.
TALL, SHOWN, ROW = 1.05, 0.9, 4
# From this height over its width on a page has its patches below one another. In points, what is free at both sides of
# a patch, so that the name of an axis does not stand with the numbers of the next, and what is shown on at least with
# numbers.
HIGH, FREE, NUMBERED = 1.3, 9.0, 92.0
# Of all patches, in degrees.
ELEVATION = 34.0
FATES = {
    ("minimum", "returns"): to_say("it comes back"),
    ("maximum", "leaves"): to_say("it rolls off"),
    ("saddle", "leaves"): to_say("it slides off"),
}
KINDS = {"minimum": to_say("minimum"), "maximum": to_say("maximum"), "saddle": to_say("saddle")}
OUTCOMES = {
    "returns": to_say("it comes back"),
    "leaves": to_say("it leaves"),
    "lingers": to_say("neither back nor gone"),
}


@figure("critical-points", fits=why_not_critical_points, strip=StripShape(1.15, each=True, panels=False))
def critical_points(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Nudge a ball off a minimum, a maximum and a saddle, side by side.

    Each run starts beside a point where the gradient is zero. Its patch of the landscape, as high as the others
    whatever its range, shows how the ground curves there; below it are the eigenvalues of the Hessian and, once it is
    known, what became of the ball, which leaves the picture where it leaves the patch.
    """
    if len(runs) > ROW:
        raise ValueError(f"figure 'critical-points' has room for {ROW} runs, not {len(runs)}; give fewer")
    found = nudged(runs)
    order = {id(run): i for i, run in enumerate(runs)}
    indices = [order[id(one.run)] for one in found]
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks, subtitle=said("Nudged off level ground"))
        if not canvas.has_picture:
            return canvas.painter([heading])
        places = _places(canvas, len(found))
        boxes = [place.patch for place in places]
        row = Patches(
            canvas,
            [_diorama(canvas, one, runs, looks[i], box) for one, i, box in zip(found, indices, boxes, strict=True)],
            boxes,
            indices,
        )
        fates = [
            Ending(canvas, one, diorama, looks[i], place, i)
            for one, i, diorama, place in zip(found, indices, row.dioramas, places, strict=True)
        ]
        return canvas.painter([row, heading, *fates])


@dataclass(frozen=True)
class PatchPlace:
    """Where a patch, the name of its kind and its words go, in points.

    Attributes
    ----------
    patch
        Its box.
    name, words
        The middle of the name, or its left end beside a patch, and the first line of the words.
    align
        Which part of the words is there: 0 the left end, in lines as short as can be, or 0.5 the middle.
    has_mark
        Whether the words, which stand far from the patch, begin with its mark.
    """

    patch: Box
    name: tuple[float, float]
    words: tuple[float, float]
    align: float
    has_mark: bool = False


class Patches(Artist):
    """The dioramas of a page, each in its box in points; what stands in them is painted once."""

    def __init__(
        self, canvas: Canvas, dioramas: Sequence[Diorama], boxes: Sequence[Box], indices: Sequence[int]
    ) -> None:
        super().__init__()
        self.dioramas, self._boxes, self._indices = dioramas, boxes, indices
        self._unit, self._finer = float(canvas.figure.dpi) / 72, canvas.finer
        self._page = canvas.figure.bbox
        self._steps: Sequence[float] = [0.0] * len(dioramas)
        self._easels: list[Easel] = []
        self._still: Any = None
        canvas.figure.add_artist(self)
        self.artists: tuple[Artist, ...] = (self,)

    def show(self, moment: Moment) -> None:
        """Set the step of each run."""
        self._steps = [moment.steps[index] for index in self._indices]

    def draw(self, renderer: Any) -> None:
        """Paint the dioramas on a renderer's page."""
        if not isinstance(renderer, RendererAgg):
            # A page of vectors may be printed large.
            for diorama, box, step in zip(self.dioramas, self._boxes, self._steps, strict=True):
                fine = diorama.refined()
                easel = fine.easel(renderer, _pixels(box, 1.0), 1.0, VectorEasel, finer=self._finer)
                fine.paint_still(easel, fine.view(0))
                fine.paint_moving(easel, fine.view(0), [step])
            return
        if self._still is None:
            self._easels = [
                diorama.easel(renderer, _pixels(box, self._unit), self._unit, finer=self._finer)
                for diorama, box in zip(self.dioramas, self._boxes, strict=True)
            ]
            for diorama, easel in zip(self.dioramas, self._easels, strict=True):
                diorama.paint_still(easel, diorama.view(0))
            self._still = renderer.copy_from_bbox(self._page)
        else:
            renderer.restore_region(self._still)
        for diorama, easel, step in zip(self.dioramas, self._easels, self._steps, strict=True):
            diorama.paint_moving(easel, diorama.view(0), [step])


class Ending:
    """The words at a patch: which kind of point it is, how the ground curves, and what became of the ball."""

    def __init__(
        self, canvas: Canvas, nudge: Nudged, diorama: Diorama, look: Series, place: PatchPlace, index: int
    ) -> None:
        self._index = index
        self._canvas, self._look = canvas, look
        x, y = place.name
        kind = said(KINDS[nudge.point.kind])
        is_centred = place.align > 0 or place.has_mark
        x -= is_centred * (canvas.width_of(kind, NAME) * canvas.points[0] / 2 + 6)
        self._mark(x, y)
        self._write(kind, x + 12, y, size=NAME, color=look.color, bold=True)
        curves = enumerated(_signed(value) for value in nudge.point.curvatures.tolist())
        x, y = place.words
        if place.has_mark:
            self._mark(x, y)
            x += 12
        is_narrow = place.align == 0 and not place.has_mark
        lines = [said("eigenvalues"), curves] if is_narrow else [said("eigenvalues {values}", values=curves)]
        for words in lines if canvas.excerpt is None else ():
            self._write(words, x, y, ha="center" if place.align else "left", color=canvas.style.muted)
            y -= LINE
        track = diorama.tracks[0]
        self._since = nudge.settled if track.left is None else min(nudge.settled, track.left)
        self._outcome = said(FATES.get((nudge.point.kind, nudge.fate), OUTCOMES[nudge.fate]))
        self._words = Lettering(canvas, (x, y), bold=True, align=place.align)
        self.artists: tuple[Artist, ...] = (self._words,)

    def _mark(self, x: float, y: float) -> None:
        wide, tall = self._canvas.points
        how: dict[str, Any] = {"marker": self._look.marker, "color": self._look.color, "ms": 6.5, "mew": 0}
        self._canvas.figure.add_artist(Line2D([(x + 3) / wide], [y / tall], **how))

    def _write(self, words: str, x: float, y: float, **how: Any) -> None:
        wide, tall = self._canvas.points
        self._canvas.text(x / wide, y / tall, words, va="center", **how)

    def show(self, moment: Moment) -> None:
        """Say what became of the ball, once that is known."""
        self._words.words = self._outcome if moment.steps[self._index] >= self._since else ""


def _diorama(canvas: Canvas, nudge: Nudged, runs: Sequence[Run], look: Series, box: Box) -> Diorama:
    """Return the patch about a run's critical point, which is ringed, with the run alone on it."""
    patch = patch_about(nudge.point, found_in(runs), widest(runs), nudge.run.params[0])
    surface = {"surface.x": patch.x, "surface.y": patch.y, "surface.loss": patch.loss}
    run = nudge.run
    problem = {**run.problem, "minima": [nudge.point.at.tolist()]}
    shown = replace(run.having(surface), manifest={**run.manifest, "problem": problem})
    cells = cells_for((box.high - box.low) * float(canvas.figure.dpi) / 72)
    how: dict[str, Any] = {"cells": cells, "camera": Camera(None, ELEVATION, 0.0)}
    # On a patch of its own a run needs neither marker nor dashes, and its small ball has no room for a marker.
    how["looks"] = [replace(look, marker="o", dash=())]
    numbers = TICKS if canvas.excerpt is None and _shown_on(box) >= NUMBERED else 0
    return Diorama([shown], canvas.style, **how, numbers=numbers)


def _places(canvas: Canvas, count: int) -> list[PatchPlace]:
    """Return where patches and words go: as makes the patches largest."""
    if canvas.excerpt is not None:
        return _below(canvas.excerpt.frame, count, count, above=ABOVE - 8.0, under=LINE, gap=0.0)
    wide, tall = canvas.points
    page = Box.between(EDGE, EDGE / 2, wide - EDGE, tall - canvas.head + 6)
    is_high = tall > HIGH * wide
    even = [columns for columns in range(1, count + 1) if count % columns == 0 and (columns == 1 or not is_high)]
    ways = [lay(page, count, columns) for columns in even for lay in (_below, _beside)]
    if count == ROW - 1 and not is_high:
        ways.append(_around_words(page, count))
    return max(ways, key=lambda places: _shown_on(places[0].patch))


def _shown_on(patch: Box) -> float:
    """Return how high a relief is shown on a patch, in points."""
    return min(SHOWN * (patch.width - 2 * FREE), patch.height)


def _below(
    page: Box, count: int, columns: int, *, above: float = ABOVE, under: float = BELOW, gap: float = GAP
) -> list[PatchPlace]:
    """Return places in so many columns, with the name above each patch and the words below it."""
    found = []
    for cell in _cells(page, count, columns, gap):
        side = max(min(cell.height - above - under, TALL * cell.width), 1.0)
        patch = Box(cell.left, cell.low + (cell.height + under - above - side) / 2, cell.width, side)
        x = patch.left + patch.width / 2
        found.append(PatchPlace(patch, (x, patch.high + 0.45 * above), (x, patch.low - min(FOOT, 0.6 * under)), 0.5))
    return found


def _beside(page: Box, count: int, columns: int) -> list[PatchPlace]:
    """Return places in so many columns, with all words at the right of each patch."""
    found = []
    for cell in _cells(page, count, columns, GAP):
        room = max(cell.width - BESIDE, 1.0)
        side = max(min(cell.height - GAP, TALL * room), 1.0)
        x, y = cell.left + room + 4, cell.low + cell.height / 2
        patch = Box(cell.left, y - side / 2, room, side)
        found.append(PatchPlace(patch, (x, y + 1.5 * LINE), (x, y + 0.4 * LINE), 0.0))
    return found


def _around_words(page: Box, count: int) -> list[PatchPlace]:
    """Return places in two columns, with the words of all patches in the cell that is left."""
    *cells, rest = _cells(page, count + 1, 2, GAP)
    pitch = min(rest.height / count, 3 * LINE)
    high = rest.low + rest.height / 2 + pitch * count / 2
    found = []
    for i, cell in enumerate(cells):
        patch = cell.with_edges(high=max(cell.high - ABOVE + 2, cell.low + 1))
        name, y = (patch.left + patch.width / 2, patch.high + 0.4 * ABOVE), high - i * pitch - LINE
        found.append(PatchPlace(patch, name, (rest.left + BESIDE / 4, y), 0.0, has_mark=True))
    return found


def _cells(page: Box, count: int, columns: int, gap: float) -> list[Box]:
    """Return so many boxes of equal size, row by row."""
    rows = -(-count // columns)
    width, height = (page.width - (columns - 1) * gap) / columns, page.height / rows
    places = [divmod(i, columns) for i in range(count)]
    return [Box(page.left + c * (width + gap), page.high - (r + 1) * height, width, height) for r, c in places]


def _pixels(box: Box, unit: float) -> tuple[float, float, float, float]:
    """Return the sides in pixels, of which there are so many to a point, of what a patch's box leaves to its relief."""
    return unit * (box.left + FREE), unit * box.low, unit * (box.right - FREE), unit * box.high


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{tick(value, 3)}"
