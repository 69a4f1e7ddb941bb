"""What tells runs apart: short, never empty, never twice the same, whatever they differ in."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.names import LONGEST, directories_of, names_alone, names_of, short_names, words_shown_of
from gdviz.analysis.pacing import Clip
from gdviz.analysis.tables import of_runs
from gdviz.figures import FIGURES
from gdviz.runs.data import Data
from gdviz.runs.run import Run, load
from gdviz.style.themes import LIGHT

Solve = Callable[..., Run]


# Few points, of which the landscape of a network is sampled quickly.
FEW = Data.of(np.arange(40.0).reshape(20, 2) % 7, np.arange(20) % 2)


@pytest.fixture
def run_in(tmp_path: Path, solved_once: Solve) -> Solve:
    """Return a function from a directory and what is solved to a short run, a copy of one that is solved once."""

    def make(directory: str, problem: str = "mlp", optimizer: str = "gd", **options: Any) -> Run:
        how = {"steps": 2, **({"data": FEW} if problem == "mlp" else {}), **options}
        return load(shutil.copytree(solved_once(problem, optimizer, **how).path, tmp_path / directory))

    return make


def held(runs: list[Run]) -> list[str]:
    """Check what holds of all names, and return the short ones."""
    pairs, short, places = names_of(runs), short_names(runs), directories_of(runs)
    assert len(set(pairs)) == len(set(places)) == len(runs)
    assert len(runs) == 1 or len(set(short)) == len(set(names_alone(runs))) == len(runs)
    for words in (*(word for pair in pairs for word in pair), *places):
        assert words.strip()
        assert words.isprintable()
        assert len(words) <= LONGEST + len(" (12)")
        assert "numbers" not in words
    column = of_runs(runs)
    names = [row[column.columns.index("run")] for row in column.rows]
    assert len(set(names)) == len(runs)
    return short


@pytest.mark.parametrize("count", [2, 3, 7, 12])
def test_starts_of_many_numbers_are_told_apart_by_the_seeds_they_came_of(count: int, run_in: Solve) -> None:
    runs = [run_in(f"r{seed}", seed=seed) for seed in range(count)]
    assert len(runs[0].manifest["start"]) == 33
    assert held(runs) == [f"seed {seed}" for seed in range(count)]
    assert "start" not in of_runs(runs).columns


def test_starts_given_by_hand_are_told_apart_by_their_directories(run_in: Solve) -> None:
    runs = [run_in(name, start=np.full(33, value)) for name, value in (("small", 0.1), ("large", 0.9))]
    assert held(runs) == ["small", "large"]
    assert names_of(runs) == [("Gradient descent", "small"), ("Gradient descent", "large")]


@pytest.mark.parametrize(
    ("start", "words"),
    [([-3.0], ["from −3", "from 2"]), ([-3.0, 1.0], ["from (−3, 1)", "from (2, 1)"])],
    ids=["one", "two"],
)
def test_starts_of_one_or_two_numbers_are_told(start: list[float], words: list[str], run_in: Solve) -> None:
    problem = "bumpy" if len(start) == 1 else "bowl"
    runs = [run_in("a", problem, start=start), run_in("b", problem, start=[2.0, *start[1:]])]
    assert held(runs) == words
    assert "start" in of_runs(runs).columns


def test_widths_batches_rates_and_data_are_told(run_in: Solve) -> None:
    wide = [run_in(f"w{width}", settings={"hidden": width}, lr=0.1) for width in (4, 8, 16)]
    assert held(wide) == ["hidden 4", "hidden 8", "hidden 16"]
    batches = [run_in(f"b{size}", batch=size) for size in (1, 16)] + [run_in("full")]
    assert held(batches) == ["single points", "batches of 16", "full batch"]
    rates = [run_in(f"l{lr}", lr=lr) for lr in (0.1, 0.01)]
    assert held(rates) == ["lr 0.1", "lr 0.01"]
    both = [run_in(f"{lr}{seed}", lr=lr, seed=seed) for lr in (0.1, 0.01) for seed in (0, 1)]
    assert held(both) == ["lr 0.1, seed 0", "lr 0.1, seed 1", "lr 0.01, seed 0", "lr 0.01, seed 1"]
    points = [Data.of(np.arange(2.0 * n).reshape(n, 2), np.arange(n) % 2) for n in (6, 9)]
    other = [run_in(f"d{i}", "logistic", data=data, lr=0.01) for i, data in enumerate(points)]
    assert held(other) == ["6 points", "9 points"]


def test_optimizers_are_names_of_their_own_whatever_else_differs(run_in: Solve) -> None:
    runs = [run_in(name, optimizer=name, seed=seed) for seed, name in enumerate(("gd", "adam", "momentum"))]
    assert held(runs) == ["Gradient descent", "Adam", "Momentum"]
    again = [*runs, run_in("adam-again", optimizer="adam", seed=5)]
    assert held(again)[1::2] == ["Adam, lr 0.05, seed 1", "Adam, lr 0.05, seed 5"]


def test_runs_alike_in_all_are_told_apart_by_as_much_of_their_place_as_it_takes(run_in: Solve) -> None:
    alike = [run_in(place) for place in ("one", "two", "monday/run", "tuesday/run", "x/monday/late/run")]
    assert held(alike) == ["one", "two", "monday/run", "tuesday/run", "late/run"]
    assert held([alike[2], alike[2], alike[0]]) == ["run (1)", "run (2)", "one"]
    nested = [run_in("deep"), run_in("deep/inner/deep")]
    assert held(nested)[1] == "inner/deep"
    assert held(nested)[0].endswith("/deep")


@pytest.mark.parametrize(
    "name",
    [
        "$\\frac{$",
        "$a$",
        "\x1b[31mred",
        "two\nlines",
        "\u202egnp.exe",
        "a" * 200,
        " ",
        "<b>&amp;",
        "%s %(x)s {0}",
        "\udcff",
    ],
    ids=ascii,
)
def test_a_hostile_name_of_a_directory_is_only_text(name: str, run_in: Solve) -> None:
    runs = [run_in(f"{name}{tail}") for tail in ("1", "2")]
    names = held(runs)
    assert all(word.endswith(tail) for word, tail in zip(names, "12", strict=True))
    for figure in ("loss", "parameters"):
        FIGURES[figure].painter(runs, LIGHT, Clip(320, 180, 10, 1.0))(Clip(320, 180, 10, 1.0).moments(runs)[-1])


def test_a_long_name_is_cut_in_its_middle(run_in: Solve) -> None:
    names = held([run_in("begin-" + 20 * "long-" + end) for end in ("first", "second")])
    assert [len(name) for name in names] == [LONGEST, LONGEST]
    assert all(name.startswith("begin-long-") and "…" in name for name in names)
    assert [name[-6:] for name in names] == ["-first", "second"]


def test_the_shortest_name_is_what_no_other_run_has(run_in: Solve) -> None:
    runs = [run_in(f"{one}{lr}", "bowl", one, lr=lr) for one in ("gd", "momentum") for lr in (0.1, 0.2)]
    assert names_alone(runs[:3]) == ["Gradient descent, lr 0.1", "lr 0.2", "Momentum"]
    assert names_alone(runs) == [", ".join(pair) for pair in names_of(runs)]


def test_what_pictures_say_of_runs_in_words_of_their_own(run_in: Solve) -> None:
    data = Data.of([[0.0], [1.0], [2.0]], ["yes", "no", "no"], features=("hours",), target="passed")
    run = run_in("one", "logistic", data=data)
    said = words_shown_of([run], None)
    assert said[0] == run.problem["title"]
    assert {"hours", "passed", "yes", "no", "Gradient descent", *run.problem["parameters"]} <= set(said)
    assert words_shown_of([run], "A title")[0] == "A title"
    assert run.problem["title"] not in words_shown_of([run], "A title")
    other = run_in("two", "logistic", data=data, lr=0.123)
    assert {"lr 0.123"} <= set(words_shown_of([run, other], None))
