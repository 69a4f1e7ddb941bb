"""The command of a run, carried out: it makes the same numbers."""

import json
import shlex
import shutil

import numpy as np
import pytest
from commands import gdviz as typed

import gdviz
from gdviz.pages.command import Command, command_of
from gdviz.pages.problem_words import TABLE


def _made_again(run, tmp_path, files=None):
    """Carry out the command of a run, and check that what it makes is the same."""
    command = command_of(run)
    words = shlex.split(command.text)
    assert words[:2] == ["gdviz", "solve"]
    words = [word.replace(command.table, str(files)) if command.table else word for word in words]
    result = typed(*words[1:], "-o", str(tmp_path / "second"))
    assert result.exit_code == 0, (words, result.output)
    again = gdviz.load(tmp_path / "second")
    assert np.array_equal(again.params, run.params)
    assert np.array_equal(again.loss, run.loss)
    assert {**again.manifest, "created_at": ""} == {**run.manifest, "created_at": ""}
    return command


@pytest.mark.parametrize(
    "how",
    [
        {"problem": "rosenbrock", "optimizer": "adam", "steps": 12},
        {"problem": "bowl", "optimizer": "momentum", "steps": 9, "settings": {"kappa": 20, "momentum": 0.8}},
        {"problem": "himmelblau", "start": [-3.0, 0.1], "lr": 1e-7, "steps": 3, "schedule": "cosine"},
        {"problem": "beale", "schedule": "one-cycle:0.25,0.1", "steps": 5, "domain": [-1, 4, -2, 2]},
        {"function": "x**2 + abs(y)", "domain": [-1, 1, -2, 2], "start": [-1, 1.5], "steps": 7, "every": 3},
        {"function": "-x + x**4", "domain": [-2, 2], "steps": 4},
        {"problem": "bowl", "tol_gradient": 0.5, "until": ["loss<0.01"], "steps": 30, "seed": 3},
        {"problem": "bowl", "steps": 4, "fields": ["gradient"], "tol_step": 1e-3},
        {"problem": "rosenbrock", "settings": {"dimension": 4}, "steps": 3, "plane": ["x2", "x4"], "lr": 1e-4},
        {"problem": "himmelblau", "optimizer": "nesterov", "steps": 3, "basins": 4},
        {"problem": "logistic", "steps": 4, "batch": 16, "sampling": "replacement", "seed": 5, "patience": 3},
        {"problem": "softmax", "data": ("iris", {"standardize": True}), "steps": 3, "seed": 2},
        {"problem": "logistic", "data": ("moons", {"degree": 2, "seed": 4}), "steps": 3, "seed": 4},
        {"problem": "line", "data": ("diabetes", {"x": ["bmi"]}), "steps": 3},
        {"problem": "polynomial", "settings": {"degree": 5}, "steps": 3, "optimizer": "adam"},
    ],
    ids=lambda how: "-".join(str(part)[:12] for part in how.values())[:48],
)
def test_a_command_makes_the_run_again(how, tmp_path):
    how = {"problem": None, **how}
    basins = {"basins": how.pop("basins")} if "basins" in how else {}
    if "data" in how:
        name, making = how["data"]
        how["data"] = gdviz.problems.load_data(name, **making)
    run = gdviz.solve(gdviz.specify(**how), out=tmp_path / "first", **basins)
    assert not _made_again(run, tmp_path).table


def test_a_run_of_a_table_of_ones_own_is_made_again_with_that_table(tmp_path):
    table = tmp_path / "points.csv"
    table.write_text("a 'b',c;d,$e,none\n1,2,0,3\n2,1,1,4\n3,5,1,1\n4,1,0,2\n", encoding="utf-8")
    data = gdviz.problems.load_data(table, x=["a 'b'", "c;d"], y="$e", standardize=True)
    run = gdviz.solve("logistic", data=data, steps=4, out=tmp_path / "first")
    assert _made_again(run, tmp_path, table).table == TABLE


@pytest.mark.parametrize("name", ["x'y", '"', "$HOME", "`id`", "a b", "--steps", "<b>", "ü;&|", "\\"])
def test_hostile_names_are_one_word_of_a_shell(name, tmp_path):
    points = np.arange(12.0).reshape(6, 2) ** 1.5
    data = gdviz.Data.of(points, np.arange(6.0), features=(name, "other"))
    run = gdviz.solve("linear", data=data, steps=2, lr=1e-6, out=tmp_path / "run", plane=[name, "other"])
    assert f"--x={name},other" in (words := shlex.split(command_of(run).text))
    assert f"--plane={','.join(run.manifest['plane'])}" in words


def test_what_is_usual_is_left_out(solved):
    words = command_of(solved("rosenbrock")).text
    assert words == "gdviz solve rosenbrock -O adam --lr 0.1 --start=-1.2,1 --steps 1000"


def test_a_training_of_ones_own_has_no_command(tmp_path):
    with gdviz.record(tmp_path / "run") as record:
        record.step(np.array([1.0, 2.0]), 1.0)
    assert command_of(gdviz.load(tmp_path / "run")) == Command()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("problem", {"options": {"curvature": 3}}),
        ("optimizer", {"hyperparameters": {"zeal": 2.0}}),
        ("optimizer", {"formula": "x"}),
        ("optimizer", {"name": "mine"}),
        ("schedule", {"name": ""}),
    ],
)
def test_what_is_not_of_this_gdviz_has_no_command(part, value, tmp_path, solved):
    shutil.copytree(solved("bowl").path, tmp_path / "run")
    told = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    told[part] |= value
    (tmp_path / "run" / "run.json").write_text(json.dumps(told), encoding="utf-8")
    assert command_of(gdviz.load(tmp_path / "run")) == Command()
