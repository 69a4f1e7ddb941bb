"""The commands list and info: everything that is registered, and what a run is, for people and for programs."""

import json
import re
import shlex
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


def bytes_in(run: str) -> dict[str, bytes]:
    """Return the files of a run, all but when it was made."""
    found = {path.name: path.read_bytes() for path in sorted(Path(run).iterdir())}
    told = json.loads(found["run.json"])
    return {**found, "run.json": json.dumps({**told, "created_at": ""}).encode()}


@pytest.mark.parametrize(
    "how",
    [
        "bowl",
        "rosenbrock -O adam --set beta1=0.95 --lr 0.05 --steps 9 --start=-1,2.5",
        "himmelblau -O nesterov --schedule cosine --steps 7 --every 3 --tol-step 1e-9",
        "logistic --batch 8 --sampling replacement --seed 4 --steps 6 --until accuracy>=0.999",
        "polynomial --set degree=2 --steps 3 --fields gradient,update",
        "--function 'x^2 + abs(y)*3' --domain=-2,2,-1,1 --start=1.5,0.5 --steps 4",
        "linear --data diabetes --x bmi,bp --standardize --steps 3",
        "mlp --data moons --set hidden=3 --steps 3",
    ],
)
def test_the_last_line_of_info_makes_the_run_again_to_the_byte(how: str, home: Path) -> None:
    assert gdviz("solve", *shlex.split(how), "-o", "first").exit_code == 0
    name, command = gdviz("info", "first").stdout.splitlines()[-1].split(maxsplit=1)
    assert name == "command"
    assert json.loads(gdviz("info", "first", "--json").stdout)["command"] == command
    program, *words = shlex.split(command)
    assert program == "gdviz"
    assert gdviz(*words, "-o", "second").exit_code == 0
    assert bytes_in("second") == bytes_in("first")


def test_of_a_recorded_run_no_command_is_told(home: Path) -> None:
    with record("run", loss=lambda p: float(p @ p)) as recording:
        recording.step(np.array([1.0, 2.0]))
    assert "command" not in json.loads(gdviz("info", "run", "--json").stdout)


def test_a_table_of_ones_own_is_named_beside_the_command(home: Path) -> None:
    Path("mine.csv").write_text("x,y\n0,1\n1,3\n2,5\n", encoding="utf-8")
    gdviz("solve", "line", "--data", "mine.csv", "--steps", "3", "-o", "run")
    result = gdviz("info", "run")
    assert "--data=TABLE.csv" in result.stdout.splitlines()[-1]
    assert "TABLE.csv stands for the table of points, which is your own" in result.stderr
