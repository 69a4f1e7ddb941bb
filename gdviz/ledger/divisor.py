"""What each coordinate's step is divided by in the adaptive rules: the size of that coordinate's own gradients."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import to_say

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Divisor:
    """A size of the gradients of each coordinate, which grows and shrinks with them.

    Attributes
    ----------
    symbol, words
        As LaTeX, and what it is.
    values
        Shape (T, D): the divisor of each step, without eps; NaN where a step was not divided.
    """

    symbol: str
    words: str
    values: Array


@dataclass(frozen=True, eq=False)
class States:
    """The states that a run recorded after its steps.

    Attributes
    ----------
    arrays
        Shape (T, D) each, by their names.
    t
        Shape (T, 1): the number of each step, from 1.
    options
        The hyperparameters.
    """

    arrays: Mapping[str, Array]
    t: Array
    options: Mapping[str, Any]

    @property
    def beta2(self) -> float | None:
        """The decay of the running mean of squares, or None where there is no such number."""
        found = self.options.get("beta2")
        return found if isinstance(found, float) and 0 <= found < 1 else None

    def unbiased_root(self, name: str) -> Array:
        """Return the root of a running mean that began at zero, shape (T, D), corrected for that."""
        v = self.arrays[name]
        root: Array = np.sqrt(v if self.beta2 is None else v / (1 - self.beta2**self.t))
        return root


def by_torch_names(s: States) -> Divisor | None:
    """Return what steps were divided by, inferred from the names of the states, or None where by nothing.

    The names are torch's, so that another program's run is understood too. Means that begin at zero are corrected for
    that where the rule does so: sqrt(v / (1 - beta2^t)) of the Adam family; RMSprop and Adadelta divide by sqrt(v) as
    it is.
    """
    state = s.arrays
    if "exp_inf" in state:
        return Divisor("u", to_say("the largest recent size"), state["exp_inf"])
    if "max_exp_avg_sq" in state:
        return Divisor(r"\sqrt{\hat{w}}", to_say("the largest running RMS"), s.unbiased_root("max_exp_avg_sq"))
    if "exp_avg_sq" in state:
        return Divisor(r"\sqrt{\hat{v}}", to_say("the running RMS"), s.unbiased_root("exp_avg_sq"))
    if "square_avg" in state and "grad_avg" in state:
        spread = np.maximum(state["square_avg"] - state["grad_avg"] ** 2, 0.0)
        return Divisor(r"\sqrt{v - a^2}", to_say("the running spread"), np.sqrt(spread))
    if "square_avg" in state:
        return Divisor(r"\sqrt{v}", to_say("the running RMS"), np.sqrt(state["square_avg"]))
    if "sum" in state:
        return Divisor(r"\sqrt{s}", to_say("the root of the sum of squares"), np.sqrt(state["sum"]))
    return None
