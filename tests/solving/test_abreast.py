"""Runs moved as rows of one array: which may be, why others may not, and the bits of a step alone."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS, Problem
from gdviz.solving.abreast import Abreast, can_go_abreast
from gdviz.solving.specification import specify

# What goes one by one, and why.
RULES = {"backtracking": "matmul", "conjugate-gradient": "matmul", "newton": "a Hessian"}
FUNCTIONS = {"ravine": "matmul", "beale": "numbers that were lost sight of"}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_rule_goes_abreast_but_for_searches_and_newton(optimizer):
    assert can_go_abreast(specify("himmelblau", optimizer)) == RULES.get(optimizer, "")


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_function_goes_abreast_but_for_products_of_matrices_and_data(problem):
    spec = specify(problem)
    assert can_go_abreast(spec) == ("data" if spec.problem.data else FUNCTIONS.get(problem, ""))


@pytest.mark.parametrize(
    "function", ["x**2 + 3*y**2", "sin(x)*exp(-y**2) + x^4", "sqrt(x**2 + y**2)", "where(x>0, x**2, -x) + |y|"]
)
def test_functions_that_are_typed_go_abreast(function):
    assert can_go_abreast(specify(None, "adam", function=function)) == ""


def test_sums_of_more_than_two_numbers_go_one_by_one():
    spec = specify("rosenbrock", settings={"dimension": 5})
    assert can_go_abreast(spec) == "add of 4 numbers"


def own(value, gradient):
    return Problem(
        name="own",
        title="Own",
        formula="x",
        parameters=("x", "y"),
        value=value,
        gradient=gradient,
        domain=np.array([[-1.0, 1.0]] * 2),
        start=np.array([0.5, -0.5]),
        minima=np.zeros((0, 2)),
        lr=0.1,
        stride=0.1,
        steps=20,
    )


@pytest.mark.parametrize(
    ("value", "gradient"),
    [
        (lambda p: p[0] ** 2 + p[1], lambda p: np.array([2 * p[0], 1.0])),
        (lambda p: float(p[..., 0]) ** 2, lambda p: p),
        (lambda p: p[..., 0] if p.ndim == 1 else p[..., 1], lambda p: 2.0 * p),
    ],
    ids=["written for one vector", "float", "another of rows"],
)
def test_a_function_of_ones_own_that_would_come_out_otherwise_goes_one_by_one(value, gradient):
    assert can_go_abreast(replace(specify("bowl"), problem=own(value, gradient)))


def test_a_row_takes_its_step_alone_to_the_same_bits():
    spec = specify("himmelblau", "adam", steps=9)
    starts = np.random.default_rng(0).uniform(-4, 4, (5, 2))
    group = Abreast(spec, starts, np.array([0.1, 0.1, 0.2, 0.3, 1.0]))
    for t in range(3):
        group.step(t)
    one = group.alone(3, 2)
    assert one.params.tobytes() == group.params[3].tobytes()
    assert one.state["exp_avg"].tobytes() == group.state["exp_avg"][3].tobytes()
    assert group.state["step"] == one.state["step"] == 3
    group.keep(np.array([True, False, False, True, True]))
    group.step(3)
    assert group.params.shape == (3, 2)
    assert group.slope().shape == (3, 2)
