"""Draws in the space of a relief, and leaves out, or lets show through, what the relief hides."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.pens.agg import Easel
from gdviz.pens.shapes import ARROW_CASING, ARROW_CASING_ALPHA, SPACE_ARROW, Arrow
from gdviz.relief.diorama import Diorama
from gdviz.relief.view import View
from gdviz.relief.visibility import visible_parts
from gdviz.style.themes import Series

Array = NDArray[np.float64]


class Sketch:
    """Draws in the space of a relief, as one view sees it: what the relief hides is left out, or shows through pale.

    Points are world points, shape (n, 3); see gdviz.relief.solid.

    Attributes
    ----------
    view, sight
        Where the camera is, and what it lets be seen.
    """

    def __init__(self, easel: Easel, diorama: Diorama, view: View) -> None:
        self.view, self.sight = view, diorama.sight(view)
        self._easel, self._diorama = easel, diorama

    def line(self, places: Array, color: str, width: float, *, alpha: float = 1.0, through: float = 0.0) -> None:
        """Draw a line; what is hidden of it with the share `through` of its opacity."""
        self.lines([places], color, width, alpha=alpha, through=through)

    def lines(
        self, lines: Sequence[Array], color: str, width: float, *, alpha: float = 1.0, through: float = 0.0
    ) -> None:
        """Draw lines that are alike, such as dashes."""
        places, ends = np.concatenate(lines), np.cumsum([len(line) for line in lines])
        clear, seen = self.sight.clearance(places), self.view.project(places)
        self._easel.stroke(*visible_parts(seen, clear, ends), color, width, alpha=alpha)
        if through:
            self._easel.stroke(*visible_parts(seen, -clear, ends), color, width, alpha=alpha * through)

    def polygon(self, corners: Array, color: str, *, alpha: float = 1.0) -> None:
        """Fill a polygon, whatever is before it."""
        self._easel.polygon(self.view.project(corners), color, alpha=alpha)

    def spot(self, points: Array) -> Array:
        """Return where world points (..., 3) are seen, in points (..., 2) of the page."""
        return self._easel.pixels(self.view.project(points)) / self._easel.unit

    @property
    def page(self) -> Array:
        """The page's width and height (2,) in points."""
        size: Array = np.array(self._easel.renderer.get_canvas_width_height()) / self._easel.unit
        return size

    def label(self, at: Array, words: str, color: str, size: float, *, casing: str) -> None:
        """Write words, cased, around a point (2,) of the page as `spot` gives it."""
        place = (at * self._easel.unit - self._easel.centre) / self._easel.scale
        self._easel.text(place, words, color, size, bold=True, align=np.array([0.5, 0.5]), casing=casing)

    def size(self, words: str, size: float) -> Array:
        """Return the width and height (2,) of the words of a label in points."""
        return self._easel.text_size(words, size, bold=True) / self._easel.unit

    def written(self) -> list[tuple[Array, Array]]:
        """Return the middles and half sides (2,), in points of the page, of the words beside the floor."""
        words = [word for axis in (0, 1) for word in self._diorama.words(self._easel, self.view, axis)]
        boxes = [self._easel.pixels(word.box(self._easel)) / self._easel.unit for word in words]
        return [(box.mean(axis=0), np.ptp(box, axis=0) / 2) for box in boxes]

    def dot(self, at: Array, color: str, radius: float, *, casing: str) -> None:
        """Fill a disc of so many points around a world point (3,), on its casing, whatever is before it."""
        turn, unit = np.linspace(0, 2 * np.pi, 33), self._easel.nib / self._easel.scale
        circle = self.view.project(at) + radius * unit * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        self._easel.lines([circle], casing, 2.2)
        self._easel.polygon(circle, color)

    def arrow(
        self, tail: Array, tip: Array, color: str, width: float, *, casing: str = "", through: float = 0.0
    ) -> None:
        """Draw an arrow from one world point (3,) to another, its head flat in the picture."""
        start, end = self.view.project(np.stack([tail, tip]))
        full = SPACE_ARROW.length * width * self._easel.nib / self._easel.scale
        arrow = Arrow.of(start, end, SPACE_ARROW, full)
        if arrow is None:
            return
        shaft = tail + np.linspace(0, arrow.share, 24)[:, None] * (tip - tail)
        if casing:
            self.line(shaft, casing, width + ARROW_CASING, alpha=ARROW_CASING_ALPHA, through=through)
            head = np.concatenate([arrow.head, arrow.head[:1]])
            self._easel.lines([head], casing, ARROW_CASING, alpha=ARROW_CASING_ALPHA)
        self.line(shaft, color, width, through=through)
        self._easel.polygon(arrow.head, color)

    def ball(self, centre: Array, look: Series, *, opacity: float = 1.0) -> None:
        """Paint a ball with its marker and its shadow, like a run's, at a world point (3,)."""
        self._diorama.paint_ball(self._easel, self.view, centre, look, opacity)

    def markers(self, steps: Sequence[float]) -> None:
        """Paint the runs' balls or robots at their steps, above what is drawn so far."""
        self._diorama.paint_markers(self._easel, self.view, steps)
