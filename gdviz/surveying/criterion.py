"""What is taken of a model: a function that returns its loss, or a criterion with batches, of which it is the mean."""

from collections.abc import Callable
from itertools import chain
from typing import Any

PAIR = (
    "loss is a function of the model, as in lambda net: criterion(net(x), y), or a pair of a criterion and a loader, "
    "(criterion, batches)"
)


def loss_function(loss: Any) -> Callable[[Any], Any]:
    """Return a loss as a function of a torch module.

    Raises
    ------
    ValueError
        If it is neither a function, nor a criterion with batches.
    """
    if callable(loss):
        return loss
    if not isinstance(loss, tuple | list) or len(loss) != 2 or not callable(loss[0]) or isinstance(loss[1], str):
        raise ValueError(PAIR)
    return MeanOver(*loss)


class MeanOver:
    """A criterion's mean over batches as a function of a model.

    Parameters
    ----------
    criterion
        A function of outputs and targets, the mean over a batch.
    batches
        A loader of pairs of inputs and targets, or one pair.

    Attributes
    ----------
    batches
        How many there are, once it has been called.
    """

    def __init__(self, criterion: Callable[[Any, Any], Any], batches: Any) -> None:
        is_one = isinstance(batches, tuple | list) and len(batches) == 2 and all(hasattr(x, "shape") for x in batches)
        self._criterion, self._pairs = criterion, [batches] if is_one else batches
        self.batches = 0

    def __call__(self, model: Any) -> Any:
        """Return the mean over all points."""
        device = next(chain(model.parameters(), model.buffers())).device
        total, count, batches = 0.0, 0, 0
        for inputs, targets in self._pairs:
            if targets.ndim == 0:
                raise ValueError("the loss has single points, and takes batches; give it a DataLoader of the points")
            value = self._criterion(model(inputs.to(device)), targets.to(device))
            total, count, batches = total + value * len(targets), count + len(targets), batches + 1
        if not count:
            raise ValueError("the loader of the loss has no batches; an iterator that was gone through is empty")
        self.batches = batches
        return total / count
