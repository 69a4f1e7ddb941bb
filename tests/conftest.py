"""Runs that several tests share, each solved once a session."""

from functools import cache
from typing import Any

import pytest

RUNS: dict[str, dict[str, Any]] = {
    "bowl": {"problem": "bowl"},
    "rosenbrock": {"problem": "rosenbrock", "optimizer": "adam"},
    "parabola": {"problem": "parabola"},
    "line": {"problem": "line", "optimizer": "momentum"},
    "logistic": {"problem": "logistic"},
    "diverged": {"problem": "bowl", "lr": 0.5},
}


@pytest.fixture(scope="session")
def solved(tmp_path_factory):
    """Return a function from a name in RUNS to its run, which must not be written to."""
    from gdviz.solver import solve

    folder = tmp_path_factory.mktemp("runs")

    @cache
    def run(name):
        return solve(**RUNS[name], out=folder / name)

    return run
