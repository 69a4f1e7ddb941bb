"""The trail of a comet: the last stretch of a path at full width, and behind it ever thinner, down to a hairline."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# How wide the hairline is, as a share of the whole width, and by how many stretches it grows to that.
HAIR, STRETCHES = 0.5, 3


def trail_of(lengths: Array, reach: float) -> list[tuple[float, float]]:
    """Return stretches of a path, one over another, that all go to its end: from which row, not always whole, how wide.

    The first is all of it, a hairline; the last is the whole width, over the last part of `reach`.

    Parameters
    ----------
    lengths
        How long the path is up to each row (n,).
    reach
        How far behind its end the trail is wider than a hairline, at most half the path.
    """
    found = [(0.0, HAIR)]
    if len(lengths) < 2 or not lengths[-1] > 0:
        return found
    reach = min(reach, lengths[-1] / 2)
    for k in range(STRETCHES):
        at = float(np.interp(lengths[-1] - reach * (1 - k / STRETCHES), lengths, np.arange(len(lengths))))
        found.append((at, HAIR + (1 - HAIR) * (k + 1) / STRETCHES))
    return found


def rows_from(rows: Array, at: float) -> Array:
    """Return the rows (n, ...) from a row number on, that row between two on the straight line."""
    low = int(at)
    if at == low:
        return rows[low:]
    first = rows[low] + (at - low) * (rows[low + 1] - rows[low])
    return np.concatenate([first[None], rows[low + 1 :]])
