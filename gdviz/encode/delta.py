"""What of a frame differs from the frame before: all that a format has to store."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.encode.frames import Frame
from gdviz.encode.palette import CLEAR

# Indices into a palette, or red, green, blue and alpha in one number.
Pixels = NDArray[Any]


def whole(frame: Frame) -> Pixels:
    """Return the frame's pixels as one number each: its bytes are red, green, blue, alpha."""
    if frame.shape[2] == 3:
        frame = np.pad(frame, ((0, 0), (0, 0), (0, 1)), constant_values=255)
    return np.array(frame, order="C").view(np.uint32)[..., 0]


def change(frame: Pixels, before: Pixels | None, *, even: bool = False) -> tuple[Pixels, tuple[int, int], bool]:
    """Return the part of a frame that is not as before, where it goes, and whether it is laid over what is there.

    What is laid over is transparent where nothing changed, and compresses to little. A part with new pixels that are
    transparent themselves has to replace what is there. Where it goes is (x, y), both even if `even`.
    """
    if before is None:
        return frame, (0, 0), False
    differs = frame != before
    rows, columns = changed(differs)
    if even:
        rows, columns = (slice(side.start - side.start % 2, side.stop) for side in (rows, columns))
    drawn, differs = np.ascontiguousarray(frame[rows, columns]), differs[rows, columns]
    by_index = frame.dtype == np.uint8
    opaque = drawn != CLEAR if by_index else drawn.view(np.uint8)[:, 3::4] == 255
    if not (opaque | ~differs).all():
        return drawn, (columns.start, rows.start), False
    return np.where(differs, drawn, frame.dtype.type(CLEAR if by_index else 0)), (columns.start, rows.start), True


def changed(pixels: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return the rows and columns of the least rectangle that holds what is true; one pixel if nothing is."""
    high = np.flatnonzero(pixels.any(axis=1))
    if not len(high):
        return slice(0, 1), slice(0, 1)
    rows = slice(int(high[0]), int(high[-1]) + 1)
    wide = np.flatnonzero(pixels[rows].any(axis=0))
    return rows, slice(int(wide[0]), int(wide[-1]) + 1)
