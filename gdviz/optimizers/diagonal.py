"""Rules that divide every coordinate of the step by the size of its past gradients."""

from typing import Annotated

import numpy as np

from gdviz.optimizers.optimizer import Array, Decay, Epsilon, Optimizer, Oracle, State, optimizer, zeros
from gdviz.settings import Setting

Convention = Annotated[str, Setting("where eps stands: outside the root or inside it", choices=("torch", "keras"))]


def _root(v: Array, eps: float, convention: str) -> Array:
    """Return sqrt(v) + eps as torch has it, or sqrt(v + eps) as Keras has it."""
    return np.sqrt(v + eps) if convention == "keras" else np.sqrt(v) + eps


def _root_formula(v: str, convention: str) -> str:
    return rf"\sqrt{{{v} + \epsilon}}" if convention == "keras" else rf"\sqrt{{{v}}} + \epsilon"


@optimizer("adagrad")
def adagrad(
    *,
    lr_decay: Annotated[float, Setting("how fast eta itself falls: eta / (1 + (t - 1) lr_decay)", "[0, inf)")] = 0.0,
    initial_accumulator_value: Annotated[float, Setting("sum of squares to begin with", "[0, inf)")] = 0.0,
    eps: Epsilon = 1e-10,
    weight_decay: Decay = 0.0,
    convention: Convention = "torch",
) -> Optimizer:
    """Divide every coordinate's step by the size of all its gradients so far: Adagrad.

    s <- s + g^2;  theta <- theta - eta_t g / (sqrt(s) + eps),  with eta_t = eta / (1 + (t - 1) lr_decay)

    torch.optim.Adagrad; s is recorded as sum. The paper's section 1.2 has the same with delta for eps and no lr_decay.
    convention=keras divides by sqrt(s + eps); Keras also begins with initial_accumulator_value=0.1 and eps=1e-7.

    Source: J. Duchi, E. Hazan, Y. Singer, Adaptive Subgradient Methods for Online Learning and Stochastic Optimization,
    JMLR 12 (2011).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        t = state["step"] + 1
        s = state["sum"] + g**2
        step = g / _root(s, eps, convention) / (1 + (t - 1) * lr_decay)
        return params - lr * step, {"step": t, "sum": s}

    return Optimizer(
        title="Adagrad",
        formula=(
            r"s \leftarrow s + g^2 \qquad "
            rf"\theta \leftarrow \theta - \eta \frac{{g}}{{{_root_formula('s', convention)}}}"
        ),
        scale="stride",
        gain=4.0,
        init=lambda params: {"step": np.zeros(()), "sum": np.full_like(params, initial_accumulator_value)},
        update=update,
    )


@optimizer("adadelta")
def adadelta(
    *,
    rho: Annotated[float, Setting("decay of the running means of squares", "[0, 1]")] = 0.9,
    eps: Epsilon = 1e-6,
    weight_decay: Decay = 0.0,
) -> Optimizer:
    """Make every coordinate's step as long as its past steps were: Adadelta.

    v <- rho v + (1 - rho) g^2;  d = sqrt(u + eps) / sqrt(v + eps) g;  u <- rho u + (1 - rho) d^2;
    theta <- theta - eta d

    torch.optim.Adadelta, and the same in Keras; the paper has eta = 1. v and u are recorded as square_avg and
    acc_delta. eta is not in u, so the first steps are about eta sqrt(eps / (1 - rho)) long.

    Source: M. D. Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        v = rho * state["square_avg"] + (1 - rho) * g**2
        d = np.sqrt(state["acc_delta"] + eps) / np.sqrt(v + eps) * g
        u = rho * state["acc_delta"] + (1 - rho) * d**2
        return params - lr * d, {"step": state["step"] + 1, "square_avg": v, "acc_delta": u}

    return Optimizer(
        title="Adadelta",
        formula=r"\theta \leftarrow \theta - \eta \frac{\sqrt{u + \epsilon}}{\sqrt{v + \epsilon}} g",
        scale="stride",
        gain=100.0,
        init=zeros("square_avg", "acc_delta"),
        update=update,
    )


@optimizer("rmsprop")
def rmsprop(
    *,
    alpha: Annotated[float, Setting("decay of the running mean of squared gradients", "[0, 1)")] = 0.99,
    eps: Epsilon = 1e-8,
    momentum: Annotated[float, Setting("part mu of the velocity that is kept from step to step", "[0, 1)")] = 0.0,
    centered: Annotated[bool, Setting("divide by the spread about the mean gradient")] = False,
    weight_decay: Decay = 0.0,
    convention: Convention = "torch",
) -> Optimizer:
    """Divide every coordinate's step by the size of its recent gradients: RMSprop.

    v <- alpha v + (1 - alpha) g^2;  theta <- theta - eta g / (sqrt(v) + eps)

    Centered, v - a^2 stands for v, with the mean gradient a <- alpha a + (1 - alpha) g. With momentum,
    b <- mu b + g / (sqrt(v) + eps);  theta <- theta - eta b.

    torch.optim.RMSprop. v, a and b are recorded as square_avg, grad_avg and momentum_buffer. convention=keras divides
    by sqrt(v + eps) and has eta inside b; Keras also begins with alpha (its rho) 0.9 and eps=1e-7.

    It is not more momentum where the slope is steep, as M. Capel's Gradient Descent Explained (2020) has it: where a
    coordinate's gradient has been large its step is shortened, and there is no momentum unless mu is set.

    Source: T. Tieleman, G. Hinton, Lecture 6.5 - rmsprop, COURSERA: Neural Networks for Machine Learning (2012);
    centered: A. Graves, Generating Sequences With Recurrent Neural Networks (2013).
    """
    names = ["square_avg", *(["grad_avg"] if centered else []), *(["momentum_buffer"] if momentum else [])]

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        v = alpha * state["square_avg"] + (1 - alpha) * g**2
        after = {"step": state["step"] + 1, "square_avg": v}
        if centered:
            a = after["grad_avg"] = alpha * state["grad_avg"] + (1 - alpha) * g
            # Rounding may take the spread of constant gradients just under zero.
            v = np.maximum(v - a**2, 0.0)
        step = g / _root(v, eps, convention)
        if not momentum:
            return params - lr * step, after
        if convention == "keras":
            b = after["momentum_buffer"] = momentum * state["momentum_buffer"] + lr * step
            return params - b, after
        b = after["momentum_buffer"] = momentum * state["momentum_buffer"] + step
        return params - lr * b, after

    step = rf"\frac{{g}}{{{_root_formula(r'v - a^2' if centered else 'v', convention)}}}"
    return Optimizer(
        title="RMSprop",
        formula=(
            rf"v \leftarrow \alpha v + (1 - \alpha) g^2 \qquad \theta \leftarrow \theta - \eta {step}"
            if not momentum
            else rf"b \leftarrow \mu b + \eta {step} \qquad \theta \leftarrow \theta - b"
            if convention == "keras"
            else rf"b \leftarrow \mu b + {step} \qquad \theta \leftarrow \theta - \eta b"
        ),
        scale="stride",
        gain=0.25,
        init=zeros(*names),
        update=update,
    )
