"""Animated visualisations of gradient descent.

A solver records full trajectories to disk; separate renderers turn a recorded run into a GIF, a video or a picture.
The names below are loaded on first use, so that ``import gdviz`` costs nothing.
"""

from typing import TYPE_CHECKING

from gdviz import keras as keras
from gdviz import lightning as lightning
from gdviz.faces import face
from gdviz.version import __version__

if TYPE_CHECKING:
    # What type checkers and editors see of them.
    from gdviz.extensions.loading import extend
    from gdviz.optimizers import Optimizer
    from gdviz.parallel.cluster import Cluster
    from gdviz.problems import Problem, load_data
    from gdviz.recording.own_loop import record
    from gdviz.rendering.figures import draw
    from gdviz.rendering.options import styled
    from gdviz.rendering.pages import explore
    from gdviz.rendering.picture import Picture
    from gdviz.rendering.scenes import shoot
    from gdviz.runs.data import Data
    from gdviz.runs.fleet import Fleet, load_fleet
    from gdviz.runs.run import Run, load
    from gdviz.slides.deck import deck
    from gdviz.solving.fleet import solve_fleet
    from gdviz.solving.solver import resume, solve
    from gdviz.solving.specification import specify
    from gdviz.solving.sweep import sweep
    from gdviz.surveying.landscape import landscape

_HOME = {
    "Cluster": "gdviz.parallel.cluster",
    "Data": "gdviz.runs.data",
    "Fleet": "gdviz.runs.fleet",
    "Optimizer": "gdviz.optimizers",
    "Picture": "gdviz.rendering.picture",
    "Problem": "gdviz.problems",
    "Run": "gdviz.runs.run",
    "deck": "gdviz.slides.deck",
    "draw": "gdviz.rendering.figures",
    "explore": "gdviz.rendering.pages",
    "extend": "gdviz.extensions.loading",
    "landscape": "gdviz.surveying.landscape",
    "load": "gdviz.runs.run",
    "load_data": "gdviz.problems",
    "load_fleet": "gdviz.runs.fleet",
    "record": "gdviz.recording.own_loop",
    "resume": "gdviz.solving.solver",
    "shoot": "gdviz.rendering.scenes",
    "solve": "gdviz.solving.solver",
    "solve_fleet": "gdviz.solving.fleet",
    "specify": "gdviz.solving.specification",
    "styled": "gdviz.rendering.options",
    "sweep": "gdviz.solving.sweep",
}
__all__ = [
    "Cluster",
    "Data",
    "Fleet",
    "Optimizer",
    "Picture",
    "Problem",
    "Run",
    "__version__",
    "deck",
    "draw",
    "explore",
    "extend",
    "landscape",
    "load",
    "load_data",
    "load_fleet",
    "record",
    "resume",
    "shoot",
    "solve",
    "solve_fleet",
    "specify",
    "styled",
    "sweep",
]

__getattr__, __dir__ = face(__name__, _HOME, beside=("__version__", "keras", "lightning"))


def load_ipython_extension(shell: object) -> None:
    """Give a notebook what gdviz has for one, as ``%load_ext gdviz`` asks for it."""
    from gdviz.notebook.extension import attach_to

    attach_to(shell)


def unload_ipython_extension(shell: object) -> None:
    """Take it away again, as ``%unload_ext gdviz`` asks for it."""
    from gdviz.notebook.extension import detach_from

    detach_from(shell)
