"""Curvature of quadratics by hand, in closed form and by descent, and what is no quadratic."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.problems import PROBLEMS, Problem, load_data
from gdviz.problems.expression import from_expression
from gdviz.solving import conditioning
from gdviz.solving.conditioning import Conditioning, below, conditioning_of, is_quadratic

QUADRATIC = {"bowl", "half-square", "parabola", "line", "slope", "polynomial", "linear"}


def test_of_all_problems_those_with_a_constant_hessian_are_quadratic() -> None:
    for name in PROBLEMS:
        problem = PROBLEMS[name]()
        if problem.hessian is None or problem.dimension > 100:
            continue
        points = np.random.default_rng(1).uniform(*problem.domain.T, size=(9, problem.dimension))
        bends = problem.hessian(points)
        constant = np.allclose(bends, bends[:1], rtol=1e-9, atol=1e-12 * np.abs(bends).max())
        assert is_quadratic(problem) == constant, name
        assert constant or name not in QUADRATIC, name


def test_a_bowl_by_hand() -> None:
    found = conditioning_of(PROBLEMS["bowl"](kappa=50))
    assert found == Conditioning(50.0, 1.0)
    assert (found.number, found.stable, found.best) == (50.0, 0.04, 2 / 51)
    assert found.words() == "condition number 50; gradient descent is stable below lr 0.04, fastest at 0.0392"


@pytest.mark.parametrize(("share", "falls"), [(0.999, True), (1.001, False)])
def test_the_stable_rate_is_where_descent_turns(share: float, falls: bool) -> None:
    problem = PROBLEMS["linear"](load_data("diabetes", standardize=True), l2=0.1)
    found = conditioning_of(problem)
    assert found is not None
    p = problem.draw_start(0)
    for _ in range(4000):
        p = p - share * found.stable * problem.gradient(p)
    assert (np.linalg.norm(p - problem.minima[0]) < 10) == falls
    np.testing.assert_allclose(found.largest, np.linalg.eigvalsh(problem.hessian(p))[-1], rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "largest", "least", "flat"),
    [
        ("x**2 + x*y + y**2", 3, 1, 0),
        ("(x + y)**2", 4, 4, 1),
        ("(x + y + z)**2", 6, 6, 2),
        ("3*x**2 - x + 1", 6, 6, 0),
        ("(x - y)**2 + x - y", 4, 4, 1),
    ],
)
def test_functions_of_ones_own(text: str, largest: float, least: float, flat: int) -> None:
    found = conditioning_of(from_expression(text))
    assert found is not None
    assert (found.largest, found.least, found.flat) == (pytest.approx(largest), pytest.approx(least), flat)


def test_flat_directions_are_told() -> None:
    words = Conditioning(4.0, 4.0, 1).words()
    assert words.startswith("flat along 1 direction; condition number 1 across; ")
    assert Conditioning(4.0, 2.0, 3).words().startswith("flat along 3 directions; condition number 2 across; ")


@pytest.mark.parametrize(
    "text",
    [
        "x**2 - y",
        "(x - y)**2 + x + y",
        "x**2 + 1e24*y",
        "x**2 - y**2",
        "x + y",
        "x**4 + y**2",
        "x**2 + abs(x - 4.5)",
        "x**2 + 0.001*sin(x)",
    ],
)
def test_what_has_no_least_value_or_is_no_quadratic_has_none(text: str) -> None:
    assert conditioning_of(from_expression(text)) is None


def test_without_a_hessian_it_is_found_from_gradients() -> None:
    bowl = PROBLEMS["bowl"](kappa=7)
    found = conditioning_of(replace(bowl, hessian=None))
    assert found is not None
    assert (found.largest, found.least) == (pytest.approx(7), pytest.approx(1))


def test_of_many_parameters_the_largest_alone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    problem: Problem = PROBLEMS["linear"](load_data("diabetes", standardize=True))
    whole = conditioning_of(problem)
    monkeypatch.setattr(conditioning, "DENSE", 10)
    found = conditioning_of(problem)
    assert whole is not None
    assert found is not None
    assert (found.largest, found.least, found.number, found.best) == (pytest.approx(whole.largest), None, None, None)
    assert "condition" not in found.words()


@pytest.mark.parametrize(
    ("bound", "words"), [(0.4, "0.4"), (2 / 3, "0.666"), (4.8199e-7, "4.81e-7"), (1234.0, "1.23e3")]
)
def test_a_rate_is_written_no_larger_than_it_is(bound: float, words: str) -> None:
    assert below(bound) == words
    assert float(words) <= bound
