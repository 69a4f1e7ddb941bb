"""The command that makes a run again, as one would type it: what is usual is left out."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.extensions.loading import file_of
from gdviz.optimizers import OPTIMIZERS
from gdviz.pages.problem_words import numbers_in_words, option, problem_of, value_in_words, words_for
from gdviz.problems import PROBLEMS, Problem
from gdviz.runs.run import Run
from gdviz.settings import defaults_of

# Choices of a run by their names in run.json, with their options and what they are unless given.
CHOICES: dict[str, tuple[str, Any]] = {
    "seed": ("--seed", 0),
    "tol_gradient": ("--tol-gradient", 0.0),
    "tol_step": ("--tol-step", 0.0),
    "patience": ("--patience", 0),
    "every": ("--every", 1),
    "basins": ("--basins", None),
}
# Of so many parameters the start is typed, and of more where it is not the one that the seed gives.
FEW = 12


@dataclass(frozen=True)
class Command:
    """A command, and what stands in it for a table of points that only its owner has; both may be empty."""

    text: str = ""
    table: str = ""


def command_of(run: Run) -> Command:
    """Return the command that makes a run; an empty one where it cannot be told.

    A training of one's own is no command, nor is what was made of a schedule of one's own, or of a problem or an
    optimizer whose file is not loaded.
    """
    if not run.is_solved:
        return Command()
    try:
        problem = problem_of(run)
        named = words_for(run, problem)
        rest = list(_rest(run, problem))
    except (KeyError, TypeError, ValueError):
        # Another gdviz made it, whose problem of that name has other settings.
        return Command()
    return Command(shlex.join(["gdviz", "solve", *named.words, *rest, *_files_of_parts(run)]), named.table)


def _files_of_parts(run: Run) -> Iterator[str]:
    """Yield the options that load a problem and an optimizer of one's own."""
    modules = [OPTIMIZERS[run.optimizer["name"]].build.__module__]
    if "function" not in run.problem["options"]:
        modules.insert(0, PROBLEMS[run.problem["name"]].build.__module__)
    for file in dict.fromkeys(map(file_of, modules)):
        if file:
            yield from ("--with", file)


def _rest(run: Run, problem: Problem) -> Iterator[str]:
    """Yield what follows the problem; KeyError, TypeError or ValueError for what no command says."""
    about, rule = run.manifest, run.optimizer
    factory = OPTIMIZERS[rule["name"]]
    if factory().formula != rule["formula"]:
        raise ValueError(f"an optimizer of one's own is called {rule['name']!r}")
    yield from ("-O", rule["name"], "--lr", value_in_words(float(rule["lr"])))
    usual = defaults_of(factory.settings)
    for key, value in rule["hyperparameters"].items():
        if value != usual[key]:
            yield option("--set", f"{key}={value_in_words(value)}")
    schedule = about.get("schedule") or {"name": "constant", "options": {}}
    if not schedule["name"]:
        raise ValueError("a schedule of one's own has no name")
    if schedule["name"] != "constant":
        values = ",".join(value_in_words(value) for value in schedule["options"].values())
        yield option("--schedule", f"{schedule['name']}:{values}" if values else schedule["name"])
    if batch := about.get("batch"):
        yield from ("--batch", str(batch["size"]))
        if batch["sampling"] != "shuffle":
            yield from ("--sampling", batch["sampling"])
    start = np.asarray(run.start, float)
    if len(start) <= FEW or not np.array_equal(start, problem.draw_start(int(about.get("seed", 0)))):
        yield option("--start", numbers_in_words(start))
    yield from ("--steps", str(about["max_steps"]))
    for key, (name, default) in CHOICES.items():
        if (value := about.get(key)) is not None and value != default:
            yield from (name, value_in_words(value))
    if (fields := about.get("recorded")) is not None:
        if not fields:
            raise ValueError("no option says that nothing more is recorded")
        yield option("--fields", ",".join(fields))
    if plane := about.get("plane"):
        # Names stand with commas between them, and so those that have some stand by their numbers.
        are_plain = not any("," in name or name != name.strip() for name in plane)
        places = [str(problem.parameters.index(name) + 1) for name in plane]
        yield option("--plane", ",".join(plane if are_plain else places))
    for condition in about.get("until") or ():
        yield option("--until", condition)
