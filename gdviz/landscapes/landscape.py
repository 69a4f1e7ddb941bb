"""The loss as a landscape: f sampled over a plane of parameters, and the levels at which to draw its contours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# The names of a landscape's arrays in a run.
PREFIX, FIELDS = "surface.", ("x", "y", "loss", "origin", "axes")


@dataclass(frozen=True, eq=False)
class Landscape:
    """f over a line (D = 1) or a plane of parameters.

    Attributes
    ----------
    x, y
        Coordinates along the plane's axes, shapes (nx,) and (ny,); y is empty where there is one parameter.
    loss
        f at (x, y), shape (ny, nx), or (nx,) for one parameter; not finite where f is undefined.
    origin, axes
        Where the plane lies: params = origin + x axes[0] + y axes[1], shapes (D,) and (2, D), axes orthonormal.
    """

    x: Array
    y: Array
    loss: Array
    origin: Array
    axes: Array

    @classmethod
    def of_fields(cls, fields: Mapping[str, Array]) -> Self | None:
        """Return the landscape that a run's arrays hold by name, or None where one of them is missing."""
        parts = {name: fields.get(PREFIX + name) for name in FIELDS}
        if parts["y"] is None:
            parts["y"] = np.empty(0)
        found = {name: part for name, part in parts.items() if part is not None}
        return cls(**found) if len(found) == len(FIELDS) else None

    def fields(self) -> dict[str, Array]:
        """Return the arrays by the names under which a run holds them."""
        return {PREFIX + name: getattr(self, name) for name in FIELDS}

    def project(self, params: Array) -> Array:
        """Return the plane coordinates, shape (..., 2) (or (..., 1)), of params of shape (..., D)."""
        return (params - self.origin) @ self.axes.T

    def height(self, points: Array) -> Array:
        """Return f at plane coordinates of shape (..., 2), bilinear between samples and held at the edges."""
        return bilinear(self.x, self.y, self.loss, points[..., 0], points[..., 1])

    @property
    def along(self) -> tuple[int, ...]:
        """The parameters that its coordinates are; none where these are directions across several."""
        places = self.axes.argmax(axis=1)
        is_single = np.count_nonzero(self.axes, axis=1) == 1
        is_along = is_single & (self.axes[np.arange(len(places)), places] == 1) & (self.origin[places] == 0)
        return tuple(places.tolist()) if is_along.all() else ()

    @property
    def is_whole_space(self) -> bool:
        """Whether the plane's coordinates are the parameters themselves."""
        return len(self.origin) == len(self.axes)


def clamped(values: NDArray[Any], low: float, high: float) -> NDArray[Any]:
    """Return values, each between two bounds: what NumPy's clip does, which takes twice as long for few of them."""
    return np.asarray(np.minimum(np.maximum(values, low), high))


def bilinear(x: Array, y: Array, table: Array, at_x: Array, at_y: Array) -> Array:
    """Return `table` (ny, nx, ...) on the even grids x and y at (at_x, at_y); outside, the nearest edge's values."""
    u = clamped((at_x - x[0]) * ((len(x) - 1) / (x[-1] - x[0])), 0, len(x) - 1)
    v = clamped((at_y - y[0]) * ((len(y) - 1) / (y[-1] - y[0])), 0, len(y) - 1)
    i = np.minimum(u.astype(np.intp), len(x) - 2)
    j = np.minimum(v.astype(np.intp), len(y) - 2)
    u, v = u - i, v - j
    # One flat index serves the four corners of the cell; this is where a relief spends much of its time.
    corner, flat = j * len(x) + i, table.reshape(-1, *table.shape[2:])
    if table.ndim > 2:
        u, v = (share[(..., *(None,) * (table.ndim - 2))] for share in (u, v))
    low = flat.take(corner, axis=0)
    low += u * (flat.take(corner + 1, axis=0) - low)
    corner += len(x)
    high = flat.take(corner, axis=0)
    high += u * (flat.take(corner + 1, axis=0) - high)
    return low + v * (high - low)
