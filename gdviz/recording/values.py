"""What the variables of a loop of one's own are as vectors and numbers, whatever library they come from."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Loss = Callable[[Array], Any]


def as_vector(name: str, values: Any) -> Array:
    """Return numbers, an array, a tensor, or several of these in a list or a dict, end to end in a new array (D,).

    Raises
    ------
    ValueError
        If there are none, or something else is among them.
    """
    try:
        parts = [np.array(part) for part in _parts(values)]
        if any(part.dtype.kind not in "fiub" for part in parts):
            raise TypeError
        found = np.concatenate([part.astype(np.float64).ravel() for part in parts])
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"{name} must be numbers, arrays or tensors, or a list or a dict of them, not {values!r:.60}"
        ) from error
    if not found.size:
        raise ValueError(f"{name} holds no number")
    return found


def _parts(values: Any) -> Iterator[Any]:
    """Yield the arrays in a nest of lists and dicts; tensors as they are on the processor, without their history."""
    if isinstance(values, Mapping):
        values = values.values()
    if hasattr(values, "detach"):
        yield values.detach().cpu()
    elif isinstance(values, Iterable) and not isinstance(values, str | bytes) and not hasattr(values, "__array__"):
        for value in values:
            yield from _parts(value)
    else:
        yield values


def as_number(name: str, value: Any) -> float:
    """Return a number, or the only one of an array or a tensor.

    Raises
    ------
    ValueError
        If it is none, or there are several.
    """
    found = as_vector(name, value)
    if found.size > 1:
        raise ValueError(f"{name} is one number, not {found.size}; give their mean or their sum")
    return float(found[0])


def of_many(loss: Loss, point: Array) -> Callable[[Array], Array]:
    """Return `loss` as a function of points (..., D), whether it takes one at a time or many at once."""

    def each(points: Array) -> Array:
        found = [as_number("loss", loss(one)) for one in points.reshape(-1, len(point))]
        return np.array(found).reshape(points.shape[:-1])

    # As many points as parameters could be taken for one point.
    trial = point + 1e-3 * np.arange(3 if len(point) == 2 else 2)[:, None]
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            found = np.asarray(loss(trial), dtype=np.float64)
            takes_many = found.shape == trial.shape[:-1] and np.allclose(found, each(trial), equal_nan=True)
    except Exception:
        # It is written for one point, and what it makes of several may be any error.
        takes_many = False
    return (lambda points: np.asarray(loss(points), dtype=np.float64)) if takes_many else each
