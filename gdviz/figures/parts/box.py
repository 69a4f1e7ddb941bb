"""A rectangle on the page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A box on the page, in points from its lower left corner."""

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
