"""The loop: what it asks, what it hands over, and how it goes on from where it was left."""

from dataclasses import replace

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.solving.batches import Batches
from gdviz.solving.loop import BatchOracle, Position, descend
from gdviz.solving.specification import specify


def test_gradient_descent_on_a_parabola_is_its_closed_form():
    rows = []
    stop = descend(specify("parabola", lr=0.25, start=[15.0], steps=6), rows.append)
    assert [row["params"].tolist() for row in rows] == [[3 + 12 * 0.5**t] for t in range(7)]
    assert list(rows[0]) == ["params", "loss", "step"]
    for t, row in enumerate(rows[1:]):
        assert (row["step"], row["learning_rate"]) == (t + 1, 0.25)
        assert row["gradient"].tolist() == [24 * 0.5**t]
        assert row["update"].tolist() == [-6 * 0.5**t]
        assert row["loss"] == (12 * 0.5 ** (t + 1)) ** 2 - 4
    assert (stop.reason, stop.message) == ("max_steps", "took all 6 steps")


@pytest.mark.parametrize("name", ["gd", "momentum", "adam", "newton"])
def test_a_descent_goes_on_from_any_step_to_the_same_rows(name):
    spec, whole, rest = specify("rosenbrock", name, steps=9), [], []
    end = descend(spec, whole.append)
    middle = whole[4]
    state = {key.removeprefix("state."): value for key, value in middle.items() if key.startswith("state.")}
    losses = np.array([row["loss"] for row in whole[:5]])
    again = descend(spec, rest.append, Position(4, middle["params"], state, middle["update"], losses))
    assert again == end
    assert [row["step"] for row in rest] == [5, 6, 7, 8, 9]
    for one, other in zip(rest, whole[5:], strict=True):
        assert one.keys() == other.keys()
        assert all(np.array_equal(one[key], other[key]) for key in one)


def test_schedules_metrics_and_batches_are_in_the_rows():
    rows = []
    spec = specify("logistic", batch=100, schedule="step:2,0.5", lr=1.0, steps=4, sampling="sequential")
    descend(spec, rows.append)
    assert [row["learning_rate"] for row in rows[1:]] == [1.0, 1.0, 0.5, 0.5]
    assert rows[3]["batch_index"].tolist() == [*range(200, 250), *[-1] * 50]
    assert rows[1]["batch_loss"] == spec.problem.value(spec.start, np.arange(100))
    assert rows[1]["loss"] == spec.problem.value(rows[1]["params"])
    assert rows[4]["metric.accuracy"] == spec.problem.metrics["accuracy"](rows[4]["params"])


def test_an_oracle_answers_on_its_batch_and_keeps_the_gradient():
    problem, asked = PROBLEMS["line"](), []

    def gradient(params, *batch):
        asked.append(batch)
        return problem.gradient(params, *batch)

    oracle = BatchOracle(replace(problem, gradient=gradient), Batches(len(problem.data["y"]), 3, "sequential", 0))
    here = np.array([1.0, 2.0])
    assert oracle.turn_to(here, 1) == problem.value(here)
    assert oracle.batch.tolist() == [3, 4, 5]
    assert oracle.value(here) == problem.value(here, np.array([3, 4, 5]))
    assert oracle.gradient(here) is oracle.gradient(here)
    assert len(asked) == 1
    assert oracle.gradient(here + 1).tolist() == problem.gradient(here + 1, np.array([3, 4, 5])).tolist()
    oracle.turn_to(here, 2)
    assert oracle.gradient(here).tolist() == problem.gradient(here, np.array([6, 7, 8])).tolist()


def test_a_problem_without_a_hessian_says_so():
    oracle = BatchOracle(replace(PROBLEMS["bowl"](), hessian=None), None)
    with pytest.raises(ValueError, match="problem 'bowl' has no Hessian; choose an optimizer that needs none"):
        oracle.hessian(np.zeros(2))
