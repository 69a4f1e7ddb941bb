"""Animated visualisations of gradient descent.

A solver records full trajectories to disk; separate renderers turn a recorded run into a GIF, a video or a picture.
The names below are loaded on first use, so that ``import gdviz`` costs nothing.
"""

from importlib import import_module

__version__ = "0.1.0"

_HOME = {"solve": "gdviz.solver", "Run": "gdviz.run", "load": "gdviz.run", "Problem": "gdviz.problems"}
__all__ = ["Problem", "Run", "__version__", "load", "solve"]


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'gdviz' has no attribute {name!r}")
