"""What the panel of a fit needs beside its runs: the points, and what makes a line or a curve of parameters.

A model of one feature is linear in its parameters, so that a matrix, times these, gives the heights of its curve.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.boundary import feature_names, points_in_plane
from gdviz.analysis.fit import HAIRS, heights_around, least_squares
from gdviz.analysis.sigmoid import classes_of
from gdviz.analysis.units import own_params
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import phrased, said
from gdviz.pages.courses import params_beside
from gdviz.runs.models import model_of
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.requirements import has_one_feature, is_fit_of_many, why_not_fit, why_not_sigmoid
from gdviz.runs.run import Run
from gdviz.style.themes import Style

Array = NDArray[np.float64]
Arrays = dict[str, NDArray[Any]]
# Points along a curve, and how far it goes beyond the points, as a share of their range.
CURVE, BESIDE = 201, 0.04
# A line of a probability is free above 1 and below 0 by so much.
FREE = 0.12


def why_not_fitted(run: Run) -> str | None:
    """Return why a run has no line, curve or probability over the points of one feature, or None."""
    if has_one_feature(run):
        return why_not_sigmoid(run)
    if is_fit_of_many(run):
        return f"it fits {run.data['X'].shape[1]} features, and a line lies over one"
    return why_not_fit(run)


def fit_of(
    runs: Sequence[Run], scape: Landscape | None, styles: Sequence[Style], arrays: Arrays
) -> dict[str, Any] | None:
    """Return what is said of the points and of the curve over them, and put them into the arrays; None without any.

    The arrays are the points' x and y, the places along the curve, and the matrices of the heights of the curve there
    and, where they are few, at the points; and the parameters of runs whose course does not tell them.
    """
    if any(why_not_fitted(run) for run in runs):
        return None
    first, is_sigmoid = runs[0], has_one_feature(runs[0])
    points = np.asarray(points_in_plane(first), float)[:, 0]
    heights = np.asarray(first.data["y"], float)
    model = model_of(first)
    side = float(np.ptp(points)) or 1.0
    low = min(0.0, float(points.min())) if model.through_origin else float(points.min())
    ends = low - BESIDE * side, float(points.max()) + BESIDE * side
    at = np.linspace(*ends, 2 if model.straight and not is_sigmoid else CURVE)
    arrays["fit.x"], arrays["fit.y"], arrays["fit.at"] = points, heights, at
    arrays["fit.design"] = _design(first, at)
    if len(points) <= HAIRS:
        arrays["fit.hairs"] = _design(first, points)
    for index, params in enumerate(params_beside(runs)):
        if params is not None:
            arrays[f"fit.{index}.params"] = params
    best = None if is_sigmoid else least_squares(first)
    starts = [arrays["fit.design"] @ np.asarray(run.params[0], float) for run in runs]
    shown = starts if best is None else [*starts, arrays["fit.design"] @ best]
    feature = feature_names(first.problem)[0] if is_sigmoid else _feature(first)
    return {
        "labels": [phrased([feature, said(model.note)]), _target(first)],
        "link": "sigmoid" if is_sigmoid else "identity",
        "classes": list(classes_of(first)) if is_sigmoid else [],
        "box": [list(ends), [-FREE, 1 + FREE] if is_sigmoid else list(heights_around(heights, shown))],
        "best": None if best is None else best.tolist(),
        "equation": list(model.equation(first.params.shape[1], " x")) if model.equation and not is_sigmoid else [],
        "own": own_params(first, np.eye(first.params.shape[1])).T.tolist(),
    }


def _design(run: Run, at: Array) -> Array:
    """Return the matrix (n, D) that, times a run's parameters, gives what its model says at places of the table."""
    done, model, count = Preprocessing.of(run.problem), model_of(run), run.params.shape[1]
    columns = at[:, None] if done is None else done.apply(at[:, None])
    if model.design is not None:
        return np.ascontiguousarray(model.design(columns, np.asarray(run.data["X"], float), count), float)
    line = np.concatenate([np.ones((len(at), 1)), columns], axis=1)
    # Two scores that softmax compares are one, the second less the first.
    return np.ascontiguousarray(line if count == 2 else np.concatenate([-line, line], axis=1), float)


def _feature(run: Run) -> str:
    return str((run.problem.get("features") or ["x"])[0])


def _target(run: Run) -> str:
    return str(run.problem.get("target") or "y")
