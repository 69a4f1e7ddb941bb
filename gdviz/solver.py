"""The only loop: it steps, watches for the end, and writes everything through a recorder."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.landscape import survey
from gdviz.optimizers import OPTIMIZERS, Optimizer
from gdviz.problems import PROBLEMS, Array, Problem
from gdviz.recorder import Recorder
from gdviz.run import Run, load
from gdviz.settings import configure

RUNS = Path("renders/runs")
# A run whose loss or parameters pass this multiple of where it started counts as diverged.
BOUND = 1e9


@dataclass(frozen=True)
class Stop:
    """How a run ended: `reason` for programs, `message` in words."""

    reason: str
    message: str


class PointOracle:
    """Answers an optimizer's questions about a problem, and keeps the gradient at the current point."""

    def __init__(self, problem: Problem, params: Array) -> None:
        self._problem = problem
        self._params = params
        self._gradient: Array | None = None

    def value(self, params: Array) -> Array:
        """Return f(params), shape ()."""
        return self._problem.value(params)

    def gradient(self, params: Array) -> Array:
        """Return grad f(params), shape (D,)."""
        if params is not self._params:
            return self._problem.gradient(params)
        if self._gradient is None:
            self._gradient = self._problem.gradient(params)
        return self._gradient

    def hessian(self, params: Array) -> Array:
        """Return the Hessian of f at params, shape (D, D)."""
        if self._problem.hessian is None:
            raise ValueError(f"problem {self._problem.name!r} has no Hessian; choose an optimizer that needs none")
        return self._problem.hessian(params)


