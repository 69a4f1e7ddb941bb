"""What a run must have recorded to be drawn, and why one that lacks it cannot be.

Why a run cannot show a subject is what the function `why_not_` and the subject's name returns; why several cannot be
drawn together, `why_not_together_`. Where that has to be computed, the function of that name is in gdviz.analysis.
"""

import shlex

import numpy as np

from gdviz.runs.models import MODELS, model_of
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.run import Run

# As many as a theme has looks.
MOST_CLASSES_DRAWN = 10
RECORDED = "; record it with gdviz.record(..., predict=function) and it has"


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


def why_not_surface(run: Run) -> str | None:
    """Return why a run cannot be drawn on a landscape over two parameters or more, or None."""
    if run.params.shape[1] < 2:
        return "it has one parameter, and a surface needs two"
    return why_not_landscape(run)


def is_of_points(run: Run) -> bool:
    """Return whether a run holds a landscape with the points that it is around, or goes through, and no training."""
    survey = run.manifest.get("survey") or {}
    is_lone = bool(survey) and run.steps == 0 and run.stop["reason"] != "running"
    return is_lone or survey.get("plane") in ("line", "points")


def has_curve(run: Run) -> bool:
    """Return whether a run's losses make a curve over its steps, or will."""
    is_course = run.steps > 0 or run.stop["reason"] == "running"
    return is_course and not is_of_points(run) and why_not_losses(run) is None


def why_not_course(run: Run) -> str | None:
    """Return why a run has no course to follow step by step, or None."""
    if not is_of_points(run):
        return None
    what = "around one point" if run.steps == 0 else f"through {len(run.step)} points"
    return f"it holds a landscape {what}, and no steps of a training"


def why_not_race(run: Run) -> str | None:
    """Return why a run cannot take part in a race over a landscape, or None."""
    return why_not_surface(run) or why_not_course(run)


def why_not_learning_rates(run: Run) -> str | None:
    """Return why a run cannot be judged by how its learning rate brings it down a landscape, or None."""
    return why_not_landscape(run) or why_not_course(run) or why_not_losses(run)


def why_not_losses(run: Run) -> str | None:
    """Return why the losses of a run cannot be told, or None."""
    return "none of its losses is known" if np.isnan(run.loss).all() else None


def why_not_landscape(run: Run) -> str | None:
    """Return why a run cannot be drawn on a landscape over one parameter or more, or None."""
    return None if "surface.loss" in run.arrays else "it has no sampled landscape, which is recorded at a run's end"


def why_not_descent_1d(run: Run) -> str | None:
    """Return why a run cannot be drawn on the curve of its function, or None."""
    if run.params.shape[1] != 1:
        return f"it has {run.params.shape[1]} parameters, and a curve shows one"
    return why_not_landscape(run)


def why_not_boundary(run: Run) -> str | None:
    """Return why a run has no boundary between points in a plane, nor a threshold on a line, or None."""
    if "boundary.score" in run.arrays:
        return _why_not_so_many_classes(run)
    if has_one_feature(run):
        return _why_not_threshold(run)
    model, points = model_of(run), run.data.get("X")
    if model.kind != "classifier" or points is None or "y" not in run.data:
        own = model.kind == "function" and points is not None
        return f"it has no boundary between classes of points of two features{RECORDED if own else ''}"
    if _columns(run) != 2:
        done = Preprocessing.of(run.problem)
        columns = list(done.inputs) if done is not None and done.degree > 1 else list(run.problem.get("features") or ())
        first = shlex.quote(",".join([*columns, "1", "2"][:2]))
        return f"its points have {_columns(run)} features; solve it with the two of a plane, such as --x {first}"
    return _why_not_so_many_classes(run)


def why_not_network(run: Run) -> str | None:
    """Return why a run is no network that parts points in a plane, or None; its hidden units need not be known."""
    if "boundary.score" not in run.arrays and model_of(run).terms is None:
        other = " figure boundary draws it" if why_not_boundary(run) is None else " it parts no points in a plane"
        return f"it has no hidden units, as mlp and recorded networks do;{other}"
    return why_not_boundary(run)


def has_curved_boundary(run: Run) -> bool:
    """Return whether a run that has a boundary in a plane need not have one straight line for it."""
    is_line = model_of(run).straight and run.data["X"].shape[1] == 2 and classes_told(run) == 2
    return "boundary.score" in run.arrays or (_columns(run) == 2 and not is_line)


def classes_told(run: Run) -> int:
    """Return how many classes a run tells apart."""
    scores = run.arrays["boundary.score"].shape[1] if "boundary.score" in run.arrays else 0
    return max(2, scores, len(run.problem.get("classes") or ()), int(np.max(run.data["y"], initial=0)) + 1)


def _columns(run: Run) -> int:
    """Return how many columns of a table the points of a run are made of."""
    done = Preprocessing.of(run.problem)
    return len(done.inputs) if done is not None and done.degree > 1 else run.data["X"].shape[1]


