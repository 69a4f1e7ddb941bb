"""Several points at once: a torch module's loss, mapped over parameters that have one axis more."""

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch.func import functional_call, vmap


class AtOnce:
    """The loss of a module at several points.

    Parameters
    ----------
    model
        The module.
    loss
        A function of it.
    names
        Of the parameters that are moved.
    """

    def __init__(self, model: torch.nn.Module, loss: Callable[[Any], Any], names: Sequence[str]) -> None:
        self._modules, self._names = list(model.modules()), [f"model.{name}" for name in names]
        if any(_is_watched(module) for module in self._modules):
            raise ValueError("the module has hooks, or is compiled")
        self._mapped = vmap(partial(self._one, _WithLoss(model, loss)), randomness="same")

    def _one(self, whole: torch.nn.Module, parts: Sequence[torch.Tensor]) -> Any:
        return functional_call(whole, dict(zip(self._names, parts, strict=True)), ())

    def losses(self, parts: Sequence[torch.Tensor]) -> torch.Tensor:
        """Return the losses (n,) at parameters (n, ...).

        Raises
        ------
        Exception
            Of any kind, where the module cannot be mapped, or something holds mapped tensors afterwards, which mean
            nothing outside.
        """
        before = self._held()
        with warnings.catch_warnings():
            # What is mapped by a loop is no quicker than our own.
            warnings.filterwarnings("error", message=".*performance drop")
            found = self._mapped(list(parts))
        if self._held() != before:
            raise ValueError("the module keeps what it has reckoned")
        return found.reshape(len(parts[0])).detach()

    def _held(self) -> list[dict[str, int]]:
        """Return what each part of the module holds."""
        return [{name: id(value) for name, value in vars(module).items()} for module in self._modules]


class _WithLoss(torch.nn.Module):  # type: ignore[misc]  # torch may be missing where types are checked
    """A module of which a call is the loss."""

    def __init__(self, model: torch.nn.Module, loss: Callable[[Any], Any]) -> None:
        super().__init__()
        self.model, self._loss = model, loss

    def forward(self) -> Any:
        return self._loss(self.model)


def _is_watched(module: torch.nn.Module) -> bool:
    """Return whether a module is more than its forward."""
    return bool(
        isinstance(module, torch.jit.ScriptModule | torch.nn.DataParallel)
        or module._forward_hooks
        or module._forward_pre_hooks
        or module._compiled_call_impl is not None
        or hasattr(module, "_orig_mod")
    )
