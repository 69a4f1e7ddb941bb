"""Recipes: named pictures, each a few commands, and the numbers that an article prints of them.

They are data, in recipes.toml beside this file, which explains how one is written. Nothing is made here:
gdviz.recipes.make carries the commands out.
"""

import hashlib
import json
import math
import platform
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gdviz.extensions.loading import Extension, loaded, read_recipes
from gdviz.registry import Registry
from gdviz.runs.names import file_name
from gdviz.version import __version__

if TYPE_CHECKING:
    from gdviz.runs.run import Run

# What decides a picture's last pixel beside its command.
DECIDING = ("numpy", "scikit-learn", "sympy", "matplotlib", "contourpy", "av", "manim")
RUN = re.compile(r"\{([\w-]+)\}")
LAST, MINIMUM = "last", "minimum"


@dataclass(frozen=True)
class Product:
    """One file or run that a recipe makes, by one command.

    Attributes
    ----------
    path
        Where it goes.
    words
        The command, without the leading "gdviz".
    sources
        The commands that made the runs it shows.
    """

    path: Path
    words: tuple[str, ...]
    sources: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The command as one types it."""
        return shlex.join(["gdviz", *self.words])

    @property
    def digest(self) -> str:
        """A hash of all that decides what the product holds: its command, its runs' commands, and the versions."""
        used = versions() if self.words[0] == "scene" else {**versions(), "manim": None}
        own = [extension.text for extension in loaded()]
        decided = [self.words, self.sources, used, *own]
        return hashlib.sha256(json.dumps(decided).encode()).hexdigest()


@dataclass(frozen=True)
class Claim:
    """What is printed of a run, and must be found in it.

    Attributes
    ----------
    run
        Its name.
    at
        The step, "last", or "minimum" for the known minimum.
    prints
        Numbers by name: "loss", a parameter, a metric, or "steps" for how many there were.
    relative, absolute
        How far off they may be, as math.isclose has it.
    """

    run: str
    at: int | str
    prints: Mapping[str, float]
    relative: float
    absolute: float

    def __str__(self) -> str:
        """Say it in words."""
        where = self.at if isinstance(self.at, str) else f"step {self.at}"
        return f"{self.run}, {where}: " + ", ".join(f"{name} {value!r}" for name, value in self.prints.items())

    def misses(self, run: "Run") -> list[str]:
        """Return a line for each number that `run` does not bear out."""
        found = numbers_of(run, self.at)
        if unknown := sorted(self.prints.keys() - found.keys()):
            return [f"{self.run} has no {unknown[0]} at {self.at}; it has {', '.join(found)}"]
        return [
            f"{self.run}, {self.at}: {name} is {found[name]!r}, and {value!r} is printed"
            for name, value in self.prints.items()
            if not math.isclose(found[name], value, rel_tol=self.relative, abs_tol=self.absolute)
        ]


@dataclass(frozen=True)
class Recipe:
    """Pictures that can be made by name.

    Attributes
    ----------
    name
        What one types.
    article
        The system of an article that it rebuilds, such as "A3"; empty for gdviz's own.
    line
        What it is, in one line.
    see
        What to see in it, in a sentence or two.
    runs
        The commands that make the runs, by the runs' names.
    pictures
        The commands that make the files, by the files' names; a run stands in braces. The first is shown in galleries.
    shown
        How many of the pictures, from the first, a gallery shows.
    claims
        The numbers that the article prints.
    """

    name: str
    article: str
    line: str
    see: str
    runs: Mapping[str, str]
    pictures: Mapping[str, str]
    shown: int
    claims: tuple[Claim, ...]

    def products(self, home: Path) -> list[Product]:
        """Return what is made in `home`, in order: the runs, then the pictures of them."""
        places = {name: home / "runs" / name for name in self.runs}
        made = [
            Product(places[name], (*shlex.split(words), "-o", str(places[name]))) for name, words in self.runs.items()
        ]
        for file, words in self.pictures.items():
            sources = tuple(self.runs[name] for name in RUN.findall(words))
            shown = [RUN.sub(lambda run: str(places[run[1]]), word) for word in shlex.split(words)]
            made.append(Product(home / file, (*shown, "-o", str(home / file)), sources))
        return made


def numbers_of(run: "Run", at: int | str) -> dict[str, float]:
    """Return the numbers of a run at a step, at its "last" one, or at its known "minimum", by their names."""
    parameters = run.problem["parameters"]
    if at == MINIMUM:
        return dict(zip(parameters, run.minima[0].tolist(), strict=True)) if len(run.minima) else {}
    rows = [len(run.step) - 1] if at == LAST else (run.step == at).nonzero()[0].tolist()
    if not rows:
        return {}
    fields = {"loss": run.loss, **run.metrics, **dict(zip(parameters, run.params.T, strict=True))}
    return {**{name: float(values[rows[0]]) for name, values in fields.items()}, "steps": run.steps}


