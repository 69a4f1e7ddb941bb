"""The landscape of runs that gdviz has solved, taken again: their problem is known, and with it their loss."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.sampling import box_around
from gdviz.problems import Problem
from gdviz.runs.data import same_arrays
from gdviz.runs.manifest import RunError
from gdviz.runs.run import Run, load
from gdviz.solving.recovery import specification_of
from gdviz.surveying.courses import Course
from gdviz.surveying.given import check_places
from gdviz.surveying.landscape import landscape

Array = NDArray[np.float64]
# Points along each side where a run has no landscape yet.
SAMPLES = 41


@dataclass(frozen=True, eq=False)
class _OfProblem:
    """A function of what a run minimised; a problem is made of closures, so that it travels as what the run says."""

    run: Run
    problem: Problem

    def __reduce__(self) -> tuple[Any, ...]:
        data = {f"data.{name}": array for name, array in self.run.data.items()}
        return _made_again, (type(self), replace(self.run, arrays=data))


class _Value(_OfProblem):
    """The loss, of a point or of many."""

    def __call__(self, params: Array) -> Array:
        return self.problem.value(params)


class _Gradient(_OfProblem):
    """Its gradient, (D,)."""

    def __call__(self, params: Array) -> Array:
        return self.problem.gradient(params)


def _made_again(kind: type[_OfProblem], run: Run) -> _OfProblem:
    """Return the function as it is in the process that asks."""
    return kind(run, _problem_of(run))


def survey_solved(
    runs: Sequence[str | Path],
    *,
    plane: str | None = None,
    through: Sequence[str] = (),
    samples: int | None = None,
    domain: Sequence[float] | None = None,
    out: str | Path | None = None,
    jobs: int | Executor | None = None,
    **options: Any,
) -> list[Run]:
    """Take the landscape of solved runs again, and return the runs that hold it.

    Parameters
    ----------
    runs
        Of one problem; several share a plane, and each of one or two parameters is given the box of all.
    plane, out, domain, jobs
        See `gdviz.landscape`. Of one or two parameters the box is the problem's own by default, widened where a path
        leaves it.
    through
        Two steps of a run for the line through where it was then, or three for the plane: "first", "last" or numbers.
    samples
        By default as many as the landscapes of the runs have.
    options
        Others of `gdviz.landscape`.

    Raises
    ------
    ValueError
        If a step was not recorded, or runs are of different problems.
    RunError
        If a run is damaged, or what it minimised is not known.
    """
    loaded = [load(path) for path in runs]
    check_places(loaded, out)
    problems = [_problem_of(run) for run in loaded]
    for run, problem in zip(loaded, problems, strict=True):
        if not _is_same(problem, problems[0]):
            raise ValueError(f"{run.path} and {loaded[0].path} are of different problems, which share no landscape")
    if through and len(loaded) > 1:
        raise ValueError(f"through are steps of one run, not of {len(loaded)}; give one run")
    problem = problems[0]
    if len(loaded) > 1 and (out is not None or plane not in (None, "joint")):
        raise ValueError("several runs share a plane, which is written into each of them; give neither place nor plane")
    count = problem.dimension
    if count < 3 and (plane in ("random", "hessian") or len(through) > count):
        many = "parameter" if count == 1 else "parameters"
        what = "--through" if through else "--plane"
        raise ValueError(f"{problem.name} has {count} {many}, all of which its landscape shows; leave out {what}")
    points = [loaded[0].params[_row_of(loaded[0], word)] for word in through]
    plane = None if count < 3 else plane
    loss, gradient = _Value(loaded[0], problem), _Gradient(loaded[0], problem)
    how = {**options, "through": points, "plane": plane, "out": out, "jobs": jobs, "gradient": gradient}
    how["samples"] = max(map(_samples_of, loaded)) if samples is None else samples
    if count > 2:
        whole = loaded if len(loaded) > 1 else loaded[0]
        taken = landscape(whole, loss, domain=domain, **how)
        return list(taken) if isinstance(taken, list) else [taken]
    if domain is None and not through:
        paths = [Course.of(run).places for run in loaded]
        ends = np.concatenate([[places.min(axis=0), places.max(axis=0)] for places in paths])
        domain = box_around(ends, problem.domain).ravel().tolist()
    return [landscape(run, loss, domain=domain, **how) for run in loaded]


def _problem_of(run: Run) -> Problem:
    """Return what a run minimised, or raise RunError that says how its landscape is taken nevertheless."""
    try:
        return specification_of(run).problem
    except (KeyError, TypeError, ValueError) as error:
        if "was made by another gdviz" in str(error):
            raise RunError(str(error)) from None
        model = ", model=net" if len((run.manifest.get("space") or {}).get("layers", ())) > 1 else ""
        raise RunError(
            f"{run.path} does not say how its loss is computed, as what `gdviz solve` makes does; take its landscape "
            f"from Python, where the loss is: gdviz.landscape({str(run.path)!r}, loss{model})"
        ) from None


def _samples_of(run: Run) -> int:
    """Return how many points the landscape of a run has along each side."""
    return len(run.landscape.x) if "surface.loss" in run.arrays else SAMPLES


def _is_same(one: Problem, other: Problem) -> bool:
    """Return whether two problems are one: by name, settings and data."""
    told, others = ((problem.name, dict(problem.options), problem.parameters) for problem in (one, other))
    return told == others and same_arrays(one.data, other.data)


def _row_of(run: Run, word: str) -> int:
    """Return the row of the step that a word stands for."""
    word = word.strip()
    if word in ("first", "last"):
        return 0 if word == "first" else len(run.step) - 1
    steps = run.step.tolist()
    if word.isascii() and word.isdecimal() and len(word) < 16 and int(word) in steps:
        return steps.index(int(word))
    is_number = word.isascii() and word.isdecimal()
    near = steps[int(np.abs(run.step - int(word[:15])).argmin())] if is_number else steps[len(steps) // 2]
    raise ValueError(f"through takes first, last, or a step that was recorded, such as {near}, not {word!r}")
