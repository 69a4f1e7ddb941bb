"""The commands that carry out recipes: make, demo."""

import shlex
from collections.abc import Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gdviz.cli.app import Message, in_words, main
from gdviz.cli.cluster import CLUSTER, workers_of
from gdviz.cli.saying import note, tell, tell_made, tell_place
from gdviz.installation.command import install_command

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gdviz.recipes.book import Recipe
    from gdviz.recipes.make import Made


HOME = Path("renders")


@main.command()
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "everything", is_flag=True, help="Every recipe there is.")
@click.option("--force", is_flag=True, help="Make again what is up to date.")
@click.option("--show", is_flag=True, help="Print the commands instead of carrying them out.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=HOME,
    show_default=True,
    help="The directory of the pictures; their runs go to runs/ in it.",
)
@CLUSTER
def make(names: Sequence[str], everything: bool, force: bool, show: bool, out: Path, cluster: str | None) -> None:
    """Make pictures by the NAMEs of their recipes.

    Prints the files. What is there and up to date is not made again. NAME is one of `gdviz list recipes`, or an
    article's system that it rebuilds, such as A3, or a whole article (A). Where the article prints numbers, they are
    checked.

    \b
        gdviz make turning-boundary
        gdviz make A3 D8 --force
        gdviz make turning-boundary --show
        gdviz make --all -o pictures
    """
    from gdviz.recipes.book import RECIPES, chosen_recipes
    from gdviz.recipes.make import alone

    if everything and names:
        raise ValueError("--all makes every recipe; leave out either it or the names")
    if not everything and not names:
        raise ValueError("name recipes (`gdviz list recipes` shows them), or give --all; for example gdviz make A3")
    recipes = list(RECIPES.values()) if everything else chosen_recipes(names)
    if show:
        # A run that several recipes show is solved once.
        tell("\n".join(dict.fromkeys(line for recipe in recipes for line in _shown(recipe, out))))
    else:
        with alone(out, note), workers_of(cluster) as workers:
            _make(recipes, out, force=force, workers=workers)


def _make(recipes: "Sequence[Recipe]", home: Path, *, force: bool, workers: "Executor | None") -> None:
    """Carry out recipes and report each file; one that fails does not stop the others.

    Raises
    ------
    Message
        If any failed.
    """
    fresh, current, failed = 0, 0, []
    for recipe in recipes:
        try:
            for made in make_recipe(recipe, home, force=force, workers=workers):
                fresh += made.seconds is not None
                current += made.seconds is None
                if made.path.is_file():
                    tell_place(made.path)
                if made.path.suffix == ".txt":
                    note(made.path.read_text(encoding="utf-8"))
        except BrokenPipeError:
            raise
        except (click.ClickException, ValueError, OSError) as error:
            failed.append(recipe.name)
            note(f"{recipe.name} failed: {_why(error)}")
    note(f"{fresh} made, {current} up to date, runs included")
    if find_spec("manim") is None and any(words.startswith("scene") for r in recipes for words in r.pictures.values()):
        note(f"the films need Manim: {install_command('manim')}")
    if failed:
        raise Message(f"{len(failed)} of {len(recipes)} recipes failed: {', '.join(failed)}", 1)


def make_recipe(
    recipe: "Recipe", home: Path = HOME, *, force: bool = False, workers: "Executor | None" = None
) -> "Iterator[Made]":
    """Carry out a recipe by the commands of this command line; a number that is not as printed is a Message.

    `workers` do what each command has to do, where there are some.
    """
    from gdviz.recipes import make as recipes

    try:
        yield from recipes.carry_out(recipe, home, run=partial(_run, workers), report=note, force=force)
    except recipes.RecipeError as error:
        raise Message(str(error), 1) from None


def _run(workers: "Executor | None", words: Sequence[str]) -> None:
    """Carry out a command of this command line."""
    name, *rest = words
    main.commands[name].main(rest, prog_name=f"gdviz {name}", standalone_mode=False, obj=workers)


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return in_words(error)
    return error.format_message() if isinstance(error, click.ClickException) else str(error)


def _shown(recipe: "Recipe", home: Path) -> Iterator[str]:
    """Yield the lines of a recipe as a shell script."""
    from gdviz.extensions.loading import loaded
    from gdviz.recipes.book import ARTICLES

    source = f" ({recipe.article}, {ARTICLES[recipe.article[0]]})" if recipe.article else ""
    yield f"# {recipe.name}: {recipe.line}{source}"
    for claim in recipe.claims:
        yield f"# printed: {claim}"
    own = "".join(f" --with {shlex.quote(extension.path)}" for extension in loaded())
    for product in recipe.products(home):
        yield product.command + own


@main.command()
def demo() -> None:
    """Make two runs and a handful of pictures of them.

    Prints each path in renders/ with its size and how long it took.

    \b
        gdviz demo
    """
    from gdviz.catalogue import bytes_of
    from gdviz.recipes.book import DEMO, RECIPES
    from gdviz.recipes.make import alone

    total = 0.0
    with alone(HOME, note):
        for name in DEMO:
            for made in make_recipe(RECIPES[name], force=True):
                seconds = made.seconds or 0.0
                total += seconds
                tell_made(f"{made.path!s:36} {bytes_of(made.path):>9,} bytes {seconds:6.1f} s")
    if find_spec("manim") is None:
        note(f"the films need Manim: {install_command('manim')}")
    note(f"{'in all':36} {'':15} {total:6.1f} s")
