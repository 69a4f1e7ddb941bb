"""What a run was made by, recovered from its manifest and its data."""

import json
from collections.abc import Container

import numpy as np

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.runs.data import Data
from gdviz.runs.run import Run
from gdviz.solving import schedules
from gdviz.solving.options import options_from
from gdviz.solving.specification import Specification, specify


def specification_of(run: Run, *, steps: int | None = None) -> Specification:
    """Return the specification that a run was made by, from its manifest and its data, with another number of steps.

    Raises
    ------
    ValueError
        If its problem or optimizer is not known by name, or this version of gdviz makes another run of it.
    """
    about, problem = run.manifest, run.problem
    options = dict(problem["options"])
    if "function of" in options:
        what = f"a function of Python's, {options['function of']!r}"
        raise ValueError(f"{run.path} is of {what}, which is not in the run; solve it again with gdviz.solve")
    settings = {**options, **run.optimizer["hyperparameters"]}
    data = None
    function = options.get("function")
    if function is not None:
        settings = dict(run.optimizer["hyperparameters"])
    elif run.data:
        data = Data.recorded(problem, run.data)
    if function is None:
        _check_known(run, "problem", problem["name"], PROBLEMS)
    _check_known(run, "optimizer", run.optimizer["name"], OPTIMIZERS)
    batch = about["batch"] or {"size": None, "sampling": "shuffle"}
    schedule = about["schedule"]
    spec = specify(
        None if function is not None else problem["name"],
        run.optimizer["name"],
        function=function,
        data=data,
        domain=np.ravel(problem["domain"]).tolist(),
        settings=settings,
        lr=run.optimizer["lr"],
        schedule=schedules.SCHEDULES[schedule["name"]](**schedule["options"]),
        start=about["start"],
        batch=batch["size"],
        sampling=batch["sampling"],
        plane=about.get("plane", ()),
        **{**options_from(about), **({} if steps is None else {"steps": steps})},
    )
    again = {**spec.manifest(), "max_steps": about["max_steps"]}
    if changed := [name for name in again if json.loads(json.dumps(again[name])) != about.get(name)]:
        raise ValueError(f"{run.path} was made by another gdviz: {', '.join(changed)} differ; solve it again")
    return spec


def _check_known(run: Run, kind: str, name: str, known: Container[str]) -> None:
    """Raise ValueError where what a run was made by is not known: parts of one's own have to be loaded."""
    if name not in known:
        mine = "if it is your own, name its file: --with mine.py"
        raise ValueError(f"unknown {kind} {name!r}, by which {run.path} was made; {mine}")
