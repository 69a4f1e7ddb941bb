"""How much of a landscape a small field shows: what runs need of it, in the shape of the field."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.run import Run
from gdviz.style.formula import written

Array = NDArray[np.float64]
# Fields that need not be true to scale are so many times as wide as high, at least and at most.
ANY = (0.75, 2.6)
# What is free around what runs need: a share of the landscape's sides, or close up of the longer side of their paths.
MARGIN, CLOSE_MARGIN = 0.08, 0.12
# Close up no less is shown than this share of the landscape's sides, since it was sampled no finer.
LEAST = 0.12


def needed(scape: Landscape, runs: Sequence[Run], *, margin: float = MARGIN) -> Array:
    """Return the box (2, 2) that holds what lies in a landscape of the runs' iterates and known minima.

    So a run leaves what is cut to this box at the same step as it leaves the whole. `margin` is what is free around,
    as a share of the landscape's sides.
    """
    minima = runs[0].minima if scape.is_whole_space else np.empty((0, 2))
    return _box_around(scape, _visited(scape, runs, minima), margin * (_ends(scape)[1] - _ends(scape)[0]))


def around_paths(scape: Landscape, runs: Sequence[Run], *, margin: float = CLOSE_MARGIN) -> Array:
    """Return the box (2, 2) that holds what lies in a landscape of the runs' iterates; all of it where none does.

    `margin` is what is free around, as a share of the longer side of what the iterates take up.
    """
    points = _visited(scape, runs)
    if not len(points):
        return _ends(scape).T
    return _box_around(scape, points, margin * np.ptp(points, axis=0).max())


def _ends(scape: Landscape) -> Array:
    """Return the lower left and the upper right corner of a landscape, shape (2, 2)."""
    return np.array([[grid[end] for grid in (scape.x, scape.y)] for end in (0, -1)])


def _visited(scape: Landscape, runs: Sequence[Run], others: Array | None = None) -> Array:
    """Return those of the runs' iterates, and of other points, that lie in a landscape."""
    low, high = _ends(scape)
    others = np.empty((0, 2)) if others is None else others
    with np.errstate(all="ignore"):
        points = np.concatenate([others, *(scape.project(run.params) for run in runs)])
    return points[((points >= low) & (points <= high)).all(axis=1)]


def _box_around(scape: Landscape, points: Array, margin: Array) -> Array:
    ends = np.stack([points.min(axis=0) - margin, points.max(axis=0) + margin])
    return np.clip(ends, *_ends(scape)).T


def is_even(scape: Landscape) -> bool:
    """Return whether the sampled box can be drawn to one scale: unless it is long and thin."""
    return bool(0.4 < np.ptp(scape.x) / np.ptp(scape.y) < 2.5)


def is_to_scale(scape: Landscape) -> bool:
    """Return whether a landscape is drawn to scale: then a gradient is at right angles to its contours."""
    return len(scape.y) > 0 and scape.is_whole_space and is_even(scape)


def names_of_parameters(run: Run) -> list[str]:
    """Return what parameters are called on axes: a weight of a standardised column says so.

    It is what a standard deviation of the column counts, and not what a unit of it does.
    """
    names, done = [written(name) for name in run.problem["parameters"]], Preprocessing.of(run.problem)
    shown = [said(name) for name in names]
    if done is None or not done.means or run.problem["model"] == "polynomial":
        return shown
    columns = {"slope", *(run.problem.get("features") or ())}
    return [
        said("{name}, standardised", name=word) if name.rpartition(": ")[2] in columns else word
        for name, word in zip(names, shown, strict=True)
    ]


def ratios(scape: Landscape, kept: Array) -> tuple[float, float]:
    """Return the least and the greatest width over height of fields that show what must be kept, a box (2, 2)."""
    if not is_to_scale(scape):
        return ANY
    width, height = kept[:, 1] - kept[:, 0]
    return float(width / np.ptp(scape.y)), float(np.ptp(scape.x) / height)


def crop(scape: Landscape, kept: Array, ratio: float, *, closely: bool = False) -> Landscape:
    """Return the part of a landscape around a box (2, 2) that has this width over its height.

    It is as large as there is of this shape, and all of a landscape that need not be true to scale. Taken closely it is
    as small as holds the box and can be drawn of the samples, widened to the shape where there is room.
    """
    if not closely and not is_to_scale(scape):
        return scape
    low, high = _ends(scape)
    whole = high - low
    if closely:
        sides = np.maximum(kept[:, 1] - kept[:, 0], LEAST * whole)
        sides = np.minimum(np.maximum(sides, [ratio * sides[1], sides[0] / ratio]), whole)
    else:
        wide = min(whole[0], ratio * whole[1])
        sides = np.array([wide, wide / ratio])
    starts = np.clip(kept.mean(axis=1) - sides / 2, low, high - sides)
    parts = [
        _samples(grid, start, side, closely=closely)
        for grid, start, side in zip((scape.x, scape.y), starts, sides, strict=True)
    ]
    return part_of(scape, *parts)


def _samples(grid: Array, start: float, side: float, *, closely: bool) -> slice:
    """Return which samples of a grid show so much of it: to the nearest one, or closely all that it takes."""
    cell = grid[1] - grid[0]
    if closely:
        first, last = int((start - grid[0]) / cell + 1e-9), int(np.ceil((start + side - grid[0]) / cell - 1e-9))
        return slice(max(first, 0), min(last, len(grid) - 1) + 1)
    first = round((start - grid[0]) / cell)
    return slice(first, first + max(round(side / cell), 1) + 1)


def part_of(scape: Landscape, columns: slice, rows: slice) -> Landscape:
    """Return the part of a landscape at some of its samples."""
    return replace(scape, x=scape.x[columns], y=scape.y[rows], loss=scape.loss[rows, columns])
