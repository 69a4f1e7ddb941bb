"""Words that change or move from frame to frame, drawn as outlines at a tenth of the cost of matplotlib's text."""

from functools import cache
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

from gdviz.figures.parts.canvas import Canvas
from gdviz.languages import Language, speaking, spoken
from gdviz.style.colors import rgb
from gdviz.style.typefaces import advance_of, is_alone, outline

Array = NDArray[np.float64]
# Glyphs are kept at this size in points. A casing is so many points wide, half of it within the letters; one of the
# second width leaves nothing between the letters to be seen of a thin line that passes behind them.
KEPT, CASING, HALO = 100.0, 2.6, 6.5
# How far letters go below and above capitals, as a share of their size.
DESCENT, ASCENT = 0.22, 0.06


class Lettering(Artist):
    """A line of words at a place of the page, made of outlines that are kept letter by letter, without kerning.

    Where letters depend on their neighbours, as in Arabic, those of all the words are.

    Outlines do not snap to whole pixels, so that words which move do so smoothly.

    Parameters
    ----------
    canvas
        The page.
    at
        Where the words stand, in points from its lower left corner: the middle of their capitals' height.
    size, color, bold
        Of the letters, in points.
    align
        Which part of their width is at that place: 0 the left end, 1 the right.
    casing, halo
        The colour of their casing, empty for none, and its width in points.
    """

    def __init__(
        self,
        canvas: Canvas,
        at: tuple[float, float],
        *,
        size: float = 10.5,
        color: str = "",
        bold: bool = False,
        align: float = 0.0,
        casing: str = "",
        halo: float = CASING,
    ) -> None:
        super().__init__()
        self._letters = _letters(canvas.style.font, bold=bold, language=spoken().name)
        self._size, self._align = size, align
        self._casing, self._halo = casing, halo
        self._color = rgb(canvas.style.lettering(color or canvas.style.ink))
        self.words = ""
        self.at = at
        self.set_figure(canvas.figure)
        # Above the axes, where a page is printed at once.
        self.set_zorder(3)
        canvas.figure.add_artist(self)

    def width(self, words: str) -> float:
        """Return how wide words are, in points."""
        return sum(advance for _, _, advance in self._letters.of(words)) * self._size / KEPT

    def get_window_extent(self, renderer: Any = None) -> Bbox:
        """Return the box of the words, in pixels."""
        wide, half = self.width(self.words), self._letters.middle * self._size / KEPT
        left, middle = self.at[0] - self._align * wide, self.at[1]
        low, high = middle - half - DESCENT * self._size, middle + half + ASCENT * self._size
        unit = float(self.figure.dpi) / 72
        return Bbox([[left * unit, low * unit], [(left + wide) * unit, high * unit]])

    def draw(self, renderer: Any) -> None:
        """Draw the words."""
        alpha = self.get_alpha()
        opacity = 1.0 if alpha is None else float(alpha)
        if not self.get_visible() or not self.words.strip() or opacity == 0:
            return
        glyphs = self._letters.of(self.words)
        starts = np.cumsum([0.0, *(advance for _, _, advance in glyphs)])
        shift = np.array([self._align * starts[-1], self._letters.middle])
        points = np.concatenate(
            [corners + np.array([start, 0]) for (corners, _, _), start in zip(glyphs, starts, strict=False)]
        )
        path = Path(points - shift, np.concatenate([codes for _, codes, _ in glyphs]))
        unit = float(self.figure.dpi) / 72
        place = Affine2D().scale(self._size / KEPT * unit).translate(self.at[0] * unit, self.at[1] * unit)
        gc = renderer.new_gc()
        gc.set_snap(False)
        gc.set_alpha(opacity)
        if self._casing:
            gc.set_foreground(self._casing)
            gc.set_linewidth(self._halo)
            gc.set_joinstyle("round")
            renderer.draw_path(gc, path, place, None)
        gc.set_linewidth(0)
        renderer.draw_path(gc, path, place, (*self._color, opacity))
        gc.restore()


class Letters(dict[str, tuple[Array, NDArray[np.uint8], float]]):
    """Of each letter of a face, at the size kept: its outline's corners (n, 2) and codes (n,), and its advance.

    Letters are those of a language. Words of scripts whose letters join, stack or run from the right are kept whole.
    """

    def __init__(self, font: str, *, bold: bool, language: str) -> None:
        super().__init__()
        self._language = Language(language)
        self._font, self._bold = font, bold
        self.middle = float(outline("H", KEPT, font, bold=bold).get_extents().y1) / 2

    def of(self, words: str) -> list[tuple[Array, NDArray[np.uint8], float]]:
        """Return the parts of which words are made, from the left."""
        return [self[part] for part in (words if all(map(is_alone, words)) else [words])]

    def __missing__(self, letter: str) -> tuple[Array, NDArray[np.uint8], float]:
        """Return the letter, or the words, and keep them."""
        with speaking(self._language):
            path = outline(letter, KEPT, self._font, bold=self._bold)
            advance = advance_of(letter, KEPT, self._font, bold=self._bold)
        self[letter] = np.asarray(path.vertices), np.asarray(path.codes, np.uint8), advance
        return self[letter]


# One for each face and language: finding a face by its properties takes longer than drawing a word.
_letters = cache(Letters)
