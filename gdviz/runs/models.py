"""The models that runs fit to points: how many parameters each has, what it predicts, and its equation.

A run names its model, and everything that draws or tabulates the run asks here what that means. To add a model, file a
record under its name: ``MODELS.add("name", Model(...))``. `gdviz.record` then takes it, and tables of predictions and,
for a curve, the pictures of its fit know it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import to_say
from gdviz.registry import Registry
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# The right side of an equation: words, parameters by their places, and a sign apart from the number that follows it.
Equation = Sequence[str | int]
SIGN = "±"


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """What the parameters of a run are of its points.

    A model that is linear in its parameters has a `design`, any other that predicts has `predict`.

    Attributes
    ----------
    kind
        "function" (nothing but f), "curve" (numbers y of each point) or "classifier" (labels 0, 1, ...).
    size
        d, the number of columns of X -> D, the number of parameters, or None where there may be any.
    predict
        params (D,) and points (n, d) -> the values of a curve (n,), or a classifier's scores: z (n,) between two
        classes, z (n, k) of k classes.
    design
        points (n, d), the points that were fitted (m, d) and D -> the matrix (n, D) that, times the parameters, gives
        the same.
    equation
        Of a curve over one feature: D and how the feature stands behind a number, such as " x" -> the right side of its
        equation.
    straight
        Whether the curve, or the boundary between two classes, is straight.
    many
        Whether a curve's points may have several features.
    through_origin
        Whether a curve goes through the origin whatever its parameters, so that pictures show it.
    note
        What the name of the feature is followed by where the curve is drawn over it.
    recordable
        Whether `gdviz.record` takes it.
    terms
        Of a network: params (D,) and points (n, d) -> what each of its hidden units adds to the score, shape (n, h).
    """

    kind: Literal["function", "curve", "classifier"]
    size: Callable[[int], int | None] = lambda d: None
    predict: Callable[[Array, Array], Array] | None = None
    design: Callable[[Array, Array, int], Array] | None = None
    equation: Callable[[int, str], Equation] | None = None
    straight: bool = False
    many: bool = False
    through_origin: bool = False
    note: str = ""
    recordable: bool = True
    terms: Callable[[Array, Array], Array] | None = None

    def predictor(self, points: Array, fitted: Array, count: int) -> Callable[[Array], Array]:
        """Return a function of the parameters (D,) that gives the predictions at `points`, made for many calls.

        Parameters
        ----------
        points, fitted
            Shapes (n, d) and (m, d): where to predict, and the X that was fitted.
        count
            D, the number of parameters.

        Raises
        ------
        ValueError
            If the model predicts nothing.
        """
        if self.design is not None:
            rows = self.design(points, fitted, count)
            return lambda params: np.asarray(rows @ params)
        if self.predict is None:
            raise ValueError(f"a {self.kind} predicts nothing at points")
        predict = self.predict
        return lambda params: np.asarray(predict(params, points))


MODELS: Registry[Model] = Registry("model", listed=False, show_all=True)


def model_of(run: Run) -> Model:
    """Return the model of a run; one that is not known is nothing but a function."""
    name = run.problem["model"]
    return MODELS[name if name in MODELS else "function"]


def _with_ones(points: Array) -> Array:
    return np.concatenate([np.ones((len(points), 1)), points], axis=1)


def _powers(points: Array, fitted: Array, count: int) -> Array:
    """Return the powers 0, 1, ... of x brought from the range of the fitted points to [-1, 1]; -1 where all are one."""
    low, high = float(fitted.min()), float(fitted.max())
    side = high - low or max(abs(low), 1.0)
    return np.vander(2 * ((points[:, 0] - low) / side) - 1, count, increasing=True)


def _sum_of_powers(count: int, times: str) -> Equation:
    raised = ["", *("".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power)) for power in range(2, count))]
    parts: list[str | int] = [0]
    for power in range(1, count):
        parts += [SIGN, power, f" t{raised[power - 1]}"]
    return parts


def _linear_scores(params: Array, points: Array) -> Array:
    return np.asarray(params[0] + points @ params[1:])


def _softmax_scores(params: Array, points: Array) -> Array:
    rows = params.reshape(-1, points.shape[1] + 1)
    return np.asarray(points @ rows[:, 1:].T + rows[:, 0])


def _network_layers(params: Array, points: Array) -> tuple[Array, Array]:
    """Return what the hidden units say of points, shape (n, h), and the bias and the weights of the output."""
    inputs = points.shape[1] + 1
    hidden = (len(params) - 1) // (inputs + 1)
    rows, out = params[: hidden * inputs].reshape(hidden, inputs), params[hidden * inputs :]
    return np.tanh(points @ rows[:, 1:].T + rows[:, 0]), out


def _network_scores(params: Array, points: Array) -> Array:
    units, out = _network_layers(params, points)
    return np.asarray(out[0] + units @ out[1:])


def _network_terms(params: Array, points: Array) -> Array:
    units, out = _network_layers(params, points)
    return np.asarray(units * out[1:])


MODELS.add("function", Model(kind="function"))
MODELS.add(
    "slope",
    Model(
        kind="curve",
        size=lambda d: 1,
        design=lambda points, fitted, count: points,
        equation=lambda count, times: (0, times),
        straight=True,
        through_origin=True,
    ),
)
MODELS.add(
    "line",
    Model(
        kind="curve",
        size=lambda d: 2,
        design=lambda points, fitted, count: _with_ones(points),
        equation=lambda count, times: (1, times, SIGN, 0),
        straight=True,
    ),
)
MODELS.add(
    "polynomial",
    Model(kind="curve", design=_powers, equation=_sum_of_powers, note=to_say("from t = −1 to t = 1")),
)
MODELS.add(
    "linear",
    Model(
        kind="curve",
        size=lambda d: d + 1,
        design=lambda points, fitted, count: _with_ones(points),
        equation=lambda count, times: (1, times, SIGN, 0),
        straight=True,
        many=True,
    ),
)
MODELS.add(
    "linear classifier",
    Model(kind="classifier", size=lambda d: d + 1, predict=_linear_scores, straight=True),
)
MODELS.add("softmax", Model(kind="classifier", predict=_softmax_scores, recordable=False))
MODELS.add("mlp", Model(kind="classifier", predict=_network_scores, recordable=False, terms=_network_terms))
