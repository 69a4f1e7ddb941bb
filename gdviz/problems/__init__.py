"""What is minimised. Each module adds its problems to PROBLEMS by the decorator ``@problem("name")``."""

from gdviz.problems import (
    analytic,
    analytic_basins,
    analytic_plane,
    analytic_space,
    fitting_curves,
    fitting_linear,
    fitting_network,
    fitting_regression,
    fitting_softmax,
)
from gdviz.problems.datasets import load_data
from gdviz.problems.problem import PROBLEMS, Array, Problem, problem

__all__ = [
    "PROBLEMS",
    "Array",
    "Problem",
    "analytic",
    "analytic_basins",
    "analytic_plane",
    "analytic_space",
    "fitting_curves",
    "fitting_linear",
    "fitting_network",
    "fitting_regression",
    "fitting_softmax",
    "load_data",
    "problem",
]
