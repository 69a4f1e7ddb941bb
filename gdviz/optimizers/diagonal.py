"""Rules that divide every coordinate of the step by the size of its past gradients."""

from typing import Annotated

import numpy as np

from gdviz.ledger.entries import afterwards, begin, finish, mean_line, mean_of_squares_line, root, size_line
from gdviz.ledger.ledger import LedgerLine, Mark, Operand, Recorded
from gdviz.ledger.momentum import KeptMomentum, share_of_step
from gdviz.optimizers.optimizer import Array, Decay, Epsilon, Optimizer, Oracle, State, optimizer, zeros
from gdviz.settings import Setting

PlaceOfEps = Annotated[str, Setting("where eps stands: outside the root or inside it", choices=("torch", "keras"))]


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
    convention: PlaceOfEps = "torch",
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
        anatomy=_adagrad_ledger,
    )


def _adagrad_ledger(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    h = s.options
    old = s.before("sum", h["initial_accumulator_value"])
    sums = old + g**2
    lines.append(size_line("s", r"\leftarrow s + g^2", sums, "{} + {}²", (old, g), "sum"))
    rate, eta = s.rate, r"\eta"
    if h["lr_decay"]:
        rate, eta = s.rate / (1 + (s.t - 1) * h["lr_decay"]), r"\eta_t"
        words, operands = "{} / (1 + {} · {})", (s.rate, s.t - 1, h["lr_decay"])
        lines.append(LedgerLine("step", "correction", eta, r"= \eta \, / \, (1 + (t - 1) \, d)", rate, words, operands))
    divisor, below, words = root(sums, "s", h)
    relation, words = rf"= -{eta} \, g \, / \, {below}", f"−{{}} {{}} / {words}"
    return [*lines, *finish(s, relation, -rate * g / divisor, words, rate, g, sums, h["eps"], frame=True)]


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
        anatomy=_adadelta_ledger,
    )


def _adadelta_ledger(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    rho, eps = s.options["rho"], s.options["eps"]
    v, line = mean_of_squares_line(g, "v", rho, r"\rho", s.before("square_avg"), "square_avg")
    old = s.before("acc_delta")
    d = np.sqrt(old + eps) / np.sqrt(v + eps) * g
    relation = r"= g \, \sqrt{u + \epsilon} \, / \, \sqrt{v + \epsilon}"
    words, operands = "{} √({} + {}) / √({} + {})", (g, old, eps, v, eps)
    lines += [line, LedgerLine("step", "correction", "d", relation, d, words, operands)]
    _, after = mean_of_squares_line(d, "u", rho, r"\rho", old, "acc_delta", of="d")
    return [*lines, *finish(s, r"= -\eta \, d", -s.rate * d, "−{} {}", s.rate, d), afterwards(after)]


@optimizer("rmsprop")
def rmsprop(
    *,
    alpha: Annotated[float, Setting("decay of the running mean of squared gradients", "[0, 1)")] = 0.99,
    eps: Epsilon = 1e-8,
    momentum: Annotated[float, Setting("part mu of the velocity that is kept from step to step", "[0, 1)")] = 0.0,
    centered: Annotated[bool, Setting("divide by the spread about the mean gradient")] = False,
    weight_decay: Decay = 0.0,
    convention: PlaceOfEps = "torch",
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
        anatomy=_rmsprop_ledger,
        momentum=KeptMomentum("momentum_buffer", "momentum", "μ", share_of_step),
    )


def _rmsprop_ledger(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    h = s.options
    alpha, mu, name = h["alpha"], h["momentum"], "v"
    v, line = mean_of_squares_line(g, "v", alpha, r"\alpha", s.before("square_avg"), "square_avg")
    lines.append(line)
    if h["centered"]:
        a, line = mean_line(g, "a", alpha, r"\alpha", s.before("grad_avg"), "grad_avg")
        spread = np.maximum(v - a**2, 0.0)
        box = (Mark(r"\sqrt{w}", np.sqrt(spread), "box", grown=np.sqrt(v), replaces=r"\sqrt{v}"),)
        lines += [line, LedgerLine("size", "correction", "w", r"= v - a^2", spread, "{} − {}²", (v, a), box, "√w")]
        v, name = spread, "w"
    divisor, below, words = root(v, name, h)
    numbers: tuple[Operand, ...] = (g, v, h["eps"])
    if not mu:
        relation, words = rf"= -\eta \, g \, / \, {below}", f"−{{}} {{}} / {words}"
        return [*lines, *finish(s, relation, -s.rate * g / divisor, words, s.rate, *numbers, frame=True)]
    eta_inside = h["convention"] == "keras"
    old = s.before("momentum_buffer")
    b = mu * old + (s.rate * (g / divisor) if eta_inside else g / divisor)
    if eta_inside:
        relation, words = rf"\leftarrow \mu \, b + \eta \, g \, / \, {below}", f"{{}} {{}} + {{}} {{}} / {words}"
        numbers = (mu, old, s.rate, *numbers)
    else:
        relation, words = rf"\leftarrow \mu \, b + g \, / \, {below}", f"{{}} {{}} + {{}} / {words}"
        numbers = (mu, old, *numbers)
    lines.append(LedgerLine("memory", "correction", "b", relation, b, words, numbers, recorded="momentum_buffer"))
    if eta_inside:
        return [*lines, *finish(s, "= -b", -b, "−{}", b, frame=True)]
    return [*lines, *finish(s, r"= -\eta \, b", -s.rate * b, "−{} {}", s.rate, b, frame=True)]
