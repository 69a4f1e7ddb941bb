"""What may be asked of a landscape, whoever asks: how many points, and over which box."""

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Points along a side of any landscape; what a picture is drawn from may need more than the fewest.
FEWEST, MOST = 5, 1025


def check_samples(samples: int, *, fewest: int = FEWEST, example: int = 41) -> None:
    """Raise ValueError for a number of points along a side that no landscape has, with an example of one."""
    if not fewest <= samples <= MOST:
        raise ValueError(
            f"samples must be a whole number from {fewest} to {MOST}, not {samples!r}; try samples={example}"
        )


def sides_of(domain: Any, counts: Collection[int]) -> Array:
    """Return the box, shape (d, 2), that numbers say: low and high of each coordinate in turn, or in pairs.

    Parameters
    ----------
    domain
        The numbers.
    counts
        How many coordinates there may be.

    Raises
    ------
    ValueError
        If there are more or fewer, one is not finite, or a low is not below its high.
    """
    sides = np.asarray(domain, dtype=np.float64).ravel()
    found = sides.reshape(-1, 2) if sides.size in {2 * count for count in counts} else np.empty((0, 2))
    if not len(found) or not np.isfinite(found).all() or not (found[:, 0] < found[:, 1]).all():
        told = ", ".join(f"{value:g}" for value in sides[:8]) + (", ..." if sides.size > 8 else "")
        many, example = " or ".join(map(str, sorted(counts))), ", ".join(["-2, 2"] * max(counts))
        raise ValueError(
            f"the domain is low, high of each of {many} coordinates in turn, not {told or 'nothing'}; for example "
            f"{example}"
        )
    return found
