"""When a run ends, and in what words: rules that watch what is known of each state.

A rule is a function of a `StateView` that returns a Stop or None; `descend` asks all of them before every step. None of
them knows the others, the optimizer or what is recorded.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.divergence import BOUND

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Stop:
    """How a run ended: `reason` for programs, `message` in words."""

    reason: str
    message: str


class StateView(NamedTuple):
    """What a rule can see of a state: its number, params and loss, the row with its metrics, the update that led to it.

    `gradient` returns the gradient at params when it is asked.
    """

    step: int
    params: Array
    loss: float
    row: Mapping[str, Any]
    update: Array | None
    gradient: Callable[[Array], Array]


StopRule = Callable[[StateView], Stop | None]


def diverged(step: int, loss: float, params: Array) -> Stop:
    """Return the end of a run that is out of bounds."""
    if step == 0:
        return Stop("diverged", f"the loss at the start is {loss}; choose another --start")
    if math.isnan(loss) and np.abs(params).max() < BOUND:
        return Stop("diverged", f"step {step} led to where the function is undefined: loss nan")
    return Stop("diverged", f"diverged at step {step}: loss {loss:.3g}")


def undefined(step: int, where: Mapping[str, float]) -> Stop:
    """Return the end of a run that came to a point, its numbers by name, from which no gradient leads on."""
    point = ", ".join(f"{name} = {number:.6g}" for name, number in islice(where.items(), 4))
    point += ", ..." if len(where) > 4 else ""
    if step == 0:
        return Stop("undefined", f"the gradient is undefined at the start, {point}; choose another --start")
    return Stop("undefined", f"the gradient is undefined at step {step}, {point}")


def small_gradient(tolerance: float) -> StopRule:
    """End once the gradient's Euclidean norm is at most `tolerance`."""

    def rule(sight: StateView) -> Stop | None:
        if np.linalg.norm(sight.gradient(sight.params)) > tolerance:
            return None
        return Stop("converged", f"the gradient's norm fell to {tolerance:g} or less after {sight.step} steps")

    return rule


def small_step(tolerance: float) -> StopRule:
    """End once a step changed no parameter by more than `tolerance`."""

    def rule(sight: StateView) -> Stop | None:
        if sight.update is None or np.abs(sight.update).max() > tolerance:
            return None
        return Stop("converged", f"step {sight.step} changed no parameter by more than {tolerance:g}")

    return rule


_CONDITION = re.compile(r"\s*([a-z_]+)\s*(<=|>=|<|>)\s*(\S+)\s*")
_COMPARISONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True)
class Condition:
    """A condition such as "loss<0.01": what is compared, the sign and the bound as written, and what they mean."""

    name: str
    sign: str
    bound: str
    compare: Callable[[Any, float], Any]
    limit: float


def condition_of(text: str, metrics: Sequence[str]) -> Condition:
    """Return what a condition says.

    Raises
    ------
    ValueError
        If it is not NAME, one of < <= > >=, and a number, or the name is not among loss and `metrics`.
    """
    found = _CONDITION.fullmatch(text)
    names = ("loss", *metrics)
    try:
        name, sign, bound = found.groups() if found else ("", "", "nan")
        limit = float(bound)
    except ValueError:
        limit = math.nan
    if not found or math.isnan(limit):
        raise ValueError(f"cannot read the condition {text!r}; write for example --until 'loss<0.01'")
    if name not in names:
        raise ValueError(f"there is no {name!r} to wait for; this run has {', '.join(names)}")
    return Condition(name, sign, bound, _COMPARISONS[sign], limit)


def until(condition: str, metrics: Sequence[str]) -> StopRule:
    """End once a condition such as "loss<0.01" or "accuracy>=0.99" holds; ValueError as of `condition_of`."""
    wanted = condition_of(condition, metrics)
    key = "loss" if wanted.name == "loss" else f"metric.{wanted.name}"

    def rule(sight: StateView) -> Stop | None:
        value = sight.row[key]
        if not wanted.compare(value, wanted.limit):
            return None
        told = f"{wanted.name} {wanted.sign} {wanted.bound} after {sight.step} steps: {value:.6g}"
        return Stop("target", told)

    return rule


def plateau(patience: int, per_epoch: int, losses: Sequence[float] = ()) -> StopRule:
    """End once the loss has not gone below its lowest for `patience` epochs of `per_epoch` steps.

    `losses` are those of the states before the first that the rule will see, for a run that is taken up.
    """
    best, since = math.inf, 0
    for step, loss in enumerate(losses):
        if loss < best:
            best, since = loss, step

    def rule(sight: StateView) -> Stop | None:
        nonlocal best, since
        if sight.loss < best:
            best, since = sight.loss, sight.step
        if sight.step - since < patience * per_epoch:
            return None
        return no_new_lowest(best, since)

    return rule


def no_new_lowest(best: float, since: int) -> Stop:
    """Return the end of a run whose lowest loss is too long ago."""
    return Stop("plateau", f"the loss has not fallen below {best:.6g} since step {since}")


def all_steps(steps: int) -> Stop:
    """Return the end of a run that has taken all its steps."""
    return Stop("max_steps", f"took all {steps} steps")
