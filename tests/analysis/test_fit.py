"""Curves that are fitted to points: what they predict, their equations, and what their cost is made of."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gdviz.analysis.fit import (
    Predictions,
    coefficients,
    equation_of,
    heights_around,
    least_squares,
    predictor,
    signed_apart,
    squares_in,
)
from gdviz.runs.run import Run
from gdviz.solving.solver import solve


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home: Path = tmp_path_factory.mktemp("fits")
    return {name: solve(name, steps=5, out=home / name) for name in ("slope", "line", "polynomial")}


def test_a_true_curve_takes_as_many_numbers_as_the_model(runs: dict[str, Run]) -> None:
    np.testing.assert_array_equal(coefficients(runs["line"], "1.5, 63"), [1.5, 63])
    with pytest.raises(ValueError, match=r"true=3.2 has 1 number, and the model has intercept, slope; .*true=1.5,63"):
        coefficients(runs["line"], "3.2")
    for text in ("steep", "1,", "nan", "inf"):
        with pytest.raises(ValueError, match=f"true={text} is no number or numbers .*true=3.2"):
            coefficients(runs["slope"], text)


def test_equations_of_every_model(runs: dict[str, Run]) -> None:
    write = [str] * 6
    assert equation_of(runs["slope"], np.array([-3.0]), write) == "y = -3.0 x"
    assert (
        equation_of(runs["line"], np.array([-1.0, 2.0]), write, names=("price", "area")) == "price = 2.0 · area − 1.0"
    )
    assert equation_of(runs["polynomial"], np.array([1.0, -2.0, 3.0]), write) == "y = 1.0 − 2.0 t + 3.0 t²"


@pytest.mark.parametrize(("name", "words"), [("line", "half the mean"), ("slope", "the mean"), ("polynomial", "half")])
def test_cost_is_what_it_is_said_to_be(runs: dict[str, Run], name: str, words: str) -> None:
    law = squares_in(runs[name])
    assert law is not None
    assert law.words.startswith(words)
    summed = {**runs[name].arrays, "loss": runs[name].loss * len(runs[name].data["y"])}
    assert "the sum" in (squares_in(replace(runs[name], arrays=summed)) or law).words


def test_all_but_the_number_that_leads_have_their_sign_apart(runs: dict[str, Run]) -> None:
    assert signed_apart(runs["slope"]) == set()
    assert signed_apart(runs["line"]) == {0}
    assert signed_apart(runs["polynomial"]) == {1, 2, 3, 4, 5}


def test_what_is_no_curve_has_no_equation(solved) -> None:
    assert equation_of(solved("bowl"), np.zeros(2), [str] * 2) == ""


@pytest.mark.parametrize("name", ["slope", "line", "polynomial"])
def test_the_least_squares_are_the_problems_minimum_and_its_cost(runs: dict[str, Run], name: str) -> None:
    run = runs[name]
    best = least_squares(run)
    np.testing.assert_allclose(best, run.problem["minima"][0], rtol=1e-9)
    for row in (0, 5):
        misses = predictor(run, np.asarray(run.data["X"])[:, 0])(run.params[row]) - run.data["y"]
        assert np.mean(misses**2) == pytest.approx(run.metrics["mean_squared_error"][row], rel=1e-12)


def test_predictions_lie_between_those_of_two_steps_and_near_the_picture(runs: dict[str, Run]) -> None:
    run, x = runs["line"], np.array([-1.0, 2.0])
    shown = Predictions(run, x, (-10.0, 10.0))
    a, b = (run.params[2] + run.params[3]) / 2
    np.testing.assert_allclose(shown(2.5), a + b * x)
    far = Predictions(run, np.array([1e9, -1e9]), (-10.0, 10.0))
    np.testing.assert_array_equal(np.abs(far(5.0)), [20010.0, 20010.0])


def test_a_picture_goes_some_way_towards_the_start() -> None:
    y = np.array([0.0, 10.0])
    assert heights_around(y, [np.array([5.0])]) == pytest.approx((-0.6, 10.6))
    assert heights_around(y, [np.array([-100.0, np.nan])]) == pytest.approx((-6.6, 10.6))


def test_a_cost_that_is_no_mean_of_squares_is_not_taken_for_one(runs: dict[str, Run]) -> None:
    run = runs["line"]
    assert squares_in(replace(run, arrays={**run.arrays, "loss": np.sqrt(run.loss)})) is None
