"""The moments of a figure side by side, on pixels or as vectors."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import Strip, StripShape, laid_out
from gdviz.analysis.trajectory import widest
from gdviz.analysis.trust import Trust, summary_of
from gdviz.encode.about import NOTHING_SAID, About
from gdviz.figures.figure import FIGURES, Figure, Painter
from gdviz.figures.parts.canvas import Canvas, write_vectors
from gdviz.figures.parts.letterhead import page_with
from gdviz.pens.agg import Pixels
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.logo import Logo, LogoPlace, place_around, with_logo
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
        if (logo := self._style.logo) is None:
            return page
        return with_logo(page, logo, self._place(logo), self._style.page)

    def print(self, path: Path, about: About = NOTHING_SAID) -> None:
        """Write it as SVG or PDF, as the suffix says."""
        dpi, pages = self._strip.dpi, []
        for cell, painter, moment in self._cells:
            if isinstance(painter, Canvas):
                painter.stand(moment)
                pages.append((painter.figure, cell.left * 72 / dpi, cell.low * 72 / dpi))
        size, logo = (self._strip.width, self._strip.height), self._style.logo
        page = page_with(pages, self._style, size, dpi, None if logo is None else self._place(logo))
        write_vectors(page, self._style, path, str([moment for *_, moment in self._cells]), about)

    def _place(self, logo: Logo) -> LogoPlace:
        return place_around(logo, self._strip.width, self._strip.height)
