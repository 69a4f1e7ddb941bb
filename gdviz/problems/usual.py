"""Where a descent of a function of one's own begins, and how long its steps are, unless that is said."""

import numpy as np

from gdviz.problems.problem import Array, Problem

STEPS = 200


def usual_start(problem: Problem) -> Array:
    """Return a point 0.7 of half a side off the centre, or else where f is defined, neither flat nor a cliff.

    Raises
    ------
    ValueError
        If the function is finite nowhere on its domain.
    """
    i = np.arange(problem.dimension)
    # Now to this side, now to that, and less far each time, so that it lies on no axis of symmetry.
    shares = np.where(i % 2, 0.7, -0.7) * 0.85**i
    drawn = np.random.default_rng(0).uniform(-0.9, 0.9, (1000, problem.dimension))
    low, high = problem.domain.T
    with np.errstate(all="ignore"):
        points = low + (high - low) * (1 + np.vstack([shares, drawn])) / 2
        slopes = np.abs(problem.gradient(points)).max(axis=-1)
        good = np.isfinite(problem.value(points)) & np.isfinite(slopes)
        if not good.any():
            limits = ",".join(f"{v:g}" for v in problem.domain.ravel())
            raise ValueError(f"the function is finite nowhere on the domain {limits}; try another --domain")
        usual = np.percentile(slopes[good], 80)
        fair = good & (slopes >= 0.1 * usual) & (slopes <= 10 * usual)
    return points[(fair if fair.any() else good).argmax()]


def given_start(start: object, names: tuple[str, ...]) -> Array:
    """Return a start that is given as numbers, or raise ValueError unless there is one for each parameter."""
    begin = np.array(start, dtype=np.float64).ravel()
    if begin.shape != (len(names),) or not np.isfinite(begin).all():
        raise ValueError(
            f"the function starts at {len(names)} finite numbers ({', '.join(names)}), not "
            f"{','.join(f'{v:g}' for v in begin)}; try --start {','.join('1' * len(names))}"
        )
    return begin


def safe_rate(problem: Problem) -> float:
    """Return a learning rate with which gradient descent from the start never climbs above it.

    The first guess is a tenth of the 2 / L that the curvature at the start would bear, with no first step beyond two
    strides; it is halved until a trial of all steps goes well.
    """
    start = problem.draw_start(0)
    with np.errstate(all="ignore"):
        # The largest sum of a row bounds the largest eigenvalue.
        curvature = np.abs(problem.hessian(start)).sum(axis=-1).max() if problem.hessian else np.float64(0)
        guesses = np.array([0.2 / curvature, 2 * problem.stride / np.abs(problem.gradient(start)).max()])
        guesses = guesses[np.isfinite(guesses) & (guesses > 0)]
        guess = float(guesses.min()) if guesses.size else problem.stride
        halves = (guess / 2**k for k in range(40))
        lr = next((lr for lr in halves if _goes_well(problem, start, lr)), guess)
    return float(f"{lr:.2g}")


def _goes_well(problem: Problem, start: Array, lr: float) -> bool:
    p, highest = start, problem.value(start)
    for _ in range(STEPS):
        p = p - lr * problem.gradient(p)
        # Written so that NaN fails it too.
        if not (np.isfinite(p).all() and -np.inf < problem.value(p) <= highest):
            return False
    return True
