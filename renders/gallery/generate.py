"""Make the gallery: what each recipe shows of itself, and README.md, the page of it all.

    python renders/gallery/generate.py [--force]

Pictures that are up to date are taken as they are in renders/, unless told to make them again.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from gdviz.cli.make import make_recipe
from gdviz.recipes.book import ARTICLES, RECIPES, Recipe

HOME = Path(__file__).parent
PAGE = HOME / "README.md"
HEAD = """# Gallery

Every recipe of gdviz: its picture, the command that makes it, and what to see. `gdviz make NAME --show` prints the
commands behind it. This page is made by `make gallery`.
"""


def shown(recipe: Recipe) -> list[str]:
    """Return the files that the page shows of a recipe."""
    return list(islice(recipe.pictures, recipe.shown))


def cut(recipe: Recipe) -> Recipe:
    """Return the recipe without the files that the page does not show."""
    return replace(recipe, pictures={file: recipe.pictures[file] for file in shown(recipe)})


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *(line for letter in [*ARTICLES, ""] for line in chapter(letter))])


def chapter(letter: str) -> Iterator[str]:
    """Yield the lines about the recipes of one article, or about gdviz's own."""
    yield f"## {letter}. {ARTICLES[letter]}\n" if letter else "## gdviz's own\n"
    for recipe in RECIPES.values():
        if recipe.article[:1] == letter:
            yield from entry(recipe)


def entry(recipe: Recipe) -> Iterator[str]:
    """Yield the lines about one recipe."""
    yield f"### {recipe.name}{f' ({recipe.article})' if recipe.article else ''}\n"
    yield f"{recipe.line}.\n"
    for file in shown(recipe):
        if file.endswith(".txt"):
            yield f"```text\n{(HOME / file).read_text(encoding='utf-8').rstrip()}\n```\n"
        else:
            yield f"![{recipe.line}]({file})\n"
    yield f"```sh\ngdviz make {recipe.name}\n```\n"
    others = [file for file in recipe.pictures if file not in shown(recipe)]
    yield recipe.see + (f" Also makes {', '.join(others)}." if others else "") + "\n"


def generate(*, force: bool) -> None:
    """Make what the gallery shows, take away what it does not, and write the page."""
    for recipe in RECIPES.values():
        for made in make_recipe(cut(recipe), force=force):
            if made.path.is_file():
                shutil.copy(made.path, HOME)
                print(f"{made.path.name:30} {made.path.stat().st_size:>9,} bytes", flush=True)
    kept = {Path(__file__).name, PAGE.name, *(file for recipe in RECIPES.values() for file in shown(recipe))}
    for file in HOME.iterdir():
        if file.is_file() and file.name not in kept:
            file.unlink()
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{'in all':30} {sum(file.stat().st_size for file in HOME.iterdir()):>9,} bytes")


if __name__ == "__main__":
    generate(force="--force" in sys.argv[1:])
