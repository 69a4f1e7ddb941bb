"""Formulas are kept once, as LaTeX; matplotlib reads that, and Manim's MathTypst reads what `typst` makes of it.

They come from runs, which strangers may have written, and Typst is a programming language: `typst` translates token by
token what it knows, quotes every other sign, and hands on nothing as it is.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import accumulate

from gdviz.languages import spoken
from gdviz.languages.numbers import signs_of
from gdviz.wording import visible

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[A-Za-z]+|\d+(?:(?:\.|\{,\})\d+)?|\S|\s+")
# Where a number has its decimals.
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
# A decimal comma in LaTeX, and in Typst, where blanks about it would be seen: neither is punctuation.
_COMMA, _COMMA_IN_TYPST = "{,}", '","'


# Commands whose Typst name is another; Greek letters and functions have the same names in both.
_NAMES = {
    "\\leftarrow": "arrow.l",
    "\\rightarrow": "arrow.r",
    "\\cdot": "dot.op",
    "\\leq": "lt.eq",
    "\\geq": "gt.eq",
    "\\neq": "eq.not",
    "\\epsilon": "epsilon.alt",
    "\\nabla": "nabla",
    "\\sum": "sum",
    "\\prod": "product",
    "\\partial": "partial",
    "\\infty": "infinity",
    "\\ldots": "dots.h",
    "\\qquad": "wide",
    "\\quad": "quad",
    "\\,": "thin",
    "\\odot": "dot.o",
    "\\pm": "plus.minus",
    # In Typst a stroke makes a fraction of what stands beside it.
    "/": "slash",
}
# What means the same in Typst as it stands, with blanks about it; every other sign is put in quotation marks.
_PLAIN = set("+-*=<>()[]|!?':.")
# What LaTeX takes for itself after a backslash alone, and what nothing but another sign stands for.
_ESCAPED = {f"\\{sign}" for sign in "{}$%#&_"}
_SIGNS = {
    **{sign: f"\\{sign}" for sign in "{}$%_"},
    " ": "\\,",
    "\\": "\\backslash ",
    "^": "\\wedge ",
    "~": "\\sim ",
    "#": "\\sharp ",
    '"': "''",
    "`": "'",
}
# Deeper groups than this are no formula.
_DEEPEST = 40
FUNCTIONS = ("sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "exp", "log", "max", "min")
_SAME = {
    f"\\{name}"
    for name in [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "eta",
        "theta",
        "lambda",
        "mu",
        "nu",
        "pi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "psi",
        "omega",
    ]
} | {f"\\{name}" for name in FUNCTIONS}
_GREEK = {name for name in _SAME if name[1:] not in FUNCTIONS} | {"\\epsilon"}
# A name with a number at its end; how Unicode spells a letter that has another name there; and small figures.
_NUMBERED = re.compile(r"(.*?)_?([0-9]*)", re.DOTALL)
_SPELT = {"lambda": "lamda"}
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WITH_ONE = {"\\hat": "hat", "\\bar": "overline", "\\sqrt": "sqrt", "\\mathrm": "upright", "\\text": "upright"}


def with_decimal_sign(latex: str) -> str:
    r"""Return LaTeX whose numbers have the decimal sign of the language that is spoken: 0{,}1 for 0.1 in German.

    In the braces a comma is no punctuation, and has no space behind it.
    """
    sign, _ = signs_of(spoken().name)
    return _DECIMAL.sub(_COMMA, latex) if sign == "," else latex


def typst(latex: str) -> str:
    r"""Return LaTeX math, in the subset that formulas here use, as Typst math.

    Letters, numbers, operators, Greek letters, sub- and superscripts, ``\frac``, ``\sqrt``, ``\hat``, ``\mathrm`` and
    the commands of the tables above. Any other sign stands for itself.

    Raises
    ------
    ValueError
        For a command that is not in the subset, or braces that do not match.
    """
    reader = _Reader(latex, [sign for sign in _TOKEN.findall(visible(latex)) if not sign.isspace()][::-1])
    words = reader.group()
    if reader.rest:
        raise ValueError(f"unmatched brace in the formula {latex!r}")
    return words


@dataclass
class _Reader:
    """What is left to be read of a formula, the next token last, and how many groups are open."""

    latex: str
    rest: list[str]
    depth: int = field(default=0)

    def group(self) -> str:
        """Translate up to the brace that closes this group."""
        # What stands on the line, and the indices that hang on it.
        words: list[tuple[str, str]] = []
        while self.rest and self.rest[-1] != "}":
            sign = self.rest.pop()
            if sign in ("^", "_"):
                # Nothing can hang on a bracket that opens.
                hangs = words and words[-1][0] not in ("(", "[")
                word, indices = words.pop() if hangs else ('""', "")
                words.append((word, f"{indices}{sign}({self.argument()})"))
            else:
                words.append((self.word(sign), ""))
        signs = _alone([word for word, _ in words])
        return " ".join(f"{sign}{indices}" for sign, (_, indices) in zip(signs, words, strict=True))

    def word(self, sign: str) -> str:
        """Translate a token, with what it applies to."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError(f"the formula {self.latex[:40]!r}... is nested too deep to be read")
        made = self._translated(sign)
        self.depth -= 1
        return made

    def _translated(self, sign: str) -> str:
        if sign == "{":
            words = self.group()
            if not self.rest:
                raise ValueError(f"unmatched brace in the formula {self.latex!r}")
            self.rest.pop()
            return words
        if sign == "\\frac":
            above = self.argument()
            return f"frac({above}, {self.argument()})"
        if sign in _WITH_ONE:
            return f"{_WITH_ONE[sign]}({self.argument()})"
        if sign in _NAMES:
            return _NAMES[sign]
        if sign in _SAME:
            return sign[1:]
        if sign in _ESCAPED:
            return f'"{sign[1]}"'
        if sign.startswith("\\"):
            raise ValueError(
                f"{sign} in the formula {self.latex!r} is not among the commands that gdviz.style.formula knows"
            )
        # In Typst several letters are one name, in LaTeX a product.
        if sign.isalpha():
            return " ".join(sign)
        if sign[0].isdecimal() and sign.isascii():
            return sign.replace(_COMMA, _COMMA_IN_TYPST)
        return sign if sign in _PLAIN else _quoted(sign)

    def argument(self) -> str:
        """Translate what a command or an index applies to: a group, a command, or a single sign, as in x^10."""
        if not self.rest or self.rest[-1] == "}":
            raise ValueError(f"something is missing at the end of a group in the formula {self.latex!r}")
        if self.rest[-1] == "[":
            raise ValueError(
                f"brackets as an argument in the formula {self.latex!r} are not what gdviz.style.formula knows"
            )
        first = self.rest.pop()
        if first[0].isalnum() and len(first) > 1:
            first, left = first[0], first[1:]
            self.rest += _TOKEN.findall(left)[::-1]
        return _alone([self.word(first)])[0]


