"""The page of a film: wide, square or tall, and where on it words and pictures stand.

On a wide page words stand in a column at the left, or above and below pictures that fill the frame; on a square one the
heading is above both. On a tall one heading, picture, caption and counters stand one below another. Lengths are in
points, of which the shorter side has 324.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gdviz.analysis.boxes import Box, Share
from gdviz.pens.pen import point_on

# A page is wide whose sides have at least the first of these ratios, and tall where they have at most the second.
WIDE, TALL = 1.2, 0.8
# A page so wide has letters of full size; on those between it and a square one they are smaller.
FULL = 576.0


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
        return cls("square", width, height, 11.0, column=0.37, tallest=40.0, gap=5.0, **sizes)

    def squared(self) -> "Page":
        """Return the page with words as on a square one if it is wide, but too narrow for letters of full size."""
        return self._square(self.width, self.height) if self.is_wide and self.width < 0.9 * FULL else self

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
