"""The moments of a figure side by side, on pixels or as vectors."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure as Page
from matplotlib.transforms import Affine2D, TransformedBbox, TransformedPath

from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import Strip, StripShape, laid_out
from gdviz.analysis.trajectory import widest
from gdviz.analysis.trust import Trust, summary_of
from gdviz.encode.about import NOTHING_SAID, About
from gdviz.figures.figure import FIGURES, Figure, Painter
from gdviz.figures.parts.canvas import Canvas, write_vectors
from gdviz.pens.agg import Pixels
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import Style


def strip_of(
    figure: Figure, runs: Sequence[Run], style: Style, clip: Clip, moments: Sequence[Moment], **options: Any
) -> "StripPage":
    """Return moments of a figure side by side on a page.

    Raises
    ------
    ValueError
        As for `Figure.film`, where the figure makes no strip, and where no run has taken a step.
    """
    if (kind := figure.strip) is None:
        others = [name for name, other in FIGURES.items() if other.strip and not any(map(other.fits, runs))]
        raise ValueError(
            f"figure {figure.name!r} makes no strip: one picture has all its steps; leave out --strip"
            + (f", or draw {', '.join(others)}" if others else "")
        )

    if not any(run.steps for run in runs):
        raise ValueError(
            f"a strip shows moments of a run, and {runs[0].path} has taken no step; leave out --strip for one picture"
        )

    def build(page: Clip) -> Painter:
        return figure.painter(runs, style, page, **options)

    is_slice = kind.on_plane and all("surface.loss" in run.arrays for run in runs)
    note = is_slice and bool(summary_of(Trust.of(runs, widest(runs))))

    def page_of(kind: StripShape) -> StripPage:
        strip = laid_out(clip, len(moments), kind, runs=len(runs), title=style.title != "", note=note)
        return StripPage(strip, build, moments, style)

    page = page_of(kind)
    return page if page.has_panels or not kind.panels else page_of(replace(kind, panels=False))


class StripPage:
    """A strip's page.

    Parameters
    ----------
    strip
        Where its parts lie.
    build
        A part's page -> the figure on it.
    moments
        Those shown, in turn.
    style
        The theme.
    """

    def __init__(self, strip: Strip, build: Callable[[Clip], Painter], moments: Sequence[Moment], style: Style) -> None:
        self._strip, self._style = strip, style
        self._cells = [(cell, build(cell.excerpt), moments[cell.moment]) for cell in strip.cells]

    @property
    def has_panels(self) -> bool:
        """Whether anything stands on the page of its panels."""
        pages = [painter for cell, painter, _ in self._cells if cell.excerpt.part == "panels"]
        return any(isinstance(page, Canvas) and bool(page.figure.axes) for page in pages)

    def pixels(self) -> Pixels:
        """Return its pixels: RGB, or RGBA where the page is transparent."""
        color = rgb(self._style.background)
        page = np.zeros((self._strip.height, self._strip.width, 4 if self._style.transparent else 3), np.uint8)
        if not self._style.transparent:
            page[:] = np.rint(255 * np.array(color)).astype(np.uint8)
        for cell, painter, moment in self._cells:
            frame = painter(moment)
            high = self._strip.height - cell.low
            page[high - frame.shape[0] : high, cell.left : cell.left + frame.shape[1]] = frame
        return page

    def print(self, path: Path, about: About = NOTHING_SAID) -> None:
        """Write it as SVG or PDF, as the suffix says."""
        dpi = self._strip.dpi
        figure = Page((self._strip.width / dpi, self._strip.height / dpi), dpi=dpi, facecolor=self._style.page)
        for cell, painter, moment in self._cells:
            if isinstance(painter, Canvas):
                painter.stand(moment)
                figure.add_artist(Inset(painter.figure, cell.left * 72 / dpi, cell.low * 72 / dpi))
        write_vectors(figure, self._style, path, str([moment for *_, moment in self._cells]), about)


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
