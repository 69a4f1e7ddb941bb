"""Where the loss is sampled around a path, and the sampling."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.planes import plane_along, plane_of

Array = NDArray[np.float64]

# 289 points a side are 288 = 2^5 * 3^2 cells, so that coarser grids of 96, 72 or 48 cells are strides of this one;
# fewer leave steps along the contours of a narrow valley.
SAMPLES = 289


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


def box_of_coordinates(path: Array, domain: Array) -> Array:
    """Return the box (d, 2) that holds a domain and a path (T + 1, d), with a margin about the path."""
    low, high = path.min(axis=0), path.max(axis=0)
    margin = 0.06 * (high - low)
    return np.stack([np.minimum(domain[:, 0], low - margin), np.maximum(domain[:, 1], high + margin)], axis=-1)


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


def survey(
    value: Callable[[Array], Array],
    path: Array,
    domain: Array,
    *,
    samples: int = SAMPLES,
    along: Sequence[int] = (),
    restrict: Callable[[Array, Array], Callable[[Array], Array]] | None = None,
) -> Landscape:
    """Sample `value` around a path of shape (T + 1, D), over `domain` (D, 2) widened where the path leaves it.

    With more than two parameters the domain is not used: the box is the path's own in the plane of `plane_of`. Where
    two parameters are named `along` which to sample, it holds both their domain and the path. Points of the path that
    are not finite are left out. `restrict` makes of origin and axes of a plane a cheaper function of its coordinates,
    which serves for more than two parameters. Rows are sampled one at a time, so that data of any size fit in memory.
    """
    path = path[np.isfinite(path).all(axis=1)]
    if along:
        origin, axes = plane_along(path, along)
        box = box_of_coordinates(path[:, along], domain[list(along)])
    else:
        origin, axes = plane_of(path, path.shape[1])
        box = box_around((path - origin) @ axes.T, domain if path.shape[1] <= 2 else None)
    x = np.linspace(box[0, 0], box[0, 1], samples)
    with np.errstate(all="ignore"):
        if len(axes) == 1:
            return Landscape(x, np.empty(0), value(origin + x[:, None] * axes[0]), origin, axes)
        y = np.linspace(box[1, 0], box[1, 1], samples)
        if restrict is not None and path.shape[1] > 2:
            over_plane = restrict(origin, axes)
            rows = [over_plane(np.stack([x, np.full(samples, row)], axis=-1)) for row in y]
            return Landscape(x, y, np.stack(rows), origin, axes)
        loss = np.stack([value(origin + x[:, None] * axes[0] + row * axes[1]) for row in y])
    return Landscape(x, y, loss, origin, axes)
