"""What of a frame differs from the frame before: all that a format has to store."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.encode.frames import Frame
from gdviz.encode.palette import CLEAR

# Indices into a palette, or red, green, blue and alpha in one number.
Pixels = NDArray[Any]
# What to draw, where (x, y), and whether it is laid over what is there or replaces it.
Patch = tuple[Pixels, tuple[int, int], bool]
# So many pixels that are stored again cost about as much as one more part.
OVERHEAD = 200
# In thousandths of a second; browsers slow down what asks for less.
SHORTEST = 11


def whole(frame: Frame) -> Pixels:
    """Return the frame's pixels as one number each: its bytes are red, green, blue, alpha."""
    if frame.shape[2] == 3:
        frame = np.pad(frame, ((0, 0), (0, 0), (0, 1)), constant_values=255)
    return np.array(frame, order="C").view(np.uint32)[..., 0]


def changes(frame: Pixels, before: Pixels | None, most: int, *, even: bool = False) -> list[Patch]:
    """Return the parts of a frame that are not as before, at most so many, to be laid down one after another.

    One replaces all of its rectangle as soon as anything in it becomes transparent; so where a number changes beside a
    picture, the picture would be stored again. It is not if the number is a part of its own.
    """
    one = change(frame, before, even=even)
    if before is None or one[2]:
        return [one]
    differs = frame != before
    soft = differs & ~_opaque(frame)
    best, least = [one], _stored(one)
    for boxes in partitions(soft, most):
        if even:
            boxes = [(_from_even(rows), _from_even(columns)) for rows, columns in boxes]
        rest = frame.copy()
        for box in boxes:
            rest[box] = before[box]
        parts = [(np.ascontiguousarray(frame[box]), (box[1].start, box[0].start), False) for box in boxes]
        if (rest != before).any():
            parts.append(change(rest, before, even=even))
        stored = sum(map(_stored, parts)) + OVERHEAD * (len(parts) - 1)
        if len(parts) <= most and stored < least:
            best, least = parts, stored
    return best


def change(frame: Pixels, before: Pixels | None, *, even: bool = False) -> Patch:
    """Return the part of a frame that is not as before, where it goes, and whether it is laid over what is there.

    What is laid over is transparent where nothing changed, and compresses to little. A part with new pixels that are
    transparent themselves has to replace what is there. Where it goes is (x, y), both even if `even`.
    """
    if before is None:
        return frame, (0, 0), False
    differs = frame != before
    rows, columns = changed(differs)
    if even:
        rows, columns = _from_even(rows), _from_even(columns)
    drawn, differs = np.ascontiguousarray(frame[rows, columns]), differs[rows, columns]
    if not (_opaque(drawn) | ~differs).all():
        return drawn, (columns.start, rows.start), False
    nothing = frame.dtype.type(CLEAR if _by_index(frame) else 0)
    return np.where(differs, drawn, nothing), (columns.start, rows.start), True


def changed(pixels: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return the rows and columns of the least rectangle that holds what is true; one pixel if nothing is."""
    high = np.flatnonzero(pixels.any(axis=1))
    if not len(high):
        return slice(0, 1), slice(0, 1)
    rows = slice(int(high[0]), int(high[-1]) + 1)
    wide = np.flatnonzero(pixels[rows].any(axis=0))
    return rows, slice(int(wide[0]), int(wide[-1]) + 1)


def partitions(pixels: NDArray[np.bool_], most: int) -> Iterator[list[tuple[slice, slice]]]:
    """Yield one rectangle, two, up to so many, that together hold what is true, each time cut where it saves most."""
    boxes = [changed(pixels)]
    yield list(boxes)
    while len(boxes) < most:
        cuts = [(i, halves) for i, box in enumerate(boxes) if (halves := _cut(pixels, box))]
        if not cuts:
            return
        i, halves = max(cuts, key=lambda cut: area(boxes[cut[0]]) - sum(map(area, cut[1])))
        boxes[i : i + 1] = halves
        yield list(boxes)


def area(box: tuple[slice, slice]) -> int:
    """Return how many pixels a rectangle has."""
    rows, columns = box
    return int((rows.stop - rows.start) * (columns.stop - columns.start))


def _cut(pixels: NDArray[np.bool_], box: tuple[slice, slice]) -> list[tuple[slice, slice]]:
    """Return the two rectangles that the widest empty strip across one leaves of it; none where there is no strip."""
    best: list[tuple[slice, slice]] = []
    least = area(box)
    for axis in (0, 1):
        taken = np.flatnonzero(pixels[box].any(axis=1 - axis))
        gaps = np.diff(taken)
        if not len(gaps) or gaps.max() == 1:
            continue
        at = int(np.argmax(gaps))
        halves = []
        for low, high in ((taken[0], taken[at]), (taken[at + 1], taken[-1])):
            side = slice(box[axis].start + int(low), box[axis].start + int(high) + 1)
            half = (side, box[1]) if axis == 0 else (box[0], side)
            rows, columns = changed(pixels[half])
            top, left = half[0].start, half[1].start
            halves.append((slice(top + rows.start, top + rows.stop), slice(left + columns.start, left + columns.stop)))
        if sum(map(area, halves)) < least:
            best, least = halves, sum(map(area, halves))
    return best


def shares(time: int, count: int, shortest: int) -> Sequence[int]:
    """Return a time in so many parts, all but the last as short as may be."""
    return [*[shortest] * (count - 1), time - shortest * (count - 1)]


def _from_even(side: slice) -> slice:
    return slice(side.start - side.start % 2, side.stop)


def _by_index(frame: Pixels) -> bool:
    return bool(frame.dtype == np.uint8)


def _opaque(frame: Pixels) -> NDArray[np.bool_]:
    opaque: NDArray[np.bool_] = frame != CLEAR if _by_index(frame) else frame >> np.uint32(24) == 255
    return opaque


def _stored(part: Patch) -> int:
    """Return how many pixels a part stores that are not transparent."""
    return int(np.count_nonzero(part[0] != CLEAR if _by_index(part[0]) else part[0] >> np.uint32(24)))
