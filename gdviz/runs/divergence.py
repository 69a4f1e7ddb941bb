"""When a run has left all bounds."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


# A run whose loss or parameters pass this multiple of where it started counts as diverged.
BOUND = 1e9
# From so many parameters on the sum of their squares would wake the threads of the linear algebra library at each step.
MANY = 10_000
LARGEST = float(np.finfo(np.float64).max)


def bounds(loss: float, params: Array) -> Callable[[float, Array], bool]:
    """Return the function that tells whether a run is still in bounds, from its first loss and params.

    Out of bounds are a loss or params that are not finite, or a billion times as large as at the start; of many params
    the largest is looked at, of few their length.
    """
    loss_bound = min(BOUND * max(1.0, abs(loss)), LARGEST) if math.isfinite(loss) else 0.0
    params_bound = BOUND * max(1.0, float(np.abs(params).max()))
    squared = params_bound * params_bound

    def is_in_bounds(loss: float, params: Array) -> bool:
        # Written so that NaN fails it too.
        if not abs(loss) <= loss_bound:
            return False
        if params.size < MANY:
            return float(params @ params) <= squared
        return -params_bound <= float(params.min()) and float(params.max()) <= params_bound

    return is_in_bounds
