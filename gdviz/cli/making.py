"""The commands that carry out recipes: make, demo."""

import hashlib
import io
import json
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gdviz.cli.app import Message, in_words, main
from gdviz.cli.words import note

if TYPE_CHECKING:
    from gdviz.recipes import Product, Recipe

HOME = Path("renders")
# In HOME: what was made, and the lock of whoever makes.
MADE = ".made"


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
    from gdviz.runs.run import is_run
    from gdviz.solving.sweep import is_complete

    for product in recipe.products(home):
        if product.words[0] == "scene" and find_spec("manim") is None:
            continue
        stamp = home / MADE / f"{product.path.relative_to(home)}.json"
        if not force and _is_current(product, stamp):
            yield Made(product.path, None)
            continue
        start = time.perf_counter()
        if stamp.exists() and product.path.is_dir() and not is_run(product.path):
            # A run of ours that has lost its manifest, which no command would replace.
            shutil.rmtree(product.path)
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
    """Return a hash of the bytes of a file, or of a run's manifest and arrays."""
    hashed = hashlib.sha256()
    for file in [path / "run.json", *sorted(path.glob("*.npy"))] if path.is_dir() else [path]:
        with file.open("rb") as opened:
            hashed.update(f"{file.name} {hashlib.file_digest(opened, 'sha256').hexdigest()} ".encode())
    return hashed.hexdigest()


def _check(recipe: "Recipe", home: Path) -> None:
    """Raise Message if a run does not bear out what is printed of it, and say so where it does."""
    from gdviz.runs.run import load

    misses = [miss for claim in recipe.claims for miss in claim.misses(load(home / "runs" / claim.run))]
    if misses:
        raise Message(f"{recipe.name} is not as the article prints it: {'; '.join(misses)}", 1)
    if count := sum(len(claim.prints) for claim in recipe.claims):
        what = f"all {count} numbers" if len(recipe.claims) > 2 else "; ".join(map(str, recipe.claims))
        note(f"{recipe.name}: as the article prints: {what}")


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

    Prints the files. What is there and up to date is not made again. NAME is one of `gdviz list recipes`, or an
    article's system that it rebuilds, such as A3, or a whole article (A). Where the article prints numbers, they are
    checked.

    \b
        gdviz make turning-boundary
        gdviz make A3 D8 --force
        gdviz make turning-boundary --show
        gdviz make --all -o pictures
    """
    from gdviz.recipes import RECIPES, chosen

    if everything and names:
        raise ValueError("--all makes every recipe; leave out either it or the names")
    if not everything and not names:
        raise ValueError("name recipes (`gdviz list recipes` shows them), or give --all; for example gdviz make A3")
    recipes = list(RECIPES.values()) if everything else chosen(names)
    if show:
        # A run that several recipes show is solved once.
        click.echo("\n".join(dict.fromkeys(line for recipe in recipes for line in _shown(recipe, out))))
    else:
        with _alone(out):
            _make(recipes, out, force=force)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Wait until no other process makes anything in `home`, and keep others waiting meanwhile."""
    from filelock import FileLock, Timeout

    (home / MADE).mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / MADE / "lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        note(f"waiting for another gdviz make, which is at work in {home}")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _make(recipes: "Sequence[Recipe]", home: Path, *, force: bool) -> None:
    """Carry out recipes and tell of each file; one that fails does not stop the others.

    Raises
    ------
    Message
        If any failed.
    """
    fresh, current, failed = 0, 0, []
    for recipe in recipes:
        try:
            for made in carry_out(recipe, home, force=force):
                fresh += made.seconds is not None
                current += made.seconds is None
                if made.path.is_file():
                    click.echo(made.path)
                if made.path.suffix == ".txt":
                    note(made.path.read_text(encoding="utf-8"))
        except BrokenPipeError:
            raise
        except (click.ClickException, ValueError, OSError) as error:
            failed.append(recipe.name)
            note(f"{recipe.name} failed: {_why(error)}")
    note(f"{fresh} made, {current} up to date, runs included")
    if find_spec("manim") is None and any(words.startswith("scene") for r in recipes for words in r.pictures.values()):
        note("the films need Manim: pip install 'gdviz[manim]'")
    if failed:
        raise Message(f"{len(failed)} of {len(recipes)} recipes failed: {', '.join(failed)}", 1)


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return in_words(error)
    return error.format_message() if isinstance(error, click.ClickException) else str(error)


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
    with _alone(HOME):
        for name in DEMO:
            for made in carry_out(RECIPES[name], force=True):
                seconds = made.seconds or 0.0
                total += seconds
                click.echo(f"{made.path!s:36} {size_of(made.path):>9,} bytes {seconds:6.1f} s")
    if find_spec("manim") is None:
        note("the films need Manim: pip install 'gdviz[manim]'")
    click.echo(f"{'in all':36} {'':15} {total:6.1f} s", err=True)
