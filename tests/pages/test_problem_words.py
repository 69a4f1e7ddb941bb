"""The words of a command that name a run's problem."""

from dataclasses import replace

import numpy as np
import pytest

import gdviz
from gdviz.pages.problem_words import TABLE, ProblemWords, problem_of, words_for
from gdviz.problems import PROBLEMS


@pytest.fixture
def words_of(tmp_path):
    def words(problem, **options):
        run = gdviz.solve(problem, out=tmp_path / "run", steps=1, **options)
        return words_for(run, problem_of(run))

    return words


@pytest.mark.parametrize(
    ("problem", "options", "expected"),
    [
        ("bowl", {}, ["bowl"]),
        ("bowl", {"settings": {"kappa": 7.5}}, ["bowl", "--set=kappa=7.5"]),
        ("beale", {"domain": [0, 4, -1, 1]}, ["beale", "--domain=0,4,-1,1"]),
        (None, {"function": "-x + x**4", "domain": [-2, 2]}, ["--function=-x + x**4", "--domain=-2,2"]),
        ("line", {}, ["line"]),
        ("logistic", {"data": ("circles", {})}, ["logistic", "--data=circles"]),
        (
            "logistic",
            {"data": ("circles", {"degree": 2, "standardize": True})},
            ["logistic", "--data=circles", "--features=degree=2", "--standardize"],
        ),
        (
            "line",
            {"data": ("diabetes", {"x": ["bmi"]})},
            ["line", "--data=diabetes", "--x=bmi", "--y=progression"],
        ),
    ],
)
def test_a_problem_is_named_with_what_is_not_usual(problem, options, expected, words_of):
    if "data" in options:
        name, how = options["data"]
        options = {**options, "data": gdviz.problems.load_data(name, **how)}
    assert words_of(problem, **options) == ProblemWords(expected)


def test_a_table_of_ones_own_is_left_to_be_named(words_of):
    points = np.arange(8.0)
    told = words_of("line", data=gdviz.Data.of(points, 2 * points + np.sin(points), features=("an hour",)))
    assert told == ProblemWords(["line", f"--data={TABLE}", "--x=an hour", "--y=y"], TABLE)
    # Columns are listed with commas between them, and so one whose name has some cannot be named.
    told = words_of("line", data=gdviz.Data.of(points, 2 * points + np.sin(points), features=("a, b",)))
    assert told == ProblemWords(["line", f"--data={TABLE}"], TABLE)


def test_a_problem_of_ones_own_that_is_called_like_another_is_not_that_one(tmp_path):
    bowl = PROBLEMS["bowl"]()
    own = replace(bowl, value=lambda v: 3 * bowl.value(v), gradient=lambda v: 3 * bowl.gradient(v))
    with pytest.raises(ValueError, match="gdviz has no problem 'bowl' like"):
        problem_of(gdviz.solve(own, out=tmp_path / "run", steps=2))
