"""Text to SymPy, by way of checked tokens and a checked syntax tree; the text itself is never evaluated.

Everything is bounded (length, tokens, nesting, exponents, numbers), so that no text takes long or much memory, and
every refusal is a ValueError that points at a character.
"""

import ast
import math
from collections.abc import Callable
from typing import Any

from gdviz.problems.expression_functions import ARGUMENTS, COMPARISONS, FUNCTIONS, functions
from gdviz.problems.expression_reading import Source, tokenise
from gdviz.problems.expression_spelling import NESTING
from gdviz.problems.expression_tokens import EXAMPLE

POWER = 100
VARIABLES = 20
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def parse(text: str) -> tuple[Any, dict[str, Any], str]:
    """Return the SymPy expression that `text` means, its variables (SymPy symbols by name), and how it was read.

    Variables stand in the order that the text gives them, as in f(y, x) = ..., or else x, y, z, then the others
    alphabetically (x2 before x10).

    Raises
    ------
    ValueError
        For anything but numbers, variables, + - * / ** ^, brackets, comparisons and the functions of
        gdviz.problems.expression_functions, in any spelling that means one thing; for an expression without variables,
        and for one that is too large or not a finite real number.
    """
    import sympy

    source = tokenise(text)
    names = source.variables
    if not names:
        raise ValueError(f"{text!r} has no variable; write one with x or x and y, {EXAMPLE}")
    if len(names) > VARIABLES:
        raise ValueError(f"an expression has at most {VARIABLES} variables, not {len(names)}")
    symbols = {name: sympy.Symbol(f"v{i}") for i, name in enumerate(names)}
    try:
        tree = ast.parse(source.code, mode="eval")
    except SyntaxError as error:
        hint = "write a if x > 0 else b" if "if" in source.tokens or "else" in source.tokens else ""
        raise source.wrong_at("something cannot be read", (error.offset or 1) - 1, hint) from None
    return _Builder(source, symbols).built(tree.body, NESTING), symbols, source.reading


