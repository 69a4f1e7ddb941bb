"""A regression on several features: how much each of them moves the predictions, and which are shown."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.fit import least_squares
from gdviz.analysis.series import known_losses
from gdviz.languages import said
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# The most features whose weights are shown, and how far beyond where runs end, in shares of that, other weights are.
SHOWN, AWAY = 8, 0.8


def effects(run: Run, params: Array) -> Array:
    """Return by how much a standard deviation of each feature moves the prediction of parameters (..., d + 1).

    Where the features were standardised it is the weight itself.
    """
    return np.asarray(params[..., 1:] * np.std(run.data["X"], axis=0))


def goal_of(run: Run) -> tuple[str, Array] | None:
    """Return what a run goes to, in words, and its parameters (d + 1,); None where there are many.

    It is the known minimum, or where the run knows none, as a loop of one's own, that of least squares.
    """
    if len(run.minima):
        return said("minimum") if run.problem["options"].get("l2") else said("least squares"), run.minima[0]
    points = np.asarray(run.data["X"])
    if "l2" in run.problem["options"] or np.linalg.matrix_rank(points - points.mean(axis=0)) < points.shape[1]:
        return None
    best = least_squares(run)
    return None if best is None else (said("least squares"), best)


def chosen_features(runs: Sequence[Run]) -> list[int]:
    """Return the features, eight at most, that move predictions most where the first run that fell ends, these first.

    Where none fell it is the goal that decides, or the start.
    """
    fell = [run for run in runs if _fell(run)]
    goal = None if fell else goal_of(runs[0])
    decides = fell[0].params[-1] if fell else runs[0].params[0] if goal is None else goal[1]
    return np.argsort(-np.abs(effects(runs[0], decides)), kind="stable")[:SHOWN].tolist()


def limits_of_effects(runs: Sequence[Run], chosen: Sequence[int], goals: Sequence[Array]) -> tuple[float, float]:
    """Return the limits of a picture of effects: 0, the ends, and some way to the starts and the goals (d + 1,).

    Of a run whose loss rose the end is not looked for.
    """
    ends = [effects(run, run.params[-1]) for run in runs if _fell(run)]
    ends = ends or [effects(runs[0], params) for params in goals]
    held = np.array([[0.0] * len(chosen), *(reached[list(chosen)] for reached in ends)])
    low, high = float(held.min()), float(held.max())
    others = [effects(runs[0], params) for params in (*(run.params[0] for run in runs), *goals)]
    reached = np.array([one[list(chosen)] for one in others])
    side = (high - low) or float(np.abs(reached).max()) or 1.0
    reached = np.clip(reached, low - AWAY * side, high + AWAY * side)
    low, high = min(low, float(reached.min())), max(high, float(reached.max()))
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def _fell(run: Run) -> bool:
    loss = known_losses(run)
    return bool(not run.diverged and not loss[-1] > loss[0] and np.isfinite(run.params[-1]).all())


def in_superscripts(name: str) -> str:
    """Return the name of a monomial as it is set: "x^2 y" as x² y."""
    return re.sub(r"\^(\d+)", lambda power: power[1].translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")), name)
