"""The loss as a landscape: f sampled over a plane of parameters, and the levels at which to draw its contours."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# 289 points a side are 288 = 2^5 * 3^2 cells, so that coarser grids of 96, 72 or 48 cells are strides of this one;
# fewer leave steps along the contours of a narrow valley.
SAMPLES = 289


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

    def project(self, params: Array) -> Array:
        """Return the plane coordinates, shape (..., 2) (or (..., 1)), of params of shape (..., D)."""
        return (params - self.origin) @ self.axes.T

    def height(self, points: Array) -> Array:
        """Return f at plane coordinates of shape (..., 2), bilinear between samples and held at the edges."""
        return bilinear(self.x, self.y, self.loss, points[..., 0], points[..., 1])

    @property
    def is_whole_space(self) -> bool:
        """Whether the plane's coordinates are the parameters themselves."""
        return len(self.origin) == len(self.axes)


def bilinear(x: Array, y: Array, table: Array, at_x: Array, at_y: Array) -> Array:
    """Return `table` (ny, nx) on the even grids x and y at (at_x, at_y); outside, the nearest edge's values."""
    u = np.clip((at_x - x[0]) * ((len(x) - 1) / (x[-1] - x[0])), 0, len(x) - 1)
    v = np.clip((at_y - y[0]) * ((len(y) - 1) / (y[-1] - y[0])), 0, len(y) - 1)
    i = np.minimum(u.astype(np.intp), len(x) - 2)
    j = np.minimum(v.astype(np.intp), len(y) - 2)
    u, v = u - i, v - j
    # One flat index serves the four corners of the cell; this is where a relief spends much of its time.
    corner, flat = j * len(x) + i, table.ravel()
    low = flat.take(corner)
    low += u * (flat.take(corner + 1) - low)
    corner += len(x)
    high = flat.take(corner)
    high += u * (flat.take(corner + 1) - high)
    return low + v * (high - low)


def plane_of(path: Array, dimension: int) -> tuple[Array, Array]:
    """Return origin (D,) and orthonormal axes (min(D, 2), D) of the plane to draw.

    With one or two parameters it is their own space. With more it is spanned by the two leading principal components of
    the path, about its end: the plane that shows most of the path's variance (H. Li et al., Visualizing the Loss
    Landscape of Neural Nets, 2018, section 7).
    """
    if dimension <= 2:
        return np.zeros(dimension), np.eye(dimension)
    end = path[-1]
    _, _, components = np.linalg.svd(path - end, full_matrices=True)
    axes = components[:2]
    # A component's sign is arbitrary: make its largest entry positive, so that the picture does not flip between runs.
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1)
    return end, axes * np.sign(largest)


def box_around(path: Array, domain: Array | None) -> Array:
    """Return the box (d, 2) to sample: the domain, widened to hold a path (T + 1, d) that leaves it, at most threefold.

    Without a domain, it is the path's bounding box with a margin, no side shorter than a third of the longest.
    """
    low, high = path.min(axis=0), path.max(axis=0)
    if domain is None:
        centre, side = (low + high) / 2, (high - low) * 1.3
        side = np.maximum(side, max(side.max() / 3, 1e-3))
        return np.stack([centre - side / 2, centre + side / 2], axis=-1)
    side = domain[:, 1] - domain[:, 0]
    margin = 0.06 * side
    outside_low, outside_high = low < domain[:, 0], high > domain[:, 1]
    return np.stack(
        [
            np.where(outside_low, np.maximum(low - margin, domain[:, 0] - side), domain[:, 0]),
            np.where(outside_high, np.minimum(high + margin, domain[:, 1] + side), domain[:, 1]),
        ],
        axis=-1,
    )


