"""Outlines of Manim's shapes, for a pen."""

from collections.abc import Callable
from typing import Any

import cairo
import numpy as np
from manim import Mobject
from matplotlib.path import Path
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Points so near one another are one: Manim's own measure.
CLOSE = 1e-6


def outline_drawn(draw: Callable[["cairo.Context[Any]"], None]) -> cairo.Path:
    """Return what `draw` adds to a context's path, for `Pen.outline`."""
    context = cairo.Context(cairo.ImageSurface(cairo.FORMAT_A8, 1, 1))
    # Without this Cairo would round the points to its own 256ths of a unit.
    context.scale(256, 256)
    draw(context)
    return context.copy_path()


def outline_of(shape: Mobject, origin: Array) -> cairo.Path:
    """Return the outline of filled shapes as seen from `origin`, shape (2,)."""

    def draw(context: "cairo.Context[Any]") -> None:
        for part in shape.family_members_with_points():
            for subpath in _subpaths(part.points[:, :2]):
                flat = (subpath - origin).tolist()
                context.move_to(*flat[0])
                for _, first, second, end in zip(*(flat[i::4] for i in range(4)), strict=True):
                    context.curve_to(*first, *second, *end)
                context.close_path()

    return outline_drawn(draw)


def cubics_of(path: Path) -> Array:
    """Return the curves of a path as cubics, as Manim's shapes have them: four points (4 n, 3) for each."""
    corners = np.asarray(path.vertices, dtype=np.float64)
    # A path without codes is one line.
    codes = np.asarray([Path.MOVETO, *[Path.LINETO] * (len(corners) - 1)] if path.codes is None else path.codes)
    begins = np.flatnonzero(codes == Path.MOVETO)
    ends = np.flatnonzero(codes == Path.CLOSEPOLY)
    lines = np.flatnonzero(codes == Path.LINETO)
    closing = np.stack([corners[ends - 1], corners[begins[np.searchsorted(begins, ends) - 1]]], axis=1)
    places = [lines, ends]
    pieces = [np.stack([corners[lines - 1], corners[lines]], axis=1), closing]
    for code, degree in ((Path.CURVE3, 2), (Path.CURVE4, 3)):
        # Each of the points that such a curve has besides its first bears its code.
        at = np.flatnonzero(codes == code)[::degree]
        places.append(at)
        pieces.append(corners[at[:, None] + np.arange(-1, degree)])
    # What closes a path that has come back already goes nowhere.
    moved = [np.ptp(piece, axis=1).any(axis=1) for piece in pieces]
    order = np.argsort(np.concatenate([at[kept] for at, kept in zip(places, moved, strict=True)]))
    cubics = np.concatenate([_raised(piece[kept]) for piece, kept in zip(pieces, moved, strict=True)])[order]
    flat = cubics.reshape(-1, 2)
    return np.column_stack([flat, np.zeros(len(flat))])


def _raised(curves: Array) -> Array:
    """Return curves (n, up to 4, 2) as cubics."""
    while curves.shape[1] < 4:
        # Of one degree more, the same curve lies between each corner and the next.
        share = np.arange(1, curves.shape[1])[:, None] / curves.shape[1]
        inner = share * curves[:, :-1] + (1 - share) * curves[:, 1:]
        curves = np.concatenate([curves[:, :1], inner, curves[:, -1:]], axis=1)
    return curves


def _subpaths(points: Array) -> list[Array]:
    """Return the parts of a shape's cubics (4 n, 2), parted where one does not begin where the last one ended."""
    apart = ~np.isclose(points[3:-1:4], points[4::4], atol=CLOSE).all(axis=1)
    return np.split(points, 4 * (1 + np.flatnonzero(apart)))
