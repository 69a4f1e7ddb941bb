"""When a run has left all bounds."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


# A run whose loss or parameters pass this multiple of where it started counts as diverged.
BOUND = 1e9
LARGEST = float(np.finfo(np.float64).max)


def bounds(loss: float, params: Array) -> Callable[[float, Array], bool]:
    """Return the function that tells whether a run is still in bounds, from its first loss and params.

    Out of bounds are a loss or params that are not finite, or a billion times as large as at the start.
    """
    loss_bound = min(BOUND * max(1.0, abs(loss)), LARGEST) if math.isfinite(loss) else 0.0
    params_bound = BOUND * max(1.0, float(np.abs(params).max()))
    squared = params_bound * params_bound

    def is_in_bounds(loss: float, params: Array) -> bool:
        # Written so that NaN fails it too.
        return abs(loss) <= loss_bound and float(params @ params) <= squared

    return is_in_bounds
