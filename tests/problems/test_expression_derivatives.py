"""The one checked tree of a function, and what NumPy code says beside it."""

import numpy as np
import pytest
import sympy

from gdviz.problems import PROBLEMS
from gdviz.problems.analytic_space import SPELLED
from gdviz.problems.expression import from_expression
from gdviz.problems.expression_derivatives import derive
from gdviz.problems.expression_parser import parse

ANALYTIC = [name for name in PROBLEMS if not PROBLEMS[name].takes_data]
WIDE = [name for name in ANALYTIC if "dimension" in PROBLEMS[name].settings]


@pytest.mark.parametrize("name", ANALYTIC)
@pytest.mark.parametrize("what", ["value", "gradient", "hessian"])
def test_every_analytic_problem_is_what_its_expression_says(name, what):
    problem = PROBLEMS[name]()
    made = from_expression(problem.expression)
    assert made.parameters == problem.parameters
    points = np.random.default_rng(3).uniform(*problem.domain.T, (40, problem.dimension))
    # And at the minimisers, of which Ackley's is a kink.
    points = np.vstack([points, problem.minima, problem.start])
    if what == "hessian" and name == "ackley":
        points = points[:40]
    expected = getattr(problem, what)(points)
    np.testing.assert_allclose(getattr(made, what)(points), expected, rtol=1e-12, atol=2e-13 * np.abs(expected).max())


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("dimension", [3, SPELLED])
def test_functions_of_several_variables_are_spelled_out(name, dimension):
    problem = PROBLEMS[name](dimension=dimension)
    found = derive(problem.expression)
    assert tuple(found.symbols) == problem.parameters
    point = np.random.default_rng(5).uniform(*problem.domain.T)
    at = dict(zip(found.symbols.values(), point.tolist(), strict=True))
    assert float(found.value.subs(at)) == pytest.approx(float(problem.value(point)), rel=1e-12)
    assert PROBLEMS[name](dimension=SPELLED + 1).expression == ""


@pytest.mark.parametrize(("name", "options"), [("bowl", {"kappa": 1e6}), ("ravine", {"kappa": 1.0 / 0.3})])
def test_settings_stand_in_the_expression_to_the_last_digit(name, options):
    problem = PROBLEMS[name](**options)
    point = problem.start
    np.testing.assert_allclose(from_expression(problem.expression).gradient(point), problem.gradient(point), rtol=1e-13)


def test_problems_with_data_have_no_expression():
    assert {PROBLEMS[name]().expression for name in PROBLEMS if PROBLEMS[name].takes_data} == {""}


def test_own_functions_keep_the_text_they_were_given():
    assert from_expression("3x² + y").expression == "3x² + y"


def test_the_derivatives_stand_in_the_order_of_the_variables():
    found = derive("f(y, x) = x**2*y + 3*y**2")
    y, x = found.symbols.values()
    assert found.gradient == [x**2 + 6 * y, 2 * x * y]
    assert found.hessian == [6, 2 * x, 2 * y]
    assert found.expression == parse("f(y, x) = x**2*y + 3*y**2")[0]


def test_constants_are_numbers_in_the_code_and_not_in_the_formula():
    found = derive("pi*x + e")
    assert found.expression.has(sympy.pi)
    assert not found.value.has(sympy.pi, sympy.E)


def test_a_gradient_of_too_many_operations_is_refused():
    with pytest.raises(ValueError, match="too complicated: its gradient takes"):
        derive("x**2*y**3 + sin(x*y)", operations=3)
