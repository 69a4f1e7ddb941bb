"""A page of vectors on another."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib.artist import Artist
from matplotlib.figure import Figure as Page
from matplotlib.transforms import Affine2D, TransformedBbox, TransformedPath


class Inset(Artist):
    """A page on a page of vectors, its lower left corner so many points from that of the other."""

    def __init__(self, page: Page, left: float, low: float) -> None:
        super().__init__()
        self._page, self._at = page, (left, low)

    def draw(self, renderer: Any) -> None:
        """Draw it."""
        # Pages of vectors have a unit to a point.
        self._page.set_dpi(72)
        shifted: Any = ShiftedRenderer(renderer, self._at, self._page.get_size_inches() * 72)
        self._page.draw(shifted)


class ShiftedRenderer:
    """A renderer of vectors that draws a page of some size, in its units, so far from its own corner."""

    def __init__(self, renderer: Any, at: tuple[float, float], size: Any) -> None:
        self._renderer, self._at, self._size = renderer, at, size
        self._shift = Affine2D().translate(*at)

    def __getattr__(self, name: str) -> Any:
        """Return what is the renderer's own."""
        return getattr(self._renderer, name)

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the page."""
        return float(self._size[0]), float(self._size[1])

    def draw_path(self, gc: Any, path: Any, transform: Any, *face: Any) -> None:
        """Draw a path."""
        with self._clipped(gc):
            self._renderer.draw_path(gc, path, transform + self._shift, *face)

    def draw_markers(self, gc: Any, marker_path: Any, marker_trans: Any, path: Any, trans: Any, *face: Any) -> None:
        """Draw a marker at each place of a path."""
        with self._clipped(gc):
            self._renderer.draw_markers(gc, marker_path, marker_trans, path, trans + self._shift, *face)

    def draw_path_collection(
        self, gc: Any, transform: Any, paths: Any, transforms: Any, offsets: Any, place: Any, *rest: Any, **how: Any
    ) -> None:
        """Draw paths at places."""
        with self._clipped(gc):
            place = place + self._shift
            self._renderer.draw_path_collection(gc, transform, paths, transforms, offsets, place, *rest, **how)

    def draw_gouraud_triangles(self, gc: Any, points: Any, colors: Any, transform: Any) -> None:
        """Draw shaded triangles."""
        with self._clipped(gc):
            self._renderer.draw_gouraud_triangles(gc, points, colors, transform + self._shift)

    def draw_image(self, gc: Any, x: float, y: float, im: Any, *place: Any) -> None:
        """Draw an image."""
        with self._clipped(gc):
            self._renderer.draw_image(gc, x + self._at[0], y + self._at[1], im, *place)

    def draw_text(self, gc: Any, x: float, y: float, *words: Any, **how: Any) -> None:
        """Draw words, whose height is given from the top by a renderer that counts from there."""
        up = self._at[1]
        if self._renderer.flipy():
            up = self._renderer.get_canvas_width_height()[1] - self._size[1] - up
        with self._clipped(gc):
            self._renderer.draw_text(gc, x + self._at[0], y + up, *words, **how)

    @contextmanager
    def _clipped(self, gc: Any) -> Iterator[None]:
        """Clip where the page does."""
        box, (path, place) = gc.get_clip_rectangle(), gc.get_clip_path()
        kept = gc._clippath
        if box is not None:
            gc.set_clip_rectangle(TransformedBbox(box, self._shift))
        if path is not None:
            gc.set_clip_path(TransformedPath(path, place + self._shift))
        try:
            yield
        finally:
            gc.set_clip_rectangle(box)
            gc.set_clip_path(kept)
