"""The buffers of a torch module, which a survey puts back."""

import torch


class Buffers:
    """The buffers of a model: what they hold, and that no others stand in their place."""

    def __init__(self, model: torch.nn.Module) -> None:
        self._slots = [
            (module, name, buffer)
            for module in model.modules()
            for name, buffer in module._buffers.items()
            if buffer is not None
        ]
        self._held = {id(buffer): (buffer, buffer.detach().clone()) for _, _, buffer in self._slots}
        self._versions = self._seen()

    def _seen(self) -> list[tuple[int, int]]:
        return [(id(module._buffers.get(name)), buffer._version) for module, name, buffer in self._slots]

    def are_moved(self) -> bool:
        """Return whether any has been written to, or another put in its place, since all were put back."""
        return self._seen() != self._versions

    def restore(self) -> None:
        """Put all back."""
        if not self.are_moved():
            return
        for module, name, buffer in self._slots:
            module._buffers[name] = buffer
        with torch.no_grad():
            for buffer, copy in self._held.values():
                buffer.copy_(copy)
        self._versions = self._seen()

    give_back = restore
