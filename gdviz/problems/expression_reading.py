"""How an expression is read: what stands on the left of =, and the tokens of the function itself."""

import ast
from bisect import bisect_right
from dataclasses import dataclass

from gdviz.problems.expression_names import (
    ALSO_CONSTANTS,
    CALLABLE,
    COMPARING,
    CONSTANTS,
    INFIX,
    NO_NUMBERS,
    TIGHT,
    rank,
    variables_of,
)
from gdviz.problems.expression_spelling import Reader
from gdviz.problems.expression_tokens import Token, scan, wrong

TOKENS = 250


@dataclass(frozen=True)
class Source:
    """The text, the tokens that it is read as, the places where they stand, and the columns where they stand in code.

    In `code`, tokens are one space apart, so that Python's parser reads what is meant. `arguments` are the variables
    in the order that the text itself gives them, as in f(y, x) = ..., or None.
    """

    text: str
    tokens: tuple[str, ...]
    places: tuple[int, ...]
    arguments: tuple[str, ...] | None = None

    @property
    def code(self) -> str:
        """The tokens as Python code."""
        return " ".join(self.tokens)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names in the text's own order, or x, y, z first and then alphabetically (x2 before x10)."""
        return self.arguments if self.arguments is not None else tuple(sorted(variables_of(self.tokens), key=rank))

    @property
    def reading(self) -> str:
        """The expression in the one spelling that the parser knows; it is read as itself."""
        words = f"f({', '.join(self.arguments)}) = " if self.arguments is not None else ""
        before = "("
        for sign in self.tokens:
            is_signed = sign in "+-" and (before in "(,+-" or before in (*TIGHT, *COMPARING, *INFIX))
            is_loose = sign in ("+", "-", *COMPARING, *INFIX) and not is_signed
            words += f" {sign} " if is_loose else f"{sign} " if sign in (",", "not") else sign
            before = sign
        return words

    def at(self, column: int) -> int:
        """Return the place in the text of the token at a column of the code."""
        starts, here = [], 0
        for token in self.tokens:
            starts.append(here)
            here += len(token) + 1
        return self.places[max(bisect_right(starts, column) - 1, 0)]

    def wrong(self, what: str, node: ast.expr, hint: str = "") -> ValueError:
        """Return the error that says what is wrong at a node."""
        return self.wrong_at(what, node.col_offset, hint)

    def wrong_at(self, what: str, column: int, hint: str = "") -> ValueError:
        """Return the error that says what is wrong at a column of the code."""
        return wrong(what, self.text, self.at(column), hint)


def tokenise(text: str) -> Source:
    """Return the tokens of `text`, which stand in an order that means something, with brackets that match.

    Raises
    ------
    ValueError
        For what means nothing, or may mean two things; pointing at the character.
    """
    tokens = scan(text)
    arguments, assigned, begin = _left_side(tokens, text)
    reader = Reader(text, tokens[begin:], {token.word for token in arguments})
    reader.read()
    if len(reader.out) > TOKENS:
        raise ValueError(f"an expression has at most {TOKENS} numbers, names and signs, not {len(reader.out)}")
    used = variables_of(reader.out)
    if assigned is not None and assigned.word in used:
        raise wrong(f"{assigned.word!r} stands on both sides of =", text, assigned.place, "give the function alone")
    if not arguments:
        return Source(text, tuple(reader.out), tuple(reader.places))
    order = []
    for token in arguments:
        name = token.word
        if name in (*CONSTANTS, *ALSO_CONSTANTS, *NO_NUMBERS, *CALLABLE) or f"{name} " in order:
            raise wrong(f"{name!r} cannot be an argument", text, token.place, "choose another name")
        # A vector, such as p of p[0] and p[1], is its numbers.
        order += sorted(reader.vectors[name], key=rank) if name in reader.vectors else [name]
    if missing := sorted(used - {*order}, key=rank):
        place = reader.places[reader.out.index(missing[0])]
        named = ", ".join(token.word for token in arguments)
        raise wrong(
            f"{missing[0]!r} is not among the arguments {named}", text, place, "name it there, or write a number"
        )
    if len({*order}) < len(order):
        raise wrong("an argument is named twice", text, arguments[0].place)
    natural = tuple(order) == tuple(sorted(used, key=rank))
    return Source(text, tuple(reader.out), tuple(reader.places), None if natural else tuple(order))


def _left_side(tokens: list[Token], text: str) -> tuple[list[Token], Token | None, int]:
    """Return the arguments of f(x, y) = or lambda x, y:, the name of y = , and where the function itself begins."""
    words = [token.word for token in tokens]
    if words[0] == "lambda" and ":" in words:
        end = words.index(":")
        named = tokens[1:end]
    elif len(words) > 1 and tokens[0].kind == "name" and words[1] == "=":
        if words[2:3] == ["lambda"]:
            arguments, _, begin = _left_side(tokens[2:], text)
            return arguments, None, begin + 2
        return [], tokens[0], 2
    elif len(words) > 4 and tokens[0].kind == "name" and words[1] == "(" and ")" in words:
        end = words.index(")") + 1
        if words[end : end + 1] != ["="] or words[0] in CALLABLE:
            return [], None, 0
        named = tokens[2 : end - 1]
    else:
        return [], None, 0
    for i, token in enumerate(named):
        if (token.kind == "name") == bool(i % 2) or (i % 2 and token.word != ","):
            raise wrong("the arguments cannot be read", text, token.place, "write f(x, y) = ...")
    if len(named) % 2 == 0:
        raise wrong("the arguments cannot be read", text, tokens[end].place, "write f(x, y) = ...")
    if end + 1 == len(tokens):
        raise wrong(f"nothing after {words[end]!r}", text, tokens[end].place)
    return named[::2], None, end + 1