def _why_not_so_many_classes(run: Run) -> str | None:
    count = classes_told(run)
    if count > MOST_CLASSES_DRAWN:
        return f"it tells {count} classes apart, and {MOST_CLASSES_DRAWN} have looks of their own"
    scores = run.arrays["boundary.score"].shape[1] if "boundary.score" in run.arrays else 0
    if scores and count != max(2, scores):
        return f"it predicts {max(2, scores)} classes, and its points have {count}"
    return None


def why_not_sigmoid(run: Run) -> str | None:
    """Return why a run has no probability over one feature, or None."""
    if not has_one_feature(run):
        return "it is no classifier of points of one feature"
    if run.problem["name"] == "svm":
        return "a support vector machine tells a side, and no probability of it; figure boundary draws its threshold"
    return _why_not_threshold(run)


def has_one_feature(run: Run) -> bool:
    """Return whether a run is a classifier of points of one feature."""
    points = run.data.get("X")
    labelled = points is not None and "y" in run.data and model_of(run).kind == "classifier"
    return labelled and points is not None and points.shape[1] == 1


def _why_not_threshold(run: Run) -> str | None:
    """Return why a classifier of points of one feature has no one threshold, or None."""
    kinds = classes_told(run)
    if kinds > 2:
        return f"it tells {kinds} classes apart by one feature, and one threshold parts two"
    if (run.problem["model"], run.params.shape[1]) not in (("linear classifier", 2), ("softmax", 4)):
        return "its boundary over one feature is no single threshold, as that of logistic, softmax or svm is"
    return None


def why_not_fit(run: Run) -> str | None:
    """Return why a run fits no numbers to points, by a curve over one feature or by several features, or None."""
    if not {"X", "y"} <= run.data.keys() or not (is_fit_of_many(run) or _is_curve(run)):
        *others, last = (name for name, model in MODELS.items() if model.kind == "curve")
        return f"it fits no {', '.join(others)} or {last} to points of one feature"
    return why_not_landscape(run)


def why_not_curve(run: Run) -> str | None:
    """Return why a run is no fit of a curve to points of one feature, or None."""
    if is_fit_of_many(run):
        return f"it fits {run.data['X'].shape[1]} features, and a curve lies over one; figure fit draws it"
    return why_not_fit(run)


def is_fit_of_many(run: Run) -> bool:
    """Return whether a run fits numbers to points of several features."""
    return model_of(run).many and "X" in run.data and run.data["X"].shape[1] > 1


def _is_curve(run: Run) -> bool:
    return model_of(run).kind == "curve" and run.data["X"].shape[1] == 1


def why_not_noise(run: Run) -> str | None:
    """Return why a run cannot be drawn on a landscape as one that goes through points in batches, or None."""
    if "y" not in run.data:
        return "it was not fitted to points, and so has no batches of them"
    if not run.is_solved and not run.manifest.get("batch"):
        return "how many points each of its steps used was not recorded"
    return why_not_losses(run) or why_not_landscape(run)


def why_not_gradient_error(run: Run) -> str | None:
    """Return why a run is no study of a gradient, as `gdviz check-gradient PROBLEM -o RUN` records it, or None."""
    if "gradient_error.h" in run.arrays:
        return None
    return "it holds no gradient study; `gdviz check-gradient PROBLEM -o RUN` records one"


def has_basins(run: Run) -> bool:
    """Return whether a run recorded where every start ends."""
    return {"basins.label", "basins.ends", "basins.steps", "basins.x", "basins.y"} <= run.arrays.keys()


def why_not_basins(run: Run) -> str | None:
    """Return why basins of attraction cannot be drawn on a run's landscape, or None; recorded they need not be."""
    count = run.params.shape[1]
    return why_not_surface(run) if count == 2 else f"it has {count} parameters, and basins are drawn over two"


def why_not_scaling(run: Run) -> str | None:
    """Return why a run's gradient cannot be held against its steps coordinate by coordinate, or None."""
    if reason := why_not_course(run):
        return reason
    if run.steps < 1:
        return "it has not taken a step"
    if "gradient" not in run.arrays:
        return f"its gradients were not recorded; {run.again('--fields')}"
    if "update" not in run.arrays and run.steps != len(run.step) - 1:
        return f"it keeps neither all of its steps nor how long they were; {run.again('--every')}"
    sizes = np.abs(run.gradient)
    return None if (np.isfinite(sizes) & (sizes > 0)).any() else "its gradients are nowhere other than zero"


def why_not_steps(run: Run) -> str | None:
    """Return why the single steps of a run cannot be followed, or None."""
    if reason := why_not_course(run):
        return reason
    if run.steps < 1:
        return "it has not taken a step"
    if run.steps != len(run.step) - 1:
        return f"it keeps only some of its steps; {run.again('--every')}"
    if "gradient" not in run.arrays:
        return f"its gradients were not recorded; {run.again('--fields')}"
    return None


def why_not_anatomy(run: Run) -> str | None:
    """Return why the steps of a run cannot be taken apart in the plane, or None."""
    if reason := why_not_surface(run) or why_not_course(run):
        return reason
    if run.params.shape[1] != 2:
        return f"it has {run.params.shape[1]} parameters, and the arrows of a step need two"
    return why_not_steps(run)
