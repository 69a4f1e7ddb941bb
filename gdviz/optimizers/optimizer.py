"""The record of an update rule, a pair (init, update) after optax, and the registry of its kinds.

In every formula theta are the parameters, g = grad f(theta), eta the learning rate, lambda the weight decay (added to
the gradient as lambda theta unless the rule says otherwise), t = 1, 2, ... the step, and <- replaces a state array.
Products, squares and roots of vectors are taken coordinate by coordinate. Formulas and names are those of torch.optim;
where the paper or Keras differs, the docstring says how. States are dicts of arrays; a run records them after each
step.

To add a rule: write a function that returns ``Optimizer(init, update, ...)`` in the module where its siblings are and
put ``@optimizer("name")`` on it. It is then listed, offered, tested and documented. What pictures show of a step is
declared with it, as `anatomy`, `momentum`, `terms` and `divisor`: the same for all settings of the rule, since each is
handed those of the run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import FLAG, FUNCTION, NUMBER, TABLE, TEXT, Accepted, check_fields
from gdviz.ledger.divisor import Divisor, States
from gdviz.ledger.ledger import LedgerRule
from gdviz.ledger.momentum import KeptMomentum
from gdviz.ledger.terms import AdamTerms
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


SCALES = ("gradient", "stride", "unit")
KINDS = {
    **dict.fromkeys(("name", "title", "formula"), TEXT),
    "options": TABLE,
    "scale": Accepted("one of gradient, stride, unit", lambda value: value in SCALES, "'gradient'"),
    "gain": NUMBER,
    **dict.fromkeys(("init", "update"), FUNCTION),
    **dict.fromkeys(("anatomy", "divisor"), FUNCTION.or_none),
    "adds_up": FLAG,
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Optimizer:
    """An update rule.

    Attributes
    ----------
    init
        params (D,) -> the state before the first step, with the names and shapes of every later one.
    update
        (oracle, params, state, lr) -> (params, state) after one step; it returns new arrays and changes none.
    formula
        The rule as LaTeX in the subset that matplotlib's mathtext reads.
    scale, gain
        The default learning rate is `gain` times the problem's lr, or its stride where `scale` is "stride": where
        steps are about lr long whatever the gradient; or 1 where it is "unit": where the rule finds the length itself.
    anatomy
        What was recorded of a step -> the lines of its ledger, each with what it comes to and how it is drawn. Without
        it a step is shown by its gradient and its length.
    adds_up
        Whether the step is eta times a sum of gradients, so that arrows drawn eta times as long add up to it.
    momentum
        The velocity that is kept, and what it brings to a step. Without it a state is known by its name in torch.
    terms
        How a rule of Adam's kind is shown term by term, in columns of numbers.
    divisor
        The recorded states -> what each step was divided by. Without it states are known by their names in torch.

    Examples
    --------
    >>> def update(oracle, params, state, lr):
    ...     return params - lr * oracle.gradient(params), state
    >>> plain = gdviz.Optimizer(
    ...     title="Descent",
    ...     formula="x - lr g",
    ...     init=lambda params: {},
    ...     update=update,
    ... )
    >>> run = gdviz.solve("bowl", plain, steps=20, out="runs/plain")
    >>> bool(run.loss[-1] < run.loss[0])
    True
    """

    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    title: str
    formula: str
    scale: Literal["gradient", "stride", "unit"] = "gradient"
    gain: float = 1.0
    init: Callable[[Array], State]
    update: Callable[[Oracle, Array, State, float], tuple[Array, State]]
    anatomy: LedgerRule | None = None
    adds_up: bool = False
    momentum: KeptMomentum | None = None
    terms: AdamTerms | None = None
    divisor: Callable[[States], Divisor | None] | None = None

    def __post_init__(self) -> None:
        """Check what each field is."""
        check_fields(self, KINDS)

    def usual_rate(self, lr: float, stride: float) -> float:
        """Return the default learning rate on a problem with these; see `scale` and `gain`."""
        return self.gain * {"gradient": lr, "stride": stride, "unit": 1.0}[self.scale]


OPTIMIZERS: FactoryRegistry[Optimizer] = FactoryRegistry("optimizer")
optimizer = OPTIMIZERS.register

Decay = Annotated[float, Setting("weight decay lambda, added to the gradient as lambda theta", "[0, inf)")]
Decoupled = Annotated[
    float, Setting("weight decay lambda: every step shrinks the parameters by eta lambda", "[0, inf)")
]
MomentumSetting = Annotated[float, Setting("part mu of the velocity that is kept from step to step", "[0, 1)")]
Epsilon = Annotated[float, Setting("keeps the divisor from zero", "[0, inf)")]


def zeros(*names: str) -> Callable[[Array], State]:
    """Return an `init`: a step count of 0, and zeros like the parameters under each of `names`."""
    return lambda params: {"step": np.zeros(()), **{name: np.zeros_like(params) for name in names}}


def decayed(weight_decay: float) -> str:
    """Return theta as LaTeX, multiplied by what decoupled weight decay leaves of it."""
    return r"(1 - \eta \lambda) \theta" if weight_decay else r"\theta"
