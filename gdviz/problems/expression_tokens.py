"""An expression's text as tokens, whatever signs and letters it is typed with: x², θ, ×, np.sin.

Each token keeps the place in the text where it stands, so that every refusal can point at a character.
"""

import keyword
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

LENGTH = 500
LONGEST_NAME = 20
EXAMPLE = "for example (x**2 + y - 11)**2 + (x + y**2 - 7)**2"

_Kind = Literal["number", "name", "sign", "compare", "word", "raised"]

WORDS = {"if", "else", "and", "or", "not", "lambda"}
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸᵏ", "0123456789+-nxyk", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
# One for one, so that places stay what they are.
_SAME = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑‒⁻", "-"),
        **dict.fromkeys("×·⋅∙•∗✕\u2062", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        "ˆ": "^",
        **dict.fromkeys("∣❘", "|"),
        # Signs without width.
        **dict.fromkeys("\u200b\u200c\u200d\ufeff\u2061", " "),
    }
)
_COMPARE = {"≤": "<=", "≥": ">=", "≠": "!="}
_LETTERS = {"ϕ": "phi", "ϑ": "theta", "ϵ": "epsilon", "λ": "lambda_", "Λ": "Lambda"}
_FRACTIONS = {"½": ("1", "2"), "⅓": ("1", "3"), "⅔": ("2", "3"), "¼": ("1", "4"), "¾": ("3", "4"), "⅛": ("1", "8")}
# Modules whose functions may be typed with the module's name before them.
_MODULES = r"(?:np|numpy|jnp|math|Math|torch|sympy|sp|tf)\.(?=[A-Za-z])"
_TOKEN = re.compile(
    rf"(?P<number>(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)|(?P<name>({_MODULES})?[A-Za-z]\w*)|(?P<compare><=|>=|==|!=|<|>)"
    r"|(?P<sign>\*\*|[-+*/^()|,=:\[\]√])|(?P<space>\s+|\.(?=[*/^]))",
    re.ASCII,
)
# What belongs to a Greek letter; any other letter after it is another name.
_INDEX = re.compile(r"_\w+|\d+", re.ASCII)
_OTHER_BASE = re.compile(r"0[xXbBoO][0-9a-fA-F]+")
_IMAGINARY = re.compile(r"(\d+\.?\d*|\.\d+)[jJ](?!\w)", re.ASCII)
_HINTS = {
    "[": "write (",
    "{": "write (",
    "}": "write )",
    "\\": r"LaTeX is not read: write (x + 1)/2 for \frac{x + 1}{2}, sqrt(x) for \sqrt{x}, theta for \theta",
    "!": "a factorial has no gradient",
    "%": "a remainder has no gradient",
    "&": "write and between two conditions",
    "@": "write the product out, as in x0*x0 + x1*x1",
    "∞": "an infinite number cannot be computed with",
    "∑": "write the sum out, as in x0**2 + x1**2",
    "∫": "an integral is not read",
    "∂": "a derivative is not read",
    "∇": "a derivative is not read",
    "∛": "write sign(x)*abs(x)**(1/3)",
    "'": "write the function without quotation marks",
    '"': "write the function without quotation marks",
    ".": "attributes and methods are not read; a function stands before its argument, as in sqrt(x)",
    ";": "one function at a time",
    **dict.fromkeys("→↦⟶", "write f(x) = ..., or the function alone"),
    "$": "write the formula without dollar signs",
}


@dataclass(frozen=True)
class Token:
    """A number, name, sign, comparison, word of Python or raised exponent, and the place where it stands, from 0."""

    kind: _Kind
    word: str
    place: int


def wrong(what: str, text: str, place: int, hint: str = "") -> ValueError:
    """Return the error that says what is wrong at a place (from 0), showing the text around it."""
    first = max(place - 40, 0) if len(text) > 80 else 0
    shown = text if len(text) <= 80 else text[first : place + 40]
    return ValueError(f"{what} at character {place + 1} of {shown!r}{f'; {hint}' if hint else ''}")


