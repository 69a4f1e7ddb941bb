"""Recipes: what their data say, what is made from them, and when it is made again."""

import json
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from books import OPENING
from commands import gdviz
from filelock import FileLock

from gdviz.recipes import book as recipes
from gdviz.recipes.book import Claim, read
from gdviz.runs.fleet import load_fleet
from gdviz.runs.run import load
from gdviz.solving import solver

QUICK = (
    OPENING
    + """
pictures."quick.txt" = "table {steps}"
pictures."quick.csv" = "table {steps} --at 0,last"
prints = [{ run = "steps", at = 1, absolute = 1e-12, x = -1.62 }]

[recipes.other]
line = "Be other"
see = "The same run."
pictures."other.csv" = "table {steps}"
"""
)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Let QUICK be all recipes, in an empty working directory."""
    articles, found = read(QUICK)
    monkeypatch.setattr(recipes, "ARTICLES", articles)
    monkeypatch.setattr(recipes, "RECIPES", found)
    monkeypatch.chdir(tmp_path)
    return found


def written() -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in Path("renders").rglob("*") if path.is_file()}


def test_a_recipe_is_made_once_and_again_only_by_force(quick):
    first = gdviz("make", "quick")
    assert first.exit_code == 0, first.output
    assert first.stdout.splitlines() == ["renders/quick.txt", "renders/quick.csv"]
    assert "quick: as the article prints: steps, step 1: x -1.62" in first.stderr
    assert "3 made, 0 up to date" in first.stderr
    assert Path("renders/quick.txt").read_text() in first.stderr
    before = written()
    again = gdviz("make", "quick")
    assert again.stdout == first.stdout
    assert "0 made, 3 up to date" in again.stderr
    assert written() == before
    assert "3 made, 0 up to date" in gdviz("make", "quick", "--force").stderr


def test_recipes_share_their_runs(quick):
    gdviz("make", "quick")
    assert "1 made, 1 up to date" in gdviz("make", "other").stderr


@pytest.mark.parametrize(
    ("harm", "again"),
    [
        (lambda: Path("renders/quick.txt").unlink(), 1),
        (lambda: Path("renders/quick.csv").write_text("changed"), 1),
        (lambda: Path("renders/runs/steps/loss.npy").unlink(), 1),
        (lambda: Path("renders/runs/steps/run.json").unlink(), 1),
        (lambda: np.lib.format.open_memmap("renders/runs/steps/params.npy", "r+").fill(0), 1),
        (lambda: Path("renders/runs/steps/loss.npy").write_bytes(b""), 1),
        (lambda: gdviz("solve", "half-square", "--steps", "4", "-o", "renders/runs/steps"), 1),
        (lambda: Path("renders/.made/runs/steps.json").write_text("{"), 1),
    ],
)
def test_what_was_changed_since_is_made_again(quick, harm, again):
    gdviz("make", "quick")
    before = Path("renders/quick.csv").read_bytes()
    harm()
    assert f"{again} made, {3 - again} up to date" in gdviz("make", "quick").stderr
    assert Path("renders/quick.csv").read_bytes() == before


@pytest.mark.parametrize("manifest", ["there", "lost", "another"])
def test_what_lies_beside_a_run_is_left_alone(quick, manifest):
    gdviz("make", "quick")
    home = Path("renders/runs/steps")
    (home / "thesis.tex").write_text("years of work")
    np.save(home / "mine.npy", np.ones(3))
    if manifest != "there":
        (home / "run.json").unlink()
    if manifest == "another":
        (home / "run.json").write_text('{"mine": 1}')
    mine = {path: path.read_bytes() for path in home.iterdir() if path.name in ("thesis.tex", "mine.npy")}
    result = gdviz("make", "quick", "--force")
    assert result.exit_code == 1
    assert "thesis.tex" in result.stderr
    assert "not gdviz's; choose another directory with -o" in result.stderr
    assert {path: path.read_bytes() for path in mine} == mine
    if manifest == "another":
        assert (home / "run.json").read_text() == '{"mine": 1}'


def test_an_array_of_ones_own_under_a_runs_name_is_left_alone(quick):
    gdviz("make", "quick")
    home = Path("renders/runs/steps")
    (home / "run.json").unlink()
    np.save(home / "loss.npy", np.ones(3))
    result = gdviz("make", "quick")
    assert "renders/runs/steps holds loss.npy, .lock, which are not gdviz's" in result.stderr
    assert np.load(home / "loss.npy").tolist() == [1, 1, 1]


def test_a_link_in_what_was_made_is_not_written_through(quick):
    gdviz("make", "quick")
    Path("bashrc").write_text("alias")
    for name in ("runs/steps.json", "quick.txt.json", "quick.csv.json"):
        (Path("renders/.made") / name).unlink()
        (Path("renders/.made") / name).symlink_to(Path("bashrc").absolute())
    gdviz("make", "quick")
    assert Path("bashrc").read_text() == "alias"


def test_other_versions_and_other_commands_make_everything_again(quick, monkeypatch):
    gdviz("make", "quick")
    monkeypatch.setattr(recipes, "versions", lambda: {"numpy": "next"})
    assert "3 made, 0 up to date" in gdviz("make", "quick").stderr
    changed = replace(quick["quick"], runs={"steps": "solve half-square --steps 5"})
    monkeypatch.setitem(quick._items, "quick", changed)
    # The run and the pictures of it, whose own commands are the same.
    assert "3 made, 0 up to date" in gdviz("make", "quick").stderr


def test_a_number_that_is_not_as_printed_fails(quick, monkeypatch):
    wrong = replace(quick["quick"], claims=(Claim("steps", 1, {"x": -1.63}, 0.0, 0.005),))
    monkeypatch.setitem(quick._items, "quick", wrong)
    result = gdviz("make", "quick", "other")
    assert result.exit_code == 1
    assert "steps, 1: x is -1.62, and -1.63 is printed" in result.stderr
    assert "1 of 2 recipes failed: quick" in result.stderr
    assert "renders/other.csv" in result.stdout, "the others are made"


def test_show_prints_a_script_that_does_the_same(quick):
    shown = gdviz("make", "A1", "--show", "-o", "some where")
    lines = [line for line in shown.stdout.splitlines() if not line.startswith("#")]
    assert lines == [
        "gdviz solve half-square --steps 3 -o 'some where/runs/steps'",
        "gdviz table 'some where/runs/steps' -o 'some where/quick.txt'",
        "gdviz table 'some where/runs/steps' --at 0,last -o 'some where/quick.csv'",
    ]
    assert "# quick: Be quick (A1, An article)" in shown.stdout
    assert "# printed: steps, step 1: x -1.62" in shown.stdout
    assert not Path("some where").exists()
    for line in lines:
        assert gdviz(*shlex.split(line)[1:]).exit_code == 0
    scripted = Path("some where/quick.csv").read_bytes()
    gdviz("make", "quick")
    assert Path("renders/quick.csv").read_bytes() == scripted


def test_an_interrupted_run_is_not_taken_for_made(quick, monkeypatch):
    solve = solver.solve

    def interrupted(*args, **options):
        run = solve(*args, **options)
        about = json.loads((run.path / "run.json").read_text())
        about["stop"] = {"reason": "interrupted", "message": "interrupted at step 1"}
        (run.path / "run.json").write_text(json.dumps(about))
        return load(run.path)

    with monkeypatch.context() as patch:
        patch.setattr(solver, "solve", interrupted)
        result = gdviz("make", "quick")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "Aborted!"
    assert not Path("renders/.made/runs/steps.json").exists()
    assert not Path("renders/quick.txt").exists()
    assert "3 made, 0 up to date" in gdviz("make", "quick").stderr


def test_one_who_makes_waits_for_another(quick):
    gdviz("make", "quick")
    with FileLock("renders/.made/lock"):
        command = [sys.executable, "-c", "from gdviz.cli import main; main()", "make", "parabola-stop"]
        waiting = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert waiting.stderr.readline() == "waiting for another gdviz make, which is at work in renders\n"
    made, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0
    assert made == "renders/parabola-stop.txt\n"


def test_a_place_that_cannot_be_written_is_told_in_words(quick):
    Path("taken").write_text("a file")
    result = gdviz("make", "quick", "-o", "taken/here")
    assert result.exit_code == 1
    assert re.fullmatch(r"Error: taken.*: .*; choose another place with -o\n", result.stderr)


def test_scenes_are_left_out_without_manim(quick, monkeypatch):
    filmed = replace(quick["other"], pictures={"other.csv": "table {steps}", "other.mp4": "scene tangent-step {steps}"})
    monkeypatch.setitem(quick._items, "other", filmed)
    for module in ("gdviz.cli.make", "gdviz.recipes.make"):
        monkeypatch.setattr(f"{module}.find_spec", lambda name: None)
    result = gdviz("make", "other")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["renders/other.csv"]
    assert re.search(r"the films need Manim: .*install .*\[manim\]'", result.stderr)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("make quik", "did you mean 'quick'? (`gdviz list recipes` shows them all)"),
        ("make B1", "unknown recipe 'B1'"),
        ("make", "gdviz make A3"),
        ("make --all quick", "leave out either it or the names"),
        ("make A2", "article A has no system 'A2'; it has A1 to A1"),
    ],
)
def test_a_mistake_is_answered_with_what_to_type(quick, words, answer):
    result = gdviz(*words.split())
    assert result.exit_code == 2
    assert answer in result.stderr
    assert result.stdout == ""
    assert not Path("renders").exists()


def test_a_recipe_of_a_fleet_names_runs_of_it_and_is_made_once(quick, monkeypatch: pytest.MonkeyPatch) -> None:
    text = OPENING.replace('others = "solve bowl"', 'many = "sweep bowl --starts 2x2 --steps 2 --fleet --jobs 1"')
    monkeypatch.setattr(recipes, "RECIPES", read(text + 'pictures."best.csv" = "table {many}:best"')[1])
    assert "2 made, 0 up to date" in gdviz("make", "quick").stderr
    assert len(load_fleet("renders/runs/many")) == 4
    before = written()
    assert "0 made, 2 up to date" in gdviz("make", "quick").stderr
    assert written() == before
    lines = Path("renders/runs/many/runs.jsonl")
    lines.write_text(lines.read_text().replace("max_steps", "tolerance"))
    assert "2 made, 0 up to date" in gdviz("make", "quick", "--force").stderr
