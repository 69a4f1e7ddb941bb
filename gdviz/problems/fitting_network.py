"""A small neural network that bends its boundary between two classes."""

from typing import Annotated

import numpy as np

from gdviz.problems.datasets import DATASETS
from gdviz.problems.fitting import (
    ALL,
    Batch,
    constant_beside,
    fitted_to,
    in_blocks,
    labelled,
    largest_curvature,
    rounded,
    sigmoid,
    softplus,
    with_ones,
)
from gdviz.problems.problem import Array, Problem, problem
from gdviz.runs.data import Data
from gdviz.settings import Setting


@problem("mlp")
def mlp(
    data: Data | None = None, *, hidden: Annotated[int, Setting("number of hidden units", "[1, 1000]")] = 8
) -> Problem:
    r"""Train a network with one hidden layer of tanh units to tell two classes apart.

    f = mean over i of [log(1 + exp(z_i)) - y_i z_i] with z = v_0 + sum over j of v_j tanh(u_{j0} + x u_{j1:}): the mean
    cross-entropy of sigma(z), with the gradient by the chain rule (back-propagation), and not convex. The parameters
    are the units' rows (u_{j0}, ..., u_{jd}) one after another, then (v_0, ..., v_h): h (d + 1) + h + 1 numbers.

    Uniform starts would make all units alike. Here each weight is normal: of sd 1 / sqrt(d) into a unit, counted in the
    standard deviations of its feature and about its mean, so that units bend where the points are on any scale, and of
    sd 1 / sqrt(h) out of it.

    Parameters
    ----------
    data
        Two classes, any number of features. By default scikit-learn's two moons.

    Raises
    ------
    ValueError
        If the data have other than two classes.

    Source: D. Rumelhart, G. Hinton, R. Williams, Learning representations by back-propagating errors (1986).
    """
    data = labelled(DATASETS["moons"](0) if data is None else data, "mlp", most=2)
    design, y = with_ones(data.X), data.y
    n, width = design.shape
    cut = hidden * width

    def forward(p: Array, rows: Array) -> tuple[Array, Array]:
        """Return the units' outputs (..., h, n) and the scores z (..., n)."""
        units = np.tanh(p[..., :cut].reshape(*p.shape[:-1], hidden, width) @ rows.T)
        return units, p[..., cut, None] + (p[..., None, cut + 1 :] @ units)[..., 0, :]

    @in_blocks(n, 2 * hidden)
    def value(p: Array, batch: Batch = ALL) -> Array:
        _, z = forward(p, design[batch])
        return np.mean(softplus(z) - y[batch] * z, axis=-1)

    @in_blocks(n, 4 * hidden)
    def gradient(p: Array, batch: Batch = ALL) -> Array:
        rows = design[batch]
        units, z = forward(p, rows)
        errors = (sigmoid(z) - y[batch]) / len(rows)
        back = p[..., cut + 1 :, None] * errors[..., None, :] * (1 - units**2)
        into = (back @ rows).reshape(*p.shape[:-1], cut)
        out = (units @ errors[..., None])[..., 0]
        return np.concatenate([into, errors.sum(axis=-1, keepdims=True), out], axis=-1)

    @in_blocks(n, 2 * hidden)
    def accuracy(p: Array, batch: Batch = ALL) -> Array:
        return np.mean((forward(p, design[batch])[1] >= 0) == y[batch], axis=-1)

    centre, spread = data.X.mean(axis=0), data.X.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)

    def init(rng: np.random.Generator) -> Array:
        weights = rng.normal(0.0, 1 / np.sqrt(width - 1), (hidden, width - 1)) / spread
        biases = rng.normal(0.0, 1.0, hidden) - weights @ centre
        out = rng.normal(0.0, 1 / np.sqrt(hidden), hidden)
        return np.concatenate([np.column_stack([biases, weights]).ravel(), [0.0], out])

    # A bound on the curvature where the weights out of the units have length 1, as they do on average at the start.
    bound = 0.25 * (largest_curvature(design) + hidden + 1)
    bias = constant_beside(data.features, "bias")
    names = range(1, hidden + 1)
    return Problem(
        title=f"Network of {hidden} hidden unit{'s' if hidden > 1 else ''}",
        formula=r"\frac{1}{n} \sum_i \log(1 + e^{z_i}) - y_i z_i",
        parameters=(
            *(f"unit {j}: {part}" for j in names for part in (bias, *data.features)),
            "output: bias",
            *(f"output: unit {j}" for j in names),
        ),
        value=value,
        gradient=gradient,
        domain=np.tile([-1.0, 1.0], (cut + hidden + 1, 1)),
        init=init,
        lr=rounded(1.5 / bound),
        stride=0.05,
        steps=500,
        model="mlp",
        metrics={"accuracy": accuracy},
        **fitted_to(data, y),
    )
