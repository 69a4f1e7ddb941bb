"""How the columns that a model is fitted to came of those of a table: their powers and products, then their scale.

First every column is expanded to all monomials up to a degree, then each of these is brought to mean 0 and standard
deviation 1. A run keeps this record, so that places in the table's own units can be shown to its model, and its
coefficients can be told in these units. Names and order are those of scikit-learn's PolynomialFeatures, which a picture
must not wait for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations_with_replacement
from math import comb
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# The entry of run.json.
ENTRY = "preprocessing"
# The matrix of their products must fit in memory.
MOST_FEATURES = 1000


@dataclass(frozen=True)
class Preprocessing:
    """What was done to the columns of a table, in this order.

    Attributes
    ----------
    inputs
        The names of the k columns of the table.
    degree
        The highest degree of the monomials x_1^{a_1} ... x_k^{a_k} that they were expanded to: d in all; 1 for none.
    means, scales
        Of each of the d columns: what was taken away from it and what it was then divided by; empty for none.
    """

    inputs: tuple[str, ...]
    degree: int = 1
    means: tuple[float, ...] = ()
    scales: tuple[float, ...] = ()

    @classmethod
    def of(cls, problem: Mapping[str, Any]) -> Self | None:
        """Return what a run's entry for its problem says of it, or None where nothing was done."""
        entry = problem.get(ENTRY)
        if not entry:
            return None
        means, scales = (tuple(map(float, entry[name])) for name in ("means", "scales"))
        return cls(tuple(entry["inputs"]), int(entry["degree"]), means, scales)

    def entry(self) -> dict[str, Any]:
        """Return the record as JSON holds it."""
        return {name: list(part) if isinstance(part, tuple) else part for name, part in asdict(self).items()}

    def apply(self, points: Array) -> Array:
        """Return the columns (n, d) of points (n, k) of the table."""
        with np.errstate(all="ignore"):
            columns = expand(points, self.degree)
            return (columns - np.array(self.means)) / np.array(self.scales) if self.means else columns

    def undo(self, columns: Array) -> Array:
        """Return the points (n, k) of the table that columns (n, d) came of."""
        count = len(self.inputs)
        raw = columns[:, :count]
        if not self.means:
            return raw
        return np.asarray(raw * np.array(self.scales[:count]) + np.array(self.means[:count]))

    def scaled(self, means: Array, scales: Array) -> Self:
        """Return the record of columns that were then also brought to scale by these, shapes (d,)."""
        if self.means:
            means, scales = np.array(self.means) + means * np.array(self.scales), scales * np.array(self.scales)
        return replace(self, means=tuple(means.tolist()), scales=tuple(scales.tolist()))

    def unscale(self, params: Array) -> Array:
        """Return parameters (..., d + 1), a constant and a weight a column, for the columns before they were scaled.

        b + sum over j of w_j (x_j - m_j) / s_j is [b - sum of w_j m_j / s_j] + sum of (w_j / s_j) x_j.
        """
        if not self.means:
            return params
        weights = params[..., 1:] / np.array(self.scales)
        return np.concatenate([params[..., :1] - (weights @ np.array(self.means))[..., None], weights], axis=-1)


def expanded_count(inputs: int, degree: int) -> int:
    """Return the number of monomials from degree 1 to `degree` of k columns: (k + degree choose degree) - 1."""
    return comb(inputs + degree, degree) - 1


def expand(points: Array, degree: int) -> Array:
    """Return all monomials from degree 1 to `degree` of the columns of points (n, k), shape (n, d)."""
    if degree == 1:
        return points
    return np.stack([points[:, term].prod(axis=1) for term in _terms(points.shape[1], degree)], axis=-1)


def monomials(names: Sequence[str], degree: int) -> tuple[str, ...]:
    """Return the names of the columns that `expand` makes: "x", "y", "x^2", "x y", "y^2".

    Raises
    ------
    ValueError
        If there would be more than 1000.
    """
    count = expanded_count(len(names), degree)
    if count > MOST_FEATURES:
        most = next(lower for lower in range(degree, 0, -1) if expanded_count(len(names), lower) <= MOST_FEATURES)
        instead = f"try degree={most}, or fewer columns with --x" if most > 1 else "choose some of them with --x"
        raise ValueError(
            f"degree={degree} makes {count:,} columns of {len(names)}, and at most {MOST_FEATURES:,} are fitted; "
            f"{instead}"
        )
    found = []
    for term in _terms(len(names), degree):
        powers = {i: term.count(i) for i in term}
        found.append(" ".join(names[i] + (f"^{power}" if power > 1 else "") for i, power in powers.items()))
    return tuple(found)


def _terms(count: int, degree: int) -> list[list[int]]:
    """Return which of `count` columns are multiplied in each monomial."""
    return [list(term) for power in range(1, degree + 1) for term in combinations_with_replacement(range(count), power)]
