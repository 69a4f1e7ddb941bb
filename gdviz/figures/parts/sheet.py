"""Words that change now and then, kept as pixels while they do not: formulas take milliseconds to set."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from matplotlib.text import Text
from numpy.typing import NDArray

from gdviz.analysis.pacing import Moment
from gdviz.figures.parts.canvas import Canvas
from gdviz.style.formula import with_decimal_sign


class CachedTexts(Artist):
    """Texts as a part of a page.

    Parameters
    ----------
    canvas
        The page.
    state
        moment -> what the texts depend on.
    texts
        What that is, as arguments -> the texts to be seen, set to it.
    """

    def __init__(
        self, canvas: Canvas, state: Callable[[Moment], tuple[Any, ...]], texts: Callable[..., Sequence[Text]]
    ) -> None:
        super().__init__()
        self._state, self._texts = state, texts
        self._now: tuple[Any, ...] = ()
        self._painted: tuple[Any, ...] | None = None
        self._pixels: tuple[int, int, Any] | None = None
        self.set_zorder(10)
        canvas.figure.add_artist(self)
        self.artists: tuple[Artist, ...] = (self,)

    def show(self, moment: Moment) -> None:
        """Set the moment."""
        self._now = self._state(moment)

    def draw(self, renderer: Any) -> None:
        """Draw the texts: as they are on a page of vectors, from kept pixels on one of pixels."""
        if not isinstance(renderer, RendererAgg):
            for text in self._texts(*self._now):
                text.draw(renderer)
            return
        if self._painted != self._now:
            self._pixels = self._paint(renderer)
            self._painted = self._now
        if self._pixels is not None:
            gc = renderer.new_gc()
            renderer.draw_image(gc, *self._pixels)
            gc.restore()

    def _paint(self, renderer: RendererAgg) -> tuple[int, int, Any] | None:
        """Return the texts' left and low edge, and their pixels, or None where there are none."""
        blank = RendererAgg(renderer.width, renderer.height, renderer.dpi)
        for text in self._texts(*self._now):
            text.draw(blank)
        pixels = np.asarray(blank.buffer_rgba())
        rows, columns = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return None
        cut = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return int(columns[0]), int(renderer.height - 1 - rows[-1]), np.ascontiguousarray(cut[::-1])


class LeavingTexts(CachedTexts):
    """Texts that rise and fade away.

    Parameters
    ----------
    canvas, state, texts
        As of `CachedTexts`.
    gone
        moment -> how much of them has left, from 0 to 1.
    rise
        How far they rise, in points.
    """

    def __init__(
        self,
        canvas: Canvas,
        state: Callable[[Moment], tuple[Any, ...]],
        texts: Callable[..., Sequence[Text]],
        gone: Callable[[Moment], float],
        rise: float,
    ) -> None:
        super().__init__(canvas, state, texts)
        self._share_gone, self._rise = gone, rise * float(canvas.figure.dpi) / 72
        self._gone = 1.0

    def show(self, moment: Moment) -> None:
        """Set the moment."""
        self._gone = self._share_gone(moment)
        if self._gone < 1:
            super().show(moment)

    def draw(self, renderer: Any) -> None:
        """Draw what has not left yet."""
        if self._gone >= 1:
            return
        if not isinstance(renderer, RendererAgg):
            for text in self._texts(*self._now):
                text.set_alpha(1 - self._gone)
                text.draw(renderer)
                text.set_alpha(None)
            return
        if self._painted != self._now:
            self._pixels, self._painted = self._paint(renderer), self._now
        if self._pixels is not None:
            left, low, pixels = self._pixels
            faded = pixels.copy()
            faded[..., 3] = np.rint(pixels[..., 3] * (1 - self._gone))
            gc = renderer.new_gc()
            renderer.draw_image(gc, left, low + round(self._rise * self._gone), faded)
            gc.restore()


def can_be_set(latex: str) -> bool:
    """Return whether a formula is one that matplotlib can read."""
    try:
        _size_at_ten(with_decimal_sign(latex))
    # A formula of a thousand braces is read by functions that call one another as often.
    except (ValueError, RecursionError):
        return False
    return True


def formula_size(latex: str, size: float) -> NDArray[np.float64]:
    """Return a formula's width and height, in points."""
    return size / 10 * np.array(_size_at_ten(with_decimal_sign(latex)))


@cache
def _size_at_ten(latex: str) -> tuple[float, float]:
    parsed: Any = MathTextParser("path").parse(f"${latex}$", 72, FontProperties(size=10, math_fontfamily="cm"))
    return float(parsed.width), float(parsed.height + parsed.depth)
