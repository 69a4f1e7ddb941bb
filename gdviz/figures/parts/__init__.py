"""What several figures share, and what a new one begins with.

The names below are loaded on first use: no figure waits for parts that it has not.
"""

from typing import TYPE_CHECKING

from gdviz.faces import face

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

__getattr__, __dir__ = face(__name__, _HOME)
