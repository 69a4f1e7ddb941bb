"""What of a run can be drawn against the step: its loss, what was recorded beside it, and what follows from these.

The loss of each step's own batch is noise about a trend: it is drawn as single values with their running median, which
is the same on a linear and on a log scale, and which a step far off hardly moves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.series import WILD, ValueAxis
from gdviz.languages import said, to_say
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# A running median is taken over this share of the values, over no fewer than the second number, and at no more places
# than the third.
SHARE, LEAST, PLACES = 0.1, 5, 800
# The field of the learning rate of each step; behind a dot that of another group of parameters.
RATE = "learning_rate"
TITLES = {
    "accuracy": (to_say("Accuracy"), to_say("accuracy")),
    "sum_squared_error": (to_say("Sum of squared errors"), to_say("sum of squared errors")),
    "mean_squared_error": (to_say("Mean squared error"), to_say("mean squared error")),
}


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number for each of a run's steps.

    Attributes
    ----------
    title
        As an axis is labelled.
    run
        The run, whose `step` says where each value belongs: as many as there are values.
    values
        Shape (n,).
    is_noisy
        Whether it is that of each step's own batch.
    is_share
        Whether it lies between 0 and 1, where a log scale would show nothing.
    word
        What a value is called within a line.
    """

    title: str
    run: Run
    values: Array
    is_noisy: bool = False
    is_share: bool = False
    word: str = ""


def quantities_of(runs: Sequence[Run], name: str) -> list[Quantity]:
    """Return what each of several runs has under a name, with one title for all.

    A run without batches takes all points in every step, and the loss of these is that of its batch.

    Raises
    ------
    ValueError
        As `quantity_of` does.
    """
    whole = name == "batch" and any(run.manifest.get("batch") for run in runs)
    found = [quantity_of(run, "loss" if whole and not run.manifest.get("batch") else name) for run in runs]
    titles = {one.title for one in found}
    title = (
        titles.pop() if len(titles) == 1 else said("Loss of each step's batch") if name == "batch" else found[0].title
    )
    return [replace(one, title=title) for one in found]


def names_in(show: str, runs: Sequence[Run]) -> list[str]:
    """Return the names of quantities in a list with commas; "rate" is those of all groups of parameters."""
    asked = [name.strip() for name in show.split(",")]
    groups = [name.removeprefix(RATE) for name in runs[0].arrays if name.startswith(f"{RATE}.")]
    every = {"rate": ["rate", *(f"rate{group}" for group in groups)]}
    return list(dict.fromkeys(name for one in asked for name in every.get(one, [one])))


def own_losses(runs: Sequence[Run]) -> list[Quantity]:
    """Return the loss of each step's own batch, or where that is not known of every run, the loss of all points."""
    batched = [run for run in runs if run.manifest.get("batch")]
    known = batched and all(len(run.arrays.get("batch_loss", ())) for run in batched)
    return quantities_of(runs, "batch" if known else "loss")


def quantity_of(run: Run, name: str) -> Quantity:
    """Return what a run has under a name: loss, distance, gradient, batch, rate, or one of its metrics.

    The rate of a group of parameters other than the first is that of "rate." and its name.

    Raises
    ------
    ValueError
        If the run has nothing of that name, or what it would follow from was not recorded.
    """
    if name in DERIVED:
        return DERIVED[name](run)
    if name.startswith("rate.") and RATE + name.removeprefix("rate") in run.arrays:
        return _rate(run, name.removeprefix("rate"))
    if name not in run.metrics:
        known = ", ".join((*DERIVED, *run.metrics))
        raise ValueError(f"{run.path} has no {name!r} to show; it has {known}; for example --set show=loss")
    plain = name.replace("_", " ")
    title, word = map(said, TITLES.get(name, (plain.capitalize(), plain)))
    return Quantity(title, run, run.metrics[name], is_share=name == "accuracy", word=word)


def _loss(run: Run) -> Quantity:
    return Quantity(said("Loss"), run, run.loss, word=said("loss"))


def _distance(run: Run) -> Quantity:
    """Return |x_t - x*|^2, where x* is the known minimum nearest to each x_t."""
    minima = run.minima
    if not len(minima):
        raise ValueError(
            f"{run.path} knows no minimum of {run.problem['title']}, so there is no distance to it; "
            "try --set show=gradient"
        )
    with np.errstate(all="ignore"):
        squares = [np.sum((run.params - minimum) ** 2, axis=1) for minimum in minima]
    is_one = len(minima) == 1
    title = said("Squared distance to the minimum") if is_one else said("Squared distance to the nearest minimum")
    return Quantity(title, run, np.min(squares, axis=0), word=said("squared distance"))


