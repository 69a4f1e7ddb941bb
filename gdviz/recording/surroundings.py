"""The loss around where a training has been: its function asked there, whatever it takes."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.sampling import SAMPLES, box_around, survey
from gdviz.recording.keeping import MANY
from gdviz.recording.values import Loss, as_number

Array = NDArray[np.float64]

# Points along each side of a landscape whose loss is a function of many parameters, unless it is said.
FEW_SAMPLES = 41
# What a path may take in memory, of which not every point is needed to find its plane.
PATH_BYTES = 256 << 20


def of_many(loss: Loss, point: Array) -> Callable[[Array], Array]:
    """Return `loss` as a function of points (..., D), whether it takes one at a time or many at once."""

    def each(points: Array) -> Array:
        found = [as_number("loss", loss(one)) for one in points.reshape(-1, len(point))]
        return np.array(found).reshape(points.shape[:-1])

    # As many points as parameters could be taken for one point.
    trial = point + 1e-3 * np.arange(3 if len(point) == 2 else 2)[:, None]
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            found = np.asarray(loss(trial), dtype=np.float64)
            takes_many = found.shape == trial.shape[:-1] and np.allclose(found, each(trial), equal_nan=True)
    except Exception:
        # It is written for one point, and what it makes of several may be any error.
        takes_many = False
    return (lambda points: np.asarray(loss(points), dtype=np.float64)) if takes_many else each


def surroundings(loss: Loss, points: Array, domain: Array | None, samples: int) -> dict[str, Array]:
    """Return the fields of the landscape of a loss around where a training has been; none where that is nowhere.

    Parameters
    ----------
    loss
        A function of what the run keeps of the parameters.
    points
        Where the training has been, shape (n, D); those that are not finite are passed over.
    domain
        Low and high of each parameter, shape (D, 2); by default the path's own box.
    samples
        Points along each side.
    """
    points = points[np.isfinite(points).all(axis=-1)] if len(points) else points
    if not len(points):
        return {}
    sides = box_around(points, None) if domain is None else domain
    return survey(of_many(loss, points[0]), points, sides, samples=samples).fields()


def samples_of(size: int) -> int:
    """Return how many points along each side of a landscape are usual, of so many parameters."""
    return FEW_SAMPLES if size > MANY else SAMPLES


def path_on_disk(run: Path) -> Array:
    """Return the parameters of a run, shape (n, D): where there are many rows every so many, and the last."""
    rows = np.load(run / "params.npy", mmap_mode="r", allow_pickle=False)
    stride = -(-rows.size * 8 // PATH_BYTES)
    return np.asarray(rows[sorted({*range(0, len(rows), max(stride, 1)), len(rows) - 1})], dtype=np.float64)
