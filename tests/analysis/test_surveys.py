"""How the landscape of a model was taken, in words: what the axes of a picture do not say."""

import numpy as np
import pytest

import gdviz
from gdviz.analysis.surveys import survey_entry, survey_facts
from gdviz.analysis.trust import Trust, phrases_of, summary_of


def told(run, **survey):
    run.manifest["survey"] = {"plane": "path", "request": "0", **survey}
    return run


@pytest.fixture
def run(tmp_path):
    return gdviz.landscape(np.ones(5), lambda p: (p**2).sum(axis=-1), out=tmp_path / "run", samples=9, progress=False)


@pytest.mark.parametrize(
    ("survey", "long", "brief"),
    [
        ({}, [], []),
        (
            {"plane": "hessian", "seed": 3, "batches": 1},
            ["along the leading eigenvectors of the Hessian"],
            ["eigenvectors of the Hessian"],
        ),
        (
            {"plane": "random", "normalize": "filter", "seed": 3},
            ["directions normalised by filter, seed 3"],
            ["normalised by filter, seed 3"],
        ),
        ({"plane": "random", "normalize": "none"}, ["directions not normalised"], ["not normalised"]),
        ({"batchnorm": "eval", "batches": 12}, ["BatchNorm as trained", "loss over 12 batches"], None),
        ({"batchnorm": "recompute"}, ["BatchNorm re-estimated"], ["BatchNorm re-estimated"]),
        ({"taken": 4}, ["4 of 9 rows so far"], ["4 of 9 rows"]),
        ({"taken": 9}, [], []),
    ],
    ids=str,
)
def test_what_is_said(survey, long, brief, run):
    facts = survey_facts(told(run, **survey))
    assert [words for words, _ in facts] == long
    assert brief is None or [words for _, words in facts] == brief


def test_a_run_that_was_solved_says_nothing(solved):
    assert survey_facts(solved("bowl")) == []
    assert survey_entry(solved("bowl")) == {}


def test_a_picture_says_it_with_or_without_a_path(run, tmp_path):
    # One point has no path whose variance could be told.
    trust = Trust.of([run], run.landscape)
    assert trust.slices == ()
    assert phrases_of(trust, [0], []) == summary_of(trust) == ["directions normalised by filter, seed 0"]
    assert phrases_of(trust, [0], [], brief=True) == ["normalised by filter, seed 0"]
    with gdviz.record(tmp_path / "path", keep="all") as training:
        for step in range(6):
            training.step(np.array([1.0, 0.5 * step, 0.1 * step**2]), 1.0)
    path = gdviz.landscape(tmp_path / "path", lambda p: (p**2).sum(axis=-1), samples=9, progress=False)
    trust = Trust.of([told(path, batchnorm="eval")], path.landscape)
    said = phrases_of(trust, [2], ["path"])
    assert said[0].endswith("of the path's variance")
    assert said[-1] == summary_of(trust)[-1] == "BatchNorm as trained"


def test_the_entry_leaves_out_what_matters_to_nobody(run):
    entry = survey_entry(told(run, batchnorm="eval", taken=4, samples=9))
    assert entry == {"plane": "path", "batchnorm": "eval", "samples": 9, "rows_taken": 4, "rows": 9}
