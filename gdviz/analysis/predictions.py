"""What a run's model says of single points: the activations of a classifier, the values of a fitted curve."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.fit import design
from gdviz.runs.requirements import CURVES
from gdviz.runs.run import Run

Array = NDArray[np.float64]
Scores = Callable[[Array, Array], Array]


def why_not_predictions(run: Run) -> str | None:
    """Return why nothing can be predicted with a run's parameters, or None."""
    if not {"X", "y"} <= run.data.keys():
        return "it was not fitted to points, and so predicts none"
    if run.problem["model"] not in (*CURVES, *SCORES):
        return f"its model, {run.problem['model']!r}, is none of {', '.join((*CURVES, *SCORES))}"
    return None


def fitted_values(run: Run, params: Array, points: Array) -> Array:
    """Return what a fitted curve predicts at points (n, 1), shape (n,)."""
    with np.errstate(all="ignore"):
        values: Array = design(run, points[:, 0]) @ params
    return values


def judged(run: Run, params: Array, points: Array) -> tuple[Array, Array]:
    """Return a classifier's activation and predicted label for points (n, d), shapes (n,); NaN where it has none.

    The activation is sigma(z) for a boundary between two classes: the probability of class 1, but where the model is a
    support vector machine, whose score z is no logit, only a number between 0 and 1. For softmax it is the largest
    probability.
    """
    model = run.problem["model"]
    with np.errstate(all="ignore"):
        z = SCORES[model](params, points)
        if model == "softmax":
            shares = np.exp(z - z.max(axis=-1, keepdims=True))
            activation = 1 / shares.sum(axis=-1)
            label = z.argmax(axis=-1).astype(float)
        else:
            # Without overflow at either end.
            activation = 0.5 * (1 + np.tanh(0.5 * z))
            label = (z >= 0).astype(float)
    return activation, np.where(np.isnan(activation), np.nan, label)


def _linear(params: Array, points: Array) -> Array:
    return np.asarray(params[0] + points @ params[1:])


def _softmax(params: Array, points: Array) -> Array:
    rows = params.reshape(-1, points.shape[1] + 1)
    return np.asarray(points @ rows[:, 1:].T + rows[:, 0])


def _network(params: Array, points: Array) -> Array:
    inputs = points.shape[1] + 1
    hidden = (len(params) - 1) // (inputs + 1)
    rows, out = params[: hidden * inputs].reshape(hidden, inputs), params[hidden * inputs :]
    return np.asarray(out[0] + np.tanh(points @ rows[:, 1:].T + rows[:, 0]) @ out[1:])


# The score z of each point under a model's parameters: (n,), or for softmax one for each class, (n, k).
SCORES: dict[str, Scores] = {"linear classifier": _linear, "softmax": _softmax, "mlp": _network}
