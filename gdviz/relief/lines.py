"""Lines over the base of a relief: contours, the borders of holes and plateaus, and its sides."""

from typing import Any

import numpy as np
from contourpy import LineType, contour_generator
from matplotlib.path import Path
from numpy.typing import NDArray

from gdviz.relief.grids import without_cliffs
from gdviz.relief.solid import Relief
from gdviz.relief.visibility import visible_parts

Array = NDArray[np.float64]

CONTOURS = 16
# Which of the contours is drawn stronger, so that they can be counted: every fifth.
STRONGER = 5
# Lines that reach less far than this, in half sides of the base, and the rims of holes and plateaus, are but flecks.
SCRAP = 0.12
LEVELS = np.linspace(0, 1, CONTOURS + 2)[1:-1]


def contour_lines(relief: Relief, spacing: float) -> tuple[list[Array], list[Array]]:
    """Return contour lines (n, 3) over the base, the lesser and every fifth: coordinates `spacing` apart, and depth."""
    # Along a cliff, as beside a pole, the mesh is too coarse for the lines, which would hang in the air, and scraps of
    # them would be left.
    depth = without_cliffs(relief.fine_depth)
    lines = contour_generator(relief.fine_x, relief.fine_y, depth, line_type=LineType.Separate)
    lesser: list[Array] = []
    stronger: list[Array] = []
    for number, depth in enumerate(LEVELS, 1):
        found = lesser if number % STRONGER else stronger
        level: Any = lines.lines(depth)
        for line in _on_ground(relief, [line for line in level if not _is_scrap(line, relief.half)]):
            even = evenly(line, spacing)
            found.append(np.column_stack([even, np.full(len(even), depth)]))
    return lesser, stronger


def rims(relief: Relief, field: Array | None) -> list[Array]:
    """Return the lines over the base where a field of the mesh passes zero: the borders of holes or of plateaus."""
    if field is None:
        return []
    lines: Any = contour_generator(relief.x, relief.y, field, line_type=LineType.Separate).lines(0.0)
    return [line for line in lines if float(np.ptp(line, axis=0).max()) > SCRAP]


def _is_scrap(line: Array, half: Array) -> bool:
    """Return whether a line is short and neither closed nor ends at sides of the base."""
    is_closed = bool((line[0] == line[-1]).all())
    at_sides = (np.abs(line[[0, -1]]) >= half * (1 - 1e-9)).any(axis=1).all()
    return not is_closed and not at_sides and float(np.ptp(line, axis=0).max()) < SCRAP


def border(relief: Relief, spacing: float) -> list[Array]:
    """Return the sides of the base where there is a surface over them."""
    x, y = relief.half
    corners = np.array([[-x, -y], [x, -y], [x, y], [-x, y], [-x, -y]])
    sides = [evenly(corners[k : k + 2], spacing) for k in range(4)]
    return _on_ground(relief, sides)


def _on_ground(relief: Relief, lines: list[Array]) -> list[Array]:
    """Return lines over the base cut where there is no surface."""
    if relief.ground is None or not lines:
        return lines
    points = np.concatenate(lines)
    kept, codes = visible_parts(
        points, relief.solid(points[:, 0], points[:, 1]), np.cumsum([len(line) for line in lines])
    )
    return [part for part in np.split(kept, np.flatnonzero(codes == Path.MOVETO)[1:]) if len(part) > 1]


def evenly(line: Array, spacing: float) -> Array:
    """Return a polyline (n, 2) with points evenly spaced along it, about `spacing` apart and never fewer than eight."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.linspace(0, along[-1], max(8, int(np.ceil(along[-1] / spacing)) + 1))
    return np.stack([np.interp(at, along, line[:, k]) for k in (0, 1)], axis=-1)
