"""The words of the command that makes a run of the same function, for a reader to take home."""

from typing import Any

import numpy as np

from gdviz.problems import PROBLEMS, Problem, load_data
from gdviz.problems.datasets import DATASETS
from gdviz.runs.data import Data
from gdviz.runs.run import Run

# What stands for a table that only its owner has.
TABLE = "TABLE.csv"


def words_for(run: Run, problem: Problem) -> dict[str, Any]:
    """Return the words ``gdviz solve ...`` that name a run's problem, and what stands in them for a table of one's own.

    What the reader turns (the optimizer, its settings, the start, the number of steps) follows them.
    """
    options, domain = dict(problem.options), np.ravel(run.problem["domain"]).tolist()
    limits = ",".join(map(repr, domain))
    if "function" in options:
        # A text that begins with a minus would pass for an option.
        return {"words": ["gdviz", "solve", f"--function={options['function']}", f"--domain={limits}"], "table": ""}
    factory = PROBLEMS[problem.name]
    usual = {name: setting.default for name, setting in factory.settings.items()}
    words = ["gdviz", "solve", problem.name]
    words += [f"--set={name}={value!r}" for name, value in options.items() if usual[name] != value]
    table = ""
    if factory.takes_data:
        from_data, table = _data_words(run, problem)
        words += from_data
    if problem.domain.ravel().tolist() != domain:
        words.append(f"--domain={limits}")
    return {"words": words, "table": table}


def _data_words(run: Run, problem: Problem) -> tuple[list[str], str]:
    """Return the options that name the data of a run, if they are a set with a name, or else a table to be named."""
    points, y, seed = run.data["X"], run.data["y"], int(run.manifest.get("seed", 0))
    usual = PROBLEMS[problem.name]().data
    if _are_same(usual["X"], points) and _are_same(usual["y"], y):
        return [], ""
    done = problem.preprocessing
    making: dict[str, Any] = {"seed": seed, "degree": 1, "standardize": False}
    options = []
    if done and done.degree > 1:
        making["degree"] = done.degree
        options.append(f"--features=degree={done.degree}")
    if done and done.means:
        making["standardize"] = True
        options.append("--standardize")
    inputs = list(done.inputs if done else problem.features)
    chosen: list[dict[str, Any]] = [{}, {"x": inputs, "y": problem.target}]
    for name in DATASETS:
        for columns in chosen:
            made = _load(name, **making, **columns)
            if made is not None and _are_same(made.X, points) and _are_same(made.y, y):
                named = [f"--x={','.join(inputs)}", f"--y={problem.target}"] if columns else []
                return [f"--data={name}", *named, *options, f"--seed={seed}"], ""
    return [f"--data={TABLE}", *options], TABLE


def _load(name: str, **options: Any) -> Data | None:
    try:
        return load_data(name, **options)
    except (ValueError, OSError):
        return None


def _are_same(one: Any, other: Any) -> bool:
    return bool(np.shape(one) == np.shape(other) and np.array_equal(one, other))
