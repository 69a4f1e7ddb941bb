"""The pen's verbs in Cairo, which draws into premultiplied pixels."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import cairo
import numpy as np
from numpy.typing import NDArray

from gdviz.pens.pen import Pen, point_on
from gdviz.style.colors import mix, rgb

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]


class CairoPen(Pen):
    """Draws into premultiplied RGBA pixels (height, width, 4) that show a page so wide and high, in scene units."""

    def __init__(self, pixels: Pixels, page: tuple[float, float]) -> None:
        height, width = pixels.shape[:2]
        self.unit = point_on(*page)
        self.scale = width / page[0]
        self.page = np.array(page)
        # Cairo holds blue first; the camera's pixels hold red first, and so do the colours that are given to it here.
        surface = cairo.ImageSurface.create_for_data(pixels.data, cairo.FORMAT_ARGB32, width, height)
        self.context = cairo.Context(surface)
        self.context.translate(width / 2, height / 2)
        self.context.scale(self.scale, -self.scale)
        self.context.set_line_join(cairo.LINE_JOIN_ROUND)
        self.context.set_line_cap(cairo.LINE_CAP_ROUND)

    @contextmanager
    def within(self, box: Array) -> Iterator[None]:
        """Draw only inside a box ((left, low), (right, high))."""
        (left, low), (right, high) = box
        self.context.save()
        self.context.rectangle(left, low, right - left, high - low)
        self.context.clip()
        yield
        self.context.restore()

    @contextmanager
    def faded(self, opacity: float) -> Iterator[None]:
        """Draw what follows as one thing of this opacity."""
        if opacity >= 1:
            yield
            return
        self.context.push_group()
        yield
        self.context.pop_group_to_source()
        self.context.paint_with_alpha(opacity)

    def line(
        self,
        points: Array,
        color: str,
        width: float,
        *,
        alpha: float = 1.0,
        dash: Sequence[float] = (),
        closed: bool = False,
    ) -> None:
        """Draw a polyline (n, 2); the lengths of dashes are in widths."""
        if len(points) < 2:
            return
        self._path(points)
        if closed:
            self.context.close_path()
        self._ink(color, alpha)
        self.context.set_line_width(width * self.unit)
        self.context.set_dash([share * width * self.unit for share in dash])
        self.context.stroke()

    def polygon(self, points: Array, color: str, *, alpha: float = 1.0) -> None:
        """Fill a polygon (n, 2)."""
        self._path(points)
        self._ink(color, alpha)
        self.context.fill()

    def region(self, rings: Sequence[Array], color: str) -> None:
        """Fill what polygons (n, 2) enclose together; one that runs the other way round is a hole."""
        self.context.new_path()
        for ring in rings:
            self.context.new_sub_path()
            self._path(ring)
            self.context.close_path()
        self._ink(color, 1.0)
        self.context.fill()

    def disc(self, at: Array, radius: float, color: str, *, alpha: float = 1.0) -> None:
        """Fill a disc."""
        self._disc(at, radius)
        self._ink(color, alpha)
        self.context.fill()

    def circle(self, at: Array, radius: float, color: str, width: float) -> None:
        """Draw a circle."""
        self._disc(at, radius)
        self._ink(color, 1.0)
        self.context.set_dash([])
        self.context.set_line_width(width * self.unit)
        self.context.stroke()

    def ball(self, at: Array, radius: float, color: str, *, rim: str = "") -> None:
        """Draw a ball, lit from the upper left, with a soft shadow below it."""
        (x, y), r = at[:2], radius * self.unit
        shadow = cairo.RadialGradient(x + 0.2 * r, y - 0.35 * r, 0.6 * r, x + 0.2 * r, y - 0.35 * r, 1.5 * r)
        shadow.add_color_stop_rgba(0, 0, 0, 0, 0.35)
        shadow.add_color_stop_rgba(1, 0, 0, 0, 0)
        self._fill(shadow, x + 0.2 * r, y - 0.35 * r, 1.5 * r)
        if rim:
            self.disc(at, radius + 0.8, rim)
        body = cairo.RadialGradient(x - 0.36 * r, y + 0.4 * r, 0.05 * r, x - 0.1 * r, y + 0.1 * r, 1.15 * r)
        for stop, shade in ((0, mix(color, "#ffffff", 0.8)), (0.35, color), (1, mix(color, "#000000", 0.38))):
            red, green, blue = rgb(shade)
            body.add_color_stop_rgba(stop, blue, green, red, 1)
        self._fill(body, x, y, r)

    def image(self, picture: Pixels, corner: tuple[float, float], *, alpha: float = 1.0) -> None:
        """Lay premultiplied RGBA pixels (n, m, 4) down, one to one, their upper left at a place."""
        height, width = picture.shape[:2]
        surface = cairo.ImageSurface.create_for_data(picture.data, cairo.FORMAT_ARGB32, width, height)
        self.context.save()
        x, y = self.context.user_to_device(*corner)
        self.context.identity_matrix()
        self.context.set_source_surface(surface, round(x), round(y))
        self.context.paint_with_alpha(alpha)
        self.context.restore()

    def outline(
        self, path: cairo.Path, corner: tuple[float, float], color: str, *, casing: str = "", scale: float = 1.0
    ) -> None:
        """Fill a path as gdviz.stage.outlines makes it, its origin at a place, over a wider one on a casing."""
        self.context.save()
        self.context.translate(*corner)
        self.context.scale(scale, scale)
        self.context.append_path(path)
        self.context.restore()
        if casing:
            self._ink(casing, 0.85)
            self.context.set_dash([])
            self.context.set_line_width(3.4 * self.unit)
            self.context.stroke_preserve()
        self._ink(color, 1.0)
        self.context.fill()

    def _path(self, points: Array) -> None:
        line_to = self.context.line_to
        for x, y in points[:, :2].tolist():
            line_to(x, y)

    def _disc(self, at: Array, radius: float) -> None:
        self.context.new_sub_path()
        self.context.arc(at[0], at[1], radius * self.unit, 0, 2 * np.pi)

    def _fill(self, source: cairo.Pattern, x: float, y: float, r: float) -> None:
        self.context.set_source(source)
        self.context.arc(x, y, r, 0, 2 * np.pi)
        self.context.fill()

    def _ink(self, color: str, alpha: float) -> None:
        red, green, blue = rgb(color)
        self.context.set_source_rgba(blue, green, red, alpha)
