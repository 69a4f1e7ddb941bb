"""The commands list and info: everything that is registered, and what a run is, for people and for programs."""

import json
import re
from pathlib import Path

import pytest
from commands import gdviz
from gdviz.scenes import SCENES

from gdviz.figures import FIGURES
from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.runs.run import load


def test_list_shows_everything_that_is_registered() -> None:
    text = gdviz("list").stdout
    for name in (*PROBLEMS, *OPTIMIZERS, *FIGURES, *SCENES):
        assert re.search(rf"^  {name} +\S", text, re.M), name
    assert "beta1 = 0.9 (a number in [0, 1))" in text


@pytest.mark.parametrize("kind", ["problems", "optimizers", "figures", "scenes"])
def test_list_gives_json_of_one_kind(kind: str) -> None:
    (found,) = json.loads(gdviz("list", kind, "--json").stdout).items()
    assert found[0] == kind
    assert all(entry["summary"] for entry in found[1])


def test_info_tells_the_end(home: Path) -> None:
    gdviz("solve", "parabola", "--tol-step", "0.001", "-o", "run")
    assert "changed no parameter by more than 0.001" in gdviz("info", "run").stdout
    about = json.loads(gdviz("info", "run", "--json").stdout)
    assert about["stop"]["reason"] == "converged"
    assert about["end"]["x"] == pytest.approx(3.05, abs=0.005)
    assert about["last"]["loss"] == load("run").loss[-1]


def test_recipes_are_listed_by_article() -> None:
    lines = gdviz("list", "recipes").stdout.splitlines()
    assert lines[:2] == ["recipes", lines[1]]
    assert lines[1].endswith(":")
    assert "  gdviz:" in lines
    assert any(re.match(r"  turning-boundary +A\d ", line) for line in lines)


def test_info_shows_a_line_for_each_entry(home: Path) -> None:
    gdviz("solve", "bowl", "--steps", "2", "-o", "run")
    lines = gdviz("info", "run").stdout.splitlines()
    assert lines[0] == f"{'run':16} run"
    assert f"{'problem options':16} kappa 5.0" in lines
    assert f"{'stop':16} reason max_steps, message took all 2 steps" in lines
