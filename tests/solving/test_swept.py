"""What becomes of a sweep: outcomes as they come, runs, and a table."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import gdviz
from gdviz.rendering.given import RUNS, open_runs
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
    assert "<p>1 failed: the learning rate must be a positive number, not -1.0; try --lr 0.31</p>" in told
    assert next(one.message for one in swept.failures).startswith("the learning rate")
    frame = pytest.importorskip("pandas") and swept.to_pandas()
    assert sorted(frame["lr"]) == [0.1, 0.2, 0.3]
    assert set(frame["end"]) == {"max_steps"}


def test_a_notebook_is_told_in_text_what_the_table_says(tmp_path):
    told = gdviz.sweep(TASKS[:1], home=tmp_path)._repr_mimebundle_(include=None, exclude=None)
    assert told["text/plain"] == "<a sweep of 1 run, of which 1 has ended>"
    assert told["text/html"].count("<tr>") == 2


def test_an_argument_that_no_run_has_is_refused_at_once(tmp_path):
    with pytest.raises(TypeError, match=r"^specify has no argument 'lrr'; did you mean 'lr'"):
        gdviz.sweep([*TASKS, {"problem": "bowl", "lrr": 1}], home=tmp_path)


def test_a_sweep_is_given_for_its_runs(tmp_path):
    swept = gdviz.sweep(TASKS, home=tmp_path)
    assert RUNS.fits(swept)
    assert [run.optimizer["lr"] for run in open_runs(swept)] == [run.optimizer["lr"] for run in swept.runs]
    with pytest.raises(ValueError, match=r"^no run of the sweep is there to be shown: the learning rate must be"):
        open_runs(gdviz.sweep([{"problem": "bowl", "lr": -1.0}], home=tmp_path))


def test_what_goes_wrong_at_once_is_told_when_it_is_asked_for():
    with pytest.raises(ZeroDivisionError):
        InThisProcess().submit(lambda: 1 / 0).result()
