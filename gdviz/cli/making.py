"""The commands that carry out recipes: make, demo."""

import hashlib
import io
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gdviz.cli.app import Message, main
from gdviz.cli.words import note

if TYPE_CHECKING:
    from gdviz.recipes import Product, Recipe

HOME = Path("renders")


@dataclass(frozen=True)
class Made:
    """A file or a run that is there now, and the seconds it took; None where it was there already."""

    path: Path
    seconds: float | None


def carry_out(recipe: "Recipe", home: Path = HOME, *, force: bool = False) -> Iterator[Made]:
    """Make what is not up to date of a recipe's runs and pictures in `home`, and check the printed numbers.

    Scenes are left out where Manim is missing.

    Raises
    ------
    click.ClickException
        If a command fails, or a number is not as printed.
    """
    from gdviz.sweep import is_complete

    for product in recipe.products(home):
        if product.words[0] == "scene" and find_spec("manim") is None:
            continue
        stamp = home / ".made" / f"{product.path.relative_to(home)}.json"
        if not force and _is_current(product, stamp):
            yield Made(product.path, None)
            continue
        start = time.perf_counter()
        stamp.unlink(missing_ok=True)
        name, *words = product.words
        with redirect_stdout(io.StringIO()):
            main.commands[name].main(words, prog_name=f"gdviz {name}", standalone_mode=False)
        if product.path.is_dir() and not is_complete(product.path):
            raise click.Abort
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(json.dumps({"digest": product.digest, "holds": _fingerprint(product.path)}))
        yield Made(product.path, time.perf_counter() - start)
    _check(recipe, home)


def _is_current(product: "Product", stamp: Path) -> bool:
    """Return whether a product was made by this very command and versions, and is as it was left."""
    try:
        told = json.loads(stamp.read_text())
        return told == {"digest": product.digest, "holds": _fingerprint(product.path)}
    except (OSError, ValueError):
        return False


def _fingerprint(path: Path) -> str:
    """Return a hash of a file's bytes; of a run, that of its manifest and its files' sizes."""
    hashed = hashlib.sha256((path / "run.json" if path.is_dir() else path).read_bytes())
    if path.is_dir():
        hashed.update(repr(sorted((file.name, file.stat().st_size) for file in path.glob("*.npy"))).encode())
    return hashed.hexdigest()


def _check(recipe: "Recipe", home: Path) -> None:
    """Raise Message if a run does not bear out what is printed of it, and say so where it does."""
    from gdviz.run import load

    misses = [miss for claim in recipe.claims for miss in claim.misses(load(home / "runs" / claim.run))]
    if misses:
        raise Message(f"{recipe.name} is not as the article prints it: {'; '.join(misses)}", 1)
    if count := sum(len(claim.prints) for claim in recipe.claims):
        note(f"{recipe.name}: {'the number is' if count == 1 else f'all {count} numbers are'} as the article prints")


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
def make(names: Sequence[str], everything: bool, force: bool, show: bool, out: Path) -> None:
    """Make pictures by the NAMEs of their recipes.

    Prints the files. What is there and up to date is not made again. NAME is one of `gdviz list recipes`, or the system
    of an article that it rebuilds (A3), or a whole article (A). Where the article prints numbers, they are checked.

    \b
        gdviz make turning-boundary
        gdviz make A3 D8 --force
        gdviz make turning-boundary --show
        gdviz make --all -o pictures
    """
    from gdviz.recipes import RECIPES, chosen

    if everything == bool(names):
        raise ValueError("name recipes (`gdviz list recipes` shows them), or give --all; for example gdviz make A3")
    recipes = list(RECIPES.values()) if everything else chosen(names)
    if show:
        click.echo("\n".join(line for recipe in recipes for line in _shown(recipe, out)))
        return
    fresh, current, failed = 0, 0, []
    for recipe in recipes:
        try:
            for made in carry_out(recipe, out, force=force):
                fresh += made.seconds is not None
                current += made.seconds is None
                if made.path.is_file():
                    click.echo(made.path)
                if made.path.suffix == ".txt":
                    note(made.path.read_text(encoding="utf-8"))
        except (click.ClickException, ValueError, OSError) as error:
            failed.append(recipe.name)
            note(
                f"{recipe.name} failed: {error.format_message() if isinstance(error, click.ClickException) else error}"
            )
    note(f"{fresh} made, {current} up to date")
    if find_spec("manim") is None and any(words.startswith("scene") for r in recipes for words in r.pictures.values()):
        note("the films need Manim: pip install 'gdviz[manim]'")
    if failed:
        raise Message(f"{len(failed)} of {len(recipes)} recipes failed: {', '.join(failed)}", 1)


def _shown(recipe: "Recipe", home: Path) -> Iterator[str]:
    """Yield the lines of a recipe as a shell script."""
    from gdviz.recipes import ARTICLES

    source = f" ({recipe.article}, {ARTICLES[recipe.article[0]]})" if recipe.article else ""
    yield f"# {recipe.name}: {recipe.line}{source}"
    for claim in recipe.claims:
        yield f"# printed: {claim}"
    for product in recipe.products(home):
        yield product.command


@main.command()
def demo() -> None:
    """Make two runs and a handful of pictures of them.

    Prints each path in renders/ with its size and how long it took.

    \b
        gdviz demo
    """
    from gdviz.catalogue import size_of
    from gdviz.recipes import DEMO, RECIPES

    total = 0.0
    for name in DEMO:
        for made in carry_out(RECIPES[name], force=True):
            seconds = made.seconds or 0.0
            total += seconds
            click.echo(f"{made.path!s:36} {size_of(made.path):>9,} bytes {seconds:6.1f} s")
    if find_spec("manim") is None:
        note("the films need Manim: pip install 'gdviz[manim]'")
    click.echo(f"{'in all':36} {'':15} {total:6.1f} s", err=True)
