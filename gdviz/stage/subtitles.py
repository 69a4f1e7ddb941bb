"""Subtitles: what is said of a film, painted on a strip of its page."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gdviz.style.defaults import matplotlib_defaults
from gdviz.style.themes import Style
from gdviz.style.typefaces import drawn_as, typeface

# How high letters and lines are, as shares of the strip, and the most of its width that a line takes.
LETTERS, LEADING, WIDEST = 0.29, 0.42, 0.94


@lru_cache(32)
def painted_caption(words: str, width: int, height: int, style: Style) -> NDArray[np.uint8]:
    """Return a strip of the page (height, width, 4) with words in lines in its middle."""
    # Few films need them, and they take a tenth of a second.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    dpi = 100
    with matplotlib_defaults():
        page = "none" if style.transparent else style.background
        figure = Figure((width / dpi, height / dpi), dpi=dpi, facecolor=page)
        canvas = FigureCanvasAgg(figure)
        lines, size = words.split("\n"), LETTERS * height * 72 / dpi
        for row, line in enumerate(lines):
            y = 0.5 - LEADING * (row - (len(lines) - 1) / 2)
            text = figure.text(0.5, y, drawn_as(line, style.font), ha="center", va="center", color=style.ink)
            text.set_fontproperties(typeface(style.font, words=line))
            text.set_fontsize(size)
            text.set_parse_math(False)
            reach = text.get_window_extent(canvas.get_renderer()).width
            text.set_fontsize(size * min(1.0, WIDEST * width / max(reach, 1.0)))
        canvas.draw()
        return np.array(canvas.buffer_rgba())
