"""Of what lines and polygons a mark is made, whoever draws it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.markers import MarkerStyle
from numpy.typing import NDArray

Array = NDArray[np.float64]
# How much wider the casing of an arrow is than the arrow, in points, and how opaque.
ARROW_CASING, ARROW_CASING_ALPHA = 2.2, 0.85


@cache
def marker_corners(marker: str) -> Array:
    """Return the corners (n, 2) of a marker of gdviz.style.themes but the disc "o", which reaches about 1 from 0."""
    shape = MarkerStyle(marker)
    corners: Array = 2 * np.asarray(shape.get_path().transformed(shape.get_transform()).to_polygons()[0])[:-1]
    return corners


@dataclass(frozen=True)
class ArrowShape:
    """How an arrow's head is built; all but its length is in lengths of the head.

    Attributes
    ----------
    length
        Of the head where there is room for it, in widths of the line or in points, as its user has it.
    half
        From the axis to a barb.
    most
        The share of the whole arrow that the head takes at most: it shrinks with one that is short.
    notch
        How deep the head is cut in between its barbs.
    sunk
        How far the shaft goes into the head.
    """

    length: float
    half: float
    most: float
    notch: float = 0.0
    sunk: float = 0.0

    def head(self, length: float, full: float) -> float:
        """Return how long the head of an arrow so long is, `full` where there is room for it."""
        return min(full, self.most * length)

    def share(self, head: float, length: float) -> float:
        """Return how much of the way from tail to tip the shaft goes."""
        return 1 - (1 - self.sunk) * head / length

    def corners(self, tip: Array, along: Array, head: float) -> Array:
        """Return a head that points along a unit vector (2,): tip, left barb, notch where there is one, right barb."""
        notch = [[self.notch - 1, 0.0]] if self.notch else []
        pattern = np.array([[0.0, 0.0], [-1.0, self.half], *notch, [-1.0, -self.half]])
        across = np.array([-along[1], along[0]])
        corners: Array = tip + pattern @ np.stack([along, across]) * head
        return corners


# On the stage, in space, and along the curve of a function.
STAGE_ARROW = ArrowShape(4.6, half=3.6 / 4.6 / 2, most=0.6, notch=0.15, sunk=0.3)
SPACE_ARROW = ArrowShape(5.0, half=0.4, most=0.6, notch=0.15, sunk=0.3)
CURVE_ARROW = ArrowShape(10.0, half=0.42, most=0.7, sunk=0.2)


@dataclass(frozen=True, eq=False)
class Arrow:
    """An arrow in the plane: the unit vector (2,) along it, its length, its head's corners and the shaft's share."""

    along: Array
    length: float
    head: Array
    share: float

    @classmethod
    def of(cls, tail: Array, tip: Array, shape: ArrowShape, full: float) -> "Arrow | None":
        """Return the arrow between two places (2,), None where they are one or not finite.

        Its head is `full` long where there is room for it, in units of the places.
        """
        along = tip - tail
        length = float(np.hypot(*along))
        if not length > 0:
            return None
        along = along / length
        head = shape.head(length, full)
        return cls(along, length, shape.corners(tip, along, head), shape.share(head, length))
