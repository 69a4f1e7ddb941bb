"""What a problem or an optimizer of one's own gives is looked at once, before a run is made of it."""

from collections.abc import Callable
from typing import Any

import numpy as np

from gdviz.optimizers import OPTIMIZERS, Optimizer
from gdviz.problems import PROBLEMS, Array, Problem


def examine(problem: Problem, optimizer: Optimizer, start: Array) -> None:
    """Raise ValueError in one sentence where value, gradient, metrics or init give what no run can be made of.

    They are asked at the start, value at several copies of it too, since landscapes are sampled many points at once.
    What has the name of a registered one is not asked.
    """
    if problem.name not in PROBLEMS:
        _examine_problem(problem, start)
    if optimizer.name in OPTIMIZERS:
        return
    who = f"the init of {optimizer.name or optimizer.title!r}"
    state = _called(who, optimizer.init, start, "a dict of arrays")
    if not isinstance(state, dict) or not all(isinstance(name, str) for name in state):
        said = f"{who} must give a dict of arrays by their names"
        raise ValueError(f"{said}, not {_described(state)}; an empty one where there is no state")


def _examine_problem(problem: Problem, start: Array) -> None:
    """Raise ValueError where value, gradient or metrics of a problem give no numbers of the right shape."""
    called = f"the {{}} of {problem.name or problem.title!r}"
    with np.errstate(all="ignore"):
        _answer(called.format("value"), problem.value, start, (), "one number for params of shape (D,)")
        gradient = f"{len(start)} numbers, as many as there are parameters"
        _answer(called.format("gradient"), problem.gradient, start, start.shape, gradient)
        many = np.tile(start, (len(start) + 1, 1))
        rule = f"shape ({len(many)},) for params of shape {many.shape}, as with p[..., 0]"
        _answer(called.format("value"), problem.value, many, many.shape[:1], rule)
        for name, metric in problem.metrics.items():
            _answer(called.format(f"metric {name!r}"), metric, start, (), "one number for params of shape (D,)")


def _called(who: str, function: Callable[..., Any], at: Array, must: str) -> Any:
    """Return what a function gives; an error of its own is told with its name."""
    try:
        return function(at.copy())
    except Exception as error:
        raise ValueError(
            f"{who} must give {must}, and raised {type(error).__name__}: {' '.join(str(error).split())}"
        ) from error


def _answer(who: str, function: Callable[..., Any], at: Array, shape: tuple[int, ...], must: str) -> Array:
    """Return the real numbers that a function gives in this shape."""
    found = _called(who, function, at, must)
    try:
        array = np.asarray(found)
    except ValueError:
        array = np.empty(0, object)
    if array.dtype.kind not in "fiub" or array.shape != shape:
        raise ValueError(f"{who} must give {must}, not {_described(found)}")
    return array.astype(np.float64)


def _described(found: Any) -> str:
    """Return what was given instead, in a few words."""
    if isinstance(found, np.ndarray | np.generic):
        kind = "complex" if found.dtype.kind == "c" else str(found.dtype)
        return f"{kind} numbers of shape {found.shape}" if found.shape else f"the {kind} number {found}"
    return "None" if found is None else f"a {type(found).__name__}"
