"""What would help a linear fit or classifier that crawls or goes off, as someone who knows the field would say it."""

import numpy as np

from gdviz.problems import Array, Problem
from gdviz.problems.fitting import largest_curvature, with_ones
from gdviz.runs.run import Run
from gdviz.solving.conditioning import below
from gdviz.solving.specification import Specification

# Features that differ by less do not hinder.
FOLD = 10.0
# A run crawls that has still to gain this share of its loss, and of its first loss.
LEFT, LEFT_OF_FIRST = 0.01, 1e-4
# A rate below this share of the largest stable one is slow by itself.
TIMID = 0.01
# Directions with less curvature than this share of the largest, once all weights are on one scale, are flat.
FLAT = 1e-12
# How much steeper than that of least squares a score may be.
SHARPER = 2.0 ** np.arange(6)


def hint_for(spec: Specification, run: Run) -> str | None:
    """Return a sentence that helps a run on, or None where it needs none or none is known.

    It is for models that are linear in the features, and methods whose steps follow the size of the gradient: features
    on different scales make a loss steep along some weights and flat along others.
    """
    problem = spec.problem
    if problem.model not in ("line", "linear", "linear classifier", "softmax") or spec.optimizer.scale != "gradient":
        return None
    if run.diverged or run.loss[-1] > run.loss[0]:
        return _when_off(problem, _bound(spec), spec.lr)
    differ, bound = fold(problem), _bound(spec)
    is_timid = bound is not None and spec.lr < TIMID * bound
    if (differ or is_timid) and run.stop["reason"] == "max_steps" and _crawls(problem, run):
        if bound and is_timid:
            return f"the learning rate is small: gradient descent is stable here with --lr below {below(bound)}"
        return f"{differ}, which makes the run crawl; try --standardize"
    return None


def fold(problem: Problem) -> str:
    """Return in words how far features are from one scale, by their root mean squares; empty where they are near it."""
    points = problem.data["X"]
    # Squares of very small or large numbers would leave the range.
    unit = float(np.abs(points).max()) or 1.0
    sizes = unit * np.sqrt(np.mean(np.square(points / unit), axis=0))
    sizes = sizes[sizes > 0]
    if len(sizes) and sizes.max() >= FOLD * sizes.min():
        return f"features differ {_times(sizes.max() / sizes.min())}-fold"
    if len(sizes) and sizes.max() >= FOLD:
        one = problem.features[0] if len(sizes) == 1 else "features"
        return f"{one} {'is' if len(sizes) == 1 else 'are'} {_times(sizes.max())} times the 1 of the intercept"
    return ""


def _times(ratio: float) -> str:
    return f"{float(f'{ratio:.2g}'):,.0f}" if ratio < 1e6 else f"{ratio:.1e}".replace("e+0", "e").replace("e+", "e")


def _when_off(problem: Problem, bound: float | None, lr: float) -> str | None:
    """Return what helps a run that diverged, or ended above its start."""
    differ = fold(problem)
    is_over = bound is not None and lr > bound
    if differ:
        return f"{differ}; try --standardize" + (f", or --lr below {below(bound)}" if bound and is_over else "")
    return f"gradient descent is stable here with --lr below {below(bound)}" if bound and is_over else None


def _bound(spec: Specification) -> float | None:
    """Return 2 / L for the largest curvature L anywhere, below which gradient descent is stable, if that is known."""
    problem = spec.problem
    if problem.score_curvature is None or spec.optimizer.name != "gd" or spec.batches is not None:
        return None
    if problem.model in ("line", "linear") and problem.hessian is not None:
        return 2 / float(np.linalg.eigvalsh(problem.hessian(np.zeros(problem.dimension)))[-1])
    return 2 / (problem.score_curvature * largest_curvature(with_ones(problem.data["X"])))


def _crawls(problem: Problem, run: Run) -> bool:
    """Return whether a step that knows the curvature would still gain much of what a run has left of its loss.

    With H <= Q everywhere a step of Q^{-1} g gains at least g^T Q^{-1} g / 2, and on a quadratic with H = Q all there
    is. A boundary between two classes, whose loss may have kinks or be flat far from its minimum, is held against that
    of least squares too.
    """
    gradient = problem.gradient(np.array(run.params[-1]))
    design = with_ones(problem.data["X"])
    bends = design.T @ design / len(design)
    gain = 0.0
    if problem.model == "linear classifier":
        least_squares = _without_scale(bends, design.T @ (2 * problem.data["y"] - 1) / len(design))
        gain = float(run.loss[-1] - np.min(problem.value(SHARPER[:, None] * least_squares)))
    bends = (problem.score_curvature or 0.0) * bends
    if problem.model == "linear" and problem.hessian is not None:
        bends = problem.hessian(np.zeros(problem.dimension))
    if problem.score_curvature is not None:
        gain = max(
            gain, sum(0.5 * float(part @ _without_scale(bends, part)) for part in gradient.reshape(-1, len(bends)))
        )
    return gain > LEFT * float(run.loss[-1]) and gain > LEFT_OF_FIRST * float(run.loss[0])


def _without_scale(bends: Array, gradient: Array) -> Array:
    """Return Q^{-1} g, without the directions along which Q is flat."""
    sizes = np.sqrt(bends.diagonal())
    sizes = np.where(sizes > 0, sizes, 1.0)
    curvatures, directions = np.linalg.eigh(bends / np.outer(sizes, sizes))
    along = directions.T @ (gradient / sizes)
    curved = curvatures > FLAT * curvatures[-1]
    return np.asarray(directions[:, curved] @ (along[curved] / curvatures[curved]) / sizes)
