"""Animated visualisations of gradient descent.

A solver records full trajectories to disk; separate renderers turn a recorded run into a GIF, a video or a picture.
The names below are loaded on first use, so that ``import gdviz`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # What type checkers and editors see of them.
    from gdviz.drawing import draw
    from gdviz.filming import shoot
    from gdviz.optimizers import Optimizer
    from gdviz.problems import Data, Problem
    from gdviz.recording.own_loop import record
    from gdviz.runs.run import Run, load
    from gdviz.solving.solver import solve
    from gdviz.solving.specification import specify

__version__ = "0.1.0"

_HOME = {
    "Data": "gdviz.problems",
    "Optimizer": "gdviz.optimizers",
    "Problem": "gdviz.problems",
    "Run": "gdviz.runs.run",
    "draw": "gdviz.drawing",
    "load": "gdviz.runs.run",
    "record": "gdviz.recording.own_loop",
    "shoot": "gdviz.filming",
    "solve": "gdviz.solving.solver",
    "specify": "gdviz.solving.specification",
}
__all__ = ["Data", "Optimizer", "Problem", "Run", "__version__", "draw", "load", "record", "shoot", "solve", "specify"]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'gdviz' has no attribute {name!r}")
