"""Outlines of Manim's shapes, for a pen."""

from collections.abc import Callable
from typing import Any

import cairo
import numpy as np
from manim import Mobject
from numpy.typing import NDArray

Array = NDArray[np.float64]


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
            for subpath in part.get_subpaths():
                flat = (subpath[:, :2] - origin).tolist()
                context.move_to(*flat[0])
                for _, first, second, end in zip(*(flat[i::4] for i in range(4)), strict=True):
                    context.curve_to(*first, *second, *end)
                context.close_path()

    return outline_drawn(draw)
