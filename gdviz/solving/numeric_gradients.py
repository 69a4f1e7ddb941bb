"""Gradients from values alone: by differences and by the complex step."""

from collections.abc import Callable

import numpy as np

from gdviz.problems import Array

ScalarFunction = Callable[[Array], Array]

# The cube root of the machine epsilon: where truncation (h^2) and round-off (eps / h) of a central difference balance.
BEST_STEP = float(np.cbrt(np.finfo(float).eps))


def forward(value: ScalarFunction, params: Array, h: float) -> Array:
    """Return the gradient by forward differences, (f(x + h e_i) - f(x)) / h: error O(h) + O(eps / h)."""
    return (value(params + h * np.eye(len(params))) - value(params)) / h


def central(value: ScalarFunction, params: Array, h: float) -> Array:
    """Return the gradient by central differences, (f(x + h e_i) - f(x - h e_i)) / 2h: error O(h^2) + O(eps / h)."""
    steps = h * np.eye(len(params))
    return (value(params + steps) - value(params - steps)) / (2 * h)


def complex_step(value: ScalarFunction, params: Array, h: float) -> Array:
    """Return the gradient by the complex step, Im f(x + i h e_i) / h: error O(h^2), and no round-off, however small h.

    Source: W. Squire, G. Trapp, Using complex variables to estimate derivatives of real functions (1998).
    """
    return np.imag(value(params + 1j * h * np.eye(len(params)))) / h


METHODS = {"forward": forward, "central": central, "complex": complex_step}


def relative_error(found: Array, expected: Array) -> float:
    """Return the largest difference of two gradients over their largest entry, or over 1 if that is less."""
    scale = max(float(np.abs(found).max()), float(np.abs(expected).max()), 1.0)
    return float(np.abs(found - expected).max()) / scale
