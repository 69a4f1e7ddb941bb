"""Text to SymPy, by way of checked tokens and a checked syntax tree; the text itself is never evaluated.

Everything is bounded (length, tokens, nesting, exponents, numbers), so that no text takes long or much memory, and
every refusal is a ValueError that points at a character.
"""

import ast
import keyword
import math
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

LENGTH = 500
TOKENS = 250
NESTING = 20
POWER = 100
VARIABLES = 20
EXAMPLE = "for example (x**2 + y - 11)**2 + (x + y**2 - 7)**2"

# How each function works out a constant argument; SymPy's own do it for the variables.
FUNCTIONS: dict[str, Callable[[float], float]] = {
    **{name: getattr(math, name) for name in ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sinh", "cosh")},
    **{name: getattr(math, name) for name in ("asin", "acos", "atan")},
    "abs": math.fabs,
}
CONSTANTS = ("pi", "e")
BETWEEN = ("*", "/", "**", "^")
# What to write for what is often typed or pasted.
INSTEAD = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "²": "**2", "³": "**3", "π": "pi", "[": "("}
_TOKEN = re.compile(
    r"(?P<number>(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)|(?P<name>[A-Za-z]\w*)|(?P<sign>\*\*|[-+*/^()])|(?P<space>\s+)",
    re.ASCII,
)


@dataclass(frozen=True)
class Source:
    """The text, its tokens with the places where they stand, and the columns where they stand in the code made of them.

    In `code`, tokens are one space apart and ^ is **, so that Python's parser reads what is meant.
    """

    text: str
    tokens: tuple[str, ...]
    places: tuple[int, ...]

    @property
    def code(self) -> str:
        """The tokens as Python code."""
        return " ".join(self.tokens)

    def at(self, column: int) -> int:
        """Return the place in the text of the token at a column of the code."""
        starts, here = [], 0
        for token in self.tokens:
            starts.append(here)
            here += len(token) + 1
        return self.places[max(bisect_right(starts, column) - 1, 0)]

    def wrong(self, what: str, node: ast.expr, hint: str = "") -> ValueError:
        """Return the error that says what is wrong at a node."""
        return wrong(what, self.text, self.at(node.col_offset), hint)


def wrong(what: str, text: str, place: int, hint: str = "") -> ValueError:
    """Return the error that says what is wrong at a place (from 0), showing the text around it."""
    first = max(place - 40, 0) if len(text) > 80 else 0
    shown = text if len(text) <= 80 else text[first : place + 40]
    return ValueError(f"{what} at character {place + 1} of {shown!r}{f'; {hint}' if hint else ''}")


def parse(text: str) -> tuple[Any, dict[str, Any]]:
    """Return the SymPy expression that `text` means, and its variables: SymPy symbols by name.

    Variables stand in the order x, y, z, then the others alphabetically (x2 before x10).

    Raises
    ------
    ValueError
        For anything but numbers, variables, + - * / ** ^, brackets and the functions of FUNCTIONS, for an expression
        without variables, and for one that is too large or not a finite real number.
    """
    import sympy

    source = tokenise(text)
    names = {name for name in source.tokens if name.isidentifier()} - {*FUNCTIONS, *CONSTANTS}
    if not names:
        raise ValueError(f"{text!r} has no variable; write one with x or x and y, {EXAMPLE}")
    if len(names) > VARIABLES:
        raise ValueError(f"an expression has at most {VARIABLES} variables, not {len(names)}")
    symbols = {name: sympy.Symbol(f"v{i}") for i, name in enumerate(sorted(names, key=_rank))}
    try:
        tree = ast.parse(source.code, mode="eval")
    except SyntaxError as error:
        raise wrong("something cannot be read", text, source.at((error.offset or 1) - 1)) from None
    return _built(tree.body, source, symbols, NESTING), symbols


