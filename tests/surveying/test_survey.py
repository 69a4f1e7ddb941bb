"""What a landscape costs is told before it begins, and what was asked for tells surveys apart."""

import threading
from functools import partial

import numpy as np
import pytest

import gdviz
from gdviz.surveying.survey import Survey
from gdviz.surveying.vector import NumberVector


def bowl(theta):
    return (np.asarray(theta) ** 2).sum(axis=-1)


def test_count_and_seconds_are_told_first(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    threads = threading.active_count()
    gdviz.landscape(np.ones(5), bowl, out=tmp_path / "a", samples=7)
    first, _, rest = capsys.readouterr().err.partition("\n")
    assert first.startswith("7 × 7 points, ")
    assert " each: about " in first
    assert "/49" in rest
    assert threading.active_count() == threads, "a process with more cannot be forked"
    gdviz.landscape(np.ones(5), bowl, out=tmp_path / "b", samples=7, progress=False)
    assert capsys.readouterr().err == ""


def test_a_request_is_all_that_was_asked_for():
    def survey(seed):
        make = partial(NumberVector, np.ones(5), bowl, seed=seed)
        return Survey(make, 41, None, {"plane": "random", "seed": seed}, jobs=None, progress=False)

    asked, other = survey(0), survey(1)
    assert asked.request("a", vectors=[np.ones(5)]) == asked.request("a", vectors=[np.ones(5)])
    found = {asked.request("a"), asked.request("b"), other.request("a"), asked.request("a", vectors=[np.ones(5)])}
    assert len(found) == 4


def test_in_a_pipe_there_is_no_bar_and_who_takes_the_rows_is_told(tmp_path, capsys):
    gdviz.landscape(np.ones(5), bowl, out=tmp_path / "a", samples=7, jobs=2)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("7 × 7 points, ")
    assert line.endswith(" in 2 processes")


def test_whoever_breaks_it_off_is_told_that_it_goes_on(tmp_path, capsys):
    def breaks(theta):
        if calls := calls_left.pop():
            return float(calls)
        raise KeyboardInterrupt

    calls_left = [0, *[1] * 40]
    with pytest.raises(KeyboardInterrupt):
        gdviz.landscape(np.ones(5), breaks, out=tmp_path / "a", samples=7)
    taken = gdviz.load(tmp_path / "a").manifest["survey"]["taken"]
    said = capsys.readouterr().err
    assert f"broken off after {taken} of 7 rows; asked for again, it goes on from there" in said
    gdviz.landscape(np.ones(5), lambda theta: 2.0, out=tmp_path / "a", samples=7)
    assert "it begins anew" in capsys.readouterr().err


@pytest.mark.parametrize("domain", [(0, 1), (1, 0, 0, 1), (0, 1, 0, np.inf)])
def test_a_box_that_is_none_is_refused(domain, tmp_path):
    with pytest.raises(ValueError, match="low, high of each of 2 coordinates"):
        gdviz.landscape(np.ones(5), bowl, out=tmp_path / "run", domain=domain, progress=False)