def _alone(words: list[str]) -> list[str]:
    """Return the words of a group; where a bracket has not its fellow there, none looks for one beyond the group.

    Of which form a bracket is matters to neither LaTeX nor Typst.
    """
    depth = [(word in ("(", "[")) - (word in (")", "]")) for word in words]
    open_now = list(accumulate(depth))
    if min(open_now, default=0) == 0 and sum(depth) == 0:
        return words
    return [f"\\{word}" if change else word for word, change in zip(words, depth, strict=True)]


def _quoted(sign: str) -> str:
    """Return a sign as a string of Typst, in which a quotation mark alone means more than itself."""
    return '"\\""' if sign == '"' else f'"{sign}"'


def symbol_of(name: str) -> str:
    r"""Return the name of a parameter as LaTeX: x, w_{1}, \theta_{2}, or upright words of signs that are themselves."""
    stem, digits = _NUMBERED.fullmatch(name).groups()  # type: ignore[union-attr]
    if (len(stem) == 1 and stem.isalpha()) or f"\\{stem}" in _GREEK:
        shown = stem if len(stem) == 1 else f"\\{stem}"
        return f"{shown}_{{{digits}}}" if digits else shown
    return rf"\mathrm{{{''.join(_SIGNS.get(sign, sign) for sign in name)}}}"


def written(name: str) -> str:
    """Return the name of a parameter as words say it: θ₂ for theta2."""
    stem, digits = _NUMBERED.fullmatch(name).groups()  # type: ignore[union-attr]
    if f"\\{stem}" not in _GREEK:
        return name
    return unicodedata.lookup(f"GREEK SMALL LETTER {_SPELT.get(stem, stem)}") + digits.translate(_LOWERED)
