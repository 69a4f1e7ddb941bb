"""What Adam and its variants share: the means m of the gradients and v of their squares, and the lines on them."""

from typing import Annotated

from gdviz.ledger.entries import mean_line, mean_of_squares_line
from gdviz.ledger.ledger import LedgerLine, Recorded
from gdviz.ledger.momentum import KeptMomentum, share_of_step
from gdviz.ledger.terms import (
    Equation,
    G,
    Term,
    line_term,
    old_term,
    option_term,
    rest_term,
    unbiased_term,
)
from gdviz.optimizers.optimizer import Array, State
from gdviz.settings import Setting

Beta1 = Annotated[float, Setting("decay of the running mean of the gradient", "[0, 1)")]
Beta2 = Annotated[float, Setting("decay of the running mean of its square", "[0, 1)")]

# Steps that are m by a size, coordinate by coordinate, carry its share of m over.
MOMENTUM = KeptMomentum("exp_avg", "beta1", "β₁", share_of_step)


def running_means(g: Array, state: State, beta1: float, beta2: float) -> tuple[Array, Array]:
    """Return the running means of g and of g^2."""
    return beta1 * state["exp_avg"] + (1 - beta1) * g, beta2 * state["exp_avg_sq"] + (1 - beta2) * g**2


def moment_lines(s: Recorded, g: Array) -> tuple[LedgerLine, LedgerLine]:
    """Return the lines of Adam's m and v."""
    h = s.options
    _, first = mean_line(g, "m", h["beta1"], r"\beta_1", s.before("exp_avg"), "exp_avg")
    _, second = mean_of_squares_line(g, "v", h["beta2"], r"\beta_2", s.before("exp_avg_sq"), "exp_avg_sq")
    return first, second


M = line_term("m", "memory", signed=True)
M_HAT = line_term(r"\hat{m}", "memory", signed=True)
ETA, EPS = Term(r"\eta", lambda page: page.step.rate), option_term(r"\epsilon", "eps")
THETA = line_term(r"\theta", "step", signed=True)
OLD_THETA = Term(r"\theta", lambda page: page.step.start, "step", r"\theta", True)

MEAN = Equation(
    "mean",
    (
        *(M, r"\leftarrow", option_term(r"\beta_1", "beta1"), r"\cdot", old_term("m", "memory", signed=True), "+"),
        *(rest_term(r"(1 - \beta_1)", "beta1"), r"\cdot", G),
    ),
)
M_UNBIASED = Equation("correction", (M_HAT, "=", M, "/", unbiased_term(r"(1 - \beta_1^t)", "beta1")))


def step_equation(mean: Term, *divisor: Term | str, shrinks: bool = False) -> Equation:
    """Return the line of theta: it goes by eta times a mean through its divisor, and `shrinks` by decoupled decay."""
    shrunk = (
        Term(
            r"(1 - \eta \lambda)", lambda page: 1 - page.step.rate * float(page.step.options["weight_decay"]), name="1"
        ),
        r"\cdot",
    )
    return Equation(
        "step", (THETA, r"\leftarrow", *(shrunk if shrinks else ()), OLD_THETA, "-", ETA, r"\cdot", mean, *divisor)
    )
