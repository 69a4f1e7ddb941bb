"""How much of a landscape a small field shows: what runs need of it, in the shape of the field."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# Fields that need not be true to scale are so many times as wide as high, at least and at most.
ANY = (0.75, 2.6)


def needed(scape: Landscape, runs: Sequence[Run]) -> Array:
    """Return the box (2, 2) that holds, with a margin, what lies in a landscape of the runs' iterates and known minima.

    So a run leaves what is cut to this box at the same step as it leaves the whole.
    """
    low, high = np.array([scape.x[0], scape.y[0]]), np.array([scape.x[-1], scape.y[-1]])
    minima = runs[0].minima if scape.is_whole_space else np.empty((0, 2))
    with np.errstate(all="ignore"):
        points = np.concatenate([minima, *(scape.project(run.params) for run in runs)])
    points = points[((points >= low) & (points <= high)).all(axis=1)]
    margin = 0.08 * (high - low)
    return np.stack([np.clip(points.min(0) - margin, low, high), np.clip(points.max(0) + margin, low, high)], axis=-1)


def _is_to_scale(scape: Landscape) -> bool:
    return len(scape.y) > 0 and scape.is_whole_space and bool(0.4 < np.ptp(scape.x) / np.ptp(scape.y) < 2.5)


def ratios(scape: Landscape, kept: Array) -> tuple[float, float]:
    """Return the least and the greatest width over height of fields that show what must be kept, a box (2, 2)."""
    if not _is_to_scale(scape):
        return ANY
    width, height = kept[:, 1] - kept[:, 0]
    return float(width / np.ptp(scape.y)), float(np.ptp(scape.x) / height)


def crop(scape: Landscape, kept: Array, ratio: float) -> Landscape:
    """Return as much of a landscape around what is needed as has this width over its height."""
    if not _is_to_scale(scape):
        return scape
    sides = np.array([min(np.ptp(scape.x), ratio * np.ptp(scape.y)), 0.0])
    sides[1] = sides[0] / ratio
    slices = []
    for grid, side, middle in zip((scape.x, scape.y), sides, kept.mean(axis=1), strict=True):
        low = np.clip(middle - side / 2, grid[0], grid[-1] - side)
        cell = grid[1] - grid[0]
        first = round((low - grid[0]) / cell)
        slices.append(slice(first, first + max(round(side / cell), 1) + 1))
    x, y = slices
    return replace(scape, x=scape.x[x], y=scape.y[y], loss=scape.loss[y, x])
