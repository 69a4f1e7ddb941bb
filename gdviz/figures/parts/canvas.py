"""A matplotlib figure whose still part is drawn once, and on which what moves is drawn for every frame."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from logging import ERROR, getLogger
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import Excerpt, panels_on
from gdviz.encode.about import NOTHING_SAID, About
from gdviz.figures.figure import Painter, Part
from gdviz.figures.parts.axes import FINER, fit_names, make_finer
from gdviz.figures.parts.dissolve import dissolved
from gdviz.figures.parts.letterhead import page_with
from gdviz.languages import said, speaking
from gdviz.pens.agg import Pixels
from gdviz.style.defaults import matplotlib_defaults
from gdviz.style.equations import WithMath
from gdviz.style.logo import LogoPlace, logo_place, with_logo
from gdviz.style.themes import Style
from gdviz.style.typefaces import FORMULAS, drawn_as, ink_width, typeface, typeface_beside

Array = NDArray[np.float64]
# Sizes are in points of a page so many inches wide and high, the smaller of the two deciding: one page for pictures
# that lie, one for those that stand; and the short side of any page is no longer than this, for its letters.
# A small picture is a smaller page rather than a page made small, down to the least size, so that words can be read.
LYING, STANDING, SHORT = (8.0, 4.5), (5.4, 6.0), 5.4
LEAST = 1 / 1.2
READABLE = 72.0
# Layouts are written as shares of a lying page with a heading. What they put at these places stays, on any page, as
# many points from its edges as there, so that ticks, labels and heading have their room.
LEFT, UNDER, RIGHT, UNDER_HEADING = 0.085, 0.125, 0.965, 0.81
# Points from the top of the page to where figures begin below a heading, and without a title.
HEADING, BARE = 61.5, 37.0
# Points from the top of the page to the first line of a heading, and to the line below a title of one line.
TOP, SECOND = 14.5, 38.0
# Pixels in a page of vectors, where it has to have some, to each of the picture's.
RASTER = 3
# More letters than any line has room for.
LONG = 200


@contextmanager
def drawing(style: Style, more: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Set matplotlib's settings to its defaults, what a style says and more, for as long as the block lasts."""
    settings: Any = {
        "font.family": typeface(style.font, words=said("step {step}")).get_family(),
        "font.size": 10.5,
        "text.color": style.ink,
        "axes.edgecolor": style.muted,
        "axes.labelcolor": style.ink,
        "axes.labelsize": 11,
        "axes.linewidth": 0.8,
        "axes.facecolor": style.page,
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
        "mathtext.fontset": FORMULAS,
        # Words are a stranger's: what is math says so itself.
        "text.parse_math": False,
        **(more or {}),
    }
    with matplotlib_defaults(settings):
        yield