@cache
def versions() -> dict[str, str | None]:
    """Return the versions of gdviz, of Python and of the packages that decide a picture."""
    found: dict[str, str | None] = {"gdviz": __version__, "python": platform.python_version()}
    for package in DECIDING:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def read(text: str) -> tuple[dict[str, str], Registry[Recipe]]:
    """Return the articles' titles by letter, and the recipes, of a TOML text such as recipes.toml.

    Raises
    ------
    ValueError
        If a recipe lacks an entry, names an article or a run that is not defined, or what it makes is named by a path.
    """
    content = tomllib.loads(text)
    recipes: Registry[Recipe] = Registry("recipe")
    for recipe in _recipes(content, content["articles"], content["runs"]):
        recipes.add(recipe.name, recipe)
    return content["articles"], recipes


def _recipes(content: Mapping[str, Any], articles: Mapping[str, str], runs: Mapping[str, str]) -> Iterator[Recipe]:
    for name, entry in content.get("recipes", {}).items():
        try:
            yield _recipe(name, entry, articles, runs)
        except KeyError as error:
            raise ValueError(f"recipe {name!r} needs {error.args[0]!r}, which is not told") from None


def _recipe(name: str, entry: Mapping[str, Any], articles: Mapping[str, str], runs: Mapping[str, str]) -> Recipe:
    article = entry.get("article", "")
    if article and article[0] not in articles:
        raise KeyError(f"articles.{article[0]}")
    named = [run for words in entry["pictures"].values() for run in RUN.findall(words)]
    named += [claim["run"] for claim in entry.get("prints", ())]
    for word in (name, *named, *entry["pictures"]):
        if file_name(word) != word:
            raise ValueError(f"recipe {name!r} makes {word!r}, which is no plain name; try {file_name(word)!r}")
    return Recipe(
        name=name,
        article=article,
        line=entry["line"],
        see=" ".join(entry["see"].split()),
        runs={run: runs[run] for run in dict.fromkeys(named)},
        pictures=entry["pictures"],
        shown=entry.get("shown", 1),
        claims=tuple(_claim(claim) for claim in entry.get("prints", ())),
    )


def _claim(entry: Mapping[str, Any]) -> Claim:
    about = {"run", "at", "relative", "absolute"}
    prints = {name: value for name, value in entry.items() if name not in about}
    return Claim(entry["run"], entry["at"], prints, entry.get("relative", 0.0), entry.get("absolute", 0.0))


def add_recipes(text: str, *, module: str = "") -> int:
    """Add recipes of one's own to RECIPES, from a TOML text with tables `runs` and `recipes`; return how many.

    They may show gdviz's own runs by name. `module` is as for `gdviz.registry.Registry.add`.

    Raises
    ------
    ValueError
        As `read`, and if the name of a recipe, a run or a picture is taken.
    """
    content = tomllib.loads(text)
    known = {name: words for recipe in RECIPES.values() for name, words in recipe.runs.items()}
    runs = content.get("runs", {})
    if taken := sorted(name for name in runs if runs[name] != known.get(name, runs[name])):
        raise ValueError(f"run {taken[0]!r} of these recipes is another than gdviz's of that name; rename it")
    found = list(_recipes(content, ARTICLES, known | runs))
    pictures = {file for recipe in RECIPES.values() for file in recipe.pictures}
    for recipe in found:
        if taken := sorted(pictures & recipe.pictures.keys()):
            raise ValueError(f"recipe {recipe.name!r} makes {taken[0]}, which another recipe makes; rename it")
        RECIPES.add(recipe.name, recipe, module=module)
    return len(found)


def _read_extension(extension: Extension) -> int:
    return add_recipes(extension.text, module=extension.module)


ARTICLES, RECIPES = read((files("gdviz.recipes") / "recipes.toml").read_text(encoding="utf-8"))
read_recipes(_read_extension)
# What `gdviz demo` makes: two problems, each as figures and as a film.
DEMO = ("bowl", "turning-boundary")


def run_command(picture: str) -> str:
    """Return the command that makes a run for a picture such as "figure race"; empty where no recipe has one."""
    for recipe in RECIPES.values():
        for words in recipe.pictures.values():
            if words.startswith(f"{picture} ") and (named := RUN.search(words)):
                return recipe.runs[named[1]]
    return ""


def chosen_recipes(words: Sequence[str]) -> list[Recipe]:
    """Return the recipes that are meant, each once: by name, by system ("A3"), or by article ("A").

    Raises
    ------
    ValueError
        For a word that is none of them, with the nearest name, or with what systems the article has.
    """
    systems: dict[str, list[Recipe]] = {}
    for recipe in RECIPES.values():
        for system in {recipe.article, recipe.article[:1]} - {""}:
            systems.setdefault(system, []).append(recipe)
    meant: dict[str, Recipe] = {}
    for word in words:
        letter, number = word[:1].upper(), word[1:]
        if letter in systems and number.isdecimal() and letter + number not in systems:
            known = sorted(int(system[1:]) for system in systems if system[0] == letter and system != letter)
            raise ValueError(
                f"article {letter} has no system {word!r}; it has {letter}{known[0]} to {letter}{known[-1]}"
            )
        meant |= {recipe.name: recipe for recipe in systems.get(word.upper()) or [RECIPES[word]]}
    return list(meant.values())
