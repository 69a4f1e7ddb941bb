"""Runs of one specification that differ in start, learning rate and hyperparameters, moved as the rows of one array.

Their bits are those of each run alone, as far as `can_go_abreast` lets them: where the problem, or the rule, does more
than functions of single numbers (reductions over data, products of matrices, searches, Newton's method), runs go one by
one.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.optimizers import State
from gdviz.problems import Array, Problem
from gdviz.solving.elementwise import WATCHED, NotElementwise, Watched, observe
from gdviz.solving.hyperparameters import Hyperparameters
from gdviz.solving.loop import BatchOracle
from gdviz.solving.rows import RunRows
from gdviz.solving.specification import Specification

Flags = NDArray[np.bool_]

# Steps of the trial: rules treat their first steps in ways of their own.
TRIAL = 12


class RowsOracle:
    """Answers an optimizer's questions about the objective of every row, and keeps the gradients it has been asked for.

    Parameters
    ----------
    problem
        One that needs no batch.
    watched
        Whether the rows are `Watched`, to find out what is done to them.
    """

    def __init__(self, problem: Problem, *, watched: bool = False) -> None:
        self._problem, self._watched = problem, watched

    def turn_to(self, params: Array) -> Array:
        """Go to a state, and return the objective of every row, shape (M,)."""
        self._params = params
        self._gradient: Array | None = None
        if self._problem.evaluate is None:
            return self.value(params)
        loss, gradient = self._problem.evaluate(self._seen(params))
        self._gradient = self._known(gradient)
        return self._known(loss)

    def value(self, params: Array) -> Array:
        """Return f of every row, shape (M,)."""
        return self._known(self._problem.value(self._seen(params)))

    def gradient(self, params: Array) -> Array:
        """Return grad f of every row, shape (M, D)."""
        if params is not self._params:
            return self._known(self._problem.gradient(self._seen(params)))
        if self._gradient is None:
            self._gradient = self._known(self._problem.gradient(self._seen(params)))
        return self._gradient

    def keep(self, params: Array, rows: Flags) -> None:
        """Go on at params, which are those of some rows."""
        self._params = params
        if self._gradient is not None:
            self._gradient = self._gradient[rows]

    def hessian(self, params: Array) -> Array:
        """Refuse: what is done with it would not be elementwise."""
        raise NotElementwise("a Hessian")

    def _seen(self, params: Array) -> Array:
        return observe(params, is_plain=False) if self._watched else params.view(RunRows)

    def _known(self, found: Array) -> Array:
        if not self._watched:
            return np.asarray(found)
        if not isinstance(found, Watched):
            raise NotElementwise("numbers that were lost sight of")
        return observe(found, is_plain=True)


class Abreast:
    """Rows of params (M, D), each a run, and the state of their optimizer.

    Parameters
    ----------
    spec
        What all have in common; its start and learning rate are not used.
    starts
        Where each begins, shape (M, D).
    rates
        Learning rates, shape (M,).
    hyperparameters
        Those of each, where they differ.

    Attributes
    ----------
    params, loss
        Of every row, shapes (M, D) and (M,).
    state
        The optimizer's: an array with a row for each, or as of one run where it is the same for all.
    update, gradient, rate
        Of the last step: shapes (M, D), and the learning rates (M, 1) or one for all.
    before
        The fields and the state before the last step.
    """

    def __init__(
        self,
        spec: Specification,
        starts: Array,
        rates: Array,
        hyperparameters: Hyperparameters | None = None,
        *,
        watched: bool = False,
    ) -> None:
        self.spec = spec
        self.params = observe(starts, is_plain=True) if watched else starts
        self._oracle = RowsOracle(spec.problem, watched=watched)
        self._hyperparameters, self._optimizer = hyperparameters, spec.optimizer
        if hyperparameters is not None:
            as_column = partial(observe, is_plain=False, is_column=True)
            self._optimizer = hyperparameters.abreast(as_column) if watched else hyperparameters.abreast()
        self.state: State = self._optimizer.init(self.params)
        # What one run has once, such as a count of steps, all have once.
        single = spec.optimizer.init(np.array(starts[0]))
        self.by_row = {name for name, one in self.state.items() if np.ndim(one) > np.ndim(single[name])}
        self._rates: Any = float(rates[0]) if (rates == rates[0]).all() else rates[:, None]
        if watched:
            self._rates = observe(np.asarray(self._rates), is_plain=True, is_column=True)
        self.loss = self._oracle.turn_to(self.params)
        self.update = self.gradient = self.params
        self.rate: Any = 0.0
        self.before = self.fields(), self.state

    def slope(self) -> Array:
        """Return the gradient at params, shape (M, D)."""
        return self._oracle.gradient(self.params)

    def step(self, t: int) -> None:
        """Take step t = 0, 1, ... with every row."""
        self.before = self.fields(), self.state
        old, kept = self.params, self.state
        self.rate = self._rates * self.spec.schedule.factor(t, self.spec.steps)
        self.params, self.state = self._optimizer.update(self._oracle, old, kept, self.rate)
        self.update, self.gradient = self.params - old, self._oracle.gradient(old)
        self.loss = self._oracle.turn_to(self.params)

    def keep(self, rows: Flags) -> None:
        """Go on with some rows alone."""
        self.params, self.update = self.params[rows], self.update[rows]
        self.state = {name: one[rows] if name in self.by_row else one for name, one in self.state.items()}
        if not isinstance(self._rates, float):
            self._rates = self._rates[rows]
        if self._hyperparameters is not None:
            self._hyperparameters = self._hyperparameters.part(rows)
            self._optimizer = self._hyperparameters.abreast()
        self.loss, self.gradient = self.loss[rows], self.gradient[rows]
        self._oracle.keep(self.params, rows)

    def fields(self) -> dict[str, Array]:
        """Return what is recorded of the last step by the names of its fields, each with a row for every run."""
        mine = {f"state.{name}": self.state[name] for name in self.by_row}
        return {"params": self.params, "loss": self.loss, "gradient": self.gradient, "update": self.update, **mine}

    def alone(self, row: int, t: int) -> "Single":
        """Return the last step, t, as the row takes it by itself, from where it was before."""
        before, state = self.before
        rate = float(self.rate if np.ndim(self.rate) == 0 else self.rate[row, 0])
        kept = {name: np.array(one[row]) if name in self.by_row else one for name, one in state.items()}
        spec = self.spec
        if self._hyperparameters is not None:
            spec = replace(spec, optimizer=self._hyperparameters.optimizer(row))
        return Single.step(spec, np.array(before["params"][row]), kept, rate, t)


@dataclass(frozen=True, eq=False)
class Single:
    """A step of one run."""

    params: Array
    state: State
    update: Array
    gradient: Array
    loss: float

    def fields(self) -> dict[str, Any]:
        """Return what is recorded of it by the names of its fields."""
        mine = {f"state.{name}": one for name, one in self.state.items()}
        return {"params": self.params, "loss": self.loss, "gradient": self.gradient, "update": self.update, **mine}

    @classmethod
    def step(cls, spec: Specification, params: Array, state: State, rate: float, t: int) -> "Single":
        """Take step t from params."""
        oracle = BatchOracle(spec.problem, None)
        oracle.turn_to(params, t)
        new, after = spec.optimizer.update(oracle, params, state, rate)
        gradient = oracle.gradient(params)
        return cls(new, after, new - params, gradient, oracle.turn_to(new, t + 1))


def can_go_abreast(spec: Specification, hyperparameters: Hyperparameters | None = None) -> str:
    """Return why runs of a specification go one by one, or nothing where they may go abreast with the same bits.

    Those of other hyperparameters go abreast where some of them do.

    Every step of a trial is watched, and its rows are compared with runs alone.
    """
    if spec.batches or spec.problem.data or spec.problem.metrics:
        return "data"
    rng = np.random.default_rng(0)
    low, high = spec.problem.domain.T
    starts = low + (high - low) * rng.random((WATCHED, spec.problem.dimension))
    starts[0] = spec.start
    rates = spec.lr * np.array([2.0**-k for k in range(WATCHED)])
    if hyperparameters is not None:
        spread = np.linspace(0, len(next(iter(hyperparameters.own.values()))) - 1, WATCHED).round().astype(int)
        hyperparameters = hyperparameters.part(spread)
    try:
        with np.errstate(all="ignore"):
            seen = Abreast(spec, starts, rates, hyperparameters, watched=True)
            for t in range(min(TRIAL, spec.steps)):
                seen.step(t)
                for one in (seen.params, *(seen.state[name] for name in seen.by_row)):
                    if not isinstance(one, Watched):
                        raise NotElementwise("numbers that were lost sight of")
            return _differ(spec, starts, rates, hyperparameters)
    except NotElementwise as found:
        return str(found)
    except Exception as error:
        # What is written for one vector of parameters may fail on a table of them in any way.
        return f"{type(error).__name__}: {error}"


def _differ(spec: Specification, starts: Array, rates: Array, hyperparameters: Hyperparameters | None) -> str:
    """Return what differs between rows and runs alone, or nothing."""
    group = Abreast(spec, starts, rates, hyperparameters)
    held = [np.array(one) for one in starts]
    specs = [spec] * len(starts)
    if hyperparameters is not None:
        specs = [replace(spec, optimizer=hyperparameters.optimizer(row)) for row in range(len(starts))]
    states = [mine.optimizer.init(one) for mine, one in zip(specs, held, strict=True)]
    for t in range(min(TRIAL, spec.steps)):
        group.step(t)
        for row in range(len(starts)):
            rate = float(rates[row]) * spec.schedule.factor(t, spec.steps)
            one = Single.step(specs[row], held[row], states[row], rate, t)
            held[row], states[row] = one.params, one.state
            pairs: dict[str, tuple[Any, Any]] = {
                "params": (group.params[row], one.params),
                "loss": (group.loss[row], one.loss),
            }
            pairs |= {"gradient": (group.gradient[row], one.gradient)}
            pairs |= {f"state.{name}": (group.state[name][row], one.state[name]) for name in group.by_row}
            pairs |= {f"state.{name}": (group.state[name], one.state[name]) for name in one.state.keys() - group.by_row}
            for name, (mine, other) in pairs.items():
                if not np.array_equal(mine, other, equal_nan=True) or np.shape(mine) != np.shape(other):
                    return f"another {name}"
    return ""
