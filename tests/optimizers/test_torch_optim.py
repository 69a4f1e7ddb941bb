"""The update rules against real torch.optim in float64; fixtures/make_torch_optim.py wrote the reference."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gdviz.optimizers import OPTIMIZERS

REFERENCE = json.loads((Path(__file__).parents[1] / "fixtures" / "torch_optim.json").read_text())
CASES = REFERENCE["cases"]
NOT_IN_TORCH = {"lion", "backtracking", "conjugate-gradient", "newton"}


def rosenbrock(p):
    x, y = p
    return np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


GRADIENTS = {
    "quadratic": lambda p: np.array([1.0, 25.0]) * p,
    "rosenbrock": rosenbrock,
    "faint": lambda p: 1e-6 * np.array([1.0, 25.0]) * p,
}


def name_of(case):
    settings = ",".join(f"{name}={value:g}" for name, value in case["settings"].items())
    return f"{case['problem']}-{case['optimizer']}{f'-{settings}' if settings else ''}"


def run(case, steps, **settings):
    """Return the parameters and the state after each step, from step 1."""
    rule = OPTIMIZERS[case["optimizer"]](**case["settings"], **settings)
    oracle = SimpleNamespace(gradient=GRADIENTS[case["problem"]])
    params = np.array(case["start"])
    state = rule.init(params)
    for step in range(1, steps + 1):
        params, state = rule.update(oracle, params, state, case["lr"])
        yield step, params, state


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_iterates_are_those_of_torch(case):
    found = {str(step): params for step, params, _ in run(case, 500)}
    expected = np.array(list(case["iterates"].values()))
    actual = np.array([found[step] for step in case["iterates"]])
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_states_are_those_of_torch_and_bear_its_names(case):
    *_, (_, _, state) = run(case, REFERENCE["state_at"])
    # torch's SGD has no step count; ours tells the first step, when the velocity is the gradient.
    assert set(state) - {"step"} == set(case["state"]) - {"step"}
    for name, expected in case["state"].items():
        np.testing.assert_allclose(state[name], expected, rtol=1e-12, err_msg=name)


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if case["problem"] == "faint"
        and case["optimizer"] in {"adagrad", "rmsprop", "adam", "amsgrad"}
        and case["settings"].get("eps") == 1e-6
        and "centered" not in case["settings"]
    ],
    ids=name_of,
)
def test_small_gradients_tell_the_conventions_apart(case):
    *_, (_, params, _) = run(case, 10, convention="keras")
    assert np.abs(params / case["iterates"]["10"] - 1).max() > 1e-2


def test_reference_covers_every_optimizer_of_torch_and_small_gradients():
    assert {case["optimizer"] for case in CASES} == set(OPTIMIZERS) - NOT_IN_TORCH
    assert {case["problem"] for case in CASES} == set(GRADIENTS)
    assert all(np.isfinite(list(case["iterates"].values())).all() for case in CASES)
