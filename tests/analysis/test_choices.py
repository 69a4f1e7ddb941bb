"""What was chosen for a run: each choice is found by name, and told in names and tables where runs differ in it."""

import pytest

from gdviz.analysis.choices import COMPARED, choices_of, differing
from gdviz.analysis.names import short_names
from gdviz.analysis.tables import of_runs
from gdviz.solving.options import OPTIONS
from gdviz.solving.solver import solve


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = tmp_path_factory.mktemp("chosen")
    return lambda *words, **options: solve(*words, out=home / str(len(list(home.iterdir()))), steps=2, **options)


def test_choices_are_those_of_the_manifest(made):
    run = made("slope", "momentum", batch=4, schedule="step:50,0.25", lr=0.5, seed=3, start=[2.0])
    assert choices_of(run) == {
        "learning rate": 0.5,
        **run.optimizer["hyperparameters"],
        "schedule": ("step", 50, 0.25),
        "batch": 4,
        "sampling": "shuffle",
        "start": (2.0,),
        "seed": 3,
    }
    full = choices_of(made("bowl"))
    assert (full["schedule"], full["batch"], full["sampling"]) == (("constant",), None, None)


def test_names_differ_only_where_those_that_have_something_differ():
    assert differing([{"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}, {"c": 4}]) == ["b"]


@pytest.mark.parametrize("name", COMPARED)
def test_an_option_that_is_compared_is_an_option_and_told_in_names_and_tables(made, name):
    assert name in [setting.entry or option for option, setting in OPTIONS.items()]
    one, other = (made("slope", batch=5, **{name: value}) for value in (1, 2))
    assert short_names([one, other]) == [f"{name} 1", f"{name} 2"]
    table = of_runs([one, other])
    assert [row[table.columns.index(name)] for row in table.rows] == [1, 2]
