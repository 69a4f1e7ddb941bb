"""The figure of the anatomy of a step, with its parts at hand."""

from typing import Any

import pytest

from gdviz.figures.parts import canvas


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return a list that holds the canvas and the parts of the figure that was built last."""
    kept: list[Any] = []
    make = canvas.Canvas.painter

    def keep(self: canvas.Canvas, given: Any) -> Any:
        kept[:] = [self, *given]
        return make(self, given)

    monkeypatch.setattr(canvas.Canvas, "painter", keep)
    return kept
