"""Courses of runs that go abreast: every field and the end of each as of the run alone, to the last bit."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.solving.courses import Courses, descend_abreast, row_bytes
from gdviz.solving.loop import descend
from gdviz.solving.specification import specify

RULES = {
    "all steps": {},
    "small steps, thinned": {"tol_step": 1e-3, "every": 3},
    "small gradients, cosine": {"tol_gradient": 0.3, "schedule": "cosine"},
    "a loss, thinned": {"until": ("loss<0.5",), "every": 4},
    "patience, in steps": {"patience": 3, "schedule": "step:5,0.5"},
    "warmup": {"schedule": "warmup:4", "tol_step": 1e-2, "until": ("loss>=1e3", "loss < 1e-3"), "patience": 9},
}
# Undefined here and there, infinite, at rest, with waves, and of one variable.
FUNCTIONS = ("log(x) + y**2", "1/x + x*y**3", "x**2 + 3*y**2")
PROBLEMS = ("rosenbrock", "ackley", "bumpy")
SEARCHES = ("backtracking", "conjugate-gradient", "newton")


def alone(spec):
    """Return the recorded fields of one run, and how it ended, from its own loop."""
    rows, last = [], {}

    def record(row):
        nonlocal last
        last = {name: np.array(value) for name, value in row.items()}
        if row["step"] % spec.every == 0:
            rows.append(last)

    with np.errstate(all="ignore"):
        stop = descend(spec, record)
    if last["step"] % spec.every:
        rows.append(last)
    state = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    names = rows[1].keys() - state.keys() if len(rows) > 1 else ()
    return state | {name: np.array([row[name] for row in rows[1:]]) for name in names}, stop


def reasons_of(spec, seed, count=5):
    """Compare runs that go abreast with each alone, and return why they ended."""
    rng = np.random.default_rng(seed)
    low, high = spec.problem.domain.T
    starts = low + (high - low) * rng.random((count, spec.problem.dimension))
    rates = spec.lr * 10.0 ** rng.uniform(-1, 3, count)
    rates[1] = rates[0]
    found = descend_abreast(spec, starts, rates)
    for run, (start, rate) in enumerate(zip(starts, rates, strict=True)):
        fields, stop = alone(replace(spec, start=start, lr=float(rate)))
        assert found.stops[run] == stop
        mine = found.rows_of(run)
        for name, values in fields.items():
            assert mine[name].shape == values.shape
            assert mine[name].astype(values.dtype).tobytes() == values.tobytes(), (name, stop)
    return {stop.reason for stop in found.stops}


@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if name not in SEARCHES])
def test_runs_abreast_are_to_the_bit_those_of_each_alone(optimizer):
    reasons = set()
    for seed, options in enumerate(RULES.values()):
        problem = PROBLEMS[seed % len(PROBLEMS)]
        reasons |= reasons_of(specify(problem, optimizer, steps=41, **options), seed)
    assert len(reasons) > 1


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("every", [1, 7])
def test_runs_that_diverge_or_come_where_nothing_is_defined_do_so_abreast(function, every):
    spec = specify(None, "momentum", function=function, domain=[-1, 4, -2, 2], start=[1, 1], steps=60, every=every)
    assert "diverged" in reasons_of(spec, 0, count=20)


def test_an_end_in_an_undefined_slope_is_told_abreast_too():
    spec = specify(None, "gd", function="sqrt(x)", domain=[-1, 4], start=[1.0], steps=30, every=4, lr=0.5)
    starts = np.array([[1.0], [0.0], [2.25], [-0.5]])
    found = descend_abreast(spec, starts, np.full(4, 0.5))
    assert [stop.reason for stop in found.stops] == [alone(replace(spec, start=one))[1].reason for one in starts]


def test_no_step_at_all_leaves_the_starts():
    spec = specify("bowl", steps=0)
    found = descend_abreast(spec, np.ones((3, 2)), np.full(3, 0.1))
    assert [stop.message for stop in found.stops] == ["took all 0 steps"] * 3
    assert {name: len(rows) for name, rows in found.rows_of(1).items()} == {
        "params": 1,
        "loss": 1,
        "step": 1,
        "gradient": 0,
        "update": 0,
        "learning_rate": 0,
    }


def test_fields_that_nobody_wants_are_not_held():
    spec = specify("bowl", "adam", steps=5)
    kept = {"params", "loss"}
    found = descend_abreast(spec, np.ones((3, 2)), np.full(3, 0.1), kept.__contains__)
    assert isinstance(found, Courses)
    assert len(found) == 3
    assert found.held.keys() == kept
    # Params, gradient, two means, and a loss.
    assert row_bytes(spec) == 8 * (2 + 2 + 2 + 2 + 1)
