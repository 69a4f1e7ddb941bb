"""What a run must have recorded to be drawn, and why one that lacks it cannot be."""

import numpy as np

from gdviz.runs.models import MODELS, model_of
from gdviz.runs.run import Run


def follows_slope(run: Run, count: int) -> bool:
    """Return whether each of the first `count` steps is one and the same rate times the slope of the whole loss."""
    rates, slopes = run.arrays.get("learning_rate"), run.arrays.get("gradient")
    if rates is None or slopes is None or run.manifest.get("batch"):
        return False
    with np.errstate(all="ignore"):
        taken = np.diff(np.asarray(run.params[: count + 1]), axis=0)
        made = -np.asarray(rates[:count, None]) * np.asarray(slopes[:count])
        near = np.abs(made - taken) <= 1e-9 * np.abs(made) + 1e-12 * np.abs(taken).max(initial=0.0)
    return bool(near.all() and (rates[:count] == rates[:1]).all())


def why_no_surface(run: Run) -> str | None:
    """Return why a run cannot be drawn on a landscape over two parameters or more, or None."""
    if run.params.shape[1] < 2:
        return "it has one parameter, and a surface needs two"
    return why_no_landscape(run)


def why_no_landscape(run: Run) -> str | None:
    """Return why a run cannot be drawn on a landscape over one parameter or more, or None."""
    return None if "surface.loss" in run.arrays else "it has no sampled landscape, which is recorded at a run's end"


def why_no_profile(run: Run) -> str | None:
    """Return why a run cannot be drawn on the curve of its function, or None."""
    if run.params.shape[1] != 1:
        return f"it has {run.params.shape[1]} parameters, and a curve shows one"
    return why_no_landscape(run)


def why_no_boundary(run: Run) -> str | None:
    """Return why a run has no linear boundary between points in a plane, or None."""
    model = model_of(run)
    if model.kind != "classifier" or not model.straight or run.data["X"].shape[1] != 2:
        return "it has no linear boundary between points of two features"
    return None


def why_no_fit(run: Run) -> str | None:
    """Return why a run is no fit of a curve to points of one feature, or None."""
    if model_of(run).kind != "curve" or not {"X", "y"} <= run.data.keys() or run.data["X"].shape[1] != 1:
        *others, last = (name for name, model in MODELS.items() if model.kind == "curve")
        return f"it fits no {', '.join(others)} or {last} to points of one feature"
    return why_no_landscape(run)


def why_no_points(run: Run) -> str | None:
    """Return why a run cannot be drawn on a landscape as one that goes through points in batches, or None."""
    if "y" not in run.data:
        return "it was not fitted to points, and so has no batches of them"
    return why_no_landscape(run)
