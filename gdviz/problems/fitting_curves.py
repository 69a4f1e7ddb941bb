"""Curves through points, by least squares: a slope, a line, a polynomial."""

from typing import Annotated, Any

import numpy as np

from gdviz.problems.datasets import DATASETS
from gdviz.problems.fitting import ALL, Batch, fitted_to, in_blocks, largest_curvature, one_feature, rounded
from gdviz.problems.problem import Array, Problem, problem
from gdviz.runs.data import Data
from gdviz.settings import Setting

# Reaches of two parameters that differ less than so many times are the same.
ALIKE = 2.5


@problem("slope")
def slope(data: Data | None = None) -> Problem:
    """Fit the slope of a line through the origin, the one weight w.

    f(w) = mean over i of (w x_i - y_i)^2, with gradient mean(2 x (w x - y)), second derivative 2 mean(x^2) and minimum
    at w = sum(x y) / sum(x^2). On article B's data w starts at 10; on others a like distance from the minimum.

    The article divides the gradient of a single point by the N = 150 points: its learning rates 0.0001, 0.001 and 0.01
    are 0.0001 / 150, 0.001 / 150 and 0.01 / 150 here, where the gradient of a batch is the mean over the batch. Its
    mini-batches are drawn from indices below 100, and so never hold one of the last 50 points; here they hold any.

    Parameters
    ----------
    data
        One feature, numeric target; article B's 150 points about y = 3.2 x by default.

    Raises
    ------
    ValueError
        If the data have several features or classes, or all x are 0.

    Source: M. Capel, Gradient Descent Explained (2020).
    """
    data = DATASETS["article-b"](0) if data is None else data
    x, y = one_feature(data, "slope")
    if not np.mean(x**2) > 1e-200:
        raise ValueError(f"slope needs an x other than 0 in {data.features[0]!r} of {data.name}")
    reach = max(float(np.sqrt(np.mean(y**2)) / np.sqrt(np.mean(x**2))), 1e-100) if y.any() else 1.0
    fitted = least_squares_parts(data, x[:, None], factor=2.0)
    best = float(fitted["minima"][0, 0])
    start = 10.0 if data.name == "article-b" else best + 2 * reach
    side = 1.25 * abs(start - best)
    return Problem(
        title="Slope through the origin",
        formula=r"\frac{1}{n} \sum_i (w x_i - y_i)^2",
        parameters=("slope",),
        domain=np.array([[best - side, best + side]]),
        start=np.array([start]),
        # The whole covers 95 % of the way in 20 steps; single points far from the origin are still stable.
        lr=rounded(0.14 / float(2 * np.mean(x**2))),
        stride=rounded(side / 40),
        steps=60,
        model="slope",
        **fitted,
    )


@problem("line")
def line(data: Data | None = None) -> Problem:
    """Fit a line to points by least squares; the parameters are intercept and slope.

    f(a, b) = sum over i of (a + b x_i - y_i)^2 / (2 m) for m points, with gradient (mean(r), mean(r x)) for the
    residuals r = a + b x - y, a constant Hessian, and the least-squares line as its one minimum.

    Parameters
    ----------
    data
        One feature, numeric target. By default article D's: 100 points of scikit-learn's make_regression.

    Raises
    ------
    ValueError
        If the data have several features or classes, or all x are equal.

    Source: An Introduction to Gradient Descent in Python (2015).
    """
    data = DATASETS["article-d"](0) if data is None else data
    x, _ = one_feature(data, "line")
    _need_different(data, x, "a line", 2)
    design = np.stack([np.ones_like(x), x], axis=-1)
    fitted = least_squares_parts(data, design)
    best = fitted["minima"][0]
    reach = 1.15 * max(float(np.abs(best).max()), 1.0)
    return Problem(
        title="Least-squares line",
        formula=r"\frac{1}{2 m} \sum_i (a + b x_i - y_i)^2",
        parameters=("intercept", "slope"),
        domain=box_about(best, design, data.y),
        lr=rounded(0.05 / largest_curvature(design)),
        stride=rounded(reach / 50),
        steps=150,
        model="line",
        **fitted,
    )


