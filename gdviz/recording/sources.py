"""What is trained and by what: where a recording finds parameters, gradients, rates and state for itself.

Each framework has a module of its own, which is loaded for the objects of that framework alone.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from gdviz.arguments import shown
from gdviz.recording.trained import Trained


def source_of(model: Any, optimizer: Any, *, attach: bool) -> Trained:
    """Return where parameters and state of a framework's objects are found.

    Raises
    ------
    ValueError
        If they are of no framework that is known.
    """
    if isinstance(model, type):
        raise ValueError(
            f"model must be what is trained, and not {shown(model)}; make one first, {model.__name__}(...)"
        )
    if isinstance(model, Trained):
        return model
    if hasattr(model, "trainable_variables"):
        from gdviz.recording.keras import Keras

        return Keras(model, optimizer)
    if hasattr(model, "named_parameters"):
        from gdviz.recording.pytorch import Torch

        return Torch(model, optimizer, is_attached=attach)
    if hasattr(model, "get_params") and hasattr(model, "fit"):
        from gdviz.recording.scikit_learn import Estimator

        return Estimator(model)
    raise ValueError(
        f"model must be a name such as 'line', a torch module, a Keras model or an estimator of scikit-learn's, "
        f"not {shown(model)}; what else is trained goes to step(params, loss)"
    )


def found_at(source: Trained | None, gradient: Any, state: Any) -> tuple[Any, Any, Any]:
    """Return the parameters at a source, with what is said of gradient and state, or else what is found of them there.

    Raises
    ------
    ValueError
        If there is no source.
    """
    if source is None:
        raise ValueError("say where the training is, step(params, loss), or what it trains, record(..., model=net)")
    # The parameters first: they say which they are.
    params = source.params()
    return params, source.gradient() if gradient is None else gradient, source.state() if state is None else state


def unpacked(params: Any, loss: Any, gradient: Any, state: Any = None) -> tuple[Any, Any, Any, Any]:
    """Return them as they are said, or as a result of SciPy's, an estimator or the state of optax says them."""
    if params is None and gradient is None and state is None:
        return params, loss, gradient, state
    if state is not None:
        from gdviz.recording.jax import is_optax, state_of

        if is_optax(state):
            state = state_of(state, params)
    if hasattr(params, "get_params") and hasattr(params, "fit"):
        from gdviz.recording.scikit_learn import learnt

        return learnt(params), loss, gradient, state
    params, gradient = _gone_through(params), _gone_through(gradient)
    if hasattr(params, "x") and (hasattr(params, "fun") or hasattr(params, "success")):
        return params.x, _loss_of(params) if loss is None else loss, _slope_of(params, gradient), state
    return params, loss, gradient, state


def _loss_of(result: Any) -> Any:
    """Return the loss of a result of SciPy's: its cost, or what its function is there; None for one of many values."""
    found = getattr(result, "cost", getattr(result, "fun", None))
    return found if found is not None and np.size(found) == 1 else None


def _slope_of(result: Any, gradient: Any) -> Any:
    """Return the gradient of a result of SciPy's, unless it is said; None where what is there is none."""
    found = getattr(result, "grad", getattr(result, "jac", None))
    return gradient if gradient is not None or found is None or np.shape(found) != np.shape(result.x) else found


def _gone_through(values: Any) -> Any:
    """Return what an iterator yields, which can be asked but once: a list, or a dict of names with what they name."""
    if not isinstance(values, Iterator):
        return values
    found = list(values)
    is_named = all(isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], str) for one in found)
    # One that is used up stays what it is, so that this can be told.
    return (dict(found) if is_named else found) if found else values
