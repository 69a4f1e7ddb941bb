"""The loop: it asks the optimizer for a step and the rules whether to go on, and hands over every row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.optimizers import State
from gdviz.problems import Array, Problem
from gdviz.runs.divergence import bounds
from gdviz.solving.batches import Batches, Indices
from gdviz.solving.specification import Specification
from gdviz.solving.stopping import (
    StateView,
    Stop,
    StopRule,
    all_steps,
    diverged,
    plateau,
    small_gradient,
    small_step,
    undefined,
    until,
)

# Called with what is done and what there is to do.
Progress = Callable[[int, int], None]


class BatchOracle:
    """Answers an optimizer's questions about a problem on the batch of one step, and keeps what it has been asked.

    One oracle serves a whole run: `turn_to` moves it to the next state.
    """

    def __init__(self, problem: Problem, batches: Batches | None) -> None:
        self._problem = problem
        self._batches = batches
        self._batch: tuple[Indices, ...] = ()
        # Loss and gradient share most of their work where a problem offers both at once.
        self._evaluate = None if batches else problem.evaluate

    def turn_to(self, params: Array, step: int) -> float:
        """Go to a state, and return the whole objective there."""
        self._params = params
        self._gradient: Array | None = None
        if self._batches:
            self._batch = (self._batches.at(step),)
        if self._evaluate is None:
            return float(self._problem.value(params))
        loss, self._gradient = self._evaluate(params)
        return float(loss)

    @property
    def batch(self) -> Indices:
        """The indices of the current batch, filled up with -1 to the size of all batches."""
        (batch,) = self._batch
        size = self._batches.size if self._batches else 0
        return np.pad(batch, (0, size - len(batch)), constant_values=-1)

    def value(self, params: Array) -> Array:
        """Return f(params), shape ()."""
        return self._problem.value(params, *self._batch)

    def gradient(self, params: Array) -> Array:
        """Return grad f(params), shape (D,)."""
        if params is not self._params:
            return self._problem.gradient(params, *self._batch)
        if self._gradient is None:
            self._gradient = self._problem.gradient(params, *self._batch)
        return self._gradient

    def hessian(self, params: Array) -> Array:
        """Return the Hessian of f at params, shape (D, D)."""
        if self._problem.hessian is None:
            raise ValueError(f"problem {self._problem.name!r} has no Hessian; choose an optimizer that needs none")
        return self._problem.hessian(params, *self._batch)


@dataclass(frozen=True)
class Position:
    """Where a run has come to, for going on from there.

    Attributes
    ----------
    step, params, state
        The number of steps taken, theta and the optimizer's state after them.
    update
        The last change of theta, or None where it is not known.
    losses
        Of all rows so far.
    """

    step: int
    params: Array
    state: State
    update: Array | None
    losses: Array


def descend(spec: Specification, record: Callable[[dict[str, Any]], None], position: Position | None = None) -> Stop:
    """Run the loop of `spec`: hand every state, with the step that led to it, to `record`, and return how it ended.

    The first row holds the state alone. A run that diverges (loss or parameters not finite, or past a billion times
    where they began) ends there, with its last row handed over; one whose gradient is undefined ends where that is.

    From a `position` it goes on, without handing over the row of that again.
    """
    update, factor = spec.optimizer.update, spec.schedule.factor
    metrics = {f"metric.{name}": metric for name, metric in spec.problem.metrics.items()}
    oracle = BatchOracle(spec.problem, spec.batches)
    if position is None:
        t, params, state, moved = 0, spec.start.copy(), spec.optimizer.init(spec.start), None
    else:
        t, params, state, moved = position.step, position.params, position.state, position.update
    names = {name: f"state.{name}" for name in state}
    loss = oracle.turn_to(params, t)
    row: dict[str, Any] = {"params": params, "loss": loss, "step": t}
    for name, metric in metrics.items():
        row[name] = metric(params)
    losses = [loss] if position is None else position.losses.tolist()
    if position is None:
        record(row)
    # What every run is asked is asked without building a sight: most runs have no other rule.
    is_in_bounds = bounds(losses[0], spec.start)
    rules = _rules(spec, losses)
    is_sound = is_in_bounds(loss, params)
    while True:
        if not is_sound:
            return diverged(t, loss, params)
        if rules:
            sight = StateView(t, params, loss, row, moved, oracle.gradient)
            for rule in rules:
                if stop := rule(sight):
                    return stop
        if t >= spec.steps:
            return all_steps(spec.steps)
        lr = spec.lr * factor(t, spec.steps)
        new, state = update(oracle, params, state, lr)
        moved, gradient, t = new - params, oracle.gradient(params), t + 1
        of_batch = {"batch_loss": oracle.value(params), "batch_index": oracle.batch} if spec.batches else {}
        here, params, loss = params, new, oracle.turn_to(new, t)
        is_sound = is_in_bounds(loss, params)
        # No step from here means anything, so none is recorded.
        if not is_sound and not np.isfinite(gradient).all():
            return undefined(t - 1, dict(zip(spec.problem.parameters, here.tolist(), strict=True)))
        row = {"gradient": gradient, "update": moved, "learning_rate": lr, "params": new, "loss": loss, "step": t}
        row.update(of_batch)
        for name, array in state.items():
            row[names[name]] = array
        for name, metric in metrics.items():
            row[name] = metric(params)
        record(row)


def _rules(spec: Specification, losses: list[float]) -> list[StopRule]:
    """Return what else may end the run, in the order in which it is asked."""
    names = tuple(spec.problem.metrics)
    rules = [until(condition, names) for condition in spec.until]
    if spec.tol_step:
        rules.append(small_step(spec.tol_step))
    if spec.patience:
        per_epoch = spec.batches.per_epoch if spec.batches else 1
        rules.append(plateau(spec.patience, per_epoch, losses))
    if spec.tol_gradient:
        rules.append(small_gradient(spec.tol_gradient))
    return rules
