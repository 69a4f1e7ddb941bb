"""A matplotlib figure whose still part is drawn once, and on which what moves is drawn for every frame."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from gdviz.figures.film import Painter, Part
from gdviz.pacing import Clip, Moment
from gdviz.raster import Frame
from gdviz.style import FONT_FILES, Style

# Sizes are in points of a page 8 inches wide and 4.5 high: the smaller of the two decides.
PAGE = (8.0, 4.5)


@contextmanager
def drawing(style: Style) -> Iterator[None]:
    """Set matplotlib's defaults to a style's, for as long as the block lasts."""
    known = {font.fname for font in fontManager.ttflist}
    for file in FONT_FILES.values():
        if str(file) not in known:
            fontManager.addfont(str(file))
    settings: Any = {
        "font.family": ["IBM Plex Sans", "DejaVu Sans"],
        "font.size": 10.5,
        "text.color": style.ink,
        "axes.edgecolor": style.muted,
        "axes.labelcolor": style.ink,
        "axes.labelsize": 11,
        "axes.linewidth": 0.8,
        "axes.facecolor": style.background,
        "axes.unicode_minus": True,
        "axes.axisbelow": True,
        "xtick.color": style.muted,
        "ytick.color": style.muted,
        "xtick.labelsize": 9.5,
        "ytick.labelsize": 9.5,
        "grid.color": style.grid,
        "grid.linewidth": 0.6,
        "lines.solid_capstyle": "round",
        "lines.solid_joinstyle": "round",
        "mathtext.fontset": "cm",
    }
    with rc_context(settings):
        yield


class Canvas:
    """A page to draw on.

    Make axes with `axes`, text with `text`, and parts on them; `painter` then draws the rest once, and the parts for
    each frame.
    """

    def __init__(self, clip: Clip, style: Style) -> None:
        dpi = min(clip.width / PAGE[0], clip.height / PAGE[1])
        self.figure = Figure(
            figsize=((clip.width + 0.01) / dpi, (clip.height + 0.01) / dpi), dpi=dpi, facecolor=style.background
        )
        self._canvas = FigureCanvasAgg(self.figure)
        self.style = style
        self._parts: Sequence[Part] = ()
        self._moving: Sequence[Artist] = ()

    @property
    def renderer(self) -> Any:
        """The Agg renderer, for painting beside matplotlib's artists."""
        return self._canvas.get_renderer()

    def axes(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Return new axes in a box given in shares of the page."""
        axes = self.figure.add_axes((left, bottom, right - left, top - bottom))
        axes.spines[["top", "right"]].set_visible(False)
        return axes

    def text(
        self, x: float, y: float, words: str, *, size: float = 10.5, color: str = "", bold: bool = False, **how: Any
    ) -> Text:
        """Return a text at a point given in shares of the page."""
        font = FontProperties(fname=str(FONT_FILES["SemiBold"])) if bold else None
        made = self.figure.text(x, y, words, color=color or self.style.ink, fontproperties=font, **how)
        made.set_fontsize(size)
        return made

    def freeze(self, parts: Sequence[Part]) -> None:
        """Draw everything but the artists of `parts` once and keep it."""
        self._parts = parts
        self._moving = [artist for part in parts for artist in part.artists]
        for artist in self._moving:
            artist.set_animated(True)
        with drawing(self.style):
            self._canvas.draw()
        self.keep()

    def keep(self) -> None:
        """Keep what is on the page now as the still part."""
        self.still = self._canvas.copy_from_bbox(self.figure.bbox)

    def restore(self) -> None:
        """Put the still part back, without what moves."""
        self._canvas.restore_region(self.still)

    def draw_parts(self, step: float) -> None:
        """Bring the parts to a step and draw them on top of what is there."""
        for part in self._parts:
            part.show(step)
        for artist in self._moving:
            self.figure.draw_artist(artist)

    def pixels(self) -> Frame:
        """Return a copy of the page, RGB (height, width, 3)."""
        return np.asarray(self._canvas.buffer_rgba())[..., :3].copy()

    def painter(self, parts: Sequence[Part]) -> Painter:
        """Freeze, and return the function from a moment to the page with `parts` as they are then."""
        self.freeze(parts)

        def paint(moment: Moment) -> Frame:
            self.restore()
            self.draw_parts(moment.step)
            return self.pixels()

        return paint


def outlined(text: Text, color: str) -> Text:
    """Give a text a casing, so that it can be read on any field."""
    text.set_path_effects([withStroke(linewidth=2.6, foreground=color)])
    return text
