"""Adam, AMSGrad and AdamW: a mean m of the gradients, divided by the root of a mean v (or maximum) of their squares."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

import numpy as np

from gdviz.languages import to_say
from gdviz.ledger.entries import begin, corrected, finish, size_line, slope_line
from gdviz.ledger.ledger import LedgerLine, Recorded, StepLedger, power
from gdviz.ledger.momentum import BufferedStep, KeptMomentum, share_of_multiple
from gdviz.ledger.terms import (
    AdamTerms,
    Equation,
    Rows,
    Term,
    line_term,
    of_line,
    old_term,
    option_term,
    rest_term,
    root_term,
    unbiased_term,
)
from gdviz.optimizers.moments import (
    EPS,
    M_HAT,
    M_UNBIASED,
    MEAN,
    MOMENTUM,
    Beta1,
    Beta2,
    moment_lines,
    running_means,
    step_equation,
)
from gdviz.optimizers.optimizer import (
    Array,
    Decay,
    Decoupled,
    Epsilon,
    Optimizer,
    Oracle,
    State,
    decayed,
    optimizer,
    zeros,
)
from gdviz.settings import Setting

OrderOfEps = Annotated[
    str, Setting("where eps is added: after the bias correction or before it", choices=("torch", "keras"))
]


def _corrected(m: Array, v: Array, t: Array, beta1: float, beta2: float, eps: float, convention: str) -> Array:
    """Return m / sqrt(v), both corrected for their start at zero; eps is added to the root after that or before."""
    c1, c2 = 1 - beta1**t, 1 - beta2**t
    if convention == "keras":
        return np.sqrt(c2) / c1 * m / (np.sqrt(v) + eps)
    return (m / c1) / (np.sqrt(v / c2) + eps)


def _formula(convention: str, theta: str = r"\theta", v: str = "v", v_hat: str = r"\hat{v}") -> str:
    """Return the rule as LaTeX."""
    step = {
        "torch": rf"\frac{{\hat{{m}}}}{{\sqrt{{{v_hat}}} + \epsilon}}",
        "keras": rf"\frac{{\sqrt{{1 - \beta_2^t}}}}{{1 - \beta_1^t}} \frac{{m}}{{\sqrt{{{v}}} + \epsilon}}",
    }[convention]
    return rf"\theta \leftarrow {theta} - \eta {step}"


@optimizer("adam")
def adam(
    *,
    beta1: Beta1 = 0.9,
    beta2: Beta2 = 0.999,
    eps: Epsilon = 1e-8,
    weight_decay: Decay = 0.0,
    convention: OrderOfEps = "torch",
) -> Optimizer:
    """Give every coordinate its own step by the mean and the spread of its gradients: Adam.

    m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;
    theta <- theta - eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)

    torch.optim.Adam, which is the paper's Algorithm 1. m and v are recorded as exp_avg and exp_avg_sq. The first step
    is eta sign(g). convention=keras is the form at the end of the paper's section 2, with its "epsilon hat" added
    before the bias correction: eta sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + eps); Keras's eps is 1e-7.

    Source: D. P. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, ICLR (2015).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        t = state["step"] + 1
        m, v = running_means(g, state, beta1, beta2)
        step = _corrected(m, v, t, beta1, beta2, eps, convention)
        return params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v}

    return Optimizer(
        title="Adam",
        formula=_formula(convention),
        scale="stride",
        init=zeros("exp_avg", "exp_avg_sq"),
        update=update,
        anatomy=_ledger,
        momentum=MOMENTUM,
        terms=AdamTerms(rows=_rows, divisor=_divisor),
    )


@optimizer("amsgrad")
def amsgrad(
    *,
    beta1: Beta1 = 0.9,
    beta2: Beta2 = 0.999,
    eps: Epsilon = 1e-8,
    weight_decay: Decay = 0.0,
    convention: OrderOfEps = "torch",
) -> Optimizer:
    """Never let Adam forget a large gradient: AMSGrad.

    m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;  w <- max(w, v);
    theta <- theta - eta (m / (1 - beta1^t)) / (sqrt(w / (1 - beta2^t)) + eps)

    torch.optim.Adam(amsgrad=True): the maximum is taken of v as it is, then corrected. w is recorded as
    max_exp_avg_sq. The paper corrects neither m nor w and has no eps; convention=keras adds eps before the bias
    correction.

    Source: S. J. Reddi, S. Kale, S. Kumar, On the Convergence of Adam and Beyond, ICLR (2018).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        t = state["step"] + 1
        m, v = running_means(g, state, beta1, beta2)
        w = np.maximum(state["max_exp_avg_sq"], v)
        step = _corrected(m, w, t, beta1, beta2, eps, convention)
        return params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v, "max_exp_avg_sq": w}

    return Optimizer(
        title="AMSGrad",
        formula=r"w \leftarrow \max(w, v) \qquad " + _formula(convention, v="w", v_hat=r"\hat{w}"),
        scale="stride",
        init=zeros("exp_avg", "exp_avg_sq", "max_exp_avg_sq"),
        update=update,
        anatomy=partial(_ledger, largest=True),
        momentum=MOMENTUM,
        terms=AdamTerms(
            rows=_rows_of_largest,
            divisor=lambda page: np.sqrt(of_line(page, r"\hat{w}")),
            symbol=r"\sqrt{\hat{w}}",
            root="√w",
            size_in_words=to_say("v is the running mean of their squares; w, the largest v, their size."),
        ),
    )


@optimizer("adamw")
def adamw(
    *,
    beta1: Beta1 = 0.9,
    beta2: Beta2 = 0.999,
    eps: Epsilon = 1e-8,
    weight_decay: Decoupled = 0.01,
    convention: OrderOfEps = "torch",
) -> Optimizer:
    """Shrink the parameters beside Adam's step rather than through the gradient: AdamW.

    theta <- (1 - eta lambda) theta - eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps), with Adam's m and v

    torch.optim.AdamW; g is taken before the parameters shrink. The paper multiplies lambda by the schedule alone, not
    by eta; Keras's weight_decay is 0.004, and convention=keras adds eps before the bias correction.

    Source: I. Loshchilov, F. Hutter, Decoupled Weight Decay Regularization, ICLR (2019).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params)
        t = state["step"] + 1
        m, v = running_means(g, state, beta1, beta2)
        step = _corrected(m, v, t, beta1, beta2, eps, convention)
        return (1 - lr * weight_decay) * params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v}

    return Optimizer(
        title="AdamW",
        formula=_formula(convention, theta=decayed(weight_decay)),
        scale="stride",
        init=zeros("exp_avg", "exp_avg_sq"),
        update=update,
        anatomy=partial(_ledger, decoupled=True),
        momentum=KeptMomentum("exp_avg", "beta1", "β₁", _share_of_shrunk),
        terms=AdamTerms(rows=_rows_of_shrunk, divisor=_divisor),
    )


