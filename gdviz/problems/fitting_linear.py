"""Linear boundaries between two classes: one score z = w_0 + x w_{1:} a point, and three ways to judge it."""

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np

from gdviz.problems.datasets import DATASETS
from gdviz.problems.fitting import (
    ALL,
    WIDE,
    Batch,
    box_of_likely,
    constant_beside,
    fitted_to,
    in_blocks,
    labelled,
    largest_curvature,
    rounded,
    sigmoid,
    softplus,
    start_for,
    weights_of,
    with_ones,
)
from gdviz.problems.problem import Array, Problem, problem
from gdviz.runs.data import Data
from gdviz.settings import Setting


@problem("logistic")
def logistic(data: Data | None = None) -> Problem:
    r"""Learn a linear boundary between two classes by logistic regression.

    f(w) = mean over i of [log(1 + exp(z_i)) - y_i z_i] with z = w_0 + X w_{1:}: the mean cross-entropy of
    p = sigma(z), with gradient (1, X)^T (sigma(z) - y) / n and a positive semi-definite Hessian. The article prints the
    sum of squared errors and calls it the loss, though its gradient is the one above; it is recorded beside the loss as
    the metric sum_squared_error, so that the article's curve can be drawn.

    Parameters
    ----------
    data
        Two classes, any number of features. By default article A's two blobs.

    Raises
    ------
    ValueError
        If the data have other than two classes.

    Source: A. Rosebrock, Gradient descent with Python, PyImageSearch (2016).
    """

    def slope(z: Array, y: Array) -> Array:
        return sigmoid(z) - y

    def curvature(z: Array, y: Array) -> Array:
        s = sigmoid(z)
        return s * (1 - s)

    data = DATASETS["article-a"](0) if data is None else data
    return Problem(
        title="Logistic regression",
        formula=r"\frac{1}{n} \sum_i \log(1 + e^{z_i}) - y_i z_i",
        score_curvature=0.25,
        **linear_classifier(data, "logistic", lambda z, y: softplus(z) - y * z, slope, curvature),
    )


@problem("sigmoid-squared-error")
def sigmoid_squared_error(data: Data | None = None) -> Problem:
    r"""Learn a linear boundary between two classes by the squared error of sigma(z), which is not convex.

    f(w) = mean over i of (sigma(z_i) - y_i)^2 with z = w_0 + X w_{1:}, with gradient
    (1, X)^T [2 (sigma - y) sigma (1 - sigma)] / n. It is the mean, as of every problem here; the sum that the article
    prints is the metric sum_squared_error, n f. The article leaves the factor sigma (1 - sigma) out of its gradient:
    with it, a point far on the wrong side hardly counts any more, and descent can rest there.

    Parameters
    ----------
    data
        Two classes, any number of features. By default article A's two blobs.

    Raises
    ------
    ValueError
        If the data have other than two classes.

    Source: A. Rosebrock, Gradient descent with Python, PyImageSearch (2016).
    """

    def slope(z: Array, y: Array) -> Array:
        s = sigmoid(z)
        return 2 * (s - y) * s * (1 - s)

    def curvature(z: Array, y: Array) -> Array:
        s = sigmoid(z)
        return 2 * s * (1 - s) * (s * (1 - s) + (s - y) * (1 - 2 * s))

    data = DATASETS["article-a"](0) if data is None else data
    return Problem(
        title="Squared error of a sigmoid",
        formula=r"\frac{1}{n} \sum_i (\sigma(z_i) - y_i)^2",
        # The largest 2 s^2 (1 - s) (2 - 3 s) there is, at s = (15 - sqrt(33)) / 24, rounded up.
        score_curvature=0.1541,
        **linear_classifier(data, "sigmoid-squared-error", lambda z, y: (sigmoid(z) - y) ** 2, slope, curvature),
    )