class Footprint:
    """Where a run has been, in bounded memory: every k-th point, where k doubles whenever there are too many.

    Points much worse than the first are passed over: a run that diverges is seen leaving the frame, and does not shrink
    everything else to a dot.
    """

    CAPACITY = 8192

    def __init__(self) -> None:
        self.seen = 0
        self._bearable = np.inf
        self._next = 0
        self._stride = 1
        self._kept: list[Array] = []
        self._last: list[Array] = []

    def add(self, point: Array, loss: float) -> None:
        """Note a point, shape (D,), and the loss there; the first is noted whatever its loss."""
        if self.seen == 0:
            self._bearable = loss + max(abs(loss), 1.0)
        elif not loss <= self._bearable:
            self.seen += 1
            return
        self._last = [point]
        if self.seen >= self._next:
            self._kept.append(point)
            if len(self._kept) == self.CAPACITY:
                self._kept = self._kept[::2]
                self._stride *= 2
            self._next = self.seen + self._stride
        self.seen += 1

    @property
    def points(self) -> Array:
        """The points kept and the last one, shape (n, D)."""
        return np.array(self._kept + self._last)


def survey(value: Callable[[Array], Array], path: Array, domain: Array, *, samples: int = SAMPLES) -> Landscape:
    """Sample `value` around a path of shape (T + 1, D), over `domain` (D, 2) widened where the path leaves it.

    With more than two parameters the domain is not used: the box is the path's own in the plane of `plane_of`. Points
    of the path that are not finite are left out. Rows are sampled one at a time, so that data of any size fit in
    memory.
    """
    path = path[np.isfinite(path).all(axis=1)]
    origin, axes = plane_of(path, path.shape[1])
    box = box_around((path - origin) @ axes.T, domain if path.shape[1] <= 2 else None)
    x = np.linspace(box[0, 0], box[0, 1], samples)
    with np.errstate(all="ignore"):
        if len(axes) == 1:
            return Landscape(x, np.empty(0), value(origin + x[:, None] * axes[0]), origin, axes)
        y = np.linspace(box[1, 0], box[1, 1], samples)
        loss = np.stack([value(origin + x[:, None] * axes[0] + row * axes[1]) for row in y])
    return Landscape(x, y, loss, origin, axes)


@dataclass(frozen=True)
class Scale:
    """How a loss becomes a depth in [0, 1], for colours, heights and contour levels alike.

    With share = (f - low) / (high - low) and s = 10^decades, the depth is log(1 + s share) / log(1 + s): a log scale of
    the distance from the lowest loss over so many decades, without a pole at the minimum. With 0 decades it is the
    share itself.
    """

    low: float
    high: float
    decades: int

    @classmethod
    def of(cls, loss: Array, decades: int) -> "Scale":
        """Return the scale for sampled losses; values that are not finite are left out."""
        finite = loss[np.isfinite(loss)]
        if not finite.size:
            raise ValueError("the landscape has no finite value in the sampled box; solve with another --start")
        low, high = float(finite.min()), float(finite.max())
        return cls(low, high if high > low else low + 1.0, decades)

    @classmethod
    def for_heights(cls, loss: Array) -> "Scale":
        """Return the scale for a surface: over two decades where the range is wild, else linear.

        Wild means that half the samples lie in the lowest eighth of the range: a linear scale would show the walls
        only.
        """
        linear = cls.of(loss, 0)
        return cls.of(loss, 2) if np.nanmedian(linear.depth(loss)) < 1 / 8 else linear

    @classmethod
    def for_contours(cls, loss: Array) -> "Scale":
        """Return the log scale for flat pictures: over as few decades, 1 to 6, as bring the median half way up.

        Then the bands are about evenly filled, for a gentle bowl and for a function that spans a million alike.
        """
        scales = [cls.of(loss, decades) for decades in range(1, 7)]
        return next((scale for scale in scales if np.nanmedian(scale.depth(loss)) >= 0.5), scales[-1])

    def depth(self, loss: Array) -> Array:
        """Return the depths of losses, clipped to [0, 1]."""
        share = np.clip((loss - self.low) / (self.high - self.low), 0, 1)
        return np.log1p(10**self.decades * share) / np.log1p(10**self.decades) if self.decades else share

    def loss(self, depth: Array) -> Array:
        """Return the losses at depths in [0, 1]: the inverse of `depth`."""
        share = np.expm1(depth * np.log1p(10**self.decades)) / 10**self.decades if self.decades else depth
        return self.low + share * (self.high - self.low)

    def levels(self, count: int) -> Array:
        """Return `count` losses between low and high whose depths are evenly spaced: where to draw contours."""
        return self.loss(np.linspace(0, 1, count + 2)[1:-1])
