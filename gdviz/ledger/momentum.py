"""What a rule declares of the velocity that it keeps: what of a step is carried over from those before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BufferedStep:
    """A step of a rule with a buffer: what was recorded of it; arrays of shape (D,).

    Attributes
    ----------
    start, moved
        theta, and what the step adds to it.
    before, after
        The buffer before the step and after it.
    rate, kept
        The learning rate, and the share of the buffer that is kept.
    options
        The hyperparameters.
    """

    start: Array
    moved: Array
    before: Array
    after: Array
    rate: float
    kept: float
    options: Mapping[str, Any]


@dataclass(frozen=True)
class KeptMomentum:
    """The buffer that a rule keeps.

    Attributes
    ----------
    buffer
        The state that it is recorded as.
    decay, symbol
        The hyperparameter that says which share of it is kept from step to step, and its symbol in plain text; empty
        where none does.
    carried
        The part of a step that the buffer brings, shape (D,), or None for a rule whose step is no sum of that and what
        the new gradient brings.
    """

    buffer: str
    decay: str = ""
    symbol: str = ""
    carried: Callable[[BufferedStep], Array] | None = None


def share_of_step(s: BufferedStep) -> Array:
    """Return what is carried over where the step is a multiple of the buffer, coordinate by coordinate."""
    return share_of_multiple(s.moved, s)


def share_of_multiple(multiple: Array, s: BufferedStep) -> Array:
    """Return what is carried over of a multiple of the buffer b = kept b + ...: its share kept b / b."""
    return np.where(s.after != 0, multiple * (s.kept * s.before / s.after), 0.0)
