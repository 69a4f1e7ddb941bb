"""What the problems with data share: batches, memory, learning rates, and whether the data fit the model.

Such a problem's value, gradient and Hessian take params (..., D) and, second, the indices of the points to use; all of
them by default. Each is a mean over the points used, so that the mean over equal batches is the whole. The points take
one more axis inside, and `in_blocks` keeps it from filling the memory where there are many params at once.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.problems.problem import Array
from gdviz.runs.data import MOST_CLASSES, Data
from gdviz.runs.likelihood import most_likely
from gdviz.runs.preprocessing import MOST_FEATURES

Batch = NDArray[np.intp] | slice
ALL = slice(None)

# Numbers in the largest array that one call makes inside: 32 MB.
BLOCK = 2**22
# Scores of more parameters are taken along a plane first, where a loss is wanted all over it.
WIDE = 16
# The weight of a curve's squares that keeps it finite where two classes lie apart.
LEAST_RIDGE = 1e-3


def in_blocks(points: int, width: int = 1) -> Callable[[Callable[..., Array]], Callable[..., Array]]:
    """Return a decorator that hands a function (params, batch) no more params at once than fit in a block.

    `points` is the size of the whole data; `width` the numbers that the function holds for each of params and points.
    """

    def decorate(function: Callable[..., Array]) -> Callable[..., Array]:
        @wraps(function)
        def in_turn(p: Array, batch: Batch = ALL) -> Array:
            if p.ndim == 1:
                return function(p, batch)
            used = len(range(points)[batch]) if isinstance(batch, slice) else len(batch)
            rows = max(1, BLOCK // max(1, used * width))
            flat = p.reshape(-1, p.shape[-1])
            if len(flat) <= rows:
                return function(p, batch)
            joined = np.concatenate([function(flat[i : i + rows], batch) for i in range(0, len(flat), rows)])
            return joined.reshape(*p.shape[:-1], *joined.shape[1:])

        return in_turn

    return decorate


def largest_curvature(design: Array) -> float:
    """Return the largest eigenvalue of X^T X / n for a design matrix (n, d)."""
    # X X^T has the same eigenvalues but for zeros.
    products = design.T @ design if len(design) >= design.shape[1] else design @ design.T
    return float(np.linalg.eigvalsh(products / len(design))[-1])


def rounded(number: float) -> float:
    """Return a positive number to one digit, as learning rates are quoted.

    Raises
    ------
    ValueError
        If it is zero or not finite, which comes of data on an absurd scale.
    """
    if not (np.isfinite(number) and number > 0):
        raise ValueError("the data are too small to fit; multiply the inputs, or standardise them with --standardize")
    return float(f"{number:.1g}")


def one_feature(data: Data, model: str) -> tuple[Array, Array]:
    """Return x and y, shapes (n,), for a model of one input and a numeric target.

    Raises
    ------
    ValueError
        For several features, or classes.
    """
    measured(data, model)
    if len(data.features) != 1:
        raise ValueError(
            f"{model} needs one feature, and {data.name} has {len(data.features)}; choose one with --x: "
            f"{_some(data.features)}; or fit all with gdviz solve linear"
        )
    return data.X[:, 0], data.y


def measured(data: Data, model: str) -> Data:
    """Return the data, whose target is a measurement.

    Raises
    ------
    ValueError
        For classes, and for more than 1000 features.
    """
    if data.classes:
        raise ValueError(
            f"{model} needs a numeric target, and {data.target!r} of {data.name} holds the classes "
            f"{_some(data.classes)}; choose another with --y, or a classifier: logistic, softmax"
        )
    _need_few(data, model)
    return data


def labelled(data: Data, model: str, *, most: int = MOST_CLASSES) -> Data:
    """Return the data with classes 0 to k - 1, of which at most `most`.

    Raises
    ------
    ValueError
        For a target that is a measurement, for one class or too many, and for more than 1000 features.
    """
    try:
        data = data.labelled()
    except ValueError as error:
        raise ValueError(f"{model} needs classes: {error}; choose another with --y, or fit a line") from None
    wanted = "two classes" if most == 2 else f"from 2 to {most} classes"
    present = len(np.unique(data.y))
    if present < 2:
        raise ValueError(f"{model} needs {wanted}, and the rows of {data.name} are all of one in {data.target!r}")
    if len(data.classes) > most:
        hint = "; softmax takes any number" if len(data.classes) <= MOST_CLASSES else "; choose another with --y"
        hint += ", and linear fits a number" if all(_is_number(name) for name in data.classes) else ""
        raise ValueError(
            f"{model} needs {wanted}, and {data.target!r} of {data.name} has {len(data.classes)} "
            f"({_some(data.classes)}){hint}"
        )
    _need_few(data, model)
    return data


def _need_few(data: Data, model: str) -> None:
    if len(data.features) > MOST_FEATURES:
        raise ValueError(f"{model} takes at most {MOST_FEATURES} features, not {len(data.features)}; choose with --x")


def weights_of(data: Data) -> tuple[str, ...]:
    """Return the names of a weight for each feature: the features' own, or weight 1, 2, ... where they have none."""
    nameless = data.features == tuple(f"feature {i + 1}" for i in range(len(data.features)))
    return tuple(f"weight {i + 1}" for i in range(len(data.features))) if nameless else data.features


