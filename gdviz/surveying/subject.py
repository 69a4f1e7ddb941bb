"""What a landscape is of: a model whose parameters can be put anywhere, and the loss that it has there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import Layers

Array = NDArray[np.float64]
Tick = Callable[[int], Any]
# Returns the loss at coordinates (n,) along the first axis of a plane and one along the second, and ticks at each.
TakeRow = Callable[[Array, float, Tick], Array]
HessianProduct = Callable[[Array], Array]


def no_tick(points: int) -> None:
    """Tell nobody of the points that were taken."""


class Subject(Protocol):
    """A model and its loss, as a function of all parameters."""

    @property
    def layers(self) -> Layers:
        """What the parameters are made of."""
        ...

    def told(self) -> dict[str, Any]:
        """Return what a manifest says of how the loss is evaluated, as far as that is known by now."""
        ...

    def vector(self) -> NDArray[Any]:
        """Return the parameters as they are now, shape (D,)."""
        ...

    def units(self, name: str) -> int:
        """Return the axis of a layer along which its units, or filters, lie."""
        ...

    def over(self, origin: NDArray[Any], axes: NDArray[Any]) -> AbstractContextManager[TakeRow]:
        """Lend the model for a plane: origin (D,) and axes (1 or 2, D). It comes back as it was, whatever happens."""
        ...

    def hessian(self, at: NDArray[Any]) -> AbstractContextManager[HessianProduct]:
        """Lend the model for products of the loss's Hessian at parameters (D,) with vectors; ValueError if it has none.

        It comes back as it was, whatever happens.
        """
        ...
