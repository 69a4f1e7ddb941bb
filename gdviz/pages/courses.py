"""The courses of runs as a page holds them: exact numbers for each recorded step, and in words how they ended."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.comparison import ending_of, fates_of, method_of
from gdviz.analysis.framing import names_of_parameters
from gdviz.analysis.names import names_alone
from gdviz.analysis.slices import slice_of
from gdviz.analysis.trajectory import Trajectory
from gdviz.analysis.trust import stretches_of
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.pages.command import command_of
from gdviz.runs.run import Run
from gdviz.style.themes import BANDS

Array = NDArray[np.float64]
Arrays = dict[str, NDArray[Any]]
# A page holds so many recorded steps of all its runs; of longer ones every second, third, ... is there.
MOST_ROWS = 1 << 17
# Of so many parameters each is told, and no more than so many numbers of them; else where the path is in its plane.
FEW, MOST_NUMBERS = 12, 1 << 19


def courses_of(runs: Sequence[Run], plane: Landscape | None, arrays: Arrays) -> list[dict[str, Any]]:
    """Return what is said of each run, and put its numbers into the arrays.

    Parameters
    ----------
    plane
        Where the paths are drawn; None where there is one parameter and no landscape.
    """
    longest, names = max(run.steps for run in runs), names_alone(runs)
    every = _every(runs)
    if plane is not None:
        arrays["plane.origin"], arrays["plane.axes"] = np.asarray(plane.origin, float), np.asarray(plane.axes, float)
    told = []
    for index, (run, name) in enumerate(zip(runs, names, strict=True)):
        rows = rows_kept(len(run.step), every)
        is_told = _is_told(run, rows)
        _put(run, f"run.{index}", rows, None if is_told else plane, arrays)
        fates = fates_of(run, Trajectory.of(run, plane), longest) if plane is not None else []
        told.append(
            {
                "name": name,
                "title": method_of(run),
                "optimizer": run.optimizer["name"],
                "settings": _settings(run),
                "names": names_of_parameters(run) if is_told else [],
                "ending": fates[-1][1] if fates else ending_of(run),
                "fates": fates,
                "stretches": _trust(run, plane, f"run.{index}", rows, arrays),
                "every": every,
                "command": (command := command_of(run)).text,
                "table": command.table,
            }
        )
    return told


def params_beside(runs: Sequence[Run]) -> list[NDArray[np.float64] | None]:
    """Return the parameters of the runs at the rows that are kept, None where the course of a run tells them."""
    rows = [rows_kept(len(run.step), _every(runs)) for run in runs]
    return [
        None if _is_told(run, kept) else np.asarray(run.params[kept], float)
        for run, kept in zip(runs, rows, strict=True)
    ]


def _every(runs: Sequence[Run]) -> int:
    return math.ceil(sum(len(run.step) for run in runs) / MOST_ROWS)


def _is_told(run: Run, rows: NDArray[np.intp]) -> bool:
    size = run.params.shape[1]
    return size <= FEW and size * len(rows) <= MOST_NUMBERS


def rows_kept(count: int, every: int) -> NDArray[np.intp]:
    """Return the rows of a run that are kept: every so many, and the last."""
    return np.unique(np.append(np.arange(0, count, every), count - 1))


def _trust(run: Run, plane: Landscape | None, key: str, rows: NDArray[np.intp], arrays: Arrays) -> list[list[float]]:
    """Return where a path is hollow, as from which step to which and the depth of the loss there, if it is on a slice.

    The losses that the slice has where it is drawn are put into the arrays.
    """
    if plane is None or not np.isfinite(plane.loss).any() or (found := slice_of(run, plane)) is None:
        return []
    arrays[f"{key}.shown"] = np.ascontiguousarray(found.shown[rows])
    stretches = stretches_of(found, Scale.for_contours(plane.loss), BANDS)
    return [[one.first, one.last, one.depth] for one in stretches]


def _put(run: Run, key: str, rows: NDArray[np.intp], plane: Landscape | None, arrays: Arrays) -> None:
    """Put a run's numbers into the arrays: its parameters, or its places in a plane, where one is given."""
    params = np.asarray(run.params[rows], float)
    if plane is None:
        columns = {f"params.{place}": column for place, column in enumerate(params.T)}
    else:
        with np.errstate(all="ignore"):
            columns = dict(zip("xy", plane.project(params).T, strict=False))
    columns["loss"] = np.asarray(run.loss[rows], float)
    steps = np.asarray(run.step[rows], float)
    if not np.array_equal(steps, np.arange(len(steps))):
        columns["step"] = steps
    # Where steps are missing, a recorded gradient is that of a point between two that are there.
    if "gradient" in run.arrays and run.steps == len(run.step) - 1:
        with np.errstate(all="ignore"):
            norms = np.append(np.linalg.norm(np.asarray(run.gradient, float), axis=1), np.nan)
        columns["gradient"] = norms[rows]
    arrays |= {f"{key}.{name}": np.ascontiguousarray(column) for name, column in columns.items()}


def _settings(run: Run) -> dict[str, float]:
    """Return a run's learning rate and the numbers among its optimizer's settings."""
    chosen = {"lr": run.optimizer["lr"], **run.optimizer["hyperparameters"]}
    return {
        name: float(value) for name, value in chosen.items() if isinstance(value, int | float) and math.isfinite(value)
    }
