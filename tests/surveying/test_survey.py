"""What a landscape costs is told before it begins, and what was asked for tells surveys apart."""

import numpy as np
import pytest

import gdviz
from gdviz.surveying.survey import Survey
from gdviz.surveying.vector import NumberVector


def bowl(theta):
    return (np.asarray(theta) ** 2).sum(axis=-1)


def test_count_and_seconds_are_told_first(tmp_path, capsys):
    gdviz.landscape(np.ones(5), bowl, out=tmp_path / "a", samples=7)
    first, _, rest = capsys.readouterr().err.partition("\n")
    assert first.startswith("7 × 7 points, ")
    assert " each: about " in first
    assert "/49" in rest
    gdviz.landscape(np.ones(5), bowl, out=tmp_path / "b", samples=7, progress=False)
    assert capsys.readouterr().err == ""


def test_a_request_is_all_that_was_asked_for():
    subject = NumberVector(np.ones(5), bowl, seed=0)
    asked = Survey(subject, 41, None, {"plane": "random", "seed": 0}, progress=False)
    other = Survey(subject, 41, None, {"plane": "random", "seed": 1}, progress=False)
    assert asked.request("a", vectors=[np.ones(5)]) == asked.request("a", vectors=[np.ones(5)])
    found = {asked.request("a"), asked.request("b"), other.request("a"), asked.request("a", vectors=[np.ones(5)])}
    assert len(found) == 4


@pytest.mark.parametrize("domain", [(0, 1), (1, 0, 0, 1), (0, 1, 0, np.inf)])
def test_a_box_that_is_none_is_refused(domain, tmp_path):
    with pytest.raises(ValueError, match="low, high of each of 2 coordinates"):
        gdviz.landscape(np.ones(5), bowl, out=tmp_path / "run", domain=domain, progress=False)
