"""Pixels: paints triangles, lines, discs and short texts with Agg, matplotlib's rasteriser.

An easel maps picture coordinates (right, up) to the pixels of an Agg renderer, which may belong to a matplotlib figure
or stand alone. Nothing here knows of landscapes or runs.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import NDArray

from gdviz.style.colors import rgb
from gdviz.style.typefaces import outline

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]
# The widest line, in points, that is drawn without round joins.
HAIRLINE = 1.0
# How wide the casing of words is in points, half of it within the letters.
CASING = 3.0


class Easel:
    """An Agg renderer with the map from picture coordinates to its pixels.

    Parameters
    ----------
    renderer
        What to paint on.
    scale
        Pixels per unit of the picture coordinates.
    centre
        The pixel, from the lower left, where the picture's origin lies.
    unit
        Pixels per point of text sizes, and of line widths.
    font
        As in gdviz.style.typefaces.
    finer
        How many times finer lines and marks are than in a picture of the usual size.

    Attributes
    ----------
    nib
        Pixels per point of line widths and of the sizes of marks.
    """

    def __init__(
        self,
        renderer: RendererAgg,
        scale: float,
        centre: tuple[float, float],
        unit: float,
        font: str = "",
        finer: float = 1.0,
    ) -> None:
        self.renderer = renderer
        self._font = font
        self.scale = scale
        self.centre = np.array(centre)
        self.unit, self.nib, self._finer = unit, unit / finer, finer
        self._points_per_pixel = 1 / renderer.points_to_pixels(1.0)
        self._to_pixels = Affine2D().scale(scale).translate(*centre)

    @property
    def fineness(self) -> float:
        """Pixels of an image that is laid down to one of the page."""
        return 1.0

    def moved(self, scale: float, centre: Array) -> "Easel":
        """Return an easel on the same renderer with another map."""
        return self._made(self.renderer, scale, centre)

    def on(self, renderer: RendererAgg) -> "Easel":
        """Return an easel with the same map on another renderer."""
        return self._made(renderer, self.scale, self.centre)

    def _made(self, renderer: RendererAgg, scale: float, centre: Array) -> "Easel":
        at = (float(centre[0]), float(centre[1]))
        return type(self)(renderer, scale, at, self.unit, self._font, self._finer)

    def pixels(self, points: Array) -> Array:
        """Return pixels from the lower left, shape (..., 2), of picture coordinates."""
        return points * self.scale + self.centre

    def triangles(self, corners: Array, colors: Array) -> None:
        """Paint triangles (N, 3, 2) with a colour at each corner (N, 3, 4), in the order given."""
        self.renderer.draw_gouraud_triangles(self.renderer.new_gc(), corners, colors, self._to_pixels)

    def lines(self, lines: Sequence[Array], color: str, width: float, *, alpha: float = 1.0) -> None:
        """Draw polylines, each (n, 2), `width` points wide."""
        if lines:
            codes = np.full(sum(map(len, lines)), Path.LINETO, dtype=np.uint8)
            codes[np.cumsum([0, *map(len, lines[:-1])])] = Path.MOVETO
            self.stroke(np.concatenate(lines), codes, color, width, alpha=alpha)

    def stroke(self, points: Array, codes: NDArray[np.uint8], color: str, width: float, *, alpha: float = 1.0) -> None:
        """Draw points (n, 2) as one path of matplotlib's codes, `width` points wide."""
        if len(points) < 2:
            return
        gc = self.renderer.new_gc()
        gc.set_foreground(color)
        gc.set_alpha(alpha)
        gc.set_linewidth(width * self.nib * self._points_per_pixel)
        # A line that happens to lie level must not jump to whole pixels as the camera passes.
        gc.set_snap(False)
        # The joins of a hairline cannot be seen, and round ones take long.
        gc.set_joinstyle("round" if width > HAIRLINE else "bevel")
        gc.set_capstyle("round" if width > HAIRLINE else "butt")
        path = Path(points, codes)
        # On pixels, merging points would cost more than it saves, and jitter as the camera moves.
        path.should_simplify = self.fineness > 1
        self.renderer.draw_path(gc, path, self._to_pixels)

    def polygon(
        self, corners: Array, color: str | Array, *, alpha: float = 1.0, codes: NDArray[np.uint8] | None = None
    ) -> None:
        """Fill one polygon (n, 2); `codes` are matplotlib's path codes where it has several rings."""
        gc = self.renderer.new_gc()
        gc.set_linewidth(0)
        gc.set_alpha(alpha)
        face = tuple(rgb(color)) if isinstance(color, str) else tuple(color)
        self.renderer.draw_path(gc, Path(corners, codes), self._to_pixels, (*face, alpha))

    def text(
        self, at: Array, words: str, color: str, size: float, *, bold: bool = False, align: Array, casing: str = ""
    ) -> None:
        """Write `words` as outlines at picture coordinates (2,), on a casing where one is named.

        `align` (2,) says which point of the words' box lies there: (0, 0) is its lower left, (1, 1) its upper right.
        Outlines, not glyph images, because those snap to whole pixels and would jitter when the camera moves.
        """
        path, box = _outline(words, self._font, bold)
        k = size * self.unit / 100
        corner = self.pixels(at) - k * (box[0] + align * (box[1] - box[0]))
        place = Affine2D().scale(k).translate(*corner)
        gc = self.renderer.new_gc()
        gc.set_antialiased(True)
        if casing:
            gc.set_foreground(casing)
            gc.set_linewidth(CASING * self.unit * self._points_per_pixel)
            gc.set_joinstyle("round")
            self.renderer.draw_path(gc, path, place, None)
        gc.set_linewidth(0)
        self.renderer.draw_path(gc, path, place, (*rgb(color), 1.0))

    def text_size(self, words: str, size: float, *, bold: bool = False) -> Array:
        """Return the width and height of `words` in pixels, shape (2,)."""
        box = _outline(words, self._font, bold)[1]
        return (box[1] - box[0]) * size * self.unit / 100

    def sprite(self, corner: tuple[int, int], image: Pixels) -> None:
        """Lay a straight-alpha RGBA image, top row first, its lower left at pixel `corner`, clipped at the edges."""
        x, y = corner
        height, width = image.shape[:2]
        left, right = max(0, -x), min(width, int(self.renderer.width) - x)
        low, high = max(0, -y), min(height, int(self.renderer.height) - y)
        if left < right and low < high:
            cut = image[height - high : height - low, left:right]
            # Agg takes the bottom row first.
            self.renderer.draw_image(self.renderer.new_gc(), x + left, y + low, np.ascontiguousarray(cut[::-1]))


