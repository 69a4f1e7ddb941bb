"""Pictures made with matplotlib, one module per figure; each adds itself to FIGURES by ``@figure("name")``."""

from importlib import import_module
from pkgutil import iter_modules

from gdviz.figures.figure import FIGURES, Figure, PaintedFrames

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["FIGURES", "Figure", "PaintedFrames"]
