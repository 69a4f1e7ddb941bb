"""Many runs at once: one per combination, each in a directory that is named by what varies, in any executor."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.arguments import PLACE, TABLE, Accepted, sequence, taking
from gdviz.runs.data import same_arrays
from gdviz.runs.manifest import RunError, as_read
from gdviz.runs.run import Run, is_complete, load
from gdviz.solving.run_names import names_in_sweep
from gdviz.solving.solver import solve_into
from gdviz.solving.specification import RUNS, Specification, specify

Task = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became of a task: its directory, and "done", "skipped" (it was complete) or "failed" with a message."""

    task: Task
    path: Path | None
    status: str
    message: str = ""


def combinations(choices: Mapping[str, Sequence[Any]], **common: Any) -> list[Task]:
    """Return a task for every combination of `choices`, each with what is `common` to all."""
    return [{**common, **dict(zip(choices, picked, strict=True))} for picked in itertools.product(*choices.values())]


@taking(
    tasks=sequence("a list of the arguments of gdviz.specify, each a dict", TABLE.fits, '[{"problem": "bowl"}]'),
    executor=Accepted(
        "an executor, such as concurrent.futures.ProcessPoolExecutor()", lambda one: hasattr(one, "submit")
    ),
    home=PLACE,
)
def sweep(tasks: Sequence[Task], executor: Executor, *, home: str | Path = RUNS) -> Iterator[Outcome]:
    """Solve every task in `executor` and yield each outcome as it comes; one that fails does not stop the others.

    Parameters
    ----------
    tasks
        The keyword arguments of `specify` for each run.
    executor
        Any of concurrent.futures, or of that interface, such as a cluster's.
    home
        Where the runs go. A run appears there when it is complete, under a name that says what differs among the tasks
        and ends in the hash of its specification, such as gd-lr0.01-1b2c3d4e: work may be done twice, never half. A
        complete run with that hash is taken as it is, whatever it is called besides.

    Examples
    --------
    >>> from concurrent.futures import ProcessPoolExecutor
    >>> tasks = [{"problem": "bowl", "lr": lr} for lr in (0.01, 0.1)]
    >>> with ProcessPoolExecutor(max_workers=2) as executor:
    ...     outcomes = list(gdviz.sweep(tasks, executor, home="runs"))
    >>> [outcome.status for outcome in outcomes]
    ['done', 'done']
    >>> runs = [gdviz.load(outcome.path) for outcome in outcomes]
    >>> sorted(run.optimizer["lr"] for run in runs)
    [0.01, 0.1]
    """
    named = zip(tasks, names_in_sweep(tasks), strict=True)
    futures = {executor.submit(solve_task, task, str(home), name): task for task, name in named}
    for future in as_completed(futures):
        task = futures[future]
        try:
            path, fresh = future.result()
        except Exception as error:
            # Whatever a task died of is its outcome, a killed worker too.
            yield Outcome(task, None, "failed", _told(error))
        else:
            yield Outcome(task, Path(path), "done" if fresh else "skipped")


def _told(error: Exception) -> str:
    """Return what went wrong: the sentence that was written for whoever reads it, and else what Python calls it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) if isinstance(error, ValueError) and str(error) else f"{type(error).__name__}: {error}"


def check_tasks(tasks: Sequence[Task]) -> Specification | None:
    """Return the specification of the first task that has one, or None where all are refused for different reasons.

    Raises
    ------
    ValueError
        If all are refused for one reason, such as a formula that cannot be read.
    """
    refusals = []
    for task in tasks:
        try:
            return specify(**task)
        except ValueError as error:
            refusals.append(error)
    if len({str(error) for error in refusals}) == 1:
        raise refusals[0]
    return None


def solve_task(task: Task, home: str, name: str = "") -> tuple[str, bool]:
    """Solve one task unless its run is there and complete; return its directory, and whether it was solved now.

    Its name is `name` and the hash of the specification; without one, that of the specification.
    """
    spec = specify(**task)
    mark = spec.name.rpartition("-")[2]
    path = Path(home) / (f"{name}-{mark}" if name else spec.name)
    for known in sorted(Path(home).glob(f"*-{mark}")):
        if not known.name.startswith(".") and _is_whole(known, spec):
            return str(known), False
    try:
        solve_into(path, spec, whole=True)
    except (ValueError, OSError):
        # Another worker with the same task may have been there first: its run is as good.
        if not _is_whole(path, spec):
            raise
    if not _is_whole(path, spec):
        raise OSError(f"{path} was interrupted")
    return str(path), True


def _is_whole(path: Path, spec: Specification) -> bool:
    """Return whether the run at `path` is that of `spec`, undamaged, and not that run taken further since."""
    try:
        return is_complete(path) and _is_of(load(path), spec)
    except RunError:
        return False


def _is_of(run: Run, spec: Specification) -> bool:
    """Return whether a run was made by `spec`, whatever its directory is called: anybody may have put it there."""
    data = spec.problem.data
    return (
        all(run.manifest.get(name) == value for name, value in as_read(spec.manifest()).items())
        and np.array_equal(run.params[0], spec.start)
        and same_arrays(run.data, data)
    )
