"""Whether a gradient is right: the analytic one against finite differences and the complex step."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.problems import Array, Problem
from gdviz.runs.run import Run, load
from gdviz.runs.writer import RunWriter
from gdviz.solving.numeric_gradients import BEST_STEP, METHODS, central, relative_error
from gdviz.solving.specification import specify

STEP_WIDTHS = np.logspace(-16, 0, 65)


@dataclass(frozen=True)
class Check:
    """The largest relative error of an analytic gradient, and the params where it was found."""

    error: float
    where: Array


def check_gradient(problem: Problem, *, points: int = 100, seed: int = 0) -> Check:
    """Compare the analytic gradient with central differences at random points of the domain.

    Each coordinate's step is the cube root of the machine epsilon times the coordinate's size, at least 1. Points where
    the function is not finite are left out.

    Raises
    ------
    ValueError
        If the function is finite at none of the points.
    """
    rng = np.random.default_rng(seed)
    worst: Check | None = None
    with np.errstate(all="ignore"):
        for params in rng.uniform(problem.domain[:, 0], problem.domain[:, 1], (points, problem.dimension)):
            h = BEST_STEP * max(1.0, float(np.abs(params).max()))
            expected, found = central(problem.value, params, h), problem.gradient(params)
            if not (np.isfinite(expected).all() and np.isfinite(problem.value(params))):
                continue
            error = relative_error(found, expected)
            # A gradient that is NaN is as wrong as can be: nothing is worse.
            if worst is None or error > worst.error or np.isnan(error):
                worst = Check(error, params)
    if worst is None:
        raise ValueError(f"{problem.name} is finite at none of {points} points of its domain; try another --domain")
    return worst


def study_gradient(problem: Problem, out: str | Path, *, seed: int = 0, repeats: int = 200) -> Run:
    """Record the error of each numeric gradient against the step width, and the time of each, as a run of no steps.

    At the problem's start, for 65 step widths from 1e-16 to 1: fields gradient_error.h and, where the method works,
    gradient_error.forward, .central and .complex (relative errors against the analytic gradient), and
    gradient_error.seconds, the median time of one gradient: analytic, forward, central, complex.
    """
    spec = specify(problem, steps=0, seed=seed)
    params = spec.start
    exact = problem.gradient(params)
    arrays = {"gradient_error.h": STEP_WIDTHS}
    seconds = [_median_seconds(lambda: problem.gradient(params), repeats)]
    with np.errstate(all="ignore"):
        for name, method in METHODS.items():
            try:
                errors = np.array([relative_error(method(problem.value, params, h), exact) for h in STEP_WIDTHS])
            except TypeError:
                # Some functions, abs among them, are not defined for complex numbers.
                errors = np.full(len(STEP_WIDTHS), np.nan)
            arrays[f"gradient_error.{name}"] = errors
            works = np.isfinite(errors).any() and errors[STEP_WIDTHS < 1e-3].min() < 1e-3
            call = partial(method, problem.value, params, BEST_STEP)
            seconds.append(_median_seconds(call, repeats) if works else np.nan)
    arrays["gradient_error.seconds"] = np.array(seconds)
    state: dict[str, Any] = {"params": params, "loss": problem.value(params), "step": 0}
    with RunWriter.create(out, spec.manifest(), state=state, step={}, fixed=arrays) as recorder:
        recorder.finish("max_steps", "compared the gradients at the start")
    return load(recorder.path)


def _median_seconds(call: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return float(np.median(times))
