"""Boxes where something is drawn: in points of a page, or in shares of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Box:
    """A box in points from the lower left corner of a page."""

    left: float
    low: float
    width: float
    height: float

    @classmethod
    def between(cls, left: float, low: float, right: float, high: float) -> "Box":
        """Return the box between two corners."""
        return cls(left, low, right - left, high - low)

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def high(self) -> float:
        """The upper edge."""
        return self.low + self.height

    def with_edges(
        self,
        *,
        left: float | None = None,
        low: float | None = None,
        right: float | None = None,
        high: float | None = None,
    ) -> "Box":
        """Return the box with some of its edges elsewhere."""
        given, own = (left, low, right, high), (self.left, self.low, self.right, self.high)
        return Box.between(*(edge if at is None else at for at, edge in zip(given, own, strict=True)))

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
        return Box.between(self.left * width, self.low * height, self.right * width, self.high * height)
