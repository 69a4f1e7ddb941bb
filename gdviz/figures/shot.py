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

    On pixels, the still part of a view that is filmed again is kept; on a page of vectors lines and words stay such.
    """

    def __init__(self, canvas: Canvas, diorama: Diorama, box: Box) -> None:
        super().__init__()
        self._diorama = diorama
        self._box = box
        self._unit = float(canvas.figure.dpi) / 72
        self._pixels = self._easel(diorama, Easel, canvas.renderer, self._unit)
        self._shown: View | None = None
        self._still: Any = None
        self._moment = Moment((0.0,) * len(diorama.tracks), 0.0)
        self._page = canvas.figure.bbox
        canvas.figure.add_artist(self)
        self.artists: tuple[Artist, ...] = (self,)

    def show(self, moment: Moment) -> None:
        """Set the moment to film."""
        self._moment = moment

    def draw(self, renderer: Any) -> None:
        """Paint the diorama on a renderer's page."""
        view = self._diorama.view(self._moment.turn)
        if renderer is not self._pixels.renderer:
            # A page of vectors may be printed large.
            fine = self._diorama.refined()
            easel = self._easel(fine, VectorEasel, renderer, 1.0)
            fine.paint_still(easel, view)
            fine.paint_moving(easel, view, self._moment.steps)
            return
        if view != self._shown:
            # A copy would be of no use to a camera that moves on.
            self._diorama.paint_still(self._pixels, view)
            self._shown, self._still = view, None
        elif self._still is None:
            self._diorama.paint_still(self._pixels, view)
            self._still = renderer.copy_from_bbox(self._page)
        else:
            renderer.restore_region(self._still)
        self._diorama.paint_moving(self._pixels, view, self._moment.steps)

    def _easel(self, diorama: Diorama, kind: type[Easel], renderer: Any, unit: float) -> Easel:
        size = np.array(renderer.get_canvas_width_height())
        low, high = np.array(self._box[:2]) * size, np.array(self._box[2:]) * size
        return diorama.easel(renderer, (*low, *high), unit, kind)