def _rank(name: str) -> tuple[bool, str, int, str]:
    stem, digits = re.fullmatch(r"(.*?)(\d*)", name, re.DOTALL).groups()  # type: ignore[union-attr]
    return name not in ("x", "y", "z"), stem, int(digits or -1), name


def tokenise(text: str) -> Source:
    """Return the tokens of `text`, which stand in an order that means something, with brackets that match."""
    if len(text) > LENGTH:
        raise ValueError(f"an expression has at most {LENGTH} characters, not {len(text)}")
    found: list[re.Match[str]] = []
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            hint = f"write {INSTEAD[text[place]]}" if text[place] in INSTEAD else ""
            raise wrong(f"unexpected {text[place]!r}", text, place, hint)
        if token.lastgroup != "space":
            found.append(token)
        place = token.end()
    if not found:
        raise ValueError(f"the expression is empty; {EXAMPLE}")
    if found[0][0] in BETWEEN:
        raise wrong(f"nothing before {found[0][0]!r}", text, found[0].start())
    if len(found) > TOKENS:
        raise ValueError(f"an expression has at most {TOKENS} numbers, names and signs, not {len(found)}")
    opened: list[int] = []
    for token, after in zip(found, [*found[1:], None], strict=True):
        _check_token(token, after, text)
        if token[0] == "(":
            opened.append(token.start())
            if len(opened) > NESTING:
                raise wrong(f"more than {NESTING} brackets within one another", text, token.start())
        elif token[0] == ")" and not opened:
            raise wrong("')' closes no bracket", text, token.start())
        elif token[0] == ")":
            opened.pop()
    if opened:
        raise wrong("'(' is never closed", text, opened[-1])
    # Python refuses leading zeros.
    words = (re.sub(r"^0+(?=\d)", "", token[0]).replace("^", "**") for token in found)
    return Source(text, tuple(words), tuple(token.start() for token in found))


def _check_token(token: re.Match[str], after: re.Match[str] | None, text: str) -> None:
    """Refuse a token that cannot stand where it stands."""
    word, follower, place = token[0], after[0] if after else "", token.start()
    is_name = token.lastgroup == "name"
    if token.lastgroup == "number" and math.isinf(float(word)):
        raise wrong("a number above 1e308", text, place)
    if is_name and word in FUNCTIONS:
        if follower != "(":
            raise wrong(f"the function {word!r} without its argument", text, place, f"write {word}(x)")
        return
    if is_name and (keyword.iskeyword(word) or len(word) > NESTING):
        raise wrong(f"{word!r} cannot be the name of a variable", text, place)
    if is_name and follower == "(":
        nearest = get_close_matches(word.lower(), FUNCTIONS, n=1, cutoff=0.6)
        hint = (
            f"did you mean {nearest[0]!r}?" if nearest else f"functions are {', '.join(FUNCTIONS)}; a product needs *"
        )
        raise wrong(f"unknown function {word!r}", text, place, hint)
    if word == "(" and follower == ")":
        raise wrong("nothing between brackets", text, place)
    if token.lastgroup == "sign" and word != ")" and follower in ("", ")"):
        raise wrong(f"nothing after {word!r}", text, place)
    if token.lastgroup == "sign" and word != ")" and follower in BETWEEN:
        raise wrong(f"nothing between {word!r} and {follower!r}", text, place)
    ends = is_name or token.lastgroup == "number" or word == ")"
    if ends and after and (after.lastgroup in ("name", "number") or follower == "("):
        raise wrong(f"no sign between {word!r} and {follower!r}", text, after.start(), "a product needs *")


