"""Adam and its kin: a mean m of the gradients, divided by a mean v (or maximum) of their size."""

from typing import Annotated

import numpy as np

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

Beta1 = Annotated[float, Setting("decay of the running mean of the gradient", "[0, 1)")]
Beta2 = Annotated[float, Setting("decay of the running mean of its square", "[0, 1)")]
Convention = Annotated[
    str, Setting("where eps is added: after the bias correction or before it", choices=("torch", "keras"))
]


def _moments(g: Array, state: State, beta1: float, beta2: float) -> tuple[Array, Array]:
    """Return the running means of g and of g^2."""
    return beta1 * state["exp_avg"] + (1 - beta1) * g, beta2 * state["exp_avg_sq"] + (1 - beta2) * g**2


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
    convention: Convention = "torch",
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
        m, v = _moments(g, state, beta1, beta2)
        step = _corrected(m, v, t, beta1, beta2, eps, convention)
        return params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v}

    return Optimizer(
        title="Adam",
        formula=_formula(convention),
        scale="stride",
        init=zeros("exp_avg", "exp_avg_sq"),
        update=update,
    )


@optimizer("amsgrad")
def amsgrad(
    *,
    beta1: Beta1 = 0.9,
    beta2: Beta2 = 0.999,
    eps: Epsilon = 1e-8,
    weight_decay: Decay = 0.0,
    convention: Convention = "torch",
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
        m, v = _moments(g, state, beta1, beta2)
        w = np.maximum(state["max_exp_avg_sq"], v)
        step = _corrected(m, w, t, beta1, beta2, eps, convention)
        return params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v, "max_exp_avg_sq": w}

    return Optimizer(
        title="AMSGrad",
        formula=r"w \leftarrow \max(w, v) \qquad " + _formula(convention, v="w", v_hat=r"\hat{w}"),
        scale="stride",
        init=zeros("exp_avg", "exp_avg_sq", "max_exp_avg_sq"),
        update=update,
    )


@optimizer("adamw")
def adamw(
    *,
    beta1: Beta1 = 0.9,
    beta2: Beta2 = 0.999,
    eps: Epsilon = 1e-8,
    weight_decay: Decoupled = 0.01,
    convention: Convention = "torch",
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
        m, v = _moments(g, state, beta1, beta2)
        step = _corrected(m, v, t, beta1, beta2, eps, convention)
        return (1 - lr * weight_decay) * params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v}

    return Optimizer(
        title="AdamW",
        formula=_formula(convention, theta=decayed(weight_decay)),
        scale="stride",
        init=zeros("exp_avg", "exp_avg_sq"),
        update=update,
    )


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
        m, v = _moments(g, state, beta1, beta2)
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
    )


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
        m, v = _moments(g, state, beta1, beta2)
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
    )


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
    )