class VectorEasel(Easel):
    """An easel on a renderer of vectors: lines and words stay such, what is shaded becomes an image."""

    @property
    def fineness(self) -> float:
        """Pixels of an image to one of the page's units."""
        return float(self.renderer.image_dpi) / 72  # type: ignore[attr-defined]  # what Agg has no need of

    def triangles(self, corners: Array, colors: Array) -> None:
        """Paint triangles on an image as fine as the renderer's images are, no larger than they need, and lay it."""
        if not len(corners):
            return
        places = self.pixels(corners) * self.fineness
        low = np.floor(places.min(axis=(0, 1))) - 2
        width, height = (np.ceil(places.max(axis=(0, 1))) + 2 - low).astype(int).tolist()
        agg = RendererAgg(width, height, 72)
        agg.draw_gouraud_triangles(agg.new_gc(), places - low, colors, IdentityTransform())
        image = np.array(agg.buffer_rgba())
        # One less or more in a colour is not seen, and makes the file a third smaller.
        image[..., :3] = np.minimum(image[..., :3], 253) // 3 * 3 + 1
        self.sprite((int(low[0]), int(low[1])), image)

    def sprite(self, corner: tuple[int, int], image: Pixels) -> None:
        """Lay a straight-alpha RGBA image, top row first, its lower left at `corner` in pixels of images."""
        x, y = corner[0] / self.fineness, corner[1] / self.fineness
        self.renderer.draw_image(self.renderer.new_gc(), x, y, np.ascontiguousarray(image[::-1]))


@cache
def _outline(words: str, font: str, bold: bool) -> tuple[Path, Array]:
    """Return the outlines of `words` at 100 points, and the box (2, 2) they align by, as high as capitals."""
    path = outline(words, 100, font, bold=bold)
    height = outline("H", 100, font, bold=bold).get_extents().y1
    box = path.get_extents() if words.strip() else None
    return path, np.array([[box.x0 if box else 0, 0.0], [box.x1 if box else 0, height]])
