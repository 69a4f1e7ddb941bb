"""Many starts of one specification, moved at once: where the rule allows it as one array, else one by one.

A rule allows it that treats every coordinate by itself; one that mixes them (by norms, scalar products, line searches
or Hessians) would mix the starts. Whether it does is tried out on a few of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.problems import Array
from gdviz.runs.divergence import BOUND, LARGEST
from gdviz.solving.loop import BatchOracle
from gdviz.solving.specification import Specification

Flags = NDArray[np.bool_]

# Tried out on so many starts for so many steps; and how far two ways of computing may drift apart in that.
TRIED, TRIAL, SAME = 6, 24, 1e-6


def moves_as_one(spec: Specification, starts: Array) -> bool:
    """Return whether an array of starts is moved to the same places as each start by itself."""
    some = starts[np.linspace(0, len(starts) - 1, TRIED).round().astype(int)]
    scale = np.ptp(starts, axis=0)
    try:
        ways = zip(_moves(Together(spec, some)), _moves(OneByOne(spec, some)), strict=True)
        return all(bool(np.all(_agree(one, other, scale))) for one, other in ways)
    except Exception:
        # What is written for one vector of parameters may fail on a table of them in any way.
        return False


def _agree(one: Array, other: Array, scale: Array) -> Flags:
    """Return which places are the same; what has left the box altogether is not compared."""
    apart = np.abs(one - other) <= SAME * np.maximum(scale, np.abs(other))
    return np.asarray(apart | ~(np.abs(other) < BOUND) & ~(np.abs(one) < BOUND))


def _moves(group: "Together | OneByOne") -> Iterator[Array]:
    """Yield where the starts are after each step of the trial."""
    for t in range(min(TRIAL, group.spec.steps)):
        group.step(t)
        yield group.params


class Together:
    """Starts moved as one array: each row of params (M, 2) is a descent of its own.

    Also the oracle that its optimizer asks.

    Attributes
    ----------
    params, loss
        Of every row, shapes (M, 2) and (M,); the loss is the whole objective.
    """

    def __init__(self, spec: Specification, starts: Array) -> None:
        self.spec, self.params = spec, starts
        self._state = spec.optimizer.init(starts)
        # What one start has once, such as a count of steps, a group has once too.
        single = spec.optimizer.init(starts[0])
        self._by_row = {name for name, one in self._state.items() if one.ndim > single[name].ndim}
        self.loss = self._turn(0)

    def step(self, t: int) -> None:
        """Take step t = 0, 1, ... with every row."""
        lr = self.spec.lr * self.spec.schedule.factor(t, self.spec.steps)
        self.params, self._state = self.spec.optimizer.update(self, self.params, self._state, lr)
        self.loss = self._turn(t + 1)

    def keep(self, rows: Flags) -> None:
        """Go on with some rows alone."""
        self.params, self.loss = self.params[rows], self.loss[rows]
        self._state = {name: one[rows] if name in self._by_row else one for name, one in self._state.items()}

    def _turn(self, step: int) -> Array:
        batches = self.spec.batches
        self._batch = (batches.at(step),) if batches else ()
        return self.spec.problem.value(self.params)

    def value(self, params: Array) -> Array:
        """Return f at every row."""
        return self.spec.problem.value(params, *self._batch)

    def gradient(self, params: Array) -> Array:
        """Return grad f at every row."""
        return self.spec.problem.gradient(params, *self._batch)

    def hessian(self, params: Array) -> Array:
        """Return the Hessian of f at every row."""
        if self.spec.problem.hessian is None:
            raise ValueError(f"problem {self.spec.problem.name!r} has no Hessian")
        return self.spec.problem.hessian(params, *self._batch)


class OneByOne:
    """Starts moved one by one, with the same face as `Together`."""

    def __init__(self, spec: Specification, starts: Array) -> None:
        self.spec, self.params = spec, starts
        self._oracles = [BatchOracle(spec.problem, spec.batches) for _ in starts]
        self._states = [spec.optimizer.init(start) for start in starts]
        self.loss = np.array([oracle.turn_to(row, 0) for oracle, row in zip(self._oracles, starts, strict=True)])
        self._rows = list(starts)

    def step(self, t: int) -> None:
        """Take step t = 0, 1, ... with every row."""
        lr = self.spec.lr * self.spec.schedule.factor(t, self.spec.steps)
        for i, oracle in enumerate(self._oracles):
            self._rows[i], self._states[i] = self.spec.optimizer.update(oracle, self._rows[i], self._states[i], lr)
            self.loss[i] = oracle.turn_to(self._rows[i], t + 1)
        self.params = np.array(self._rows)

    def keep(self, rows: Flags) -> None:
        """Go on with some rows alone."""
        self.params, self.loss, kept = self.params[rows], self.loss[rows], np.flatnonzero(rows)
        self._oracles, self._states = [self._oracles[i] for i in kept], [self._states[i] for i in kept]
        self._rows = [self._rows[i] for i in kept]


@dataclass(frozen=True)
class Bounds:
    """A row's largest bearable loss and square of its parameters, as a run has them, by where it started."""

    loss: Array
    square: Array

    @classmethod
    def of(cls, starts: Array, loss: Array) -> "Bounds":
        """Return the bounds of starts (M, 2) with their losses (M,)."""
        most = np.where(np.isfinite(loss), np.minimum(BOUND * np.maximum(1.0, np.abs(loss)), LARGEST), 0.0)
        return cls(most, (BOUND * np.maximum(1.0, np.abs(starts).max(axis=1))) ** 2)

    def hold(self, group: Together | OneByOne, rows: NDArray[np.intp]) -> Flags:
        """Return which of a group's rows, of which `rows` tells the numbers, are still in bounds."""
        # Written so that NaN fails it too.
        square = group.params[:, 0] ** 2 + group.params[:, 1] ** 2
        return np.asarray((np.abs(group.loss) <= self.loss[rows]) & (square <= self.square[rows]))
