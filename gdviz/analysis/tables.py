"""Runs as tables of numbers: their steps, what they predict of single points, and how several of them ended."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count, takewhile

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.choices import choices_of, differing
from gdviz.analysis.names import FEW, directories_of
from gdviz.analysis.predictions import judged, predicted, why_not_predictions
from gdviz.analysis.series import known_at
from gdviz.analysis.tabular import CellValue, Table
from gdviz.runs.models import model_of
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.run import Run

# Unless the steps are chosen, a table has at most so many rows.
ROWS = 12
# Significant digits in tables that are read rather than checked.
READ = 6


def tabulate(
    runs: Sequence[Run],
    *,
    at: Sequence[str] = (),
    predictions: int | None = None,
    seed: int = 0,
    columns: Sequence[str] = (),
    digits: int | None = None,
) -> Table:
    """Return the table that is meant: of one run's steps or predictions, or of several runs.

    Parameters
    ----------
    runs, at, predictions, seed
        See `of_steps`, `of_predictions` and `of_runs`.
    columns, digits
        Those to keep, and how many digits to show, instead of the table's own.

    Raises
    ------
    ValueError
        If an option of one run's table is given with several runs, or as those functions do.
    """
    if len(runs) > 1 and (at or predictions is not None):
        option = "--predictions" if predictions is not None else "--at"
        raise ValueError(f"{option} is of one run, not of {len(runs)}; give one RUN, or leave {option} out")
    if predictions is not None and len(at) > 1:
        raise ValueError(f"--predictions are of one step, not of {len(at)}; try --at last")
    if predictions is not None:
        table = of_predictions(runs[0], predictions, seed=seed, at=at[0] if at else "last")
    else:
        table = of_runs(runs) if len(runs) > 1 else of_steps(runs[0], at)
    table = table.only(columns) if columns else table
    return table if digits is None else replace(table, digits=digits)


def of_steps(run: Run, at: Sequence[str] = ()) -> Table:
    """Return a run's loss, parameters and metrics at some steps, in full precision.

    Parameters
    ----------
    run
        The run. At a step stand the parameters before its update, and the loss at them.
    at
        The steps, as "500", "first" and "last"; without any, the first, the last, and round ones between them.

    Raises
    ------
    ValueError
        If a step was not recorded; the message names the nearest that was.
    """
    rows = [row_of(run, word, at) for word in at] if at else round_steps(run.step)
    columns = ("step", "loss", *run.problem["parameters"], *run.metrics)
    values = [run.loss, *run.params.T, *run.metrics.values()]
    return Table(columns, tuple((int(run.step[row]), *(float(each[row]) for each in values)) for row in rows))


def row_of(run: Run, word: str, at: Sequence[str]) -> int:
    """Return the row of the step that `word`, one of those `at` which a table is asked for, stands for."""
    word = word.strip()
    if word in ("first", "last"):
        return 0 if word == "first" else len(run.step) - 1
    if not (word.isascii() and word.isdecimal()):
        raise ValueError(
            f"--at takes steps, first and last with commas between them, not {word!r}; try --at 0,100,last"
        )
    row = int(np.abs(run.step - min(int(word), run.steps)).argmin())
    if run.step[row] != int(word):
        why = f"took {run.steps} steps" if int(word) > run.steps else "keeps only some of its steps"
        instead = ",".join(str(run.step[row]) if other.strip() == word else other.strip() for other in at)
        raise ValueError(
            f"there is no step {word} in {run.path}, which {why}; the nearest is {run.step[row]}: try --at {instead}"
        )
    return row


def round_steps(steps: NDArray[np.int64]) -> list[int]:
    """Return the rows of the first and the last of recorded steps, and of those nearest to 1, 2, 5, 10, 20, 50, ..."""
    last = int(steps[-1])
    if len(steps) <= ROWS:
        return list(range(len(steps)))
    for leading in ((1, 2, 5), (1, 3), (1,)):
        powers = takewhile(lambda power: power < last, (10**k for k in count()))
        round_ones = np.array([0, *(d * power for power in powers for d in leading if d * power < last), last])
        if len(round_ones) <= ROWS:
            break
    after = np.minimum(np.searchsorted(steps, round_ones), len(steps) - 1)
    before = np.maximum(after - 1, 0)
    is_before = round_ones - steps[before] < steps[after] - round_ones
    return np.unique(np.where(is_before, before, after)).tolist()


def of_predictions(run: Run, number: int, *, seed: int = 0, at: str = "last") -> Table:
    """Return what a run's model says of some of its points, drawn at random without replacement, in their order.

    Of a classifier: the features, the activation, and the predicted and the true label; see gdviz.analysis.predictions.
    Of a fitted curve: x, the predicted and the true y, and the residual, which is the predicted less the true.

    Parameters
    ----------
    number, seed
        How many points, and the seed that draws them.
    at
        The step whose parameters are used.

    Raises
    ------
    ValueError
        If the run has no points, or fewer, or another model, or parameters that are not finite.
    """
    if reason := why_not_predictions(run):
        raise ValueError(f"{run.path} gives no predictions: {reason}; solve one that does: gdviz solve logistic")
    X, y = np.asarray(run.data["X"], float), np.asarray(run.data["y"], float)
    if not 1 <= number <= len(y):
        raise ValueError(f"there are {len(y)} points in {run.path}, not {number}; try --predictions {min(len(y), 10)}")
    row = row_of(run, at, [at])
    params = np.asarray(run.params[row], float)
    if not np.isfinite(params).all():
        finite = np.flatnonzero(np.isfinite(run.params).all(axis=1))
        raise ValueError(
            f"at step {run.step[row]} the parameters of {run.path} are not finite; try --at {run.step[finite[-1]]}"
        )
    chosen = np.sort(np.random.default_rng(seed).choice(len(y), number, replace=False))
    points, truth = X[chosen], y[chosen]
    done = Preprocessing.of(run.problem)
    own = points if done is None else done.undo(points)
    if model_of(run).kind == "curve":
        names = [*features_of(run), "predicted", "true", "residual"]
        values = predicted(run, params, points)
        results = zip(values.tolist(), truth.tolist(), (values - truth).tolist(), strict=True)
    else:
        names = [*features_of(run), "activation", "predicted", "true"]
        activation, label = judged(run, params, points)
        classes = list(run.problem.get("classes") or [])
        labels = ([_label(value, classes) for value in each.tolist()] for each in (label, truth))
        results = zip(activation.tolist(), *labels, strict=True)
    rows = zip(chosen.tolist(), own.tolist(), results, strict=True)
    return Table(("point", *names), tuple((index, *point, *result) for index, point, result in rows), READ)


def features_of(run: Run) -> list[str]:
    """Return the names of the columns of a run's data, in whose units its points are told."""
    if done := Preprocessing.of(run.problem):
        return list(done.inputs)
    width = run.data["X"].shape[1]
    names = list(run.problem.get("features") or [])
    return names if len(names) == width else ["x"] if width == 1 else [f"x{i}" for i in range(1, width + 1)]


