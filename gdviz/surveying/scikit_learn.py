"""Estimators of scikit-learn: their coefficients and intercepts are lent other numbers, and come back as they were."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import Layers
from gdviz.recording.scikit_learn import attributes, holders, learnt
from gdviz.recording.values import as_number
from gdviz.surveying.subject import HessianProduct, TakeRow, Tick
from gdviz.surveying.untouched import Generators, given_back

Array = NDArray[np.float64]


class FittedEstimator:
    """An estimator and a function of it; see Subject."""

    def __init__(self, estimator: Any, loss: Callable[[Any], Any], *, seed: int) -> None:
        self._learnt = learnt(estimator)
        self.layers = Layers.of("the estimator", self._learnt)
        self._estimator, self._loss, self._generators = estimator, loss, Generators(seed)

    def told(self) -> dict[str, Any]:
        """Return nothing: it is a function."""
        return {}

    def vector(self) -> NDArray[Any]:
        """Return coefficients and intercepts, end to end."""
        return self.layers.flat("the estimator", self._learnt)

    def units(self, name: str) -> int:
        """Return the axis of the units: the columns of a network's weights, the rows of other coefficients."""
        return -1 if "coefs_" in name.split(".") else 0

    @contextmanager
    def over(self, origin: NDArray[Any], axes: NDArray[Any]) -> Iterator[TakeRow]:
        """Give the loss over a plane, with the estimator's arrays in one that is written in place."""
        flat = np.array(origin, dtype=self.layers.dtype)

        def borrow(undo: list[Callable[[], Any]]) -> None:
            self._generators.borrow(undo)
            for holder, views in zip(holders(self._estimator), self._views(flat), strict=True):
                held, before = vars(holder), dict(vars(holder))
                undo += [partial(held.update, before), held.clear]
                held.update(views)

        def take(x: Array, y: float, tick: Tick) -> Array:
            base = origin + y * axes[1] if len(axes) > 1 else origin
            found = np.empty(len(x))
            for place in self._generators.each(len(x)):
                np.add(base, x[place] * axes[0], out=flat, casting="same_kind")
                found[place] = as_number("loss", self._loss(self._estimator))
                tick(1)
            return found

        with given_back(borrow):
            yield take

    def _views(self, flat: NDArray[Any]) -> list[dict[str, Any]]:
        """Return the attributes of each that holds some as parts of one array, in the lists in which they come."""
        parts = iter(zip(np.split(flat, np.cumsum(self.layers.sizes)[:-1]), self.layers.shapes, strict=True))

        def part() -> NDArray[Any]:
            numbers, shape = next(parts)
            return numbers.reshape(shape)

        return [
            {
                name: [part() for _ in value] if isinstance(value, list) else part()
                for name, value in attributes(holder).items()
            }
            for holder in holders(self._estimator)
        ]

    def hessian(self, at: NDArray[Any]) -> AbstractContextManager[HessianProduct]:
        """Refuse: an estimator has no derivatives."""
        raise ValueError("plane='hessian' needs a torch module, whose loss can be differentiated twice")
