"""Arrays in one deflated blob; browser/src/payload.js is the other end.

Of each array so many differences are taken, as of whole numbers that wrap around, and then the first bytes of all its
numbers are put first, then the second ones, and so on. All of it can be undone to the last bit.
"""

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[Any]
WHOLE = {8: np.uint64, 4: np.uint32, 2: np.uint16, 1: np.uint8}
TYPES = ("float64", "uint32", "uint16", "uint8")
# A smooth series is a polynomial for a while: so many differences may leave of it what rounding makes.
MOST_DIFFERENCES = 6
# What is left is judged by so many numbers from the middle.
JUDGED = 20_000


def pack(arrays: Mapping[str, Values]) -> tuple[list[dict[str, Any]], bytes]:
    """Return what the arrays are, in the order in which they lie, and the blob in which they lie.

    Raises
    ------
    ValueError
        For a type that is none of TYPES.
    """
    entries, parts = [], []
    for name, array in arrays.items():
        if array.dtype.name not in TYPES:
            raise ValueError(f"{name} is {array.dtype.name}, and a page holds {', '.join(TYPES)}")
        # In a plane of samples both ways are smooth.
        ways = [1, array.shape[1]] if array.ndim == 2 else [1]
        left = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).view(WHOLE[array.dtype.itemsize]).ravel()
        steps: list[int] = []
        for way in ways:
            left, count = _differences(left, way, 1 if array.ndim == 2 else MOST_DIFFERENCES)
            steps += [way] * count
        entries.append({"name": name, "type": array.dtype.name, "shape": list(array.shape), "steps": steps})
        parts.append(_planes(left))
    return entries, zlib.compress(b"".join(parts), 9)


def _differences(values: Values, way: int, most: int) -> tuple[Values, int]:
    """Return the differences, of elements so far apart, that deflate best, and how often they were taken."""
    best, taken, least = values, 0, _size(values)
    for count in range(1, most + 1):
        values = values.copy()
        values[way:] -= values[:-way].copy()
        size = _size(values)
        if size < least:
            best, taken, least = values, count, size
    return best, taken


def _size(values: Values) -> int:
    middle = max(0, (len(values) - JUDGED) // 2)
    return len(zlib.compress(_planes(values[middle : middle + JUDGED]), 1))


def _planes(values: Values) -> bytes:
    """Return the first bytes of all numbers, then the second ones, and so on."""
    return values.view(np.uint8).reshape(-1, values.dtype.itemsize).T.tobytes()
