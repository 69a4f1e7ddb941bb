"""The only loop: it steps, asks the rules whether to go on, and hands everything to a recorder."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.batches import Batches, Indices
from gdviz.landscape import Footprint, survey
from gdviz.optimizers import Optimizer, State
from gdviz.problems import Array, Problem
from gdviz.recorder import Recorder
from gdviz.run import Run, load
from gdviz.specification import RUNS, Specification, specification_of, specify
from gdviz.stopping import Rule, Sight, Stop, bounds, diverged, plateau, small_gradient, small_step, until

__all__ = ["RUNS", "Specification", "Stop", "descend", "resume", "solve", "specify"]


Progress = Callable[[int, int], None]
# Seconds after which a run that goes on is first given its landscape.
FIRST_SURVEY = 1.0


class BatchOracle:
    """Answers an optimizer's questions about a problem on the batch of one step, and keeps what it has been asked.

    One oracle serves a whole run: `turn_to` moves it to the next state.
    """

    def __init__(self, problem: Problem, batches: Batches | None) -> None:
        self._problem = problem
        self._batches = batches
        self._batch: tuple[Indices, ...] = ()
        # Loss and gradient share most of their work where a problem offers both at once.
        self._evaluate = None if batches else problem.evaluate

    def turn_to(self, params: Array, step: int) -> float:
        """Go to a state, and return the whole objective there."""
        self._params = params
        self._gradient: Array | None = None
        if self._batches:
            self._batch = (self._batches.at(step),)
        if self._evaluate is None:
            return float(self._problem.value(params))
        loss, self._gradient = self._evaluate(params)
        return float(loss)

    @property
    def batch(self) -> Indices:
        """The indices of the current batch, filled up with -1 to the size of all batches."""
        (batch,) = self._batch
        size = self._batches.size if self._batches else 0
        return np.pad(batch, (0, size - len(batch)), constant_values=-1)

    def value(self, params: Array) -> Array:
        """Return f(params), shape ()."""
        return self._problem.value(params, *self._batch)

    def gradient(self, params: Array) -> Array:
        """Return grad f(params), shape (D,)."""
        if params is not self._params:
            return self._problem.gradient(params, *self._batch)
        if self._gradient is None:
            self._gradient = self._problem.gradient(params, *self._batch)
        return self._gradient

    def hessian(self, params: Array) -> Array:
        """Return the Hessian of f at params, shape (D, D)."""
        if self._problem.hessian is None:
            raise ValueError(f"problem {self._problem.name!r} has no Hessian; choose an optimizer that needs none")
        return self._problem.hessian(params, *self._batch)


def descend(
    spec: Specification,
    record: Callable[[dict[str, Any]], None],
    *,
    taken_up: tuple[int, Array, State] | None = None,
    losses: Array | None = None,
) -> Stop:
    """Run the loop of `spec`: hand every state, with the step that led to it, to `record`, and return how it ended.

    The first row holds the state alone. A run that diverges (loss or parameters not finite, or past a billion times
    where they began) ends there, with its last row handed over.

    Parameters
    ----------
    taken_up
        Step, params and optimizer state of the last row of a run to go on with, whose row is not handed over again.
    losses
        The losses of that run's rows.
    """
    update, factor = spec.optimizer.update, spec.schedule.factor
    metrics = {f"metric.{name}": metric for name, metric in spec.problem.metrics.items()}
    oracle = BatchOracle(spec.problem, spec.batches)
    t, params, state = taken_up or (0, spec.start.copy(), spec.optimizer.init(spec.start))
    names = {name: f"state.{name}" for name in state}
    loss = oracle.turn_to(params, t)
    row: dict[str, Any] = {"params": params, "loss": loss, "step": t}
    for name, metric in metrics.items():
        row[name] = metric(params)
    if taken_up is None:
        record(row)
    # What every run is asked is asked without building a sight: most runs have no other rule.
    is_in_bounds = bounds(loss if losses is None else float(losses[0]), spec.start)
    rules = _rules(spec, losses)
    moved = None
    while True:
        if not is_in_bounds(loss, params):
            return diverged(t, loss)
        if rules:
            sight = Sight(t, params, loss, row, moved, oracle.gradient)
            for rule in rules:
                if stop := rule(sight):
                    return stop
        if t >= spec.steps:
            return Stop("max_steps", f"took all {spec.steps} steps")
        lr = spec.lr * factor(t, spec.steps)
        new, state = update(oracle, params, state, lr)
        moved, gradient, t = new - params, oracle.gradient(params), t + 1
        of_batch = {"batch_loss": oracle.value(params), "batch_index": oracle.batch} if spec.batches else {}
        params, loss = new, oracle.turn_to(new, t)
        row = {"gradient": gradient, "update": moved, "learning_rate": lr, "params": new, "loss": loss, "step": t}
        row.update(of_batch)
        for name, array in state.items():
            row[names[name]] = array
        for name, metric in metrics.items():
            row[name] = metric(params)
        record(row)


def _rules(spec: Specification, losses: Array | None) -> list[Rule]:
    """Return what else may end the run, in the order of their say."""
    names = tuple(spec.problem.metrics)
    rules = [until(condition, names) for condition in spec.until]
    if spec.tol_step:
        rules.append(small_step(spec.tol_step))
    if spec.patience:
        per_epoch = spec.batches.per_epoch if spec.batches else 1
        rules.append(plateau(spec.patience, per_epoch, [] if losses is None else losses.tolist()))
    if spec.tol_gradient:
        rules.append(small_gradient(spec.tol_gradient))
    return rules


def state_row(problem: Problem, params: Array, step: int) -> dict[str, Any]:
    """Return the fields of axis "state" at `params`."""
    row = {"params": params, "loss": problem.value(params) if problem.evaluate is None else problem.evaluate(params)[0]}
    return {**row, "step": step, **{f"metric.{name}": metric(params) for name, metric in problem.metrics.items()}}


def solve(
    problem: str | Problem | Specification,
    optimizer: str | Optimizer = "gd",
    *,
    out: str | Path | None = None,
    progress: Progress | None = None,
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
        Called with the number of steps done and the most to be taken.
    options
        See `specify`.

    Raises
    ------
    ValueError
        For an unknown name or a value out of range.
    OSError
        If the directory cannot be written.
    """
    spec = problem if isinstance(problem, Specification) else specify(problem, optimizer, **options)
    # A diverging run overflows on its way out: that is an outcome to record, not a warning to print.
    with np.errstate(all="ignore"):
        state, step = _examples(spec)
        data = {f"data.{name}": array for name, array in spec.problem.data.items()}
        with Recorder.create(out or spec.directory, spec.manifest(), state=state, step=step, fixed=data) as recorder:
            return _record(spec, recorder, progress)


