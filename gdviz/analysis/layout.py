"""Where the fields of several runs lie on a page, with one strip for all their curves."""

from collections.abc import Sequence
from dataclasses import dataclass

from gdviz.analysis.boxes import Box

# The edges of a page of rows, as a share of its width.
EDGE = 0.04
# In points: what a line of words above and below a field takes, and what lies between two columns.
LINE, GAP = 17.0, 16.0
# Beside curves, in points: the room for the numbers at their left, for their title and for the numbers below them.
NUMBERS, TITLE, TICKS = 34.0, 24.0, 27.0
# What lies between two rows, and how much more at most where there is room.
BELOW, SPREAD = 6.0, 30.0
# Below fields the curves take at least so many points, and at least this share of the height; of that of a whole page
# which has other words the second.
CURVES, CURVES_SHARE, FIFTH = 44.0, 0.22, 0.2
# Where fields and curves would have less than this share of a page, no words stand below fields.
SCARCE = 0.353
# How wide a field with words within it is at least.
WITHIN = 68.0
# A lone row of fields has its titles above them, so high and so far off; below it curves are so high, and they keep
# free above and below themselves what their title and numbers take.
HEAD, OFF, STRIP, OVER, UNDER = 12.0, 6.0, 42.0, 18.0, 32.0
# A field with curves of its own: the numbers at its left and below it, with the names of its axes, and what lies
# between it and curves beside it; the least share of the page's width for these, the field's where it is free, and the
# most that curves below it are high, in their widths; and what is free beside a key.
FIELD_NUMBERS, FIELD_BELOW, BETWEEN = 43.0, 37.5, 56.0
BESIDE_SHARE, FIELD_SHARE, CURVES_MOST, APART = 0.31, 0.52, 0.85, 10.0
# What the area of curves is worth beside that of fields, and how many times as wide as a field's their column is.
WORTH, COLUMN = 0.4, 1.5
# The share of a line of words that a field's column has at least: what the longer of its two lines takes.
NARROWEST = 0.58


@dataclass(frozen=True)
class Layout:
    """Where fields and curves lie, in points from the lower left corner of a page.

    Attributes
    ----------
    fields, curves
        The box of each field, all of one size, and that of the common curves.
    room
        The width that each field's words may take.
    lines, foot
        The lines of words below each field, and what lies between it and them. Without lines there is nothing below a
        field, and words stand within it.
    around
        What of the height of `curves` their numbers and title take.
    """

    fields: tuple[Box, ...]
    curves: Box
    room: float
    lines: int = 0
    foot: float = 0.0
    around: float = 0.0

    @property
    def ratio(self) -> float:
        """The width of a field over its height."""
        return self.fields[0].width / self.fields[0].height

    @property
    def worth(self) -> float:
        """How well the page is used: the area of the fields, and a part of that of the curves."""
        return self.area - (1 - WORTH) * self._drawn

    @property
    def area(self) -> float:
        """The area of fields and curves."""
        field = self.fields[0]
        return len(self.fields) * field.width * field.height + self._drawn

    @property
    def _drawn(self) -> float:
        return self.curves.width * (self.curves.height - self.around)


def rows_of_fields(
    width: float,
    top: float,
    count: int,
    ratios: tuple[float, float],
    words: float | None,
    foot: float,
    *,
    page: float = 0.0,
    curves: float = 0.0,
) -> Layout:
    """Return the layout of rows of fields that makes most of a page: of its fields, and a little of its curves.

    The curves are below them, or in an empty place of the last row. Where a page so high would belong to words rather
    than to pictures, no words stand below the fields.

    Parameters
    ----------
    width, top
        The width of the page, and the height up to which there is room, in points.
    count
        The number of fields.
    ratios
        The least and the greatest width of a field over its height.
    words
        The width that a line of words below a field should have; two lines where it cannot. None where the words
        always stand in two lines, and fit themselves into any.
    foot
        What each field needs between itself and its words.
    page
        The height of the page, of which curves below the fields take a fifth; 0 where words stand below them always.
    curves
        How high the curves are at least.
    """
    # Words of two columns would touch where these are too narrow for them.
    most = int((width * (1 - 2 * EDGE) + GAP) / (NARROWEST * words + GAP)) if words else count + 1
    least = max(CURVES, CURVES_SHARE * (top - TICKS), curves)
    fifth = max(least, FIFTH * page)
    every = range(1, max(1, min(count + 1, most)) + 1)
    layout = _best([_in_columns(width, top, count, ratios, words, foot, columns, fifth, curves) for columns in every])
    if layout.area >= SCARCE * page * width:
        return layout
    bare = [
        _in_columns(width, top, count, ratios, 0.0, 0.0, columns, least, curves, is_beside=is_beside)
        for columns in range(1, max(1, min(count + 1, int((width * (1 - 2 * EDGE) + GAP) / (WITHIN + GAP)))) + 1)
        for is_beside in (True, False)
    ]
    return _best([one for one in bare if one.area >= SCARCE * page * width] or bare)


