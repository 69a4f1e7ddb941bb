"""What several figures share, and what a new one begins with.

The names below are loaded on first use: no figure waits for parts that it has not.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # What type checkers and editors see of them.
    from gdviz.analysis.pacing import Clip, Moment
    from gdviz.figures.figure import Painter, Part, figure
    from gdviz.figures.parts.canvas import Canvas, drawing
    from gdviz.figures.parts.marks import Heading
    from gdviz.figures.parts.series import Curves
    from gdviz.runs.run import Run
    from gdviz.style.themes import Style

_HOME = {
    "Canvas": "gdviz.figures.parts.canvas",
    "Clip": "gdviz.analysis.pacing",
    "Curves": "gdviz.figures.parts.series",
    "Heading": "gdviz.figures.parts.marks",
    "Moment": "gdviz.analysis.pacing",
    "Painter": "gdviz.figures.figure",
    "Part": "gdviz.figures.figure",
    "Run": "gdviz.runs.run",
    "Style": "gdviz.style.themes",
    "drawing": "gdviz.figures.parts.canvas",
    "figure": "gdviz.figures.figure",
}
__all__ = [
    "Canvas",
    "Clip",
    "Curves",
    "Heading",
    "Moment",
    "Painter",
    "Part",
    "Run",
    "Style",
    "drawing",
    "figure",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
