"""The words of a scene: in a column at its left, above and below its pictures, or in rows where it is not wide."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from manim import DOWN, LEFT, UP, Mobject, Scene, VGroup, config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box, Share
from gdviz.stage import typeset
from gdviz.stage.page import Page
from gdviz.stage.painted import Words
from gdviz.style.equations import TypesetFunction
from gdviz.style.themes import DARK, Style

Array = NDArray[np.float64]

# From a title to what is said below it, in points.
BELOW_TITLE = 9.72
# How far a picture that needs no margin stays off the edges of a page that is not wide, in points.
BLEED = 4.0
# How wide a counter is at the upper right of a wide page, in points.
COUNTER = 92.0
# No title, and no other words, are smaller, in points; a caption on a wide page has at most so many lines.
LEAST_TITLE, LEAST, CAPTION_LINES = 12.0, 9.0, 6
# So much smaller a title of a square page may be to stand on one line, and leave room for what is said below it.
ONE_LINE = 0.8
# From one thing in the column to the next, and between a caption and what stands at the foot, in points.
GAP, CLEAR = 20.25, 8.0
# A film rests so many seconds on its end, at least.
REST = 1.5

M = TypeVar("M", bound=Mobject)


class WordColumn(Scene):
    """A scene with a heading and captions that take each other's place.

    On a tall page everything has a row: the heading at the top; from the foot up counters, the caption, and what stands
    under the heading on other pages; between them the picture. So it is on a square page, too, where captions do not
    stand in the column. A scene makes its heading first, then what stands at the foot, and then asks for the box of its
    picture.

    Attributes
    ----------
    style
        How it looks; a subclass made for rendering sets it.
    page
        Its shape, and what follows from that.
    column_end
        Where the column ends, as a share of the frame's width, for what is placed in it from now on.
    in_rows
        Whether all stands one below another.
    """

    style: Style = DARK

    def open_column(self) -> None:
        """Begin with an empty page."""
        self.page = Page.of(config.frame_width, config.frame_height)
        self.column_end = self.page.column
        self.in_rows = self.page.shape == "tall"
        self._below: Mobject | None = None
        self._caption: Words | None = None
        self._foot = self.page.margin - CLEAR
        self._begin_rows(self.page.height - self.page.margin)

    def _begin_rows(self, high: float) -> None:
        """Leave all below a height, in points, to rows."""
        self._rows: dict[str, Share] = {}
        self._low, self._high, self._lines = self.page.margin, high, self.page.lines
        self._placed = 0.0

    def text(self, words: str, size: float, *, color: str = "", bold: bool = False) -> VGroup:
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
        if self.in_rows:
            return float(config.frame_width) - 2 * self.margin
        return self.column_end * float(config.frame_width) - self.margin

    @property
    def margin(self) -> float:
        """What words keep from the frame's edges, in scene units."""
        return typeset.points(self.page.margin)

    def corner(self, side: Array) -> Array:
        """Return a corner of the frame, within its margin."""
        half = np.array([config.frame_width, config.frame_height, 0]) / 2
        corner: Array = side * (half - [self.margin, self.margin, 0])
        return corner

    def heading(
        self,
        title: str,
        subtitle: str | Sequence[str] = "",
        *,
        wide: bool = False,
        footed: bool = False,
        counters: int = 0,
    ) -> VGroup:
        """Return the point of the scene and below it what is shown, at the top of the column, or across the frame.

        It is across the frame where it is `wide`, and on every page that is not wide. Captions stand in the column too,
        unless that is `footed`: then, as below a heading that is `wide`, at the frame's foot. The words of
        `gdviz scene --title` take the title's place. Beside a wide one on a wide page so many counters have their room.
        """
        title = title if self.style.title is None else self.style.title
        page, looks = self.page, self.style
        across = wide or not page.is_wide
        self.in_rows = page.shape == "tall" or (page.shape == "square" and (wide or footed))
        width = config.frame_width - 2 * self.margin if across else self.column
        if page.is_wide and wide:
            width -= typeset.points(COUNTER * counters)
        lines = VGroup()
        # A square page has little height to spare where all stands one below another.
        is_low = page.shape == "square" and self.in_rows
        if title:
            least = ONE_LINE * page.title
            is_one = is_low and typeset.fit_line(looks, title, page.title, width, least=least, bold=True)[0] == title
            most = 1 if is_one else 2 if across else 3
            lines.add(typeset.title(looks, title, page.title, width, least=LEAST_TITLE, most=most))
        said = [words for words in ([subtitle] if isinstance(subtitle, str) else subtitle) if words]
        if said:
            most = 1 if across else 2 if len(said) > 1 else 3
            lines.add(self._said(said, width, most))
        is_low = is_low and len(lines) == 2
        if is_low and _fit_beside(lines, width):
            lines[1].shift(np.array([width - lines[1].width, 0, 0]))
        else:
            if is_low and len(lines[0]) > 1:
                lines.remove(lines[1])
            lines.arrange(DOWN, aligned_edge=LEFT, buff=typeset.points(BELOW_TITLE if page.is_wide else 6))
        lines.move_to(self.corner(UP + LEFT), aligned_edge=UP + LEFT)
        self._below = None if wide or footed or self.in_rows else lines
        self._begin_rows(page.height - page.margin - (lines.height / typeset.points(1) + page.gap if lines else 0))
        return lines

    def _said(self, said: Sequence[str], width: float, most: int) -> VGroup:
        """Return what is said below a title, each of it in so many lines at most."""
        block, size, low = VGroup(), self.page.subtitle, 0.0
        for words in said:
            how: dict[str, Any] = {"least": LEAST, "most": most, "bold": False, "color": self.style.muted}
            made = typeset.title(self.style, words, size, width, **how)
            block.add(*made.shift(low * DOWN))
            # Formulas are set larger, and so are the steps between their lines.
            scale = typeset.ENLARGED if isinstance(words, TypesetFunction) else 1.0
            low += typeset.LEADING * scale * len(made) * typeset.points(size)
        return block

    def row(self, name: str, height: float) -> Share:
        """Return the row of a name at the foot of a page that is in rows: if it is new, above all others.

        Its height is in points.
        """
        if name not in self._rows:
            self._rows[name] = self.page.share(self._low, self._low + height)
            self._low += height + self.page.gap
        return self._rows[name]

    def picture(
        self, wide: Share, *, under: Sequence[Mobject] = (), bleeds: bool = True, lines: int | None = None
    ) -> Share:
        """Return the box of the picture: `wide` on a wide page, on others what heading, caption and counters leave.

        Parameters
        ----------
        under
            What is placed `under` the heading later on: on a page in rows it has a row below the picture.
        bleeds
            Whether it may come near the page's edges, as a relief may; it keeps the words' margin otherwise.
        lines
            How many lines a caption at the foot may have; as many as the page says unless given.
        """
        page, edge = self.page, BLEED if bleeds else self.page.margin
        if page.is_wide and self._below is not None:
            return wide
        self._lines = lines or page.lines
        if page.is_wide:
            # Where it is not beside the heading, a long one makes it lower, and lines at the foot higher.
            low = (page.margin + self._lines * typeset.LEADING * page.caption) / page.height
            return replace(
                wide, low=max(wide.low, low) if lines else wide.low, high=min(wide.high, self._high / page.height)
            )
        if not self.in_rows:
            left = self.column_end * page.width + BLEED
            return Box.between(left, edge, page.width - edge, self._high).share_of(page.width, page.height)
        self._caption_row()
        heights = [thing.height / typeset.points(1) for thing in under if thing.height]
        if heights:
            self.row("under", sum(heights) + page.gap * (len(heights) - 1))
        return page.share(self._low, self._high, margin=edge)

    def keep_foot(self, height: float) -> None:
        """Keep captions in the column above a height, in points: something stands there."""
        self._foot = max(self._foot, height)

    def below_captions(self, lines: int = 2) -> float:
        """Return down to which share of the frame so many lines of a caption go, and keep what is below from them."""
        if self._below is None:
            raise ValueError("captions do not stand in the column")
        top = self._below.get_bottom()[1] / typeset.points(1) + self.page.height / 2
        high = top - GAP - lines * typeset.LEADING * self.page.caption - CLEAR
        self.keep_foot(high)
        return float(high / self.page.height)

    def _caption_row(self) -> Share:
        return self.row("caption", self._lines * typeset.LEADING * self.page.caption)

    def under(self, mobject: M) -> M:
        """Place something in the column under what was placed there last, unless it is empty, and return it.

        On a page in rows it stands in the row that `picture` keeps for it.
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
        mobject.next_to(self._below, DOWN, buff=typeset.points(GAP), aligned_edge=LEFT)
        self._below = mobject
        return mobject

    def hush(self, **options: Any) -> list[Any]:
        """Return the animations after which no caption is left."""
        leaving = [self._caption.vanish(**options)] if self._caption is not None else []
        self._caption = None
        return leaving

    def say(self, words: str, *others: Any, color: str = "", seconds: float = 0.6) -> None:
        """Let a caption take the last one's place, while other animations play.

        It stands in the column under what was placed there last, or where the heading is wide, at the frame's foot; on
        a page in rows, in its row.
        """
        page = self.page
        width = config.frame_width - 2 * self.margin if self._below is None else self.column
        most = self._caption_lines()
        made = typeset.title(self.style, words, page.caption, width, least=LEAST, most=most, bold=False)
        if self.in_rows:
            # The first line stands where it stands, whether or not another follows.
            first = typeset.points(self._caption_row().high * page.height - page.height / 2 - page.caption)
            made.shift(np.array([self.margin - config.frame_width / 2, first, 0]))
        elif self._below is None:
            # Lines stand where they stand, whether or not a letter goes below.
            lowest = (len(made) - 1) * typeset.LEADING * typeset.points(page.caption)
            made.shift(self.corner(DOWN + LEFT) + (lowest + 0.25 * typeset.points(page.caption)) * UP)
        else:
            made.next_to(self._below, DOWN, buff=typeset.points(GAP), aligned_edge=LEFT)
        # The old words are gone before the new ones come: two texts in one place cannot be read.
        if self._caption is not None:
            self.play(self._caption.vanish(), run_time=0.4 * seconds)
            self.remove(self._caption)
        self._caption = Words(made, color or self.style.ink)
        self.add(self._caption)
        self.play(self._caption.appear(), *others, run_time=seconds)

    def _caption_lines(self) -> int:
        """Return how many lines of a caption there is room for."""
        if self.in_rows or self._below is None:
            return self._lines
        room = self._below.get_bottom()[1] / typeset.points(1) + self.page.height / 2 - GAP - CLEAR - self._foot
        return max(1, min(CAPTION_LINES, int(room / (typeset.LEADING * self.page.caption) + 0.25)))

    def conclude(self, words: str, *others: Any, seconds: float = 2.0) -> None:
        """Say the conclusion, and rest on it."""
        self.say(words, *others, color=self.style.accent)
        self.wait(max(seconds, REST))


def _fit_beside(lines: VGroup, width: float) -> bool:
    """Return whether a title and what is said below it have room on one line."""
    single = all(len(one) == 1 for one in lines)
    return single and lines[0].width + lines[1].width + typeset.points(GAP) <= width


def shrunk_to(mobject: M, width: float) -> M:
    """Return the mobject, made smaller where it is wider than `width` scene units."""
    return mobject.scale(min(1.0, width / mobject.width))
