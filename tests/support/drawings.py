"""Runs to draw, solved once."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gdviz.problems import PROBLEMS, load_data
from gdviz.runs.run import Run
from gdviz.solving.gradient_check import study_gradient
from gdviz.solving.solver import solve


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    home: Path = tmp_path_factory.mktemp("drawn")
    specs = {
        "bowl": ("bowl", "gd", {}),
        "bowl-adam": ("bowl", "adam", {}),
        "bowl-diverged": ("bowl", "gd", {"lr": 0.5, "steps": 200}),
        "valley": ("rosenbrock", "adam", {"steps": 200}),
        "parabola": ("parabola", "gd", {}),
        "line": ("line", "gd", {"steps": 60}),
        "blobs": ("logistic", "gd", {}),
        "blobs-adam": ("logistic", "adam", {}),
        "one-step": ("bowl", "gd", {"steps": 1}),
        "moons": ("logistic", "gd", {"data": load_data("moons"), "lr": 0.5}),
        "thinned": ("rosenbrock", "momentum", {"steps": 205, "every": 10}),
        "no-step": ("bowl", "gd", {"steps": 0}),
        "nudged": ("bowl", "gd", {"start": [0.3, 0.2]}),
    }
    runs = {name: solve(p, o, out=home / name, **options) for name, (p, o, options) in specs.items()}
    return runs | {"study": study_gradient(PROBLEMS["bowl"](), home / "study", repeats=3)}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Return a function from an optimizer and what else decides a run to that run, solved once."""
    home = tmp_path_factory.mktemp("made")
    kept: dict[str, Run] = {}

    def make(optimizer: str, problem: str | None = "rosenbrock", steps: int = 25, **how: Any) -> Run:
        name = re.sub(r"\W+", "-", f"{problem}-{optimizer}-{steps}-{how}")
        if name not in kept:
            kept[name] = solve(problem, optimizer, steps=steps, **how, out=home / name)
        return kept[name]

    return make
