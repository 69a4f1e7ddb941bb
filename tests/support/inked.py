"""What matplotlib paints on a figure's page at a moment: its words, its marks and where its pictures are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from layouts import Mark, Sheet, Words
from matplotlib.axis import Tick
from matplotlib.collections import Collection, LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text

from gdviz.analysis.pacing import Moment
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.shot import Shot
from gdviz.pens.agg import Easel
from gdviz.relief.diorama import Diorama
from gdviz.relief.markers import Markers

# Words paler than this are on their way in or out; a line thinner than so many points is a hair.
PALE, HAIR = 0.3, 1.15


class Ink:
    """Keeps what is painted, in order."""

    def __init__(self) -> None:
        self.words: list[Words] = []
        self.marks: list[Mark] = []
        self._count = 0

    def clear(self) -> None:
        """Forget all."""
        self.words, self.marks = [], []

    def write(self, words: str, box: Any, letter: float, alpha: float | None) -> None:
        """Keep words."""
        if words.strip() and (alpha is None or alpha > PALE):
            self._count += 1
            left, low, right, high = (float(edge) for edge in box)
            self.words.append(Words(words, (left, low, right, high), letter, self._count))

    def mark(self, name: str, points: Any, radius: float = 0.0) -> None:
        """Keep a mark."""
        self._count += 1
        self.marks.append(Mark(name, np.asarray(points, float).reshape(-1, 2), radius, self._count))


@contextmanager
def inking() -> Iterator[Ink]:
    """Keep what would be painted for as long as the block lasts, in place of painting it."""
    ink = Ink()
    with pytest.MonkeyPatch.context() as patch:

        def text(self: Text, renderer: Any) -> None:
            if self.get_visible() and self.get_text().strip():
                unit = float(self.figure.dpi) / 72
                box = Text.get_window_extent(self, renderer).extents
                ink.write(self.get_text(), box, self.get_fontsize() * unit, self.get_alpha())

        def lettering(self: Lettering, renderer: Any) -> None:
            if self.get_visible() and self.words.strip():
                unit = float(self.figure.dpi) / 72
                ink.write(self.words, self.get_window_extent().extents, self._size * unit, self.get_alpha())

        def pen(self: Easel, at: Any, words: str, color: str, size: float, *, align: Any, **how: Any) -> None:
            sides = self.text_size(words, size)
            low = self.pixels(at) - align * sides
            ink.write(words, (*low, *(low + sides)), size * self.unit, None)

        def line(self: Line2D, renderer: Any) -> None:
            if not self.get_visible() or not len(self.get_xydata()):
                return
            points = self.get_transform().transform(self.get_xydata())
            points = _kept(self, points)
            unit = float(self.figure.dpi) / 72
            if self.get_linestyle() not in ("None", "none", "", " ") and self.get_linewidth() > HAIR:
                ink.mark("a line", points)
            if self.get_marker() not in (None, "None", "none", "", " ") and not isinstance(self.get_marker(), int):
                ink.mark("a marker", points, (self.get_markersize() / 2) * unit)

        def pieces(self: Collection, renderer: Any) -> None:
            if isinstance(self, LineCollection) and self.get_visible() and max(self.get_linewidth(), default=0) > HAIR:
                for piece in self.get_segments():
                    if len(piece):
                        ink.mark("a line", _kept(self, self.get_transform().transform(piece)))

        def arrow(self: FancyArrowPatch, renderer: Any) -> None:
            if self.get_visible():
                path = self.get_path()
                # What closes a polygon has no place of its own.
                ink.mark("an arrow", self.get_transform().transform(path.vertices[path.codes != path.CLOSEPOLY]))

        def stroke(self: Easel, points: Any, codes: Any, color: str, width: float, **how: Any) -> None:
            if width > HAIR and len(points) > 1:
                at = self.pixels(np.asarray(points))
                for piece in np.split(at, np.flatnonzero(np.asarray(codes)[1:] == 1) + 1):
                    ink.mark("a path", piece)

        def ball(self: Diorama, easel: Easel, view: Any, centre: Any, *given: Any, **how: Any) -> None:
            place, size = Markers._seen_ball(easel, view, centre)
            ink.mark("a ball", place / easel.fineness, size / easel.fineness)

        for kind, name, look in (
            (Text, "draw", text),
            (Lettering, "draw", lettering),
            (Easel, "text", pen),
            (Line2D, "draw", line),
            (LineCollection, "draw", pieces),
            (FancyArrowPatch, "draw", arrow),
            (Easel, "stroke", stroke),
            (Diorama, "paint_ball", ball),
        ):
            patch.setattr(kind, name, look)
        # Ticks are neither words nor in their way.
        draw_tick = Tick.draw

        def tick(self: Tick, renderer: Any) -> None:
            before = len(ink.marks)
            draw_tick(self, renderer)
            del ink.marks[before:]

        patch.setattr(Tick, "draw", tick)
        yield ink


def _kept(artist: Any, points: np.ndarray) -> np.ndarray:
    """Return points with those that are clipped away left out; lines end where they leave."""
    box = artist.get_clip_box()
    if not artist.get_clip_on() or box is None:
        return points
    return np.clip(points, box.min - 1, box.max + 1) if len(points) > 1 else points[_within(points, box)]


def _within(points: np.ndarray, box: Any) -> np.ndarray:
    return np.asarray(((points >= box.min) & (points <= box.max)).all(axis=1))


def sheets_of(painter: Any, moments: list[Moment]) -> list[Sheet]:
    """Return what the page of a figure holds at some moments."""
    sheets = []
    with inking() as ink:
        painter._draw_still()
        still = (list(ink.words), list(ink.marks))
        for moment in moments:
            ink.clear()
            for part in painter._parts:
                # What was kept of a view is painted once more, so that it is seen.
                for artist in part.artists:
                    if isinstance(artist, Shot):
                        artist._shown = artist._still = None
                    elif hasattr(artist, "_painted"):
                        artist._painted = None
            painter(moment)
            width, height = painter.clip.width, painter.clip.height
            sheets.append(Sheet(width, height, still[0] + ink.words, still[1] + ink.marks, pictures_of(painter)))
    return sheets


def pictures_of(painter: Any) -> list[tuple[float, float, float, float]]:
    """Return the boxes, in pixels, of a page's axes and reliefs: what they have to lie in, to scale."""
    size = np.array([painter.clip.width, painter.clip.height] * 2)
    places = [axes.get_position(original=True) for axes in painter.figure.axes if axes.get_visible()]
    boxes = [tuple(np.asarray(place.extents) * size) for place in places]
    for part in painter._parts:
        for artist in part.artists:
            if isinstance(artist, Shot):
                boxes.append(tuple(artist._box.corners.ravel() * size))
            elif hasattr(artist, "dioramas"):
                unit = float(painter.figure.dpi) / 72
                boxes += [(b.left * unit, b.low * unit, b.right * unit, b.high * unit) for b in artist._boxes]
    return boxes
