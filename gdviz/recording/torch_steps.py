"""Steps of an optimizer of torch's, as they begin and end, and the losses that go backward before each."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from threading import get_ident
from typing import Any

import torch

from gdviz.recording.backward import leave, listen

Parameters = Callable[[], Mapping[str, torch.nn.Parameter]]


class Steps:
    """Follows an optimizer for a recording.

    Parameters
    ----------
    optimizer
        Whose steps they are.
    trained, known
        The trained parameters by name: looked for in the model, and as they were found last.
    is_attached
        Whether each step is told to the recording, with its losses; else the loop does that.
    looks_around
        Whether parameters are moved, and losses go backward, elsewhere before a step.
    """

    def __init__(
        self,
        optimizer: torch.optim.Optimizer,
        trained: Parameters,
        known: Parameters,
        *,
        is_attached: bool,
        looks_around: bool,
    ) -> None:
        self._optimizer, self._trained, self._known = optimizer, trained, known
        self._is_attached, self._looks_around = is_attached, looks_around
        self._given = ExitStack()
        self._is_inside = self._was_told = self._is_waiting = False
        self._losses: list[tuple[int, float]] = []
        # Gradients as the last loss has left them; parameters where a loss was told, until the optimizer makes a step,
        # and where that has led.
        self._left: list[Any] = []
        self._told_at: list[Any] = []
        self._led_to: list[Any] = []

    def attach(self, step: Callable[..., None], settle: Callable[[], None]) -> None:
        """Begin: `step` records where the training is, `settle` takes gradient and rates as they are now."""
        self._step, self._settle = step, settle
        for register, hook in (
            (self._optimizer.register_step_pre_hook, self._begin),
            (self._optimizer.register_step_post_hook, self._end),
        ):
            self._given.callback(register(hook).remove)
        if self._is_attached:
            listen(self._hear)
            self._given.callback(leave, self._hear)

    def detach(self, *, has_failed: bool) -> None:
        """Take all hooks away, once it is told where the last update has led."""
        self._given.close()
        if self._is_attached and not has_failed and self._led_to and self._led_to == self._places():
            self._step(is_unknown=True)

    def is_trial(self) -> bool:
        """Return whether the optimizer is within a step of which a point was recorded: it tries out others."""
        trial = self._is_inside and self._was_told
        self._was_told = self._is_inside
        if not self._is_inside:
            here = self._places()
            if self._is_elsewhere(here):
                return True
            self._told_at, self._is_waiting = here, True
        return trial

    def _begin(self, _: Any, args: Sequence[Any], options: Mapping[str, Any]) -> None:
        # Another thread may train another model meanwhile.
        losses = [loss for thread, loss in self._losses if thread == get_ident()]
        has_closure = any(map(callable, (*args, *options.values())))
        if self._is_attached and (losses or not has_closure):
            if self._looks_around:
                # It is back where the losses were told.
                self._told_at = []
            self._step(**({"loss": sum(losses)} if losses else {"is_unknown": True}))
            self._losses.clear()
            self._was_told = True
        elif self._is_waiting:
            self._settle()
        self._is_inside, self._is_waiting = True, False

    def _end(self, *_: Any) -> None:
        self._is_inside = self._was_told = False
        self._told_at = []
        if self._is_attached:
            self._led_to = self._places()

    def _hear(self, go: Callable[[], None], loss: torch.Tensor) -> None:
        """Let a loss go backward, and note it if it is one of this training."""
        trained = self._trained()
        if self._is_elsewhere(self._places()):
            go()
            self._left = _marks(trained)
            return
        before = _marks(trained)
        if self._losses and before != self._left and not _any_gradient(trained):
            # What went backward before was for others, as a generator's loss is none of the discriminator's.
            self._losses.clear()
        go()
        self._left = _marks(trained)
        # A loss that moved none of its gradients is another model's.
        if self._left == before:
            return
        if self._is_inside:
            self._step(loss=loss)
        else:
            self._losses.append((get_ident(), float(loss.detach())))
            self._told_at = self._places()

    def _is_elsewhere(self, here: list[Any]) -> bool:
        """Return whether the parameters are not where a loss was told, because the optimizer looks around.

        Raises
        ------
        ValueError
            If they have changed otherwise, and not by the optimizer.
        """
        if not self._told_at or self._told_at == here:
            return False
        if not self._looks_around:
            raise ValueError(
                "the parameters have changed without a step of the optimizer that record was given; if another was "
                "made begin another recording with it, if several take turns leave the optimizer out, and if it is "
                "within another, such as SAM, give that one"
            )
        return True

    def _places(self) -> list[Any]:
        """Return what changes with each of the parameters."""
        return [(id(p), p._version) for p in self._known().values()]


def _marks(named: Mapping[str, torch.nn.Parameter]) -> list[Any]:
    """Return what changes with each of the gradients."""
    return [p.grad if p.grad is None else (id(p.grad), p.grad._version) for p in named.values()]


def _any_gradient(named: Mapping[str, torch.nn.Parameter]) -> bool:
    """Return whether any gradient is not zero."""
    return any(p.grad is not None and bool(p.grad.count_nonzero()) for p in named.values())
