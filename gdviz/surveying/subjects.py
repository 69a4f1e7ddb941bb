"""Which subject a model is: each framework has a module of its own, loaded for the objects of that framework alone."""

from collections.abc import Callable, Sequence
from typing import Any

from gdviz.surveying.subject import Subject


def surveyed(
    model: Any,
    loss: Any,
    *,
    batchnorm: str,
    seed: int,
    names: Sequence[str] | None = None,
    gradient: Callable[[Any], Any] | None = None,
    points: int = 1,
) -> Subject:
    """Return a model with its loss.

    Parameters
    ----------
    model
        A torch module, a fitted estimator of scikit-learn's, or parameters as numbers, of which the loss is a function.
    loss
        A function of the model; or of a torch module a pair of a criterion and batches.
    batchnorm
        Which statistics BatchNorm uses; see gdviz.surveying.landscape.
    seed
        What the generators begin from at each point.
    names
        The layers that are moved, in order; by default those that are trained.
    gradient
        Of a loss that is a function of numbers, the same of its gradient, if there is one.
    points
        How many are to be taken, about: for many a quicker way is sought.

    Raises
    ------
    ValueError
        If the model has no such layers, or the loss is none.
    """
    is_estimator = hasattr(model, "get_params") and hasattr(model, "fit")
    if gradient is not None and (is_estimator or hasattr(model, "named_parameters")):
        raise ValueError("gradient is that of a function of numbers; leave it out where there is a model")
    if hasattr(model, "named_parameters"):
        from gdviz.surveying.pytorch import TorchModel

        return TorchModel(model, loss, names=names, batchnorm=batchnorm, seed=seed, points=points)
    if not callable(loss):
        raise ValueError("loss must be a function of the model; a pair (criterion, batches) is for torch modules")
    if batchnorm == "recompute":
        raise ValueError("batchnorm='recompute' is for torch modules with BatchNorm layers; leave it out")
    if is_estimator:
        from gdviz.surveying.scikit_learn import FittedEstimator

        return FittedEstimator(model, loss, seed=seed)
    from gdviz.surveying.vector import NumberVector

    return NumberVector(model, loss, seed=seed, gradient=gradient)
