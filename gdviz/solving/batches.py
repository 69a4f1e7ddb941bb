"""Which points each step uses.

The batch of step t follows from the seed and t alone, so that a run can be taken up anywhere and go on to the same
bytes: every epoch has a generator of its own, seeded with (seed, epoch).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Sampling = Literal["shuffle", "replacement", "sequential"]
SAMPLINGS = ("shuffle", "replacement", "sequential")


@dataclass(frozen=True)
class Batches:
    """Batches of `size` out of `points` points.

    Attributes
    ----------
    sampling
        "shuffle" goes through all points in a new order each epoch, "sequential" in the order of the data; in both the
        last batch of an epoch is smaller where `size` does not divide `points`. "replacement" draws every point anew.
    """

    points: int
    size: int
    sampling: Sampling
    seed: int

    @property
    def per_epoch(self) -> int:
        """Steps per epoch: ceil(points / size)."""
        return -(-self.points // self.size)

    def at(self, step: int) -> Indices:
        """Return the indices that step `step` = 0, 1, ... uses."""
        epoch, turn = divmod(step, self.per_epoch)
        if self.sampling == "replacement":
            return np.random.default_rng((self.seed, step)).integers(self.points, size=self.size)
        return _order(self, epoch)[turn * self.size : (turn + 1) * self.size]


@lru_cache(maxsize=2)
def _order(batches: Batches, epoch: int) -> Indices:
    """Return the order in which an epoch goes through the points."""
    if batches.sampling == "sequential":
        return np.arange(batches.points)
    return np.random.default_rng((batches.seed, epoch)).permutation(batches.points)
