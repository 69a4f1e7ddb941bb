"""Many runs at once: one per combination, each in a directory that is named by what varies, in any executor."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from gdviz.arguments import PLACE, TABLE, Accepted, sequence, taking
from gdviz.extensions.blame import blamed
from gdviz.extensions.carrying import submit
from gdviz.extensions.loading import loaded
from gdviz.runs.data import same_arrays
from gdviz.runs.manifest import RunError, as_read
from gdviz.runs.parcel import packed_run, unpack_run
from gdviz.runs.run import Run, is_complete, load
from gdviz.solving.courses import descend_abreast
from gdviz.solving.groups import Task, group_of, spans_abreast
from gdviz.solving.hyperparameters import Hyperparameters
from gdviz.solving.run_names import names_in_sweep
from gdviz.solving.solver import examples_of, record_course, solve_into
from gdviz.solving.specification import RUNS, Specification, specify
from gdviz.solving.swept import InThisProcess, Swept

# Fewer runs than these are solved one by one; so many go abreast at most, so that every worker has some.
FEWEST, MOST = 4, 64


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
    home=PLACE,
)
def sweep(tasks: Sequence[Task], executor: Executor | None = None, *, home: str | Path = RUNS) -> Swept:
    """Solve every task; one that fails does not stop the others.

    What it returns yields each outcome as it comes, and has all runs, in a table too.

    Parameters
    ----------
    tasks
        The keyword arguments of `specify` for each run.
    executor
        Any of concurrent.futures, or of that interface, such as a cluster's; by default this process solves them.
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
    >>> runs = gdviz.sweep(tasks, home="runs").runs
    >>> [run.optimizer["lr"] for run in runs]
    [0.01, 0.1]
    """
    return Swept(_outcomes(tasks, InThisProcess() if executor is None else executor, home), len(tasks))


def _outcomes(tasks: Sequence[Task], executor: Executor, home: str | Path) -> Iterator[Outcome]:
    """Yield each outcome as it comes."""
    named = list(zip(tasks, names_in_sweep(tasks), strict=True))
    solve: Callable[..., Any] = partial(solve_bunch, home=str(home))
    settle: Callable[..., Any] = list
    if getattr(executor, "is_elsewhere", False):
        there = [_whole_at(home, task, name) for task, name in named]
        yield from (Outcome(task, path, "skipped") for (task, _), path in zip(named, there, strict=True) if path)
        named = [one for one, path in zip(named, there, strict=True) if not path]
        solve, settle = solve_away, partial(bring_home, home)
    futures = {
        submit(executor, solve, bunch, names): bunch
        for bunch, names in _bunches(named, int(getattr(executor, "_max_workers", 1)))
    }
    for future in as_completed([*futures]):
        # Runs may come in it, which are not kept for longer than it takes to write them.
        bunch = futures.pop(future)
        try:
            found = settle(future.result())
        except Exception as error:
            # Whatever a task died of is its outcome, a killed worker too.
            found = [(None, False, _told(error))] * len(bunch)
        for task, (path, fresh, message) in zip(bunch, found, strict=True):
            if path is None:
                yield Outcome(task, None, "failed", message)
            else:
                yield Outcome(task, Path(path), "done" if fresh else "skipped")


def _bunches(named: Sequence[tuple[Task, str]], workers: int) -> Iterator[tuple[list[Task], list[str]]]:
    """Yield tasks, with their names, that one worker does: those that can go abreast together, others by themselves."""
    for first, last in spans_abreast([task for task, _ in named]):
        size = _abreast([task for task, _ in named[first:last]], workers)
        for at in range(first, last, size):
            part = named[at : min(at + size, last)]
            yield [task for task, _ in part], [name for _, name in part]


def _abreast(tasks: Sequence[Task], workers: int) -> int:
    """Return how many tasks that differ in what may differ abreast alone, a worker solves at once."""
    if len(tasks) < FEWEST:
        return 1
    try:
        group = group_of(tasks)
    except ValueError:
        # Each is told of by itself.
        return 1
    return 1 if group.alone else min(group.most, MOST, max(FEWEST, -(-len(tasks) // workers)))


def _told(error: Exception) -> str:
    """Return what went wrong: the sentence that was written for whoever reads it, and else what Python calls it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if words := blamed(error, [extension.path for extension in loaded()]):
        return words
    is_sentence = isinstance(error, ValueError | ChildProcessError) and str(error)
    return str(error) if is_sentence else f"{type(error).__name__}: {error}"


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


