"""The loss that many runs come to, over their learning rate and a setting of their optimizer."""

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.run import Run

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SweptLosses:
    """Runs by learning rate, and by one of their hyperparameters where that varies.

    Attributes
    ----------
    runs
        All of them.
    setting
        The hyperparameter; empty where none varies.
    rates, values
        The learning rates, and what the setting is, from the least on; one value where none varies.
    cell
        For each run the place of its value, and of its rate, shape (M, 2).
    """

    runs: Sequence[Run]
    setting: str
    rates: Array
    values: Array
    cell: NDArray[np.intp]

    @classmethod
    def of(cls, runs: Sequence[Run], setting: str | None = None) -> "SweptLosses":
        """Return runs by learning rate and a setting; by default the first number that varies.

        Raises
        ------
        ValueError
            If there is no such setting.
        """
        options = [run.optimizer["hyperparameters"] for run in runs]
        numbers = [name for name in options[0] if all(_is_number(one.get(name)) for one in options)]
        varying = [name for name in numbers if len({one[name] for one in options}) > 1]
        if setting is not None and setting not in numbers:
            known = ", ".join(numbers) or "none"
            raise ValueError(f"there is no number {setting!r} among the settings of these runs ({known})")
        chosen = setting or (varying[0] if varying else "")
        rates, across = np.unique([float(run.optimizer["lr"]) for run in runs], return_inverse=True)
        values, up = np.unique([float(one[chosen]) if chosen else 0.0 for one in options], return_inverse=True)
        return cls(runs, chosen if len(values) > 1 else "", rates, values, np.stack([up, across], axis=-1))

    def at(self, step: float) -> Array:
        """Return each run's loss at a step, its last one from its end on, (M,).

        It is infinite where the run has diverged, and NaN where nobody knows it.
        """
        found = np.empty(len(self.runs))
        for number, run in enumerate(self.runs):
            row = min(int(np.searchsorted(run.step, int(step), side="right")) - 1, len(run.loss) - 1)
            gone = run.stop["reason"] in ("diverged", "undefined") and step >= run.steps
            found[number] = np.inf if gone else float(run.loss[row])
        return np.where(found == -np.inf, np.inf, found)

    @property
    def has_many(self) -> bool:
        """Whether several runs have the same rate and setting."""
        return len(np.unique(self.cell, axis=0)) < len(self.cell)

    def over_grid(self, losses: Array) -> Array:
        """Return the median over the runs of each cell, (values, rates); NaN where there is none."""
        grid = np.full((len(self.values), len(self.rates)), np.nan)
        flat = self.cell[:, 0] * len(self.rates) + self.cell[:, 1]
        order = np.argsort(flat, kind="stable")
        places, firsts = np.unique(flat[order], return_index=True)
        for place, group in zip(places, np.split(losses[order], firsts[1:]), strict=True):
            # The middle one of an even number of runs is the worse of two: a mean with infinity would be none.
            known = np.sort(group[~np.isnan(group)])
            grid.flat[place] = known[len(known) // 2] if len(known) else np.nan
        return grid


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def edges_of(values: Array, *, is_log: bool) -> Array:
    """Return the edges of cells about rising values, half-way between them, (n + 1,)."""
    at = np.log(values) if is_log else values
    if len(at) == 1:
        edges = at[0] + (0.35 if is_log else max(abs(float(at[0])), 1.0) / 2) * np.array([-1.0, 1.0])
    else:
        middle = (at[1:] + at[:-1]) / 2
        edges = np.concatenate([[2 * at[0] - middle[0]], middle, [2 * at[-1] - middle[-1]]])
    return np.exp(edges) if is_log else np.asarray(edges)


def is_spread(values: Array, *, are_shares: bool = False) -> bool:
    """Return whether values are best told apart on a logarithmic axis; shares such as momentum are not."""
    return bool(values[0] > 0 and values[-1] > 8 * values[0] and not (are_shares and 0.5 <= values[-1] < 1))
