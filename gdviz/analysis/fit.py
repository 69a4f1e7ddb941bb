"""Curves that are fitted to points of one feature: what they predict at any step of a run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.trajectory import between
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# How far beyond the points, in shares of their height, a picture goes to show where the fit starts.
TOWARDS_START = 0.6
# In so many of the recorded rows the cost is compared with the squares.
CHECKED = 7


def design(run: Run, x: Array) -> Array:
    """Return the matrix (n, D) that, times the parameters, gives the model's predictions at x (n,)."""
    model = run.problem["model"]
    if model == "slope":
        return x[:, None]
    if model == "line":
        return np.stack([np.ones_like(x), x], axis=-1)
    known = run.data["X"]
    low, high = float(known.min()), float(known.max())
    return np.vander(2 * ((x - low) / (high - low)) - 1, run.params.shape[1], increasing=True)


def least_squares(run: Run) -> Array:
    """Return the parameters (D,) with the least squares from the points."""
    return np.asarray(np.linalg.lstsq(design(run, np.asarray(run.data["X"][:, 0])), run.data["y"])[0])


def coefficients(run: Run, text: str) -> Array:
    """Return parameters (D,) that are written as numbers with commas between them, in the model's order.

    Raises
    ------
    ValueError
        If they are no finite numbers, or not as many as the model has.
    """
    names = run.problem["parameters"]
    example = ",".join(f"{value:.2g}" for value in least_squares(run))
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
    run: Run, values: Array, write: Sequence[Callable[[float], str]], *, names: tuple[str, str] = ("y", "x")
) -> str:
    """Return the equation of a run's model with parameters (D,), each written by its own function.

    `names` are those of the target and of the feature; a polynomial is one in t.
    """
    target, feature = names
    if run.problem["model"] == "polynomial":
        symbols = ["", *(f" t{_raised(power)}" for power in range(1, len(values)))]
        order = range(len(values))
    else:
        times = f" {feature}" if len(feature) == 1 else f" · {feature}"
        symbols, order = (["", times], range(1, -1, -1)) if run.problem["model"] == "line" else ([times], range(1))
    words = f"{target} ="
    for place, index in enumerate(order):
        value = float(values[index])
        if place:
            words += " − " if value < 0 else " + "
            value = abs(value)
        words += f"{'' if place else ' '}{write[index](value)}{symbols[index]}"
    return words


def _raised(power: int) -> str:
    return "" if power == 1 else "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))


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
        self._run, self._design = run, design(run, x)
        self._far = 1e3 * abs(limits[1] - limits[0]) + max(abs(v) for v in limits)

    def __call__(self, step: float) -> Array:
        """Return the predictions; those far outside the panel are brought nearer, which is not seen."""
        with np.errstate(all="ignore"):
            found: Array = np.clip(self._design @ between(self._run.params, self._run.row(step)), -self._far, self._far)
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
        off = np.asarray(run.params[rows]) @ design(run, np.asarray(run.data["X"][:, 0])).T - run.data["y"]
        ratios = np.asarray(run.loss[rows]) / (off**2).mean(axis=1)
    ratios = ratios[np.isfinite(ratios)]
    known = (
        Squares("the mean of the squares", 1.0),
        Squares("half the mean of the squares", 0.5),
        Squares("the sum of the squares", float(n)),
        Squares("half the sum of the squares", n / 2),
    )
    return next((one for one in known if len(ratios) and np.allclose(ratios, one.factor, rtol=1e-6)), None)
