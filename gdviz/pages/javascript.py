"""The function of a page as JavaScript: SymPy's own printer, let loose on a checked tree and on nothing else.

What comes out is plain arithmetic. Variables are called v0, v1, ..., whatever the run calls them, and every node and
every word of the text is looked at, so that no run, however it was tampered with, can bring a script of its own into a
page.
"""

import re
from functools import cache
from typing import Any

from gdviz.problems.expression_derivatives import Derivatives
from gdviz.problems.expression_functions import COMPARISONS, functions

# Functions that Math has under the same name.
_MATH = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "exp", "log")
# SymPy rewrites tan(x + pi/2) as -cot(x).
_INVERSE = {"cot": "tan", "sec": "cos", "csc": "sin", "coth": "tanh"}
_WORD = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_PLAIN = re.compile(r"[\w\s.,()+\-*/<>=!&|?:]*", re.ASCII)
_SIGNS = {"==": "===", "!=": "!=="}
# The names of src/solving/kernel.js.
KERNEL = ("square", "cube", "ratio", "largestSlope", "smallestSlope")
_WORDS = frozenset(
    [f"Math.{name}" for name in (*_MATH, "abs", "sign", "log10", "log2", "sqrt", "pow", "max", "min", "PI", "E")]
    + [f"k.{name}" for name in KERNEL]
)
# The second derivatives of a function of many variables are not worth their length.
LONGEST = 60_000


def script_of(found: Derivatives) -> str:
    """Return a script that hands the page its function, as ``gdvizFunction(k)`` with what src/solving/kernel.js has.

    It gives an object of `dimension`, ``value(v)``, ``gradient(v, out)`` and, unless it would be very long,
    ``hessian(v, out)`` with all D x D entries.

    Raises
    ------
    ValueError
        For a tree that holds anything else than gdviz's own parser makes.
    """
    count = len(found.symbols)
    names = list(found.symbols.values())
    parts = [
        f"dimension:{count}",
        _method("value", names, [found.value], ["return {};"]),
        _method("gradient", names, found.gradient, [f"out[{i}]={{}};" for i in range(count)]),
    ]
    pairs = [(i, j) for i in range(count) for j in range(i, count)]
    writes = [f"out[{count * i + j}]=" + (f"out[{count * j + i}]=" if i != j else "") + "{};" for i, j in pairs]
    hessian = _method("hessian", names, found.hessian, writes)
    if len(hessian) <= LONGEST:
        parts.append(hessian)
    return "globalThis.gdvizFunction=(k)=>({\n" + ",\n".join(parts) + "\n});"


def _method(name: str, symbols: list[Any], expressions: list[Any], writes: list[str]) -> str:
    """Return a method that works out what expressions share, once, and then writes each of them."""
    import sympy

    shared, rest = sympy.cse(expressions, symbols=sympy.numbered_symbols("t"))
    known = {symbol.name for symbol in (*symbols, *(symbol for symbol, _ in shared))}
    lines = [f"const {symbol}=v[{i}];" for i, symbol in enumerate(symbols)]
    lines += [f"const {symbol}={_printed(part, known)};" for symbol, part in shared]
    lines += [write.format(_printed(part, known)) for write, part in zip(writes, rest, strict=True)]
    return f"{name}(v{',out' if name != 'value' else ''}){{{''.join(lines)}}}"


def _printed(expression: Any, known: set[str]) -> str:
    """Return one expression as JavaScript, after a look at all that is in it, and another at what came out."""
    import sympy

    kinds = (sympy.Add, sympy.Mul, sympy.Pow, sympy.Integer, sympy.Rational, sympy.Float, *_templates())
    for part in sympy.preorder_traversal(expression):
        is_known = part.name in known if isinstance(part, sympy.Symbol) else part in (sympy.pi, sympy.E)
        if not (is_known or isinstance(part, kinds)):
            raise ValueError(f"{type(part).__name__} is not written in JavaScript")
    text = str(_printer().doprint(expression))
    words = {word for word in _WORD.findall(re.sub(r"\b\d[\d.]*(?:e[+-]?\d+)?", "0", text)) if word not in known}
    if not _PLAIN.fullmatch(text) or "//" in text or "/*" in text or "</" in text or not words <= _WORDS:
        raise ValueError("what was written is not plain arithmetic")
    return text


@cache
def _templates() -> dict[Any, str]:
    """Return how each function is written, by its SymPy class: {} for its arguments in turn, or {0} for all of them."""
    import sympy

    own = functions()
    return {
        **{getattr(sympy, name): f"Math.{name}({{}})" for name in _MATH},
        **{getattr(sympy, name): f"(1/Math.{inner}({{}}))" for name, inner in _INVERSE.items()},
        **{own[name]: f"Math.{name}({{}})" for name in ("abs", "sign", "log10", "log2")},
        **{own[name]: f"Math.{name}({{all}})" for name in ("max", "min")},
        **{own[sign]: f"({{}} {_SIGNS.get(sign, sign)} {{}})" for sign in COMPARISONS},
        own["and"]: "({} && {})",
        own["or"]: "({} || {})",
        own["not"]: "(!{})",
        own["where"]: "({} ? {} : {})",
        own["Root"]: "Math.pow({}, {})",
        own["Ratio"]: "k.ratio({}, {})",
        own["LargestSlope"]: "k.largestSlope({all})",
        own["SmallestSlope"]: "k.smallestSlope({all})",
    }


@cache
def _printer() -> Any:
    import sympy
    from sympy.printing.jscode import JavascriptCodePrinter

    class Printer(JavascriptCodePrinter):  # type: ignore[misc]
        def _print_Function(self, expr: Any) -> str:  # noqa: N802 (as SymPy calls it)
            arguments = [self._print(each) for each in expr.args]
            if expr.func is functions()["Root"] and expr.args[1] == sympy.Rational(1, 2):
                return f"Math.sqrt({arguments[0]})"
            return _templates()[expr.func].format(*arguments, all=", ".join(arguments))

        # SymPy's printer has a method of its own for some of them, which knows no better.
        _print_exp = _print_Function

        def _print_Pow(self, expr: Any) -> str:  # noqa: N802
            base, power = expr.args
            if base == sympy.E:
                return f"Math.exp({self._print(power)})"
            inner = self._print(base)
            if not power.is_number:
                return f"Math.pow({inner}, {self._print(power)})"
            return f"(1/{self._raised(inner, -power)})" if power.is_negative else self._raised(inner, power)

        def _raised(self, inner: str, power: Any) -> str:
            """Return a printed base to a power above 0; products are what NumPy squares with, and quick."""
            short = {
                sympy.Rational(1, 2): "Math.sqrt({})",
                sympy.Integer(1): "({})",
                sympy.Integer(2): "k.square({})",
                sympy.Integer(3): "k.cube({})",
                sympy.Integer(4): "k.square(k.square({}))",
            }
            return short[power].format(inner) if power in short else f"Math.pow({inner}, {self._print(power)})"

    return Printer()
