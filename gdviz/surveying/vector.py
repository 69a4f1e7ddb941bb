"""Parameters as numbers, of which the loss is a function."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import Layers
from gdviz.recording.values import of_many
from gdviz.surveying.subject import HessianProduct, TakeRow, Tick
from gdviz.surveying.untouched import Generators, given_back

Array = NDArray[np.float64]


class NumberVector:
    """Parameters and a function of them as one vector (D,), or of many (..., D) at once; see Subject."""

    def __init__(self, params: Any, loss: Callable[[Array], Any], *, seed: int) -> None:
        self.layers = Layers.of("params", params)
        self._params, self._loss, self._generators = params, loss, Generators(seed)

    def vector(self) -> NDArray[Any]:
        """Return the numbers, end to end."""
        return self.layers.flat("params", self._params)

    def units(self, name: str) -> int:
        """Return 0: each row is a unit's."""
        return 0

    @contextmanager
    def over(self, origin: NDArray[Any], axes: NDArray[Any]) -> Iterator[TakeRow]:
        """Give the loss over a plane, a row of points at once where the function takes many."""
        value = of_many(self._loss, np.asarray(origin, dtype=np.float64))

        def take(x: Array, y: float, tick: Tick) -> Array:
            self._generators.restart()
            base = origin + y * axes[1] if len(axes) > 1 else origin
            with np.errstate(all="ignore"):
                found = value(base + x[:, None] * axes[0])
            tick(len(x))
            return found

        with given_back(self._generators.borrow):
            yield take

    def hessian(self, at: NDArray[Any]) -> AbstractContextManager[HessianProduct]:
        """Refuse: of a function of numbers there is no derivative."""
        raise ValueError("plane='hessian' needs a torch module, whose loss can be differentiated twice")
