"""A run to draw."""

from collections.abc import Callable

import pytest

from gdviz.runs.run import Run


@pytest.fixture(scope="module")
def line(made: Callable[..., Run]) -> Run:
    """The line of article D, by many small steps from a random start."""
    return made("gd", "line", 5000, lr=0.001)
