"""What is minimised, and by what rule, from the names, formulas and functions that say so."""

import re
from collections.abc import Sequence
from typing import Any

from gdviz.optimizers import OPTIMIZERS, Optimizer
from gdviz.problems import PROBLEMS, Array, Problem
from gdviz.problems.expression import from_expression
from gdviz.runs.data import Data
from gdviz.settings import configure
from gdviz.solving.choices import Function
from gdviz.solving.own_function import from_function


def is_function(value: Any) -> bool:
    """Return whether a value is a function of Python's."""
    return callable(value) and not isinstance(value, type)


def as_problem(
    subject: str | Problem | Function,
    gradient: Function | None,
    domain: Sequence[float] | None,
    start: Array | Sequence[float] | None,
    *,
    is_formula: bool,
) -> str | Problem:
    """Return a formula, or a function of Python's, as a problem; a name, or a problem, as it is."""
    if isinstance(subject, str):
        if not is_formula and re.fullmatch(r"[A-Za-z][\w-]*", subject):
            return subject
        return from_expression(subject, domain=domain, start=None if start is None else list(start))
    return subject if isinstance(subject, Problem) else from_function(subject, gradient, domain=domain, start=start)


def records_of(
    problem: str | Problem, optimizer: str | Optimizer, data: Data | None, settings: dict[str, Any]
) -> tuple[Problem, Optimizer]:
    """Return problem and optimizer as records, made with the settings that bear the names of theirs."""
    makers = [
        PROBLEMS[problem] if isinstance(problem, str) else None,
        OPTIMIZERS[optimizer] if isinstance(optimizer, str) else None,
    ]
    takes = {name: setting for maker in makers if maker for name, setting in maker.settings.items()}
    owner = " with ".join(f"{maker.kind} {maker.name!r}" for maker in makers if maker) or "this run"
    configure(takes, settings, owner=owner)
    shares = [{name: value for name, value in settings.items() if maker and name in maker.settings} for maker in makers]
    if data is not None and not (isinstance(problem, str) and PROBLEMS[problem].takes_data):
        raise ValueError(
            f"{problem if isinstance(problem, str) else problem.name} is not fitted to data; leave out --data"
        )
    given = () if data is None else (data,)
    return (
        PROBLEMS[problem](*given, **shares[0]) if isinstance(problem, str) else problem,
        OPTIMIZERS[optimizer](**shares[1]) if isinstance(optimizer, str) else optimizer,
    )
