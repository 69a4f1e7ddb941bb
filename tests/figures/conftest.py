"""Runs to draw side by side, and pictures of them."""

from collections.abc import Callable
from typing import Any

import pytest
from pages import CLIP

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT, Style


@pytest.fixture(scope="module")
def rates(solved_once: Callable[..., Run]) -> dict[str, Run]:
    """Return runs down one bowl, by their learning rate."""
    found = {f"bowl-{lr}": solved_once("bowl", lr=lr, steps=60) for lr in (0.1, 0.3, 0.5)}
    return found | {"bowl-cosine": solved_once("bowl", lr=0.2, steps=60, schedule="cosine")}


@pytest.fixture(scope="module")
def batches(solved_once: Callable[..., Run]) -> dict[str, Run]:
    """Return runs of one line in batches, by their size."""
    sizes = {"full": {}, "sevens": {"batch": 7}, "singles": {"batch": 1}}
    return {name: solved_once("line", epochs=6, **size) for name, size in sizes.items()}


@pytest.fixture
def film() -> Callable[..., tuple[Callable, Canvas]]:
    """Return a function from runs to what paints their frames, as that and as the page that it paints on."""

    def build(name: str, runs: list[Run], clip: Clip = CLIP, style: Style = LIGHT) -> tuple[Callable, Canvas]:
        page: Any = FIGURES[name].painter(runs, style, clip)
        return page, page

    return build
