"""What the panel of a classifier needs beside its runs: the points in their plane, and the model, or what it said."""

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.boundary import box_of_points, class_of_ties, feature_names, points_in_plane
from gdviz.analysis.class_scores import box_of_plane, classes_in_plane
from gdviz.analysis.sigmoid import classes_of, shortened
from gdviz.analysis.trajectory import spread_rows
from gdviz.analysis.units import in_own_units
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.requirements import has_curved_boundary, has_one_feature, why_not_boundary
from gdviz.runs.run import Run
from gdviz.style.colors import hexes, shades_of_two
from gdviz.style.themes import Style

Array = NDArray[np.float64]
Arrays = dict[str, NDArray[Any]]
# Shades of a class: unsure and sure. Of recorded scores so many moments are kept, and scores beyond are as sure.
SHADES, MOMENTS, SUREST = 2, 33, 16.0
# Rows of the parameters of a network that are kept, and the whole numbers that they are counted in.
ROWS, COUNTS = 257, 65535


def why_not_plane(run: Run) -> str | None:
    """Return why a run has no boundary between points in a plane, or None."""
    if has_one_feature(run) and "boundary.score" not in run.arrays:
        return "its points have one feature, and a boundary lies in a plane of two"
    return why_not_boundary(run)


def boundary_of(
    runs: Sequence[Run], scape: Landscape | None, styles: Sequence[Style], arrays: Arrays
) -> dict[str, Any] | None:
    """Return what is said of the points and the models, and put their numbers into the arrays; None without a boundary.

    The arrays are the points and their labels, and of each run its parameters or its recorded scores, as whole numbers.
    """
    if any(why_not_plane(run) for run in runs):
        return None
    first, points = runs[0], points_in_plane(runs[0])
    names = classes_in_plane(first)
    if any(len(style.class_looks(len(names), len(runs))) < len(names) for style in styles):
        return None
    is_straight = not has_curved_boundary(first)
    box = box_of_points(points, [in_own_units(run).params[0] for run in runs] if is_straight else [])
    box = box if is_straight else box_of_plane(first)
    arrays["boundary.x"], arrays["boundary.y"] = (np.ascontiguousarray(side, float) for side in points.T)
    arrays["boundary.label"] = np.asarray(first.data["y"]).astype(np.uint8)
    return {
        "labels": feature_names(first.problem)[:2],
        "box": box.tolist(),
        "ties": class_of_ties(first),
        "classes": [*classes_of(first)] if len(names) == 2 else [shortened(name) for name in names],
        "looks": {style.name: _looks(style, len(names), len(runs)) for style in styles},
        "shades": {style.name: _shades(style, len(names), len(runs)) for style in styles},
        "models": [_model(run, f"boundary.{index}", arrays) for index, run in enumerate(runs)],
    }


def _looks(style: Style, classes: int, runs: int) -> list[dict[str, str]]:
    return [{"color": look.color, "marker": look.marker} for look in style.class_looks(classes, runs)]


def _shades(style: Style, classes: int, runs: int) -> list[str]:
    """Return the colours of regions: of two classes from one to the other, of more class by class, unsure to sure."""
    if classes == 2:
        colors = shades_of_two(style.class_bands, SHADES)
    else:
        colors = style.region_shades([look.color for look in style.class_looks(classes, runs)], SHADES)
    return hexes(colors)


def _model(run: Run, key: str, arrays: Arrays) -> dict[str, Any]:
    """Return what makes scores of a run's parameters, or the grid on which they were recorded."""
    if "boundary.score" in run.arrays:
        return _recorded(run, key, arrays)
    done = Preprocessing.of(run.problem)
    degree = 1 if done is None else done.degree
    terms = [list(term) for power in range(1, degree + 1) for term in combinations_with_replacement(range(2), power)]
    params = np.asarray(run.params, float)
    rows = spread_rows(len(params), ROWS)
    kept, low, unit = whole_numbers(params[rows])
    arrays[f"{key}.params"], arrays[f"{key}.step"] = kept, np.asarray(run.step[rows], float)
    return {
        "kind": str(run.problem["model"]),
        "terms": terms,
        "means": list(done.means) if done else [],
        "scales": list(done.scales) if done else [],
        "low": low,
        "unit": unit,
    }


def _recorded(run: Run, key: str, arrays: Arrays) -> dict[str, Any]:
    steps, scores = np.asarray(run.arrays["boundary.step"]), run.arrays["boundary.score"]
    rows = spread_rows(len(steps), MOMENTS)
    shape = scores.shape[1:]
    told = np.clip(np.nan_to_num(np.asarray(scores[rows], float)), -SUREST, SUREST)
    kept, low, unit = whole_numbers(told.reshape(len(rows), -1))
    arrays[f"{key}.score"], arrays[f"{key}.step"] = kept, np.asarray(steps[rows], float)
    return {"kind": "recorded", "shape": list(shape), "low": low, "unit": unit}


def whole_numbers(values: Array) -> tuple[NDArray[np.uint16], float, float]:
    """Return values as whole numbers of a unit above the least, which no eye can tell from them, and these two."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    unit = (high - low) / COUNTS or 1.0
    counted = np.rint((np.clip(np.nan_to_num(values, nan=low), low, high) - low) / unit)
    return counted.astype(np.uint16), low, unit
