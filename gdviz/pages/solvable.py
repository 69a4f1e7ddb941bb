"""What a page can solve anew: the function of its runs, where gdviz knows it, with all that a reader may turn.

A renderer never solves; a page carries a small solver of its own, since a start that a reader will choose cannot be
recorded beforehand. What it needs for that is put together here: the function as JavaScript, or its data for the models
whose losses src/solving/models.js knows; how the runs were made; and the dials.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.languages import Language, said, spoken
from gdviz.optimizers import OPTIMIZERS
from gdviz.pages.dials import DECADES, optimizers_for
from gdviz.pages.javascript import script_of
from gdviz.pages.problem_words import problem_of, words_for
from gdviz.problems import Problem
from gdviz.problems.expression_derivatives import Derivatives, derive
from gdviz.runs.models import model_of
from gdviz.runs.run import Run
from gdviz.settings import defaults_of
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# The losses that src/solving/models.js knows, by problem: least squares with the factor of half their mean, and how
# scores of two classes are judged.
LEAST_SQUARES = {"slope": 2.0, "line": 1.0, "polynomial": 1.0, "linear": 1.0}
CLASSIFIERS = ("logistic", "sigmoid-squared-error", "svm")
# A page that solves sixty times a second has no time for more numbers of a design matrix.
MOST_NUMBERS = 40_000
# Nor for more steps; a reader may ask for some more than at first.
STEPS, MOST_STEPS = 2_000, 20_000


class NotSolvableError(ValueError):
    """A run whose function a page cannot solve; the message is the sentence that the page says instead."""


@dataclass(frozen=True, eq=False)
class Solvable:
    """What a page needs for solving.

    Attributes
    ----------
    entry
        JSON-ready; its names are those of the typedef Solving in src/solving/types.js.
    arrays
        The data that are fitted, by name: "design", shape (n, D), and "target", shape (n,).
    script
        The function as a script of its own, or empty where it is one of src/solving/models.js.
    """

    entry: dict[str, Any]
    arrays: dict[str, Array] = field(default_factory=dict)
    script: str = ""


def solvable(runs: Sequence[Run]) -> Solvable:
    """Return what a page of these runs, the first of which lends its function, needs for solving it.

    Raises
    ------
    NotSolvableError
        If gdviz does not know the function, or it is too large.
    """
    run = runs[0]
    problem = _problem_of(run)
    if problem.expression:
        try:
            found = derive(problem.expression)
            script = script_of(found)
        except ValueError:
            raise NotSolvableError("This function cannot be written for a page: the run is played.") from None
        about: dict[str, Any] = {"kind": "expression"}
        arrays: dict[str, Array] = {}
        bends = _constant_hessian(found)
        has_hessian = "\nhessian(" in script
    else:
        about, arrays, bends = _model(run, problem)
        script, has_hessian = "", problem.hessian is not None
    entry = {
        **about,
        "names": list(problem.parameters),
        "dimension": problem.dimension,
        "optimizers": optimizers_for(problem, hessian=has_hessian),
        "decades": DECADES,
        "recorded": [_recorded(each) for each in runs],
        "steps": min(int(run.manifest.get("max_steps", run.steps)) or 1, STEPS),
        "mostSteps": MOST_STEPS,
        "curvatures": _curvatures(bends),
        "command": _command(run, problem),
        "note": ""
        if run.manifest.get("batch") is None
        else said("The run drew batches; here every step uses all data."),
    }
    return Solvable(entry, arrays, script)


def solving_of(
    runs: Sequence[Run], scape: Landscape | None, styles: Sequence[Style], arrays: dict[str, NDArray[Any]]
) -> dict[str, Any]:
    """Return what a page's payload says of solving, and put its data into the arrays; or the reason why it has none."""
    try:
        found = _found(tuple(runs), spoken())
    except NotSolvableError as reason:
        return {"reason": str(reason)}
    arrays |= {f"solving.{name}": array for name, array in found.arrays.items()}
    if scape is None:
        return {"reason": said("Nothing was sampled around this run: it is played, not solved anew.")}
    plane = {"origin": scape.origin.tolist(), "axes": scape.axes.tolist()}
    # One more than there are: that of the reader's own run.
    looks = {style.name: style.look_of(len(runs), len(runs) + 1) for style in styles}
    colours = {name: look.color for name, look in looks.items()}
    return {**found.entry, "plane": plane, "colours": colours, "script": found.script}


