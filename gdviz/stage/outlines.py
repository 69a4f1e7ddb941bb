"""Outlines of Manim's shapes, for a pen."""

from collections.abc import Callable
from typing import Any

import cairo
import numpy as np
from manim import Mobject
from matplotlib.path import Path
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Points nearer than this, in scene units, are one, as Manim takes them.
NEAR = 1e-6


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
            curves = part.points[:, :2].reshape(-1, 4, 2) - origin
            # A curve that does not begin where the last one ends begins another outline.
            begins = (np.abs(curves[1:, 0] - curves[:-1, 3]) > NEAR).any(axis=1)
            for piece in np.split(curves, np.flatnonzero(begins) + 1):
                context.move_to(*piece[0, 0].tolist())
                for first, second, end in piece[:, 1:].tolist():
                    context.curve_to(*first, *second, *end)
                context.close_path()

    return outline_drawn(draw)


def cubics_of(path: Path) -> Array:
    """Return the curves of a path as cubics, as Manim's shapes have them: four points (4 n, 3) for each."""
    cubics = [np.empty((0, 2))]
    pieces: Any = path.iter_bezier()
    for segment, _ in pieces:
        corners: Array = np.asarray(segment.control_points, dtype=np.float64)
        # What closes a path that has come back already goes nowhere.
        if not np.ptp(corners, axis=0).any():
            continue
        while len(corners) < 4:
            # Of one degree more, the same curve lies between each corner and the next.
            share = np.arange(1, len(corners))[:, None] / len(corners)
            inner = share * corners[:-1] + (1 - share) * corners[1:]
            corners = np.concatenate([corners[:1], inner, corners[-1:]])
        cubics.append(corners)
    flat = np.concatenate(cubics)
    return np.column_stack([flat, np.zeros(len(flat))])
