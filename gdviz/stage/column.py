"""The words of a scene: in a column at its left, above and below its pictures, or in rows where it is not wide."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

import numpy as np
from manim import DOWN, LEFT, UP, Mobject, Scene, Text, VGroup, config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.stage import typeset
from gdviz.stage.page import Page
from gdviz.stage.painted import Words
from gdviz.style.themes import DARK, Style

Array = NDArray[np.float64]

# From a title to what is said below it, in points.
BELOW_TITLE = 9.72
# How far a picture that needs no margin stays off the edges of a page that is not wide, in points.
BLEED = 4.0
# No title, and no other words, are smaller, in points; a caption on a wide page has at most so many lines.
LEAST_TITLE, LEAST, CAPTION_LINES = 12.0, 9.0, 6
# A film rests so many seconds on its end, at least.
REST = 1.5

M = TypeVar("M", bound=Mobject)


class WordColumn(Scene):
    """A scene with a heading and captions that take each other's place.

    On a page that is not wide everything has a row: the heading at the top; from the foot up counters, the caption, and
    what is placed under the heading on a wide page; between them the picture. So a scene makes its heading first, then
    what stands at the foot, and then asks for the picture's box.

    Attributes
    ----------
    style
        How it looks; a subclass made for rendering sets it.
    page
        Its shape, and what follows from that.
    column_end
        Where the column ends, as a share of the frame's width, for what is placed in it from now on.
    """

    style: ClassVar[Style] = DARK

    def open_column(self) -> None:
        """Begin with an empty page."""
        self.page = Page.of(config.frame_width, config.frame_height)
        self.column_end = self.page.column
        self._below: Mobject | None = None
        self._caption: Words | None = None
        self._begin_rows(self.page.height - self.page.margin)

    def _begin_rows(self, high: float) -> None:
        """Leave all below a height, in points, to rows."""
        self._rows: dict[str, Share] = {}
        self._low, self._high = self.page.margin, high
        self._placed = 0.0

    def text(self, words: str, size: float, *, color: str = "", bold: bool = False) -> Text:
        """Return text; `size` is in points, as in the figures."""
        return typeset.text(self.style, words, size, color=color, bold=bold)

    def paragraph(self, words: str, size: float, width: float, **looks: Any) -> VGroup:
        """Return text in lines at most `width` scene units wide; `color` and `bold` as for text."""
        return typeset.paragraph(self.style, words, size, width, **looks)

    def formula(self, latex: str, size: float, *, color: str = "") -> VGroup:
        """Return a formula, kept as LaTeX, that fits the column; `size` as for text. Nothing where there is none."""
        if not latex:
            return VGroup()
        made = shrunk_to(typeset.formula(self.style, latex, size, color=color), self.column)
        return made.scale(min(1.0, typeset.points(self.page.tallest) / made.height))

    @property
    def column(self) -> float:
        """The width of the words' column, in scene units."""
        margins = 1 if self.page.is_wide else 2
        return self.column_end * float(config.frame_width) - margins * self.margin

    @property
    def margin(self) -> float:
        """What words keep from the frame's edges, in scene units."""
        return typeset.points(self.page.margin)

    def corner(self, side: Array) -> Array:
        """Return a corner of the frame, within its margin."""
        half = np.array([config.frame_width, config.frame_height, 0]) / 2
        corner: Array = side * (half - [self.margin, self.margin, 0])
        return corner

    def heading(self, title: str, subtitle: str = "", *, wide: bool = False, footed: bool = False) -> VGroup:
        """Return the point of the scene and below it what is shown, at the top of the column, or across the frame.

        Captions stand in the column too, unless that is `footed`: then, as below a wide heading and on a page that is
        not wide, at the frame's foot. The words of `gdviz scene --title` take the title's place.
        """
        title = title if self.style.title is None else self.style.title
        page, looks = self.page, self.style
        across = wide or not page.is_wide
        width = config.frame_width - 2 * self.margin if across else self.column
        lines = VGroup()
        if title:
            lines.add(typeset.title(looks, title, page.title, width, least=LEAST_TITLE, most=2 if across else 3))
        if subtitle:
            size, most = page.subtitle, 1 if across else 3
            lines.add(
                typeset.title(looks, subtitle, size, width, least=LEAST, most=most, bold=False, color=looks.muted)
            )
        lines.arrange(DOWN, aligned_edge=LEFT, buff=typeset.points(BELOW_TITLE if page.is_wide else 6))
        lines.move_to(self.corner(UP + LEFT), aligned_edge=UP + LEFT)
        self._below = None if across or footed else lines
        self._begin_rows(page.height - page.margin - (lines.height / typeset.points(1) + page.gap if lines else 0))
        return lines

    def row(self, name: str, height: float) -> Share:
        """Return the row of a name at the foot of a page that is not wide: if it is new, above all others.

        Its height is in points.
        """
        if name not in self._rows:
            self._rows[name] = self.page.share(self._low, self._low + height)
            self._low += height + self.page.gap
        return self._rows[name]

    def picture(self, wide: Share, *, under: Sequence[Mobject] = (), bleeds: bool = True) -> Share:
        """Return the box of the picture: `wide` on a wide page, on others what heading, caption and counters leave.

        Parameters
        ----------
        under
            What is placed `under` the heading later on: on a page that is not wide it has a row below the picture.
        bleeds
            Whether it may come near the page's edges, as a relief may; it keeps the words' margin otherwise.
        """
        page = self.page
        if page.is_wide:
            return wide
        self._caption_row()
        heights = [thing.height / typeset.points(1) for thing in under if thing.height]
        if heights:
            self.row("under", sum(heights) + page.gap * (len(heights) - 1))
        return page.share(self._low, self._high, margin=BLEED if bleeds else page.margin)

    def _caption_row(self) -> Share:
        return self.row("caption", self.page.lines * typeset.LEADING * self.page.caption)

    def under(self, mobject: M, gap: float = 0.5) -> M:
        """Place something in the column under what was placed there last, unless it is empty, and return it.

        On a page that is not wide it stands in the row that `picture` keeps for it.
        """
        if not mobject.height:
            return mobject
        if "under" in self._rows:
            top = self._rows["under"].high * self.page.height - self._placed
            at = np.array([self.page.margin - self.page.width / 2, top - self.page.height / 2, 0])
            mobject.move_to(at * typeset.points(1), aligned_edge=UP + LEFT)
            self._placed += mobject.height / typeset.points(1) + self.page.gap
            return mobject
        if self._below is None:
            raise ValueError("there is nothing in the column to place this under")
        mobject.next_to(self._below, DOWN, buff=gap, aligned_edge=LEFT)
        self._below = mobject
        return mobject

    def hush(self) -> list[Any]:
        """Return the animations after which no caption is left."""
        leaving = [self._caption.vanish()] if self._caption is not None else []
        self._caption = None
        return leaving

    def say(self, words: str, *others: Any, color: str = "", seconds: float = 0.6) -> None:
        """Let a caption take the last one's place, while other animations play.

        It stands in the column under what was placed there last, or where the heading is wide, at the frame's foot; on
        a page that is not wide, in its row.
        """
        page = self.page
        width = config.frame_width - 2 * self.margin if self._below is None else self.column
        most = page.lines if not page.is_wide else CAPTION_LINES
        made = typeset.title(self.style, words, page.caption, width, least=LEAST, most=most, bold=False)
        if not page.is_wide:
            # The first line stands where it stands, whether or not another follows.
            first = typeset.points(self._caption_row().high * page.height - page.height / 2 - page.caption)
            made.shift(np.array([self.margin - config.frame_width / 2, first, 0]))
        elif self._below is None:
            # Lines stand where they stand, whether or not a letter goes below.
            lowest = (len(made) - 1) * typeset.LEADING * typeset.points(page.caption)
            made.shift(self.corner(DOWN + LEFT) + (lowest + 0.25 * typeset.points(page.caption)) * UP)
        else:
            made.next_to(self._below, DOWN, buff=0.5, aligned_edge=LEFT)
        # The old words are gone before the new ones come: two texts in one place cannot be read.
        if self._caption is not None:
            self.play(self._caption.vanish(), run_time=0.4 * seconds)
            self.remove(self._caption)
        self._caption = Words(made, color or self.style.ink)
        self.add(self._caption)
        self.play(self._caption.appear(), *others, run_time=seconds)

    def conclude(self, words: str, *others: Any, seconds: float = 2.0) -> None:
        """Say the conclusion, and rest on it."""
        self.say(words, *others, color=self.style.accent)
        self.wait(max(seconds, REST))


def shrunk_to(mobject: M, width: float) -> M:
    """Return the mobject, made smaller where it is wider than `width` scene units."""
    return mobject.scale(min(1.0, width / mobject.width))
