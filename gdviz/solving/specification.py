"""Everything that decides a run, checked, and named by a hash of it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.arguments import (
    FUNCTION,
    NAME,
    NUMBER,
    NUMBERS,
    TABLE,
    TEXT,
    WHOLE,
    WORDS,
    Accepted,
    record_of,
    sequence,
    taking,
)
from gdviz.optimizers import Optimizer
from gdviz.problems import Array, Problem
from gdviz.problems.datasets import SOURCE, load_data
from gdviz.registry import unknown
from gdviz.runs.names import file_name
from gdviz.runs.preprocessing import ENTRY
from gdviz.solving import schedules
from gdviz.solving.asked import as_problem, is_function, records_of
from gdviz.solving.batches import SAMPLINGS, Batches
from gdviz.solving.choices import Function
from gdviz.solving.examination import examine
from gdviz.solving.options import OPTIONS, Options
from gdviz.solving.planes import chosen_plane
from gdviz.solving.schedules import Schedule
from gdviz.solving.stopping import until

RUNS = Path("renders/runs")


@dataclass(frozen=True, kw_only=True)
class Specification(Options):
    """Everything that decides a run, down to its last bit: the same specification gives the same rows.

    Attributes
    ----------
    problem, optimizer, schedule
        What is minimised, how, and what the learning rate does meanwhile.
    lr
        Learning rate eta > 0, dimensionless.
    steps
        The most steps to take.
    start
        theta_0, shape (D,).
    seed
        For whatever is drawn at random: the start, the batches.
    batches
        Which points each step uses; None for all of them.
    tol_gradient, tol_step
        Converged once the gradient's norm, or the largest change of a parameter in one step, is no more than this;
        0 switches the rule off.
    until
        Conditions such as "loss<0.01", any of which ends the run.
    patience
        Ends the run after so many epochs without a new lowest loss; 0 switches the rule off.
    every
        Record every so many steps; the last state is always recorded.
    fields
        Names of the fields to record beside params, loss and step ("gradient", "state", ...); None for all.
    plane
        The names of the two parameters over which the landscape is sampled; empty for the plane of the path.
    """

    problem: Problem
    optimizer: Optimizer
    schedule: Schedule
    start: Array
    batches: Batches | None
    plane: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every number, naming what was received and what is allowed."""
        p = self.problem
        for name, setting in OPTIONS.items():
            setting.check_whole(name, getattr(self, name))
        own = {"lr": f"{p.lr:.3g}", "steps": p.steps}
        for name, setting in OPTIONS.items():
            if setting.interval:
                setting.check(name, getattr(self, name), example=own.get(name))
        if self.start.shape != (p.dimension,) or not np.isfinite(self.start).all():
            raise ValueError(
                f"{p.name} starts at {p.dimension} finite numbers ({', '.join(p.parameters)}), not "
                f"{','.join(f'{v:g}' for v in self.start.ravel())}; try --start {','.join('1' * p.dimension)}"
            )
        for condition in self.until:
            until(condition, tuple(p.metrics))

    @property
    def survey_plane(self) -> tuple[int, ...]:
        """The places of the two parameters over which the landscape is sampled, or none."""
        return tuple(self.problem.parameters.index(name) for name in self.plane)

    def manifest(self) -> dict[str, Any]:
        """Return the JSON-ready entries of run.json that this specification decides."""
        p, o, s, b = self.problem, self.optimizer, self.schedule, self.batches
        # What was not done has no entry: so the runs of before keep their names.
        done = {ENTRY: p.preprocessing.entry()} if p.preprocessing else {}
        plane = {"plane": list(self.plane)} if self.plane else {}
        return {
            "problem": {
                "name": p.name,
                "options": dict(p.options),
                "title": p.title,
                "formula": p.formula,
                "parameters": list(p.parameters),
                "model": p.model,
                "minima": p.minima.tolist(),
                "domain": p.domain.tolist(),
                "features": list(p.features),
                "target": p.target,
                "classes": list(p.classes),
                **done,
            },
            "optimizer": {
                "name": o.name,
                "title": o.title,
                "formula": o.formula,
                "lr": self.lr,
                "hyperparameters": dict(o.options),
            },
            "schedule": {"name": s.name, "options": dict(s.options)},
            "batch": {"size": b.size, "sampling": b.sampling} if b else None,
            "start": self.start.tolist(),
            **plane,
            **self.chosen(),
        }

    @property
    def name(self) -> str:
        """Problem, optimizer and a hash of the specification and the data: the same for the same run."""
        hashed = hashlib.sha256(json.dumps(self.manifest(), sort_keys=True).encode())
        for name, array in sorted(self.problem.data.items()):
            hashed.update(name.encode() + np.ascontiguousarray(array).tobytes())
        return f"{file_name(f'{self.problem.name}-{self.optimizer.name}')}-{hashed.hexdigest()[:8]}"

    @property
    def directory(self) -> Path:
        """Where the run goes by default: renders/runs/NAME."""
        return RUNS / self.name


