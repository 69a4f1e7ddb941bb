"""Linear boundaries between any number of classes."""

from collections.abc import Callable

import numpy as np

from gdviz.problems.datasets import DATASETS
from gdviz.problems.fitting import (
    ALL,
    WIDE,
    Batch,
    constant_beside,
    fitted_to,
    in_blocks,
    labelled,
    largest_curvature,
    rounded,
    start_for,
    with_ones,
)
from gdviz.problems.problem import Array, Problem, problem
from gdviz.runs.data import Data


@problem("softmax")
def softmax(data: Data | None = None) -> Problem:
    r"""Learn linear boundaries between several classes by softmax regression.

    f(W) = mean over i of [log(sum over c of exp(z_{ic})) - z_{i y_i}] with z = (1, X) W^T: the mean cross-entropy of
    p = softmax(z), with gradient (p - onehot(y))^T (1, X) / n and a positive semi-definite Hessian. The parameters are
    the rows of W one after another, for each class its bias and its weights: k (d + 1) numbers. Adding one vector to
    all rows changes nothing, so that minima are never single points.

    Parameters
    ----------
    data
        From 2 to 50 classes, any number of features. By default the irises by length and width of their petals.

    Raises
    ------
    ValueError
        If the target is a measurement, or has one class or more than 50.

    Source: C. Bishop, Pattern Recognition and Machine Learning (2006), section 4.3.4.
    """
    if data is None:
        data = DATASETS["iris"](0).columns(["petal length (cm)", "petal width (cm)"], None)
    data = labelled(data, "softmax")
    design, y = with_ones(data.X), data.y
    n, width = design.shape
    k = len(data.classes)
    onehot = (y == np.arange(k)[:, None]).astype(np.float64)

    def scores(p: Array, rows: Array) -> Array:
        """Return z with the classes first, shape (..., k, n)."""
        return p.reshape(*p.shape[:-1], k, width) @ rows.T

    def probabilities(p: Array, rows: Array) -> Array:
        z = scores(p, rows)
        e = np.exp(z - z.max(axis=-2, keepdims=True))
        return e / e.sum(axis=-2, keepdims=True)

    def cross_entropy(z: Array, batch: Batch) -> Array:
        highest = z.max(axis=-2, keepdims=True)
        total = np.log(np.exp(z - highest).sum(axis=-2)) + highest[..., 0, :]
        return np.mean(total - (z * onehot[:, batch]).sum(axis=-2), axis=-1)

    @in_blocks(n, 3 * k)
    def value(p: Array, batch: Batch = ALL) -> Array:
        return cross_entropy(scores(p, design[batch]), batch)

    def restrict(origin: Array, axes: Array) -> Callable[[Array], Array]:
        start, ways = scores(origin, design), scores(axes, design)

        @in_blocks(n, 3 * k)
        def over_plane(at: Array, batch: Batch = ALL) -> Array:
            return cross_entropy(start + np.tensordot(at, ways, 1), batch)

        return over_plane

    @in_blocks(n, 3 * k)
    def gradient(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        return ((probabilities(p, rows) - onehot[:, batch]) @ rows / len(rows)).reshape(p.shape)

    @in_blocks(n, 3 * k + width)
    def hessian(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        s = probabilities(p, rows)
        found = np.empty((*p.shape[:-1], k, width, k, width))
        for a in range(k):
            for b in range(k):
                weights = s[..., a, :] * ((a == b) - s[..., b, :])
                found[..., a, :, b, :] = (rows.T * weights[..., None, :]) @ rows / len(rows)
        return found.reshape(*p.shape, k * width)

    @in_blocks(n, k)
    def accuracy(p: Array, batch: Batch = ALL) -> Array:
        return np.mean(scores(p, design[batch]).argmax(axis=-2) == y[batch], axis=-1)

    # D. Böhning, Multinomial logistic regression algorithm (1992): the Hessian is at most X^T X / 2n.
    largest = largest_curvature(design)
    bias = constant_beside(data.features, "bias")
    return Problem(
        title="Softmax regression",
        formula=r"\frac{1}{n} \sum_i \log \sum_c e^{z_{ic}} - z_{i y_i}",
        parameters=tuple(f"{name}: {part}" for name in data.classes for part in (bias, *data.features)),
        value=value,
        gradient=gradient,
        hessian=hessian,
        restrict=restrict if k * width > WIDE else None,
        domain=np.tile([-1.0, 1.0], (k * width, 1)),
        init=start_for(design, k),
        lr=rounded(2 / largest),
        stride=rounded(0.18 / np.sqrt(largest)),
        steps=300,
        model="softmax",
        metrics={"accuracy": accuracy},
        score_curvature=0.5,
        **fitted_to(data, y),
    )
