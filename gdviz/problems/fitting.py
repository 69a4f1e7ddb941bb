"""Objectives that fit a model to data: a line by least squares, a boundary by cross-entropy.

`batch` holds the indices of the points to use; all of them by default. Params may have leading axes (..., D); the
points then take one more axis, which is averaged over.
"""

from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from gdviz.problems.problem import Array, Problem, problem
from gdviz.settings import Setting

Batch = NDArray[np.intp] | slice
ALL = slice(None)


@problem("line")
def line(x: Array | None = None, y: Array | None = None) -> Problem:
    """Fit a line to points by least squares; the parameters are intercept and slope.

    f(a, b) = sum over i of (a + b x_i - y_i)^2 / (2 m) for m points, with gradient (mean(r), mean(r x)) for the
    residuals r = a + b x - y, a constant Hessian, and the least-squares line as its one minimum.

    Parameters
    ----------
    x, y
        The points, each of shape (m,). By default article D's: 100 points of scikit-learn's make_regression.

    Raises
    ------
    ValueError
        If x and y are not two finite arrays of one length, or all x are equal.

    Source: An Introduction to Gradient Descent in Python (2015).
    """
    if x is None or y is None:
        from sklearn.datasets import make_regression

        features, y = make_regression(n_samples=100, n_features=1, n_informative=1, noise=10, random_state=2015)
        x = features[:, 0]
    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.ndim != 1 or x.shape != y.shape or not np.isfinite([x, y]).all():
        raise ValueError(f"a line needs finite x and y of one length, not shapes {x.shape} and {y.shape}")
    if np.ptp(x) == 0:
        raise ValueError("a line needs at least two different x")
    design = np.stack([np.ones_like(x), x], axis=-1)
    best: Array = np.linalg.lstsq(design, y)[0].astype(np.float64)

    def residuals(p: Array, batch: Batch) -> Array:
        return p @ design[batch].T - y[batch]

    def value(p: Array, batch: Batch = ALL) -> Array:
        return 0.5 * np.mean(residuals(p, batch) ** 2, axis=-1)

    def gradient(p: Array, batch: Batch = ALL) -> Array:
        return residuals(p, batch) @ design[batch] / len(design[batch])

    def hessian(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        return np.broadcast_to(rows.T @ rows / len(rows), (*p.shape, 2))

    largest = float(np.linalg.eigvalsh(np.array(hessian(best)))[-1])
    reach = 1.15 * max(float(np.abs(best).max()), 1.0)
    return Problem(
        title="Least-squares line",
        formula=r"\frac{1}{2 m} \sum_i (a + b x_i - y_i)^2",
        parameters=("intercept", "slope"),
        value=value,
        gradient=gradient,
        hessian=hessian,
        domain=best[:, None] + np.array([-reach, reach]),
        minima=best[None],
        lr=float(f"{0.05 / largest:.1g}"),
        stride=float(f"{reach / 50:.1g}"),
        steps=150,
        model="line",
        data={"X": x[:, None], "y": y},
        metrics={"mean_squared_error": lambda p: np.mean(residuals(p, ALL) ** 2, axis=-1)},
    )


@problem("logistic")
def logistic(
    X: Array | None = None,  # noqa: N803 (the field's name for the design matrix)
    y: Array | None = None,
    *,
    n_samples: Annotated[int, Setting("number of points of the default data", "[2, 1e6]")] = 250,
    cluster_std: Annotated[float, Setting("spread of each of the default data's two blobs", "(0, 100]")] = 1.05,
    random_state: Annotated[int, Setting("seed of the default data", "[0, 4294967295]")] = 20,
) -> Problem:
    r"""Learn a linear boundary between two classes by logistic regression.

    f(w) = mean over i of [log(1 + exp(z_i)) - y_i z_i] with z = w_0 + X w_{1:}: the mean cross-entropy of
    p = sigma(z), with gradient (1, X)^T (sigma(z) - y) / n and a positive semi-definite Hessian. The article prints the
    sum of squared errors and calls it the loss, though its gradient is the one above; it is recorded beside the loss as
    the metric sum_squared_error, so that the article's curve can be drawn.

    Parameters
    ----------
    X, y
        Points of shape (n, 2) and labels of shape (n,) in {0, 1}. By default article A's two blobs.

    Raises
    ------
    ValueError
        If X and y do not fit together, hold values that are not finite, or labels other than 0 and 1.

    Source: A. Rosebrock, Gradient descent with Python, PyImageSearch (2016).
    """
    if X is None or y is None:
        from sklearn.datasets import make_blobs

        X, y = make_blobs(
            n_samples=n_samples, n_features=2, centers=2, cluster_std=cluster_std, random_state=random_state
        )
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1] or not np.isfinite(X).all():
        raise ValueError(f"logistic needs finite X of shape (n, d) and y of shape (n,), not {X.shape} and {y.shape}")
    if set(np.unique(y)) != {0.0, 1.0}:
        raise ValueError(f"logistic needs both labels 0 and 1 in y, not {sorted(set(y.tolist()))[:5]}")
    design = np.column_stack([np.ones(len(X)), X])

    def sigmoid(z: Array) -> Array:
        return 0.5 * (1 + np.tanh(0.5 * z))

    def value(p: Array, batch: Batch = ALL) -> Array:
        z = p @ design[batch].T
        return np.mean(np.logaddexp(0, z) - y[batch] * z, axis=-1)

    def gradient(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        return (sigmoid(p @ rows.T) - y[batch]) @ rows / len(rows)

    def hessian(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        s = sigmoid(p @ rows.T)
        return np.einsum("...i,ij,ik->...jk", s * (1 - s), rows, rows) / len(rows)

    def accuracy(p: Array) -> Array:
        return np.mean((p @ design.T >= 0) == y, axis=-1)

    def sum_squared_error(p: Array) -> Array:
        return np.sum((sigmoid(p @ design.T) - y) ** 2, axis=-1)

    return Problem(
        title="Logistic regression",
        formula=r"\frac{1}{n} \sum_i \log(1 + e^{z_i}) - y_i z_i",
        parameters=("bias", *(f"weight {i}" for i in range(1, design.shape[1]))),
        value=value,
        gradient=gradient,
        hessian=hessian,
        domain=np.tile([-1.0, 1.0], (design.shape[1], 1)),
        lr=0.01,
        stride=0.02,
        steps=100,
        model="linear classifier",
        data={"X": X, "y": y},
        metrics={"accuracy": accuracy, "sum_squared_error": sum_squared_error},
    )