def _gradient(run: Run) -> Quantity:
    with np.errstate(all="ignore"):
        norms = np.linalg.norm(run.gradient, axis=1)
    if run.manifest.get("batch"):
        return _of_steps(run, said("Batch gradient norm"), said("batch gradient norm"), norms)
    return _of_steps(run, said("Gradient norm"), said("gradient norm"), norms)


def _batch(run: Run) -> Quantity:
    batch = run.manifest.get("batch")
    if not batch and not run.is_solved:
        raise ValueError(f"{run.path} does not tell its batches' losses from those of all points; try --set show=loss")
    if not batch:
        raise ValueError(
            f"{run.path} took all points in every step, so it has no losses of batches; solve it with --batch 1, or "
            "try --set show=loss"
        )
    if "batch_loss" not in run.arrays:
        raise ValueError(f"{run.path} did not record the losses of its batches; solve it again without --fields")
    title = said("Loss of each step's point") if batch["size"] == 1 else said("Loss of each step's batch")
    return _of_steps(run, title, said("batch loss"), run.arrays["batch_loss"])


def _rate(run: Run, group: str = "") -> Quantity:
    """Return the learning rate of each step, of a group of parameters by its name after a dot."""
    if RATE + group not in run.arrays:
        raise ValueError(
            f"{run.path} did not record its learning rates, as step(..., lr=...) does; try --set show=loss"
        )
    name = group[1:]
    title = said("Learning rate of {name}", name=name) if group else said("Learning rate")
    word = said("learning rate of {name}", name=name) if group else said("learning rate")
    return replace(_of_steps(run, title, word, np.asarray(run.arrays[RATE + group], float)), is_noisy=False)


DERIVED: dict[str, Callable[[Run], Quantity]] = {
    "loss": _loss,
    "distance": _distance,
    "gradient": _gradient,
    "batch": _batch,
    "rate": _rate,
}


def _of_steps(run: Run, title: str, word: str, values: Array) -> Quantity:
    """Return a field of axis "step", each value at the step at whose params it was taken."""
    if not len(values):
        raise ValueError(f"{run.path} took no step, and so has nothing of the kind; try --set show=loss")
    where = run.having({"step": run.step[1:] - 1})
    return Quantity(title, where, values, is_noisy=bool(run.manifest.get("batch")), word=word)


def window_for(count: int) -> int:
    """Return over how many of so many values a running median is taken: an odd number."""
    return max(LEAST, 2 * int(SHARE * count / 2) + 1)


def smoothed(quantity: Quantity, window: int) -> Quantity:
    """Return what a curve is drawn through: the values, or where these are noisy their running median.

    That is the median of a window of values about each, which is narrower near the start, so that a steep fall is kept,
    and one-sided near the end.
    """
    if not quantity.is_noisy:
        return quantity
    values, half = np.asarray(quantity.values), window // 2
    rows = np.unique(np.linspace(0, len(values) - 1, min(len(values), PLACES)).round().astype(int))
    # No filter of SciPy has a window that is narrower near the start.
    with np.errstate(all="ignore"):
        medians = np.array([np.median(values[max(0, row - half) : row + min(half, row) + 1]) for row in rows])
    run = quantity.run
    return replace(quantity, run=run.having({"step": run.step[rows]}), values=medians)


def axis_of(quantities: Sequence[Quantity], lines: Sequence[Quantity]) -> ValueAxis:
    """Return the axis for values and the lines through them; see `smoothed`.

    A point that happens to lie on the model has a loss of almost nothing: no less is shown than a hundredth of the
    lowest line, which leaves out about a twentieth of the points.
    """
    series = [np.asarray(one.values, float) for one in quantities]
    if any(one.is_share for one in quantities):
        return ValueAxis.of(series, linear=True)
    if not any(one.is_noisy for one in quantities):
        return ValueAxis.of(series)
    middles, values = (np.concatenate(some) for some in ([one.values for one in lines], series))
    least = float(np.min(middles, where=middles > 0, initial=np.inf))
    if (values < 0).any() or not float(np.max(values, where=np.isfinite(values), initial=-np.inf)) > WILD * least:
        return ValueAxis.of(series, linear=True)
    return ValueAxis.of([np.maximum(one, least / 100) for one in series])
