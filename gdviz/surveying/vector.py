"""Parameters as numbers, of which the loss is a function."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import Layers
from gdviz.recording.surroundings import of_many
from gdviz.surveying.subject import HessianProduct, TakeRow, Tick
from gdviz.surveying.untouched import Generators, given_back

Array = NDArray[np.float64]


class NumberVector:
    """Parameters and a function of them as one vector (D,), or of many (..., D) at once; see Subject."""

    def __init__(
        self, params: Any, loss: Callable[[Array], Any], *, seed: int, gradient: Callable[[Array], Any] | None = None
    ) -> None:
        self.layers, self._gradient = Layers.of("params", params), gradient
        self._params, self._loss, self._generators = params, loss, Generators(seed)

    def told(self) -> dict[str, Any]:
        """Return nothing: it is a function."""
        return {}

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

    @contextmanager
    def hessian(self, at: NDArray[Any]) -> Iterator[HessianProduct]:
        """Give products of the Hessian with vectors: central differences of the gradient along them."""
        gradient = self._gradient
        if gradient is None:
            raise ValueError(
                "plane='hessian' needs the gradient of a function of numbers; give it, as in gradient=lambda p: 2 * p"
            )
        centre = np.asarray(at, dtype=np.float64)
        # Where the errors of rounding and of the difference are alike.
        width = np.cbrt(np.finfo(np.float64).eps) * max(1.0, float(np.abs(centre).max()))

        def slope(theta: Array) -> Array:
            self._generators.restart()
            return self.layers.flat("gradient", gradient(theta)).astype(np.float64)

        def product(vector: Array) -> Array:
            size = float(np.abs(vector).max()) or 1.0
            move = vector * (width / size)
            return (slope(centre + move) - slope(centre - move)) * (size / (2 * width))

        with given_back(self._generators.borrow):
            yield product
