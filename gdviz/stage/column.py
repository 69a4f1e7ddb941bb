"""The words of a scene: in a column at the left, or where pictures fill the frame, above and below them."""

from typing import Any, ClassVar, TypeVar

import numpy as np
from manim import DOWN, LEFT, UP, Mobject, Scene, Text, VGroup, config
from numpy.typing import NDArray

from gdviz.stage import typeset
from gdviz.stage.painted import Words
from gdviz.style.themes import DARK, Style

Array = NDArray[np.float64]

# The words' column ends at this share of the frame; everything keeps a margin, in scene units.
COLUMN = 0.36
MARGIN = 0.55
# No formula is taller than this, in scene units, so that counters and captions have their room.
TALLEST = 1.3
# Titles, subtitles and captions, in points.
TITLE, SUBTITLE, CAPTION = 21.0, 12.5, 15.0

M = TypeVar("M", bound=Mobject)


class WordColumn(Scene):
    """A scene with a heading and captions that take each other's place.

    Attributes
    ----------
    style
        How it looks; a subclass made for rendering sets it.
    column_end
        Where the column ends, as a share of the frame's width, for what is placed in it from now on.
    """

    style: ClassVar[Style] = DARK

    def open_column(self) -> None:
        """Begin with an empty column."""
        self.column_end = COLUMN
        self._below: Mobject | None = None
        self._caption: Words | None = None

    def text(self, words: str, size: float, *, color: str = "", bold: bool = False) -> Text:
        """Return text; `size` is in points of a page 8 inches wide, as in the figures."""
        return typeset.text(self.style, words, size, color=color, bold=bold)

    def paragraph(self, words: str, size: float, width: float, **looks: Any) -> VGroup:
        """Return text in lines at most `width` scene units wide; `color` and `bold` as for text."""
        return typeset.paragraph(self.style, words, size, width, **looks)

    def formula(self, latex: str, size: float, *, color: str = "") -> VGroup:
        """Return a formula, kept as LaTeX, that fits the column; `size` as for text. Nothing where there is none."""
        if not latex:
            return VGroup()
        made = shrunk_to(typeset.formula(self.style, latex, size, color=color), self.column)
        return made.scale(min(1.0, TALLEST / made.height))

    @property
    def column(self) -> float:
        """The width of the words' column, in scene units."""
        return self.column_end * float(config.frame_width) - MARGIN

    def heading(self, title: str, subtitle: str = "", *, wide: bool = False, footed: bool = False) -> VGroup:
        """Return the point of the scene and below it what is shown, at the top of the column, or across the frame.

        Captions stand in the column too, unless that is `footed`: then, as below a wide heading, at the frame's foot.
        The words of `gdviz scene --title` take the title's place.
        """
        title = title if self.style.title is None else self.style.title
        width = config.frame_width - 2 * MARGIN if wide else self.column
        lines = VGroup()
        if title:
            lines.add(self.paragraph(title, TITLE, width, bold=True))
        if subtitle:
            lines.add(self.paragraph(subtitle, SUBTITLE, width, color=self.style.muted))
        lines.arrange(DOWN, aligned_edge=LEFT, buff=0.24)
        lines.move_to(_corner(UP + LEFT), aligned_edge=UP + LEFT)
        self._below = None if wide or footed else lines
        return lines

    def under(self, mobject: M, gap: float = 0.5) -> M:
        """Place something in the column under what was placed there last, unless it is empty, and return it."""
        if self._below is None:
            raise ValueError("there is nothing in the column to place this under")
        if mobject.height:
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

        It stands in the column under what was placed there last, or where the heading is wide, at the frame's foot.
        """
        width = config.frame_width - 2 * MARGIN if self._below is None else self.column
        made = self.paragraph(words, CAPTION, width)
        if self._below is None:
            # Lines stand where they stand, whether or not a letter goes below.
            lowest = (len(made) - 1) * typeset.LEADING * typeset.points(CAPTION)
            made.shift(_corner(DOWN + LEFT) + (lowest + 0.25 * typeset.points(CAPTION)) * UP)
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
        self.wait(seconds)


def _corner(side: Array) -> Array:
    """Return a corner of the frame, within its margin."""
    half = np.array([config.frame_width, config.frame_height, 0]) / 2
    corner: Array = side * (half - [MARGIN, MARGIN, 0])
    return corner


def shrunk_to(mobject: M, width: float) -> M:
    """Return the mobject, made smaller where it is wider than `width` scene units."""
    return mobject.scale(min(1.0, width / mobject.width))
