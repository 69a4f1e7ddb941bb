"""Update rules. Each module adds its rules to OPTIMIZERS by the decorator ``@optimizer("name")``."""

from gdviz.optimizers import descent, diagonal, moments_adam, moments_variants, search
from gdviz.optimizers.optimizer import OPTIMIZERS, Array, Optimizer, Oracle, State, optimizer

__all__ = [
    "OPTIMIZERS",
    "Array",
    "Optimizer",
    "Oracle",
    "State",
    "descent",
    "diagonal",
    "moments_adam",
    "moments_variants",
    "optimizer",
    "search",
]
