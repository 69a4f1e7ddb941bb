"""The rule that a run's steps were taken by, as far as gdviz knows it."""

from gdviz.optimizers import OPTIMIZERS, Optimizer
from gdviz.runs.run import Run


def rule_of(run: Run) -> Optimizer | None:
    """Return the optimizer of a run's name, for what it declares of its steps; None if there is none of that name.

    Its own settings are those by default: what it declares takes those of the run.
    """
    name = run.optimizer["name"]
    return OPTIMIZERS[name].build() if name in OPTIMIZERS else None
