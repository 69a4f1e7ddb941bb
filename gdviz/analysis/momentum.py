"""The velocity that an optimizer with momentum keeps: what of a step is carried over, and what is new.

The velocity at theta_t is the step that led there, theta_t - theta_{t-1}: where the ball would go on by itself. The
next step is made of two parts, that which the kept buffer b_{t-1} brings and that of the new gradient:

- Momentum, and all whose step is a multiple of the buffer, coordinate by coordinate (RMSprop with momentum, Adam and
  its variants), with b_t = mu b_{t-1} + ...: the carried part of the step is its share mu b_{t-1} / b_t. AdamW's decay
  of the parameters is no part of the multiple, and new.
- Nesterov, whose step is -eta (g + mu b_t) = -eta ((1 + mu) g + mu^2 b_{t-1}): the carried part is -eta mu^2 b_{t-1}.

Each optimizer declares which it is; see gdviz.ledger.momentum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.rule import rule_of
from gdviz.analysis.trajectory import steps_of
from gdviz.ledger.momentum import BufferedStep, KeptMomentum
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# What a velocity is recorded as by the rules that do not declare it, and by other programs.
BY_NAME = (
    KeptMomentum("momentum_buffer", "momentum", "μ"),
    KeptMomentum("exp_avg", "beta1", "β₁"),
    KeptMomentum("direction"),
)


@dataclass(frozen=True)
class Parts:
    """A step taken apart: the number of steps before it, the step before it, and its parts, all shape (D,)."""

    step: int
    before: Array
    carried: Array
    fresh: Array

    @property
    def whole(self) -> Array:
        """The step, shape (D,)."""
        return self.carried + self.fresh


def momentum_of(run: Run) -> KeptMomentum | None:
    """Return what a run's optimizer keeps as its velocity, as it declares or its states are named, or None."""
    rule = rule_of(run)
    declared = () if rule is None or rule.momentum is None else (rule.momentum,)
    return next((kept for kept in (*declared, *BY_NAME) if kept.buffer in run.state), None)


def buffer_of(run: Run) -> str | None:
    """Return as what a run's velocity is recorded, or None where its optimizer keeps none."""
    found = momentum_of(run)
    return found.buffer if found else None


def kept(run: Run) -> float | None:
    """Return which share of the velocity is kept from step to step, or None where that is not known."""
    found = momentum_of(run)
    share = run.optimizer["hyperparameters"].get(found.decay) if found else None
    return share if isinstance(share, float) else None


def velocity(run: Run, row: float) -> Array:
    """Return the velocity at a row of the run's states, shape (D,): nought at the start, between rows on a line."""
    steps, low = steps_of(run), int(row)
    ends = [steps[at - 1] if at > 0 else np.zeros(run.params.shape[1]) for at in (low, min(low + 1, len(steps)))]
    with np.errstate(all="ignore"):
        return np.asarray(ends[0] + (row - low) * (ends[1] - ends[0]))


def parts_of(run: Run, row: int) -> Parts | None:
    """Return the parts of the step from a row to the next, or None where it cannot be taken apart.

    That is one whose predecessor was not recorded, and those of rules whose step is no sum of the two. Nothing is
    carried over to the first step.
    """
    found, share = momentum_of(run), kept(run)
    rates = run.arrays.get("learning_rate")
    if found is None or found.carried is None or share is None or rates is None:
        return None
    if not 0 <= row < len(run.params) - 1 or np.any(np.diff(run.step[max(row - 1, 0) : row + 2]) != 1):
        return None
    moved, held = steps_of(run), run.state[found.buffer]
    if row == 0:
        nothing = np.zeros(run.params.shape[1])
        return Parts(0, nothing, nothing, np.array(moved[0])) if np.isfinite(moved[0]).all() else None
    with np.errstate(all="ignore"):
        options, rate = run.optimizer["hyperparameters"], float(rates[row])
        carried = found.carried(
            BufferedStep(run.params[row], moved[row], held[row - 1], held[row], rate, share, options)
        )
    fresh = moved[row] - carried
    if not np.isfinite([moved[row - 1], carried, fresh]).all():
        return None
    return Parts(int(run.step[row]), np.array(moved[row - 1]), np.array(carried), np.array(fresh))


def turned_back(run: Run, last: int) -> tuple[int, int]:
    """Return how many of a run's steps up to a row turn by more than a right angle, and how many there are."""
    steps = np.asarray(steps_of(run)[:last])
    with np.errstate(all="ignore"):
        return int((np.einsum("ij,ij->i", steps[1:], steps[:-1]) < 0).sum()), len(steps)
