"""Runs over a landscape with a minimum, a maximum and two saddles, that start beside them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from gdviz.runs.run import Run

FUNCTION, DOMAIN = "x**3 - 3*x + y**3 - 3*y", [-1.75, 1.75, -1.75, 1.75]
STARTS = {"minimum": (1.35, 0.8), "maximum": (-0.94, -0.96), "saddle": (-0.96, 1.3)}
POINTS = {"minimum": (1, 1), "maximum": (-1, -1), "saddle": (-1, 1)}


@pytest.fixture(scope="session")
def cubic(solved_once: Callable[..., Run]) -> Callable[..., Run]:
    """Return a function from a start, and what else decides a run, to that run."""

    def make(start: Sequence[float], **options: Any) -> Run:
        decided = {"lr": 0.03, "steps": 80, "start": list(start), **options}
        return solved_once("function", function=FUNCTION, domain=DOMAIN, **decided)

    return make


@pytest.fixture(scope="module")
def nudged_runs(cubic: Callable[..., Run]) -> dict[str, Run]:
    """Return a run that starts beside each kind of point."""
    return {kind: cubic(start) for kind, start in STARTS.items()}
