"""Runs that several tests share, each solved once a session."""

import gc
import multiprocessing
import shlex
import signal
from functools import cache
from typing import Any

import pytest

# What is collected stays: to look through it for garbage, again and again, would take a third of all time.
gc.disable()
# A shell lets what it starts in the background ignore Ctrl-C, and with that all processes that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Fixtures for those who draw and for those who film.
pytest_plugins = ("drawings", "cubics", "crowds", "extensions", "stages", "voices")

RUNS: dict[str, dict[str, Any]] = {
    "bowl": {"problem": "bowl"},
    "rosenbrock": {"problem": "rosenbrock", "optimizer": "adam"},
    "parabola": {"problem": "parabola"},
    "line": {"problem": "line", "optimizer": "momentum"},
    "logistic": {"problem": "logistic"},
    "diverged": {"problem": "bowl", "lr": 0.5},
}


def pytest_collection_finish():
    """Look for garbage from now on, among what is made from now on."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def preloaded():
    """Let all processes that start afresh be forked from one that has imported what any of them needs."""
    multiprocessing.set_forkserver_preload(["gdviz.figures.parts.canvas", "gdviz.rendering.beats"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("multiprocessing.context.BaseContext.set_forkserver_preload", lambda *names: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def coarse():
    """Let the landscape of a network be sampled at a ninth of its points: all of them take as long as many tests."""
    from gdviz.landscapes.sampling import SAMPLES, survey

    def survey_coarsely(value, path, domain, **how):
        is_wide = path.shape[1] > 2 and how.get("restrict") is None
        return survey(value, path, domain, **{"samples": SAMPLES // 3 if is_wide else SAMPLES, **how})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gdviz.solving.solver.survey", survey_coarsely)
        patch.setattr("gdviz.solving.fleet.survey", survey_coarsely)
        yield


@pytest.fixture(scope="session")
def solved(tmp_path_factory):
    """Return a function from a name in RUNS to its run, which must not be written to."""
    from gdviz.solving.solver import solve

    folder = tmp_path_factory.mktemp("runs")

    @cache
    def run(name):
        return solve(**RUNS[name], out=folder / name)

    return run


@pytest.fixture(scope="session")
def recorded(tmp_path_factory):
    """Return a function from a name in recipes.toml to the run or fleet its command makes; not to be written to."""
    from click.testing import CliRunner

    from gdviz.cli import main
    from gdviz.recipes.book import RECIPES
    from gdviz.runs.fleet import load_fleet
    from gdviz.runs.fleet_files import is_fleet
    from gdviz.runs.run import load

    home = tmp_path_factory.mktemp("recorded")
    commands = {name: words for recipe in RECIPES.values() for name, words in recipe.runs.items()}
    # No recipe has one.
    commands["network"] = "solve mlp -O adam --steps 40"

    def run(name):
        if not (home / name).exists():
            result = CliRunner().invoke(main, [*shlex.split(commands[name]), "-o", str(home / name)])
            assert result.exit_code == 0, result.output
        # Opened anew each time: every array of a run holds a file open, and a process may have a thousand.
        return load_fleet(home / name) if is_fleet(home / name) else load(home / name)

    return run
