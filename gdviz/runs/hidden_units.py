"""Which of a network's hidden units stand for all."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def varied(values: Array, most: int) -> list[int]:
    """Return the places of at most so many units that vary most, each in a way of its own, in rising order.

    The first varies most of all, and each further one most of what is no mixture of those before: rows of a pivoted
    Gram-Schmidt process.

    Parameters
    ----------
    values
        What each unit says at some points, shape (h, n).
    """
    rest = np.nan_to_num(np.asarray(values, float), posinf=0.0, neginf=0.0)
    rest = rest - rest.mean(axis=1, keepdims=True)
    chosen: list[int] = []
    for _ in range(min(most, len(rest))):
        sizes = (rest**2).sum(axis=1)
        sizes[chosen] = -1.0
        place = int(np.argmax(sizes))
        chosen.append(place)
        if sizes[place] > 0:
            along = rest[place] / sizes[place] ** 0.5
            rest = rest - np.outer(rest @ along, along)
    return sorted(chosen)


def varied_by_layer(layer: NDArray[Any], values: Array, most: int) -> list[NDArray[np.intp]]:
    """Return, for each layer in turn, the places of at most so many of its units that vary most; see `varied`.

    Parameters
    ----------
    layer
        Which one each unit is of, shape (h,).
    """
    groups = [np.flatnonzero(layer == one) for one in np.unique(layer)]
    return [group[varied(values[group], most)] for group in groups]
