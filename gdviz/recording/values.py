"""What a loop of one's own says as one number, and its loss as a function, whatever library they come from."""

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import shown
from gdviz.landscapes.sampling import box_around, survey
from gdviz.recording.layers import Layers, is_tensor

Array = NDArray[np.float64]
Loss = Callable[[Array], Any]


def as_number(name: str, value: Any) -> float:
    """Return a number, or the only one of an array or a tensor.

    Raises
    ------
    ValueError
        If it is none, or there are several.
    """
    if isinstance(value, float):
        return value
    if is_tensor(value) and hasattr(value, "numel") and value.numel() == 1 and not value.is_complex():
        return float(value.detach())
    if value is None or isinstance(value, str | bytes):
        raise ValueError(f"{name} must be one number, not {shown(value)}")
    found = Layers.of(name, value)
    if found.size > 1:
        raise ValueError(f"{name} is one number, not {found.size}; give their mean or their sum")
    return float(found.flat(name, value)[0])


@lru_cache(1024)
def as_word(name: str) -> str:
    """Return a name as part of that of a field: val/acc becomes val_acc."""
    return re.sub(r"\W+", "_", name)


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


def surroundings(loss: Loss, points: Array, domain: Array | None, samples: int) -> dict[str, Array]:
    """Return the fields of the landscape of a loss around where a training has been; none where that is nowhere.

    Parameters
    ----------
    loss
        A function of what the run keeps of the parameters.
    points
        Where the training has been, shape (n, D); those that are not finite are passed over.
    domain
        Low and high of each parameter, shape (D, 2); by default the path's own box.
    samples
        Points along each side.
    """
    points = points[np.isfinite(points).all(axis=-1)]
    if not len(points):
        return {}
    sides = box_around(points, None) if domain is None else domain
    return survey(of_many(loss, points[0]), points, sides, samples=samples).fields()