@dataclass(frozen=True, kw_only=True)
class Specification:
    """Everything that decides a run, down to its last bit: the same specification gives the same rows.

    Attributes
    ----------
    problem, optimizer
        What is minimised, and how.
    lr
        Learning rate eta > 0, dimensionless.
    steps
        The most steps to take.
    start
        theta_0, shape (D,).
    seed
        For whatever is drawn at random.
    tol_gradient, tol_step
        Converged once the gradient's norm, or the largest change of a parameter in one step, is no more than this;
        0 switches the rule off.
    """

    problem: Problem
    optimizer: Optimizer
    lr: float
    steps: int
    start: Array
    seed: int
    tol_gradient: float
    tol_step: float

    def __post_init__(self) -> None:
        """Check every number, naming what was received and what is allowed."""
        p = self.problem
        if not (math.isfinite(self.lr) and self.lr > 0):
            raise ValueError(f"the learning rate must be a positive number, not {self.lr}; try --lr {p.lr:.3g}")
        if self.steps < 0:
            raise ValueError(f"the number of steps must be 0 or more, not {self.steps}; try --steps {p.steps}")
        if self.start.shape != (p.dimension,) or not np.isfinite(self.start).all():
            raise ValueError(
                f"{p.name} starts at {p.dimension} finite numbers ({', '.join(p.parameters)}), not "
                f"{','.join(f'{v:g}' for v in self.start.ravel())}; try --start {','.join('1' * p.dimension)}"
            )
        if self.seed < 0:
            raise ValueError(f"the seed must be 0 or more, not {self.seed}")
        for name in ("tol_gradient", "tol_step"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{name} must be 0 or more, not {value}; try --{name.replace('_', '-')} 1e-6")

    def manifest(self) -> dict[str, Any]:
        """Return the JSON-ready entries of run.json that this specification decides."""
        p, o = self.problem, self.optimizer
        return {
            "problem": {
                "name": p.name,
                "options": dict(p.options),
                "title": p.title,
                "formula": p.formula,
                "parameters": list(p.parameters),
                "model": p.model,
                "minima": p.minima.tolist(),
            },
            "optimizer": {
                "name": o.name,
                "title": o.title,
                "formula": o.formula,
                "lr": self.lr,
                "hyperparameters": dict(o.options),
            },
            "start": self.start.tolist(),
            "seed": self.seed,
            "max_steps": self.steps,
            "tol_gradient": self.tol_gradient,
            "tol_step": self.tol_step,
        }

    @property
    def directory(self) -> Path:
        """Where the run goes unless told: named by problem, optimizer and a hash of the specification and the data."""
        hashed = hashlib.sha256(json.dumps(self.manifest(), sort_keys=True).encode())
        for name, array in sorted(self.problem.data.items()):
            hashed.update(name.encode() + np.ascontiguousarray(array).tobytes())
        return RUNS / f"{self.problem.name}-{self.optimizer.name}-{hashed.hexdigest()[:8]}"


def specify(
    problem: str | Problem,
    optimizer: str | Optimizer = "gd",
    *,
    settings: Mapping[str, Any] | None = None,
    lr: float | None = None,
    steps: int | None = None,
    start: Array | list[float] | tuple[float, ...] | None = None,
    seed: int = 0,
    tol_gradient: float = 0.0,
    tol_step: float = 0.0,
) -> Specification:
    """Return the specification of a run, with what is left out filled in by the problem's own defaults.

    `settings` go by their names to a problem and an optimizer that are given by name.

    Raises
    ------
    ValueError
        For an unknown name, a start of the wrong length, or a number out of range.
    """
    p, o = _make(problem, optimizer, dict(settings or {}))
    return Specification(
        problem=p,
        optimizer=o,
        lr=float(lr) if lr is not None else o.gain * (p.lr if o.scale == "gradient" else p.stride),
        steps=p.steps if steps is None else steps,
        start=p.draw_start(seed) if start is None else np.asarray(start, dtype=np.float64),
        seed=seed,
        tol_gradient=tol_gradient,
        tol_step=tol_step,
    )


def _make(problem: str | Problem, optimizer: str | Optimizer, settings: dict[str, Any]) -> tuple[Problem, Optimizer]:
    """Return the two records, made with the settings that bear the names of theirs."""
    makers = [
        PROBLEMS[problem] if isinstance(problem, str) else None,
        OPTIMIZERS[optimizer] if isinstance(optimizer, str) else None,
    ]
    takes = {name: setting for maker in makers if maker for name, setting in maker.settings.items()}
    configure(
        takes, settings, owner=" with ".join(f"{maker.kind} {maker.name!r}" for maker in makers if maker) or "this run"
    )
    shares = [{name: value for name, value in settings.items() if maker and name in maker.settings} for maker in makers]
    return (
        PROBLEMS[problem](**shares[0]) if isinstance(problem, str) else problem,
        OPTIMIZERS[optimizer](**shares[1]) if isinstance(optimizer, str) else optimizer,
    )


def descend(spec: Specification, record: Callable[[dict[str, Any]], None]) -> Stop:
    """Run the loop of `spec`: hand every state and step to `record` as rows by field name, and return how it ended.

    A run that diverges (loss or parameters not finite, or past a billion times where they began) ends there, with its
    last row recorded.
    """
    problem, update, lr = spec.problem, spec.optimizer.update, spec.lr
    params = spec.start.copy()
    state = spec.optimizer.init(params)
    first = state_row(problem, params, 0)
    record(first)
    loss_bound = BOUND * max(1.0, abs(float(first["loss"])))
    params_bound = BOUND * max(1.0, float(np.abs(params).max()))
    if not math.isfinite(first["loss"]):
        return Stop("diverged", f"the loss at the start is {first['loss']}; choose another --start")
    for t in range(spec.steps):
        oracle = PointOracle(problem, params)
        gradient = oracle.gradient(params)
        if spec.tol_gradient and np.linalg.norm(gradient) <= spec.tol_gradient:
            return Stop("converged", f"the gradient's norm fell to {spec.tol_gradient:g} or less after {t} steps")
        new, state = update(oracle, params, state, lr)
        moved = new - params
        record(
            {"gradient": gradient, "update": moved, "learning_rate": lr, **{f"state.{k}": v for k, v in state.items()}}
        )
        params = new
        row = state_row(problem, params, t + 1)
        record(row)
        # Written so that NaN fails it too.
        if not (abs(row["loss"]) <= loss_bound and np.abs(params).max() <= params_bound):
            return Stop("diverged", f"diverged at step {t + 1}: loss {row['loss']:.3g}")
        if spec.tol_step and np.abs(moved).max() <= spec.tol_step:
            return Stop("converged", f"step {t + 1} changed no parameter by more than {spec.tol_step:g}")
    return Stop("max_steps", f"took all {spec.steps} steps")


def state_row(problem: Problem, params: Array, step: int) -> dict[str, Any]:
    """Return the fields of axis "state" at `params`."""
    metrics = {f"metric.{name}": metric(params) for name, metric in problem.metrics.items()}
    return {"params": params, "loss": problem.value(params), "step": step, **metrics}


def solve(
    problem: str | Problem | Specification,
    optimizer: str | Optimizer = "gd",
    *,
    out: str | Path | None = None,
    progress: Callable[[int], None] = lambda step: None,
    **options: Any,
) -> Run:
    """Minimise `problem` with `optimizer`, record every step, and return the run.

    Parameters
    ----------
    problem, optimizer
        Names, or records made by gdviz.problems and gdviz.optimizers; or one Specification.
    out
        The run's directory; renders/runs/PROBLEM-OPTIMIZER-HASH by default. A run that is there is replaced.
    progress
        Called with the number of steps done.
    options
        settings, lr, steps, start, seed, tol_gradient, tol_step: see `specify`.

    Raises
    ------
    ValueError
        For an unknown name or a value out of range.
    OSError
        If the directory cannot be written.
    """
    spec = problem if isinstance(problem, Specification) else specify(problem, optimizer, **options)
    data = {f"data.{name}": array for name, array in spec.problem.data.items()}
    state = {f"state.{name}": array for name, array in spec.optimizer.init(spec.start).items()}
    step: dict[str, Any] = {"gradient": spec.start, "update": spec.start, "learning_rate": spec.lr, **state}
    # A diverging run overflows on its way out: that is an outcome to record, not a warning to print.
    with (
        np.errstate(all="ignore"),
        Recorder(
            out or spec.directory,
            spec.manifest(),
            state=state_row(spec.problem, spec.start, 0),
            step=step,
            fixed=data,
        ) as recorder,
    ):

        def record(row: dict[str, Any]) -> None:
            recorder.append(row)
            if "step" in row:
                progress(row["step"])

        try:
            stop = descend(spec, record)
        except KeyboardInterrupt:
            stop = Stop("interrupted", "interrupted from the keyboard")
        recorder.flush()
        recorder.keep(_surface(spec.problem, load(recorder.path)))
        recorder.finish(stop.reason, stop.message)
    return load(recorder.path)


def _surface(problem: Problem, run: Run) -> dict[str, Array]:
    """Return the fields of the landscape around a run.

    It holds every state that is not much worse than the start: a run that diverges is seen leaving the frame, and does
    not shrink everything else to a dot.
    """
    bearable = run.loss[0] + max(abs(run.loss[0]), 1.0)
    seen = (run.loss <= bearable) & np.isfinite(run.params).all(axis=1)
    seen[0] = True
    scape = survey(problem.value, run.params[seen], problem.domain)
    fields = {"x": scape.x, "y": scape.y, "loss": scape.loss, "origin": scape.origin, "axes": scape.axes}
    return {f"surface.{name}": array for name, array in fields.items()}