def _whole_at(home: str | Path, task: Task, name: str) -> Path | None:
    """Return where a task's run is, if it is there and complete; one that is refused is told of when it is solved."""
    try:
        path, is_there = _place_of(specify(**task), str(home), name)
    except (ValueError, OSError):
        return None
    return path if is_there else None


def solve_away(tasks: Sequence[Task], names: Sequence[str]) -> list[tuple[str, bytes, str]]:
    """Solve tasks as `solve_bunch` does, and return of each the run's name, its files as bytes, and its failure."""
    with TemporaryDirectory(prefix="gdviz-") as home:
        solved = solve_bunch(tasks, names, home)
        return [
            (Path(path).name, packed_run(Path(path)), "") if path else ("", b"", message) for path, _, message in solved
        ]


def bring_home(home: str | Path, sent: Sequence[tuple[str, bytes, str]]) -> list[tuple[str | None, bool, str]]:
    """Write runs that were solved elsewhere, and return what `solve_bunch` does."""
    found: list[tuple[str | None, bool, str]] = []
    for name, packed, message in sent:
        if packed:
            unpack_run(packed, Path(home) / name)
        found.append((str(Path(home) / name), True, "") if packed else (None, False, message))
    return found


def solve_bunch(tasks: Sequence[Task], names: Sequence[str], home: str) -> list[tuple[str | None, bool, str]]:
    """Solve tasks, several of them abreast; return for each its directory, whether it was solved now, and its failure.

    Several differ in start, learning rate, hyperparameters and seed alone, and can go abreast.
    """
    specs, waiting = [], []
    found: list[tuple[str | None, bool, str]] = []
    for at, (task, name) in enumerate(zip(tasks, names, strict=True)):
        try:
            spec = specify(**task)
            path, there = _place_of(spec, home, name)
        except Exception as error:
            found.append((None, False, _told(error)))
            continue
        found.append((str(path), False, ""))
        if not there:
            specs.append(spec)
            waiting.append(at)
    if not specs:
        return found
    courses = None
    if len(specs) > 1:
        starts, rates = np.array([spec.start for spec in specs]), np.array([spec.lr for spec in specs])
        state, step = examples_of(specs[0])
        own = Hyperparameters.of([spec.optimizer for spec in specs])
        courses = descend_abreast(specs[0], starts, rates, {**state, **step}.__contains__, own)
    for run, (at, spec) in enumerate(zip(waiting, specs, strict=True)):
        path = Path(str(found[at][0]))
        try:
            if courses is None:
                _settle(path, spec, partial(solve_into, path, spec, whole=True))
            else:
                _settle(path, spec, partial(record_course, path, spec, courses.rows_of(run), courses.stops[run]))
            found[at] = (str(path), True, "")
        except Exception as error:
            found[at] = (None, False, _told(error))
    return found


def solve_task(task: Task, home: str, name: str = "") -> tuple[str, bool]:
    """Solve one task unless its run is there and complete; return its directory, and whether it was solved now.

    Its name is `name` and the hash of the specification; without one, that of the specification.
    """
    spec = specify(**task)
    path, there = _place_of(spec, home, name)
    if not there:
        _settle(path, spec, partial(solve_into, path, spec, whole=True))
    return str(path), not there


def _place_of(spec: Specification, home: str, name: str) -> tuple[Path, bool]:
    """Return the directory of a run, and whether it is there and complete."""
    mark = spec.name.rpartition("-")[2]
    for known in sorted(Path(home).glob(f"*-{mark}")):
        if not known.name.startswith(".") and _is_whole(known, spec):
            return known, True
    return Path(home) / (f"{name}-{mark}" if name else spec.name), False


def _settle(path: Path, spec: Specification, make: Callable[[], Run]) -> None:
    """Make a run, unless another worker with the same task is there first: its run is as good."""
    try:
        make()
    except (ValueError, OSError):
        if not _is_whole(path, spec):
            raise
    if not _is_whole(path, spec):
        raise OSError(f"{path} was interrupted")


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