def _label(value: float, classes: Sequence[str]) -> CellValue:
    """Return the name of a class, or its number where it has no name."""
    if not np.isfinite(value):
        return None
    return classes[int(value)] if 0 <= value < len(classes) else int(value) if value == int(value) else value


def of_runs(runs: Sequence[Run]) -> Table:
    """Return a row for each run: what tells it from the others, its last known loss and metrics, and why it stopped."""
    columns: dict[str, list[CellValue]] = {"run": list(directories_of(runs)), **differences(runs)}
    columns["steps"] = [run.steps for run in runs]
    columns["loss"] = [known_at(run, run.loss, run.steps) for run in runs]
    for name in dict.fromkeys(name for run in runs for name in run.metrics):
        columns[name] = [known_at(run, run.metrics[name], run.steps) if name in run.metrics else None for run in runs]
    columns["stopped"] = [run.stop["reason"] for run in runs]
    columns["because"] = [run.stop["message"] for run in runs]
    return Table(tuple(columns), tuple(zip(*columns.values(), strict=True)), READ)


def differences(runs: Sequence[Run]) -> dict[str, list[CellValue]]:
    """Return the choices in which runs differ, by name; None where a run has no such choice."""
    chosen = [_values_of(run) for run in runs]
    return {name: [values.get(name) for values in chosen] for name in differing(chosen)}


def _values_of(run: Run) -> dict[str, CellValue]:
    """Return what was chosen for a run, by name, as numbers and text; nothing where it is not known."""
    choices = {
        "problem": run.problem["name"],
        **run.problem["options"],
        "optimizer": run.optimizer["name"],
        **choices_of(run),
    }
    choices["schedule"] = ":".join(str(part) for part in choices["schedule"] or ())
    choices["batch"] = choices["batch"] or ("full" if run.is_solved else "")
    # A start of many numbers tells nothing; what it came of, the seed or the directory, does.
    choices["start"] = ", ".join(f"{value:g}" for value in choices["start"]) if len(choices["start"]) <= FEW else ""
    plain = {name: value if isinstance(value, int | float) else str(value or "") for name, value in choices.items()}
    return {name: value for name, value in plain.items() if value != ""}
