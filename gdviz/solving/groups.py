"""Tasks in groups of runs that go abreast: those that differ in start, learning rate, hyperparameters and seed alone.

Groups are cut into pieces of bounded memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gdviz.optimizers import Optimizer
from gdviz.problems import Array
from gdviz.solving.abreast import can_go_abreast
from gdviz.solving.courses import row_bytes
from gdviz.solving.hyperparameters import Hyperparameters, free_numbers
from gdviz.solving.specification import Specification, specify

# What to solve, as the keyword arguments of `specify`.
Task = Mapping[str, Any]

# What the rows of a piece take in memory at most, and how many runs go abreast: few enough for the processor's cache.
PIECE_BYTES, MOST_ABREAST = 64 << 20, 1024
# Runs that are solved one by one between two that are written.
SINGLES = 64
# In what runs that go abreast may differ.
OWN = ("start", "lr", "seed")


@dataclass(frozen=True, eq=False)
class Group:
    """Runs that follow one another in a fleet and differ in start, learning rate, hyperparameters and seed alone.

    Attributes
    ----------
    task
        The keyword arguments of `specify` for the first.
    spec
        Its specification.
    starts, rates, seeds
        Of all, shapes (M, D), (M,) and (M,).
    alone
        Why they are solved one by one; empty where they go abreast.
    hyperparameters
        Of all, where they differ.
    """

    task: Task
    spec: Specification
    starts: Array
    rates: Array
    seeds: Sequence[int]
    alone: str
    hyperparameters: Hyperparameters | None = None

    def __len__(self) -> int:
        return len(self.rates)

    @property
    def most(self) -> int:
        """How many runs are solved at once."""
        rows = -(-self.spec.steps // self.spec.every) + 1
        return SINGLES if self.alone else max(1, min(MOST_ABREAST, PIECE_BYTES // (row_bytes(self.spec) * rows)))

    def pieces(self) -> Iterator["Group"]:
        """Yield runs that are solved at once, each piece a group."""
        size = self.most
        for first in range(0, len(self), size):
            yield self.part(slice(first, first + size))

    def part(self, runs: slice) -> "Group":
        """Return some of the runs."""
        own = self.hyperparameters and self.hyperparameters.part(runs)
        return replace(
            self, starts=self.starts[runs], rates=self.rates[runs], seeds=self.seeds[runs], hyperparameters=own
        )

    def one(self, run: int) -> Specification:
        """Return the specification of a run."""
        seed = self.seeds[run]
        batches = self.spec.batches and replace(self.spec.batches, seed=seed)
        own = self.hyperparameters.optimizer(run) if self.hyperparameters else self.spec.optimizer
        rate = float(self.rates[run])
        return replace(self.spec, optimizer=own, start=self.starts[run], lr=rate, seed=seed, batches=batches)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what another process makes of the task: functions cannot travel."""
        return {**self.__dict__, "spec": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, spec=specify(**state["task"]))


def groups_of(tasks: Sequence[Task]) -> list[Group]:
    """Return tasks, the keyword arguments of `specify`, as groups that follow one another.

    Raises
    ------
    ValueError
        If a task is refused.
    """
    return [group for first, last in alike_spans(tasks) for group in _abreast_or_apart(tasks[first:last])]


def _abreast_or_apart(tasks: Sequence[Task]) -> list[Group]:
    """Return tasks that are alike as one group, or as one for all that have their hyperparameters in common."""
    group = group_of(tasks)
    if group.alone and group.hyperparameters is not None:
        return [group_of(tasks[first:last]) for first, last in alike_spans(tasks, apart=True)]
    return [group]


def spans_abreast(tasks: Sequence[Task]) -> Iterator[tuple[int, int]]:
    """Yield where the groups of tasks begin and end; of tasks that are refused, those that are alike."""
    for first, last in alike_spans(tasks):
        try:
            sizes = [len(group) for group in _abreast_or_apart(tasks[first:last])]
        except ValueError:
            sizes = [last - first]
        for size in sizes:
            yield first, first + size
            first += size


def group_of(tasks: Sequence[Task]) -> Group:
    """Return tasks that differ in start, learning rate, hyperparameters and seed alone as a group."""
    spec = specify(**tasks[0])
    made: dict[Any, Optimizer] = {}
    for task in tasks:
        key = _hashable(task.get("settings") or {})
        if key not in made:
            made[key] = specify(**task).optimizer
    optimizers = [made[_hashable(task.get("settings") or {})] for task in tasks]
    own, about = Hyperparameters.of(optimizers), spec.problem
    usual = [one.usual_rate(about.lr, about.stride) for one in optimizers]
    seeds = [int(task.get("seed", 0)) for task in tasks]
    starts = np.array([_start_of(spec, task) for task in tasks])
    rates = np.array(
        [rate if task.get("lr") is None else float(task["lr"]) for task, rate in zip(tasks, usual, strict=True)]
    )
    group = Group(tasks[0], spec, starts, rates, seeds, can_go_abreast(spec, own), own)
    odd = np.flatnonzero(~np.isfinite(starts).all(axis=1)).tolist()
    for run in {int(np.argmin(rates)), int(np.argmax(rates)), int(np.argmin(seeds)), *odd}:
        # A number that is out of range is told as it is of a run alone.
        group.one(run)
    return group


def _start_of(spec: Specification, task: Task) -> Array:
    start = task.get("start")
    begin = spec.problem.draw_start(int(task.get("seed", 0))) if start is None else np.asarray(start, np.float64)
    # One of a wrong length is told as it is of a run alone.
    return begin if begin.shape == spec.start.shape else specify(**task).start


def alike_spans(tasks: Sequence[Task], *, apart: bool = False) -> Iterator[tuple[int, int]]:
    """Yield where tasks begin and end that follow one another and differ in what may differ abreast alone.

    Those that stay `apart` have their hyperparameters in common.
    """
    first, key = 0, None
    numbers = {name: frozenset() if apart else free_numbers(name) for name in {_named(task) for task in tasks}}
    for at, task in enumerate(tasks):
        mine = _key(task, numbers[_named(task)])
        if key is not None and mine != key:
            yield first, at
            first = at
        key = mine
    if tasks:
        yield first, len(tasks)


def _named(task: Task) -> str:
    """Return the name of a task's optimizer, nothing where it is given by itself."""
    optimizer = task.get("optimizer", "gd")
    return optimizer if isinstance(optimizer, str) else ""


def _key(task: Task, numbers: frozenset[str]) -> Any:
    """Return what tasks that may go abreast have in common; of the hyperparameters that may differ, their names."""
    settings = dict(task.get("settings") or {})
    told = {name: "" if name in numbers else value for name, value in settings.items()}
    mine = {**task, "settings": told}
    return tuple((name, _hashable(value)) for name, value in sorted(mine.items()) if name not in OWN)


def _hashable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((name, _hashable(one)) for name, one in sorted(value.items()))
    if isinstance(value, list | tuple):
        return tuple(map(_hashable, value))
    return value if isinstance(value, str | int | float | None) else id(value)
