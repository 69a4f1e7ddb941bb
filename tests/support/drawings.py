"""Runs to draw, solved once."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from gdviz.problems import PROBLEMS, load_data
from gdviz.runs.run import Run, load
from gdviz.solving.gradient_check import study_gradient
from gdviz.solving.solver import solve


@pytest.fixture(scope="session")
def solved_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Return a function from what decides a run to that run, solved once a session; it must not be written to."""
    home: Path = tmp_path_factory.mktemp("once")
    kept: dict[str, tuple[Path, Any]] = {}
    # Few at a time: every array of a run holds a file open, and a process may have a thousand.
    opened = lru_cache(maxsize=24)(load)

    def solve_or_open(problem: Any, optimizer: Any = "gd", **options: Any) -> Run:
        given = (problem, optimizer, sorted(options.items()))
        if (name := repr(given)) not in kept:
            folder = home / (f"{len(kept)}-{problem}" if isinstance(problem, str) else str(len(kept)))
            # What is named by its address in memory must not give that address away to another.
            kept[name] = (solve(problem, optimizer, **options, out=folder).path, given)
        return opened(kept[name][0])

    return solve_or_open


@pytest.fixture(scope="session")
def made(solved_once: Callable[..., Run]) -> Callable[..., Run]:
    """Return a function from an optimizer and what else decides a run of few steps to that run, solved once."""

    def make(optimizer: str, problem: str | None = "rosenbrock", steps: int = 25, **how: Any) -> Run:
        return solved_once(problem, optimizer, steps=steps, **how)

    return make


@pytest.fixture(scope="session")
def steep(solved_once: Callable[..., Run]) -> Callable[..., Run]:
    """Return a function from an optimizer to its run down a bowl that is 20 times as steep one way."""

    def make(optimizer: str, settings: dict[str, Any] | None = None, **how: Any) -> Run:
        return solved_once("bowl", optimizer, settings={"kappa": 20, **(settings or {})}, **how)

    return make


@pytest.fixture(scope="session")
def drawn(solved_once: Callable[..., Run], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """Return runs of many kinds by their names, and a study of a gradient."""
    specs = {
        "bowl": ("bowl", "gd", {}),
        "bowl-adam": ("bowl", "adam", {}),
        "bowl-diverged": ("bowl", "gd", {"lr": 0.5, "steps": 200}),
        "valley": ("rosenbrock", "adam", {"steps": 200}),
        "parabola": ("parabola", "gd", {}),
        "line": ("line", "gd", {"steps": 60}),
        "blobs": ("logistic", "gd", {}),
        "blobs-slow": ("logistic", "gd", {"lr": 0.009}),
        "network": ("mlp", "adam", {"steps": 30}),
        "one-step": ("bowl", "gd", {"steps": 1}),
        "moons": ("logistic", "gd", {"data": load_data("moons"), "lr": 0.5}),
        "thinned": ("rosenbrock", "momentum", {"steps": 205, "every": 10}),
        "no-step": ("bowl", "gd", {"steps": 0}),
        "nudged": ("bowl", "gd", {"start": [0.3, 0.2]}),
    }
    runs = {name: solved_once(p, o, **options) for name, (p, o, options) in specs.items()}
    return runs | {"study": study_gradient(PROBLEMS["bowl"](), tmp_path_factory.mktemp("drawn") / "study", repeats=3)}


@pytest.fixture
def three_rates(made: Callable[..., Run]) -> list[Run]:
    """Article B's three learning rates, 0.0001, 0.001 and 0.01 with the gradient divided by the 150 points."""
    return [made("gd", "slope", 150, batch=1, lr=lr / 150) for lr in (0.0001, 0.001, 0.01)]
