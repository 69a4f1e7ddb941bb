"""Adam's variants: one that looks ahead, one that holds back its first steps, one that divides by a maximum."""

from typing import Annotated

import numpy as np

from gdviz.languages import to_say
from gdviz.ledger.divisor import Divisor, States
from gdviz.ledger.entries import begin, corrected, finish, mean_line, unbiased
from gdviz.ledger.ledger import LedgerLine, Mark, Recorded
from gdviz.ledger.terms import AdamTerms, Equation, Term, line_term, of_line, old_term, option_term
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
from gdviz.optimizers.optimizer import Array, Decay, Epsilon, Optimizer, Oracle, State, optimizer, zeros
from gdviz.settings import Setting


@optimizer("nadam")
def nadam(
    *,
    beta1: Beta1 = 0.9,
    beta2: Beta2 = 0.999,
    eps: Epsilon = 1e-8,
    momentum_decay: Annotated[float, Setting("how fast the momentum mu_t rises to beta1", "[0, inf)")] = 0.004,
    weight_decay: Decay = 0.0,
) -> Optimizer:
    """Let Adam look ahead as Nesterov's momentum does: NAdam.

    mu_t = beta1 (1 - 0.96^(t momentum_decay) / 2);  p <- p mu_t, from p = 1;  m and v as in Adam;
    theta <- theta - eta (mu_(t+1) m / (1 - p mu_(t+1)) + (1 - mu_t) g / (1 - p)) / (sqrt(v / (1 - beta2^t)) + eps)

    torch.optim.NAdam. m, v and p are recorded as exp_avg, exp_avg_sq and mu_product. Keras has the same with
    momentum_decay=1, the paper with a schedule mu_t of one's choice.

    Source: T. Dozat, Incorporating Nesterov Momentum into Adam, ICLR workshop (2016).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        t = state["step"] + 1
        m, v = running_means(g, state, beta1, beta2)
        now, ahead = (beta1 * (1 - 0.5 * 0.96 ** (at * momentum_decay)) for at in (t, t + 1))
        p = state["mu_product"] * now
        mean = ahead * m / (1 - p * ahead) + (1 - now) * g / (1 - p)
        step = mean / (np.sqrt(v / (1 - beta2**t)) + eps)
        return params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v, "mu_product": p}

    return Optimizer(
        title="NAdam",
        formula=(
            r"\theta \leftarrow \theta - \eta "
            r"\frac{\mu_{t+1} \hat{m} + (1 - \mu_t) \hat{g}}{\sqrt{\hat{v}} + \epsilon}"
        ),
        scale="stride",
        init=lambda params: {**zeros("exp_avg", "exp_avg_sq")(params), "mu_product": np.ones(())},
        update=update,
        anatomy=_nadam_ledger,
    )


def _nadam_ledger(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    h = s.options
    first, second = moment_lines(s, g)
    now, ahead = (h["beta1"] * (1 - 0.5 * 0.96 ** (at * h["momentum_decay"])) for at in (s.t, s.t + 1))
    p = float(s.before("mu_product", 1.0)) * now
    m, line = unbiased(first, 1 - p * ahead, r"\, / \, (1 - p \, \mu_{t+1})", "{} / (1 − {} · {})", p, ahead)
    g_hat, unbiased_slope = unbiased(lines[0], 1 - p, r"\, / \, (1 - p)", "{} / (1 − {})", p)
    v, scaled = corrected(second, h["beta2"], r"\beta_2", s.t)
    mean = ahead * m + (1 - now) * g_hat
    words, operands = "{} {} + {} {}", (ahead, m, 1 - now, g_hat)
    relation = r"= \mu_{t+1} \, \hat{m} + (1 - \mu_t) \, \hat{g}"
    blend = LedgerLine("memory", "correction", "n", relation, mean, words, operands, (Mark("-n", -mean),), "n")
    relation, words = r"= -\eta \, n \, / \, (\sqrt{\hat{v}} + \epsilon)", "−{} {} / (√{} + {})"
    end = finish(s, relation, -s.rate * mean / (np.sqrt(v) + h["eps"]), words, s.rate, mean, v, h["eps"], frame=True)
    return [*lines, first, second, line, unbiased_slope, blend, scaled, *end]


@optimizer("radam")
def radam(
    *,
    beta1: Beta1 = 0.9,
    beta2: Beta2 = 0.999,
    eps: Epsilon = 1e-8,
    weight_decay: Decay = 0.0,
) -> Optimizer:
    """Hold Adam's first steps back until the spread of the gradients is known: RAdam.

    rho_inf = 2 / (1 - beta2) - 1;  rho = rho_inf - 2 t beta2^t / (1 - beta2^t);  m and v as in Adam;
    theta <- theta - eta r (m / (1 - beta1^t)) sqrt(1 - beta2^t) / (sqrt(v) + eps)  if rho > 5, with
    r^2 = (rho - 4) (rho - 2) rho_inf / ((rho_inf - 4) (rho_inf - 2) rho);  else theta <- theta - eta m / (1 - beta1^t)

    torch.optim.RAdam: eps is added before the bias correction, and the rectified branch begins at rho > 5, as in the
    authors' code (the paper: rho > 4, no eps). The first steps, five of them by default, are momentum's and as long as
    eta times the gradient. m and v are recorded as exp_avg and exp_avg_sq.

    Source: L. Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, ICLR (2020).
    """
    rho_inf = 2 / (1 - beta2) - 1

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        t = state["step"] + 1
        m, v = running_means(g, state, beta1, beta2)
        c1, c2 = 1 - beta1**t, 1 - beta2**t
        rho = rho_inf - 2 * t * beta2**t / c2
        step = m / c1
        if rho > 5:
            r = np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
            step = r * step * np.sqrt(c2) / (np.sqrt(v) + eps)
        return params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v}

    return Optimizer(
        title="RAdam",
        formula=r"\theta \leftarrow \theta - \eta r_t \hat{m} \frac{\sqrt{1 - \beta_2^t}}{\sqrt{v} + \epsilon}",
        init=zeros("exp_avg", "exp_avg_sq"),
        update=update,
        momentum=MOMENTUM,
        divisor=_rectified_divisor,
    )


def _rectified_divisor(s: States) -> Divisor:
    """Return the running RMS; NaN in the steps before the spread is known, which it does not divide."""
    root = s.unbiased_root("exp_avg_sq")
    if (beta2 := s.beta2) is not None:
        longest = 2 / (1 - beta2) - 1
        root = np.where(longest - 2 * s.t * beta2**s.t / (1 - beta2**s.t) > 5, root, np.nan)
    return Divisor(r"\sqrt{\hat{v}}", "the running RMS", root)


@optimizer("adamax")
def adamax(
    *,
    beta1: Beta1 = 0.9,
    beta2: Annotated[float, Setting("decay of the largest gradient", "[0, 1)")] = 0.999,
    eps: Epsilon = 1e-8,
    weight_decay: Decay = 0.0,
) -> Optimizer:
    """Divide Adam's mean by the largest recent gradient instead of the spread: Adamax.

    m <- beta1 m + (1 - beta1) g;  u <- max(beta2 u, |g| + eps);  theta <- theta - eta m / ((1 - beta1^t) u)

    torch.optim.Adamax, with eps inside the maximum (the paper has none; Keras divides by u + eps). m and u are
    recorded as exp_avg and exp_inf.

    Source: D. P. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, ICLR (2015), section 7.1.
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        t = state["step"] + 1
        m = beta1 * state["exp_avg"] + (1 - beta1) * g
        u = np.maximum(beta2 * state["exp_inf"], np.abs(g) + eps)
        return params - lr * (m / (1 - beta1**t)) / u, {"step": t, "exp_avg": m, "exp_inf": u}

    return Optimizer(
        title="Adamax",
        formula=(
            r"u \leftarrow \max(\beta_2 u, |g| + \epsilon) \qquad "
            r"\theta \leftarrow \theta - \eta \frac{\hat{m}}{u}"
        ),
        scale="stride",
        gain=2.0,
        init=zeros("exp_avg", "exp_inf"),
        update=update,
        anatomy=_adamax_ledger,
        momentum=MOMENTUM,
        terms=AdamTerms(
            rows=lambda options: (
                (MEAN,),
                (LARGEST_SLOPE,),
                (M_UNBIASED,),
                (step_equation(M_HAT, "/", line_term("u", "size")),),
            ),
            divisor=lambda page: of_line(page, "u"),
            symbol="u",
            root="u",
            size_in_words=to_say("u is the largest of the recent gradients: their size."),
            corrected=False,
        ),
    )


