"""Formulas are kept once, as LaTeX; matplotlib reads that, and Manim's MathTypst reads what `typst` makes of it."""

import re

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[A-Za-z]+|\d+(?:\.\d+)?|\S|\s+")

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
} | {
    f"\\{name}"
    for name in ["sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "exp", "log", "max", "min"]
}
_WITH_ONE = {"\\hat": "hat", "\\bar": "overline", "\\sqrt": "sqrt", "\\mathrm": "upright", "\\text": "upright"}


def typst(latex: str) -> str:
    r"""Return LaTeX math, in the subset that formulas here use, as Typst math.

    Letters, numbers, operators, Greek letters, sub- and superscripts, ``\frac``, ``\sqrt``, ``\hat``, ``\mathrm`` and
    the commands of the tables above.

    Raises
    ------
    ValueError
        For a command that is not in the subset, or braces that do not match.
    """
    tokens = [sign for sign in _TOKEN.findall(latex) if not sign.isspace()]
    words, rest = _group(tokens, latex)
    if rest:
        raise ValueError(f"unmatched brace in the formula {latex!r}")
    return words


def _group(tokens: list[str], latex: str) -> tuple[str, list[str]]:
    """Translate up to the brace that closes this group; return the words and the tokens from that brace on."""
    words: list[str] = []
    while tokens and tokens[0] != "}":
        sign, tokens = tokens[0], tokens[1:]
        if sign in ("^", "_"):
            inner, tokens = _argument(tokens, latex)
            words[-1:] = [f"{words[-1]}{sign}({inner})" if words else f'""{sign}({inner})']
        else:
            word, tokens = _word(sign, tokens, latex)
            words.append(word)
    return " ".join(words), tokens


def _word(sign: str, tokens: list[str], latex: str) -> tuple[str, list[str]]:
    if sign == "{":
        words, tokens = _group(tokens, latex)
        if not tokens:
            raise ValueError(f"unmatched brace in the formula {latex!r}")
        return words, tokens[1:]
    if sign == "\\frac":
        above, tokens = _argument(tokens, latex)
        below, tokens = _argument(tokens, latex)
        return f"frac({above}, {below})", tokens
    if sign in _WITH_ONE:
        inner, tokens = _argument(tokens, latex)
        return f"{_WITH_ONE[sign]}({inner})", tokens
    if sign in _NAMES:
        return _NAMES[sign], tokens
    if sign in _SAME:
        return sign[1:], tokens
    if sign.startswith("\\"):
        raise ValueError(f"{sign} in the formula {latex!r} is not among the commands that gdviz.style.formula knows")
    # In Typst several letters are one name, in LaTeX a product.
    return (" ".join(sign) if sign.isalpha() else f'"{sign}"' if sign in '",;#$' else sign), tokens


def _argument(tokens: list[str], latex: str) -> tuple[str, list[str]]:
    """Translate what a command or an index applies to: a group, a command, or a single sign, as in x^10 = x^{1} 0."""
    if not tokens or tokens[0] == "}":
        raise ValueError(f"something is missing at the end of a group in the formula {latex!r}")
    if tokens[0] == "[":
        raise ValueError(f"brackets as an argument in the formula {latex!r} are not what gdviz.style.formula knows")
    first, rest = tokens[0], tokens[1:]
    if first[0].isalnum() and len(first) > 1:
        first, rest = first[0], [first[1:], *rest]
    return _word(first, rest, latex)
