"""Fits to draw."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.problems import load_data
from gdviz.runs.run import Run


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory, solved_once: Callable[..., Run]) -> Run:
    """A line fitted to a table of one's own, whose columns have long names and large numbers."""
    table: Path = tmp_path_factory.mktemp("fit") / "houses.csv"
    x = np.linspace(10, 60, 30)
    rows = "\n".join(f"{a},{250000 + 9000 * a + 4000 * (-1) ** i}" for i, a in enumerate(x))
    table.write_text(f"floor_area,price_in_euros\n{rows}\n")
    return solved_once("line", data=load_data(str(table), standardize=True), steps=80)


@pytest.fixture(scope="module")
def runs(houses: Run, solved_once: Callable[..., Run]) -> dict[str, Run]:
    """Return fits of every kind."""
    specs: dict[str, tuple[str, str, dict[str, Any]]] = {
        "article": ("line", "gd", {"lr": 0.001, "steps": 5000}),
        "line": ("line", "gd", {"steps": 60}),
        "adam": ("line", "adam", {"steps": 60}),
        "momentum": ("line", "momentum", {"steps": 60}),
        "diverged": ("line", "gd", {"lr": 2.5}),
        "slope": ("slope", "gd", {}),
        "polynomial": ("polynomial", "gd", {"steps": 50}),
        "long": ("polynomial", "gd", {"steps": 5, "settings": {"degree": 12}}),
    }
    return {name: solved_once(p, o, **options) for name, (p, o, options) in specs.items()} | {"houses": houses}
