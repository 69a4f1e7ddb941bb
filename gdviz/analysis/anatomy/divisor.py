"""What a run's steps were divided by."""

import numpy as np

from gdviz.analysis.rule import rule_of
from gdviz.ledger.divisor import Divisor, States, by_torch_names
from gdviz.runs.run import Run


def divisor_of(run: Run) -> Divisor | None:
    """Return what a run's steps were divided by, from the optimizer's recorded state, or None where by nothing.

    An optimizer may declare it; else the state is read by torch's names.
    """
    shape = (len(run.step) - 1, run.params.shape[1])
    arrays = {name: np.asarray(array, float) for name, array in run.state.items() if array.shape == shape}
    states = States(arrays, np.asarray(run.step[1:], float)[:, None], run.optimizer["hyperparameters"])
    rule = rule_of(run)
    with np.errstate(all="ignore"):
        if rule is not None and rule.divisor is not None:
            try:
                return rule.divisor(states)
            except LookupError:
                # A run of another program, or one that kept other states.
                pass
        return by_torch_names(states)
