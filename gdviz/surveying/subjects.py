"""Which subject a model is: each framework has a module of its own, loaded for the objects of that framework alone."""

from collections.abc import Sequence
from typing import Any

from gdviz.surveying.subject import Subject


def surveyed(
    model: Any, loss: Any, *, batchnorm: str, seed: int, names: Sequence[str] | None = None, points: int = 1
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
    points
        How many are to be taken, about: for many a quicker way is sought.

    Raises
    ------
    ValueError
        If the model has no such layers, or the loss is none.
    """
    if hasattr(model, "named_parameters"):
        from gdviz.surveying.pytorch import TorchModel

        return TorchModel(model, loss, names=names, batchnorm=batchnorm, seed=seed, points=points)
    if not callable(loss):
        raise ValueError("loss must be a function of the model; a pair (criterion, batches) is for torch modules")
    if batchnorm == "recompute":
        raise ValueError("batchnorm='recompute' is for torch modules with BatchNorm layers; leave it out")
    if hasattr(model, "get_params") and hasattr(model, "fit"):
        from gdviz.surveying.scikit_learn import FittedEstimator

        return FittedEstimator(model, loss, seed=seed)
    from gdviz.surveying.vector import NumberVector

    return NumberVector(model, loss, seed=seed)
