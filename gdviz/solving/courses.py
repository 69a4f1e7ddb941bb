"""The courses of runs that go abreast: each as its own loop would have recorded and ended it, to the last bit.

The loop is that of `gdviz.solving.loop.descend`, for all rows at once. What may end a run is looked at in all of them
together, and decided by the very rule that a run alone is asked, so that the words are the same. A row that has ended
is carried along for a few steps, and then left out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.problems import Array
from gdviz.runs.divergence import bounds
from gdviz.solving.abreast import Abreast, Flags
from gdviz.solving.hyperparameters import Hyperparameters
from gdviz.solving.many_starts import Bounds
from gdviz.solving.specification import Specification
from gdviz.solving.stopping import (
    StateView,
    Stop,
    StopRule,
    all_steps,
    condition_of,
    diverged,
    no_new_lowest,
    small_gradient,
    small_step,
    undefined,
    until,
)

Indices = NDArray[np.intp]

# Steps that wait to be put with their runs, as rows of a run lie together; when so many rows are left, the rest go.
CHUNK, LEFT = 32, 0.75
# What is this near to a bound is asked of the rule itself.
NEAR = 1e-9
# The fields that have a row for the start.
AHEAD = ("params", "loss")
# A square of less than this may be lost in a sum of squares.
TINY = 1e-150


@dataclass(eq=False)
class Courses:
    """What is recorded of runs that go abreast: arrays (M, T + 1, ...) and (M, T, ...), each run's rows from the first.

    Attributes
    ----------
    spec
        What they have in common.
    rates
        Their learning rates, shape (M,).
    held
        The fields that differ from run to run, by name.
    ends
        The number of the last step of each, shape (M,).
    stops
        How each ended.
    factors
        Of the learning rate at each step.
    shared
        Parts of the optimizer's state that are the same for all, after each step.
    """

    spec: Specification
    rates: Array
    held: dict[str, NDArray[Any]]
    ends: NDArray[np.int64]
    stops: list[Stop]
    factors: list[float] = field(default_factory=list)
    shared: dict[str, list[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ends)

    def steps_of(self, run: int) -> NDArray[np.int64]:
        """Return the numbers of a run's recorded steps, the start's first."""
        end, every = int(self.ends[run]), self.spec.every
        return np.array([*range(0, end, every), end] if end else [0], np.int64)

    def rows_of(self, run: int) -> dict[str, NDArray[Any]]:
        """Return every field of a run that may be recorded, as its run directory has it."""
        steps = self.steps_of(run)
        last, count = steps[1:] - 1, len(steps) - 1
        found: dict[str, NDArray[Any]] = {"step": steps}
        for name, rows in self.held.items():
            found[name] = rows[run, : count + (name in AHEAD)]
        if "update" not in found:
            found["update"] = np.diff(found["params"], axis=0)
        found["learning_rate"] = self.rates[run] * np.array(self.factors, np.float64)[last]
        for name, values in self.shared.items():
            found[name] = np.array(values, np.float64)[last]
        return found

    def joined(self) -> tuple[NDArray[np.int64], dict[str, NDArray[Any]]]:
        """Return how many steps each run recorded, and the fields that differ from run to run, all rows end to end."""
        steps = -(-self.ends // self.spec.every)
        found = {}
        for name, rows in self.held.items():
            counts = steps + (name in AHEAD)
            if (counts == rows.shape[1]).all():
                found[name] = rows.reshape(-1, *rows.shape[2:])
            else:
                found[name] = rows[np.arange(rows.shape[1]) < counts[:, None]]
        return steps, found

    def series(self) -> dict[str, list[NDArray[Any]]]:
        """Return for each run the fields of which runs share rows: arrays that begin with those of the run."""
        runs = range(len(self))
        if self.spec.every > 1:
            each = [self.rows_of(run) for run in runs]
            return {name: [one[name] for one in each] for name in ("step", "learning_rate", *self.shared)}
        count = len(self.factors)
        factors = np.array(self.factors, np.float64)
        rates = {rate: rate * factors for rate in set(self.rates.tolist())}
        found = {"step": [np.arange(count + 1)] * len(runs)}
        found["learning_rate"] = [rates[rate] for rate in self.rates.tolist()]
        return found | {name: [np.array(values, np.float64)] * len(runs) for name, values in self.shared.items()}


def row_bytes(spec: Specification) -> int:
    """Return how many bytes a recorded step of a run takes while runs go abreast."""
    state = spec.optimizer.init(spec.start)
    mine = sum(one.nbytes for one in state.values() if one.ndim)
    return 8 + spec.start.nbytes * (2 if spec.every == 1 else 3) + mine


class _Log:
    """Keeps what is recorded: a few steps of all rows as they come, then each with its run."""

    def __init__(self, group: Abreast, every: int, kept: Callable[[str], bool]) -> None:
        runs, spec = len(group.params), group.spec
        most = -(-spec.steps // every)
        first = group.fields()
        self.names = [name for name in first if kept(name) and not (name == "update" and every == 1)]
        self.held: dict[str, NDArray[Any]] = {}
        self._waiting: dict[str, NDArray[Any]] = {}
        for name in self.names:
            one = first[name]
            ahead = name in AHEAD
            self.held[name] = np.empty((runs, most + ahead, *one.shape[1:]), one.dtype)
            self._waiting[name] = np.empty((CHUNK, *one.shape), one.dtype)
            if ahead:
                self.held[name][:, 0] = one
        self._at = self._count = 0
        self._late: list[tuple[int, int, dict[str, Any]]] = []

    @property
    def is_full(self) -> bool:
        return self._count == CHUNK

    def note(self, fields: dict[str, Array]) -> None:
        """Keep a step of all rows."""
        for name in self.names:
            one = fields[name]
            self._waiting[name][self._count, : len(one)] = one
        self._count += 1

    def put(self, run: int, row: int, values: dict[str, Any]) -> None:
        """Keep a row of one run, whatever else is noted there: it is its last."""
        self._late.append((run, row, values))

    def flush(self, ids: Indices) -> None:
        """Put what waits with its runs."""
        first, last = self._at, self._at + self._count
        for name, held in self.held.items():
            ahead = name in AHEAD
            waiting = self._waiting[name][: self._count, : len(ids)].swapaxes(0, 1)
            if len(ids) == len(held):
                held[:, first + ahead : last + ahead] = waiting
            else:
                held[ids, first + ahead : last + ahead] = waiting
            for run, row, values in self._late:
                held[run, row + ahead] = values[name]
        self._at, self._count, self._late = last, 0, []


class _Rules:
    """What else may end the rows: in which of them it may be, all at once, and then what their rules say."""

    def __init__(self, spec: Specification, group: Abreast) -> None:
        self._spec = spec
        self._conditions = [(one.compare, one.limit) for one in (condition_of(text, ()) for text in spec.until)]
        self._before: list[StopRule] = [until(condition, ()) for condition in spec.until]
        if spec.tol_step:
            self._before.append(small_step(spec.tol_step))
        self._after: list[StopRule] = [small_gradient(spec.tol_gradient)] if spec.tol_gradient else []
        self._best, self._since = group.loss.copy(), np.zeros(len(group.loss), np.int64)
        self.any = bool(self._before or self._after or spec.patience)

    def candidates(self, group: Abreast, t: int, ids: Indices) -> Flags:
        """Return the rows that a rule may end after step t."""
        spec, found = self._spec, np.zeros(len(ids), bool)
        for compare, limit in self._conditions:
            found |= compare(group.loss, limit)
        if spec.tol_step and t:
            found |= ~(np.abs(group.update).max(axis=1) > spec.tol_step)
        if spec.patience:
            lower = group.loss < self._best[ids]
            self._best[ids[lower]], self._since[ids[lower]] = group.loss[lower], t
            found |= t - self._since[ids] >= spec.patience
        if spec.tol_gradient:
            # Of all entries none may be longer than the whole.
            found |= ~(np.abs(group.slope()).max(axis=1) > max(spec.tol_gradient * (1 + NEAR), TINY))
        return found

    def stop(self, group: Abreast, t: int, row: int, run: int) -> Stop | None:
        """Return how a row ends, if it does."""
        loss = float(group.loss[row])
        sight = StateView(
            t,
            group.params[row],
            loss,
            {"loss": loss},
            group.update[row] if t else None,
            lambda params: np.array(group.slope()[row]),
        )
        for rule in self._before:
            if stop := rule(sight):
                return stop
        if self._spec.patience and t - self._since[run] >= self._spec.patience:
            return no_new_lowest(float(self._best[run]), int(self._since[run]))
        for rule in self._after:
            if stop := rule(sight):
                return stop
        return None


def descend_abreast(
    spec: Specification,
    starts: Array,
    rates: Array,
    kept: Callable[[str], bool] = lambda name: True,
    hyperparameters: Hyperparameters | None = None,
) -> Courses:
    """Return the courses of runs from `starts` (M, D) with learning rates (M,); their bits are those of each alone.

    It is for what `can_go_abreast` lets through; `kept` tells which fields are recorded.
    """
    with np.errstate(all="ignore"):
        group = Abreast(spec, np.array(starts), rates, hyperparameters)
        every, log, rules = spec.every, _Log(group, spec.every, kept), _Rules(spec, group)
        limits, ids = Bounds.of(starts, group.loss), np.arange(len(starts))
        first = group.loss.copy()
        made = Courses(spec, rates, log.held, np.zeros(len(starts), np.int64), [None] * len(starts))  # type: ignore[list-item]
        alive = np.ones(len(starts), bool)
        shared = {f"state.{name}": name for name in group.state.keys() - group.by_row if kept(f"state.{name}")}
        made.shared = {name: [] for name in shared}

        def end(row: int, t: int, stop: Stop, values: dict[str, Any] | None = None) -> None:
            """Let a row end after step t, of which `values` are recorded where they are not noted."""
            run = int(ids[row])
            alive[row], made.stops[run], made.ends[run] = False, stop, t
            if values is not None and t:
                log.put(run, -(-t // every) - 1, values)

        def row_now(row: int, fields: dict[str, Array], t: int) -> dict[str, Any] | None:
            """Return a row that lies off the grid of recorded steps."""
            return {name: np.array(one[row]) for name, one in fields.items()} if t % every else None

        t = 0
        while True:
            for row in np.flatnonzero(alive & ~_within(group, limits, ids)).tolist():
                run = int(ids[row])
                one = group.alone(row, t - 1).fields() if t else {"loss": group.loss[row], "params": group.params[row]}
                if bounds(float(first[run]), starts[run])(float(one["loss"]), one["params"]):
                    continue
                if t and not np.isfinite(one["gradient"]).all():
                    here = group.before[0]["params"][row]
                    where = dict(zip(spec.problem.parameters, here.tolist(), strict=True))
                    end(row, t - 1, undefined(t - 1, where), row_now(row, group.before[0], t - 1))
                else:
                    end(row, t, diverged(t, float(one["loss"]), one["params"]), one)
            if rules.any:
                for row in np.flatnonzero(alive & rules.candidates(group, t, ids)).tolist():
                    if stop := rules.stop(group, t, row, int(ids[row])):
                        end(row, t, stop, row_now(row, group.fields(), t))
            if t >= spec.steps:
                for row in np.flatnonzero(alive).tolist():
                    end(row, t, all_steps(spec.steps), row_now(row, group.fields(), t))
            left = np.count_nonzero(alive)
            if not left or log.is_full or left <= LEFT * len(alive):
                log.flush(ids)
                if left < len(alive):
                    group.keep(alive)
                    ids, alive = ids[alive], np.ones(left, bool)
            if not left:
                return made
            made.factors.append(spec.schedule.factor(t, spec.steps))
            group.step(t)
            t += 1
            for name, own in shared.items():
                made.shared[name].append(group.state[own])
            if t % every == 0:
                log.note(group.fields())


def _within(group: Abreast, limits: Bounds, ids: Indices) -> Flags:
    """Return which rows are certainly in bounds."""
    square = np.einsum("ij,ij->i", group.params, group.params)
    # Written so that NaN fails it too.
    return (np.abs(group.loss) <= limits.loss[ids]) & (square <= limits.square[ids] * (1 - NEAR))
