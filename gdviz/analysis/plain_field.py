"""A plain field under the paths of runs that have no landscape yet: the plane in which they move, without heights."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.planes import plane_of
from gdviz.landscapes.sampling import box_around
from gdviz.runs.run import Run
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# The plane is found from so many points of each path, and its field is drawn from so many on each side.
POINTS, SIDE = 256, 3


def on_plain_field(runs: Sequence[Run]) -> list[Run]:
    """Return runs with one level landscape about their paths, in the plane in which all of these move most.

    Over two parameters it is their own space; of more the first path comes from the upper left, so that pictures drawn
    while it grows are not mirrored from one to the next.

    Raises
    ------
    ValueError
        If they are of one parameter, or not in one space, or have no finite point.
    """
    sizes = {run.params.shape[1] for run in runs}
    planes = [run.arrays["plane.axes"] for run in runs if "plane.axes" in run.arrays]
    if len(sizes) > 1 or (planes and len(runs) > 1):
        raise ValueError("their paths lie in different planes")
    (size,) = sizes
    if size < 2:
        raise ValueError("it has one parameter, and a plane needs two")
    paths = [_finite(run.params[_some(len(run.step))]) for run in runs]
    points = np.concatenate(paths)
    if not len(points):
        raise ValueError("none of its points is finite")
    origin, axes = plane_of(points, size)
    if size > 2:
        start = (points[0] - origin) @ axes.T
        axes = axes * np.where(start * [-1, 1] < 0, -1.0, 1.0)[:, None]
    box = box_around((points - origin) @ axes.T, None)
    x, y = (np.linspace(low, high, SIDE) for low, high in box.tolist())
    fields = Landscape(x, y, np.zeros((SIDE, SIDE)), origin, axes).fields()
    return [run.having(fields) for run in runs]


def is_plain(landscape: Landscape) -> bool:
    """Return whether a landscape is such a field, and no loss was sampled."""
    return max(landscape.loss.shape) <= SIDE and not landscape.loss.any()


def plain(style: Style) -> Style:
    """Return a style whose flat fields are of one pale colour."""
    return replace(style, field=(style.field[-2],) * len(style.field))


def _some(count: int) -> NDArray[np.intp]:
    """Return the rows of a path that stand for all, its last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, POINTS)).astype(np.intp))


def _finite(points: Array) -> Array:
    return np.asarray(points[np.isfinite(points).all(axis=1)])
