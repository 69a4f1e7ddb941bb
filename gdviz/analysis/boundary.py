"""Where the boundary of a linear classifier runs: b + w . x = 0, for every slope alike."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gdviz.languages import said, to_say
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# What columns, classes and parameters are called that have no names of their own.
NAMES = (to_say("feature 1"), to_say("feature 2"))
OWN_NAMES = (to_say("class 0"), to_say("class 1"), to_say("slope"), to_say("intercept"), to_say("bias"))


def feature_names(problem: Mapping[str, Any]) -> list[str]:
    """Return the names of the two axes from a run's entry for its problem."""
    done = Preprocessing.of(problem)
    if done is not None and done.degree > 1:
        return list(done.inputs)
    return [said(str(name)) for name in problem.get("features") or NAMES]


def points_in_plane(run: Run) -> Array:
    """Return the points (n, 2) of a run as they lie on the two axes: as in the table."""
    done, points = Preprocessing.of(run.problem), np.asarray(run.data["X"])
    return points if done is None else done.undo(points)


def clipped_line(params: Array, box: Array) -> Array:
    """Return the ends of the line b + w . x = 0 inside a box, shape (2, 2); NaN where it misses the box.

    Parameters
    ----------
    params
        (b, w1, w2).
    box
        ((x0, x1), (y0, y1)).

    The line is followed from its point nearest the middle of the box along (-w2, w1), which is exact for vertical lines
    too.
    """
    nowhere = np.full((2, 2), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        squared = float(params[1:] @ params[1:])
    if not np.isfinite(params).all() or not np.isfinite(squared) or squared == 0:
        return nowhere
    nearest = nearest_point(params, box.mean(axis=1))
    direction = np.array([-params[2], params[1]]) / np.sqrt(squared)
    crosses = np.abs(direction) > 1e-15
    if not ((nearest >= box[:, 0]) & (nearest <= box[:, 1]))[~crosses].all():
        return nowhere
    reach = np.sort((box - nearest[:, None])[crosses] / direction[crosses, None], axis=1)
    enter, leave = reach[:, 0].max(), reach[:, 1].min()
    if enter > leave:
        return nowhere
    return nearest + np.array([[enter], [leave]]) * direction


def nearest_point(params: Array, point: Array) -> Array:
    """Return the point of the line b + w . x = 0 that is nearest to `point`, shape (2,); that itself if w is 0."""
    w = params[1:]
    length = float(np.hypot(*w))
    if length == 0:
        return point
    found: Array = point - (params[0] + w @ point) / length * (w / length)
    return found


def box_of_points(points: Array, starts: Sequence[Array]) -> Array:
    """Return the box (2, 2) to show: points (n, 2), widened by up to six tenths towards where straight lines start."""
    low, high = points.min(axis=0), points.max(axis=0)
    side = np.maximum(high - low, 1e-9)
    middle = (low + high) / 2
    with np.errstate(over="ignore", invalid="ignore"):
        nearest = np.array([middle, *(nearest_point(start, middle) for start in starts)])
    nearest = np.where(np.isnan(nearest), middle, nearest)
    reached = np.clip(nearest, low - 0.6 * side, high + 0.6 * side)
    low, high = np.minimum(low, reached.min(axis=0)), np.maximum(high, reached.max(axis=0))
    return np.stack([low - 0.08 * side, high + 0.08 * side], axis=-1)


def class_of_ties(run: Run) -> int:
    """Return the class, 0 or 1, that a classifier tells of a point whose classes are equally likely.

    A score of 0 is on the side of class 1, and of equal scores of softmax the first counts.
    """
    return 0 if run.problem["model"] == "softmax" else 1


class Bands:
    """The probability sigma(b + w . x) of class 1 over a grid of a box, in bands of equal width.

    Parameters
    ----------
    box
        ((x0, x1), (y0, y1)).
    shape
        Rows and columns of the grid; rows run from y0 to y1.
    count
        The number of bands.
    ties
        The class that has the points on the boundary, where w may be 0 and all are: as accuracy counts them.
    """

    def __init__(self, box: Array, shape: tuple[int, int], count: int, *, ties: int = 1) -> None:
        self._side: Literal["left", "right"] = "right" if ties else "left"
        self._x = np.linspace(box[0, 0], box[0, 1], shape[1])
        self._y = np.linspace(box[1, 0], box[1, 1], shape[0])[:, None]
        shares = np.arange(1, count) / count
        self._edges = np.log(shares / (1 - shares))

    def __call__(self, params: Array) -> NDArray[np.uint8]:
        """Return the band, from 0, of every grid point for params (b, w1, w2)."""
        z = params[0] + params[1] * self._x + params[2] * self._y
        return np.searchsorted(self._edges, z, self._side).astype(np.uint8)
