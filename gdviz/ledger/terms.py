r"""The lines of a rule as terms, each a symbol and a number: what stands above one another in columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import to_say
from gdviz.ledger.ledger import StepLedger

Array = NDArray[np.float64]

# What a term is of, which says its colour: numbers of one kind have the same decimals wherever they stand.
Kind = Literal["gradient", "memory", "size", "step", "constant"]
# What is shown together.
TermPhase = Literal["mean", "size", "correction", "step"]


@dataclass(frozen=True, eq=False)
class Term:
    """A symbol as LaTeX, and what gives its number, or one for each parameter (D,), from the ledger of a step.

    Terms of one `name` have the same decimals; `signed` numbers may be negative.
    """

    symbol: str
    value: Callable[[StepLedger], Array | float]
    kind: Kind = "constant"
    name: str = ""
    signed: bool = False


@dataclass(frozen=True, eq=False)
class Equation:
    r"""A line of the rule: terms, and between them signs as LaTeX; the first term is what the others come to.

    Signs are the same between the numbers, but for ``\leftarrow``, which is ``=`` there.
    """

    beat: TermPhase
    parts: tuple[Term | str, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms alone, from the left."""
        return tuple(part for part in self.parts if isinstance(part, Term))


Rows = Sequence[Sequence[Equation]]


@dataclass(frozen=True, kw_only=True, eq=False)
class AdamTerms:
    r"""How a rule of Adam's kind is shown term by term: the mean m of the gradients, divided by their size.

    Its ledger has lines g, m and ``\hat{m}``.

    Attributes
    ----------
    rows
        The hyperparameters -> the lines of the rule; those of one row stand beside each other.
    divisor
        The ledger of a step -> what the mean is divided by, without epsilon, shape (D,).
    symbol, root
        That divisor as LaTeX, and of what is kept from step to step as plain text.
    size_in_words
        What the size is, in a sentence.
    corrected
        Whether the size is corrected for its start at zero, by 1 - beta2^t under the root.
    """

    rows: Callable[[Mapping[str, Any]], Rows]
    divisor: Callable[[StepLedger], Array]
    symbol: str = r"\sqrt{\hat{v}}"
    root: str = "√v"
    size_in_words: str = to_say("v is the running mean of their squares: their size.")
    corrected: bool = True


def of_line(page: StepLedger, name: str) -> Array:
    """Return what a line of a ledger comes to."""
    return np.asarray(next(line.value for line in page.lines if line.name == name))


def _operand(page: StepLedger, name: str, index: int) -> Array:
    """Return a number of the right side of a line."""
    operand = next(line.operands[index] for line in page.lines if line.name == name)
    return np.asarray(operand, float)


def line_term(symbol: str, kind: Kind, name: str = "", *, signed: bool = False) -> Term:
    """Return the term of what a line comes to."""
    line = name or symbol
    return Term(symbol, lambda page: of_line(page, line), kind, line, signed)


def old_term(symbol: str, kind: Kind, index: int = 1, *, signed: bool = False) -> Term:
    """Return the term of what a quantity was before the step."""
    return Term(symbol, lambda page: _operand(page, symbol, index), kind, symbol, signed)


def option_term(symbol: str, name: str) -> Term:
    """Return the term of a hyperparameter."""
    return Term(symbol, lambda page: float(page.step.options[name]))


def rest_term(symbol: str, name: str) -> Term:
    """Return the term of 1 less a hyperparameter."""
    return Term(symbol, lambda page: 1 - float(page.step.options[name]))


def unbiased_term(symbol: str, name: str) -> Term:
    """Return the term of 1 less a decay to the power t: what is left of a start at zero is divided by it."""
    return Term(symbol, lambda page: 1 - float(page.step.options[name]) ** page.step.t, name=symbol)


def root_term(symbol: str, name: str) -> Term:
    """Return the term of the root of what a line comes to."""
    return Term(symbol, lambda page: np.sqrt(of_line(page, name)), "size", symbol)


G = line_term("g", "gradient", signed=True)
