"""Boxes where something is drawn: in points of a page, or in shares of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Box:
    """A box in points from the lower left corner of a page."""

    left: float
    low: float
    right: float
    high: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From low to high."""
        return self.high - self.low

    def share_of(self, width: float, height: float) -> "Share":
        """Return the box as a share of a page so many points wide and high."""
        return Share(self.left / width, self.low / height, self.right / width, self.high / height)


@dataclass(frozen=True)
class Share:
    """A box in shares of a page or of a film's frame, from its lower left corner."""

    left: float
    low: float
    right: float
    high: float

    @property
    def corners(self) -> NDArray[np.float64]:
        """The lower left and the upper right one, shape (2, 2)."""
        return np.array([[self.left, self.low], [self.right, self.high]])

    def box_on(self, width: float, height: float) -> Box:
        """Return where the box is, in points, on a page so many points wide and high."""
        return Box(self.left * width, self.low * height, self.right * width, self.high * height)
