"""The names that an expression may hold: functions and constants under all their names, and which others are none."""

import re
from collections.abc import Iterable

from gdviz.problems.expression_functions import COMPOSED, FUNCTIONS
from gdviz.problems.expression_tokens import Token, wrong
from gdviz.wording import did_you_mean

CONSTANTS = ("pi", "e")
CALLABLE = (*FUNCTIONS, *COMPOSED)
# Other names for what is known here, as NumPy, SymPy, torch and people have them.
ALSO = {
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "fabs": "abs",
    "absolute": "abs",
    "maximum": "max",
    "minimum": "min",
    "sgn": "sign",
    "power": "pow",
    "clamp": "clip",
    "log_10": "log10",
    "log_2": "log2",
}
ALSO_CONSTANTS = {"E": "e", "Pi": "pi", "PI": "pi"}
NO_NUMBERS = {
    **dict.fromkeys(("oo", "zoo", "inf", "Inf", "infty", "infinity", "nan", "NaN"), "it is no finite number"),
    "I": "it is the imaginary unit in SymPy, and the function must be real; call a variable otherwise",
}
# What to write for functions that are not known.
_INSTEAD = {
    "lg": "log10(x) or log2(x)",
    "sec": "1/cos(x)",
    "csc": "1/sin(x)",
    "cot": "1/tan(x)",
    "sigmoid": "1/(1 + exp(-x))",
    "softplus": "log(1 + exp(x))",
    "relu": "max(0, x)",
    "cbrt": "sign(x)*abs(x)**(1/3)",
    "hypot": "sqrt(x**2 + y**2)",
    "norm": "sqrt(x0**2 + x1**2)",
    "sum": "x0**2 + x1**2, term by term",
    "mean": "(x0 + x1)/2, term by term",
    "dot": "x0*y0 + x1*y1, term by term",
    "log1p": "log(1 + x)",
    "expm1": "exp(x) - 1",
    "exp2": "2**x",
    "root": "x**(1/3)",
    "atan2": "2*atan(y/(x + sqrt(x**2 + y**2))) for atan2(y, x)",
    "arctan2": "2*atan(y/(x + sqrt(x**2 + y**2))) for arctan2(y, x)",
    "heaviside": "where(x > 0, 1, 0)",
    "logaddexp": "log(exp(x) + exp(y))",
    "sinc": "sin(pi*x)/(pi*x)",
}
INFIX = ("if", "else", "and", "or")
COMPARING = ("<", "<=", ">", ">=", "==", "!=")
TIGHT = ("*", "/", "**")
_GREEK = "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|chi|psi|omega"
# What may stand beside another name for their product.
SHORT = re.compile(rf"(?:[A-Za-z]|{_GREEK})_?\d*|pi")
# Names that are rather a product, or a function and its argument: xy, x2y, sinx.
_RUN_TOGETHER = re.compile(rf"[xyz]\d*(?:[xyz]\d*)+|({'|'.join((*FUNCTIONS, 'ln'))})([xyz]\d*|theta\d*)")
_FACTOR = re.compile(r"[A-Za-z]\d*")
WHOLE = re.compile(r"[1-9]\d?")


def variables_of(tokens: Iterable[str]) -> set[str]:
    """Return the names among tokens that are no function, constant or word of Python."""
    return {name for name in tokens if name.isidentifier()} - {*CALLABLE, *CONSTANTS, *INFIX, "not", "True"}


def rank(name: str) -> tuple[bool, str, int, str]:
    """Return the key that sorts x, y, z first and then alphabetically, x2 before x10."""
    stem, digits = re.fullmatch(r"(.*?)(\d*)", name, re.DOTALL).groups()  # type: ignore[union-attr]
    return name not in ("x", "y", "z"), stem, int(digits or -1), name


def unknown_function(word: str, text: str, place: int) -> ValueError:
    """Return the error for the name of a function that is not known, with what to write for it."""
    bare = word.rpartition(".")[2].lower()
    if bare in _INSTEAD:
        return wrong(f"unknown function {word!r}", text, place, f"write {_INSTEAD[bare]}")
    hint = did_you_mean(bare, CALLABLE, alike=0.6) or f"functions are {', '.join(CALLABLE)}; a product needs *"
    return wrong(f"unknown function {word!r}", text, place, hint)


def products_apart(tokens: list[Token], text: str, arguments: set[str]) -> list[Token]:
    """Return the tokens with a name that is made of other variables, as xy of x and y, put as these side by side.

    That is their product if the function's arguments are given and it is none of them, or if it is no name at all.

    Raises
    ------
    ValueError
        For a name such as uv beside u and v, which may be a variable too.
    """
    after = [*(token.word for token in tokens[1:]), ""]
    alone = {token.word for token, word in zip(tokens, after, strict=True) if token.kind == "name" and word != "("}
    variables = (alone | arguments) - {*CALLABLE, *ALSO, *CONSTANTS, *ALSO_CONSTANTS, *NO_NUMBERS}
    found = []
    for token, follows in zip(tokens, after, strict=True):
        word = token.word
        parts = list(_FACTOR.finditer(word))
        is_name = token.kind == "name" and word in variables - arguments and not re.fullmatch(_GREEK, word)
        is_product = len(parts) > 1 and _FACTOR.sub("", word) == "" and {part[0] for part in parts} <= variables
        if not (is_name and is_product) or follows == "[":
            found.append(token)
        elif arguments or _RUN_TOGETHER.fullmatch(word):
            found += [Token("name", part[0], token.place + part.start()) for part in parts]
        else:
            product = "*".join(part[0] for part in parts)
            hint = f"write {product}, or name all variables as in f({', '.join(sorted(variables))}) = ..."
            raise wrong(f"{word!r} may be a variable or the product {product}", text, token.place, hint)
    return found


def check_variable(word: str, text: str, place: int) -> None:
    """Refuse a name that is rather a product, or a function and its argument.

    Raises
    ------
    ValueError
        Saying what to write.
    """
    found = _RUN_TOGETHER.fullmatch(word)
    if found is None:
        return
    function, argument = found.groups()
    factors = re.findall(r"[xyz]\d*", word)
    products = {"*".join(re.sub(r"(?<=[xyz])(?=\d)", sign, each) for each in factors) for sign in ("", "**")}
    hint = f"write {ALSO.get(function, function)}({argument})" if function else f"write {' or '.join(sorted(products))}"
    raise wrong(f"{word!r} cannot be the name of a variable", text, place, hint)
