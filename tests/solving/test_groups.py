"""Tasks in groups that may go abreast, and groups in pieces of bounded memory."""

import pickle
from itertools import product

import numpy as np
import pytest

from gdviz.solving.groups import groups_of

STARTS = [[-1.2, 1.0], [0.5, 2.0], [1.0, 1.0], [-2.0, -1.0]]


def tasks_of(**common):
    return [dict(problem="rosenbrock", lr=lr, start=start, **common) for lr, start in product((0.01, 0.3, 1e6), STARTS)]


def test_runs_that_differ_in_start_rate_and_seed_are_one_group_in_pieces_of_bounded_memory():
    (group,) = groups_of(tasks_of(optimizer="adam", steps=1000))
    assert (len(group), group.alone) == (12, "")
    assert [len(piece) for piece in group.pieces()] == [12]
    (long,) = groups_of(tasks_of(optimizer="adam", steps=300_000))
    assert [len(piece) for piece in long.pieces()] == [3, 3, 3, 3]
    assert long.one(5).start.tolist() == STARTS[1]
    assert long.one(5).lr == 0.3


def test_what_else_differs_begins_a_group():
    adam = tasks_of(optimizer="adam", settings={"beta1": 0.5})[:3]
    tasks = [*adam, *tasks_of(optimizer="backtracking")[:2], *tasks_of(schedule="cosine")[:4], *tasks_of()[:1]]
    found = groups_of(tasks)
    assert [(len(group), group.alone) for group in found] == [(3, ""), (2, "matmul"), (4, ""), (1, "")]


def test_a_group_starts_where_its_tasks_say_or_the_problem_does():
    (group,) = groups_of([{"problem": "bowl"}, {"problem": "bowl", "lr": 0.2, "start": (1, 2), "seed": 3}])
    assert group.starts.tolist() == [[-3.5, 2.0], [1.0, 2.0]]
    assert group.rates.tolist() == [group.spec.lr, 0.2]
    assert list(group.seeds) == [0, 3]


def test_a_group_travels_by_its_task():
    (group,) = groups_of(tasks_of(optimizer="adam"))
    again = pickle.loads(pickle.dumps(group))  # noqa: S301  # our own
    assert np.array_equal(again.starts, group.starts)
    assert again.spec.name == group.spec.name


@pytest.mark.parametrize(("name", "value"), [("lr", -1.0), ("seed", -1), ("start", [np.nan, 1.0]), ("start", [1.0])])
def test_a_number_out_of_range_is_refused_as_of_a_run_alone(name, value):
    with pytest.raises(ValueError, match=r"must be|starts at 2 finite numbers"):
        groups_of([{"problem": "bowl"}, {"problem": "bowl", name: value}, {"problem": "bowl"}])
