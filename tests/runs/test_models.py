"""What models predict and are called; and that one record makes another one known everywhere."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import gdviz
from gdviz.analysis.fit import equation_of, least_squares
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.predictions import why_not_predictions
from gdviz.analysis.tables import of_predictions
from gdviz.figures import FIGURES
from gdviz.figures.fit.equation import FittedEquation
from gdviz.figures.fit.lines import FitLine, Standing
from gdviz.figures.parts.leaps import Leaps
from gdviz.runs.models import MODELS, Model, model_of
from gdviz.runs.requirements import why_not_boundary, why_not_fit
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

X, Y = np.linspace(0.0, 2.0, 21), 3 * np.exp(-0.5 * np.linspace(0.0, 2.0, 21))
POINTS = np.array([[-1.0], [0.0], [3.0]])


def exponential(params: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(params[0] * np.exp(params[1] * points[:, 0]))


@pytest.fixture
def registered() -> Iterator[Model]:
    """Yield a model that is registered for the test alone: y = a exp(b x)."""
    model = Model(
        kind="curve",
        size=lambda d: 2,
        predict=exponential,
        equation=lambda count, times: (0, " exp(", 1, times, ")"),
    )
    yield MODELS.add("growth", model)
    del MODELS._items["growth"]


@pytest.fixture
def run(registered: Model, tmp_path: Path) -> Run:
    """Return a recorded loop that fits the exponential, by gradient descent from (2, 0.1)."""
    p = np.array([2.0, 0.1])
    with gdviz.record(
        tmp_path / "run",
        loss=lambda p: float(np.mean((p[0] * np.exp(p[1] * X) - Y) ** 2)),
        data=(X, Y),
        model="growth",
        parameters=("a", "b"),
        samples=33,
        lr=0.05,
    ) as r:
        for _ in range(40):
            misses, grown = exponential(p, X[:, None]) - Y, np.exp(p[1] * X)
            gradient = 2 * np.array([np.mean(misses * grown), np.mean(misses * p[0] * X * grown)])
            r.step(p, gradient=gradient)
            p = p - 0.05 * gradient
    return gdviz.load(tmp_path / "run")


def test_a_model_of_one_s_own_is_recorded_and_tabulated(run: Run) -> None:
    assert why_not_predictions(run) is None
    table = of_predictions(run, 21)
    assert table.columns == ("point", "x", "predicted", "true", "residual")
    a, b = run.params[-1]
    for _, x, predicted, true, residual in table.rows:
        assert isinstance(x, float)
        assert predicted == pytest.approx(a * np.exp(b * x), rel=1e-14)
        assert true == pytest.approx(3 * np.exp(-0.5 * x), rel=1e-14)
        assert residual == predicted - true


def test_a_model_of_one_s_own_has_its_size_checked(registered: Model, tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="params has 3 numbers, and a growth of these points has 2"),
        gdviz.record(tmp_path / "run", data=(X, Y), model="growth") as r,
    ):
        r.step([1.0, 2.0, 3.0], 0.5)


def test_a_model_of_one_s_own_is_drawn_as_a_curve_with_its_equation(run: Run) -> None:
    assert why_not_fit(run) is None
    canvas: Any = FIGURES["fit"].painter([run], LIGHT, Clip(960, 540, 10, 1.0), true="3,-0.5")
    canvas(Moment((39.0,), 1.0))
    parts = [leaps._part for leaps in canvas._parts if isinstance(leaps, Leaps)]
    for kind, values in ((FitLine, run.params[39]), (Standing, np.array([3.0, -0.5]))):
        (line,) = (part.artists[-1] for part in parts if isinstance(part, kind))
        x, y = np.asarray(line.get_xydata()).T
        assert len(x) == 200, "it bends"
        np.testing.assert_allclose(y, exponential(values, x[:, None]), rtol=1e-12)
    words = [text.get_text() for text in canvas.figure.axes[0].texts]
    assert words == ["start  y = 2 exp(0.1 x)", "true  y = 3 exp(−0.5 x)", "true"]
    (equation,) = (part.artists[0].words for part in parts if isinstance(part, FittedEquation))
    assert re.fullmatch(r"y = \d\.\d+ exp\(\W?0\.\d+ x\)", equation)


def test_its_equation_is_written_as_it_was_registered(run: Run) -> None:
    assert equation_of(run, np.array([3.0, -0.5]), [str, str]) == "y = 3.0 exp(-0.5 x)"
    assert equation_of(run, np.array([3.0, -0.5]), [str, str], names=("N", "time")) == "N = 3.0 exp(-0.5 · time)"
    assert least_squares(run) is None, "it is not linear in its parameters"


def test_what_cannot_be_drawn_as_a_fit_is_told_with_the_curves_there_are(run: Run) -> None:
    other = replace(run, manifest={**run.manifest, "problem": {**run.problem, "model": "tree"}})
    assert re.fullmatch(
        r"it fits no slope, line, polynomial.* or growth to points of one feature", why_not_fit(other) or ""
    )
    assert (why_not_predictions(other) or "").endswith("growth")
    assert model_of(other) is MODELS["function"]


@pytest.mark.parametrize(
    ("name", "params", "values"),
    [
        ("slope", [2.0], [-2.0, 0.0, 6.0]),
        ("line", [1.0, 2.0], [-1.0, 1.0, 7.0]),
        # t is -1, -0.5 and 1.
        ("polynomial", [1.0, 2.0, 4.0], [3.0, 1.0, 7.0]),
        ("linear classifier", [1.0, 2.0], [-1.0, 1.0, 7.0]),
        # One unit, tanh(x), which is doubled and shifted by 3.
        ("mlp", [0.0, 1.0, 3.0, 2.0], [3 - 2 * np.tanh(1), 3.0, 3 + 2 * np.tanh(3)]),
    ],
)
def test_what_models_predict(name: str, params: list[float], values: list[float]) -> None:
    predict = MODELS[name].predictor(POINTS, POINTS, len(params))
    np.testing.assert_allclose(predict(np.array(params)), values, rtol=1e-14)


@pytest.mark.parametrize("x", [0.0, 3.5, -1e90])
def test_a_polynomial_of_points_at_one_place_is_one_there(x: float) -> None:
    points = np.full((3, 1), x)
    predict = MODELS["polynomial"].predictor(points, points, 3)
    np.testing.assert_array_equal(predict(np.array([1.0, 2.0, 4.0])), [3.0, 3.0, 3.0])


def test_softmax_has_a_score_for_each_class() -> None:
    scores = MODELS["softmax"].predictor(POINTS, POINTS, 4)(np.array([1.0, 2.0, 0.0, -1.0]))
    np.testing.assert_array_equal(scores, [[-1.0, 1.0], [1.0, 0.0], [7.0, -3.0]])


@pytest.mark.parametrize(
    ("name", "columns", "size"),
    [("function", 2, None), ("slope", 1, 1), ("line", 1, 2), ("polynomial", 1, None), ("linear classifier", 4, 5)],
)
def test_how_many_parameters_a_model_has(name: str, columns: int, size: int | None) -> None:
    assert MODELS[name].size(columns) == size


def test_a_function_predicts_nothing() -> None:
    with pytest.raises(ValueError, match="a function predicts nothing at points"):
        MODELS["function"].predictor(POINTS, POINTS, 2)


def test_the_models_in_order_and_those_that_a_loop_may_have() -> None:
    shipped = ["function", "slope", "line", "polynomial", "linear", "linear classifier", "softmax", "mlp"]
    assert [*MODELS][: len(shipped)] == shipped
    assert [name for name in shipped if not MODELS[name].recordable] == ["softmax", "mlp"]


def test_every_classifier_over_two_features_has_a_boundary(recorded_models: dict[str, Run]) -> None:
    assert {name: why_not_boundary(run) for name, run in recorded_models.items()} == {
        "logistic": None,
        "softmax": None,
        "mlp": None,
        "line": "it has no boundary between classes of points of two features",
    }


@pytest.fixture(scope="module")
def recorded_models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home = tmp_path_factory.mktemp("models")
    names = ("logistic", "softmax", "mlp", "line")
    return {name: gdviz.solve(name, steps=1, out=home / name) for name in names}
