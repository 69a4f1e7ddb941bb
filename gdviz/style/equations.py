"""Functions as they stand in a line: f(x, y) = x³ − 3x + y³ − 3y, broken before signs where there is no room."""

import re
from collections.abc import Sequence
from typing import Self

from gdviz.style.formula import FUNCTIONS, symbol_of, typst, with_decimal_sign

# Commands, numbers with their letters apart, and signs.
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\s+|.", re.DOTALL)
_FRACTION = "\\frac"
# A number, a letter or a name, with its indices.
_FACTOR = re.compile(r"(?:[\d.]+|[A-Za-z]|\\[a-zA-Z]+)(?:[_^]\{[^{}]*\})*")
# Between a factor and a function there is a thin space, which matplotlib leaves out.
_TIGHT = re.compile(r"((?:^|[^A-Za-z\\])[A-Za-z]|[0-9)}|])\s+(?=\\(?:" + "|".join(FUNCTIONS) + r")\b)")
# A one with so many noughts that they would have to be counted, and is not itself raised.
_ROUND = re.compile(r"(?<![\d.])1(0{5,})(?![\d.]|\s*\^)")
# What stands for the terms that are cut off, and more variables than these are not all named.
CUT, NAMED = r"\ldots", 4
# A term of more letters of LaTeX may be broken in its brackets.
LONG = 36
# After these a sign belongs to what follows it.
_UNARY = ("", "(", "[", "{", "=", ",", "^", "_", "|", "\\cdot", "\\leq", "\\geq", "<", ">")
# What is typed for Python, and what print has for it: whole powers, and factors beside a number.
_POWER = re.compile(r"\s*\*\*\s*(?:(\d+)|\((-?\d+)\))(?![\w.(]|\s*\*\*)")
_TIMES = re.compile(r"(?<![\w.])(?<![eE]-)(\d+(?:\.\d+)?)\s*\*\s*(?=\(|(?![eE]\d)[^\W\d])")
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def as_printed(typed: str) -> str:
    """Return a function that is typed for Python as plain words have it, which can be read aloud.

    >>> as_printed("(x**2 - 2)**2 + 3*(y - x/2)**2")
    '(x² − 2)² + 3(y − x/2)²'
    """
    raised = _POWER.sub(lambda found: (found[1] or found[2]).translate(_RAISED), typed)
    beside = _TIMES.sub(r"\1", raised.replace("**", "^"))
    return beside.replace("*", "·").replace("-", "−")


class TypesetFunction(str):
    """A function in plain words, and, in `parts`, as LaTeX that may be broken between them alone."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, typed: str, formula: str, names: Sequence[str]) -> str:
        """Return the equation of a function of variables of such names; what was typed where it cannot be set."""
        try:
            running = in_line(formula)
            if not running.strip():
                return typed
            variables = [symbol_of(name) for name in names]
            variables = variables if len(variables) <= NAMED else [*variables[: NAMED - 1], CUT]
            parts = [rf"f({', '.join(variables)}) = ", *signed_terms(running)]
            for part in parts:
                typst(part)
            typst("".join(parts))
        except ValueError:
            return typed
        made = cls(typed)
        made.parts = tuple(parts)
        return made


class WithMath(str):
    """Words with formulas between dollar signs, whose numbers have the language's decimal sign.

    In all other words a dollar sign is one.
    """

    def __new__(cls, words: str) -> Self:
        """Return the words, with the numbers of their formulas as the spoken language writes them."""
        parts = words.split("$")
        parts[1::2] = map(with_decimal_sign, parts[1::2])
        return super().__new__(cls, "$".join(parts))


def in_line(latex: str) -> str:
    r"""Return a formula with strokes in place of fractions, which are higher than a line: x^2/4 for \frac{x^2}{4}.

    A one with five noughts or more is a power of ten.

    Raises
    ------
    ValueError
        Where braces do not match, or a fraction is not of two groups in braces.
    """
    made, rest = _group(_TOKEN.findall(latex)[::-1], 0)
    if rest:
        raise ValueError(f"unmatched brace in the formula {latex!r}")
    made = _ROUND.sub(lambda found: f"10^{{{len(found[1])}}}", made)
    return _TIGHT.sub(r"\1\\, ", made)


def line_of(latex: str) -> str:
    """Return a line of an equation as matplotlib reads it: a sign at its beginning stands off what follows.

    Its numbers have the decimal sign of the language that is spoken.
    """
    return f"${'{} ' if latex[:1] in ('+', '-') else ''}{with_decimal_sign(latex)}$"


def signed_terms(latex: str) -> list[str]:
    """Return a formula in parts that each begin with a sign, all but the first.

    Indices and roots stay whole, and so does what is in brackets unless it is long.
    """
    whole = _cut(latex, "({", ")}")
    return [part for term in whole for part in ([term] if len(term) <= LONG else _cut(term, "{", "}"))]


def _cut(latex: str, opening: str, closing: str) -> list[str]:
    """Return a formula cut before the signs that stand in none of such brackets."""
    parts, depth, last = [""], 0, ""
    for sign in _TOKEN.findall(latex):
        if sign in ("+", "-") and not depth and last not in _UNARY:
            parts.append("")
        depth += (sign in opening) - (sign in closing)
        last = last if sign.isspace() else sign
        parts[-1] += sign
    return parts


def _group(signs: list[str], depth: int) -> tuple[str, list[str]]:
    """Return what a group says, up to the brace that closes it, and the signs after that, the next one last."""
    if depth > 40:
        raise ValueError("a formula that is nested too deep")
    made: list[str] = []
    while signs and (signs[-1] != "}" or not depth):
        sign = signs.pop()
        if sign == "}":
            raise ValueError("a brace that closes nothing")
        if sign == _FRACTION:
            above, signs = _argument(signs, depth)
            below, signs = _argument(signs, depth)
            made.append(f"{_bracketed(above, products=True)}/{_bracketed(below)}")
        elif sign == "{":
            inner, signs = _argument([*signs, sign], depth)
            made.append(f"{{{inner}}}")
        else:
            made.append(sign)
    return "".join(made), signs


def _argument(signs: list[str], depth: int) -> tuple[str, list[str]]:
    """Return what stands in the braces that come next, and the signs after them."""
    while signs and signs[-1].isspace():
        signs.pop()
    if not signs or signs.pop() != "{":
        raise ValueError("a fraction that is not of two groups")
    inner, signs = _group(signs, depth + 1)
    if not signs:
        raise ValueError("a brace that is not closed")
    signs.pop()
    return inner, signs


def _bracketed(latex: str, *, products: bool = False) -> str:
    """Return the part of a fraction in brackets, unless it is a single factor, or a product where those may stand."""
    plain, depth, outer = latex.strip(), 0, []
    for sign in _TOKEN.findall(plain):
        depth -= sign in ("}", ")")
        if not depth:
            outer.append(sign)
        depth += sign in ("{", "(")
    is_sum = any(sign in ("+", "-", "/") for sign in outer)
    return plain if _FACTOR.fullmatch(plain) or (products and not is_sum) else f"({plain})"