class _Builder:
    """Makes SymPy expressions of a syntax tree."""

    def __init__(self, source: Source, symbols: dict[str, Any]) -> None:
        self._source, self._symbols = source, symbols

    def built(self, node: ast.expr, room: int) -> Any:
        """Return a node as SymPy expression; `room` is how many functions and exponents may yet be in one another."""
        import sympy

        if room < 0:
            raise self._source.wrong(f"more than {NESTING} functions or exponents within one another", node)
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return _number(float(value))
            case ast.Name(id=name):
                return {"pi": sympy.pi, "e": sympy.E, **self._symbols}[name]
            case ast.UnaryOp(op=ast.UAdd() | ast.USub() as op, operand=inner):
                one = self.built(inner, room)
                return -one if isinstance(op, ast.USub) else one
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow() as op, right=right):
                # A comparison that is multiplied with is 1 or 0, as in NumPy.
                operand = self._factor if isinstance(op, ast.Mult) else self.built
                return self._combined(operand(left, room), op, operand(right, room - isinstance(op, ast.Pow)), node)
            case ast.IfExp(test=test, body=body, orelse=other):
                condition = self._condition(test, room - 1)
                return self._chosen(condition, self.built(body, room - 1), self.built(other, room - 1))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._called(name, arguments, node, room - 1)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise self._source.wrong("a comparison is no number", node, "write where(x > 0, 1, 0)")
        raise self._source.wrong("something other than numbers, variables and + - * / **", node)

    def _factor(self, node: ast.expr, room: int) -> Any:
        if isinstance(node, ast.Compare | ast.BoolOp):
            return self._chosen(self._condition(node, room - 1), _number(1.0), _number(0.0))
        return self.built(node, room)

    def _condition(self, node: ast.expr, room: int) -> Any:
        """Return a condition as SymPy function, or as True or False where it holds no variable."""
        if room < 0:
            raise self._source.wrong(f"more than {NESTING} functions or exponents within one another", node)
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others):
                sides = [self.built(each, room) for each in (left, *others)]
                pairs = zip(ops, sides, sides[1:], strict=False)
                found = [self._compared(_SIGNS[type(op)], a, b) for op, a, b in pairs]
                return _joined("and", found)
            case ast.BoolOp(op=op, values=values):
                return _joined("and" if isinstance(op, ast.And) else "or", [self._condition(v, room) for v in values])
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                one = self._condition(inner, room - 1)
                return not one if isinstance(one, bool) else functions()["not"](one)
        raise self._source.wrong("a condition that compares nothing", node, "write one such as x > 0")

    def _compared(self, sign: str, a: Any, b: Any) -> Any:
        if a.is_number and b.is_number:
            return bool(COMPARISONS[sign](float(a), float(b)))
        return functions()[sign](a, b)

    def _chosen(self, condition: Any, a: Any, b: Any) -> Any:
        if isinstance(condition, bool):
            return a if condition else b
        return a if a == b else functions()["where"](condition, a, b)

    def _called(self, name: str, arguments: list[ast.expr], node: ast.Call, room: int) -> Any:
        """Return a function of constants as a number, or of expressions as an expression."""
        fewest, most = ARGUMENTS.get(name, (1, 1))
        if not fewest <= len(arguments) <= most:
            several = f"{fewest} or more arguments" if most > fewest else f"{fewest} argument{'s' * (fewest > 1)}"
            hint = "write log10(x), log2(x) or log(x)/log(2)" if name == "log" else ""
            raise self._source.wrong(f"{name} takes {several}, not {len(arguments)}", node, hint)
        if name == "where":
            condition = self._condition(arguments[0], room)
            return self._chosen(condition, *(self.built(each, room) for each in arguments[1:]))
        if name == "piecewise":
            return self._pieces(arguments, node, room)
        values = [self.built(each, room) for each in arguments]
        if name in ("pow", "square"):
            b = values[1] if name == "pow" else _number(2.0)
            return self._raised(values[0], b, node)
        if name == "clip":
            inner = self._applied("max", values[:2], node)
            return self._applied("min", [inner, values[2]], node)
        return self._applied(name, values, node)

    def _applied(self, name: str, values: list[Any], node: ast.expr) -> Any:
        if all(value.is_number for value in values):
            return _number(self._real(lambda: FUNCTIONS[name](*map(float, values)), node))
        return self._checked(functions()[name](*values), node)

    def _pieces(self, arguments: list[ast.expr], node: ast.Call, room: int) -> Any:
        """Return SymPy's Piecewise((a, x > 0), (b, True)) as where(x > 0, a, b)."""
        pairs = [pair.elts for pair in arguments if isinstance(pair, ast.Tuple) and len(pair.elts) == 2]
        ends = pairs and isinstance(pairs[-1][1], ast.Constant) and pairs[-1][1].value is True
        if len(pairs) < len(arguments) or not ends:
            raise self._source.wrong("pieces that cannot be read", node, "write Piecewise((x**2, x > 0), (0, True))")
        built = self.built(pairs[-1][0], room)
        for value, condition in reversed(pairs[:-1]):
            room -= 1
            built = self._chosen(self._condition(condition, room), self.built(value, room), built)
        return built

    def _combined(self, a: Any, op: ast.operator, b: Any, node: ast.BinOp) -> Any:
        """Return a op b; of two constants, as a number that is bounded and real."""
        if isinstance(op, ast.Pow):
            return self._raised(a, b, node)
        work: Callable[[Any, Any], Any] = {
            ast.Add: lambda a, b: a + b,
            ast.Sub: lambda a, b: a - b,
            ast.Mult: lambda a, b: a * b,
            ast.Div: lambda a, b: a / b,
        }[type(op)]
        if isinstance(op, ast.Div) and b.is_zero:
            raise self._source.wrong("division by zero", node.right)
        if a.is_number and b.is_number:
            value = self._real(lambda: work(float(a), float(b)), node)
            exact = work(a, b)
            return exact if _is_simple(exact) else _number(value)
        return self._checked(work(a, b), node)

    def _raised(self, a: Any, b: Any, node: ast.BinOp | ast.Call) -> Any:
        """Return a to the power b; of two constants, as a number that is bounded and real."""
        left, right = (node.left, node.right) if isinstance(node, ast.BinOp) else (node, node)
        if a.is_number and b.is_number:
            value = self._real(lambda: float(a) ** float(b), node)
            exact = a**b if b.is_Integer and abs(b) <= POWER else None
            return exact if _is_simple(exact) else _number(value)
        if b.is_number and abs(b) > POWER:
            raise self._source.wrong(f"an exponent beyond {POWER}", right)
        if a.is_number and not a.is_positive:
            raise self._source.wrong("a power of a number that is not positive", left)
        return self._checked(a**b, node)

    def _checked(self, built: Any, node: ast.expr) -> Any:
        """Return an expression that SymPy may have simplified, if it is still real, finite and bounded."""
        import sympy

        if built.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
            raise self._source.wrong("something that is not a finite real number", node)
        if not is_bounded(built):
            raise self._source.wrong("numbers that grow above 1e308", node)
        exponent = built.as_base_exp()[1]
        if exponent.is_number and abs(exponent) > POWER:
            raise self._source.wrong(f"an exponent beyond {POWER}", node)
        return built

    def _real(self, work: Callable[[], Any], node: ast.expr) -> float:
        try:
            value = work()
        except (ArithmeticError, ValueError):
            value = math.nan
        # A power of a negative number may be complex.
        if isinstance(value, complex) or not math.isfinite(value):
            raise self._source.wrong("something that is not a finite real number", node)
        return value


def _joined(name: str, found: list[Any]) -> Any:
    """Return conditions joined by "and" or "or", with those that are constant worked out."""
    decides = name == "or"
    if any(each is decides for each in found):
        return decides
    rest = [each for each in found if not isinstance(each, bool)]
    built = rest[0] if rest else not decides
    for each in rest[1:]:
        built = functions()[name](built, each)
    return built


def _number(value: float) -> Any:
    """Return a double as SymPy number, whole ones as integers."""
    import sympy

    # 17 digits tell every double from its neighbours.
    return sympy.Integer(int(value)) if value.is_integer() and abs(value) <= 2**53 else sympy.Float(value, 17)


def _is_simple(constant: Any) -> bool:
    """Whether a constant is e, a fraction, or a fraction of pi: what is kept exactly, for the formula's sake."""
    import sympy

    if constant is None or constant == sympy.E:
        return constant is not None
    ratio = constant if constant.is_Rational else constant / sympy.pi
    return bool(ratio.is_Rational and max(abs(ratio.p), ratio.q) <= 2**53)


def is_bounded(built: Any) -> bool:
    """Whether NumPy can hold every number of an expression."""
    import sympy

    return all(
        -1e308 < number < 1e308 and (number.is_Float or number.q < 1e308) for number in built.atoms(sympy.Number)
    )
