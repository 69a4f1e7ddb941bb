"""The command landscape: what it prints, and how mistakes are answered."""

from pathlib import Path

import numpy as np
import pytest
from commands import gdviz
from mistakes import assert_refused

import gdviz as library
from gdviz.runs.run import load


def solve(*names: str) -> None:
    for name in names:
        library.solve("softmax", name, steps=6, out=name)


def test_it_prints_the_runs_that_hold_the_landscape_and_tells_the_cost_first(home: Path) -> None:
    solve("gd", "adam")
    result = gdviz("landscape", "gd", "adam", "--samples", "7", "--jobs", "2")
    assert result.stdout == "gd\nadam\n"
    first, *rest = result.stderr.splitlines()
    assert first.startswith("7 × 7 points, ")
    assert first.endswith(" in 2 processes")
    assert all(line.startswith("loss ") and line.endswith("over 7 × 7 points") for line in rest)
    assert load("gd").manifest["survey"]["plane"] == "joint"


def test_its_options_are_those_of_the_function(home: Path) -> None:
    solve("gd")
    words = "--plane random --samples 5 --domain -1,1,-2,2 --normalize layer --biases --seed 3 --title Mine -o new"
    assert gdviz("landscape", "gd", *words.split()).stdout == "new\n"
    run = load("new")
    assert (run.landscape.x[0], run.landscape.y[-1]) == (-1, 2)
    assert run.problem["title"] == "Mine"
    told = run.manifest["survey"]
    assert {name: told[name] for name in ("normalize", "biases", "seed")} == {
        "normalize": "layer",
        "biases": True,
        "seed": 3,
    }


def test_ctrl_c_leaves_rows_that_the_same_command_goes_on_from(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    solve("gd")
    words = ["landscape", "gd", "--samples", "33"]
    monkeypatch.setattr("gdviz.surveying.sheet.SHARE", np.inf)

    def breaks(self: object, row: int, loss: object) -> None:
        put(self, row, loss)
        if getattr(self, "taken") == 5:  # noqa: B009
            raise KeyboardInterrupt

    from gdviz.surveying.sheet import Sheet

    put = Sheet.put
    with monkeypatch.context() as patched:
        patched.setattr(Sheet, "put", breaks)
        result = gdviz(*words)
    assert result.exit_code == 1
    assert "broken off after 5 of 33 rows; asked for again, it goes on from there" in result.stderr
    result = gdviz(*words)
    assert "33 × 33 points, 165 of which have been taken" in result.stderr
    assert result.stdout == "gd\n"


MISTAKES = [
    ("landscape", "Missing argument 'RUN...'", 2),
    ("landscape nowhere", "there is no run in nowhere", 2),
    ("landscape gd --plane pca", "'pca' is not one of 'path', 'joint', 'random', 'hessian'", 2),
    ("landscape gd --plane random", "give -o, such as -o renders/runs/around", 2),
    ("landscape gd --plane path --through first,last", "give one of them", 2),
    ("landscape gd --through first,9 -o new", "such as 6, not '9'", 2),
    ("landscape gd --domain 1", "low, high of each of 2 coordinates", 2),
    ("landscape gd --domain a,b", "--domain takes numbers with commas between them", 2),
    ("landscape gd --samples 3", "from 5 to 1025, not 3", 2),
    ("landscape gd --jobs 0", "--jobs is a number of processes from 1 to 256, not 0", 2),
    ("landscape gd --reach 0 --plane random -o new", "reach must be a positive number", 2),
    ("landscape mine", "gdviz.landscape('mine', loss)", 1),
]


@pytest.mark.parametrize(("words", "answer", "code"), MISTAKES, ids=[words for words, _, _ in MISTAKES])
def test_a_mistake_is_answered_with_one_line(words: str, answer: str, code: int, home: Path) -> None:
    solve("gd")
    with library.record("mine") as training:
        training.step([1.0, 2.0, 3.0], 1.0)
    assert_refused(words, answer, code=code)