def _adamax_ledger(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    h = s.options
    _, first = mean_line(g, "m", h["beta1"], r"\beta_1", s.before("exp_avg"), "exp_avg")
    old = s.before("exp_inf")
    u = np.maximum(h["beta2"] * old, np.abs(g) + h["eps"])
    relation, words = r"\leftarrow \max(\beta_2 \, u, |g| + \epsilon)", "max({} {}, |{}| + {})"
    numbers, box = (h["beta2"], old, g, h["eps"]), (Mark("u", u, "box"),)
    largest = LedgerLine("size", "memory", "u", relation, u, words, numbers, box, "u", "exp_inf")
    m, line = corrected(first, h["beta1"], r"\beta_1", s.t)
    end = finish(s, r"= -\eta \, \hat{m} \, / \, u", -s.rate * m / u, "−{} {} / {}", s.rate, m, u, frame=True)
    return [*lines, first, largest, line, *end]


LARGEST_SLOPE = Equation(
    "size",
    (
        *(line_term("u", "size"), r"\leftarrow", r"\max("),
        *(option_term(r"\beta_2", "beta2"), r"\cdot", old_term("u", "size"), ","),
        *(Term("|g|", lambda page: np.abs(of_line(page, "g")), "gradient", "|g|"), "+", EPS, ")"),
    ),
)
