"""Descents in one variable to draw."""

from collections.abc import Callable
from typing import Any

import pytest

from gdviz.runs.run import Run


@pytest.fixture(scope="module")
def runs(solved_once: Callable[..., Run]) -> dict[str, Run]:
    """Return descents of every kind."""
    specs: dict[str, tuple[str, str, dict[str, Any]]] = {
        "article": ("parabola", "gd", {"tol_step": 1e-3, "steps": 2000}),
        "adam": ("parabola", "adam", {}),
        "momentum": ("parabola", "momentum", {}),
        "diverged": ("parabola", "gd", {"lr": 1.05}),
        "thinned": ("parabola", "gd", {"every": 10}),
        "bounce": ("half-square", "gd", {"lr": 1.7, "steps": 20}),
        "noisy": ("slope", "gd", {"batch": 1, "steps": 30, "lr": 1e-5}),
        "none": ("parabola", "gd", {"steps": 0}),
    }
    return {name: solved_once(p, o, **options) for name, (p, o, options) in specs.items()}
