"""Hyperparameters that differ from run to run: which go abreast, to the bits of each alone, and what is recorded."""

import copy

import numpy as np
import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.runs.run import load
from gdviz.solving.elementwise import NotElementwise, observe
from gdviz.solving.fleet import solve_fleet
from gdviz.solving.groups import groups_of, spans_abreast
from gdviz.solving.hyperparameters import Hyperparameters, NumberPerRun, free_numbers
from gdviz.solving.solver import solve

# A rule decides by them, or makes more of them than sums, products and roots.
APART = {
    ("gd", "weight_decay"),
    ("lion", "weight_decay"),
    ("adamw", "weight_decay"),
    ("rmsprop", "momentum"),
    ("nadam", "beta1"),
    ("nadam", "momentum_decay"),
    ("radam", "beta2"),
}
EVERY = [
    (name, key)
    for name in OPTIMIZERS
    for key in sorted(free_numbers(name))
    if name not in ("backtracking", "conjugate-gradient")
]


def tasks_of(name, key, values, **common):
    return [{"problem": "himmelblau", "optimizer": name, "settings": {key: value}, **common} for value in values]


@pytest.mark.parametrize(("name", "key"), EVERY)
def test_runs_with_other_numbers_go_abreast_unless_their_rule_decides_by_them(name, key):
    groups = groups_of(tasks_of(name, key, (0.2, 0.4, 0.6)))
    assert [len(group) for group in groups] == ([1, 1, 1] if (name, key) in APART else [3])
    assert not any(group.alone for group in groups)


@pytest.mark.parametrize(("name", "key"), [("momentum", "momentum"), ("adam", "beta1"), ("nadam", "beta1")])
def test_a_fleet_has_the_bytes_of_each_run_alone_and_says_its_hyperparameters(tmp_path, name, key):
    tasks = tasks_of(name, key, (0.1, 0.9), steps=40)
    tasks[1] |= {"start": [-1.0, 2.0], "lr": 0.02}
    solve_fleet(tasks, tmp_path / "fleet")
    for number, task in enumerate(tasks):
        alone, run = solve(**task, out=tmp_path / "alone"), load(f"{tmp_path / 'fleet'}:{number}")
        assert run.optimizer == alone.optimizer
        assert run.optimizer["hyperparameters"][key] == task["settings"][key]
        assert run.stop == alone.stop
        fields = [field for field in alone.arrays if not field.startswith("surface.")]
        assert all(run.arrays[field].tobytes() == alone.arrays[field].tobytes() for field in fields)


def test_choices_and_settings_of_the_problem_begin_another_group():
    words = [{"settings": {"convention": one}} for one in ("torch", "torch", "keras")]
    numbers = [{"settings": {"beta1": 0.8, "kappa": kappa}} for kappa in (2.0, 2.0, 3.0)]
    for tasks in (words, numbers):
        assert list(spans_abreast([{"problem": "bowl", "optimizer": "adam", **one} for one in tasks])) == [
            (0, 2),
            (2, 3),
        ]


def test_a_fleet_of_other_numbers_is_not_gone_on_with(tmp_path):
    for values in ((0.1, 0.5), (0.1, 0.6)):
        fleet = solve_fleet(tasks_of("momentum", "momentum", values, steps=3), tmp_path / "fleet")
        assert [run.optimizer["hyperparameters"]["momentum"] for run in fleet] == list(values)


def test_a_copy_of_a_piece_of_a_group_comes_with_its_numbers():
    (group,) = groups_of(tasks_of("adam", "beta1", (0.1, 0.5, 0.9)))
    piece = copy.deepcopy(group.part(slice(1, 3)))
    assert [piece.one(run).optimizer.options["beta1"] for run in (0, 1)] == [0.5, 0.9]


def test_a_column_is_raised_to_a_power_as_single_numbers_are():
    numbers = np.random.default_rng(0).uniform(0.1, 1.0, 50)
    for exponent in (np.float64(1.0), np.float64(2.0), np.float64(17.0), 3):
        found = numbers[:, None].view(NumberPerRun) ** exponent
        assert type(found) is np.ndarray
        assert found.ravel().tolist() == [float(one) ** exponent for one in numbers]


def test_a_power_of_what_comes_of_a_column_is_refused():
    column = observe(np.linspace(0.1, 0.7, 7)[:, None], is_plain=False, is_column=True)
    assert (column**3).is_column
    with pytest.raises(NotElementwise, match="a power of numbers that are no rows"):
        (1 - column) ** 2
    # Beside the state it is an array, as that of one run is.
    assert not (column * observe(np.ones((7, 2)), is_plain=True)).is_column


def test_optimizers_that_do_not_differ_have_no_columns():
    assert Hyperparameters.of([OPTIMIZERS["adam"](beta1=0.5)] * 3) is None
