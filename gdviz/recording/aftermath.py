"""How a training came out: it went to its end, was broken off, or left all bounds."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.divergence import bounds


class Aftermath:
    """What becomes of a training, as its steps are noted.

    Attributes
    ----------
    is_over
        Whether its parameters are no numbers any more.
    """

    def __init__(self) -> None:
        self.is_over = self._has_loss = False
        self._fate = ""
        self._last = 0.0

    def note(self, step: int, loss: float | None, theta: NDArray[Any]) -> None:
        """Note a step: a loss that is not known, or never was, does not say that the training has diverged."""
        loss = self._last if loss is None else loss
        self._last = known = loss
        if not self._has_loss:
            self._has_loss = bool(np.isfinite(loss))
            known = loss if self._has_loss else 0.0
            self._is_in_bounds = bounds(known, theta)
        if self._is_in_bounds(known, theta):
            self._fate = ""
            return
        self.is_over = not np.isfinite(theta).all()
        self._fate = self._fate or f"diverged at step {step}: loss {loss:.3g}"

    def said(self, step: int, kind: type[BaseException] | None) -> tuple[str, str]:
        """Return why the recording ended at a step, by what broke it off if anything did, and that in words."""
        if self._fate:
            return "diverged", self._fate
        if kind is None:
            return "max_steps", f"the loop ended after {step} {'step' if step == 1 else 'steps'}"
        by = "interrupted" if kind is KeyboardInterrupt else f"ended by {kind.__name__}"
        return "interrupted", f"{by} at step {step}"
