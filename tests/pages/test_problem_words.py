"""The words of a command that name a run's problem."""

import numpy as np
import pytest

import gdviz
from gdviz.pages.problem_words import TABLE, words_for
from gdviz.pages.solvable import _problem_of


@pytest.fixture
def words_of(tmp_path):
    def words(problem, **options):
        run = gdviz.solve(problem, out=tmp_path / "run", steps=1, **options)
        return words_for(run, _problem_of(run))

    return words


@pytest.mark.parametrize(
    ("problem", "options", "expected"),
    [
        ("bowl", {}, ["bowl"]),
        ("bowl", {"settings": {"kappa": 7.5}}, ["bowl", "--set=kappa=7.5"]),
        ("beale", {"domain": [0, 4, -1, 1]}, ["beale", "--domain=0.0,4.0,-1.0,1.0"]),
        (None, {"function": "-x + x**4", "domain": [-2, 2]}, ["--function=-x + x**4", "--domain=-2.0,2.0"]),
        ("line", {}, ["line"]),
        ("logistic", {"data": ("circles", {})}, ["logistic", "--data=circles", "--seed=0"]),
        (
            "logistic",
            {"data": ("circles", {"degree": 2, "standardize": True})},
            ["logistic", "--data=circles", "--features=degree=2", "--standardize", "--seed=0"],
        ),
        (
            "line",
            {"data": ("diabetes", {"x": ["bmi"]})},
            ["line", "--data=diabetes", "--x=bmi", "--y=progression", "--seed=0"],
        ),
    ],
)
def test_a_problem_is_named_with_what_is_not_usual(problem, options, expected, words_of):
    if "data" in options:
        name, how = options["data"]
        options = {**options, "data": gdviz.problems.load_data(name, **how)}
    assert words_of(problem, **options) == {"words": ["gdviz", "solve", *expected], "table": ""}


def test_a_table_of_ones_own_is_left_to_be_named(words_of):
    points = np.arange(8.0)
    told = words_of("line", data=gdviz.Data.of(points, 2 * points + np.sin(points)))
    assert told == {"words": ["gdviz", "solve", "line", f"--data={TABLE}"], "table": TABLE}
