"""A pen: lines, arrows, balls and pictures drawn with Cairo into a camera's pixels, in scene units.

Manim draws each of its mobjects point by point in Python; what moves in every frame is drawn with this instead.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import cairo
import numpy as np
from manim import config
from numpy.typing import NDArray

from gdviz.style.colors import mix, rgb

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]
# Of an arrow's head, in widths of its line.
HEAD_LENGTH, HEAD_WIDTH = 4.6, 3.6


class Pen:
    """Draws into premultiplied RGBA pixels (height, width, 4).

    Places are scene coordinates, shape (..., 2) or (..., 3) of which the third is left out; widths and radii are in
    points of a page 8 inches wide, as in gdviz.style.themes.

    Attributes
    ----------
    unit
        Scene units to a point.
    scale
        Pixels to a scene unit.
    page
        Width and height of the frame in scene units; its middle is the origin.
    """

    def __init__(self, pixels: Pixels) -> None:
        height, width = pixels.shape[:2]
        self.unit = config.frame_width / 576
        self.scale = width / config.frame_width
        self.page = np.array([config.frame_width, config.frame_height])
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
        self.fill(color, alpha=alpha)

    def dot(self, at: Array, radius: float, color: str, *, rim: str = "", alpha: float = 1.0) -> None:
        """Fill a disc, with a rim where one is named."""
        if rim:
            self._disc(at, radius + 0.9)
            self.fill(rim, alpha=alpha)
        self._disc(at, radius)
        self.fill(color, alpha=alpha)

    def ring(self, at: Array, radius: float, color: str, width: float, *, casing: str = "") -> None:
        """Draw a circle, on a wider one where a casing is named."""
        for shade, more in ((casing, 1.9), (color, 0.0)):
            if shade:
                self._disc(at, radius)
                self._ink(shade, 1.0)
                self.context.set_dash([])
                self.context.set_line_width((width + more) * self.unit)
                self.context.stroke()

    def ball(self, at: Array, radius: float, color: str, *, rim: str = "") -> None:
        """Draw a ball, lit from the upper left, with a soft shadow below it."""
        (x, y), r = at[:2], radius * self.unit
        shadow = cairo.RadialGradient(x + 0.2 * r, y - 0.35 * r, 0.6 * r, x + 0.2 * r, y - 0.35 * r, 1.5 * r)
        shadow.add_color_stop_rgba(0, 0, 0, 0, 0.35)
        shadow.add_color_stop_rgba(1, 0, 0, 0, 0)
        self._fill(shadow, x + 0.2 * r, y - 0.35 * r, 1.5 * r)
        if rim:
            self.dot(at, radius + 0.8, rim)
        body = cairo.RadialGradient(x - 0.36 * r, y + 0.4 * r, 0.05 * r, x - 0.1 * r, y + 0.1 * r, 1.15 * r)
        for stop, shade in ((0, mix(color, "#ffffff", 0.8)), (0.35, color), (1, mix(color, "#000000", 0.38))):
            red, green, blue = rgb(shade)
            body.add_color_stop_rgba(stop, blue, green, red, 1)
        self._fill(body, x, y, r)

    def arrow(self, tail: Array, tip: Array, color: str, width: float, *, casing: str = "") -> None:
        """Draw an arrow; its head shrinks with one that is short."""
        along = (tip - tail)[:2]
        length = float(np.hypot(*along))
        if not length > 0:
            return
        along = along / length
        across = np.array([-along[1], along[0]])
        head = min(HEAD_LENGTH * width * self.unit, 0.6 * length)
        half = head * HEAD_WIDTH / HEAD_LENGTH / 2
        neck = tip[:2] - head * along
        shaft = np.stack([tail[:2], neck + 0.3 * head * along])
        corners = np.stack([tip[:2], neck + half * across, neck + 0.15 * head * along, neck - half * across])
        if casing:
            self.line(shaft, casing, width + 2.2, alpha=0.85)
            self.line(corners, casing, 2.2, alpha=0.85, closed=True)
        self.line(shaft, color, width)
        self.polygon(corners, color)

    def cross(self, at: Array, radius: float, color: str, *, casing: str) -> None:
        """Draw an X."""
        reach = radius * self.unit * np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]])
        for shade, width in ((casing, 4.6), (color, 2.6)):
            for ends in (reach[:2], reach[2:]):
                self.line(at[:2] + ends, shade, width)

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
        """Fill a path that `record` has made, its origin at a place, over a wider one where a casing is named."""
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
        self.fill(color)

    def fill(self, color: str, *, alpha: float = 1.0) -> None:
        """Fill the context's path."""
        self._ink(color, alpha)
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
