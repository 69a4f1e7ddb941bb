"""Equations and coefficients in the units of the data."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gdviz.analysis.predictions import predicted
from gdviz.analysis.tables import of_predictions
from gdviz.analysis.units import fitted_equation, in_own_units, in_units, own_coefficients
from gdviz.problems import load_data
from gdviz.rendering.figures import draw
from gdviz.runs.data import Data
from gdviz.runs.run import Run

AREA = np.linspace(600.0, 3200.0, 40)
ROOMS = np.tile([1.0, 2.0, 3.0, 5.0], 10)
HOUSES = Data.of(
    np.column_stack([AREA, ROOMS]),
    12300 + 153 * AREA - 8100 * ROOMS,
    features=("area", "bedrooms"),
    target="price",
)


@pytest.mark.parametrize("problem", ["line", "slope", "linear", "logistic"])
@pytest.mark.parametrize("degree", [1, 2])
def test_own_coefficients_predict_what_the_run_predicts(
    problem: str, degree: int, solved_once: Callable[..., Run]
) -> None:
    data = HOUSES
    if problem == "logistic":
        data = Data.of(HOUSES.X, ROOMS > 2, features=HOUSES.features)
    if problem in ("line", "slope"):
        data, degree = HOUSES.columns(["area"], "price"), 1
    columns = data.expanded(degree).X
    run = solved_once(problem, data=data.expanded(degree).standardized(), steps=30)
    params = np.asarray(run.params[-1])
    own = list(own_coefficients(run, params).values())
    expected = predicted(run, params, np.asarray(run.data["X"]))
    np.testing.assert_allclose(own[0] + columns @ own[1:], expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


@pytest.mark.parametrize("standardize", [False, True])
def test_the_equation_of_houses(standardize: bool, solved_once: Callable[..., Run]) -> None:
    data = HOUSES.standardized() if standardize else HOUSES
    run = solved_once("linear", "newton", data=data, steps=5, lr=1.0)
    assert fitted_equation(run) == "price = 12,300 + 153 area − 8,100 bedrooms"
    assert own_coefficients(run, run.params[-1]) == pytest.approx({"intercept": 12300, "area": 153, "bedrooms": -8100})


def test_equations_of_curves(solved_once: Callable[..., Run]) -> None:
    rising = Data.of(AREA, 2 * AREA)
    assert fitted_equation(solved_once("slope", "newton", data=rising, steps=3, lr=1.0)) == "y = 2 x"
    assert fitted_equation(solved_once("line", "newton", data=Data.of(AREA, 1 - 2 * AREA), steps=3, lr=1.0)) == (
        "y = 1 − 2 x"
    )
    words = fitted_equation(solved_once("polynomial", data=rising, settings={"degree": 2}, steps=3))
    assert words.endswith("t², with t from −1 to 1 for x from 600 to 3,200")


def test_of_many_terms_those_are_told_that_move_predictions_most(solved_once: Callable[..., Run]) -> None:
    run = solved_once("linear", "newton", data=load_data("diabetes"), steps=5, lr=1.0)
    words = fitted_equation(run)
    assert words.endswith(" + … and 2 more")
    assert words.count(" + ") + words.count(" − ") == 9
    assert " age" not in words


def test_what_diverged_or_is_no_curve_has_no_equation(solved_once: Callable[..., Run]) -> None:
    assert fitted_equation(solved_once("linear", data=HOUSES, lr=1.0, steps=50)) == ""
    assert fitted_equation(solved_once("logistic", steps=2)) == ""
    assert fitted_equation(solved_once("bowl", steps=2)) == ""
    assert own_coefficients(solved_once("bowl", steps=2), np.zeros(2)) == {}


def test_predictions_are_told_for_points_as_they_are_in_the_table(solved_once: Callable[..., Run]) -> None:
    run = solved_once("linear", data=HOUSES.expanded(2).standardized(), steps=30)
    table = of_predictions(run, 5)
    assert table.columns[:3] == ("point", "area", "bedrooms")
    for point, area, rooms, guess, true, residual in table.rows:
        assert [area, rooms] == pytest.approx(HOUSES.X[int(point)].tolist(), rel=1e-12)
        assert true == HOUSES.y[int(point)]
        assert residual == pytest.approx(guess - true)


@pytest.mark.parametrize(
    ("value", "words"),
    [(153.04, "153"), (8100.4, "8,100"), (123456.0, "123,500"), (-1234.5, "−1,234"), (0.00012344, "0.0001234")],
)
def test_numbers_have_four_digits(value: float, words: str) -> None:
    assert in_units(value) == words


@pytest.mark.parametrize("problem", ["line", "polynomial", "logistic", "svm"])
def test_a_run_in_its_own_units_predicts_the_same_of_the_points_of_the_table(
    problem: str, solved_once: Callable[..., Run]
) -> None:
    data = HOUSES.columns(["area"], "price")
    if problem in ("logistic", "svm"):
        data = Data.of(HOUSES.X, ROOMS > 2, features=HOUSES.features)
    run = solved_once(problem, data=data.standardized(), steps=30)
    own = in_own_units(run)
    np.testing.assert_allclose(own.data["X"], data.X, rtol=1e-12)
    for row in (0, 7, -1):
        expected = predicted(run, np.asarray(run.params[row]), np.asarray(run.data["X"]))
        found = predicted(own, np.asarray(own.params[row]), np.asarray(own.data["X"]))
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())
    assert in_own_units(own) is own


def test_a_line_by_the_name_of_linear_is_in_own_units_and_weights_of_several_columns_are_not(
    solved_once: Callable[..., Run],
) -> None:
    one = Data.of(HOUSES.X[:, :1], HOUSES.y, features=("area",), target="price")
    line, linear = (solved_once(problem, data=one.standardized(), lr=0.9, steps=30) for problem in ("line", "linear"))
    own = in_own_units(linear)
    np.testing.assert_allclose(own.data["X"], one.X, rtol=1e-12)
    fitted = {"line": in_own_units(line).params[-1], "linear": own.params[-1]}
    names = {"line": list(line.problem["parameters"]), "linear": list(linear.problem["parameters"])}
    at = {kind: dict(zip(names[kind], values.tolist(), strict=True)) for kind, values in fitted.items()}
    assert at["linear"]["area"] == pytest.approx(at["line"]["slope"], rel=1e-6)
    several = solved_once("linear", data=HOUSES.standardized(), steps=3)
    assert in_own_units(several) is several


def test_a_run_over_monomials_stays_as_it_is(solved_once: Callable[..., Run]) -> None:
    data = Data.of(HOUSES.X, ROOMS > 2, features=HOUSES.features).expanded(2).standardized()
    run = solved_once("logistic", data=data, steps=3)
    assert in_own_units(run) is run


@pytest.mark.parametrize(
    ("figure", "problem", "start", "right"),
    [
        ("fit", "line", [12000.0, 140.0], 0.58),
        ("boundary", "logistic", [-9.0, 2e-3, 1.4], 0.62),
        ("boundary", "svm", [-9.0, 2e-3, 1.4], 0.62),
    ],
)
def test_a_picture_of_points_is_the_same_whatever_scale_was_fitted_on(
    figure: str, problem: str, start: list[float], right: float, solved_once: Callable[..., Run], tmp_path: Path
) -> None:
    data = Data.of(HOUSES.X, AREA + 700 * ROOMS > 3500, features=HOUSES.features)
    data = HOUSES.columns(["area"], "price") if figure == "fit" else data
    scaled = data.standardized()
    means, scales = data.X.mean(axis=0), data.X.std(axis=0)
    weights = np.array(start[1:])
    begins = (start, [start[0] + float(weights @ means), *(weights * scales).tolist()])
    seen = []
    for one, begin in zip((data, scaled), begins, strict=True):
        run = solved_once(problem, data=one, start=begin, lr=1e-12, steps=4)
        out = draw(figure, [run], tmp_path / f"{len(seen)}.png", size=(400, 225), still="last")
        with Image.open(out) as picture:
            seen.append(np.asarray(picture.convert("L"), int)[60:, : int(right * 400)])
    assert np.mean(np.abs(seen[0] - seen[1]) > 8) < 1e-3
    assert seen[0].std() > 10
