"""The command make: the lines that it shows, and how mistakes are answered; gdviz.recipes makes the pictures."""

from pathlib import Path

import pytest
from commands import gdviz
from mistakes import assert_refused

from gdviz.recipes.book import RECIPES

pytestmark = pytest.mark.usefixtures("home")


def test_a_recipe_is_shown_as_a_script_and_nothing_is_made(home: Path) -> None:
    recipe = RECIPES["parabola-stop"]
    lines = gdviz("make", "parabola-stop", "--show", "-o", "pictures").stdout.splitlines()
    assert lines[0].startswith(f"# parabola-stop: {recipe.line} ({recipe.article}, ")
    assert [line for line in lines if line.startswith("# printed: ")] == [f"# printed: {c}" for c in recipe.claims]
    commands = [line for line in lines if not line.startswith("#")]
    assert commands == [product.command for product in recipe.products(Path("pictures"))]
    assert commands[0].startswith("gdviz solve ")
    assert list(home.iterdir()) == []


def test_a_run_that_several_recipes_show_is_shown_once() -> None:
    lines = gdviz("make", "--all", "--show").stdout.splitlines()
    assert len(lines) == len(set(lines))
    assert sum(line.startswith("# ") and not line.startswith("# printed") for line in lines) == len(RECIPES)


def test_made_files_are_printed_and_counted(home: Path) -> None:
    result = gdviz("make", "parabola-stop", "-o", "pictures")
    assert result.exit_code == 0
    assert {Path(line).name for line in result.stdout.splitlines()} == set(RECIPES["parabola-stop"].pictures)
    made = len(RECIPES["parabola-stop"].products(Path("pictures")))
    assert f"{made} made, 0 up to date, runs included" in result.stderr
    again = gdviz("make", "parabola-stop", "-o", "pictures")
    assert again.stdout == result.stdout
    assert f"0 made, {made} up to date, runs included" in again.stderr


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("make", "name recipes (`gdviz list recipes` shows them), or give --all; for example gdviz make A3"),
        ("make --all valley", "--all makes every recipe; leave out either it or the names"),
        ("make vally", "did you mean 'valley'? (`gdviz list recipes` shows them all)"),
    ],
)
def test_a_mistake_is_answered_with_one_line(words: str, answer: str) -> None:
    assert_refused(words, answer)
