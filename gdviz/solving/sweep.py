"""Many runs at once: one per combination, each in a directory named by its specification, in any executor."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdviz.arguments import PLACE, TABLE, Accepted, sequence, taking
from gdviz.runs.run import RunError, is_complete, load
from gdviz.solving.solver import solve_into
from gdviz.solving.specification import RUNS, Specification, specify

# What to solve, as the keyword arguments of `specify`: names and numbers, so that it can travel to another process.
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
        Where the runs go. A run appears there when it is complete, under its specification's name: work may be done
        twice, never half.

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
    futures = {executor.submit(solve_task, task, str(home)): task for task in tasks}
    for future in as_completed(futures):
        task = futures[future]
        try:
            path, fresh = future.result()
        except Exception as error:
            # Whatever a task died of is its outcome, a killed worker too.
            yield Outcome(task, None, "failed", f"{type(error).__name__}: {error}")
        else:
            yield Outcome(task, Path(path), "done" if fresh else "skipped")


def solve_task(task: Task, home: str) -> tuple[str, bool]:
    """Solve one task unless its run is there and complete; return its directory, and whether it was solved now."""
    spec = specify(**task)
    path = Path(home) / spec.name
    if _is_whole(path, spec):
        return str(path), False
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
        return is_complete(path) and load(path).manifest.get("max_steps") == spec.steps
    except RunError:
        return False
