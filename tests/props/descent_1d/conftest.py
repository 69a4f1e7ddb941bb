"""Descents in one variable to work step by step."""

from collections.abc import Callable

import pytest

from gdviz.runs.run import Run


@pytest.fixture(scope="module")
def runs(made: Callable[..., Run]) -> dict[str, Run]:
    """Return descents of a parabola of every kind."""
    return {
        "quick": made("gd", "parabola", 30, lr=0.1),
        "tiny": made("gd", "parabola", 2000, lr=1e-4),
        "overshot": made("gd", "parabola", 20, lr=0.9),
        "momentum": made("momentum", "parabola", 60),
        "thinned": made("gd", "parabola", 30, lr=0.1, every=5),
    }
