"""Regression of a number on any number of features: least squares, with or without a ridge penalty."""

from collections.abc import Callable
from typing import Annotated

import numpy as np

from gdviz.problems.datasets import DATASETS
from gdviz.problems.fitting import constant_beside, largest_curvature, measured, rounded, weights_of, with_ones
from gdviz.problems.fitting_curves import least_squares_parts
from gdviz.problems.problem import Array, Problem, problem
from gdviz.runs.data import Data
from gdviz.settings import Setting

# Of more features a ridge fit is not found by singular values, which would take seconds.
MANY = 300


@problem("linear")
def linear(
    data: Data | None = None,
    *,
    l2: Annotated[float, Setting("lambda, the weight of |w|^2 / 2; the intercept goes free", "[0, 1e6]")] = 0.0,
) -> Problem:
    r"""Fit a number by a linear function of several features: least squares, or ridge regression with l2 above 0.

    f(b, w) = sum over i of (b + w . x_i - y_i)^2 / (2 m) + l2 / 2 |w|^2 for m points; the intercept b is not penalised.
    It is scikit-learn's Ridge with alpha = m l2, divided by 2 m, and without l2 its LinearRegression. The gradient is
    (mean(r), mean(r x) + l2 w) for the residuals r, and the Hessian is constant. The minimum is found by a singular
    value decomposition; where features depend on each other linearly, and l2 is 0, there are many, and none is named.

    A start is drawn so that predictions differ about as much as the targets do.

    Parameters
    ----------
    data
        Up to 1000 features, numeric target. By default scikit-learn's diabetes data, standardised.

    Raises
    ------
    ValueError
        If the target is a class, or there are more features.

    Source: A. Hoerl, R. Kennard, Ridge regression: biased estimation for nonorthogonal problems (1970).
    """
    data = measured(DATASETS["diabetes"](0).standardized() if data is None else data, "linear")
    design = with_ones(data.X)
    minima = ridge_minima(data.X, data.y, l2)
    # Weights of this size move, together, a prediction by about as much as targets differ.
    spread = float(data.y.std()) or float(np.abs(data.y).max()) or 1.0
    sizes = spread / np.maximum(np.sqrt(np.mean(design**2, axis=0)), 1e-100)
    sizes /= np.sqrt(len(sizes))
    largest = largest_curvature(design) + l2
    centre = minima[0] if len(minima) else np.zeros(len(sizes))
    reach = 1.15 * (np.abs(centre) + sizes)
    penalty = rf" + \frac{{{l2:g}}}{{2}} |w|^2" if l2 else ""
    return Problem(
        title="Ridge regression" if l2 else "Linear regression",
        formula=rf"\frac{{1}}{{2 m}} \sum_i (b + w \cdot x_i - y_i)^2{penalty}",
        parameters=(constant_beside(data.features, "intercept"), *weights_of(data)),
        domain=centre[:, None] + reach[:, None] * np.array([-1.0, 1.0]),
        init=lambda rng: rng.uniform(-1.0, 1.0, len(sizes)) * sizes,
        lr=rounded(0.5 / largest),
        stride=rounded(float(reach.max()) / 100),
        steps=200,
        model="linear",
        restrict=lambda origin, axes: squares_over_plane(design, data.y, l2, np.stack([origin, *axes])),
        **least_squares_parts(data, design, ridge=l2, minima=minima),
    )


def ridge_minima(X: Array, y: Array, ridge: float) -> Array:  # noqa: N803 (the field's name for the inputs)
    """Return the minimiser (1, d + 1) of mean((b + X w - y)^2) / 2 + ridge / 2 |w|^2; none, (0, d + 1), if many are.

    With the means taken away b drops out, and what is left is the least-squares solution of X stacked on
    sqrt(n ridge) I, whose columns are brought to one length first.
    """
    n, width = X.shape
    centre, middle = X.mean(axis=0), y.mean()
    stacked, target = X - centre, y - middle
    if ridge:
        stacked = np.vstack([stacked, np.sqrt(n * ridge) * np.eye(width)])
        target = np.r_[target, np.zeros(width)]
    lengths = np.linalg.norm(stacked, axis=0)
    lengths[lengths == 0] = 1.0
    if ridge and width > MANY:
        # Never singular, and ten times as fast as singular values.
        q, r = np.linalg.qr(stacked / lengths)
        weights = np.linalg.solve(r, q.T @ target) / lengths
    else:
        weights, _, rank, _ = np.linalg.lstsq(stacked / lengths, target) if ridge or n > width else (0, 0, 0, 0)
        if rank < width:
            return np.empty((0, width + 1))
        weights = weights / lengths
    return np.r_[middle - centre @ weights, weights][None]


def squares_over_plane(design: Array, y: Array, ridge: float, frame: Array) -> Callable[[Array], Array]:
    """Return mean((A p - y)^2) / 2 + ridge / 2 |p_{1:}|^2 as a function of c (..., k).

    There p is (1, c) @ frame, which has shape (k + 1, D). The squares are those of R (1, c) for the triangular factor R
    of all that is squared: k + 1 numbers for each c in place of one for each point.
    """
    columns = design @ frame.T
    columns[:, 0] -= y
    if ridge:
        columns = np.vstack([columns, np.sqrt(len(y) * ridge) * frame[:, 1:].T])
    factor = np.linalg.qr(columns, mode="r") / np.sqrt(len(y))
    return lambda at: 0.5 * np.sum((factor[:, 0] + at @ factor[:, 1:].T) ** 2, axis=-1)
