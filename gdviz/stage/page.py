"""The page of a film: wide, square or tall, and where on it words and pictures stand.

On a wide page words stand in a column at the left, or above and below pictures that fill the frame; on a square one the
heading is above both. On a tall one heading, picture, caption and counters stand one below another. Lengths are in
points, of which the shorter side has 324.
"""

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.layout import EDGE, NUMBERS, OVER, STRIP, UNDER, Layout, row_of_fields, rows_of_fields
from gdviz.pens.pen import point_on

# A page is wide whose sides have at least the first of these ratios, and tall where they have at most the second.
WIDE, TALL = 1.2, 0.8
# A page so wide has letters of full size; on those between it and a square one they are smaller.
FULL = 576.0
# What stands below a field and its numbers where fields are in one row, in points: two lines of words; and what is free
# below the words of a row on a tall page.
FOOT, CLEAR = 38.0, 8.0


@dataclass(frozen=True)
class Page:
    """A page of one shape.

    Attributes
    ----------
    shape
        One of three; a page of 4:3 is wide.
    width, height
        In points.
    margin
        What words keep from its edges.
    column
        Where the words' column ends, as a share of the page's width.
    title, subtitle, caption
        How large words are set.
    lines
        The lines of a caption that room is kept for.
    tallest
        No formula is taller than this, so that counters and captions have their room.
    gap
        From one row to the next.
    """

    shape: Literal["wide", "square", "tall"]
    width: float
    height: float
    margin: float = 22.275
    column: float = 0.36
    title: float = 21.0
    subtitle: float = 12.5
    caption: float = 15.0
    lines: int = 2
    tallest: float = 52.65
    gap: float = 20.25

    @classmethod
    def of(cls, width: float, height: float) -> "Page":
        """Return the page of a frame so wide and high, in any unit."""
        unit = point_on(width, height)
        size, ratio = (width / unit, height / unit), width / height
        if ratio >= WIDE:
            full = min(size[0] / FULL, 1.0)
            title, subtitle, caption = (size * full**0.5 for size in (cls.title, cls.subtitle, cls.caption))
            column = cls.column + 0.2 * (1 - full)
            return cls("wide", *size, cls.margin * full, column, title, subtitle, caption)
        if ratio <= TALL:
            return cls("tall", *size, margin=16.0, column=1.0, title=20.0, gap=10.0)
        return cls._square(*size)

    @classmethod
    def _square(cls, width: float, height: float) -> "Page":
        sizes: dict[str, Any] = {"title": 17.0, "subtitle": 11.0, "caption": 12.0}
        return cls("square", width, height, 11.0, column=0.32, tallest=40.0, gap=5.0, **sizes)

    def squared(self, *, crowded: bool = False) -> "Page":
        """Return the page with words as on a square one if it is wide, and too narrow for letters of full size.

        Or if it is `crowded`: then these letters leave the pictures more of it.
        """
        is_small = self.width < 0.9 * FULL or crowded
        return self._square(self.width, self.height) if self.is_wide and is_small else self

    @property
    def is_wide(self) -> bool:
        """Whether words stand in a column beside the picture."""
        return self.shape == "wide"

    def split(self, box: Share, *parts: float, gap: float | None = None, across: bool | None = None) -> list[Share]:
        """Return boxes so large beside each other, `across` the page, or one below another: so on a tall one."""
        between = self.gap if gap is None else gap
        across = self.shape != "tall" if across is None else across
        whole = box.box_on(self.width, self.height)
        room = (whole.width if across else whole.height) - between * (len(parts) - 1)
        sizes = room * np.array(parts) / sum(parts)
        starts = np.cumsum(sizes) - sizes + between * np.arange(len(parts))
        made = []
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
            if across:
                part = whole.with_edges(left=whole.left + start, right=whole.left + start + size)
            else:
                part = whole.with_edges(low=whole.high - start - size, high=whole.high - start)
            made.append(part.share_of(self.width, self.height))
        return made

    def share(self, low: float, high: float, *, margin: float | None = None) -> Share:
        """Return a box from side to side, from one height to another."""
        aside = self.margin if margin is None else margin
        return Box.between(aside, low, self.width - aside, high).share_of(self.width, self.height)


def fields_on_page(
    page: Page,
    box: Share,
    count: int,
    ratios: tuple[float, float],
    *,
    in_rows: bool,
    lines: int,
    numbers: float = 0.0,
    curves: float = 0.0,
) -> Layout:
    """Return where fields and the curves, with their numbers and their title, lie: in one row, or in rows.

    Parameters
    ----------
    box
        Where all of it goes, as a share of the page.
    count, ratios
        How many fields there are, and the least and the greatest width of one over its height.
    in_rows
        Whether all on the page stands one below another.
    lines
        How many lines of words, one or two, stand below a field.
    numbers
        What its numbers take, between it and its words, in points.
    curves
        How high the curves are at least, in points.
    """
    room = box.box_on(page.width, page.height)
    if not in_rows:
        return row_of_fields(room, count, ratios, numbers + FOOT, curves=max(curves, STRIP))
    width = room.width / (1 - 2 * EDGE)
    # A line has room below every field. Where there is much height, rows stand well apart.
    clear = CLEAR if page.shape == "tall" else 0.0
    words = 1.0 if lines == 1 else None
    layout = rows_of_fields(width, room.height, count, ratios, words, numbers + clear, curves=curves)
    aside = room.left - EDGE * width

    def moved(one: Box) -> Box:
        return Box(one.left + aside, one.low + room.low, one.width, one.height)

    axes = moved(layout.curves)
    around = axes.with_edges(left=axes.left - NUMBERS, low=max(axes.low - UNDER, room.low), high=axes.high + OVER)
    return replace(layout, fields=tuple(map(moved, layout.fields)), curves=around)