def scan(text: str) -> list[Token]:
    """Return the tokens of `text`: names in ASCII (theta, x1), all signs as Python writes them, ^ as **.

    Raises
    ------
    ValueError
        For a character that begins no token, a number that Python cannot hold, a name that is too long, no token at
        all, or more than LENGTH characters.
    """
    if len(text) > LENGTH:
        raise ValueError(f"an expression has at most {LENGTH} characters, not {len(text)}")
    plain = "".join(map(_plain, text))
    found: list[Token] = []
    place = 0
    while place < len(text):
        tokens, after = _next(plain, place, text)
        found += tokens
        place = after
    if not found:
        raise ValueError(f"the expression is empty; {EXAMPLE}")
    return found


def _plain(sign: str) -> str:
    """Return a character's plain form, if that is one too: x for a slanted or a wide x, - for a true minus."""
    if sign.isascii() or sign in _RAISED or sign in _LOWERED:
        return sign
    same = unicodedata.normalize("NFKC", sign)
    sign = same if len(same) == 1 else sign
    return " " if sign.isspace() else sign.translate(_SAME)


def _next(plain: str, place: int, text: str) -> tuple[list[Token], int]:
    """Return the tokens that begin at a place (none for blanks), and the place after them."""
    sign = plain[place]
    if sign in _RAISED:
        return _raised(plain, place, text)
    if sign in _COMPARE:
        return [Token("compare", _COMPARE[sign], place)], place + 1
    if sign in _FRACTIONS:
        above, below = _FRACTIONS[sign]
        return [
            Token("sign", "(", place),
            Token("number", above, place),
            Token("sign", "/", place),
            Token("number", below, place),
            Token("sign", ")", place),
        ], place + 1
    if greek := _greek(sign):
        indexed = _INDEX.match(plain, place + 1)
        index = indexed[0] if indexed else ""
        stem = greek.removesuffix("_") if index.startswith("_") else greek
        return _named(stem + index, plain, place, place + 1 + len(index), text)
    if found := _OTHER_BASE.match(plain, place):
        raise wrong(f"{found[0]!r} is no decimal number", text, place)
    if found := _IMAGINARY.match(plain, place):
        raise wrong(f"{found[0]!r} is imaginary", text, place, "the function must be real")
    found = _TOKEN.match(plain, place)
    if found is None:
        raise wrong(f"unexpected {text[place]!r}", text, place, _HINTS.get(sign, ""))
    word, kind = found[0], found.lastgroup
    if kind == "space":
        return [], found.end()
    if kind == "number":
        if math.isinf(float(word)):
            raise wrong("a number above 1e308", text, place)
        # Python refuses leading zeros.
        return [Token("number", re.sub(r"^0+(?=\d)", "", word), place)], found.end()
    if kind == "name":
        return _named(word, plain, place, found.end(), text)
    if kind == "compare":
        return [Token("compare", word, place)], found.end()
    return [Token("sign", "**" if word == "^" else word, place)], found.end()


def _greek(sign: str) -> str:
    """Return the name of a Greek letter, or nothing."""
    if sign in _LETTERS:
        return _LETTERS[sign]
    found = re.fullmatch(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(sign, ""))
    if found is None:
        return ""
    return found[2].lower() if found[1] == "SMALL" else found[2].capitalize()


def _raised(plain: str, place: int, text: str) -> tuple[list[Token], int]:
    after = place
    while after < len(plain) and plain[after] in _RAISED:
        after += 1
    word = "".join(_RAISED[sign] for sign in plain[place:after])
    if not re.fullmatch(r"[+-]?\d+|[nxyk]", word):
        raise wrong(f"the exponent {text[place:after]!r} cannot be read", text, place, "write ** and the exponent")
    return [Token("raised", word.lstrip("+"), place)], after


def _named(word: str, plain: str, place: int, after: int, text: str) -> tuple[list[Token], int]:
    """Return a name with the digits that stand below it, or a word of Python."""
    lowered = ""
    while after < len(plain) and plain[after] in _LOWERED:
        lowered += _LOWERED[plain[after]]
        after += 1
    if lowered:
        stem = word if word == "lambda_" else word.removesuffix("_")
        word = stem + ("_" if stem[-1].isdigit() else "") + lowered
    if word in WORDS:
        return [Token("word", word, place)], after
    if (keyword.iskeyword(word) and word != "True") or len(word) > LONGEST_NAME:
        hint = "write f(x) = ..., without def and return" if word in ("def", "return") else ""
        raise wrong(f"{word[:40]!r} cannot be the name of a variable", text, place, hint)
    return [Token("name", word, place)], after
