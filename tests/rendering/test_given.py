"""Runs are given opened or by their places, one or several."""

import pytest

from gdviz.rendering.given import ANY_RUNS, RUNS, open_runs
from gdviz.solving.fleet import solve_fleet


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    tasks = [{"problem": "bowl", "lr": lr, "steps": 5} for lr in (0.1, 0.3, 0.2)]
    return solve_fleet(tasks, tmp_path_factory.mktemp("fleets") / "rates")


def test_every_way_to_give_a_run_opens_the_same(solved):
    run = solved("bowl")
    for given in (run, run.path, str(run.path), [run], (run.path,), [str(run.path)]):
        assert RUNS.fits(given)
        (found,) = open_runs(given)
        assert found.path == run.path
    assert [one.path.name for one in open_runs([run, solved("line").path])] == ["bowl", "line"]
    assert open_runs(run)[0] is run


def test_a_fleet_is_each_of_its_runs_or_those_that_are_named(fleet, monkeypatch):
    assert [run.optimizer["lr"] for run in open_runs(fleet)] == [0.1, 0.3, 0.2]
    assert [run.optimizer["lr"] for run in open_runs(str(fleet.path))] == [0.1, 0.3, 0.2]
    assert [run.optimizer["lr"] for run in open_runs(f"{fleet.path}:best")] == [0.3]
    monkeypatch.setattr("gdviz.runs.fleet.SHOWN", 2)
    with pytest.raises(ValueError, match=r"has 3 runs, and 2 at most are shown together; name some, such as .*:best"):
        open_runs(fleet.path)
    assert len(open_runs(fleet.path, room=3)) == 3


@pytest.mark.parametrize("wrong", [None, 5, [], [None], {"a": 1}, "", lambda: 1])
def test_anything_else_is_refused(wrong):
    assert not RUNS.fits(wrong)


def test_where_no_run_has_an_answer_there_may_be_none():
    assert ANY_RUNS.fits([])
    assert not ANY_RUNS.fits(None)
