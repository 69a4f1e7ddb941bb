"""Curves that are fitted to points of one feature: what they predict at any step of a run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.trajectory import between
from gdviz.languages import said
from gdviz.runs.models import SIGN, Equation, model_of
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# How far beyond the points, in shares of their height, a picture goes to show where the fit starts.
TOWARDS_START = 0.6
# The most points whose distance from what is predicted is drawn.
HAIRS = 150
# In so many of the recorded rows the cost is compared with the squares.
CHECKED = 7


def predictor(run: Run, x: Array) -> Callable[[Array], Array]:
    """Return a function of the parameters (D,) that gives what the run's model predicts at x, shape (n,) or (n, d)."""
    points = x[:, None] if x.ndim == 1 else x
    return model_of(run).predictor(points, run.data["X"], run.params.shape[1])


def least_squares(run: Run) -> Array | None:
    """Return the parameters (D,) with the least squares from the points, or None if the model is not linear in them."""
    design, points = model_of(run).design, np.asarray(run.data["X"])
    if design is None:
        return None
    return np.asarray(np.linalg.lstsq(design(points, points, run.params.shape[1]), run.data["y"])[0])


def coefficients(run: Run, text: str) -> Array:
    """Return parameters (D,) that are written as numbers with commas between them, in the model's order.

    Raises
    ------
    ValueError
        If they are no finite numbers, or not as many as the model has.
    """
    names = run.problem["parameters"]
    best = least_squares(run)
    example = ",".join(f"{value:.2g}" for value in (run.params[0] if best is None else best))
    try:
        found = np.array([float(part) for part in text.split(",")])
    except ValueError:
        found = np.array([np.nan])
    if not np.isfinite(found).all():
        raise ValueError(f"true={text} is no number or numbers with commas between them; for example true={example}")
    if len(found) != len(names):
        counted = f"{len(found)} {'number' if len(found) == 1 else 'numbers'}"
        raise ValueError(f"true={text} has {counted}, and the model has {', '.join(names)}; for example true={example}")
    return found


def equation_of(
    run: Run,
    values: Array,
    write: Sequence[Callable[[float], str]],
    *,
    names: tuple[str, str] = ("y", "x"),
) -> str:
    """Return the equation of a run's model with parameters (D,), each written by its own function.

    It is empty if the model has none. `names` are those of the target and of the feature; a polynomial is one in t.
    """
    target, feature = names
    parts = _parts(run, len(values), feature)
    words, apart = f"{target} = ", _signed_apart(parts)
    for part in parts:
        if isinstance(part, str):
            words += "" if part == SIGN else part
            continue
        value = float(values[part])
        if part in apart:
            words += " − " if value < 0 else " + "
            value = abs(value)
        words += write[part](value)
    return words if parts else ""


def signed_apart(run: Run) -> set[int]:
    """Return the parameters whose sign stands apart from their number in the equation of a run's model."""
    return _signed_apart(_parts(run, run.params.shape[1], "x"))


def _signed_apart(parts: Equation) -> set[int]:
    return {part for before, part in pairwise(parts) if before == SIGN and isinstance(part, int)}


def _parts(run: Run, count: int, feature: str) -> Equation:
    """Return the right side of the equation of a run's model with so many parameters."""
    equation = model_of(run).equation
    times = f" {feature}" if len(feature) == 1 else f" · {feature}"
    return equation(count, times) if equation else ()


def heights_around(y: Array, starts: Sequence[Array]) -> tuple[float, float]:
    """Return the limits of a picture: around the points, and some way towards where the runs start."""
    low, high = float(y.min()), float(y.max())
    side = (high - low) or 1.0
    reached = np.clip(np.nan_to_num(np.concatenate(starts)), low - TOWARDS_START * side, high + TOWARDS_START * side)
    low, high = min(low, float(reached.min())), max(high, float(reached.max()))
    return low - 0.06 * side, high + 0.06 * side


class Predictions:
    """What a run's model predicts at some places, at any step."""

    def __init__(self, run: Run, x: Array, limits: tuple[float, float]) -> None:
        self._run, self._predicted = run, predictor(run, x)
        self._far = 1e3 * abs(limits[1] - limits[0]) + max(abs(v) for v in limits)

    def __call__(self, step: float) -> Array:
        """Return the predictions; those far outside the panel are brought nearer, which is not seen."""
        with np.errstate(all="ignore"):
            predicted = self._predicted(between(self._run.params, self._run.row(step)))
            found: Array = np.clip(predicted, -self._far, self._far)
        return found


@dataclass(frozen=True)
class Squares:
    """How a cost comes of the squared distances from the points: in words, and as a factor to their mean."""

    words: str
    factor: float


def squares_in(run: Run) -> Squares | None:
    """Return how a run's cost comes of the squares, or None where it is another cost.

    It is found out from the recorded losses: nothing else in a run says it, whatever wrote it.
    """
    n, rows = len(run.data["y"]), np.unique(np.linspace(0, len(run.loss) - 1, CHECKED).astype(int))
    with np.errstate(all="ignore"):
        predicted = predictor(run, np.asarray(run.data["X"][:, 0]))
        off = np.stack([predicted(params) for params in np.asarray(run.params[rows])]) - run.data["y"]
        ratios = np.asarray(run.loss[rows]) / (off**2).mean(axis=1)
    ratios = ratios[np.isfinite(ratios)]
    known = (
        Squares(said("the mean of the squares"), 1.0),
        Squares(said("half the mean of the squares"), 0.5),
        Squares(said("the sum of the squares"), float(n)),
        Squares(said("half the sum of the squares"), n / 2),
    )
    return next((one for one in known if len(ratios) and np.allclose(ratios, one.factor, rtol=1e-6)), None)
