"""Carry out recipes: what is up to date is not made again, and printed numbers are checked."""

import hashlib
import io
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gdviz.recipes.book import Product, Recipe
from gdviz.runs.fleet import load_fleet
from gdviz.runs.fleet_files import is_fleet
from gdviz.runs.fleet_manifest import FLEET, LINES
from gdviz.runs.folder import Folder
from gdviz.runs.lock import LOCK, DirectoryLock
from gdviz.runs.manifest import MANIFEST
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
        if product.path.is_dir() and not (is_run(product.path) or is_fleet(product.path)):
            # A run that has lost its manifest, which no command would replace.
            _remove_made(product.path, _recorded(stamp).get("files", {}))
        stamp.unlink(missing_ok=True)
        with redirect_stdout(io.StringIO()):
            run(product.words)
        if product.path.is_dir() and not _is_whole(product.path):
            raise KeyboardInterrupt
        stamp.parent.mkdir(parents=True, exist_ok=True)
        record = json.dumps({"digest": product.digest, "files": _fingerprints(product.path)})
        with Folder(stamp.parent) as folder:
            folder.replace(stamp.name, lambda file, text=record: file.write(text.encode()))  # type: ignore[misc]
        yield Made(product.path, time.perf_counter() - start)
    _check(recipe, home, report)


@contextmanager
def alone(home: Path, report: Report) -> Iterator[None]:
    """Wait until no other process makes anything in `home`, and keep others waiting meanwhile."""
    (home / MADE).mkdir(parents=True, exist_ok=True)
    with Folder(home / MADE) as folder:
        lock = DirectoryLock.take(folder, "lock")
        if lock is None:
            report(f"waiting for another gdviz make, which is at work in {home}")
            lock = DirectoryLock.take(folder, "lock", wait=True)
        try:
            yield
        finally:
            if lock is not None:
                lock.release()


def _is_current(product: Product, stamp: Path) -> bool:
    """Return whether a product was made by this very command and versions, and is as it was left."""
    try:
        return _recorded(stamp) == {"digest": product.digest, "files": _fingerprints(product.path)}
    except OSError:
        return False


def _is_whole(directory: Path) -> bool:
    """Return whether the run, or every run of the fleet, in a directory ended by itself."""
    if not is_fleet(directory):
        return is_complete(directory)
    fleet = load_fleet(directory)
    return len(fleet) == fleet.manifest["planned"]


def _recorded(stamp: Path) -> dict[str, Any]:
    """Return what was noted of a product when it was made; nothing where that cannot be read."""
    try:
        found = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and isinstance(found.get("files"), dict) else {}


def _fingerprints(path: Path) -> dict[str, str]:
    """Return a hash of the bytes of a file, or of each that makes up a run or a fleet, by name."""
    manifests = [FLEET, LINES] if is_fleet(path) else [MANIFEST]
    files = [*(path / name for name in manifests), *sorted(path.glob("*.npy"))] if path.is_dir() else [path]
    found = {}
    for file in files:
        with file.open("rb") as opened:
            found[file.name] = hashlib.file_digest(opened, "sha256").hexdigest()
    return found


def _remove_made(directory: Path, made: Mapping[str, str]) -> None:
    """Remove from a directory the files that were made there, and are as they were; what else is in it stays."""
    with Folder(directory) as folder:
        for name, digest in made.items():
            with suppress(FileNotFoundError):
                with folder.read(name) as file:
                    same = hashlib.file_digest(file, "sha256").hexdigest() == digest  # type: ignore[arg-type]
                if same:
                    folder.remove(name)
        if folder.kinds().keys() == {LOCK}:
            folder.remove(LOCK)


def _check(recipe: Recipe, home: Path, report: Report) -> None:
    """Raise RecipeError if a run does not bear out what is printed of it, and report where it does."""
    misses = [miss for claim in recipe.claims for miss in claim.misses(load(home / "runs" / claim.run))]
    if misses:
        raise RecipeError(f"{recipe.name} is not as the article prints it: {'; '.join(misses)}")
    if count := sum(len(claim.prints) for claim in recipe.claims):
        what = f"all {count} numbers" if len(recipe.claims) > 2 else "; ".join(map(str, recipe.claims))
        report(f"{recipe.name}: as the article prints: {what}")
