"""What a shell offers to complete a word, and what it costs."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from extensions import PROBLEM, RECIPES
from gdviz.scenes import SCENES

from gdviz.cli import main
from gdviz.cli.completing import names
from gdviz.figures import FIGURES
from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.recipes.book import RECIPES as BOOK
from gdviz.style.palettes import PALETTES
from gdviz.style.themes import THEMES


def offered(words: str) -> list[str]:
    """Return what is offered for the last of some words."""
    *before, last = words.split(" ")
    return [one.value for one in ShellComplete(main, {}, "gdviz", "_GDVIZ_COMPLETE").get_completions(before, last)]


@pytest.mark.parametrize(
    ("kind", "registry"),
    [
        ("problems", PROBLEMS),
        ("optimizers", OPTIMIZERS),
        ("figures", FIGURES),
        ("scenes", SCENES),
        ("recipes", BOOK),
        ("palettes", PALETTES),
        ("themes", THEMES),
    ],
)
def test_all_that_is_registered_is_found_without_loading_it(kind, registry):
    assert sorted(names(kind)) == sorted(registry)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("figure con", ["contour"]),
        ("scene learn", ["learning-rates"]),
        ("make turning-b", ["turning-boundary"]),
        ("solve rosen", ["rosenbrock"]),
        ("solve bowl -O nest", ["nesterov"]),
        ("sweep bowl -O gd,nest", ["gd,nesterov"]),
        ("figure contour run --theme d", ["dark"]),
        ("figure contour run --palette vir", ["viridis"]),
        ("list sch", ["schedules"]),
        ("help check", ["check-gradient"]),
        ("deck loss-b", ["loss-bowl="]),
        ("figure nothing-like-it", []),
    ],
)
def test_names_are_completed(words, found):
    assert offered(words) == found


def test_runs_are_completed_by_their_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for place in ("renders/runs/bowl", "renders/runs/boat", "own", "renders/.hidden"):
        Path(place).mkdir(parents=True)
        Path(place, "run.json").touch()
    assert offered("figure contour ") == ["own", "renders/runs/boat", "renders/runs/bowl"]
    assert offered("info renders/runs/bow") == ["renders/runs/bowl"]
    assert offered("page own renders/") == ["renders/runs/boat", "renders/runs/bowl"]
    assert offered("solve --resume renders/runs/boa") == ["renders/runs/boat"]
    # Where there is none, the shell itself completes directories.
    (item,) = ShellComplete(main, {}, "gdviz", "_").get_completions(["info"], "else/")
    assert item.type == "dir"


def test_own_parts_are_completed_and_not_loaded(put, monkeypatch: pytest.MonkeyPatch):
    path = put("mine.py", PROBLEM, "raise SystemExit('loaded')")
    assert offered(f"solve --with {path} til") == ["tilted"]
    monkeypatch.setenv("GDVIZ_WITH", str(put("mine.toml", RECIPES)))
    assert offered("make own") == ["own-loss"]


def test_completing_loads_nothing_heavy():
    code = (
        "import sys; from click.shell_completion import ShellComplete; from gdviz.cli import main\n"
        "complete = ShellComplete(main, {}, 'gdviz', '_').get_completions\n"
        "for words in ('figure ', 'scene ', 'make ', 'solve bowl -O ', 'solve ', 'page ', 'page x --palette '):\n"
        "    *before, last = words.split(' '); assert complete(before, last)\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not {"numpy", "matplotlib", "manim", "sympy", "sklearn", "av"} & set(loaded)