@problem("svm")
def svm(
    data: Data | None = None,
    *,
    regularization: Annotated[float, Setting("lambda, the weight of |w|^2 / 2", "[0, 1e3]")] = 0.01,
) -> Problem:
    """Learn the linear boundary with the widest margin between two classes: a support vector machine.

    f(w) = mean over i of max(0, 1 - t_i z_i) + lambda / 2 |w_{1:}|^2 with z = w_0 + X w_{1:} and labels t = 2 y - 1 of
    -1 and 1; the bias w_0 goes free. The gradient is a subgradient: a point on its margin, t z = 1, counts as 0. There
    is no Hessian, as the hinge has none.

    Parameters
    ----------
    data
        Two classes, any number of features. By default article A's two blobs.

    Raises
    ------
    ValueError
        If the data have other than two classes.

    Source: S. Shalev-Shwartz, Y. Singer, N. Srebro, Pegasos: primal estimated sub-gradient solver for SVM (2007).
    """

    def hinge(z: Array, y: Array) -> Array:
        return np.maximum(0, 1 - (2 * y - 1) * z)

    def slope(z: Array, y: Array) -> Array:
        t = 2 * y - 1
        return np.where(t * z < 1, -t, 0.0)

    data = DATASETS["article-a"](0) if data is None else data
    return Problem(
        title="Support vector machine",
        formula=rf"\frac{{1}}{{n}} \sum_i \max(0, 1 - t_i z_i) + \frac{{{regularization:g}}}{{2}} |w|^2",
        **linear_classifier(data, "svm", hinge, slope, ridge=regularization),
    )


Judge = Callable[[Array, Array], Array]


def linear_classifier(
    data: Data, name: str, loss: Judge, slope: Judge, curvature: Judge | None = None, *, ridge: float = 0.0
) -> dict[str, Any]:
    """Return what a Problem needs for f(w) = mean of loss(z, y) + ridge / 2 |w_{1:}|^2 with z = w_0 + X w_{1:}.

    Parameters
    ----------
    data, name
        Two classes; and the problem's name, for errors.
    loss, slope, curvature
        Functions of z (..., n) and labels y (n,) in {0, 1}: a point's loss, its derivative by z, and the second one.
    """
    data = labelled(data, name, most=2)
    design, y = with_ones(data.X), data.y
    n, width = design.shape
    free = np.r_[0.0, np.ones(width - 1)]

    @in_blocks(n)
    def value(p: Array, batch: Batch = ALL) -> Array:
        mean = np.mean(loss(p @ design[batch].T, y[batch]), axis=-1)
        return mean + 0.5 * ridge * np.sum(free * p**2, axis=-1) if ridge else mean

    def restrict(origin: Array, axes: Array) -> Callable[[Array], Array]:
        start, ways, weights = design @ origin, axes @ design.T, np.sqrt(free) * np.stack([origin, *axes])
        lengths = weights @ weights.T

        @in_blocks(n)
        def over_plane(at: Array, batch: Batch = ALL) -> Array:
            mean = np.mean(loss(start + at @ ways, y), axis=-1)
            if not ridge:
                return mean
            from_origin = np.concatenate([np.ones((*at.shape[:-1], 1)), at], axis=-1)
            return mean + 0.5 * ridge * np.sum((from_origin @ lengths) * from_origin, axis=-1)

        return over_plane

    @in_blocks(n)
    def gradient(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        mean = slope(p @ rows.T, y[batch]) @ rows / len(rows)
        return mean + ridge * free * p if ridge else mean

    @in_blocks(n, width)
    def hessian(p: Array, batch: Batch = ALL) -> Array:
        assert curvature is not None  # noqa: S101 (offered only where there is one)
        rows = design[batch]
        weights = curvature(p @ rows.T, y[batch])
        return (rows.T * weights[..., None, :]) @ rows / len(rows) + ridge * np.diag(free)

    @in_blocks(n)
    def accuracy(p: Array, batch: Batch = ALL) -> Array:
        return np.mean((p @ design[batch].T >= 0) == y[batch], axis=-1)

    @in_blocks(n)
    def sum_squared_error(p: Array, batch: Batch = ALL) -> Array:
        return np.sum((sigmoid(p @ design[batch].T) - y[batch]) ** 2, axis=-1)

    largest = largest_curvature(design)
    squared = {"sum_squared_error": sum_squared_error} if curvature else {}
    return {
        "parameters": (constant_beside(data.features, "bias"), *weights_of(data)),
        "value": value,
        "gradient": gradient,
        "hessian": hessian if curvature else None,
        "restrict": restrict if width > WIDE else None,
        "domain": box_of_likely(data.X[:, 0], y) if width == 2 else np.tile([-1.0, 1.0], (width, 1)),
        "init": start_for(design),
        # A fifth of 1 / L for the cross-entropy, L = largest / 4: on article A's blobs the article's 0.01.
        "lr": rounded(0.8 / (largest + ridge)),
        "stride": rounded(0.18 / np.sqrt(largest)),
        "steps": 100,
        "model": "linear classifier",
        "metrics": {"accuracy": accuracy, **squared},
        **fitted_to(data, y),
    }
