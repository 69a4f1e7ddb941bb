"""Tasks in groups of runs that differ in start, learning rate and seed alone; groups in pieces of bounded memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gdviz.problems import Array
from gdviz.solving.abreast import can_go_abreast
from gdviz.solving.courses import row_bytes
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
    """Runs that follow one another in a fleet and differ in start, learning rate and seed alone.

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
    """

    task: Task
    spec: Specification
    starts: Array
    rates: Array
    seeds: Sequence[int]
    alone: str

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
            part = slice(first, first + size)
            yield replace(self, starts=self.starts[part], rates=self.rates[part], seeds=self.seeds[part])

    def one(self, run: int) -> Specification:
        """Return the specification of a run."""
        seed = self.seeds[run]
        batches = self.spec.batches and replace(self.spec.batches, seed=seed)
        rate = float(self.rates[run])
        return replace(self.spec, start=self.starts[run], lr=rate, seed=seed, batches=batches)

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
    return [group_of(tasks[first:last]) for first, last in alike_spans(tasks)]


def group_of(tasks: Sequence[Task]) -> Group:
    """Return tasks that differ in start, learning rate and seed alone as a group."""
    spec = specify(**tasks[0])
    usual = spec.optimizer.usual_rate(spec.problem.lr, spec.problem.stride)
    seeds = [int(task.get("seed", 0)) for task in tasks]
    starts = np.array([_start_of(spec, task) for task in tasks])
    rates = np.array([usual if task.get("lr") is None else float(task["lr"]) for task in tasks])
    group = Group(tasks[0], spec, starts, rates, seeds, can_go_abreast(spec))
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


def alike_spans(tasks: Sequence[Task]) -> Iterator[tuple[int, int]]:
    """Yield where tasks begin and end that follow one another and differ in what may differ abreast alone."""
    first, key = 0, None
    for at, task in enumerate(tasks):
        mine = tuple((name, _hashable(value)) for name, value in sorted(task.items()) if name not in OWN)
        if key is not None and mine != key:
            yield first, at
            first = at
        key = mine
    if tasks:
        yield first, len(tasks)


def _hashable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return tuple((name, _hashable(one)) for name, one in sorted(value.items()))
    if isinstance(value, list | tuple):
        return tuple(map(_hashable, value))
    return value if isinstance(value, str | int | float | None) else id(value)
