"""PyTorch's losses as they go backward: whoever listens is told each, without a word in the loop."""

from collections.abc import Callable
from threading import Lock
from typing import Any

import torch

# Given a function that makes the loss go backward; it has to call it, once.
Listener = Callable[[Callable[[], None], torch.Tensor], None]

# A scaled loss has the one before it under this name.
UNSCALED = "_gdviz_unscaled"

_LISTENERS: list[Listener] = []
_LOCK = Lock()
_OWN: list[Any] = []


def listen(listener: Listener) -> None:
    """Tell a listener of losses from now on; the first one has torch's functions replaced."""
    with _LOCK:
        if not _LISTENERS:
            _OWN[:] = [torch.autograd.backward, torch.amp.GradScaler.scale]
            # A tensor's own `backward` calls it.
            torch.autograd.backward = _heard(torch.autograd.backward)
            torch.amp.GradScaler.scale = _noted(torch.amp.GradScaler.scale)
        _LISTENERS.append(listener)


def leave(listener: Listener) -> None:
    """Tell a listener no more; with the last one torch's functions are back in their place, in whatever order."""
    with _LOCK:
        _LISTENERS.remove(listener)
        if not _LISTENERS:
            torch.autograd.backward, torch.amp.GradScaler.scale = _OWN


def _heard(backward: Callable[..., None]) -> Callable[..., None]:
    def told(tensors: Any, *args: Any, **options: Any) -> None:
        tensors = [tensors] if isinstance(tensors, torch.Tensor) else list(tensors)

        def go() -> None:
            backward(tensors, *args, **options)

        is_loss = bool(tensors) and all(isinstance(one, torch.Tensor) and one.numel() == 1 for one in tensors)
        for listener in list(_LISTENERS) if is_loss else ():
            go = _after(listener, go, sum(getattr(one, UNSCALED, one).detach() for one in tensors))
        go()

    return told


def _after(listener: Listener, go: Callable[[], None], loss: torch.Tensor) -> Callable[[], None]:
    return lambda: listener(go, loss)


def _noted(scale: Callable[..., Any]) -> Callable[..., Any]:
    def noted(scaler: Any, outputs: Any) -> Any:
        scaled = scale(scaler, outputs)
        if isinstance(outputs, torch.Tensor):
            setattr(scaled, UNSCALED, outputs.detach())
        return scaled

    return noted