class Canvas:
    """A page to draw on.

    Make axes with `axes`, text with `text`, and parts on them; `painter` then draws the rest once, and the parts for
    each frame. On a `tall` page panels belong below, not beside, one another. In an `excerpt` of a strip a figure draws
    into its frame what is asked for, and no more: see `has_picture` and `has_panels`. A style's logo has a band of
    the clip for itself, which is no part of the page.

    Attributes
    ----------
    head, second
        Points from the top of the page to where figures begin, and to the line below the title: see TopWords.
    """

    def __init__(self, clip: Clip, style: Style) -> None:
        self.excerpt = clip if isinstance(clip, Excerpt) else None
        self._place: LogoPlace | None = None
        if style.logo and self.excerpt is None:
            self._place = logo_place(style.logo, clip.width, clip.height)
            clip = replace(clip, height=self._place.room)
        self.tall = clip.height > 0.85 * clip.width
        width, height = STANDING if self.tall else LYING
        fitting = max(min(clip.width / width, clip.height / height), min(clip.width, clip.height) / SHORT)
        dpi = max(fitting, min(READABLE, fitting / LEAST)) if self.excerpt is None else self.excerpt.dpi
        self.figure = Figure(
            figsize=((clip.width + 0.01) / dpi, (clip.height + 0.01) / dpi), dpi=dpi, facecolor=style.page
        )
        self._canvas = FigureCanvasAgg(self.figure)
        self.clip = clip
        self.style = style
        self.head, self.second = (BARE, TOP) if style.title == "" else (HEADING, SECOND)
        self._parts: Sequence[Part] = ()
        self._moving: Sequence[Artist] = ()
        self._still: Any = None
        self._ends: tuple[Moment, Pixels, Pixels] | None = None

    @property
    def has_picture(self) -> bool:
        """Whether the picture belongs on the page, and not the title or panels alone."""
        return self.excerpt is None or self.excerpt.part == "picture"

    def panel_boxes(self, count: int) -> list[Box]:
        """Return where so many panels go on the page that a strip has for them; nowhere on its others."""
        return panels_on(Box(0.0, 0.0, *self.points), count) if self.has_panels and count else []

    def frame(self, box: Box) -> Box:
        """Return where the picture goes on a page that is whole, or its place in a strip."""
        return box if self.excerpt is None else self.excerpt.frame

    @property
    def has_panels(self) -> bool:
        """Whether what stands beside the picture belongs on the page."""
        return self.excerpt is None or self.excerpt.part == "panels"

    @property
    def finer(self) -> float:
        """How many times finer lines and marks are than on a page that is whole."""
        return 1.0 if self.excerpt is None else 1 / FINER

    @property
    def renderer(self) -> Any:
        """The Agg renderer, for painting beside matplotlib's artists."""
        return self._canvas.get_renderer()

    @property
    def points(self) -> tuple[float, float]:
        """The page's width and height in points."""
        return 72 * float(self.figure.get_figwidth()), 72 * float(self.figure.get_figheight())

    def below(self, points: float) -> float:
        """Return the height, as a share of the page, that lies so many points below its top."""
        return 1 - points / self.points[1]

    def lift(self, height: float) -> float:
        """Return the height on this page of one that is given for a lying page with a heading."""
        low = UNDER * 72 * LYING[1] / self.points[1]
        high = self.below(self.head)
        return low + (height - UNDER) * (high - low) / (UNDER_HEADING - UNDER)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a box, in points, that is given in shares of a lying page with a heading."""
        wide = 72 * LYING[0] / self.points[0]
        stretch = (1 - (LEFT + 1 - RIGHT) * wide) / (RIGHT - LEFT)
        left, right = (LEFT * wide + (x - LEFT) * stretch for x in (left, right))
        return Share(left, self.lift(bottom), right, self.lift(top)).box_on(*self.points)

    def axes(self, left: float, bottom: float, right: float, top: float) -> Axes:
        """Return new axes in a box given in shares of a lying page with a heading."""
        return self.axes_in(self.box(left, bottom, right, top))

    def axes_in(self, box: Box) -> Axes:
        """Return new axes in a box of the page."""
        width, height = self.points
        axes = self.figure.add_axes((box.left / width, box.low / height, box.width / width, box.height / height))
        axes.spines[["top", "right"]].set_visible(False)
        return axes

    def text(
        self, x: float, y: float, words: str, *, size: float = 10.5, color: str = "", bold: bool = False, **how: Any
    ) -> Text:
        """Return a text at a point given in shares of the page."""
        is_math = isinstance(words, WithMath)
        # What is still empty will be words of the language.
        if is_math:
            font = typeface_beside(self.style.font, words)
        else:
            font = typeface(self.style.font, bold=bold, words=words or said("step {step}"))
            words = drawn_as(words, self.style.font)
        how |= {"color": self.style.lettering(color or self.style.ink), "fontproperties": font, "parse_math": is_math}
        made = self.figure.text(x, y, words, **how)
        made.set_fontsize(size)
        return made

    def width_of(self, words: str, size: float = 10.5, *, bold: bool = False) -> float:
        """Return how wide `words` are, as a share of the page."""
        if not words.strip():
            return 0.0
        is_math = isinstance(words, WithMath)
        if len(words) > LONG and not is_math:
            # No page has room for so many, and each letter takes its time.
            return self.width_of(words[:LONG], size, bold=bold) * len(words) / LONG
        return size * ink_width(words, self.style.font, bold=bold, is_math=is_math) / self.points[0]

    def painter(self, parts: Sequence[Part]) -> Painter:
        """Draw everything but the artists of `parts` once, and return the painter of the page with `parts` on it."""
        for axes in self.figure.axes:
            if self.excerpt is not None:
                make_finer(axes, self.excerpt)
            fit_names(axes, self.points, lambda words, size: self.width_of(words, size) * self.points[0])
        for text in self.figure.findobj(Text):
            self._find_fonts(text)
        self._parts = parts
        self._moving = [artist for part in parts for artist in part.artists]
        return self

    def _find_fonts(self, text: Any) -> None:
        """Give what axes and annotations say the fonts that have its letters; other words had them from `text`."""
        words = text.get_text()
        if not words.isascii() and not text.get_parse_math():
            family = typeface(self.style.font, words=words).get_family()
            text.set_text(drawn_as(words, self.style.font))
            if len(family) > len(text.get_fontfamily()):
                text.set_fontfamily(family)

    def __call__(self, moment: Moment) -> Pixels:
        """Return the pixels of a moment, a copy of the page: RGB, or RGBA where the page is transparent."""
        if moment.fade:
            last = replace(moment, fade=0.0)
            if self._ends is None or self._ends[0] != last:
                self._ends = (last, self(last), self(moment.start))
            return dissolved(*self._ends[1:], moment.fade)
        with speaking(self.style.lang):
            if self._still is None:
                self._draw_still()
            self._canvas.restore_region(self._still)
            self._show(moment)
            for artist in self._moving:
                self.figure.draw_artist(artist)
        return self.pixels()

    def pixels(self) -> Pixels:
        """Return a copy of the page with its logo: RGB, or RGBA where it is transparent."""
        drawn, logo = self._drawn(), self.style.logo
        return with_logo(drawn, logo, self._place, self.style.page) if logo and self._place else drawn

    def _drawn(self) -> Pixels:
        pixels = np.asarray(self._canvas.buffer_rgba())
        if self.style.transparent:
            return pixels.copy()
        opaque = np.empty((*pixels.shape[:2], 3), np.uint8)
        # Five times as fast as a copy of the first three channels at once.
        for channel in range(3):
            opaque[..., channel] = pixels[..., channel]
        return opaque

    def print(self, moment: Moment, path: Path, about: About = NOTHING_SAID) -> None:
        """Write the page at a moment as SVG or PDF, as the suffix says: outlines of vectors, fonts within."""
        self.stand(moment)
        page = self.figure
        if place := self._place:
            page = page_with([(page, 0.0, 0.0)], self.style, (place.width, place.height), float(page.dpi), place)
        write_vectors(page, self.style, path, str(moment), about)

    def stand(self, moment: Moment) -> None:
        """Bring the page to a moment in which all is drawn at once."""
        with speaking(self.style.lang):
            self._show(moment)
        for artist in self._moving:
            artist.set_animated(False)
        self._still = None

    def _show(self, moment: Moment) -> None:
        for part in self._parts:
            part.show(moment)
        sample = said("step {step}")
        if drawn_as(sample, self.style.font) != sample:
            # No font has the letters of the language.
            for artist in self._moving:
                if isinstance(artist, Text):
                    artist.set_text(drawn_as(artist.get_text(), self.style.font))

    def _draw_still(self) -> None:
        for artist in self._moving:
            artist.set_animated(True)
        with drawing(self.style):
            self._canvas.draw()
        self._still = self._canvas.copy_from_bbox(self.figure.bbox)


def write_vectors(figure: Figure, style: Style, path: Path, salt: str, about: About = NOTHING_SAID) -> None:
    """Write a figure as SVG or PDF, as the suffix says; what it refers to has names that depend on the salt.

    A PDF says what it is; of an SVG the encoder says it.
    """
    form = path.suffix.removeprefix(".").lower()
    told: dict[str, Any] = {"Date": None}
    if form == "pdf":
        # It warns of the dates of fonts as it takes letters from them.
        getLogger("fontTools").setLevel(ERROR)
        told = {"CreationDate": None, "Title": about.title or None, "Subject": about.words or None}
    how: Any = {"svg.fonttype": "path", "svg.hashsalt": salt, "pdf.fonttype": 42}
    with speaking(style.lang), drawing(style, how):
        figure.savefig(path, format=form, metadata=told, dpi=RASTER * figure.dpi)


def ring(axes: Axes, places: Array, style: Style, size: float = 13.5) -> None:
    """Ring places (K, 2) of axes, on a casing, so that the rings can be seen on any field.

    `size` is in points: the ball of a run, which ends within, is smaller.
    """
    how: dict[str, Any] = {"ls": "", "marker": "o", "ms": size, "mfc": "none", "zorder": 4}
    axes.plot(*places.T, mec=style.casing, mew=3.0, **how)
    axes.plot(*places.T, mec=style.ink, mew=1.3, **how)


def outlined(text: Text, color: str) -> Text:
    """Give a text a casing, so that it can be read on any field."""
    text.set_path_effects([withStroke(linewidth=2.6, foreground=color)])
    return text
