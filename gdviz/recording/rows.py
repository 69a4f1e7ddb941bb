"""What is said of a step of a training, as it stands in the row of a run."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.keeping import MANY
from gdviz.recording.layers import Layers
from gdviz.recording.trained import Trained
from gdviz.recording.values import Loss, as_number, as_word

Row = dict[str, Any]

# What belongs to the update from a state, and not to the state.
LEADING = ("gradient", "update", "learning_rate")


class RowPlaces:
    """Where parameters go: many in two places in turn, since the row before is all that is held of earlier ones."""

    def __init__(self, layers: Layers) -> None:
        self._two = [np.empty(layers.size, layers.dtype) for _ in range(2)] if layers.size > MANY else []

    def next(self) -> NDArray[Any] | None:
        """Return the next place, or None for a new array each time."""
        self._two.reverse()
        return self._two[0] if self._two else None


def check_like_before(before: Row, row: Row) -> None:
    """Raise ValueError where a row says of its update what the row before did not, or leaves out what that said."""
    for changed in sorted(name for name in before.keys() ^ row.keys() if name.startswith(LEADING)):
        if "params" in before and "params" in row:
            how = "comes with" if changed in row else "lacks"
            raise ValueError(f"step {row['step']} {how} {changed}; give the same each time")


def row_of_state(
    layers: Layers,
    params: Any,
    loss: Any,
    metrics: Mapping[str, Any],
    out: NDArray[Any] | None = None,
    function: Loss | None = None,
    source: Trained | None = None,
) -> Row:
    """Return what is said of where the training is: its parameters, the loss there and other numbers.

    Parameters
    ----------
    layers
        What the parameters are made of.
    params, loss, metrics
        As they were said; a loss that was not is worked out by the function.
    out
        Where the parameters go; by default a new array.
    function
        The loss as a function of the parameters, if it is known.
    source
        Where the parameters were found, if they were.

    Raises
    ------
    ValueError
        If nothing says what the loss is, or a number is none.
    """
    theta = layers.flat("params", params, out)
    if loss is None and function is None:
        said = "step(params, loss)" if source is None else "step(loss=loss)"
        raise ValueError(f"say what the loss is, {said}, or how to find it, record(..., loss=function)")
    value = function(theta.astype(np.float64)) if loss is None and function else loss
    row: Row = {"params": theta, "loss": as_number("loss", value)}
    return row | {f"metric.{as_word(name)}": as_number(name, metric) for name, metric in metrics.items()}


def row_of_update(layers: Layers, gradient: Any, lr: Any, *, fixed: float | None, source: Trained | None) -> Row:
    """Return what is said of the update from there: its gradient, and the rate of each group of parameters.

    Parameters
    ----------
    layers
        What the parameters are made of.
    gradient, lr
        As they were said, or None.
    fixed
        The rate of all steps, where none is said.
    source
        Where rates are found that are not said, if anywhere.
    """
    said = lr if isinstance(lr, list | tuple) else [fixed if lr is None else lr]
    rates = {f"learning_rate.{i}" if i else "learning_rate": rate for i, rate in enumerate(said)}
    rates |= source.rates() if source is not None and lr is None else {}
    row: Row = {name: as_number("lr", rate) for name, rate in rates.items() if rate is not None}
    return row if gradient is None else row | {"gradient": layers.flat("gradient", gradient)}
