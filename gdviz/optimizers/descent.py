"""Gradient descent, with and without momentum, and with the sign of the momentum only."""

from dataclasses import replace
from typing import Annotated

import numpy as np

from gdviz.ledger.entries import afterwards, begin, buffer_line, finish, mean_line, slope_line
from gdviz.ledger.ledger import LedgerLine, Mark, Recorded
from gdviz.ledger.momentum import BufferedStep, KeptMomentum, share_of_step
from gdviz.optimizers.optimizer import (
    Array,
    Decay,
    Decoupled,
    MomentumSetting,
    Optimizer,
    Oracle,
    State,
    decayed,
    optimizer,
    zeros,
)
from gdviz.settings import Setting


@optimizer("gd")
def gd(*, weight_decay: Decay = 0.0) -> Optimizer:
    """Step against the gradient: plain gradient descent.

    theta <- theta - eta g

    Source: A.-L. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées (1847).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params)
        if weight_decay:
            g = g + weight_decay * params
        return params - lr * g, {}

    return Optimizer(
        title="Gradient descent",
        formula=r"\theta \leftarrow \theta - \eta \nabla f(\theta)",
        init=lambda params: {},
        update=update,
        anatomy=_gd_ledger,
    )


def _gd_ledger(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s, "hollow")
    return [*lines, *finish(s, r"= -\eta \, g", -s.rate * g, "−{} {}", s.rate, g)]


def _velocity(g: Array, state: State, momentum: float, dampening: float) -> Array:
    """Return the new velocity b <- mu b + (1 - tau) g; the first one is g itself, undamped, as in torch.optim.SGD."""
    if state["step"] == 0:
        return g
    return momentum * state["momentum_buffer"] + (1 - dampening) * g


@optimizer("momentum")
def momentum(
    *,
    momentum: MomentumSetting = 0.9,
    dampening: Annotated[float, Setting("part tau of the gradient that is left out of the velocity", "[0, 1]")] = 0.0,
    weight_decay: Decay = 0.0,
) -> Optimizer:
    """Let the steps gather speed: Polyak's heavy ball.

    b <- mu b + (1 - tau) g, where the first b is g;  theta <- theta - eta b

    torch.optim.SGD. The learning rate multiplies the whole velocity (Keras and Polyak put it inside b; the same for a
    constant rate). M. Capel's Gradient Descent Explained (2020) has a minus before mu b in its formula, and the plus in
    its sum and its code: the plus is right, as what came before is added.

    Source: B. T. Polyak, Some methods of speeding up the convergence of iteration methods (1964).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        b = _velocity(g, state, momentum, dampening)
        return params - lr * b, {"step": state["step"] + 1, "momentum_buffer": b}

    return Optimizer(
        title="Momentum",
        formula=r"b \leftarrow \mu b + \nabla f(\theta) \qquad \theta \leftarrow \theta - \eta b",
        gain=0.5,
        init=zeros("momentum_buffer"),
        update=update,
        anatomy=_momentum_ledger,
        adds_up=True,
        momentum=KeptMomentum("momentum_buffer", "momentum", "μ", share_of_step),
    )


def _momentum_ledger(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    b, line = buffer_line(s, g, s.options["momentum"], s.options["dampening"])
    return [*lines, line, *finish(s, r"= -\eta \, b", -s.rate * b, "−{} {}", s.rate, b)]


@optimizer("nesterov")
def nesterov(*, momentum: MomentumSetting = 0.9, weight_decay: Decay = 0.0) -> Optimizer:
    """Look ahead along the velocity before stepping: Nesterov's momentum.

    b <- mu b + g, where the first b is g;  theta <- theta - eta (g + mu b)

    torch.optim.SGD(nesterov=True): the form of Sutskever et al. with the look-ahead point as theta, so that the
    gradient is taken where the parameters are.

    Source: Y. Nesterov, A method of solving a convex programming problem with convergence rate O(1/k^2) (1983);
    I. Sutskever et al., On the importance of initialization and momentum in deep learning (2013).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        b = _velocity(g, state, momentum, 0.0)
        return params - lr * (g + momentum * b), {"step": state["step"] + 1, "momentum_buffer": b}

    return Optimizer(
        title="Nesterov momentum",
        formula=(
            r"b \leftarrow \mu b + \nabla f(\theta) \qquad "
            r"\theta \leftarrow \theta - \eta (\nabla f(\theta) + \mu b)"
        ),
        gain=0.5,
        init=zeros("momentum_buffer"),
        update=update,
        anatomy=_nesterov_ledger,
        adds_up=True,
        momentum=KeptMomentum("momentum_buffer", "momentum", "μ", _carried_ahead),
    )


def _carried_ahead(s: BufferedStep) -> Array:
    return -s.rate * s.kept**2 * s.before


def _nesterov_ledger(s: Recorded) -> list[LedgerLine]:
    g, lines = begin(s)
    mu = s.options["momentum"]
    b, line = buffer_line(s, g, mu, 0.0)
    value = -s.rate * (g + mu * b)
    ahead = Mark("-g", -s.rate * g, "dashed", -s.rate * mu * b, true=True)
    end = finish(s, r"= -\eta \, (g + \mu \, b)", value, "−{} ({} + {} {})", s.rate, g, mu, b, before=(ahead,))
    return [*lines, line, *end]


@optimizer("lion")
def lion(
    *,
    beta1: Annotated[float, Setting("weight of the momentum against the gradient in the step", "[0, 1)")] = 0.9,
    beta2: Annotated[float, Setting("decay of the momentum", "[0, 1)")] = 0.99,
    weight_decay: Decoupled = 0.0,
) -> Optimizer:
    """Step by the sign of the momentum, equally far along every coordinate: Lion.

    theta <- theta - eta (sign(beta1 m + (1 - beta1) g) + lambda theta);  m <- beta2 m + (1 - beta2) g

    The paper's Algorithm 2, and Keras's; torch.optim has no Lion. m is recorded as exp_avg. Steps never get shorter
    than eta unless the learning rate falls.

    Source: X. Chen et al., Symbolic Discovery of Optimization Algorithms, NeurIPS (2023).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params)
        m = state["exp_avg"]
        step = np.sign(beta1 * m + (1 - beta1) * g) + weight_decay * params
        return params - lr * step, {"exp_avg": beta2 * m + (1 - beta2) * g}

    return Optimizer(
        title="Lion",
        formula=(
            rf"\theta \leftarrow {decayed(weight_decay)} - "
            r"\eta \, \mathrm{sign}(\beta_1 m + (1 - \beta_1) g)"
            r" \qquad m \leftarrow \beta_2 m + (1 - \beta_2) g"
        ),
        scale="stride",
        gain=0.25,
        init=lambda params: {"exp_avg": np.zeros_like(params)},
        update=update,
        anatomy=_lion_ledger,
    )


def _lion_ledger(s: Recorded) -> list[LedgerLine]:
    h, g = s.options, s.gradient
    old = s.before("exp_avg")
    c, blend = mean_line(g, "c", h["beta1"], r"\beta_1", old, "")
    blend = replace(blend, relation=r"= \beta_1 m + (1 - \beta_1) \, g", recorded="")
    _, after = mean_line(g, "m", h["beta2"], r"\beta_2", old, "exp_avg")
    decay = h["weight_decay"]
    end = finish(
        s, r"= -\eta \, \mathrm{sign}(c)", -s.rate * np.sign(c), "−{} sign {}", s.rate, c, decay=decay, frame=True
    )
    return [slope_line(s, g), blend, *end, afterwards(after)]
