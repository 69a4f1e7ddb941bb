"""The user's own function: an objective made from a line of text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gdviz.problems.expression_derivatives import derive
from gdviz.problems.expression_functions import in_numpy
from gdviz.problems.expression_parser import is_bounded
from gdviz.problems.problem import Array, Problem
from gdviz.problems.usual import STEPS, given_start, safe_rate, usual_start

# How many operations a gradient may take; a second derivative then takes some ten times as many.
OPERATIONS = 400
# Longer formulas do not fit a picture.
FORMULA = 120
_GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "lambda", "mu", "nu", "rho", "sigma", "tau"} | {
    "phi",
    "psi",
    "omega",
}


def from_expression(
    text: str, *, domain: Sequence[float] | None = None, start: Sequence[float] | None = None
) -> Problem:
    """Minimise the function that a line of text says, such as "(x**2 + y - 11)**2 + (x + y**2 - 7)**2".

    It may hold numbers, variables of any name, + - * / ** (or ^), brackets, the constants pi and e, the functions
    sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log log10 log2 sqrt abs sign, max and min of two or
    more, and where(x > 0, a, b) or "a if x > 0 else b" with < <= > >= == != and or not. log is the natural one. What
    means one thing may be typed in other ways: f(x, y) = x² + 2xy, |x|, np.sin(x), p[0]**2, sin²(θ). How it was read is
    then a note. Where the function is undefined it is NaN or infinite.

    At a kink the gradient is a chosen subgradient: of |u| it is 0 at 0, of max and min the mean of those that tie, of a
    root 0 where u and its slope are both 0, as for sqrt(x**2 + y**2) at the origin.

    Parameters
    ----------
    text
        The function of up to 20 variables, in the order of f(y, x) = ..., or else x, y, z, then alphabetically.
    domain
        Low and high of each variable in turn, or one low and high for all; -5, 5 by default.
    start
        A number for each variable; by default a point off the domain's centre where the function is finite.

    Raises
    ------
    ValueError
        For text that is anything else or too large, pointing at the character; for a domain or a start that does not
        fit.
    """
    if not isinstance(text, str):
        raise ValueError(f"a function is a line of text, such as 'x**2 + 3*y**2', not {text!r:.60}")
    found = derive(text, operations=OPERATIONS)
    symbols, reading, names = found.symbols, found.reading, tuple(found.symbols)
    values, gradient, halves = (
        _compiled(each, symbols, text) for each in ([found.value], found.gradient, found.hessian)
    )
    rows, columns = np.triu_indices(len(names))
    places = np.empty((len(names), len(names)), dtype=np.intp)
    places[rows, columns] = places[columns, rows] = np.arange(len(rows))

    def value(p: Array) -> Array:
        return values(p)[..., 0]

    def hessian(p: Array) -> Array:
        return halves(p)[..., places]

    typed = "".join(text.split()) == "".join(reading.split())
    title = " ".join(text.split()) if typed else reading
    made = Problem(
        name="function",
        title=title if len(title) <= 48 else "Own function",
        formula=_formula(found.expression, symbols),
        expression=text,
        parameters=names,
        value=value,
        gradient=gradient,
        hessian=hessian,
        domain=np.tile([-5.0, 5.0], (len(names), 1)),
        minima=np.empty((0, len(names))),
        lr=1.0,
        stride=1.0,
        steps=STEPS,
        notes=() if typed else (f"read as {reading}",),
    )
    if domain is not None:
        made = made.within(domain)
    limits = made.domain.ravel().tolist()
    shortest = min(high - low for low, high in made.domain.tolist())
    if not np.abs(made.domain).max() < 1e300 or shortest < 1e-300:
        raise ValueError(f"the domain {limits} is beyond what can be computed; try --domain -5,5")
    made = replace(made, options={"function": text, "domain": limits}, stride=float(f"{shortest / 50:.2g}"))
    made = replace(made, start=usual_start(made) if start is None else given_start(start, names))
    return replace(made, lr=safe_rate(made))


def _compiled(expressions: list[Any], symbols: dict[str, Any], text: str) -> Callable[[Array], Array]:
    """Return the function from params (..., D) to the expressions' values, along a last axis."""
    import sympy

    if not is_bounded(sympy.Tuple(*expressions)):
        raise ValueError(f"{text[:60]!r} has derivatives with numbers above 1e308")
    code = sympy.lambdify(list(symbols.values()), expressions, [in_numpy(), "numpy"], cse=True)

    def function(p: Array) -> Array:
        # Complex for the complex step of gdviz.solving.gradient_check.
        kind = np.result_type(p, np.float64)
        with np.errstate(all="ignore"):
            parts = code(*np.moveaxis(np.asanyarray(p, dtype=kind), -1, 0))
        # A derivative that is constant comes as one number.
        return np.stack([np.broadcast_to(part, p.shape[:-1]) for part in parts], axis=-1, dtype=kind)

    return function


def _formula(expression: Any, symbols: dict[str, Any]) -> str:
    r"""Return the expression as LaTeX in gdviz.style.formula's subset, without \left and \right; empty if too long."""
    import sympy

    shown = expression.xreplace({number: sympy.Float(number, 6) for number in expression.atoms(sympy.Float)})
    names = {symbol: _symbol(name) for name, symbol in symbols.items()}
    latex = sympy.latex(shown, symbol_names=names, inv_trig_style="full")
    if r"\sqrt[" in latex:
        latex = sympy.latex(shown, symbol_names=names, inv_trig_style="full", root_notation=False)
    latex = re.sub(r"\\left(?=[(|\[])|\s*\\right(?=[)|\]])", "", latex)
    return latex if len(latex) <= FORMULA else ""


def _symbol(name: str) -> str:
    r"""Return the name of a variable as LaTeX: x, x_{12}, \alpha, or upright words."""
    stem, digits = re.fullmatch(r"(.*?)_?(\d*)", name).groups()  # type: ignore[union-attr]
    if not re.fullmatch("[A-Za-z]+", stem):
        return rf"\mathrm{{{name.replace('_', ' ')}}}"
    shown = stem if len(stem) == 1 else rf"\{stem}" if stem in _GREEK else rf"\mathrm{{{stem}}}"
    return f"{shown}_{{{digits}}}" if digits else shown
