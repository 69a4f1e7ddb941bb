"""An expression and its derivatives as SymPy trees, out of which code is made, in NumPy or in another language."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.problems.expression_functions import functions
from gdviz.problems.expression_parser import parse


@dataclass(frozen=True, eq=False)
class Derivatives:
    """What a text means, in variables v0, v1, ...

    Attributes
    ----------
    expression
        As it was read, for formulas.
    symbols
        The SymPy symbols by the names of the variables, in their order.
    reading
        How the text was read.
    value, gradient, hessian
        f with pi and e as numbers; its D first derivatives; and the upper half of the second ones, row by row.
    """

    expression: Any
    symbols: dict[str, Any]
    reading: str
    value: Any
    gradient: list[Any]
    hessian: list[Any]


def derive(text: str, *, operations: int | None = None) -> Derivatives:
    """Return the expression that `text` means with its derivatives, which at kinks are gdviz's chosen ones.

    Raises
    ------
    ValueError
        For what gdviz.problems.expression_parser refuses, and for a gradient of more than so many operations.
    """
    import sympy

    expression, symbols, reading = parse(text)
    # As numbers, so that the code has none that Python cannot hold.
    value = expression.xreplace({sympy.pi: sympy.Float(np.pi, 17), sympy.E: sympy.Float(np.e, 17)})
    kinked = value.replace(_is_root, lambda root: functions()["Root"](*root.args))
    variables = list(symbols.values())
    gradient = [kinked.diff(symbol) for symbol in variables]
    if operations is not None and (count := int(sympy.count_ops(gradient))) > operations:
        raise ValueError(
            f"{text[:60]!r} is too complicated: its gradient takes {count} operations, more than {operations}"
        )
    hessian = [slope.diff(symbol) for i, slope in enumerate(gradient) for symbol in variables[i:]]
    return Derivatives(expression, symbols, reading, value, gradient, hessian)


def _is_root(part: Any) -> bool:
    """Whether SymPy's slope of a power divides by 0 where the base is 0."""
    return bool(part.is_Pow and part.exp.is_number and 0 < part.exp < 1 and not part.base.is_number)
