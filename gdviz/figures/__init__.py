"""Pictures made with matplotlib: a file, or a folder, holds the figure of its name, added by ``@figure("name")``."""

from gdviz.figures.figure import FIGURES, Figure, PaintedFrames

__all__ = ["FIGURES", "Figure", "PaintedFrames"]
