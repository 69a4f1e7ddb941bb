"""What each coordinate's step is divided by in the adaptive rules: the size of that coordinate's own gradients."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.run import Run

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


def divisor_of(run: Run) -> Divisor | None:
    """Return what a run's steps were divided by, from the optimizer's recorded state, or None where by nothing.

    The state is read by torch's names, so that another program's run is understood too. Means that begin at zero are
    corrected for that where the rule does so: sqrt(v / (1 - beta2^t)) of the Adam family; RMSprop and Adadelta divide
    by sqrt(v) as it is.
    """
    shape = (len(run.step) - 1, run.params.shape[1])
    state = {name: np.asarray(array, float) for name, array in run.state.items() if array.shape == shape}
    with np.errstate(all="ignore"):
        if "exp_inf" in state:
            return Divisor("u", "the largest recent size", state["exp_inf"])
        if "max_exp_avg_sq" in state:
            return Divisor(r"\sqrt{\hat{w}}", "the largest running RMS", _unbiased_root(run, state["max_exp_avg_sq"]))
        if "exp_avg_sq" in state:
            return Divisor(r"\sqrt{\hat{v}}", "the running RMS", _unbiased_root(run, state["exp_avg_sq"]))
        if "square_avg" in state and "grad_avg" in state:
            spread = np.maximum(state["square_avg"] - state["grad_avg"] ** 2, 0.0)
            return Divisor(r"\sqrt{v - a^2}", "the running spread", np.sqrt(spread))
        if "square_avg" in state:
            return Divisor(r"\sqrt{v}", "the running RMS", np.sqrt(state["square_avg"]))
        if "sum" in state:
            return Divisor(r"\sqrt{s}", "the root of the sum of squares", np.sqrt(state["sum"]))
    return None


def _unbiased_root(run: Run, v: Array) -> Array:
    """Return the root of a running mean that began at zero, shape (T, D), corrected for that."""
    beta2, t = run.optimizer["hyperparameters"].get("beta2"), np.asarray(run.step[1:], float)[:, None]
    if not isinstance(beta2, float) or not 0 <= beta2 < 1:
        return np.sqrt(v)
    root: Array = np.sqrt(v / (1 - beta2**t))
    if run.optimizer["name"] == "radam":
        # It divides only once the spread is known.
        longest = 2 / (1 - beta2) - 1
        root = np.where(longest - 2 * t * beta2**t / (1 - beta2**t) > 5, root, np.nan)
    return root
