"""A diorama as a part of a page."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.pacing import Moment, ease, swing
from gdviz.figures.figure import Part
from gdviz.figures.parts.canvas import Canvas
from gdviz.pens.agg import Easel, VectorEasel
from gdviz.relief.diorama import Diorama
from gdviz.relief.fog import Fog
from gdviz.relief.sketch import Sketch
from gdviz.relief.view import View

Array = NDArray[np.float64]
# How far what stands beside a relief is from it, in points.
GAP = 9.0
# How much smaller a relief may be for something else to be larger.
SMALLER = 0.03
# The share of a clip's way from which on fog lifts.
LIFTS = 0.75


class Shot(Artist):
    """A diorama filmed into a box of the page, given in shares of it.

    On pixels, the still part of a view that is filmed again is kept; on a page of vectors lines and words stay such.

    Parameters
    ----------
    canvas, diorama, box
        The page, what is filmed, and where it goes.
    fog
        Whether fog hides what is far from the runs until the last part of the clip.
    sketch
        Draws more on it at a moment, above the paths and the balls.
    hold
        More world points (n, 3) that the box has to hold.
    beside
        Boxes within it that stay free, for what else stands there.
    """

    def __init__(
        self,
        canvas: Canvas,
        diorama: Diorama,
        box: Share,
        *,
        fog: bool = False,
        sketch: Callable[[Sketch, Moment], None] | None = None,
        hold: Array | None = None,
        beside: Sequence[Share] = (),
    ) -> None:
        super().__init__()
        self._diorama = diorama
        self._box = box
        self._style = canvas.style
        self._fog = Fog(diorama, canvas.style.background) if fog else None
        self._sketch, self._hold = sketch, hold
        self._beside = beside
        self._loops = canvas.clip.loops
        self._unit = float(canvas.figure.dpi) / 72
        self._finer = canvas.finer
        self._pixels = self._easel(diorama, Easel, canvas.renderer, self._unit)
        self._shown: View | None = None
        self._still: Any = None
        self._moment = Moment((0.0,) * len(diorama.tracks), 0.0)
        self._page = canvas.figure.bbox
        canvas.figure.add_artist(self)
        self.artists: tuple[Artist, ...] = (self,)

    def make_room(self, box: Share) -> bool:
        """Leave another box free too, unless what is filmed would be smaller by more than can be seen."""
        before, scale = self._beside, self._pixels.scale
        self._beside = (*before, box)
        easel = self._easel(self._diorama, Easel, self._pixels.renderer, self._unit)
        if easel.scale < (1 - SMALLER) * scale:
            self._beside = before
            return False
        self._pixels = easel
        return True

    def show(self, moment: Moment) -> None:
        """Set the moment to film."""
        self._moment = moment

    def draw(self, renderer: Any) -> None:
        """Paint the diorama on a renderer's page."""
        view = self._diorama.view(self._turn())
        if renderer is not self._pixels.renderer:
            # A page of vectors may be printed large.
            fine = self._diorama.refined()
            easel = self._easel(fine, VectorEasel, renderer, 1.0)
            self._print_still(easel, fine, view)
            self._paint_moving(easel, fine, view)
            return
        still = self._diorama if self._fog is None else self._fog
        if view != self._shown:
            # A copy would be of no use to a camera that moves on.
            still.paint_still(self._pixels, view)
            self._shown, self._still = view, None
        elif self._still is None:
            still.paint_still(self._pixels, view)
            self._still = renderer.copy_from_bbox(self._page)
        else:
            renderer.restore_region(self._still)
        if self._fog is not None:
            self._fog.lift(self._pixels, self._moment.steps, lifted(self._moment))
        self._paint_moving(self._pixels, self._diorama, view)

    def _turn(self) -> float:
        """Return how far the camera has gone: in a loop half of its way out and back, but all of it where it closes."""
        if not self._loops or abs(self._diorama.last.azimuth - self._diorama.first.azimuth) >= 360:
            return self._moment.turn
        return swing(self._moment.share) / 2

    def _paint_moving(self, easel: Easel, diorama: Diorama, view: View) -> None:
        diorama.paint_moving(easel, view, self._moment.steps)
        if self._sketch is not None:
            self._sketch(Sketch(easel, diorama, view), self._moment)

    def _print_still(self, easel: VectorEasel, diorama: Diorama, view: View) -> None:
        """Paint what does not move on a page of vectors; fog makes it an image."""
        if self._fog is None or lifted(self._moment) >= 1:
            diorama.paint_still(easel, view)
            return
        fine = easel.fineness
        width, height = (int(np.ceil(side * fine)) for side in easel.renderer.get_canvas_width_height())
        agg = RendererAgg(width, height, 72)
        page = Easel(agg, easel.scale * fine, tuple(fine * np.array(easel.centre)), fine, self._style.font, self._finer)
        fog = Fog(diorama, self._style.background)
        fog.paint_still(page, view)
        fog.lift(page, self._moment.steps, lifted(self._moment))
        easel.sprite((0, 0), np.asarray(agg.buffer_rgba()))

    def _easel(self, diorama: Diorama, kind: type[Any], renderer: Any, unit: float) -> Any:
        size = np.array(renderer.get_canvas_width_height())
        low, high = self._box.corners * size
        gap = GAP * unit * np.array([[-1], [1]])
        apart = [tuple((one.corners * size + gap).ravel()) for one in self._beside]
        return diorama.easel(renderer, (*low, *high), unit, kind, self._hold, apart, self._finer)


def covered(canvas: Canvas, parts: Sequence[Part], moment: Moment) -> list[Share]:
    """Return the boxes of what is on a page before a shot is: words, axes, and the parts at a moment."""
    for part in parts:
        part.show(moment)
    size = np.array(canvas.renderer.get_canvas_width_height())
    found = []
    for artist in (*canvas.figure.texts, *canvas.figure.axes, *canvas.figure.artists):
        box = artist.get_tightbbox(canvas.renderer)
        if box is not None and box.width > 0 and box.height > 0:
            (left, low), (right, high) = np.asarray(box.get_points()) / size
            found.append(Share(float(left), float(low), float(right), float(high)))
    return found


def lifted(moment: Moment) -> float:
    """Return how far the fog has lifted: from 0 to 1 in the last part of a clip's way."""
    return ease(min(max((moment.share - LIFTS) / (1 - LIFTS), 0.0), 1.0))
