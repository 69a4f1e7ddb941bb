"""Many runs at once: one per combination, each in a directory that is named by what varies, in any executor."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdviz.arguments import PLACE, TABLE, WHOLE, Accepted, check_names, sequence, taking
from gdviz.extensions.carrying import submit
from gdviz.solving.bunches import BunchOrder, Found, bring_home, bunches_of, solve_away, solve_bunch, whole_at
from gdviz.solving.groups import Task
from gdviz.solving.run_names import names_in_sweep
from gdviz.solving.specification import RUNS, Specification, specify
from gdviz.solving.swept import InThisProcess, Swept


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
    ).or_none,
    jobs=WHOLE,
    home=PLACE,
)
def sweep(tasks: Sequence[Task], executor: Executor | None = None, *, jobs: int = 1, home: str | Path = RUNS) -> Swept:
    """Solve every task; one that fails does not stop the others.

    What it returns yields each outcome as it comes, and has all runs, in a table too.

    Parameters
    ----------
    tasks
        The keyword arguments of `specify` for each run.
    executor
        Any of concurrent.futures, or of that interface, such as a cluster's, that solves them.
    jobs
        Without one, the number of processes that do; 1 is this one. What one of them was at when it was killed is
        solved again, once.
    home
        Where the runs go. A run appears there when it is complete, under a name that says what differs among the tasks
        and ends in the hash of its specification, such as gd-lr0.01-1b2c3d4e: work may be done twice, never half. A
        complete run with that hash is taken as it is, whatever it is called besides.

    Examples
    --------
    >>> tasks = [{"problem": "bowl", "lr": lr} for lr in (0.01, 0.1)]
    >>> outcomes = list(gdviz.sweep(tasks, jobs=2, home="runs"))
    >>> [outcome.status for outcome in outcomes]
    ['done', 'done']
    >>> runs = gdviz.sweep(tasks, home="runs").runs
    >>> [run.optimizer["lr"] for run in runs]
    [0.01, 0.1]
    """
    for task in tasks:
        check_names(specify, task)
    alone = InThisProcess() if jobs == 1 else None
    return Swept(_outcomes(tasks, executor or alone, jobs, str(home)), len(tasks))


def _outcomes(tasks: Sequence[Task], executor: Executor | None, jobs: int, home: str) -> Iterator[Outcome]:
    """Yield each outcome as it comes."""
    named = list(zip(tasks, names_in_sweep(tasks), strict=True))
    if getattr(executor, "is_elsewhere", False):
        there = [whole_at(home, task, name) for task, name in named]
        yield from (Outcome(task, path, "skipped") for (task, _), path in zip(named, there, strict=True) if path)
        named = [one for one, path in zip(named, there, strict=True) if not path]
    workers = jobs if executor is None else int(getattr(executor, "_max_workers", 1))
    orders = list(bunches_of(named, workers, home))
    solved = _by_processes(orders, jobs) if executor is None else _by_executor(orders, executor)
    for order, found in solved:
        for task, (path, fresh, message) in zip(order.tasks, found, strict=True):
            if path is None:
                yield Outcome(task, None, "failed", message)
            else:
                yield Outcome(task, Path(path), "done" if fresh else "skipped")


def _by_processes(orders: Sequence[BunchOrder], jobs: int) -> Iterator[tuple[BunchOrder, list[Found]]]:
    """Yield each order with what became of its tasks, in turn."""
    from gdviz.parallel.crew import Crew

    with Crew(jobs, preload=["gdviz.solving.sweep"]) as crew:
        yield from zip(orders, crew.answers(orders, losing=BunchOrder.lost), strict=True)


def _by_executor(orders: Iterable[BunchOrder], executor: Executor) -> Iterator[tuple[BunchOrder, list[Found]]]:
    """Yield each order with what became of its tasks, as it comes."""
    away = getattr(executor, "is_elsewhere", False)
    futures: dict[Future[Any], BunchOrder] = {}
    for order in orders:
        given = (order.tasks, order.names)
        sent: Any = submit(executor, solve_away, *given) if away else submit(executor, solve_bunch, *given, order.home)
        futures[sent] = order
    for future in as_completed([*futures]):
        # Runs may come in it, which are not kept for longer than it takes to write them.
        order = futures.pop(future)
        try:
            found: list[Found] = bring_home(order.home, future.result()) if away else future.result()
        except Exception as error:
            # Whatever a task died of is its outcome, a killed worker too.
            found = order.lost(error)
        yield order, found


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
