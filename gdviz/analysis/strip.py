"""How moments of one picture lie side by side on a page of print: what all of them share is there once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Clip

Piece = Literal["heading", "picture", "panels"]
# A strip is so many points wide: in a column of 88 mm letters of 9 points come out at more than 6.
WIDTH = 360.0
# In points: the numbers at the left of the first picture of a row and below the last of a column, the words above each,
# the gap between two, a heading of two lines and of one, and panels that have a row to themselves.
NUMBERS, BELOW, LABEL, GAP, HEADING, LINE, PANELS = 40.0, 35.0, 16.0, 12.0, 40.0, 20.0, 100.0
# And a line of the heading that says how far to trust a plane.
NOTE = 14.0
# The width from which panels stand beside one another, and what the title of one takes, in points.
PANEL, TITLE = 110.0, 18.0
# Half of the last number below a panel, which stands out at its right, in points.
LAST = 16.0
# The numbers of columns there may be, the best first, with how many rows at most, and that of more pictures.
COLUMNS, ROWS, MANY = (3, 2), 3, 4
# Between these is the height of a picture over its width that is that of the page.
LOW, HIGH = 0.75, 1.25
NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class StripShape:
    """What a figure's pictures in a strip are like.

    Attributes
    ----------
    height
        Over the width of a field; None where it is the page's.
    each
        Whether each run has a field of its own beside the others.
    panels
        Whether there are panels besides.
    within
        Whether numbers and names of axes are within a picture, and not around it.
    on_plane
        Whether it is on a landscape, and says how far to trust that where it is a slice.
    """

    height: float | None = None
    each: bool = False
    panels: bool = True
    within: bool = False
    on_plane: bool = False


@dataclass(frozen=True)
class Excerpt(Clip):
    """A part of a figure on a page of its own: what a strip says once, or the picture of one moment.

    Attributes
    ----------
    part
        The title, the picture, or the panels beside it.
    dpi
        Pixels to an inch of the page.
    frame
        Where the part lies on its page, in points; what is free around a picture is for numbers and words.
    names_left, names_below
        Whether the axes of a picture have their numbers and names.
    """

    part: Piece = "picture"
    dpi: float = 72.0
    frame: Box = NOWHERE
    names_left: bool = True
    names_below: bool = True


@dataclass(frozen=True)
class StripCell:
    """A part of a strip: its page, its lower left corner in pixels of the strip, and which moment it shows."""

    excerpt: Excerpt
    left: int
    low: int
    moment: int


@dataclass(frozen=True)
class Strip:
    """The page of a strip: its size in pixels, pixels to an inch, and its parts."""

    width: int
    height: int
    dpi: float
    cells: tuple[StripCell, ...]


def columns_for(count: int) -> int:
    """Return how many of so many pictures stand side by side: as leave no place empty in the last row, if they can."""
    if count <= COLUMNS[0]:
        return count
    if count > ROWS * COLUMNS[0]:
        return MANY
    return next((columns for columns in COLUMNS if count % columns == 0 and count <= ROWS * columns), COLUMNS[0])


def laid_out(clip: Clip, count: int, kind: StripShape, *, runs: int, title: bool, note: bool = False) -> Strip:
    """Return the strip of so many moments of so many runs, whose heading has a note below it or none.

    It is twice as many pixels wide as a single picture on its page, the `clip`. Where each run has a field every moment
    has a row. Panels take what the last row leaves free, or a row of their own.
    """
    across, panels = runs if kind.each else 1, kind.panels
    beside, under = (0.0, 0.0) if kind.within else (NUMBERS, BELOW)
    heading = HEADING if title else LINE if runs > 1 else 0.0
    heading += NOTE if note else 0.0
    # What a picture may measure on any side.
    dpi = min(2 * clip.width, 8192) * 72 / WIDTH
    columns = 1 if across > 1 else columns_for(count + panels)
    rows, rest = -(-count // columns), -count % columns
    wide = (WIDTH - beside - columns * GAP) / columns
    shape = min(max(clip.height / clip.width, LOW), HIGH) if kind.height is None else kind.height
    tall = shape * wide / across

    def grid(points: float) -> int:
        return round(points * dpi / 72)

    def is_lowest(index: int) -> bool:
        return index + columns >= count

    lasting = [any(is_lowest(i) for i in range(row * columns, min((row + 1) * columns, count))) for row in range(rows)]
    heights = [LABEL + tall + (under if last else 0.0) + GAP / 2 for last in lasting]
    own_row = PANELS if panels and not rest else 0.0
    total = heading + sum(heights) + own_row
    page = (grid(WIDTH), grid(total))

    def cell(part: Piece, box: Box, inner: Callable[[Box], Box], moment: int, *, left: bool, below: bool) -> StripCell:
        x0, y0, x1, y1 = (grid(edge) for edge in (box.left, box.low, box.right, box.high))
        unit = 72 / dpi
        whole = Box.between(0.0, 0.0, (x1 - x0) * unit, (y1 - y0) * unit)
        size = (max(x1 - x0, 16), max(y1 - y0, 16))
        where: dict[str, Any] = {"frame": inner(whole), "names_left": left, "names_below": below}
        excerpt = Excerpt(*size, clip.fps, clip.seconds, clip.pace, part=part, dpi=dpi, **where)
        return StripCell(excerpt, x0, y0, moment)

    cells = []
    if heading:
        box = Box.between(0.0, total - heading, WIDTH, total)
        cells.append(cell("heading", box, lambda whole: whole, count - 1, left=False, below=False))
    high = total - heading
    for row in range(rows):
        low = high - heights[row]
        for column in range(min(columns, count - row * columns)):
            left, below = column == 0, is_lowest(row * columns + column)
            start = 0.0 if left else beside + column * (wide + GAP)
            box = Box.between(start, low, beside + (column + 1) * (wide + GAP), high)
            pads = (beside + GAP / 2 if left else GAP / 2, (under if lasting[row] else 0.0) + GAP / 2)

            def framed(whole: Box, pads: tuple[float, float] = pads) -> Box:
                return Box(pads[0], pads[1], whole.width - pads[0] - GAP / 2, whole.height - pads[1] - LABEL)

            cells.append(cell("picture", box, framed, row * columns + column, left=left, below=below))
        high = low
    if panels:
        start = beside + (columns - rest) * (wide + GAP) if rest else 0.0
        box = Box.between(start, 0.0, WIDTH, own_row or heights[-1])
        cells.append(cell("panels", box, lambda whole: whole, count - 1, left=True, below=True))
    return Strip(*page, dpi, tuple(cells))


def panels_on(page: Box, count: int) -> list[Box]:
    """Return where so many panels go on a page of their own: beside one another on one that is wide, else below."""
    if page.width > count * PANEL:
        wide = page.width / count
        return [
            Box.between(i * wide + NUMBERS, BELOW, (i + 1) * wide - LAST, page.height - TITLE) for i in range(count)
        ]
    # Below one another only the last has numbers below it.
    tall = (page.height - BELOW - count * TITLE) / count
    lows = [BELOW + (count - 1 - i) * (tall + TITLE) for i in range(count)]
    return [Box.between(NUMBERS, low, page.width - LAST, low + tall) for low in lows]