@problem("polynomial")
def polynomial(
    data: Data | None = None,
    *,
    degree: Annotated[int, Setting("highest power of x", "[1, 12]")] = 5,
) -> Problem:
    """Fit a polynomial to points by least squares; the parameters are the coefficients, constant first.

    f(c) = sum over i of (c_0 + c_1 t_i + ... + c_k t_i^k - y_i)^2 / (2 m) for m points, where t is x brought to
    [-1, 1] from its range: t = 2 (x - min x) / (max x - min x) - 1. Unscaled, the powers of an x of 100 would differ by
    so much that no learning rate moves them all; scaled, they still resemble each other, which makes the highest
    coefficients slow to settle.

    Parameters
    ----------
    data
        One feature, numeric target; 40 points on one turn of a sine by default.

    Raises
    ------
    ValueError
        If the data have several features or classes, or fewer different x than coefficients.

    Source: C. Bishop, Pattern Recognition and Machine Learning (2006), section 1.1.
    """
    data = DATASETS["sine"](0) if data is None else data
    x, _ = one_feature(data, "polynomial")
    _need_different(data, x, f"a polynomial of degree {degree}", degree + 1)
    low, high = x.min(), x.max()
    design = np.vander(2 * ((x - low) / (high - low)) - 1, degree + 1, increasing=True)
    fitted = least_squares_parts(data, design)
    best = fitted["minima"][0]
    reach = 1.15 * max(float(np.abs(best).max()), 1.0)
    return Problem(
        title=f"Polynomial of degree {degree}",
        formula=r"\frac{1}{2 m} \sum_i (c_0 + c_1 t_i + \ldots + c_k t_i^k - y_i)^2",
        parameters=tuple(f"c{power}" for power in range(degree + 1)),
        domain=box_about(best, design, data.y),
        lr=rounded(1 / largest_curvature(design)),
        stride=rounded(reach / 100),
        steps=400,
        model="polynomial",
        **fitted,
    )


def box_about(best: Array, design: Array, y: Array) -> Array:
    """Return the box (D, 2) about the least-squares parameters (D,) that is worth looking at.

    Along each axis it reaches over 0 and 1, where runs start, and as far as moves predictions A p by about as much as
    targets (m,) differ. Reaches that are much alike are all as long as the longest, so that the box is drawn to scale.
    """
    largest = max(float(np.abs(best).max()), 1.0)
    moving = float(y.std()) / np.maximum(np.sqrt(np.mean(design**2, axis=0)), 1e-100)
    reach = np.maximum(np.maximum(np.abs(best), 1.0), np.minimum(moving, largest))
    reach = np.full_like(reach, largest) if largest < ALIKE * reach.min() else reach
    return np.asarray(best[:, None] + 1.15 * reach[:, None] * np.array([-1.0, 1.0]))


def least_squares_parts(
    data: Data, design: Array, *, factor: float = 1.0, ridge: float = 0.0, minima: Array | None = None
) -> dict[str, Any]:
    """Return what a Problem needs for f(p) = factor / 2 * mean((A p - y)^2) + ridge / 2 |p_{1:}|^2.

    Parameters
    ----------
    data
        The points, whose y is fitted.
    design
        A, shape (n, D).
    minima
        The minimisers, shape (K, D), where they are known already.
    """
    n, width = design.shape
    y = data.y
    if minima is None:
        minima = np.linalg.lstsq(design, y)[0].astype(np.float64)[None]

    across = np.ascontiguousarray(design.T)
    share, half_share = factor / n, 0.5 * factor / n
    weighed = ridge * np.r_[0.0, np.ones(width - 1)]

    def residuals(p: Array, batch: Batch) -> Array:
        return p @ design[batch].T - y[batch]

    @in_blocks(n)
    def value(p: Array, batch: Batch = ALL) -> Array:
        mean = 0.5 * factor * np.mean(residuals(p, batch) ** 2, axis=-1)
        return mean + 0.5 * np.sum(weighed * p**2, axis=-1) if ridge else mean

    # The residuals of the last params: the metric is asked for right after the loss. One tuple, so that threads agree.
    recent: tuple[Array, Array] = y, y

    def evaluate(p: Array) -> tuple[Array, Array]:
        nonlocal recent
        r = p @ across - y
        recent = p, r
        if ridge:
            pull = weighed * p
            return half_share * (r @ r) + 0.5 * (pull @ p), share * (r @ design) + pull
        return half_share * (r @ r), share * (r @ design)

    @in_blocks(n)
    def gradient(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        mean = factor * (residuals(p, batch) @ rows) / len(rows)
        return mean + weighed * p if ridge else mean

    def hessian(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        bends = factor * (rows.T @ rows) / len(rows)
        return np.broadcast_to(bends + np.diag(weighed) if ridge else bends, (*p.shape, width))

    @in_blocks(n)
    def mean_of_squares(p: Array, batch: Batch = ALL) -> Array:
        return np.mean(residuals(p, batch) ** 2, axis=-1)

    def mean_squared_error(p: Array) -> Array:
        if p.ndim > 1:
            return mean_of_squares(p)
        known, r = recent
        if known is not p:
            r = p @ across - y
        return (r @ r) / n

    return {
        "value": value,
        "evaluate": evaluate,
        "gradient": gradient,
        "hessian": hessian,
        "minima": minima,
        "metrics": {"mean_squared_error": mean_squared_error},
        "score_curvature": factor,
        **fitted_to(data, y),
    }


def _need_different(data: Data, x: Array, model: str, count: int) -> None:
    different = len(np.unique(x))
    if different < count:
        raise ValueError(
            f"{model} needs at least {count} different x, and {data.features[0]!r} of {data.name} has {different}"
        )
