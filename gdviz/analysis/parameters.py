"""A parameter's values over the steps: which are shown, between which values, and what they should come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.series import bounded
from gdviz.languages import said
from gdviz.runs.run import Run
from gdviz.style.numerals import tick

Array = NDArray[np.float64]
# So many parameters of a lone run are shown by default.
MOST = 3
# A run that goes so many times as far as another is not shown whole.
FAR = 100
# Curves that are nowhere farther apart than this share of the panel look like one; they are compared at so many steps.
NEAR, LOOKS = 0.02, 400


@dataclass(frozen=True)
class Goal:
    """A value that a parameter should come to: a known minimum's, or the true one that the data were drawn about."""

    words: str
    value: float
    is_true: bool


def chosen_parameters(runs: Sequence[Run], which: str | None) -> list[int]:
    """Return the indices of the parameters that are named, or of the first of several runs, the first few of one.

    Raises
    ------
    ValueError
        If there is no parameter of a name.
    """
    names = list(runs[0].problem["parameters"])
    if which is None:
        return list(range(min(len(names), MOST if len(runs) == 1 else 1)))
    wanted = [which] if which in names else [name.strip() for name in which.split(",")]
    for name in wanted:
        if name not in names:
            raise ValueError(
                f"{runs[0].problem['title']} has no parameter {name!r}; it has {', '.join(names)}; "
                f"for example --set which={names[0]!r}"
            )
    return [names.index(name) for name in wanted]


def true_values(run: Run, text: str, columns: Sequence[int]) -> list[float]:
    """Return the true value of each parameter shown, from numbers for these, or for all, with commas between them.

    Raises
    ------
    ValueError
        If the text is not finite numbers, as many as parameters are shown, or as there are.
    """
    names = run.problem["parameters"]
    try:
        values = [float(word) for word in text.split(",")]
    except ValueError:
        values = []
    if len(values) == len(names):
        values = [values[column] for column in columns]
    if len(values) != len(columns) or not np.isfinite(values).all():
        shown = ", ".join(names[column] for column in columns)
        raise ValueError(
            f"true={text} is not a number for each of {shown}; for example --set true="
            f"{','.join('1' for _ in columns)}, or choose one parameter with --set which={names[columns[0]]!r}"
        )
    return values


def goals_of(runs: Sequence[Run], column: int, true: float | None) -> list[Goal]:
    """Return the true value of a parameter, if given, and its values at the known minima nearest to the runs' ends."""
    minima = runs[0].minima
    values = set()
    for run in runs:
        ends = run.params[np.isfinite(run.params).all(axis=1)]
        if len(minima) and len(ends):
            values.add(float(minima[np.argmin(np.linalg.norm(minima - ends[-1], axis=1)), column]))
    goals = [Goal(said("minimum {value}", value=tick(value, 4)), value, False) for value in sorted(values)]
    return goals if true is None else [Goal(said("true {value}", value=tick(true)), true, True), *goals]


def limits_around(runs: Sequence[Run], column: int, goals: Sequence[Goal]) -> tuple[float, float]:
    """Return the least and the greatest value to be shown of a parameter: all that runs visit, and their goals.

    Of a run that diverges, or goes a hundred times as far as another, as much more is shown as all else takes up.
    """
    known = np.array([*(run.params[0, column] for run in runs), *(goal.value for goal in goals)], float)
    series = [np.append(known, run.params[:, column]) for run in runs]
    known, *series = (bounded(values[np.isfinite(values)]) for values in (known, *series))
    if not len(known):
        return 0.0, 1.0
    reaches = [float(np.ptp(values)) for values in series]
    least = min(reaches)
    stayed = [
        values
        for run, values, reach in zip(runs, series, reaches, strict=True)
        if not run.diverged and (reach <= FAR * least or not least)
    ]
    calm = np.concatenate([known, *stayed])
    low, high = float(calm.min()), float(calm.max())
    beyond = high - low or max(abs(low), 1.0)
    every = np.clip(np.concatenate(series), low - beyond, high + beyond)
    return float(every.min()), float(every.max())


def any_coincide(runs: Sequence[Run], column: int) -> bool:
    """Return whether two of the runs cannot be told apart by a parameter's curve."""
    low, high = limits_around(runs, column, [])
    last = max(run.steps for run in runs)
    steps = np.unique(np.linspace(0, last, LOOKS).round())
    series = [np.interp(steps, run.step, np.clip(run.params[:, column], low, high)) for run in runs]
    apart = [float(np.abs(one - other).max()) for one, other in combinations(series, 2)]
    return any(gap <= NEAR * (high - low) for gap in apart)


def from_rough_to_calm(runs: Sequence[Run], column: int, limits: tuple[float, float]) -> list[int]:
    """Return the runs' indices from the one whose parameter goes to and fro most, which would cover the others."""

    def turns(run: Run) -> float:
        values = np.clip(run.params[:, column], *limits)
        moves = np.diff(values[np.isfinite(values)])
        return float(np.abs(moves).sum() - abs(moves.sum()))

    return sorted(range(len(runs)), key=lambda i: -turns(runs[i]))
