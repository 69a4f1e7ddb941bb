"""Runs of a sweep that one worker solves together, and how they come from there, one way or another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from gdviz.extensions.blame import blamed
from gdviz.extensions.loading import loaded
from gdviz.runs.data import same_arrays
from gdviz.runs.manifest import RunError, as_read
from gdviz.runs.parcel import packed_run, unpack_run
from gdviz.runs.run import Run, is_complete, load
from gdviz.solving.courses import descend_abreast
from gdviz.solving.groups import Task, group_of, spans_abreast
from gdviz.solving.hyperparameters import Hyperparameters
from gdviz.solving.solver import examples_of, record_course, solve_into
from gdviz.solving.specification import Specification, specify

# Fewer runs than these are solved one by one; so many go abreast at most, so that every worker has some.
FEWEST, MOST = 4, 64
# The directory of a task's run, whether it was solved now, and why there is none.
Found = tuple[str | None, bool, str]


@dataclass(frozen=True)
class BunchOrder:
    """An order for some runs of a sweep, whose answer is what became of each.

    Attributes
    ----------
    tasks
        The arguments of their specifications.
    names
        What each is called, but for its hash.
    home
        Where they go.
    """

    tasks: Sequence[Task]
    names: Sequence[str]
    home: str

    @property
    def name(self) -> str:
        """The first of them, and how many more."""
        more = f" and {self.count - 1} more" if self.count > 1 else ""
        return f"the run {self.names[0] or specify(**self.tasks[0]).name}{more}"

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.tasks)

    def __call__(self, tell: Callable[[int], None]) -> list[Found]:
        """Solve them."""
        return solve_bunch(self.tasks, self.names, self.home)

    def lost(self, error: Exception) -> list[Found]:
        """Return what became of them where nobody could solve them."""
        return [(None, False, told_of(error))] * self.count


def bunches_of(named: Sequence[tuple[Task, str]], workers: int, home: str) -> Iterator[BunchOrder]:
    """Yield an order for each worker's tasks in turn: those that can go abreast together, others by themselves."""
    for first, last in spans_abreast([task for task, _ in named]):
        size = _abreast([task for task, _ in named[first:last]], workers)
        for at in range(first, last, size):
            part = named[at : min(at + size, last)]
            yield BunchOrder([task for task, _ in part], [name for _, name in part], home)


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


def told_of(error: Exception) -> str:
    """Return what went wrong: the sentence that was written for whoever reads it, and else what Python calls it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if words := blamed(error, [extension.path for extension in loaded()]):
        return words
    is_sentence = isinstance(error, ValueError | ChildProcessError) and str(error)
    return str(error) if is_sentence else f"{type(error).__name__}: {error}"


def whole_at(home: str, task: Task, name: str) -> Path | None:
    """Return where a task's run is, if it is there and complete; one that is refused is told of when it is solved."""
    try:
        path, is_there = run_place(specify(**task), home, name)
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
            path, there = run_place(spec, home, name)
        except Exception as error:
            found.append((None, False, told_of(error)))
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
            found[at] = (None, False, told_of(error))
    return found


def run_place(spec: Specification, home: str, name: str) -> tuple[Path, bool]:
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
