"""The tokens of an expression in the one spelling that the parser knows, with all that is left out put in.

2x is 2*x, |x| abs(x), x² x**2, sin²(x) sin(x)**2, np.sin(x) sin(x), x[0] x0. What can be read in two ways, such as 1/2x
or sin x/2, is refused.
"""

from dataclasses import dataclass

from gdviz.problems.expression_functions import ARGUMENTS, FUNCTIONS
from gdviz.problems.expression_names import (
    ALSO,
    ALSO_CONSTANTS,
    CALLABLE,
    CONSTANTS,
    NO_NUMBERS,
    SHORT,
    TIGHT,
    WHOLE,
    check_variable,
    products_apart,
    unknown_function,
)
from gdviz.problems.expression_tokens import Token, wrong

NESTING = 20


@dataclass(frozen=True)
class _Frame:
    """A bracket, or bar, that is open: what follows its closing, and whether it holds arguments or a pair."""

    kind: str
    place: int
    suffix: tuple[str, ...] = ()


class Reader:
    """Goes through the tokens once and puts out those of the one spelling."""

    def __init__(self, text: str, tokens: list[Token], arguments: set[str]) -> None:
        self.text, self.tokens = text, products_apart(tokens, text, arguments)
        self.out: list[str] = []
        self.places: list[int] = []
        self.vectors: dict[str, set[str]] = {}
        self._i = 0
        self._frames: list[_Frame] = []
        # Whether a number, a variable or a bracket has just ended, so that a sign or an end may follow.
        self._ended = False
        # Where in `out` an exponent was raised, or in a function's name, and so ends where it ends.
        self._raised: set[int] = set()
        # Names that stand somewhere as variables, so that a bracket after them is a factor.
        after = [*(token.word for token in self.tokens[1:]), ""]
        bare = {
            token.word for token, word in zip(self.tokens, after, strict=True) if token.kind == "name" and word != "("
        }
        self._factors = (bare | arguments) - {*CALLABLE, *ALSO}

    def read(self) -> None:
        """Read all tokens."""
        while self._i < len(self.tokens):
            token = self.tokens[self._i]
            self._i += 1
            self._take(token)
        if not self._ended:
            before = self.tokens[-1]
            raise wrong(f"nothing after {before.word!r}", self.text, before.place)
        if self._frames:
            frame = self._frames[-1]
            sign = "|" if frame.kind == "|" else "("
            raise wrong(f"{sign!r} is never closed", self.text, frame.place)

    def _peek(self, ahead: int = 0) -> Token:
        """Return the token that comes next, or one without a word at the end."""
        at = self._i + ahead
        return self.tokens[at] if at < len(self.tokens) else Token("sign", "", len(self.text))

    def _put(self, place: int, *words: str) -> None:
        self.out += words
        self.places += [place] * len(words)

    def _take(self, token: Token) -> None:
        word, place = token.word, token.place
        if token.kind == "number":
            if self._ended:
                hint = f"write *{word}, or **{word}"
                raise wrong(f"no sign between {self.tokens[self._i - 2].word!r} and {word!r}", self.text, place, hint)
            self._put(place, word)
            self._ended = True
        elif token.kind == "name":
            self._name(token)
        elif token.kind == "raised":
            self._between(token)
            self._raised.add(len(self.out))
            self._put(place, "**", *(["(", "-", word[1:], ")"] if word[0] == "-" else [word]))
        elif token.kind == "word" and word == "not" and not self._ended:
            self._put(place, word)
        elif token.kind == "word" and word == "lambda":
            raise wrong("'lambda' cannot be the name of a variable", self.text, place, "write lambda_")
        elif token.kind in ("compare", "word") or word in ("+", "-", *TIGHT):
            if word not in "+-":
                self._between(token)
            self._put(place, word)
            self._ended = False
        else:
            self._bracket(token)

    def _between(self, token: Token) -> None:
        """Refuse what needs something before it, where there is nothing."""
        if self._ended:
            return
        if not self.out:
            raise wrong(f"nothing before {token.word!r}", self.text, token.place)
        before = self.tokens[self._i - 2]
        raise wrong(f"nothing between {before.word!r} and {token.word!r}", self.text, before.place)

    def _bracket(self, token: Token) -> None:
        word, place = token.word, token.place
        kind = self._frames[-1].kind if self._frames else ""
        if word == "√":
            self._function("sqrt", token)
        elif word == "|" and not (self._ended and kind == "|"):
            self._imply(token)
            self._open(_Frame("|", place), "abs", "(")
        elif word == "(":
            self._imply(token)
            self._open(_Frame("pair" if kind == "piecewise" else "(", place), "(")
        elif word in ("|", ")"):
            if not self._frames:
                raise wrong(f"{word!r} closes no bracket", self.text, place)
            before = self.tokens[self._i - 2]
            if not self._ended and before.word == "(":
                raise wrong("nothing between brackets", self.text, before.place)
            if not self._ended:
                raise wrong(f"nothing after {before.word!r}", self.text, before.place)
            if kind == "|" and word == ")":
                raise wrong("'|' is never closed", self.text, self._frames[-1].place)
            frame = self._frames.pop()
            self._put(place, ")")
            if frame.suffix == (")",) and (self._peek().kind == "raised" or self._peek().word == "**"):
                hint = "put brackets around the argument of the function"
                raise wrong("an exponent that can be read in two ways", self.text, self._peek().place, hint)
            self._power(place, frame.suffix)
        elif word == "," and kind in (*CALLABLE, "pair"):
            self._between(token)
            self._put(place, word)
            self._ended = False
        else:
            raise wrong(f"unexpected {word!r}", self.text, place, self._hint(word))

    def _power(self, place: int, suffix: tuple[str, ...]) -> None:
        if suffix:
            self._raised.add(len(self.out))
            self._put(place, *suffix)

    def _open(self, frame: _Frame, *words: str) -> None:
        self._frames.append(frame)
        if len(self._frames) > NESTING:
            raise wrong(f"more than {NESTING} brackets within one another", self.text, frame.place)
        self._put(frame.place, *words)
        self._ended = False

    def _hint(self, word: str) -> str:
        """Return what to write for a sign that cannot stand where it stands."""
        before, after = self.tokens[self._i - 2] if self._i > 1 else Token("sign", "", 0), self._peek()
        if word == "," and before.kind == after.kind == "number":
            return "write a decimal point, as in 2.5, and nothing between thousands"
        return {
            "[": "write ( for a bracket; x[0] is read after the name of a variable only",
            ",": "one function of numbers at a time",
            "=": "give the function alone, without an equation",
        }.get(word, "")

    def _name(self, token: Token) -> None:
        module, _, bare = token.word.rpartition(".")
        word = ALSO.get(bare, bare)
        lower = ALSO.get(bare.lower(), bare.lower())
        if word not in CALLABLE and lower in CALLABLE and self._peek().word == "(":
            word = lower
        if word in NO_NUMBERS:
            raise wrong(f"{token.word!r} cannot be the name of a variable", self.text, token.place, NO_NUMBERS[word])
        constant = ALSO_CONSTANTS.get(word, word)
        if word in CALLABLE:
            self._function(word, token)
        elif constant in CONSTANTS:
            if constant == "e" and self._peek().word == "(":
                hint = "write exp(x) for e**x, and e*(x) for the product"
                raise wrong("'e' is no function", self.text, token.place, hint)
            self._imply(token)
            self._put(token.place, constant)
            self._ended = True
        elif module or (self._peek().word == "(" and word not in self._factors):
            raise unknown_function(token.word, self.text, token.place)
        elif word == "True":
            if not self._frames or self._frames[-1].kind != "pair":
                raise wrong("'True' cannot be the name of a variable", self.text, token.place)
            self._put(token.place, word)
            self._ended = True
        else:
            self._imply(token)
            self._put(token.place, self._variable(token))
            self._ended = True

    def _variable(self, token: Token) -> str:
        """Return the name of a variable, x0 for x[0]; refuse names that are rather something else."""
        word = token.word
        check_variable(word, self.text, token.place)
        if self._peek().word != "[":
            return word
        index, end = self._peek(1), self._peek(2)
        if not index.word.isdecimal() or end.word != "]" or self._peek(3).word == "[":
            raise wrong("an index that cannot be read", self.text, index.place, f"write {word}[0], {word}[1], ...")
        self._i += 3
        after = [*(each.word for each in self.tokens[1:]), ""]
        if any(each.word == word and then != "[" for each, then in zip(self.tokens, after, strict=True)):
            raise wrong(f"{word!r} stands alone and as {word}[{index.word}]", self.text, token.place, "write it out")
        number = word + ("_" if word[-1].isdigit() else "") + index.word
        self.vectors.setdefault(word, set()).add(number)
        return number

    def _function(self, name: str, token: Token) -> None:
        """Read a function's name, a power of it as in sin^2(x), and how its argument begins, or the argument itself."""
        self._imply(token)
        suffix: tuple[str, ...] = ()
        power, ahead = (self._peek(), 1) if self._peek().kind == "raised" else (self._peek(1), 2)
        if token.word != "√" and (self._peek().kind == "raised" or self._peek().word == "**"):
            if power.word.startswith("-"):
                hint = f"write 1/{name}(x)" + (f" or a{name}(x)" if f"a{name}" in FUNCTIONS else "")
                raise wrong(f"{name} to the power -1 can be read in two ways", self.text, token.place, hint)
            if WHOLE.fullmatch(power.word) and self._peek(ahead).word:
                suffix = ("**", power.word)
                self._i += ahead
        if self._peek().word == "(":
            self._put(token.place, name)
            self._open(_Frame(name, self._peek().place, suffix), "(")
            self._i += 1
            return
        if name in ARGUMENTS:
            raise wrong(
                f"the function {token.word!r} without its arguments", self.text, token.place, f"write {name}(...)"
            )
        self._put(token.place, name, "(")
        if self._peek().word == "|" and not suffix:
            # ln|x| is ln(|x|).
            self._open(_Frame("|", self._peek().place, (")",)), "abs", "(")
            self._i += 1
            return
        begin = len(self.out)
        while (part := self._peek()).kind in ("number", "name") and self._is_argument(
            part, first=len(self.out) == begin
        ):
            if len(self.out) > begin:
                self._put(part.place, "*")
            self._i += 1
            constant = ALSO_CONSTANTS.get(part.word, part.word)
            is_last = token.word == "√" or (part.kind == "name" and constant not in CONSTANTS)
            self._put(part.place, constant if not is_last or part.kind == "number" else self._variable(part))
            if is_last:
                break
        argument = "".join(self.out[begin:])
        if not argument:
            raise wrong(f"the function {token.word!r} without its argument", self.text, token.place, f"write {name}(x)")
        self._put(token.place, ")")
        self._power(token.place, suffix)
        self._ended = True
        if not self._may_follow(root=token.word == "√"):
            raise wrong(
                f"what {token.word!r} is of is not clear",
                self.text,
                token.place,
                f"put brackets around all of it, as in {name}({argument})",
            )

    def _is_argument(self, part: Token, *, first: bool) -> bool:
        if part.kind != "name":
            return part.kind == "number" and first
        word = ALSO.get(part.word, part.word)
        return word not in CALLABLE and word not in NO_NUMBERS and "." not in word and self._peek(1).word != "("

    def _may_follow(self, *, root: bool) -> bool:
        """Whether what comes next leaves no doubt that the argument without brackets has ended."""
        after = self._peek()
        is_call = [ALSO.get(self._peek(i).word, self._peek(i).word) in CALLABLE for i in (0, 1)]
        signs = ("", "+", "-", ")", ",", "|", *(("*", "/") if root else ()))
        return (
            after.word in signs or after.kind in ("compare", "word") or is_call[0] or (after.word == "*" and is_call[1])
        )

    def _imply(self, token: Token) -> None:
        """Put a sign of multiplication before an operand that follows another, if that means one thing."""
        if not self._ended:
            return
        before = self.tokens[self._i - 2]
        between = f"between {before.word!r} and {token.word!r}"
        is_named = before.kind == "name" and token.kind == "name" and token.word not in (*CALLABLE, *ALSO)
        if is_named and not (SHORT.fullmatch(before.word) and SHORT.fullmatch(token.word)):
            raise wrong(f"no sign {between}", self.text, token.place, "a product needs *")
        start, exponent = self._factor()
        what = f"the product {between}"
        shown = "".join(self.out[start:])
        if start and self.out[start - 1] == "/":
            hint = f"write /({shown}*...), or brackets around the fraction"
            raise wrong(f"{what} after a division can be read in two ways", self.text, token.place, hint)
        if exponent:
            hint = f"write {shown} * ..., or brackets around the exponent"
            raise wrong(
                f"the product {between} after an exponent can be read in two ways", self.text, token.place, hint
            )
        self._put(token.place, "*")

    def _factor(self) -> tuple[int, bool]:
        """Return where the last factor begins in `out`, and whether its exponent may go on with what follows."""
        start, doubtful = self._operand(len(self.out)), False
        while True:
            sign = start - 1 - (self.out[start - 1 : start] == ["-"])
            if sign < 1 or self.out[sign] != "**":
                return start, doubtful
            exponent, base = self.out[sign + 1 :], self._operand(sign)
            is_plain = exponent[-1].isidentifier() or self.out[base] == "e" or self.out[base][0].isdigit()
            doubtful |= sign not in self._raised and is_plain and exponent[-1] != ")"
            start = base

    def _operand(self, end: int) -> int:
        """Return where the operand that ends before `end` begins."""
        start, depth = end - 1, 0
        while True:
            depth += (self.out[start] == ")") - (self.out[start] == "(")
            if depth == 0:
                break
            start -= 1
        return start - 1 if self.out[start] == "(" and start and self.out[start - 1] in CALLABLE else start
