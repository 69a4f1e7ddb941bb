r"""The lines of Adam and its kin as terms, each a symbol and a number: what stands above one another in columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.anatomy.ledger import StepLedger
from gdviz.analysis.anatomy.rules import work_out
from gdviz.runs.requirements import why_not_steps
from gdviz.runs.run import Run

Array = NDArray[np.float64]

# What a term is of, which says its colour: numbers of one kind have the same decimals wherever they stand.
Kind = Literal["gradient", "memory", "size", "step", "constant"]
# What is told together.
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


def of_line(page: StepLedger, name: str) -> Array:
    """Return what a line of a ledger comes to."""
    return np.asarray(next(line.value for line in page.lines if line.name == name))


def _operand(page: StepLedger, name: str, index: int) -> Array:
    """Return a number of the right side of a line."""
    operand = next(line.operands[index] for line in page.lines if line.name == name)
    return np.asarray(operand, float)


def _line(symbol: str, kind: Kind, name: str = "", *, signed: bool = False) -> Term:
    """Return the term of what a line comes to."""
    line = name or symbol
    return Term(symbol, lambda page: of_line(page, line), kind, line, signed)


def _old(symbol: str, kind: Kind, index: int = 1, *, signed: bool = False) -> Term:
    """Return the term of what a quantity was before the step."""
    return Term(symbol, lambda page: _operand(page, symbol, index), kind, symbol, signed)


def _option(symbol: str, name: str) -> Term:
    return Term(symbol, lambda page: float(page.step.options[name]))


def _rest(symbol: str, name: str) -> Term:
    return Term(symbol, lambda page: 1 - float(page.step.options[name]))


def _unbiased(symbol: str, name: str) -> Term:
    return Term(symbol, lambda page: 1 - float(page.step.options[name]) ** page.step.t, name=symbol)


def _root(symbol: str, name: str) -> Term:
    return Term(symbol, lambda page: np.sqrt(of_line(page, name)), "size", symbol)


G, M = _line("g", "gradient", signed=True), _line("m", "memory", signed=True)
M_HAT, V_HAT = _line(r"\hat{m}", "memory", signed=True), _line(r"\hat{v}", "size")
G_SQUARED = Term("g^2", lambda page: of_line(page, "g") ** 2, "gradient", "g^2")
ETA, EPS = Term(r"\eta", lambda page: page.step.rate), _option(r"\epsilon", "eps")
THETA = _line(r"\theta", "step", signed=True)
OLD_THETA = Term(r"\theta", lambda page: page.step.start, "step", r"\theta", True)

MEAN = Equation(
    "mean",
    (
        *(M, r"\leftarrow", _option(r"\beta_1", "beta1"), r"\cdot", _old("m", "memory", signed=True), "+"),
        *(_rest(r"(1 - \beta_1)", "beta1"), r"\cdot", G),
    ),
)
SQUARES = Equation(
    "size",
    (
        *(_line("v", "size"), r"\leftarrow", _option(r"\beta_2", "beta2"), r"\cdot", _old("v", "size"), "+"),
        *(_rest(r"(1 - \beta_2)", "beta2"), r"\cdot", G_SQUARED),
    ),
)
LARGEST = Equation(
    "size", (_line("w", "size"), r"\leftarrow", r"\max(", _old("w", "size", 0), ",", _line("v", "size"), ")")
)
LARGEST_SLOPE = Equation(
    "size",
    (
        *(_line("u", "size"), r"\leftarrow", r"\max("),
        *(_option(r"\beta_2", "beta2"), r"\cdot", _old("u", "size"), ","),
        *(Term("|g|", lambda page: np.abs(of_line(page, "g")), "gradient", "|g|"), "+", EPS, ")"),
    ),
)
M_UNBIASED = Equation("correction", (M_HAT, "=", M, "/", _unbiased(r"(1 - \beta_1^t)", "beta1")))


def _v_unbiased(name: str) -> Equation:
    hat = rf"\hat{{{name}}}"
    return Equation(
        "correction", (_line(hat, "size"), "=", _line(name, "size"), "/", _unbiased(r"(1 - \beta_2^t)", "beta2"))
    )


def _step(mean: Term, *divisor: Term | str, shrinks: bool = False) -> Equation:
    shrunk = (
        Term(
            r"(1 - \eta \lambda)", lambda page: 1 - page.step.rate * float(page.step.options["weight_decay"]), name="1"
        ),
        r"\cdot",
    )
    return Equation(
        "step", (THETA, r"\leftarrow", *(shrunk if shrinks else ()), OLD_THETA, "-", ETA, r"\cdot", mean, *divisor)
    )


def _divisor(name: str) -> tuple[Term | str, ...]:
    return ("/(", _root(rf"\sqrt{{{name}}}", name), "+", EPS, ")")


def rows_of(run: Run) -> Rows:
    """Return the lines of a run's optimizer: those of one row stand beside each other."""
    name = run.optimizer["name"]
    shrinks = name == "adamw" and bool(run.optimizer["hyperparameters"].get("weight_decay"))
    if name == "adamax":
        return ((MEAN,), (LARGEST_SLOPE,), (M_UNBIASED,), (_step(M_HAT, "/", _line("u", "size")),))
    if name == "amsgrad":
        last = _step(M_HAT, *_divisor(r"\hat{w}"))
        return ((MEAN,), (SQUARES,), (LARGEST,), (M_UNBIASED, _v_unbiased("w")), (last,))
    return (
        (MEAN,),
        (SQUARES,),
        (M_UNBIASED, _v_unbiased("v")),
        (_step(M_HAT, *_divisor(r"\hat{v}"), shrinks=shrinks),),
    )


