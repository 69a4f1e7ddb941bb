"""Pages of the figure of scaling, and a run to draw on them."""

from collections.abc import Callable
from typing import Any

import pytest
from pages import CLIP

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT, Style


@pytest.fixture
def rmsprop(steep: Callable[..., Run]) -> Run:
    """A run whose steps are of one size, down gradients that are not."""
    return steep("rmsprop", settings={"alpha": 0.9}, lr=0.05, steps=30)


@pytest.fixture
def page() -> Callable[..., Canvas]:
    """Return a function from runs to their picture."""

    def build(runs: list[Run], clip: Clip = CLIP, style: Style = LIGHT, **settings: Any) -> Canvas:
        page: Any = FIGURES["scaling"].painter(runs, style, clip, **settings)
        return page

    return build
