"""What the functions of an expression are: of constants, as SymPy's functions with their slopes, and as NumPy's.

At a kink the slope is a chosen one: of |u| it is 0 at 0, of max and min the mean of the slopes of those that tie, of a
root 0 where its argument and that one's slope are both 0, as for sqrt(x**2 + y**2) at the origin.
"""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

# How each function works out constant arguments.
FUNCTIONS: dict[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "exp", "log", "log10", "log2", "sqrt")},
    **{name: getattr(math, name) for name in ("tanh", "sinh", "cosh", "asin", "acos", "atan")},
    **{name: getattr(math, name) for name in ("asinh", "acosh", "atanh")},
    "abs": math.fabs,
    "sign": lambda u: float(np.sign(u)),
    "max": max,
    "min": min,
}
# Functions that are written by those and by signs.
COMPOSED = ("pow", "square", "clip", "where", "piecewise")
# The fewest and the most arguments, where it is not one.
ARGUMENTS: dict[str, tuple[int, int]] = {
    "max": (2, 250),
    "min": (2, 250),
    "pow": (2, 2),
    "clip": (3, 3),
    "where": (3, 3),
    "piecewise": (1, 250),
}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
_SHOWN = {"<=": r"\leq", ">=": r"\geq", "==": "=", "!=": r"\neq"}


@cache
def functions() -> dict[str, Any]:
    """Return the SymPy functions by the names of FUNCTIONS, and those that stand for conditions and slopes.

    SymPy's Abs, Max and Piecewise have derivatives that are not real, or not defined, everywhere, and simplify at
    length; these are kept as they are.
    """
    import sympy

    def named(name: str) -> Callable[..., str]:
        """Return the method that writes a function by its name, with a power after its argument."""
        return lambda self, printer, exp=None: (
            f"{name}({', '.join(printer._print(each) for each in self.args)})" + (f"^{{{exp}}}" if exp else "")
        )

    def bars(self: Any, printer: Any, exp: str | None = None) -> str:
        return f"|{printer._print(self.args[0])}|" + (f"^{{{exp}}}" if exp else "")

    def make(name: str, *, latex: Any = None, **methods: Any) -> Any:
        """Return the function called `name`; "Sign" is "sign" in formulas unless `latex` says otherwise."""
        written = named(rf"\mathrm{{{name.lower()}}}") if latex is None else latex
        return type(name, (sympy.Function,), {"_latex": written, **methods})

    def derived(head: Callable[[Any], Any], width: int = 0) -> Callable[[Any, Any], Any]:
        """Return the derivative of a function that keeps its first arguments (all, for 0) and takes others' slopes."""

        def derivative(self: Any, by: Any) -> Any:
            kept, rest = head(self)
            slopes = [each.diff(by) for each in rest]
            return sympy.S.Zero if not any(slopes) else made[self.slope](*kept, *slopes)

        return derivative

    def halves(self: Any) -> tuple[Any, Any]:
        middle = len(self.args) // 2
        return self.args[:middle], self.args[middle:]

    def root_slope(self: Any, by: Any) -> Any:
        inner, power = self.args
        return made["Ratio"](power * inner.diff(by), made["Root"](inner, 1 - power)) if inner.has(by) else sympy.S.Zero

    def ratio_slope(self: Any, by: Any) -> Any:
        above, below = self.args
        return made["Ratio"](above.diff(by), below) - made["Ratio"](above * below.diff(by), below**2)

    flat = {"fdiff": lambda self, argindex=1: sympy.S.Zero}
    sign = make("Sign", **flat)
    made: dict[str, Any] = {
        "sign": sign,
        "abs": make("Magnitude", latex=bars, fdiff=lambda self, argindex=1: sign(self.args[0])),
        "log10": make(
            "Log10", latex=named(r"\log_{10}"), fdiff=lambda self, argindex=1: 1 / (self.args[0] * sympy.log(10))
        ),
        "log2": make(
            "Log2", latex=named(r"\log_{2}"), fdiff=lambda self, argindex=1: 1 / (self.args[0] * sympy.log(2))
        ),
        "where": make("Where", slope="where", _eval_derivative=derived(lambda self: (self.args[:1], self.args[1:]))),
        "Root": make("Root", _eval_derivative=root_slope),
        "Ratio": make("Ratio", _eval_derivative=ratio_slope),
    }
    for name, kind in (("max", "Largest"), ("min", "Smallest")):
        everything = derived(lambda self: (self.args, self.args))
        made[name] = make(kind, latex=named(rf"\{name}"), slope=f"{kind}Slope", _eval_derivative=everything)
        made[f"{kind}Slope"] = make(f"{kind}Slope", slope=f"{kind}Slope", _eval_derivative=derived(halves))
    for comparison in COMPARISONS:
        shown = _SHOWN.get(comparison, comparison)
        written = lambda self, printer, exp=None, shown=shown: f" {shown} ".join(map(printer._print, self.args))  # noqa: E731
        made[comparison] = make(COMPARISONS[comparison].__name__, latex=written)
    for name in ("and", "or"):
        words = rf" \, \mathrm{{{name}}} \, "
        made[name] = make(
            f"logical_{name}",
            latex=lambda self, printer, exp=None, words=words: words.join(map(printer._print, self.args)),
        )
    made["not"] = make("logical_not", latex=named(r"\mathrm{not}"))
    return {**{name: getattr(sympy, name) for name in FUNCTIONS if name not in made}, **made}


def in_numpy() -> dict[str, Callable[..., Any]]:
    """Return what computes each function of `functions` that NumPy does not have, by the name of its class.

    Numbers may be complex, for the complex step: then what compares does so by the real parts.
    """
    return {
        "Sign": lambda u: np.sign(np.real(u)),
        "Magnitude": lambda u: np.where(np.real(u) < 0, -u, u) if np.iscomplexobj(u) else np.abs(u),
        "Log10": np.log10,
        "Log2": np.log2,
        "Where": np.where,
        "Root": lambda u, power: np.sqrt(u) if power == 0.5 else np.power(u, power),
        "Ratio": lambda a, b: np.where((a == 0) & (b == 0), 0.0, np.divide(a, b)),
        "Largest": lambda *each: _extreme(np.maximum, each),
        "Smallest": lambda *each: _extreme(np.minimum, each),
        "LargestSlope": lambda *each: _mean_of_tied(np.maximum, each),
        "SmallestSlope": lambda *each: _mean_of_tied(np.minimum, each),
        **{compare.__name__: _by_real_part(compare) for compare in COMPARISONS.values()},
        **{compare.__name__: compare for compare in (np.logical_and, np.logical_or, np.logical_not)},
    }


def _by_real_part(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda a, b: compare(np.real(a), np.real(b))


def _extreme(choose: Any, values: tuple[Any, ...]) -> Any:
    found = values[0]
    for value in values[1:]:
        found = choose(found, value)
    return found


def _mean_of_tied(choose: Any, values_and_slopes: tuple[Any, ...]) -> Any:
    """Return the mean of the slopes of those values that are the largest, or the smallest; NaN where one is NaN."""
    middle = len(values_and_slopes) // 2
    values, slopes = values_and_slopes[:middle], values_and_slopes[middle:]
    best = _extreme(choose, values)
    tied = [np.equal(value, best) for value in values]
    total = sum(np.where(each, slope, 0.0) for each, slope in zip(tied, slopes, strict=True))
    return np.divide(total, sum(each.astype(np.float64) if hasattr(each, "astype") else float(each) for each in tied))