# Of a run, so many steps are held against its record before it is shown; the others as they are.
CHECKED = 12
TAKEN_APART = ("adam", "adamw", "amsgrad", "adamax")


def divisor_without_eps(page: StepLedger) -> Array:
    """Return what the mean is divided by, without epsilon: the root of the corrected v or w, or Adamax's u."""
    lines = {line.name: np.asarray(line.value) for line in page.lines}
    if "u" in lines:
        return lines["u"]
    return np.sqrt(lines[r"\hat{w}" if r"\hat{w}" in lines else r"\hat{v}"])


def why_not_adam(run: Run) -> str | None:
    """Return why the steps of a run are not Adam's, to be told term by term, or None."""
    again = "solve it again with -O adam"
    if run.optimizer["name"] not in TAKEN_APART:
        title = run.optimizer["title"] or "another rule"
        return f"it was solved with {title}, and not with Adam, AdamW, AMSGrad or Adamax; {again}"
    if run.optimizer["hyperparameters"].get("convention", "torch") != "torch":
        return "it corrects the bias as Keras does, in one factor; solve it again without --set convention=keras"
    if reason := why_not_steps(run):
        return reason
    for t in np.unique(np.linspace(1, run.steps, CHECKED).round().astype(int)).tolist():
        if not work_out(run, t, 1)[0].is_rule:
            return f"its step {t} is not what its settings make of its gradient; {again}"
    return None


def size_symbol(run: Run) -> str:
    """Return what `size_of` returns, as LaTeX."""
    return {"adamax": "u", "amsgrad": r"\sqrt{\hat{w}}"}.get(run.optimizer["name"], r"\sqrt{\hat{v}}")


def steepest(run: Run) -> list[int]:
    """Return the parameters, those with the largest slope at the first step first."""
    order: list[int] = np.argsort(-np.abs(np.nan_to_num(run.gradient[0])), kind="stable").tolist()
    return order


def first_step_is_eta(page: StepLedger) -> bool:
    """Return whether every parameter has a slope and moved by the learning rate, to a thousandth."""
    moved = np.abs(page.step.end - page.step.start)
    return bool(np.all(of_line(page, "g") != 0) and np.allclose(moved, page.step.rate, rtol=1e-3, atol=0))