def constant_beside(features: Sequence[str], name: str) -> str:
    """Return what the constant beside weights that bear the names of features is called: `name`, unless one does."""
    return name if name not in features else "constant"


def with_ones(X: Array) -> Array:  # noqa: N803 (the field's name for the inputs)
    """Return X (n, d) with a column of ones put first, so that the bias is a weight like any other."""
    return np.column_stack([np.ones(len(X)), X])


def start_for(design: Array, rows: int = 1) -> Callable[[np.random.Generator], Array] | None:
    """Return how to draw `rows` rows of weights for features on a large scale; None where uniform in [0, 1) will do.

    A feature of root mean square above 10 has its weight divided by a tenth of that: scores in the hundreds, from which
    no learning rate leads back in a reasonable time, are no start worth looking at.
    """
    shrink = np.maximum(1.0, np.sqrt(np.mean(design**2, axis=0)) / 10)
    if (shrink == 1).all():
        return None
    return lambda rng: (rng.uniform(0.0, 1.0, (rows, len(shrink))) / shrink).ravel()


def box_of_likely(x: Array, y: Array) -> Array:
    """Return the box (2, 2) of intercepts and slopes worth looking at for two classes of points (n,) of one feature.

    It holds the curves from a flat one to the most likely, and starts between 0 and 1, and is at least twice as wide as
    high, as pictures are. Its ends have two digits, so that it is the same everywhere.
    """
    best = most_likely(x, y, ridge=LEAST_RIDGE)
    ends = np.sort(np.stack([np.zeros(2), np.zeros(2) if best is None else best]), axis=0)
    low, high = np.minimum(ends[0], 0.0), np.maximum(ends[1], 1.0)
    room = 0.25 * (high - low)
    wide, tall = high - low + 2 * room
    room[0] += max(0.0, tall - 0.5 * wide)
    return np.array([[float(f"{end:.2g}") for end in pair] for pair in zip(low - room, high + room, strict=True)])


def fitted_to(data: Data, y: Array) -> dict[str, Any]:
    """Return what a Problem says of its data: the points, y as it is fitted, and all names."""
    return {
        "data": {"X": data.X, "y": y},
        "features": data.features,
        "target": data.target,
        "classes": data.classes,
        "preprocessing": data.preprocessing,
    }


def sigmoid(z: Array) -> Array:
    """Return sigma(z) = 1 / (1 + exp(-z)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * z))


def softplus(z: Array) -> Array:
    """Return log(1 + exp(z)), without overflow; for complex z too, so that the complex step can differentiate it."""
    if not np.iscomplexobj(z):
        return np.logaddexp(0, z)
    positive = np.real(z) > 0
    return np.where(positive, z, 0) + np.log1p(np.exp(np.where(positive, -z, z)))


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
