"""A diorama as a part of a page."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist

from gdviz.diorama import Diorama
from gdviz.figures.canvas import Canvas
from gdviz.pacing import Moment
from gdviz.raster import Easel, VectorEasel
from gdviz.relief import View

Box = tuple[float, float, float, float]


class Shot(Artist):
    """A diorama filmed into a box (left, low, right, high), given in shares of the page.

    On pixels, the still part of a view is kept until the view changes; on a page of vectors lines and words stay such.
    """

    def __init__(self, canvas: Canvas, diorama: Diorama, box: Box) -> None:
        super().__init__()
        self._diorama = diorama
        self._box = box
        self._unit = float(canvas.figure.dpi) / 72
        self._pixels = self._easel(Easel, canvas.renderer, self._unit)
        self._shown: View | None = None
        self._still: Any = None
        self._moment = Moment((0.0,) * len(diorama.tracks), 0.0)
        self._page = canvas.figure.bbox
        self.set_figure(canvas.figure)
        self.artists: tuple[Artist, ...] = (self,)

    def show(self, moment: Moment) -> None:
        """Set the moment to film."""
        self._moment = moment

    def draw(self, renderer: Any) -> None:
        """Paint the diorama on a renderer's page."""
        view = self._diorama.view(self._moment.turn)
        if renderer is not self._pixels.renderer:
            easel = self._easel(VectorEasel, renderer, 1.0)
            self._diorama.paint_still(easel, view)
            self._diorama.paint_moving(easel, view, self._moment.steps)
            return
        if view != self._shown:
            self._diorama.paint_still(self._pixels, view)
            self._still = renderer.copy_from_bbox(self._page)
            self._shown = view
        renderer.restore_region(self._still)
        self._diorama.paint_moving(self._pixels, view, self._moment.steps)

    def _easel(self, kind: type[Easel], renderer: Any, unit: float) -> Easel:
        size = np.array([renderer.width, renderer.height])
        low, high = np.array(self._box[:2]) * size, np.array(self._box[2:]) * size
        return self._diorama.easel(renderer, (*low, *high), unit, kind)
