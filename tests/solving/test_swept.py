"""What becomes of a sweep: outcomes as they come, runs, and a table."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import gdviz
from gdviz.solving.swept import InThisProcess

TASKS = [{"problem": "bowl", "steps": 5, "lr": lr} for lr in (0.1, 0.2, 0.3)]


def test_without_an_executor_this_process_solves(tmp_path):
    swept = gdviz.sweep(TASKS, home=tmp_path)
    assert repr(swept) == "<a sweep of 3 runs, of which 0 have ended>"
    assert sorted(run.optimizer["lr"] for run in swept.runs) == [0.1, 0.2, 0.3]
    assert [one.status for one in swept.outcomes] == ["done"] * 3
    assert [one.status for one in gdviz.sweep(TASKS, home=tmp_path)] == ["skipped"] * 3


def test_outcomes_come_one_by_one_and_stay(tmp_path):
    with ThreadPoolExecutor(1) as executor:
        swept = gdviz.sweep(TASKS, executor, home=tmp_path)
        assert next(swept).status == "done"
        assert len(swept.runs) == len(swept.outcomes) == 3


def test_a_table_has_a_row_for_each_run_and_says_what_failed(tmp_path):
    swept = gdviz.sweep([*TASKS, {"problem": "bowl", "lr": -1.0}], home=tmp_path)
    told = swept._repr_html_()
    assert told.count("<tr>") == 4
    assert "<p>1 failed</p>" in told
    assert next(one.message for one in swept.failures).startswith("the learning rate")
    frame = pytest.importorskip("pandas") and swept.to_pandas()
    assert sorted(frame["lr"]) == [0.1, 0.2, 0.3]
    assert set(frame["end"]) == {"max_steps"}


def test_what_goes_wrong_at_once_is_told_when_it_is_asked_for():
    with pytest.raises(ZeroDivisionError):
        InThisProcess().submit(lambda: 1 / 0).result()
