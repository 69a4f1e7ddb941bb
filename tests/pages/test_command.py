"""The command of a run, carried out: it makes the same numbers."""

import json
import shlex
import shutil

import numpy as np
import pytest
from commands import gdviz as typed

import gdviz
from gdviz.pages.command import command_of


@pytest.mark.parametrize(
    "how",
    [
        {"problem": "rosenbrock", "optimizer": "adam", "steps": 12},
        {"problem": "bowl", "optimizer": "momentum", "steps": 9, "settings": {"kappa": 20, "momentum": 0.8}},
        {"problem": "himmelblau", "start": [-3.0, 0.1], "lr": 1e-7, "steps": 3, "schedule": "cosine"},
        {"function": "x**2 + abs(y)", "domain": [-1, 1, -2, 2], "start": [-1, 1.5], "steps": 7, "every": 3},
        {"problem": "bowl", "tol_gradient": 0.5, "until": ["loss<0.01"], "steps": 30, "seed": 3},
    ],
    ids=lambda how: str(how.get("problem", "function")),
)
def test_a_command_makes_the_run_again(how, tmp_path, monkeypatch):
    from gdviz.solving.schedules import SCHEDULES

    if "schedule" in how:
        how = {**how, "schedule": SCHEDULES[how["schedule"]]()}
    run = gdviz.solve(gdviz.specify(**{"problem": None, **how}), out=tmp_path / "first")
    words = shlex.split(command_of(run))
    assert words[0] == "gdviz"
    result = typed(*words[1:], "-o", str(tmp_path / "second"))
    assert result.exit_code == 0, result.output
    again = gdviz.load(tmp_path / "second")
    assert np.array_equal(again.params, run.params)
    assert {**again.manifest, "created_at": ""} == {**run.manifest, "created_at": ""}


def test_what_is_usual_is_left_out(solved):
    words = command_of(solved("rosenbrock"))
    assert words == "gdviz solve rosenbrock -O adam --lr 0.1 --start=-1.2,1 --steps 1000"


def test_a_training_of_ones_own_has_no_command(tmp_path, solved):
    with gdviz.record(tmp_path / "run") as record:
        record.step(np.array([1.0, 2.0]), 1.0)
    assert command_of(gdviz.load(tmp_path / "run")) == ""
    assert command_of(solved("logistic")) == "", "where its points came from is not recorded"


def test_a_run_of_another_gdviz_has_no_command(tmp_path, solved):
    shutil.copytree(solved("bowl").path, tmp_path / "run")
    told = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    told["problem"]["options"] = {"curvature": 3}
    (tmp_path / "run" / "run.json").write_text(json.dumps(told), encoding="utf-8")
    assert command_of(gdviz.load(tmp_path / "run")) == ""