def _built(node: ast.expr, source: Source, symbols: dict[str, Any], room: int) -> Any:
    """Return a node as SymPy expression; `room` is how many functions and exponents may yet be within one another."""
    import sympy

    if room < 0:
        raise source.wrong(f"more than {NESTING} functions or exponents within one another", node)
    match node:
        case ast.Constant(value=int() | float() as value):
            return _number(float(value))
        case ast.Name(id=name):
            return {"pi": sympy.pi, "e": sympy.E, **symbols}[name]
        case ast.UnaryOp(op=ast.UAdd() | ast.USub() as op, operand=inner):
            built = _built(inner, source, symbols, room)
            return -built if isinstance(op, ast.USub) else built
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow() as op, right=right):
            a = _built(left, source, symbols, room)
            b = _built(right, source, symbols, room - isinstance(op, ast.Pow))
            return _combined(a, op, b, node, source)
        case ast.Call(func=ast.Name(id=name), args=[inner]):
            return _called(name, _built(inner, source, symbols, room - 1), node, source)
    raise source.wrong("something other than numbers, variables and + - * / **", node)


def _combined(a: Any, op: ast.operator, b: Any, node: ast.BinOp, source: Source) -> Any:
    """Return a op b; of two constants, as a number that is bounded and real."""
    sign, work = {
        ast.Add: ("+", lambda a, b: a + b),
        ast.Sub: ("-", lambda a, b: a - b),
        ast.Mult: ("*", lambda a, b: a * b),
        ast.Div: ("/", lambda a, b: a / b),
        ast.Pow: ("**", lambda a, b: a**b),
    }[type(op)]
    if sign == "/" and b.is_zero:
        raise source.wrong("division by zero", node.right)
    if a.is_number and b.is_number:
        value = _real(lambda: work(float(a), float(b)), node, source)
        exact = work(a, b) if sign != "**" or (b.is_Integer and abs(b) <= POWER) else None
        return exact if _is_simple(exact) else _number(value)
    if sign == "**" and b.is_number and abs(b) > POWER:
        raise source.wrong(f"an exponent beyond {POWER}", node.right)
    if sign == "**" and a.is_number and not a.is_positive:
        raise source.wrong("a power of a number that is not positive", node.left)
    return _checked(work(a, b), node, source)


def _called(name: str, argument: Any, node: ast.Call, source: Source) -> Any:
    """Return a function of a constant as a number, or of an expression as an expression."""
    if argument.is_number:
        return _number(_real(lambda: FUNCTIONS[name](float(argument)), node, source))
    return _checked(functions()[name](argument), node, source)


def _checked(built: Any, node: ast.expr, source: Source) -> Any:
    """Return an expression that SymPy may have simplified, if it is still real, finite and bounded."""
    import sympy

    if built.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
        raise source.wrong("something that is not a finite real number", node)
    if not is_bounded(built):
        raise source.wrong("numbers that grow above 1e308", node)
    exponent = built.as_base_exp()[1]
    if exponent.is_number and abs(exponent) > POWER:
        raise source.wrong(f"an exponent beyond {POWER}", node)
    return built


def _real(work: Callable[[], float], node: ast.expr, source: Source) -> float:
    try:
        value = work()
    except (ArithmeticError, ValueError):
        value = math.nan
    # A power of a negative number may be complex.
    if isinstance(value, complex) or not math.isfinite(value):
        raise source.wrong("something that is not a finite real number", node)
    return value


def _number(value: float) -> Any:
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


@cache
def functions() -> dict[str, Any]:
    """Return the SymPy functions by name.

    SymPy's Abs has a derivative that is not real everywhere; ours has the slope sign(u), and that has slope 0.
    """
    import sympy

    sign = type("Sign", (sympy.Function,), {"fdiff": lambda self, argindex=1: sympy.S.Zero})
    magnitude = type(
        "Magnitude",
        (sympy.Function,),
        {
            "fdiff": lambda self, argindex=1: sign(self.args[0]),
            "_latex": lambda self, printer, exp=None: (
                f"|{printer._print(self.args[0])}|" + (f"^{{{exp}}}" if exp else "")
            ),
        },
    )
    return {**{name: getattr(sympy, name) for name in FUNCTIONS if name != "abs"}, "abs": magnitude}
