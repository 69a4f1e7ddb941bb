"""What a run's model says of single points: the activations of a classifier, the values of a fitted curve."""

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.models import MODELS, model_of
from gdviz.runs.run import Run

Array = NDArray[np.float64]


def why_no_predictions(run: Run) -> str | None:
    """Return why nothing can be predicted with a run's parameters, or None."""
    if not {"X", "y"} <= run.data.keys():
        return "it was not fitted to points, and so predicts none"
    if model_of(run).kind == "function":
        known = ", ".join(name for name, model in MODELS.items() if model.kind != "function")
        return f"its model, {run.problem['model']!r}, is none of {known}"
    return None


def predicted(run: Run, params: Array, points: Array) -> Array:
    """Return what a run's model predicts at points (n, d): a curve's values (n,), or a classifier's scores z."""
    with np.errstate(all="ignore"):
        return model_of(run).predictor(points, run.data["X"], len(params))(params)


def judged(run: Run, params: Array, points: Array) -> tuple[Array, Array]:
    """Return a classifier's activation and predicted label for points (n, d), shapes (n,); NaN where it has none.

    The activation is sigma(z) for a boundary between two classes: the probability of class 1, but where the model is a
    support vector machine, whose score z is no logit, only a number between 0 and 1. Where each class has a score, as
    of softmax, it is the largest probability.
    """
    z = predicted(run, params, points)
    with np.errstate(all="ignore"):
        if z.ndim == 2:
            shares = np.exp(z - z.max(axis=-1, keepdims=True))
            activation = 1 / shares.sum(axis=-1)
            label = z.argmax(axis=-1).astype(float)
        else:
            # Without overflow at either end.
            activation = 0.5 * (1 + np.tanh(0.5 * z))
            label = (z >= 0).astype(float)
    return activation, np.where(np.isnan(activation), np.nan, label)
