"""A run in a line and in a small table."""

import gdviz
from gdviz.runs.facts import facts_of, said_of_run, table_of


def test_a_run_is_one_line(solved):
    run = solved("bowl")
    assert repr(run) == said_of_run(run)
    assert repr(run) == f"<{run.path}: Quadratic bowl by Gradient descent, 30 steps, loss 16.125 -> {run.loss[-1]:.6g}>"


def test_a_run_that_cannot_be_read_still_has_a_line(tmp_path):
    run = gdviz.solve("bowl", steps=3, out=tmp_path / "run")
    run = gdviz.load(run.path)
    (run.path / "loss.npy").unlink()
    assert repr(run) == f"<{run.path}: it cannot be read>"


def test_its_facts_are_those_of_its_manifest(solved):
    facts = facts_of(solved("logistic"))
    assert list(facts) == [
        *("problem", "optimizer", "settings", "data", "steps", "end", "loss", "parameters", "directory"),
    ]
    assert facts["problem"] == "Logistic regression"
    assert facts["parameters"].startswith("bias = ")
    assert "data" not in facts_of(solved("bowl"))


def test_a_notebook_shows_them_in_a_small_table(solved):
    told = solved("bowl")._repr_html_()
    assert told.count("<tr>") == len(facts_of(solved("bowl")))
    assert len(told) < 2000
    assert "<th" not in told


def test_words_of_strangers_stay_words(tmp_path):
    with gdviz.record(tmp_path / "run", title="<b>&\u202e") as recording:
        recording.step([1.0, 2.0], loss=1.0)
    told = gdviz.load(tmp_path / "run")._repr_html_()
    assert "<b>" not in told
    assert "\u202e" not in told + repr(gdviz.load(tmp_path / "run"))


def test_rows_may_lack_what_others_have():
    assert table_of([{"a": "1"}, {"b": "2"}]).count("<td") == 4