@taking(
    problem=Accepted(
        "a problem's name, a formula, a function of an array, or a gdviz.Problem",
        lambda value: isinstance(value, str | Problem) or is_function(value),
        "'bowl' or problem='x**2 + 3*y**2'",
    ).or_none,
    optimizer=record_of("an optimizer's name, or a gdviz.Optimizer", str, Optimizer, example="'adam'"),
    function=Accepted(
        "a formula, or a function of an array", lambda value: TEXT.fits(value) or is_function(value)
    ).or_none,
    gradient=FUNCTION.or_none,
    data=SOURCE.or_none,
    domain=NUMBERS.or_none,
    settings=TABLE.or_none,
    lr=NUMBER.or_none,
    schedule=record_of("a schedule's name, with its settings", str, Schedule, example="'step:50,0.5'"),
    steps=WHOLE.or_none,
    epochs=WHOLE.or_none,
    start=NUMBERS.or_none,
    seed=WHOLE,
    batch=WHOLE.or_none,
    sampling=NAME,
    tol_gradient=NUMBER,
    tol_step=NUMBER,
    until=WORDS,
    patience=WHOLE,
    every=WHOLE,
    fields=WORDS.or_none,
    plane=sequence("a list of two parameters", lambda one: NAME.fits(one) or WHOLE.fits(one), "['w1', 'w2']"),
)
def specify(
    problem: str | Problem | Function | None,
    optimizer: str | Optimizer = "gd",
    *,
    function: str | Function | None = None,
    gradient: Function | None = None,
    data: Any = None,
    domain: Sequence[float] | None = None,
    settings: Mapping[str, Any] | None = None,
    lr: float | None = None,
    schedule: str | Schedule = "constant",
    steps: int | None = None,
    epochs: int | None = None,
    start: Array | Sequence[float] | None = None,
    seed: int = 0,
    batch: int | None = None,
    sampling: str = "shuffle",
    tol_gradient: float = 0.0,
    tol_step: float = 0.0,
    until: Sequence[str] = (),
    patience: int = 0,
    every: int = 1,
    fields: Sequence[str] | None = None,
    plane: Sequence[str] = (),
) -> Specification:
    """Return the specification of a run, with what is left out filled in by the problem's own defaults.

    Parameters
    ----------
    problem, optimizer
        Names, or records made by gdviz.problems and gdviz.optimizers. The problem may also be a formula, such as
        "x**2 + 3*y**2", see gdviz.problems.expression; or a Python function of an array, see
        gdviz.solving.own_function.
    function
        The same formula or function, in the place of a problem.
    gradient
        Of a Python function: of the same array, as many numbers. By default it is found numerically.
    data
        What a problem given by name is fitted to, instead of its own data: a pair (X, y), a data frame (whose last
        column is y), a Bunch of scikit-learn's, the name of a set, the path of a CSV file, or what `gdviz.load_data`
        returns, which says of the same more exactly what is taken.
    domain
        Low and high for each parameter in turn: the box worth looking at, instead of the problem's.
    settings
        By their names, those of a problem and an optimizer that are given by name.
    schedule
        A name with its settings, "step:50,0.5", or a record made by gdviz.solving.schedules.
    steps, epochs
        The most steps; or epochs, of as many steps as there are batches in the data.
    batch, sampling
        Points per step (None for all of them), and how they are drawn: shuffle, replacement or sequential.
    plane
        Two parameters over which the landscape is sampled, each by its name, that of its feature, or its number from 1;
        by default the plane in which the path lies. For three parameters or more.
    lr, start, seed, tol_gradient, tol_step, until, patience, every, fields
        See `Specification`.

    Raises
    ------
    ValueError
        For an unknown name, a start of the wrong length, or a number out of range.

    Examples
    --------
    >>> settings = {"beta1": 0.8}
    >>> spec = gdviz.specify("rosenbrock", "adam", settings=settings)
    >>> spec.problem.name, spec.optimizer.options["beta1"]
    ('rosenbrock', 0.8)
    >>> run = gdviz.solve(spec, out="runs/rosenbrock")
    """
    subject = function if function is not None else problem
    if subject is None:
        raise ValueError("name a problem (`gdviz list problems` shows them all) or give a function")
    if gradient is not None and not is_function(subject):
        raise ValueError("a gradient belongs to a function written in Python; leave it out, or give that function")
    made = as_problem(subject, gradient, domain, start, is_formula=function is not None)
    points = None if data is None else load_data(data, seed=seed)
    p, o = records_of(made, optimizer, points, dict(settings or {}))
    if domain is not None and made is subject:
        p = p.within(domain)
    batches = _batches(p, batch, sampling, seed)
    if epochs is not None:
        if steps is not None:
            raise ValueError("give either steps or epochs, not both")
        if not p.data:
            raise ValueError(f"{p.name} has no data to go through in epochs; give --steps")
        steps = epochs * (batches.per_epoch if batches else 1)
    begin = p.draw_start(seed) if start is None else np.asarray(start, dtype=np.float64)
    if begin.shape == (p.dimension,) and not (isinstance(problem, str) and isinstance(optimizer, str)):
        examine(p, o, begin)
    return Specification(
        problem=p,
        optimizer=o,
        schedule=schedules.parse_schedule(schedule) if isinstance(schedule, str) else schedule,
        lr=float(lr) if lr is not None else o.usual_rate(p.lr, p.stride),
        steps=p.steps if steps is None else steps,
        start=begin,
        seed=seed,
        batches=batches,
        tol_gradient=tol_gradient,
        tol_step=tol_step,
        until=tuple(until),
        patience=patience,
        every=every,
        fields=None if fields is None else tuple(fields),
        plane=chosen_plane(p, plane),
    )


def _batches(problem: Problem, size: int | None, sampling: str, seed: int) -> Batches | None:
    if sampling not in SAMPLINGS:
        raise unknown("sampling", sampling, SAMPLINGS)
    if size is None:
        return None
    if not problem.data:
        raise ValueError(f"{problem.name} has no data to draw batches from; leave out --batch")
    points = len(problem.data["y"])
    if not 1 <= size <= points:
        raise ValueError(f"a batch has 1 to {points} of the {points} points, not {size}; or --batch full")
    return Batches(points, size, sampling, seed)  # type: ignore[arg-type]
