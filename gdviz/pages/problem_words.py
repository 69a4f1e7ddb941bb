"""A run's problem as gdviz makes it again, and the words of a command that name it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gdviz.problems import PROBLEMS, Problem, load_data
from gdviz.problems.datasets import DATASETS
from gdviz.problems.expression import from_expression
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.settings import defaults_of

# What stands for a table that only its owner has.
TABLE = "TABLE.csv"
# How far a recorded loss may be from what the function says there.
AGREEMENT = 1e-6


@dataclass(frozen=True)
class ProblemWords:
    """The words of a command that name a run's problem.

    Attributes
    ----------
    words
        The name, or the function, and what is not usual of its settings, its domain and its data; none of the seed.
    table
        What stands in them for a table of points that only its owner has; empty where there is none.
    """

    words: list[str]
    table: str = ""


def problem_of(run: Run) -> Problem:
    """Return the problem that a run says that it minimised.

    Raises
    ------
    ValueError
        If gdviz has no such problem, or what the run recorded disagrees with it.
    """
    about = run.problem
    options = dict(about.get("options") or {})
    unknown = ValueError(f"gdviz has no problem {about['name']!r} like that of this run")
    try:
        if (text := options.get("function")) is not None:
            problem = from_expression(text, domain=np.ravel(about["domain"]).tolist(), start=run.start)
        elif about["name"] not in PROBLEMS:
            raise unknown
        else:
            factory = PROBLEMS[about["name"]]
            problem = factory(*([Data.recorded(about, run.data)] if factory.takes_data else []), **options)
    except (ValueError, TypeError, KeyError):
        raise unknown from None
    if list(problem.parameters) != list(about["parameters"]):
        raise unknown
    rows = sorted({0, len(run.loss) // 2, len(run.loss) - 1})
    with np.errstate(all="ignore"):
        said = np.array([float(problem.value(np.array(run.params[row]))) for row in rows])
    recorded = np.array([float(run.loss[row]) for row in rows])
    known = np.isfinite(said) & np.isfinite(recorded)
    scale = np.abs(recorded[known]).max(initial=0.0)
    if not np.allclose(said[known], recorded[known], rtol=AGREEMENT, atol=AGREEMENT * scale):
        raise unknown
    return problem


def words_for(run: Run, problem: Problem) -> ProblemWords:
    """Return the words that name a run's problem."""
    options, domain = dict(problem.options), np.ravel(run.problem["domain"]).tolist()
    limits = option("--domain", numbers_in_words(domain))
    if "function" in options:
        return ProblemWords([option("--function", options["function"]), limits])
    factory = PROBLEMS[problem.name]
    words = [problem.name]
    usual = defaults_of(factory.settings)
    words += [
        option("--set", f"{name}={value_in_words(value)}") for name, value in options.items() if usual[name] != value
    ]
    table = ""
    if factory.takes_data:
        from_data, table = _data_words(run, problem)
        words += from_data
    if problem.domain.ravel().tolist() != domain:
        words.append(limits)
    return ProblemWords(words, table)


def option(name: str, value: str) -> str:
    """Return an option with its value as one word: a value that begins with a minus is none of its own."""
    return f"{name}={value}"


def value_in_words(value: Any) -> str:
    """Return a setting as it is typed, with all digits of a number."""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def numbers_in_words(values: Any) -> str:
    """Return numbers as one word."""
    return ",".join(value_in_words(float(value)) for value in values)


def _data_words(run: Run, problem: Problem) -> tuple[list[str], str]:
    """Return the options that name the data of a run, if they are a set with a name, or else a table to be named."""
    points, y, seed = run.data["X"], run.data["y"], int(run.manifest.get("seed", 0))
    usual = PROBLEMS[problem.name]()
    if _are_same(usual.data["X"], points) and _are_same(usual.data["y"], y) and usual.features == problem.features:
        return [], ""
    done = problem.preprocessing
    making: dict[str, Any] = {"seed": seed, "degree": 1, "standardize": False}
    options = []
    if done and done.degree > 1:
        making["degree"] = done.degree
        options.append(option("--features", f"degree={done.degree}"))
    if done and done.means:
        making["standardize"] = True
        options.append("--standardize")
    inputs = list(done.inputs if done else problem.features)
    named = [option("--x", ",".join(inputs)), option("--y", problem.target)]
    for name in DATASETS:
        for columns in ({}, {"x": inputs, "y": problem.target}):
            made = _load(name, **making, **columns)
            if made is not None and _are_same(made.X, points) and _are_same(made.y, y):
                is_same = made.features == problem.features and made.target == problem.target
                if is_same and made.classes == problem.classes:
                    return [option("--data", name), *(named if columns else []), *options], ""
    # Columns are listed with commas between them.
    is_listed = not any("," in name or name != name.strip() for name in inputs)
    return [option("--data", TABLE), *(named if is_listed else []), *options], TABLE


def _load(name: str, **options: Any) -> Data | None:
    try:
        return load_data(name, **options)
    except (ValueError, OSError):
        return None


def _are_same(one: Any, other: Any) -> bool:
    return bool(np.shape(one) == np.shape(other) and np.array_equal(one, other))
