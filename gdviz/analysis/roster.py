"""How a list of runs is set: how much it says of each, in how many lines and columns, by the room that there is."""

from dataclasses import dataclass
from math import ceil

# In points: the marker before a name, what is free between a row's words and between columns, and from a row to the
# next, at least and where there is room: of one line, and of two.
MARK, APART, GUTTER = 13.0, 10.0, 18.0
ONE, TWO = (13.5, 18.0), (26.0, 34.0)
# How much wider a row may be than its words are.
STRETCH = 1.4


@dataclass(frozen=True)
class Wants:
    """How wide the words of a list of runs are, in points: the widest of each kind, 0 where there are none.

    `short` is the widest of the shortest words that tell the runs apart, which stand in place of name and detail, and
    `brief` that of words which stand for the statuses where these are too wide.
    """

    name: float
    short: float
    detail: float = 0.0
    status: float = 0.0
    brief: float = 0.0
    value: float = 0.0


@dataclass(frozen=True)
class Rows:
    """How the rows of a list are set.

    Attributes
    ----------
    lines, columns
        The lines of each row, and the columns that the rows stand in.
    pitch, width
        From a row to the next, and the width of a column, in points.
    is_short
        Whether a row has the shortest words for its run.
    status
        Which words a row has for its status: "whole", "brief" or none.
    """

    lines: int
    columns: int
    pitch: float
    width: float
    is_short: bool
    status: str

    @property
    def whole_width(self) -> float:
        """The width of all columns, in points."""
        return self.columns * self.width + (self.columns - 1) * GUTTER

    def height(self, count: int) -> float:
        """Return how high so many rows are, in points."""
        return ceil(count / self.columns) * self.pitch


def set_rows(wants: Wants, count: int, width: float, height: float, *, is_column: bool = False) -> Rows:
    """Return how so many runs are listed in a room, in points: with as much said of each as fits.

    Rows have one line where it holds all. A list that `is_column` stands beside a picture: it has one column where that
    is high enough, of rows of two lines first, and no wider than it needs. What does not fit at all has the shortest
    words, in as many columns as these leave room for, and is higher than the room.
    """
    full = (1, False, "whole", _width(wants.name, wants.detail, wants.status, wants.value))
    two = (2, False, "whole", two_lines(wants))
    levels = [two, full] if is_column else [full, two]
    levels += [
        (1, True, "whole", _width(wants.short, wants.status, wants.value)),
        (1, True, "brief", _width(wants.short, wants.brief, wants.value)),
        (1, True, "", _width(wants.short, wants.value)),
    ]
    for lines, is_short, status, wanted in levels:
        least, most = ONE if lines == 1 else TWO
        for columns in range(1, count + 1):
            each = (width - (columns - 1) * GUTTER) / columns
            rows = ceil(count / columns)
            if each < wanted:
                break
            if rows * least <= height:
                wide = wanted if is_column else min(each, STRETCH * wanted)
                return Rows(lines, columns, min(height / rows, most), wide, is_short, status)
    columns = max(1, min(count, int((width + GUTTER) / (levels[-1][-1] + GUTTER))))
    return Rows(1, columns, ONE[0], (width - (columns - 1) * GUTTER) / columns, True, "")


def two_lines(wants: Wants) -> float:
    """Return how wide a column of rows of two lines is, in points."""
    return max(_width(wants.name, wants.value), _width(wants.detail, wants.status))


def _width(*words: float) -> float:
    """Return the width of a row of words beside its marker."""
    some = [one for one in words if one]
    return MARK + sum(some) + APART * (len(some) - 1)