def _share_of_shrunk(s: BufferedStep) -> Array:
    """Return what is carried over where weight decay shrinks theta beside a multiple of the buffer."""
    return share_of_multiple(s.moved + s.rate * s.options.get("weight_decay", 0.0) * s.start, s)


def _ledger(s: Recorded, *, decoupled: bool = False, largest: bool = False) -> list[LedgerLine]:
    """Return the lines of Adam; of AdamW, with `decoupled` weight decay; and of AMSGrad, divided by the `largest` v."""
    h = s.options
    decay = h["weight_decay"] if decoupled else 0.0
    g, lines = (s.gradient, [slope_line(s, s.gradient)]) if decoupled else begin(s)
    first, second = moment_lines(s, g)
    lines += [first, second]
    if largest:
        old, v = s.before("max_exp_avg_sq"), np.asarray(second.value)
        second = size_line("w", r"\leftarrow \max(w, v)", np.maximum(old, v), "max({}, {})", (old, v), "max_exp_avg_sq")
        lines.append(second)
    eps = h["eps"]
    if h["convention"] == "keras":
        m, v = np.asarray(first.value), np.asarray(second.value)
        c = np.sqrt(1 - h["beta2"] ** s.t) / (1 - h["beta1"] ** s.t)
        words, operands = "√(1 − {}{}) / (1 − {}{})", (h["beta2"], power(s.t), h["beta1"], power(s.t))
        relation = r"= \sqrt{1 - \beta_2^t} \, / \, (1 - \beta_1^t)"
        lines.append(LedgerLine("step", "correction", "c", relation, float(c), words, operands))
        relation = rf"= -\eta \, c \, m \, / \, (\sqrt{{{second.name}}} + \epsilon)"
        value, words = -s.rate * (c * m / (np.sqrt(v) + eps)), "−{} · {} {} / (√{} + {})"
        return [*lines, *finish(s, relation, value, words, s.rate, float(c), m, v, eps, decay=decay, frame=True)]
    m, line = corrected(first, h["beta1"], r"\beta_1", s.t)
    v, scaled = corrected(second, h["beta2"], r"\beta_2", s.t)
    relation = rf"= -\eta \, \hat{{m}} \, / \, (\sqrt{{\hat{{{second.name}}}}} + \epsilon)"
    value, words = -s.rate * (m / (np.sqrt(v) + eps)), "−{} {} / (√{} + {})"
    end = finish(s, relation, value, words, s.rate, m, v, eps, decay=decay, frame=True)
    return [*lines, line, scaled, *end]


def _divisor(page: StepLedger) -> Array:
    return np.sqrt(of_line(page, r"\hat{v}"))


V = line_term("v", "size")
G_SQUARED = Term("g^2", lambda page: of_line(page, "g") ** 2, "gradient", "g^2")
SQUARES = Equation(
    "size",
    (
        *(V, r"\leftarrow", option_term(r"\beta_2", "beta2"), r"\cdot", old_term("v", "size"), "+"),
        *(rest_term(r"(1 - \beta_2)", "beta2"), r"\cdot", G_SQUARED),
    ),
)
LARGEST = Equation("size", (line_term("w", "size"), r"\leftarrow", r"\max(", old_term("w", "size", 0), ",", V, ")"))


def _v_unbiased(name: str) -> Equation:
    hat, plain = (line_term(symbol, "size") for symbol in (rf"\hat{{{name}}}", name))
    return Equation("correction", (hat, "=", plain, "/", unbiased_term(r"(1 - \beta_2^t)", "beta2")))


def _over_root(name: str) -> tuple[Term | str, ...]:
    return ("/(", root_term(rf"\sqrt{{{name}}}", name), "+", EPS, ")")


def _rows(options: Mapping[str, Any], *, shrinks: bool = False) -> Rows:
    last = step_equation(M_HAT, *_over_root(r"\hat{v}"), shrinks=shrinks)
    return ((MEAN,), (SQUARES,), (M_UNBIASED, _v_unbiased("v")), (last,))


def _rows_of_shrunk(options: Mapping[str, Any]) -> Rows:
    return _rows(options, shrinks=bool(options.get("weight_decay")))


def _rows_of_largest(options: Mapping[str, Any]) -> Rows:
    last = step_equation(M_HAT, *_over_root(r"\hat{w}"))
    return ((MEAN,), (SQUARES,), (LARGEST,), (M_UNBIASED, _v_unbiased("w")), (last,))
