"""The record of what is minimised, and the registry of its kinds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import FUNCTION, NAME, NUMBER, TABLE, TEXT, WHOLE, Accepted, check_fields, sequence, shown
from gdviz.registry import FactoryRegistry
from gdviz.runs.preprocessing import Preprocessing

Array = NDArray[np.float64]


ARRAY = Accepted("an array of numbers", lambda value: isinstance(value, np.ndarray) and value.dtype.kind in "fiu")
KINDS = {
    "name": TEXT,
    "options": TABLE,
    "title": TEXT,
    "formula": TEXT,
    "expression": TEXT,
    "parameters": sequence("a tuple of at least one name", NAME.fits, "('x', 'y')", fewest=1),
    **dict.fromkeys(("value", "gradient"), FUNCTION),
    **dict.fromkeys(("hessian", "evaluate", "init", "restrict"), FUNCTION.or_none),
    "domain": ARRAY,
    "start": ARRAY.or_none,
    "minima": ARRAY,
    **dict.fromkeys(("lr", "stride"), NUMBER),
    "steps": WHOLE,
    "model": NAME,
    **dict.fromkeys(("data", "metrics"), TABLE),
    "features": sequence("a tuple of names", NAME.fits, "('hours',)"),
    "target": TEXT,
    "classes": sequence("a tuple of names", NAME.fits, "('fail', 'pass')"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """An objective f over D parameters, with what a solver and a picture need to know of it.

    Attributes
    ----------
    value, gradient, hessian
        Functions of params, shape (..., D), vectorised over the leading axes; they return shapes (...), (..., D) and
        (..., D, D). A problem with data takes the indices of a batch as a second argument. `hessian` may be None.
    evaluate
        params of shape (D,) -> (value, gradient) at once, for problems where they share work, or None.
    formula
        f as LaTeX in the subset that matplotlib's mathtext reads.
    expression
        f in the language of gdviz.problems.expression, in the variables `parameters`, for whoever has to write it in
        another language; empty where there is none.
    parameters
        The D names, as axes are labelled.
    domain
        Shape (D, 2): the box worth looking at.
    start
        Shape (D,), or None: drawn with the run's seed, by `init` or else uniform in [0, 1)^D.
    init
        A function from a random generator to a start of shape (D,), for models that uniform numbers suit badly.
    minima
        Shape (K, D): the known minimisers; K may be 0.
    lr, stride, steps
        Defaults for a run worth looking at: a learning rate for methods that step by lr * gradient, one for methods
        whose step is about lr long whatever the gradient (Adam), and the number of steps.
    model
        What the parameters are the coefficients of: "function" (nothing but f), "line" (intercept, slope), "slope" (of
        a line through the origin), "linear" (intercept, then one weight per column of data["X"]), "polynomial" (powers
        0, 1, ... of x brought from its range to [-1, 1]), "linear classifier" (bias, then one weight per column of
        data["X"]), "softmax" (the same for each class in turn) or "mlp" (see gdviz.problems.fitting_network).
    restrict
        For problems whose value is cheaper to find over a plane than anywhere: (origin (D,), axes (k, D)) -> a function
        of coordinates (..., k) that gives the value at origin + coordinates @ axes; or None.
    data, metrics
        Arrays that were fitted, and functions of params recorded beside the loss.
    features, target, classes
        The names of the columns of data["X"], of data["y"], and of its labels 0, 1, ...
    preprocessing
        How the columns of data["X"] came of those of a table, or None where they are these.
    score_curvature
        Of a model that is linear in its parameters: the largest second derivative of a point's loss by its score, so
        that the Hessian is at most this times X^T X / n, with a column of ones in X; None where it has no bound.
    notes
        Sentences on how what was given was read, for whoever gave it.

    Examples
    --------
    >>> import numpy as np
    >>> valley = gdviz.Problem(
    ...     title="A valley",
    ...     formula="x^2",
    ...     parameters=("x",),
    ...     value=lambda p: p[..., 0] ** 2,
    ...     gradient=lambda p: 2 * p,
    ...     domain=np.array([[-2.0, 2.0]]),
    ...     start=np.array([1.5]),
    ...     lr=0.1,
    ...     stride=0.1,
    ...     steps=40,
    ... )
    >>> run = gdviz.solve(valley, steps=2, out="runs/valley")
    >>> float(run.params[-1, 0])
    0.96
    """

    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    title: str
    formula: str
    expression: str = ""
    parameters: tuple[str, ...]
    value: Callable[..., Array]
    gradient: Callable[..., Array]
    hessian: Callable[..., Array] | None = None
    evaluate: Callable[[Array], tuple[Array, Array]] | None = None
    restrict: Callable[[Array, Array], Callable[[Array], Array]] | None = None
    domain: Array
    start: Array | None = None
    init: Callable[[np.random.Generator], Array] | None = None
    minima: Array = field(default_factory=lambda: np.empty((0, 0)))
    lr: float
    stride: float
    steps: int
    model: str = "function"
    data: Mapping[str, Array] = field(default_factory=dict)
    metrics: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    target: str = ""
    classes: tuple[str, ...] = ()
    preprocessing: Preprocessing | None = None
    score_curvature: float | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check what each field is, and that shapes and names fit together."""
        check_fields(self, KINDS)
        count = len(self.parameters)
        for name, shape in (("domain", (count, 2)), ("start", (count,))):
            given = getattr(self, name)
            if given is not None and np.shape(given) != shape:
                raise ValueError(
                    f"{name} must be an array of shape {shape}, for the parameters {', '.join(self.parameters)}, not "
                    f"{shown(given)}"
                )

    @property
    def dimension(self) -> int:
        """D, the number of parameters."""
        return len(self.parameters)

    def within(self, limits: Sequence[float]) -> Self:
        """Return the problem with another domain: low and high of each parameter in turn, or one pair for all.

        Raises
        ------
        ValueError
            If there are not that many numbers, or a low is not below its high.
        """
        numbers = np.asarray(limits, dtype=np.float64)
        pairs = np.tile(numbers, self.dimension) if numbers.shape == (2,) else numbers
        wrong = pairs.shape != (2 * self.dimension,) or not np.isfinite(pairs).all()
        if wrong or not (pairs[::2] < pairs[1::2]).all():
            raise ValueError(
                f"the domain of {self.name} is low,high for each of {', '.join(self.parameters)}, not "
                f"{','.join(f'{v:g}' for v in numbers.ravel())}; try --domain {','.join(['-2,2'] * self.dimension)}"
            )
        return replace(self, domain=pairs.reshape(-1, 2))

    def draw_start(self, seed: int) -> Array:
        """Return the start, shape (D,): the problem's own, or drawn from `seed` by its init or uniform in [0, 1)^D."""
        if self.start is not None:
            return self.start
        rng = np.random.default_rng(seed)
        return rng.uniform(0.0, 1.0, self.dimension) if self.init is None else self.init(rng)


PROBLEMS: FactoryRegistry[Problem] = FactoryRegistry("problem")
problem = PROBLEMS.register
