"""Equations and coefficients in the units of the data."""

from collections.abc import Callable

import numpy as np
import pytest

from gdviz.analysis.predictions import predicted
from gdviz.analysis.tables import of_predictions
from gdviz.analysis.units import fitted_equation, in_units, own_coefficients
from gdviz.problems import load_data
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
