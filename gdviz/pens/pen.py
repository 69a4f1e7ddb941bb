"""What a pen can do: a few verbs that each surface has in its own way, and the marks that are made of them.

What stands on a stage is drawn with these alone, so that another surface needs the verbs and no mark a second time.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.pens.shapes import ARROW_CASING, ARROW_CASING_ALPHA, STAGE_ARROW, Arrow

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]
# In points: how far a dot's rim stands out, how much wider a ring's casing is, and the two widths of a cross.
RIM, RING_CASING, CROSS = 0.9, 1.9, (4.6, 2.6)
# So many points has the shorter side of a page, whatever its shape: as a page 8 inches wide and 4.5 high.
SHORT = 324.0


def point_on(width: float, height: float) -> float:
    """Return how long a point is on a page so wide and high, in the same unit."""
    return min(width, height) / SHORT


class Pen(ABC):
    """Draws on a page, its middle the origin.

    Places are scene coordinates, shape (..., 2) or (..., 3) of which the third is left out; widths and radii are in
    points, of which the shorter side of the page has 324, as in gdviz.style.themes.

    Attributes
    ----------
    unit
        Scene units to a point.
    scale
        Pixels to a scene unit.
    page
        Width and height (2,) of the frame in scene units.
    """

    unit: float
    scale: float
    page: Array

    @abstractmethod
    def within(self, box: Array) -> AbstractContextManager[None]:
        """Draw only inside a box ((left, low), (right, high))."""

    @abstractmethod
    def faded(self, opacity: float) -> AbstractContextManager[None]:
        """Draw what follows as one thing of this opacity."""

    @abstractmethod
    def line(
        self,
        points: Array,
        color: str,
        width: float,
        *,
        alpha: float = 1.0,
        dash: Sequence[float] = (),
        closed: bool = False,
    ) -> None:
        """Draw a polyline (n, 2); the lengths of dashes are in widths."""

    @abstractmethod
    def polygon(self, points: Array, color: str, *, alpha: float = 1.0) -> None:
        """Fill a polygon (n, 2)."""

    @abstractmethod
    def region(self, rings: Sequence[Array], color: str) -> None:
        """Fill what polygons (n, 2) enclose together; one that runs the other way round is a hole."""

    @abstractmethod
    def disc(self, at: Array, radius: float, color: str, *, alpha: float = 1.0) -> None:
        """Fill a disc."""

    @abstractmethod
    def circle(self, at: Array, radius: float, color: str, width: float) -> None:
        """Draw a circle."""

    @abstractmethod
    def ball(self, at: Array, radius: float, color: str, *, rim: str = "") -> None:
        """Draw a ball, lit from the upper left, with a soft shadow below it."""

    @abstractmethod
    def image(self, picture: Pixels, corner: tuple[float, float], *, alpha: float = 1.0) -> None:
        """Lay premultiplied RGBA pixels (n, m, 4) down, one to one, their upper left at a place."""

    @abstractmethod
    def outline(
        self, path: Any, corner: tuple[float, float], color: str, *, casing: str = "", scale: float = 1.0
    ) -> None:
        """Fill an outline of the surface's own kind, its origin at a place, over a wider one on a casing."""

    def dot(self, at: Array, radius: float, color: str, *, rim: str = "", alpha: float = 1.0) -> None:
        """Fill a disc, with a rim where one is named."""
        if rim:
            self.disc(at, radius + RIM, rim, alpha=alpha)
        self.disc(at, radius, color, alpha=alpha)

    def ring(self, at: Array, radius: float, color: str, width: float, *, casing: str = "") -> None:
        """Draw a circle, on a wider one where a casing is named."""
        if casing:
            self.circle(at, radius, casing, width + RING_CASING)
        self.circle(at, radius, color, width)

    def arrow(self, tail: Array, tip: Array, color: str, width: float, *, casing: str = "") -> None:
        """Draw an arrow; its head shrinks with one that is short."""
        tail, tip = tail[:2], tip[:2]
        arrow = Arrow.of(tail, tip, STAGE_ARROW, STAGE_ARROW.length * width * self.unit)
        if arrow is None:
            return
        shaft = np.stack([tail, tail + arrow.share * (tip - tail)])
        if casing:
            self.line(shaft, casing, width + ARROW_CASING, alpha=ARROW_CASING_ALPHA)
            self.line(arrow.head, casing, ARROW_CASING, alpha=ARROW_CASING_ALPHA, closed=True)
        self.line(shaft, color, width)
        self.polygon(arrow.head, color)

    def cross(self, at: Array, radius: float, color: str, *, casing: str) -> None:
        """Draw an X."""
        reach = radius * self.unit * np.array([[-1, -1], [1, 1], [-1, 1], [1, -1]])
        for shade, width in zip((casing, color), CROSS, strict=True):
            for ends in (reach[:2], reach[2:]):
                self.line(at[:2] + ends, shade, width)
