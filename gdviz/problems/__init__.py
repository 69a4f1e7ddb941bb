"""What is minimised. Each module adds its problems to PROBLEMS by the decorator ``@problem("name")``."""

from gdviz.problems import analytic, fitting
from gdviz.problems.problem import PROBLEMS, Array, Problem, problem

__all__ = ["PROBLEMS", "Array", "Problem", "analytic", "fitting", "problem"]
