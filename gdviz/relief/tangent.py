"""The plane that touches a relief at a point, and what lies on it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.relief.solid import Relief

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TouchingPlane:
    """A plane in the world of a relief.

    Attributes
    ----------
    touch, normal
        The world point (3,) where it touches the surface, and its unit normal (3,).
    """

    touch: Array
    normal: Array

    @classmethod
    def at(cls, relief: Relief, foot: Array) -> "TouchingPlane":
        """Return the plane that touches a relief over base coordinates (2,)."""
        return cls(relief.drape(foot), relief.normal(foot))

    @property
    def slope(self) -> float:
        """How steep it is: the length of the relief's gradient."""
        return float(np.hypot(self.normal[0], self.normal[1]) / self.normal[2])

    @property
    def downhill(self) -> Array:
        """The unit vector (3,) straight down it; level where it is."""
        flat = self.normal[:2]
        length = float(np.hypot(*flat))
        down = self.over(flat / length if length > 1e-9 else np.array([1.0, 0.0]))
        unit: Array = down / np.linalg.norm(down)
        return unit

    def over(self, moves: Array) -> Array:
        """Return the vectors (..., 3) on the plane that lie over moves (..., 2) on the base."""
        rise = -(moves @ self.normal[:2]) / self.normal[2]
        return np.concatenate([moves, rise[..., None]], axis=-1)

    def patch(self, half: float, down: float = 0.0) -> Array:
        """Return the corners (4, 3) of a square on the plane around its touch, with two sides straight down it.

        It reaches so far down as `down` says where that is more than half a side.
        """
        downhill, low = self.downhill, max(half, down)
        square = np.array([[-half, -half], [low, -half], [low, half], [-half, half]])
        corners: Array = self.touch + square @ np.stack([downhill, np.cross(self.normal, downhill)])
        return corners
