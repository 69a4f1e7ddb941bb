"""Mobjects that paint their own pixels, the camera that lets them, and the animations of the trackers they follow.

Manim draws its own mobjects point by point in Python; what moves in every frame paints itself instead, as a pure
function of trackers.
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Self
from weakref import WeakKeyDictionary

import cairo
import numpy as np
from manim import DL, UR, Camera, Mobject, ValueTracker, VMobject, config, smooth
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.pens.cairo import CairoPen
from gdviz.pens.pen import Pen
from gdviz.stage.outlines import outline_of

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]
# What letters have around them at least, in scene units: their edges are soft.
ROUND = 0.1


def pen_on(pixels: Pixels) -> Pen:
    """Return a pen that draws into the camera's pixels (height, width, 4), in scene units."""
    return CairoPen(pixels, (config.frame_width, config.frame_height))


def animated(tracker: ValueTracker, value: float, rate: Callable[[float], float] = smooth, **options: Any) -> Any:
    """Return the animation of a tracker to a value."""
    builder: Any = tracker.animate
    return builder(rate_func=rate, **options).set_value(value)


class PixelMobject(Mobject):
    """A mobject that paints straight into the camera's pixels (height, width, 4), over what is there already.

    Pixels are premultiplied RGBA. It is seen from the start, unless `hidden`; `appear` and `vanish` return animations.

    Attributes
    ----------
    painter
        Paints into pixels what is seen to a share.
    seen
        Tracks how much of it is seen, from 0 to 1.
    room
        The part of the frame that is its own from the start, as a share, where it is known.
    """

    room: Share | None = None

    def __init__(self, paint: Callable[[Pixels, float], None], *, hidden: bool = False) -> None:
        super().__init__()
        # Manim draws mobjects that have points, and draws anew each frame those that have updaters.
        self.points = np.zeros((1, 3))
        self.add_updater(lambda mobject: None)
        self.painter = paint
        self.seen = ValueTracker(0.0 if hidden else 1.0)

    def paint(self, pixels: Pixels) -> None:
        """Paint as much of it as is seen."""
        if self.seen.get_value() > 0:
            self.painter(pixels, min(self.seen.get_value(), 1.0))

    def appear(self, **options: Any) -> Any:
        """Return the animation that lets it be seen."""
        return animated(self.seen, 1.0, **options)

    def vanish(self, **options: Any) -> Any:
        """Return the animation after which it is not seen."""
        return animated(self.seen, 0.0, **options)


class PenMobject(PixelMobject):
    """A mobject that a pen draws anew in every frame.

    What fades is drawn on a page of its own: no larger than `box`, ((left, low), (right, high)), if that is known.
    """

    def __init__(self, draw: Callable[[Pen], None], *, hidden: bool = False, box: Array | None = None) -> None:
        def paint(pixels: Pixels, seen: float) -> None:
            pen = pen_on(pixels)
            with nullcontext() if box is None else pen.within(box), pen.faded(seen):
                draw(pen)

        super().__init__(paint, hidden=hidden)


class Words(PenMobject):
    """Filled shapes of one colour, such as a paragraph, that a pen draws where they are; hidden at first.

    Manim takes ten times as long to draw and to fade the letters one by one.
    """

    def __init__(self, shapes: VMobject, color: str) -> None:
        self.shapes, outline = shapes, outline_of(shapes, np.zeros(2))
        box = np.array([shapes.get_corner(DL)[:2] - ROUND, shapes.get_corner(UR)[:2] + ROUND])
        super().__init__(lambda pen: pen.outline(outline, (0.0, 0.0), color), hidden=True, box=box)


class StageCamera(Camera):
    """A camera that also displays what paints itself.

    Attributes
    ----------
    stamp
        Changes when what the scene is told from does, such as a run; see gdviz.stage.replay.
    agg
        Paints with Agg straight into the camera's pixels.
    """

    stamp = ""

    def __init__(self, **options: Any) -> None:
        self._kinds: dict[type[Mobject], type[Mobject]] = {}
        self._outlines: WeakKeyDictionary[VMobject, tuple[Array, cairo.Path | None]] = WeakKeyDictionary()
        super().__init__(**options)

    def init_background(self) -> None:
        """Keep one pixel for all of a page of one colour."""
        super().init_background()
        if self.background_image is None and self.background is not None:
            self.background = np.broadcast_to(self.background[0, 0].copy(), self.background.shape)

    def set_pixel_array(self, pixel_array: Any, convert_from_floats: bool = False) -> None:
        """Set the pixels: those of a page of Agg's, which then paints straight into them."""
        height, width = np.shape(pixel_array)[:2]
        if not hasattr(self, "pixel_array") or self.pixel_array.shape[:2] != (height, width):
            self.agg = RendererAgg(width, height, 72)
            self.pixel_array = np.asarray(self.agg.buffer_rgba())
        super().set_pixel_array(pixel_array, convert_from_floats)

    def reset(self) -> Self:
        """Make the page empty: one of one colour pixel by pixel, which byte by byte takes fifty times as long."""
        page: Any = self.background
        if page.strides[:2] != (0, 0) or not hasattr(self, "pixel_array") or self.pixel_array.shape != page.shape:
            return super().reset()
        self.pixel_array.view(np.uint32)[:] = page[0, 0].view(np.uint32)
        return self

    def set_cairo_context_path(self, ctx: "cairo.Context[Any]", vmobject: VMobject) -> Self:
        """Give Cairo the outline of a shape: that of the last time, if it has not moved since."""
        points, path = self._outlines.get(vmobject, (None, None))
        if points is None or not np.array_equal(points, vmobject.points):
            self._outlines[vmobject] = vmobject.points.copy(), None
            return super().set_cairo_context_path(ctx, vmobject)
        if path is None:
            super().set_cairo_context_path(ctx, vmobject)
            self._outlines[vmobject] = points, ctx.copy_path()
        else:
            ctx.new_path()
            ctx.append_path(path)
        return self

    def type_or_raise(self, mobject: Mobject) -> type[Mobject]:
        """Return the class that decides how a mobject is displayed, which Manim would look up anew in every frame."""
        kind = type(mobject)
        if kind not in self._kinds:
            found = super().type_or_raise(mobject)
            self.display_funcs[PixelMobject] = lambda batch, pixels: [painted.paint(pixels) for painted in batch]
            self._kinds[kind] = PixelMobject if isinstance(mobject, PixelMobject) else found
        return self._kinds[kind]
