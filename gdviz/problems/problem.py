"""The record of what is minimised, and the registry of its kinds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.registry import FactoryRegistry

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """An objective f over D parameters, with what a solver and a picture need to know of it.

    Attributes
    ----------
    value, gradient, hessian
        Functions of params, shape (..., D), vectorised over the leading axes; they return shapes (...), (..., D) and
        (..., D, D). A problem with data takes the indices of a batch as a second argument. `hessian` may be None.
    formula
        f as LaTeX in the subset that matplotlib's mathtext reads.
    parameters
        The D names, as axes are labelled.
    domain
        Shape (D, 2): the box worth looking at.
    start
        Shape (D,), or None: uniform in [0, 1)^D, drawn with the run's seed.
    minima
        Shape (K, D): the known minimisers; K may be 0.
    lr, stride, steps
        Defaults for a run worth looking at: a learning rate for methods that step by lr * gradient, one for methods
        whose step is about lr long whatever the gradient (Adam), and the number of steps.
    model
        What the parameters are the coefficients of: "function" (nothing but f), "line" (intercept, slope) or
        "linear classifier" (bias, then one weight per column of data["X"]).
    data, metrics
        Arrays that were fitted, and functions of params recorded beside the loss.
    """

    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    title: str
    formula: str
    parameters: tuple[str, ...]
    value: Callable[..., Array]
    gradient: Callable[..., Array]
    hessian: Callable[..., Array] | None = None
    domain: Array
    start: Array | None = None
    minima: Array = field(default_factory=lambda: np.empty((0, 0)))
    lr: float
    stride: float
    steps: int
    model: str = "function"
    data: Mapping[str, Array] = field(default_factory=dict)
    metrics: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)

    @property
    def dimension(self) -> int:
        """D, the number of parameters."""
        return len(self.parameters)

    def draw_start(self, seed: int) -> Array:
        """Return the start, shape (D,): the problem's own, or uniform in [0, 1)^D from `seed`."""
        if self.start is not None:
            return self.start
        return np.random.default_rng(seed).uniform(0.0, 1.0, self.dimension)


PROBLEMS: FactoryRegistry[Problem] = FactoryRegistry("problem")
problem = PROBLEMS.register
