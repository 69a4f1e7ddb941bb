"""What is minimised. Each module adds its problems to PROBLEMS by the decorator ``@problem("name")``."""

from gdviz.problems.datasets import load_data
from gdviz.problems.problem import PROBLEMS, Array, Problem, problem
from gdviz.runs.data import Data

__all__ = [
    "PROBLEMS",
    "Array",
    "Data",
    "Problem",
    "analytic",
    "analytic_basins",
    "analytic_plane",
    "analytic_space",
    "fitting_curves",
    "fitting_linear",
    "fitting_network",
    "fitting_softmax",
    "load_data",
    "problem",
]
