"""What one worker solves together of a sweep."""

import pytest

from gdviz.solving.bunches import FEWEST, BunchOrder, bunches_of
from gdviz.solving.sweep import combinations

RATES = combinations({"lr": [0.01 * number for number in range(1, 13)]}, problem="bowl", steps=3)
NAMES = [f"lr{task['lr']:g}" for task in RATES]


def sizes(tasks, workers):
    named = [(task, "") for task in tasks]
    return [order.count for order in bunches_of(named, workers, "runs")]


def test_tasks_that_can_go_abreast_are_shared_among_the_workers():
    assert sizes(RATES, 1) == [12]
    assert sizes(RATES, 2) == [6, 6]
    assert sizes(RATES, 12) == [FEWEST] * 3


@pytest.mark.parametrize(
    "tasks",
    [RATES[: FEWEST - 1], combinations({"optimizer": ["gd", "newton"] * 3}, problem="bowl")],
    ids=["too few", "of other optimizers"],
)
def test_others_go_one_by_one(tasks):
    assert sizes(tasks, 2) == [1] * len(tasks)


def test_an_order_is_called_by_its_first_run():
    assert BunchOrder(RATES[:1], NAMES[:1], "runs").name == "the run lr0.01"
    assert BunchOrder(RATES, NAMES, "runs").name == "the run lr0.01 and 11 more"
    assert BunchOrder([{"problem": "bowl"}], [""], "runs").name.startswith("the run bowl-gd")


def test_lost_runs_are_each_told_of():
    found = BunchOrder(RATES[:2], NAMES[:2], "runs").lost(ChildProcessError("it ended"))
    assert found == [(None, False, "it ended")] * 2
