"""Where the camera stands, and what it sees where."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


# Distance of the camera in half sides of the base: near enough for depth, far enough not to distort.
DISTANCE = 7.0


@dataclass(frozen=True)
class View:
    """Where the camera stands: azimuth and elevation in degrees, azimuth from +x towards +y.

    Attributes
    ----------
    distance
        From the origin, in half sides of the base: from very far away nothing looks nearer than anything else.
    stretch
        How many times as high as it is wide the picture shows a square that faces the camera.
    """

    azimuth: float
    elevation: float
    distance: float = DISTANCE
    stretch: float = 1.0

    @cached_property
    def basis(self) -> Array:
        """Right, up, and towards the camera, as rows of a (3, 3) matrix."""
        a, e = np.radians([self.azimuth, self.elevation])
        return np.array(
            [
                [-np.sin(a), np.cos(a), 0.0],
                [-np.cos(a) * np.sin(e), -np.sin(a) * np.sin(e), np.cos(e)],
                [np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)],
            ]
        )

    @property
    def eye(self) -> Array:
        """The camera's position, shape (3,)."""
        return self.distance * self.basis[2]

    def project(self, points: Array) -> Array:
        """Return the picture coordinates, shape (..., 2), of world points (..., 3): perspective, right and up."""
        seen = points @ self.basis.T
        flat = seen[..., :2] * self.magnify(seen[..., 2])[..., None]
        return flat if self.stretch == 1 else flat * [1.0, self.stretch]

    def magnify(self, nearness: Array) -> Array:
        """Return how much larger things look that lie `nearness` in front of the origin."""
        return self.distance / (self.distance - nearness)
