"""The command that makes a run again, as one would type it: what is usual is left out."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.runs.run import Run

# Choices of a run by their names in run.json, with their options and what they are unless given.
CHOICES: dict[str, tuple[str, Any]] = {
    "seed": ("--seed", 0),
    "tol_gradient": ("--tol-gradient", 0.0),
    "tol_step": ("--tol-step", 0.0),
    "patience": ("--patience", 0),
    "every": ("--every", 1),
    "recorded": ("--fields", None),
    "plane": ("--plane", None),
}


def command_of(run: Run) -> str:
    """Return the command that makes a run; empty where it cannot be told.

    A training of one's own is no command, nor is known where the points came from that a model was fitted to.
    """
    about, name = run.manifest, run.problem["name"]
    function = run.problem["options"].get("function")
    is_known = function is not None or name in PROBLEMS
    if "max_steps" not in about or run.data or not is_known or run.optimizer["name"] not in OPTIMIZERS:
        return ""
    try:
        return shlex.join(["gdviz", "solve", *_words(run, name, function)])
    except (KeyError, TypeError, ValueError):
        # Another gdviz made it, whose problem of that name has other settings.
        return ""


def _option(name: str, value: str) -> list[str]:
    """Return an option and its value; one that begins with a minus would pass for an option itself."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]


def _words(run: Run, name: str, function: str | None) -> Iterator[str]:
    about, problem, rule = run.manifest, run.problem, run.optimizer
    domain = _numbers(np.ravel(problem["domain"]))
    if function is None:
        yield name
        settings = {key: value for key, value in problem["options"].items() if value != _usual(PROBLEMS[name], key)}
        if domain != _numbers(np.ravel(PROBLEMS[name](**problem["options"]).domain)):
            yield from _option("--domain", domain)
    else:
        yield from (*_option("--function", function), *_option("--domain", domain))
        settings = {}
    yield from ("-O", rule["name"], "--lr", _number(rule["lr"]))
    chosen = {
        key: value for key, value in rule["hyperparameters"].items() if value != _usual(OPTIMIZERS[rule["name"]], key)
    }
    for key, value in {**settings, **chosen}.items():
        yield from ("--set", f"{key}={_number(value)}")
    schedule = about.get("schedule") or {"name": "constant", "options": {}}
    if schedule["name"] != "constant":
        values = ",".join(_number(value) for value in schedule["options"].values())
        yield from ("--schedule", f"{schedule['name']}:{values}" if values else schedule["name"])
    yield from _option("--start", _numbers(np.asarray(run.start, float)))
    yield from ("--steps", str(about["max_steps"]))
    for key, (option, default) in CHOICES.items():
        if (value := about.get(key) or default) != default:
            yield from (option, ",".join(map(_number, value)) if isinstance(value, list) else _number(value))
    for condition in about.get("until") or ():
        yield from ("--until", condition)


def _usual(factory: Any, setting: str) -> Any:
    settings: Mapping[str, Any] = factory.settings
    return settings[setting].default if setting in settings else None


def _number(value: Any) -> str:
    """Return a setting as it is typed, with all digits of a number."""
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _numbers(values: Any) -> str:
    return ",".join(_number(float(value)) for value in values)
