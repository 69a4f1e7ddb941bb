"""The options that say what is solved, as the keyword arguments of `specify`."""

import click
import pytest
from click.testing import CliRunner

from gdviz.cli.specifying import option_for, task_of
from gdviz.problems import load_data


def test_options_become_arguments():
    task = task_of("rosenbrock", start="1,-2.5", batch="full", settings=("mu=0.8",), lr=0.1, plane=None)
    assert task == {
        "problem": "rosenbrock",
        "function": None,
        "domain": None,
        "start": [1.0, -2.5],
        "batch": None,
        "settings": {"mu": "0.8"},
        "lr": 0.1,
    }


def test_data_are_loaded_as_they_are_asked_for():
    task = task_of("logistic", data="blobs", features="degree=2", standardize=True, plane="1,2", batch="16", seed=3)
    made = load_data("blobs", degree=2, standardize=True, seed=3)
    assert (task["data"].features, task["plane"], task["batch"]) == (made.features, ["1", "2"], 16)
    assert task["data"].X.tolist() == made.X.tolist()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "name one PROBLEM"),
        ({"problem": "bowl", "function": "x**2"}, "name one PROBLEM"),
        ({"problem": "bowl", "y": "price"}, "^--y needs data; name some with --data FILE.csv$"),
        ({"problem": "bowl", "features": "degree=2"}, "^--features needs data"),
        ({"problem": "bowl", "clean": True, "names": "a,b"}, "^--names, --clean need data"),
        ({"problem": "bowl", "batch": "some"}, "--batch takes a number of points or full, not 'some'"),
        ({"problem": "logistic", "data": "blobs", "features": "degree=-1"}, "try --features degree=2"),
        ({"problem": "logistic", "data": "blobs", "features": "cubic"}, "try --features degree=2"),
    ],
)
def test_what_does_not_go_together_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        task_of(**{"problem": None, **options})


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [("steps", ["--steps", "7"], 7), ("fields", ["--fields", "loss,params"], ["loss", "params"]), ("fields", [], None)],
)
def test_an_option_of_the_solver_is_one_of_the_command(name, typed, found):
    got = {}
    command = click.command()(option_for(name)(lambda **options: got.update(options)))
    assert CliRunner().invoke(command, typed).exit_code == 0
    assert got == {name: found}
