"""How a quadratic objective is curved, and what that lets gradient descent do: its stable rates, and the best one."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.problems import Array, Problem

# Where a gradient is tried out on segments, how many, and how far from a straight line it may be.
SEGMENTS, FEW, AFFINE = 64, 4, 1e-9
# Of more parameters the least curvature is not looked for: a Hessian of them would take minutes.
DENSE = 2000


@dataclass(frozen=True)
class Conditioning:
    """The curvature of a quadratic objective.

    Attributes
    ----------
    largest, least
        The largest eigenvalue of the Hessian, and the least that is not zero; None where there are too many to find it.
    flat
        How many eigenvalues are zero: along so many directions the objective does not change.
    """

    largest: float
    least: float | None
    flat: int = 0

    @property
    def number(self) -> float | None:
        """The condition number, of the directions that are not flat."""
        return None if self.least is None else self.largest / self.least

    @property
    def stable(self) -> float:
        """The bound 2 / L of the learning rates with which gradient descent is stable."""
        return 2 / self.largest

    @property
    def best(self) -> float | None:
        """The learning rate 2 / (mu + L), with which gradient descent is fastest."""
        return None if self.least is None else 2 / (self.least + self.largest)

    def words(self) -> str:
        """Return the numbers in a line."""
        flat = f"flat along {self.flat} direction{'s' if self.flat > 1 else ''}; " if self.flat else ""
        known = (
            "" if self.number is None else f"condition number {_short(self.number)}{' across' if self.flat else ''}; "
        )
        fastest = "" if self.best is None else f", fastest at {below(self.best)}"
        return f"{flat}{known}gradient descent is stable below lr {below(self.stable)}{fastest}"

    def entry(self) -> dict[str, Any]:
        """Return the numbers as JSON holds them."""
        return {
            "largest": self.largest,
            "least": self.least,
            "flat": self.flat,
            "condition_number": self.number,
            "largest_stable_rate": self.stable,
            "best_rate": self.best,
        }


def conditioning_of(problem: Problem) -> Conditioning | None:
    """Return how a quadratic objective is curved, or None for any other, and for one that has no least value."""
    with np.errstate(all="ignore"):
        if not is_quadratic(problem):
            return None
        if problem.dimension > DENSE:
            largest = _largest(problem)
            return Conditioning(largest, None) if largest > 0 else None
        hessian = _hessian(problem)
    if not np.isfinite(hessian).all():
        return None
    curvatures, directions = np.linalg.eigh(hessian)
    rounding = len(curvatures) * np.finfo(float).eps * float(np.abs(curvatures).max())
    curved = curvatures[np.abs(curvatures) > rounding]
    if not len(curved) or curved[0] < 0:
        return None
    if len(curved) < len(curvatures) and not problem.data:
        # A mean of squares has a least value always; a function that slopes along a flat direction has none.
        slopes = problem.gradient(problem.domain.T) @ directions
        if np.abs(slopes[:, np.abs(curvatures) <= rounding]).max() > AFFINE * np.abs(slopes).max():
            return None
    return Conditioning(float(curved[-1]), float(curved[0]), len(curvatures) - len(curved))


def is_quadratic(problem: Problem) -> bool:
    """Return whether the gradient of an objective is affine, as far as can be seen on segments across its domain."""
    low, high = problem.domain.T
    rng = np.random.default_rng(0)
    # A formula may have one kink somewhere; what is fitted to points is the same all over, and slower.
    for count in (1, FEW if problem.data or problem.dimension > SEGMENTS else SEGMENTS):
        ends = rng.uniform(low - 0.5 * (high - low), high + 0.5 * (high - low), (2, count, problem.dimension))
        share = rng.uniform(0.2, 0.8, (count, 1))
        slopes = problem.gradient(np.concatenate([*ends, ends[0] + share * (ends[1] - ends[0])])).reshape(3, count, -1)
        # A coordinate whose gradient comes of large terms that cancel has their round-off.
        off = np.abs(slopes[2] - (1 - share) * slopes[0] - share * slopes[1])
        if not (off <= AFFINE * np.abs(slopes).max(axis=(0, 1))).all():
            return False
    return True


def below(bound: float) -> str:
    """Return a rate as a short number that does not exceed it."""
    power = 10.0 ** (np.floor(np.log10(bound)) - 2)
    return _short(np.floor(bound / power * (1 + 1e-12)) * power)


def _short(value: float) -> str:
    mantissa, _, exponent = f"{value:.3g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def _hessian(problem: Problem) -> Array:
    at = problem.domain.mean(axis=1)
    if problem.hessian is not None:
        found = problem.hessian(at)
    else:
        sides = np.diag(problem.domain[:, 1] - problem.domain[:, 0])
        found = (problem.gradient(at + sides) - problem.gradient(at)) / sides.diagonal()[:, None]
    return np.asarray((found + found.T) / 2)


def _largest(problem: Problem) -> float:
    """Return the largest eigenvalue of a constant Hessian, from differences of gradients."""
    from scipy.sparse.linalg import LinearOperator, eigsh

    at = problem.domain.mean(axis=1)
    slope, side = problem.gradient(at), float(np.ptp(problem.domain, axis=1).mean())

    def times(vector: Array) -> Array:
        return np.asarray((problem.gradient(at + side * vector.ravel()) - slope) / side)

    size = (problem.dimension, problem.dimension)
    start = np.random.default_rng(0).normal(size=problem.dimension)
    found = eigsh(LinearOperator(size, matvec=times, dtype=float), k=1, which="LA", v0=start, tol=1e-6)
    return float(found[0][0])
