"""Where all lies on a network's page: boundary, landscape or accuracy, loss, and the hidden units of each layer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gdviz.analysis.boxes import Box
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.plane import KEY, ROWS, has_room_for_names, rows_of_names

# In points: the edges of the page and its foot, numbers and name at the left of axes and below them, the name alone,
# a title above axes, how far below the top of its room its letters stand, and what lies between columns or rows.
EDGE, FOOT, LEFT, BELOW, NAME, TITLE, DOWN, APART = 20.0, 5.0, 34.0, 36.5, 17.0, 19.0, 12.0, 14.0
# The width of the gaps between units and more between layers in a row, the height of a unit's number above it and of a
# layer's name, and the largest side of a unit, where there are two columns of them and
# where there are more, and the least one.
GAP, BREAK, NUMBER, LAYER, WIDEST, NARROWER, LEAST = 7.0, 9.0, 12.5, 13.0, 56.0, 47.0, 24.0
# So many units of a lone layer stand side by side where they have half of a page.
HALF_ROW = 4
# The height of a loss with its numbers below it, in points, at least.
LOSS = BELOW + 52.0
# The share of a lying page's width that the column of landscape and loss has, and of its height the landscape; that of
# a standing page's width which the boundary has beside the landscape; the height of a page, over its width, from which
# the boundary has a row of its own; the share of its height which the last row has then; of a lying page that of the
# width beside the column which units have at most; and the height that a boundary above units has, over its width.
COLUMN, HIGHER, BESIDE, SLENDER, LAST, LITTLE, SQUAT = 0.28, 0.6, 0.52, 1.25, 0.24, 0.42, 1.0
# The height of the units in a picture of a strip, over its width; the gap between two there, and that below them.
IN_STRIP, FINE, UNDER = 0.56, 4.0, 7.0
NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class NetworkPlaces:
    """Where all is drawn, in points.

    Attributes
    ----------
    field, names
        The boundary, and the box at whose top the names of the classes are.
    second, loss
        Landscape or accuracy, if there is one, and loss.
    units, title, layers
        The units, layer by layer, where their title begins, and the name of each layer, if these are named.
    """

    field: Box
    names: Box
    second: Box | None
    loss: Box
    units: list[Box]
    title: tuple[float, float]
    layers: list[tuple[float, float]]


def places_of(canvas: Canvas, counts: Sequence[int], second: str, names: Sequence[str]) -> NetworkPlaces:
    """Return where all lies on a page.

    Parameters
    ----------
    canvas
        The page.
    counts
        How many units are shown of each layer.
    second
        What there is besides the loss: a "landscape", a "curve" or nothing, "".
    names
        Of the classes. Where they are too long for the width of the boundary they stand above all.
    """
    width, height = canvas.points
    page = Box.between(EDGE, FOOT, width - EDGE, height - canvas.head)
    arrange = _lying if not canvas.tall else _slender if height > SLENDER * width else _square
    found = arrange(page, counts, second)
    key = KEY * len(rows_of_names(canvas, names, found.field.width))
    most = 2 if arrange is _lying else ROWS
    is_crowded = key > most * KEY or not has_room_for_names(canvas, names, found.field.width)
    if arrange is not _slender and is_crowded:
        beside = page.with_edges(left=found.field.left)
        over = min((beside, page), key=lambda box: len(rows_of_names(canvas, names, box.width)))
        key = KEY * len(rows_of_names(canvas, names, over.width))
        return replace(arrange(page.with_edges(high=page.high - key), counts, second), names=over)
    # Letters of the names and of titles beside them stand on one line.
    high = found.field.high
    return replace(found, field=found.field.with_edges(high=high - key), names=found.field.with_edges(high=high - 2))


def places_in_strip(frame: Box, counts: Sequence[int]) -> NetworkPlaces:
    """Return where units and boundary lie in a picture of a strip: small ones in rows above it."""
    rows = -(-counts[0] // HALF_ROW) if len(counts) == 1 else len(counts)
    columns = HALF_ROW if len(counts) == 1 else max(counts, default=1)
    side = min((frame.width - (columns - 1) * FINE) / columns, IN_STRIP * frame.width / max(rows, 1) - FINE)
    cells = [
        Box(frame.left + column * (side + FINE), frame.high - (row + 1) * (side + FINE) + FINE, side, side)
        for row, column in _in_rows(counts, columns)
    ]
    field = frame.with_edges(high=min((cell.low for cell in cells), default=frame.high + UNDER) - UNDER)
    return NetworkPlaces(field, NOWHERE, None, NOWHERE, cells, (0.0, 0.0), [])


def _lying(page: Box, counts: Sequence[int], kind: str) -> NetworkPlaces:
    """Return the boundary at the left, units in columns, and landscape above loss at the right."""
    left, low, right = page.left + LEFT, page.low + BELOW, page.right
    wide = COLUMN * page.width
    second, loss = None, Box.between(right - wide, low, right, page.high - TITLE)
    if kind:
        named = NAME + 4 if kind == "landscape" else 6.0
        under = low + (1 - HIGHER) * (page.high - low - 2 * TITLE - named)
        second, loss = loss.with_edges(low=under + TITLE + named), loss.with_edges(high=under)
    edge, cells, layers = right - wide - LEFT - 4, list[Box](), list[tuple[float, float]]()
    if counts:
        columns = 2 if len(counts) == 1 else len(counts)
        rows = -(-counts[0] // 2) if len(counts) == 1 else max(counts)
        high = page.high - TITLE - (LAYER if len(counts) > 1 else 0.0)
        most = WIDEST if columns < 3 else NARROWER
        room = LITTLE * (edge - left - APART)
        side = min((high - low) / rows - NUMBER, most, (room - (columns - 1) * GAP) / columns)
        edge -= columns * side + (columns - 1) * GAP
        # What few units leave free is above and below them alike.
        pitch = (high - low) / rows
        places = _in_rows(counts, 2) if len(counts) == 1 else _in_columns(counts)
        cells = _cells(edge, high, side, places, pitch)
        layers = [(edge + column * (side + GAP), page.high - TITLE - LAYER / 2) for column in range(len(counts))]
    field = Box.between(left, low, edge - (APART if counts else 6), page.high)
    return NetworkPlaces(field, field, second, loss, cells, (edge, page.high), layers if len(counts) > 1 else [])


def _square(page: Box, counts: Sequence[int], kind: str) -> NetworkPlaces:
    """Return two rows of two: boundary and landscape, units and loss."""
    left, right = page.left + LEFT, page.right
    middle = page.left + BESIDE * page.width
    is_one = len(counts) == 1
    rows = -(-counts[0] // HALF_ROW) if is_one else len(counts)
    columns = -(-counts[0] // rows) if is_one else max(counts, default=HALF_ROW)
    # Of several layers each has a row, named at its left; the less high the page is, the smaller they are.
    most = max(page.height - 2 * BELOW - TITLE - SQUAT * (middle - left), LOSS) / max(rows, 1) - NUMBER
    side = min((middle - left - (columns - 1) * GAP) / columns, max(most, LEAST), WIDEST)
    under = TITLE + max(rows * (side + NUMBER), LOSS)
    low = page.low + under + BELOW + 2
    field = Box.between(left, low, middle if kind else right, page.high)
    # A curve above another has no numbers below it.
    second = Box.between(middle + NAME + 5, low, right, page.high - TITLE) if kind else None
    second = second.with_edges(left=middle + LEFT, low=page.low + under + 4) if second and kind == "curve" else second
    loss = Box.between(middle + LEFT if counts else left, page.low + BELOW, right, page.low + under - TITLE)
    cells = _cells(left, page.low + under - TITLE, side, _in_rows(counts, columns), side + NUMBER)
    firsts = [cells[sum(counts[:layer])] for layer in range(len(counts))] if len(counts) > 1 else []
    layers = [(page.left, cell.low + cell.height / 2) for cell in firsts]
    return NetworkPlaces(field, field, second, loss, cells, (left, page.low + under), layers)


def _slender(page: Box, counts: Sequence[int], kind: str) -> NetworkPlaces:
    """Return the boundary above all units in a row, and below these landscape and loss beside one another."""
    left, right = page.left + LEFT, page.right
    last = LAST * page.height
    low = page.low + BELOW
    middle = page.left + 0.5 * page.width
    top = low + last
    numbered = kind == "curve"
    corner = (left, low) if numbered else (page.left + NAME, page.low + NAME + 4)
    second = Box.between(*corner, middle - 6, top) if kind else None
    loss = Box.between(middle + LEFT + 4 if kind else left, low, right, top)
    count, breaks = sum(counts), max(len(counts) - 1, 0)
    side = (page.width - (max(count, 1) - 1) * GAP - breaks * BREAK) / max(count, 1)
    side = min(side, 60.0)
    over = top + TITLE + APART
    cells = _cells(page.left, over + side + NUMBER, side, [(0, place) for place in range(count)], 0.0)
    cells = [
        Box(cell.left + BREAK * layer, cell.low, side, side)
        for cell, layer in zip(cells, [layer for layer, n in enumerate(counts) for _ in range(n)], strict=True)
    ]
    above = over + side + NUMBER + (LAYER if breaks else 0.0) + TITLE + 8 if counts else over
    firsts = [cells[sum(counts[:layer])] for layer in range(len(counts))] if breaks else []
    layers = [(cell.left, cell.high + NUMBER + LAYER / 2) for cell in firsts]
    field = Box.between(left, above + BELOW, right, page.high)
    return NetworkPlaces(field, field, second, loss, cells, (page.left, above - 8), layers)


def _in_rows(counts: Sequence[int], columns: int) -> list[tuple[int, int]]:
    """Return row and column of each unit: those of a lone layer row by row, of several layers a row for each."""
    if len(counts) == 1:
        return [divmod(unit, columns) for unit in range(counts[0])]
    return [(layer, unit) for layer, count in enumerate(counts) for unit in range(count)]


def _in_columns(counts: Sequence[int]) -> list[tuple[int, int]]:
    """Return row and column of each unit where each layer has a column."""
    return [(unit, layer) for layer, count in enumerate(counts) for unit in range(count)]


def _cells(left: float, high: float, side: float, places: Sequence[tuple[int, int]], pitch: float) -> list[Box]:
    """Return squares at rows and columns, each below the room for its number."""
    return [Box(left + column * (side + GAP), high - row * pitch - NUMBER - side, side, side) for row, column in places]
