"""Carry out recipes: what is up to date is not made again, and printed numbers are checked."""

import hashlib
import io
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout

from gdviz.recipes.book import Product, Recipe
from gdviz.runs.run import is_complete, is_run, load

# In the home of the pictures: what was made, and the lock of whoever makes.
MADE = ".made"

# Carries out the words of a command, without the leading "gdviz".
CommandRunner = Callable[[Sequence[str]], None]
Report = Callable[[str], None]


class RecipeError(RuntimeError):
    """A recipe was carried out, and what it made is not as the article prints it."""


@dataclass(frozen=True)
class Made:
    """A file or a run that is there now, and the seconds it took; None where it was there already."""

    path: Path
    seconds: float | None


def carry_out(recipe: Recipe, home: Path, *, run: CommandRunner, report: Report, force: bool = False) -> Iterator[Made]:
    """Make what is not up to date of a recipe's runs and pictures in `home`, and check the printed numbers.

    Scenes are left out where Manim is missing.

    Parameters
    ----------
    run
        Carries out a command; what it raises ends the recipe.
    report
        Called with a sentence on the numbers that were checked.
    force
        Make again what is up to date.

    Raises
    ------
    RecipeError
        If a number is not as printed.
    KeyboardInterrupt
        If a run was interrupted, and so is not complete.
    """
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
        with redirect_stdout(io.StringIO()):
            run(product.words)
        if product.path.is_dir() and not is_complete(product.path):
            raise KeyboardInterrupt
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(json.dumps({"digest": product.digest, "holds": _fingerprint(product.path)}))
        yield Made(product.path, time.perf_counter() - start)
    _check(recipe, home, report)


@contextmanager
def alone(home: Path, report: Report) -> Iterator[None]:
    """Wait until no other process makes anything in `home`, and keep others waiting meanwhile."""
    (home / MADE).mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / MADE / "lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        report(f"waiting for another gdviz make, which is at work in {home}")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _is_current(product: Product, stamp: Path) -> bool:
    """Return whether a product was made by this very command and versions, and is as it was left."""
    try:
        recorded = json.loads(stamp.read_text())
        return recorded == {"digest": product.digest, "holds": _fingerprint(product.path)}
    except (OSError, ValueError):
        return False


def _fingerprint(path: Path) -> str:
    """Return a hash of the bytes of a file, or of a run's manifest and arrays."""
    hashed = hashlib.sha256()
    for file in [path / "run.json", *sorted(path.glob("*.npy"))] if path.is_dir() else [path]:
        with file.open("rb") as opened:
            hashed.update(f"{file.name} {hashlib.file_digest(opened, 'sha256').hexdigest()} ".encode())
    return hashed.hexdigest()


def _check(recipe: Recipe, home: Path, report: Report) -> None:
    """Raise RecipeError if a run does not bear out what is printed of it, and report where it does."""
    misses = [miss for claim in recipe.claims for miss in claim.misses(load(home / "runs" / claim.run))]
    if misses:
        raise RecipeError(f"{recipe.name} is not as the article prints it: {'; '.join(misses)}")
    if count := sum(len(claim.prints) for claim in recipe.claims):
        what = f"all {count} numbers" if len(recipe.claims) > 2 else "; ".join(map(str, recipe.claims))
        report(f"{recipe.name}: as the article prints: {what}")
