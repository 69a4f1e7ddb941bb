"""Names of runs: readable, short, and such as every system takes."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdviz.solving.run_names import names_in_sweep
from gdviz.solving.sweep import combinations


@pytest.mark.parametrize(
    ("choices", "common", "names"),
    [
        ({"lr": [0.01, 0.1]}, {"problem": "bowl"}, ["gd-lr0.01", "gd-lr0.1"]),
        ({"lr": [1e-5, 1e10, None]}, {"optimizer": "adam"}, ["adam-lr1e-5", "adam-lr1e10", "adam"]),
        ({"optimizer": ["gd", "adam"]}, {"problem": "bowl", "lr": 0.1}, ["gd", "adam"]),
        (
            {"optimizer": ["gd", "adam"], "seed": range(2)},
            {},
            ["gd-seed0", "gd-seed1", "adam-seed0", "adam-seed1"],
        ),
        (
            {"lr": [0.001], "settings": [{"beta1": 0.9}, {"beta1": 0.95, "amsgrad": True}]},
            {"optimizer": "adam"},
            ["adam-beta1_0.9", "adam-beta1_0.95-amsgrad_true"],
        ),
        (
            {"problem": ["bowl", "matyas"], "steps": [5, 9]},
            {},
            ["bowl-gd-steps5", "bowl-gd-steps9", "matyas-gd-steps5", "matyas-gd-steps9"],
        ),
        ({"start": [[1, -2.5], np.array([0.0, 3.0])]}, {}, ["gd-start1_-2.5", "gd-start0_3"]),
        ({"schedule": ["cosine", "step:50,0.5"]}, {}, ["gd-schedule_cosine", "gd-schedule_step_50_0.5"]),
        ({"function": ["x**2", "|x|"]}, {}, ["function_x_2-gd", "function_x-gd"]),
        ({"lr": [0.1, 0.1]}, {}, ["", ""]),
    ],
)
def test_name_says_what_varies(choices, common, names):
    assert names_in_sweep(combinations(choices, **common)) == names


@settings(derandomize=True, database=None, max_examples=100)
@given(st.lists(st.text(max_size=300), min_size=2, max_size=3))
def test_names_of_anything_are_bounded(values):
    for name in names_in_sweep([{"function": value, "until": [value], "settings": {"a:b": value}} for value in values]):
        assert len(name) <= 60
        assert re.fullmatch(r"[A-Za-z0-9._-]*", name)
