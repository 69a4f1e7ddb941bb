"""Runs in two wells, of which the first has the map of their basins."""

from collections.abc import Callable

import pytest

from gdviz.runs.run import Run

WELLS = {"function": "x**4 - 2*x**2 + y**2", "domain": [-2, 2, -2, 2], "lr": 0.02}
STARTS = {"left": [-0.1, 1.5], "beside": [0.1, 1.5], "right": [1.8, -1.5]}


@pytest.fixture(scope="package")
def wells(made: Callable[..., Run]) -> list[Run]:
    maps = {"left": {"basins": 40}, "beside": {}, "right": {}}
    return [made("gd", None, 300, **WELLS, start=start, **maps[name]) for name, start in STARTS.items()]