def resume(directory: str | Path, *, steps: int | None = None, progress: Progress | None = None) -> Run:
    """Take up the run in `directory` and go on, to the same bytes as if it had never stopped.

    Parameters
    ----------
    directory
        A run of a problem and an optimizer that are known by name.
    steps
        The most steps, those already taken included; the run's own number unless told.
    progress
        Called with the number of steps done and the most to be taken.

    Raises
    ------
    ValueError
        If there is nothing left to do, or the run cannot be taken up; the message says why.
    """
    run = load(directory)
    spec = specification_of(run, steps=steps)
    if run.steps >= spec.steps:
        raise ValueError(
            f"{run.path} has taken {run.steps} steps already, of {spec.steps}; name a larger total, "
            f"for example --steps {2 * max(run.steps, 1)}"
        )
    expected = spec.optimizer.init(spec.start)
    if run.steps and not expected.keys() <= run.state.keys():
        raise ValueError(f"{run.path} did not record the optimizer's state; solve it again without --fields")
    state = {name: np.array(array[-1]) for name, array in run.state.items()} if run.steps else expected
    with np.errstate(all="ignore"), Recorder.reopen(run.path, spec.manifest(), every=spec.every) as recorder:
        return _record(spec, recorder, progress, run=run, state=state)


def _examples(spec: Specification) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an example of every row that will be recorded, for its dtype and shape: of axis "state" and of "step"."""
    state = state_row(spec.problem, spec.start, 0)
    step: dict[str, Any] = {"gradient": spec.start, "update": spec.start, "learning_rate": spec.lr}
    step.update((f"state.{name}", array) for name, array in spec.optimizer.init(spec.start).items())
    if spec.batches:
        step["batch_loss"] = 0.0
        step["batch_index"] = np.zeros(spec.batches.size, np.intp)
    if spec.fields is not None:
        known = {name.partition(".")[0] for name in (*state, *step)} | {*state, *step}
        for name in spec.fields:
            if name not in known:
                raise ValueError(f"there is no field {name!r} to record; this run has {', '.join(sorted(known))}")
        kept = {"params", "loss", "step", *spec.fields}
        state, step = (
            {name: row for name, row in rows.items() if name in kept or name.partition(".")[0] in kept}
            for rows in (state, step)
        )
    return state, step


def _record(
    spec: Specification,
    recorder: Recorder,
    progress: Progress | None,
    *,
    run: Run | None = None,
    state: State | None = None,
) -> Run:
    """Descend, record what is wanted of it, then the landscape, and how it ended."""
    footprint = Footprint()
    bearable = np.inf
    last: dict[str, Any] = {}
    # Looked up once: a step of a small problem takes about as long as a dozen look-ups.
    append, add, every = recorder.append, footprint.add, spec.every
    began = time.monotonic()
    survey_at = began + FIRST_SURVEY

    def record(row: dict[str, Any]) -> None:
        nonlocal last, bearable, survey_at
        last, step, loss = row, row["step"], row["loss"]
        if step == 0:
            bearable = loss + max(abs(loss), 1.0)
        if step % every == 0:
            if step:
                append(row)
            # The frame holds every state that is not much worse than the start: a run that diverges is seen leaving it.
            if loss <= bearable or step == 0:
                add(row["params"])
        if step % every == 0 and time.monotonic() > survey_at:
            # A long run can be drawn while it goes on: its landscape is sampled at ever longer intervals.
            recorder.keep(_surface(spec.problem, footprint))
            recorder.flush()
            survey_at = time.monotonic() + (time.monotonic() - began)
        if progress is not None:
            progress(step, spec.steps)

    taken_up = None
    if run is not None and state is not None:
        rows = len(run.loss) - (run.step[-1] % spec.every != 0)
        bearable = run.loss[0] + max(abs(run.loss[0]), 1.0)
        for params, loss in zip(run.params[:rows], run.loss[:rows], strict=True):
            if loss <= bearable or footprint.count == 0:
                footprint.add(params)
        taken_up = int(run.step[-1]), np.array(run.params[-1]), state
    try:
        stop = descend(spec, record, taken_up=taken_up, losses=None if run is None else np.array(run.loss))
    except KeyboardInterrupt:
        stop = Stop("interrupted", f"interrupted at step {last.get('step', 0)}; go on with gdviz solve --resume")
    if last and last["step"] % spec.every:
        recorder.append(last)
    recorder.keep(_surface(spec.problem, footprint))
    recorder.finish(stop.reason, stop.message)
    recorder.close()
    return load(recorder.path)


def _surface(problem: Problem, footprint: Footprint) -> dict[str, Array]:
    """Return the fields of the landscape around where a run has been."""
    scape = survey(problem.value, footprint.points, problem.domain)
    fields = {"x": scape.x, "y": scape.y, "loss": scape.loss, "origin": scape.origin, "axes": scape.axes}
    return {f"surface.{name}": array for name, array in fields.items()}