def row_of_fields(page: Box, count: int, ratios: tuple[float, float], foot: float, *, curves: float = STRIP) -> Layout:
    """Return the better layout of one row of fields in a box: with the curves beside the fields, or below them.

    `ratios` is the least and the greatest width of a field over its height, `foot` what stands below a field, and
    `curves` how high they are below it.
    """
    return _best([_in_a_row(page, count, ratios, foot, curves, is_beside=is_beside) for is_beside in (True, False)])


def _best(layouts: Sequence[Layout]) -> Layout:
    return max(layouts, key=lambda layout: layout.worth)


def _in_columns(
    width: float,
    top: float,
    count: int,
    ratios: tuple[float, float],
    words: float | None,
    foot: float,
    columns: int,
    least: float,
    lowest: float,
    *,
    is_beside: bool = True,
) -> Layout:
    left = EDGE * width
    rows = -(-count // columns)
    room = (width - 2 * left - (columns - 1) * GAP) / columns
    lines = 0 if words == 0 else 1 if words and room >= words else 2
    around = (1 + lines) * LINE + foot + (BELOW if rows > 1 else 0)
    curves = least + TITLE
    # The empty places in the last row hold the curves where they are wide enough to.
    empty = rows * columns - count
    has_room = empty * (room + GAP) - GAP > 3 * NUMBERS and (top - TICKS) / rows - around + LINE - TITLE >= lowest
    is_beside = is_beside and has_room
    tall = max((top - TICKS - (0 if is_beside else curves)) / rows - around, 1.0)
    wide, tall = _fitted(room, tall, ratios)
    pitch = tall + around
    if is_beside:
        # What the page has left is between the rows.
        pitch += min((top - TICKS - rows * pitch) / rows, SPREAD)
    places = [divmod(i, columns) for i in range(rows * columns)]
    corners = [(left + column * (room + GAP), top - row * pitch - LINE - tall) for row, column in places]
    fields = tuple(Box(*corner, wide, tall) for corner in corners[:count])
    if is_beside:
        x, low = corners[count][0] + NUMBERS, corners[count][1]
        box = Box(x, low, width - left - x, tall + LINE - TITLE)
    else:
        box = Box(left + NUMBERS, TICKS, width - 2 * left - NUMBERS, top - rows * pitch - TITLE - TICKS)
    return Layout(fields, box, room, lines, foot)


def _in_a_row(
    page: Box, count: int, ratios: tuple[float, float], foot: float, strip: float, *, is_beside: bool
) -> Layout:
    top = page.high - HEAD - OFF
    room = (page.width - GAP * (count - 1 + is_beside)) / (count + COLUMN * is_beside)
    bottom = page.low + foot + (0 if is_beside else strip + OVER + UNDER)
    wide, tall = _fitted(room, top - bottom, ratios)
    # What the height has left is above and below the fields, and narrow fields stand at the left.
    base = bottom + (top - bottom - tall) / 2 if is_beside else bottom
    lefts = [page.left + k * (room + GAP) for k in range(count)]
    fields = tuple(Box(left, base, wide, tall) for left in lefts)
    if is_beside:
        curves = Box.between(fields[-1].right + GAP, base - UNDER, page.right, base + tall + OVER)
    else:
        curves = Box(page.left, page.low, page.width, strip + OVER + UNDER)
    return Layout(fields, curves, room, around=OVER + UNDER)


def _fitted(room: float, tall: float, ratios: tuple[float, float]) -> tuple[float, float]:
    """Return the width and height of the largest field in such a room whose width over its height is in a range."""
    wide = min(room, ratios[1] * tall)
    return wide, min(tall, wide / ratios[0])


@dataclass(frozen=True)
class Pair:
    """Where a field and curves of the same runs lie on a page, and the words that name the runs. In points."""

    field: Box
    curves: Box
    key: Box

    @property
    def area(self) -> float:
        """The area of field and curves."""
        return self.field.width * self.field.height + self.curves.width * self.curves.height

    def worth(self, ratio: float | None) -> float:
        """Return how well a field of such a width over its height uses the page: its area, and some of the curves'."""
        wide, high = self.field.width, self.field.height
        if ratio:
            wide, high = min(wide, high * ratio), min(high, wide / ratio)
        return wide * high + WORTH * self.curves.width * self.curves.height


def curves_beside_field(page: Box, ratio: float | None, key: float) -> Pair:
    """Return the layout of a wide page: field at the left, curves at its right, and below these a key.

    Parameters
    ----------
    page
        What is free below the heading.
    ratio
        The width of the field over its height, or None where it need not be to scale.
    key
        How high the key is.
    """
    left, high = page.left + FIELD_NUMBERS, page.height - FIELD_BELOW
    most = page.width - FIELD_NUMBERS - BETWEEN - BESIDE_SHARE * page.width
    wide = min(high * ratio, most) if ratio else FIELD_SHARE * page.width
    x, under = left + wide + BETWEEN, key + APART if key else 0.0
    curves = Box.between(x, page.low + under + FIELD_BELOW, page.right, page.high - TITLE)
    return Pair(Box(left, page.low + FIELD_BELOW, wide, high), curves, Box(x, page.low, page.right - x, key))


def field_alone(page: Box, ratio: float | None, beside: float, below: float) -> tuple[Box, Box]:
    """Return where a field without curves lies in the middle of a page, and a key, at its right or below it.

    Parameters
    ----------
    page, ratio
        See `curves_beside_field`.
    beside, below
        How wide the key is at its right, and how high it is below: whichever leaves more to the field.
    """
    inner = Box.between(page.left + FIELD_NUMBERS, page.low + FIELD_BELOW, page.right, page.high - APART)
    is_below = min(inner.width, inner.height - below) > min(inner.width - beside - BETWEEN / 2, inner.height)
    room = (
        inner.with_edges(low=inner.low + below)
        if is_below
        else inner.with_edges(right=inner.right - beside - BETWEEN / 2)
    )
    wide = min(room.width, room.height * ratio) if ratio else room.width
    tall = min(room.height, wide / ratio) if ratio else room.height
    field = Box(room.left + (room.width - wide) / 2, room.low + (room.height - tall) / 2, wide, tall)
    if is_below:
        return field, Box(field.left, field.low - FIELD_BELOW - below, wide, below)
    return field, Box(field.right + BETWEEN / 2, field.low, beside, tall - TITLE)


def curves_below_field(page: Box, ratio: float | None, key: float, *, beside: float = 0.0) -> Pair:
    """Return the layout of a tall page: field, curves and a key, one below another.

    With `beside` the key has so much of the width at the right of the field instead. See `curves_beside_field`.
    """
    left, under = page.left + FIELD_NUMBERS, key + APART if key and not beside else 0.0
    tall = page.height - 2 * FIELD_BELOW - TITLE - under
    most = max(tall - max(CURVES, CURVES_SHARE * tall), 1.0)
    room = page.right - left - (beside + APART if beside else 0.0)
    high = min(room / ratio if ratio else most, most)
    wide = min(room, high * ratio) if ratio and beside else room
    field = Box(left, page.high - high, wide, high)
    curves = Box.between(left, page.low + under + FIELD_BELOW, page.right, field.low - FIELD_BELOW - TITLE)
    # Curves as high as wide would be mountains; what is left then is around them.
    spare = max(curves.height - CURVES_MOST * curves.width, 0.0) / 2
    curves = curves.with_edges(low=curves.low + spare, high=curves.high - spare)
    if beside:
        return Pair(field, curves, Box.between(field.right + APART, field.low, page.right, field.high))
    return Pair(field, curves, Box(page.left, page.low, page.width, key))