def why_no_momentum_plane(runs: Sequence[Run]) -> str | None:
    """Return why there is no plane of learning rates and momenta to show, or None."""
    try:
        curvatures = _found(tuple(runs), spoken()).entry["curvatures"]
    except NotSolvableError:
        curvatures = None
    return None if curvatures else "what they minimise is no quadratic with one minimum"


@lru_cache(maxsize=1)
def _found(runs: tuple[Run, ...], language: Language) -> Solvable:
    """Return `solvable` of runs, which a page asks twice, in the language that is spoken."""
    return solvable(runs)


def _problem_of(run: Run) -> Problem:
    """Return the problem of a run, if it is one that a page can solve."""
    try:
        problem = problem_of(run)
    except ValueError:
        raise NotSolvableError(
            said("gdviz does not know this run's function as a formula: it is played, not solved anew.")
        ) from None
    if not (problem.expression or problem.name in (*LEAST_SQUARES, *CLASSIFIERS)):
        few = problem.model == "function"
        raise NotSolvableError(
            said("A function of {count} variables is too long for a page: the run is played.", count=problem.dimension)
            if few
            else said("A page cannot train this model: the run is played.")
        )
    return problem


def _model(run: Run, problem: Problem) -> tuple[dict[str, Any], dict[str, Array], Array | None]:
    """Return what says the loss of a model, its data, and its Hessian where that is constant."""
    points, y = np.asarray(run.data["X"], float), np.asarray(run.data["y"], float)
    name, width = problem.name, problem.dimension
    if len(points) * width > MOST_NUMBERS:
        count = len(points)
        raise NotSolvableError(
            said("These {count} points are too many for a page to fit: the run is played.", count=count)
        )
    options = problem.options
    if name in LEAST_SQUARES:
        design_of = model_of(run).design
        if design_of is None:
            raise NotSolvableError(said("A page cannot train this model: the run is played."))
        design = np.ascontiguousarray(design_of(points, points, width))
        factor, ridge = LEAST_SQUARES[name], float(options.get("l2", 0.0))
        penalty = ridge * np.diag(np.r_[0.0, np.ones(width - 1)])
        about = {"kind": "least squares", "factor": factor, "ridge": ridge}
        return about, {"design": design, "target": y}, factor * design.T @ design / len(y) + penalty
    design = np.column_stack([np.ones(len(points)), points])
    about = {"kind": "classifier", "judge": name, "ridge": float(options.get("regularization", 0.0))}
    return about, {"design": design, "target": y}, None


def _command(run: Run, problem: Problem) -> dict[str, Any]:
    """Return the words with which the command of the reader's own run begins, and what in them is a table's name."""
    named, seed = words_for(run, problem), int(run.manifest.get("seed", 0))
    words = ["gdviz", "solve", *named.words, *([f"--seed={seed}"] if seed else [])]
    return {"words": words, "table": named.table}


def _recorded(run: Run) -> dict[str, Any]:
    """Return how a run was made, as far as a page can make it again."""
    about, optimizer = run.manifest, run.optimizer
    name = optimizer["name"] if optimizer["name"] in OPTIMIZERS else None
    schedule = about.get("schedule") or {"name": "constant", "options": {}}
    return {
        "optimizer": name,
        "rate": float(optimizer["lr"]) if name else None,
        "settings": {**defaults_of(OPTIMIZERS[name].settings), **dict(optimizer["hyperparameters"])} if name else {},
        "schedule": {"name": schedule["name"], "options": dict(schedule["options"])},
        "start": [float(number) for number in run.start],
        "tolGradient": float(about.get("tol_gradient", 0.0)),
        "tolStep": float(about.get("tol_step", 0.0)),
        "until": list(about.get("until", ())),
        "patience": int(about.get("patience", 0)),
    }


def _constant_hessian(found: Derivatives) -> Array | None:
    """Return the Hessian (D, D) of a quadratic function, or None of any other."""
    if not all(bend.is_number for bend in found.hessian):
        return None
    count = len(found.symbols)
    bends = np.zeros((count, count))
    bends[np.triu_indices(count)] = [float(bend) for bend in found.hessian]
    return bends + np.triu(bends, 1).T


def _curvatures(bends: Array | None) -> list[float] | None:
    """Return the eigenvalues of a quadratic with one minimum, ascending; None where there is no such thing."""
    if bends is None:
        return None
    found = np.linalg.eigvalsh(bends)
    return found.tolist() if found[0] > 1e-12 * found[-1] > 0 else None
