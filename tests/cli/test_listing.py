"""The commands list and info: everything that is registered, and what a run is, for people and for programs."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from commands import gdviz
from gdviz.scenes import SCENES
from slices import path_of_three, recorded_path

from gdviz.figures import FIGURES
from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.recording.own_loop import record
from gdviz.runs.run import load
from gdviz.style.numerals import number


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


def test_info_prints_how_far_to_trust_pictures_on_a_plane(home: Path) -> None:
    recorded_path(home / "run", path_of_three())
    lines = gdviz("info", "run").stdout.splitlines()
    table = [line.split(maxsplit=1) for line in lines[lines.index("plane            first      last       most") :]]
    told = json.loads(gdviz("info", "run", "--json").stdout)["slice"]
    first, most = (f"{100 * told[f'off_plane_{name}']:.0f} %" for name in ("first", "most"))
    assert table[1] == ["off", f"it           {first}        0 %        {most} of the path's reach, at step 3"]
    assert f"{number(told['loss_first'])}      {number(told['loss_last'])}" in lines[-3]
    assert lines[-3].startswith("true loss")
    assert lines[-2].startswith(f"loss of slice    {number(told['slice_loss_first'])}")
    variance = " + ".join(f"{100 * share:.1f} %" for share in told["variance_along_axes"])
    assert f"variance         {variance} along the axes of the plane" in lines


def test_many_parameters_are_counted_and_not_printed(home: Path) -> None:
    with record(home / "run") as run:
        for t in range(2):
            run.step({"w": np.full(40, float(t))}, 1.0)
    assert "start            40 numbers; --json prints them" in gdviz("info", "run").stdout.splitlines()
