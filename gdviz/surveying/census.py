"""What an evaluation of a torch module consists of, by which it is decided how its points are taken quickest.

It is decided by counting, never by a clock: so that every survey of a model, begun anew, gone on with, or shared by
several processes, takes the same way, to the same bits.
"""

from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

# An operation is small if fewer numbers come of it, or go into it as parameters: then most of its time goes into its
# call. On a processor both ways take the same time at about 7,000; on other devices a call takes as long as about a
# million.
SMALL, SMALL_ELSEWHERE = 6000, 1 << 20
# Poolings are 5 to 12 times as quick where the channels of an image lie side by side.
POOLINGS = {"max_pool2d", "max_pool2d_with_indices", "avg_pool2d", "_adaptive_avg_pool2d", "adaptive_max_pool2d"}
CONVOLUTIONS = {"convolution", "mkldnn_convolution", "_convolution"}


class Census(TorchDispatchMode):  # type: ignore[misc]  # torch may be missing where types are checked
    """Counts operations and the numbers that come of them; a context.

    Attributes
    ----------
    operations, numbers
        How many.
    names
        Of the operations.
    """

    def __init__(self) -> None:
        super().__init__()
        self.operations, self.numbers = 0, 0
        self.names: set[str] = set()

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # To skip torch's compiler takes importing it, which takes longer than many a survey.
        return False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Carry an operation out, and count it unless it is only another look at the same numbers."""
        found = func(*args, **(kwargs or {}))
        if not getattr(func, "is_view", False):
            self.operations += 1
            tensors = found if isinstance(found, tuple | list) else [found]
            self.numbers += sum(one.numel() for one in tensors if isinstance(one, torch.Tensor))
            self.names.add(str(getattr(func, "overloadpacket", func)).rpartition(".")[2])
        return found

    def is_of_small_operations(self, parameters: int, device: torch.device) -> bool:
        """Return whether several points at once are quicker than one after the other."""
        small = SMALL if device.type == "cpu" else SMALL_ELSEWHERE
        return self.operations > 0 and self.numbers + parameters <= small * self.operations

    def pools(self) -> bool:
        """Return whether images are pooled that come from convolutions."""
        return not (self.names.isdisjoint(POOLINGS) or self.names.isdisjoint(CONVOLUTIONS))
