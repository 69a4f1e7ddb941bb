"""A network of gdviz's own, and one that was recorded with hidden layers."""

from collections.abc import Callable

import numpy as np
import pytest

from gdviz.problems import load_data
from gdviz.runs.run import Run


@pytest.fixture
def moons(solved_once: Callable[..., Run]) -> Run:
    return solved_once("mlp", "adam", data=load_data("moons").standardized(), steps=40)


@pytest.fixture
def deep(moons: Run) -> Callable[..., Run]:
    """Return a function from the widths of hidden layers to a run that recorded three units of each."""

    def recorded(*widths: int) -> Run:
        count, times = 3 * len(widths), 2
        x, y = np.meshgrid(np.linspace(-1, 1, 9), np.linspace(-1, 1, 9))
        units = np.stack([np.cos(place) * x + np.sin(place) * y for place in range(count)])
        fields = {
            "boundary.x": np.linspace(-2, 3, 9),
            "boundary.y": np.linspace(-2, 2, 9),
            "boundary.step": np.array([0, 40]),
            "boundary.score": np.stack([x, y])[:, None],
            "boundary.hidden": np.broadcast_to(units, (times, *units.shape)),
            "boundary.layer": np.repeat(np.arange(len(widths)) + 1, 3),
            "boundary.unit": np.tile([2, 5, 60], len(widths)),
            "boundary.width": np.array(widths),
        }
        return moons.having(fields)

    return recorded
