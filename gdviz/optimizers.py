"""Update rules, each a pair (init, update) after optax, with torch.optim's formulas and names.

In every formula theta are the parameters, g = grad f(theta), eta the learning rate, lambda the weight decay (added to
the gradient as lambda theta), and <- replaces a state array. States are dicts of arrays; a run records them after
each step.

To add one: write a function that returns ``Optimizer(init, update, ...)`` below its siblings and put
``@optimizer("name")`` on it. It is then listed, offered, tested and documented.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from gdviz.registry import FactoryRegistry
from gdviz.settings import Setting

Array = NDArray[np.float64]
State = dict[str, Array]


class Oracle(Protocol):
    """Answers questions about the objective at any point, on the current batch."""

    def value(self, params: Array) -> Array:
        """Return f(params), shape ()."""

    def gradient(self, params: Array) -> Array:
        """Return grad f(params), shape (D,)."""

    def hessian(self, params: Array) -> Array:
        """Return the Hessian of f at params, shape (D, D)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Optimizer:
    """An update rule.

    Attributes
    ----------
    init
        params (D,) -> the state before the first step.
    update
        (oracle, params, state, lr) -> (params, state) after one step; it returns new arrays and changes none.
    formula
        The rule as LaTeX in the subset that matplotlib's mathtext reads.
    scale, gain
        The default learning rate is `gain` times the problem's lr, or its stride where `scale` is "stride": where
        steps are about lr long whatever the gradient.
    """

    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    title: str
    formula: str
    scale: Literal["gradient", "stride"] = "gradient"
    gain: float = 1.0
    init: Callable[[Array], State]
    update: Callable[[Oracle, Array, State, float], tuple[Array, State]]


OPTIMIZERS: FactoryRegistry[Optimizer] = FactoryRegistry("optimizer")
optimizer = OPTIMIZERS.register

Decay = Annotated[float, Setting("weight decay lambda, added to the gradient as lambda theta", "[0, inf)")]
Momentum = Annotated[float, Setting("part mu of the velocity that is kept from step to step", "[0, 1)")]


@optimizer("gd")
def gd(*, weight_decay: Decay = 0.0) -> Optimizer:
    """Step against the gradient: plain gradient descent.

    theta <- theta - eta g

    Source: A.-L. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées (1847).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        return params - lr * g, {}

    return Optimizer(
        title="Gradient descent",
        formula=r"\theta \leftarrow \theta - \eta \nabla f(\theta)",
        init=lambda params: {},
        update=update,
    )


def _velocity(g: Array, state: State, momentum: float, dampening: float) -> Array:
    """Return the new velocity b <- mu b + (1 - tau) g; the first one is g itself, undamped, as in torch.optim.SGD."""
    if state["step"] == 0:
        return g
    return momentum * state["momentum_buffer"] + (1 - dampening) * g


def _at_rest(params: Array) -> State:
    return {"step": np.zeros(()), "momentum_buffer": np.zeros_like(params)}


@optimizer("momentum")
def momentum(
    *,
    momentum: Momentum = 0.9,
    dampening: Annotated[float, Setting("part tau of the gradient that is left out of the velocity", "[0, 1]")] = 0.0,
    weight_decay: Decay = 0.0,
) -> Optimizer:
    """Let the steps gather speed: Polyak's heavy ball.

    b <- mu b + (1 - tau) g, where the first b is g;  theta <- theta - eta b

    torch.optim.SGD. The learning rate multiplies the whole velocity (Keras and Polyak put it inside b; the same for a
    constant rate).

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
        init=_at_rest,
        update=update,
    )


@optimizer("nesterov")
def nesterov(*, momentum: Momentum = 0.9, weight_decay: Decay = 0.0) -> Optimizer:
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
        init=_at_rest,
        update=update,
    )


@optimizer("adam")
def adam(
    *,
    beta1: Annotated[float, Setting("decay of the running mean of the gradient", "[0, 1)")] = 0.9,
    beta2: Annotated[float, Setting("decay of the running mean of its square", "[0, 1)")] = 0.999,
    eps: Annotated[float, Setting("added to the root, outside it, against division by zero", "[0, inf)")] = 1e-8,
    weight_decay: Decay = 0.0,
) -> Optimizer:
    """Give every coordinate its own step by the mean and the spread of its gradients: Adam.

    m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2;
    theta <- theta - eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)  at step t = 1, 2, ...

    torch.optim.Adam, which is the paper's Algorithm 1 (eps outside the root, after the bias correction; Keras adds it
    before the correction). m and v are recorded as exp_avg and exp_avg_sq. The first step is eta sign(g).

    Source: D. P. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, ICLR (2015).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params) + weight_decay * params
        t = state["step"] + 1
        m = beta1 * state["exp_avg"] + (1 - beta1) * g
        v = beta2 * state["exp_avg_sq"] + (1 - beta2) * g**2
        step = (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        return params - lr * step, {"step": t, "exp_avg": m, "exp_avg_sq": v}

    return Optimizer(
        title="Adam",
        formula=r"\theta \leftarrow \theta - \eta \frac{\hat{m}}{\sqrt{\hat{v}} + \epsilon}",
        scale="stride",
        init=lambda params: {
            "step": np.zeros(()),
            "exp_avg": np.zeros_like(params),
            "exp_avg_sq": np.zeros_like(params),
        },
        update=update,
    )
