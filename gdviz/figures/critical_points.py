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
from gdviz.figures.parts.canvas import BARE, HEADING, Canvas, drawing
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.marks import Heading
from gdviz.pens.agg import Easel, VectorEasel
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.runs.run import Run
from gdviz.style.numerals import tick
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# In points: what is free at the edges of the page and between the patches, and the lines above and below each.
EDGE, GAP, ABOVE, BELOW, LINE = 24.0, 10.0, 24.0, 46.0, 15.0
# How far below a patch its words begin, what they take where they stand beside it, and the size of the kind's name.
FOOT, BESIDE, NAME = 16.0, 104.0, 12.0
# The height of a patch over its width, at most; and how many of them stand in one row at most.
TALL, ROW = 1.05, 4
# Of all patches, in degrees.
ELEVATION = 34.0
FATES = {
    ("minimum", "returns"): "it comes back",
    ("maximum", "leaves"): "it rolls off",
    ("saddle", "leaves"): "it slides off",
}
OUTCOMES = {"returns": "it comes back", "leaves": "it leaves", "lingers": "neither back nor gone"}


@figure("critical-points", fits=why_not_critical_points, strip=StripShape(1.15, each=True, panels=False))
def critical_points(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Nudge a ball off a minimum, a maximum and a saddle, side by side.

    Each run starts beside a point where the gradient is zero. Its patch of the landscape, as high as the others
    whatever its range, shows how the ground curves there; below it are the eigenvalues of the Hessian and, once it is
    known, what became of the ball, which leaves the picture where it leaves the patch.
    """
    found = nudged(runs)
    order = {id(run): i for i, run in enumerate(runs)}
    indices = [order[id(one.run)] for one in found]
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks, subtitle="Nudged off level ground")
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
            Fate(canvas, one, diorama, looks[i], place, i)
            for one, i, diorama, place in zip(found, indices, row.dioramas, places, strict=True)
        ]
        return canvas.painter([row, heading, *fates])


@dataclass(frozen=True)
class Place:
    """A patch's box, where the name of its kind and the words below that stand, and which part of words is there."""

    patch: Box
    name: tuple[float, float]
    words: tuple[float, float]
    align: float

    def broken(self, words: str) -> list[str]:
        """Return words in one line, or beside a patch in two."""
        return [words] if self.align else words.split(" ", 1)


class Patches(Artist):
    """The dioramas of a page, each in its box in points; what stands in them is painted once."""

    def __init__(
        self, canvas: Canvas, dioramas: Sequence[Diorama], boxes: Sequence[Box], indices: Sequence[int]
    ) -> None:
        super().__init__()
        self.dioramas, self._boxes, self._indices = dioramas, boxes, indices
        self._unit = float(canvas.figure.dpi) / 72
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
                easel = fine.easel(renderer, _pixels(box, 1.0), 1.0, VectorEasel)
                fine.paint_still(easel, fine.view(0))
                fine.paint_moving(easel, fine.view(0), [step])
            return
        if self._still is None:
            self._easels = [
                diorama.easel(renderer, _pixels(box, self._unit), self._unit)
                for diorama, box in zip(self.dioramas, self._boxes, strict=True)
            ]
            for diorama, easel in zip(self.dioramas, self._easels, strict=True):
                diorama.paint_still(easel, diorama.view(0))
            self._still = renderer.copy_from_bbox(self._page)
        else:
            renderer.restore_region(self._still)
        for diorama, easel, step in zip(self.dioramas, self._easels, self._steps, strict=True):
            diorama.paint_moving(easel, diorama.view(0), [step])


class Fate:
    """The words at a patch: which kind of point it is, how the ground curves, and what became of the ball."""

    def __init__(self, canvas: Canvas, nudge: Nudged, diorama: Diorama, look: Series, place: Place, index: int) -> None:
        self._index = index
        wide, tall = canvas.points
        x, y = place.name
        start = x if place.align == 0 else x - canvas.width_of(nudge.point.kind, NAME) * wide / 2 - 6
        mark = Line2D([(start + 3) / wide], [y / tall], marker=look.marker, color=look.color, ms=6.5, mew=0)
        canvas.figure.add_artist(mark)
        how: dict[str, Any] = {"va": "center", "color": look.color, "bold": True}
        canvas.text((start + 12) / wide, y / tall, nudge.point.kind, size=NAME, **how)
        curves = ", ".join(_signed(value) for value in nudge.point.curvatures.tolist())
        x, y = place.words
        for words in () if canvas.excerpt is not None else place.broken(f"eigenvalues {curves}"):
            how = {"ha": "center" if place.align else "left", "va": "center", "color": canvas.style.muted}
            canvas.text(x / wide, y / tall, words, **how)
            y -= LINE
        track = diorama.tracks[0]
        self._since = nudge.settled if track.left is None else min(nudge.settled, track.left)
        self._outcome = FATES.get((nudge.point.kind, nudge.fate), OUTCOMES[nudge.fate])
        self._words = Lettering(canvas, (x, y), bold=True, align=place.align)
        self.artists: tuple[Artist, ...] = (self._words,)

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
    diorama = Diorama([shown], canvas.style, cells=cells, camera=Camera(None, ELEVATION, 0.0))
    diorama.looks = [look]
    return diorama


def _places(canvas: Canvas, count: int) -> list[Place]:
    """Return where patches and words go: in as many columns, and the words below or beside, as make patches largest."""
    if canvas.excerpt is not None:
        return _in_a_grid(canvas.excerpt.frame, count, count, below=(ABOVE - 8.0, LINE), gap=0.0)
    wide, tall = canvas.points
    page = Box.between(EDGE, EDGE / 2, wide - EDGE, tall - (BARE if canvas.style.title == "" else HEADING) + 6)
    ways = [
        _in_a_grid(page, count, columns, **how)
        for columns in range(1, min(count, ROW) + 1)
        for how in ({}, {"beside": BESIDE})
    ]
    return max(ways, key=lambda places: min(places[0].patch.width * TALL, places[0].patch.height))


def _in_a_grid(
    page: Box,
    count: int,
    columns: int,
    *,
    below: tuple[float, float] = (ABOVE, BELOW),
    beside: float = 0.0,
    gap: float = GAP,
) -> list[Place]:
    """Return places in so many columns of a box, with words above and below each patch, or beside it."""
    rows = -(-count // columns)
    width, height = (page.width - (columns - 1) * gap) / columns, page.height / rows
    above, under = (0.0, 0.0) if beside else below
    room = width - beside
    # A patch with its floor is about as high as it is wide; words keep near to it.
    side = max(min(height - above - under - (GAP if beside else 0.0), TALL * room), 1.0)
    found = []
    for i in range(count):
        row, column = divmod(i, columns)
        left = page.left + column * (width + gap)
        middle = page.high - (row + 0.5) * height
        if beside:
            patch = Box(left, middle - side / 2, room, side)
            x = left + room + 4
            found.append(Place(patch, (x, middle + 1.5 * LINE), (x, middle + 0.4 * LINE), 0.0))
        else:
            patch = Box(left, middle + (under - above - side) / 2, room, side)
            x = patch.left + patch.width / 2
            found.append(Place(patch, (x, patch.high + 0.45 * above), (x, patch.low - min(FOOT, 0.6 * under)), 0.5))
    return found


def _pixels(box: Box, unit: float) -> tuple[float, float, float, float]:
    """Return a box's sides in pixels, of which there are so many to a point."""
    return unit * box.left, unit * box.low, unit * box.right, unit * box.high


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{tick(value, 3)}"
