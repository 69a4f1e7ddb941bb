"""A regression on several features: how much each of them moves the predictions, and which are shown."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.fit import least_squares
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# The most features whose weights are shown, and how far beyond where runs end, in shares of that, other weights are.
SHOWN, AWAY = 8, 0.8


def effects(run: Run, params: Array) -> Array:
    """Return by how much a standard deviation of each feature moves the prediction of parameters (..., d + 1).

    Where the features were standardised it is the weight itself.
    """
    return np.asarray(params[..., 1:] * np.std(run.data["X"], axis=0))


def goal_of(run: Run) -> tuple[str, Array]:
    """Return what a run goes to, in words, and its parameters (d + 1,): the known minimum, or the least squares."""
    if len(run.minima) and run.problem["options"].get("l2"):
        return "minimum", run.minima[0]
    best = least_squares(run)
    return "least squares", np.full(run.params.shape[1], np.nan) if best is None else best


def chosen_features(runs: Sequence[Run]) -> list[int]:
    """Return the features, eight at most, that move predictions most where the first run ends, these first."""
    finite = np.isfinite(runs[0].params).all(axis=1)
    last = runs[0].params[np.flatnonzero(finite)[-1]] if finite.any() else np.zeros(runs[0].params.shape[1])
    reached = effects(runs[0], goal_of(runs[0])[1] if runs[0].diverged else last)
    return np.argsort(-np.abs(np.nan_to_num(reached)), kind="stable")[:SHOWN].tolist()


def limits_of_effects(runs: Sequence[Run], chosen: Sequence[int], goals: Sequence[Array]) -> tuple[float, float]:
    """Return the limits of a picture of effects: 0, the ends, and some way to the starts and the goals (d + 1,)."""
    ends = [effects(run, run.params[-1]) for run in runs if not run.diverged]
    ends = ends or [effects(runs[0], params) for params in goals]
    held = np.array([[0.0] * len(chosen), *(reached[list(chosen)] for reached in ends)])
    low, high = float(np.nanmin(held)), float(np.nanmax(held))
    others = [effects(runs[0], params) for params in (*(run.params[0] for run in runs), *goals)]
    reached = np.nan_to_num(np.array([one[list(chosen)] for one in others]))
    side = (high - low) or float(np.abs(reached).max()) or 1.0
    reached = np.clip(reached, low - AWAY * side, high + AWAY * side)
    low, high = min(low, float(reached.min())), max(high, float(reached.max()))
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def in_superscripts(name: str) -> str:
    """Return the name of a monomial as it is set: "x^2 y" as x² y."""
    return re.sub(r"\^(\d+)", lambda power: power[1].translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")), name)
