"""Solving: a run from its specification to its directory, from the start or from where it was left."""

import contextlib
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import PLACE, PROGRESS, WHOLE, taking
from gdviz.landscapes.sampling import Footprint, survey
from gdviz.optimizers import Optimizer
from gdviz.problems import Array, Problem
from gdviz.progress import Tell, listener, showing, telling
from gdviz.runs.fleet_files import place_in_fleet
from gdviz.runs.leftovers import clear_leftovers
from gdviz.runs.run import Run, load
from gdviz.runs.writer import RunWriter
from gdviz.solving import basins as grid
from gdviz.solving.choices import OF_DATA, Choices, Function
from gdviz.solving.loop import Position, Progress, descend
from gdviz.solving.recovery import specification_of
from gdviz.solving.specification import Specification, specify
from gdviz.solving.stopping import Stop

# Seconds after which a run that goes on is first given its landscape.
FIRST_SURVEY = 1.0


def state_row(problem: Problem, params: Array, step: int) -> dict[str, Any]:
    """Return the fields of axis "state" at `params`."""
    row = {"params": params, "loss": problem.value(params) if problem.evaluate is None else problem.evaluate(params)[0]}
    return {**row, "step": step, **{f"metric.{name}": metric(params) for name, metric in problem.metrics.items()}}


@taking(
    specify,
    out=PLACE.or_none,
    progress=PROGRESS,
    basins=WHOLE.or_none,
    never=OF_DATA,
)
def solve(
    problem: "str | Problem | Function | Specification",
    optimizer: str | Optimizer = "gd",
    *,
    out: str | Path | None = None,
    progress: Tell | bool = True,
    basins: int | None = None,
    **options: Unpack[Choices],
) -> Run:
    """Minimise `problem` with `optimizer`, record every step, and return the run.

    Parameters
    ----------
    problem, optimizer
        Names, or records made by gdviz.problems and gdviz.optimizers; or one Specification. The problem may also be a
        formula, "x^2 + 10 y^2", or a Python function of an array.
    out
        The run's directory; renders/runs/PROBLEM-OPTIMIZER-HASH by default. A run that is there is replaced once
        rows of the new one are on disk; what is not gdviz's is refused.
    progress
        Called with the number of steps done and the most to be taken; True for a bar, on a terminal or in a notebook.
    basins
        Also record where the same descent ends from each point of a grid of so many starts along each side of the
        landscape, 2 to 512; for two parameters. An interrupt meanwhile leaves the run without them.
    options
        See `specify`.

    Raises
    ------
    ValueError
        For an unknown name or a value out of range.
    OSError
        If the directory cannot be written.

    Examples
    --------
    >>> run = gdviz.solve("bowl", "momentum", steps=50, out="runs/bowl")
    >>> run.params.shape, run.gradient.shape
    ((51, 2), (50, 2))
    >>> bool(run.loss[-1] < run.loss[0])
    True
    >>> run = gdviz.solve("x^2 + 10 y^2", start=[3, 1], out="runs/own")
    >>> def f(p):
    ...     return p[0] ** 2 + 10 * p[1] ** 2
    >>> run = gdviz.solve(f, start=[3, 1], out="runs/own")
    >>> run.problem["options"]["gradient"]
    'complex step'
    """
    if isinstance(problem, Specification) and (options or optimizer != "gd"):
        named = next(iter(options), "optimizer")
        raise ValueError(f"{named} is decided by the specification already; leave it out, or give it to gdviz.specify")
    spec = problem if isinstance(problem, Specification) else specify(problem, optimizer, **options)
    with telling(progress, "solving") as tell:
        return solve_into(out or spec.directory, spec, progress=tell, basins=basins)


def solve_into(
    out: str | Path,
    spec: Specification,
    *,
    progress: Progress | None = None,
    basins: int | None = None,
    whole: bool = False,
) -> Run:
    """Solve a specification as `solve` does; with `whole` the run appears when it has ended, and not before."""
    if basins is not None and (reason := grid.refuse(spec, basins)):
        raise ValueError(reason)
    about = spec.manifest() if basins is None else {**spec.manifest(), "basins": int(basins)}
    # A diverging run overflows on its way out: that is an outcome to record, not a warning to print.
    with np.errstate(all="ignore"), _naming(out):
        state, step = examples_of(spec)
        data = {f"data.{name}": array for name, array in spec.problem.data.items()}
        with RunWriter.create(out, about, state=state, step=step, fixed=data, whole=whole) as recorder:
            return _record(spec, recorder, progress, Footprint(), basins=basins)


def record_course(out: str | Path, spec: Specification, rows: Mapping[str, NDArray[Any]], stop: Stop) -> Run:
    """Record a run of which all rows are known, and return it: to the bytes of `solve`, but for the time.

    Parameters
    ----------
    rows
        Every field of axis "state" and of axis "step", as the run directory has them.
    stop
        How it ended.
    """
    with np.errstate(all="ignore"), _naming(out):
        state, step = examples_of(spec)
        data = {f"data.{name}": array for name, array in spec.problem.data.items()}
        with RunWriter.create(out, spec.manifest(), state=state, step=step, fixed=data, whole=True) as recorder:
            footprint = Footprint()
            for number, params, loss in zip(rows["step"].tolist(), rows["params"], rows["loss"].tolist(), strict=True):
                if number % spec.every == 0:
                    footprint.add(params, loss)
            recorder.extend({name: rows[name][1:] if name in state else rows[name] for name in (*state, *step)})
            recorder.keep(_surveyed(spec, footprint))
            recorder.finish(stop.reason, stop.message)
            recorder.close()
            return load(recorder.path)


@taking(directory=PLACE, steps=WHOLE.or_none, progress=PROGRESS)
@showing("solving")
def resume(directory: str | Path, *, steps: int | None = None, progress: Tell | bool = True) -> Run:
    """Take up the run in `directory` and go on, to the same bytes as if it had never stopped.

    Parameters
    ----------
    directory
        A run of a problem and an optimizer that are known by name.
    steps
        The most steps, those already taken included; by default the run's own number.
    progress
        Called with the number of steps done and the most to be taken; True for a bar, on a terminal or in a notebook.

    Raises
    ------
    ValueError
        If there is nothing left to do, or the run cannot be taken up; the message says why.

    Examples
    --------
    >>> gdviz.solve("bowl", steps=10, out="runs/short").steps
    10
    >>> gdviz.resume("runs/short", steps=30).steps
    30
    """
    clear_leftovers(Path(directory).absolute().parent)
    run = load(directory)
    if place_in_fleet(run.path):
        raise ValueError(f"{run.path} is a run of a fleet, which is whole; solve it again with more --steps")
    try:
        spec = specification_of(run, steps=steps)
    except KeyError as missing:
        raise ValueError(
            f"{run.path} says nothing of its {missing}: another program wrote it; solve it again"
        ) from None
    if run.steps >= spec.steps:
        raise ValueError(
            f"{run.path} has taken {run.steps} steps already, of {spec.steps}; name a larger total, "
            f"for example --steps {2 * max(run.steps, 1)}"
        )
    if spec.patience and spec.every > 1 and run.steps:
        raise ValueError(
            f"{run.path} was thinned, so its lowest loss, which patience counts from, is not known; solve it again"
        )
    expected = spec.optimizer.init(spec.start)
    if run.steps and not expected.keys() <= run.state.keys():
        raise ValueError(f"{run.path} did not record the optimizer's state; solve it again without --fields")
    _check_fields(run, spec)
    # All of it is copied before the recorder cuts off a last row that lies off the grid, and with it what is mapped.
    grows = [name for name, about in run.manifest["fields"].items() if about["axis"] != "fixed"]
    last = {name: np.array(run.arrays[name][-1]) for name in grows if len(run.arrays[name])}
    if spec.every == 1 and run.steps:
        with np.errstate(all="ignore"):
            last["update"] = np.array(run.params[-1] - run.params[-2])
    state = {name: last[f"state.{name}"] for name in expected} if run.steps else expected
    position = Position(run.steps, last["params"], state, last.get("update"), np.array(run.loss))
    footprint = Footprint()
    for step, params, loss in zip(run.step, run.params, run.loss, strict=True):
        if step % spec.every == 0:
            footprint.add(np.array(params), float(loss))
    if not np.isfinite(footprint.points).all(axis=1).any():
        raise ValueError(f"{run.path} was nowhere at finite parameters, and nothing goes on from there; solve it again")
    about, every = spec.manifest(), spec.every
    with np.errstate(all="ignore"), _naming(run.path), RunWriter.reopen(run.path, about, every=every) as recorder:
        row: dict[str, Any] = {**last, "step": run.steps}
        return _record(spec, recorder, listener(progress), footprint, position, row, basins=run.manifest.get("basins"))


@contextlib.contextmanager
def _naming(path: str | Path) -> Iterator[None]:
    """Let an error of the system that names no file name the run."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(path)
        raise


def _check_fields(run: Run, spec: Specification) -> None:
    """Raise ValueError where what a run holds is not what its specification records, so that rows could not follow."""
    state, step = examples_of(spec)
    records = {name: (np.asarray(row), "state") for name, row in state.items()}
    records |= {name: (np.asarray(row), "step") for name, row in step.items()}
    holds = {name: about for name, about in run.manifest["fields"].items() if about["axis"] != "fixed"}
    for name in sorted(holds.keys() | records.keys()):
        found = holds.get(name, {"axis": "", "shape": [], "dtype": "f8"})
        row, axis = records.get(name, (np.empty(()), None))
        # The order of the bytes may be another machine's; the numbers are the same.
        held = found["axis"], tuple(found["shape"]), np.dtype(found["dtype"]).newbyteorder("=")
        if held != (axis, row.shape, row.dtype):
            raise ValueError(f"{run.path / name}.npy is not what the steps of this run are recorded as; solve it again")


def examples_of(spec: Specification) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an example of every row that will be recorded, for its dtype and shape: of axis "state" and of "step"."""
    state = state_row(spec.problem, spec.start, 0)
    step: dict[str, Any] = {"gradient": spec.start, "update": spec.start, "learning_rate": spec.lr}
    step.update((f"state.{name}", array) for name, array in spec.optimizer.init(spec.start).items())
    if spec.batches:
        step["batch_loss"] = 0.0
        step["batch_index"] = np.zeros(spec.batches.size, np.intp)
    if spec.fields is not None:
        # Kinds that this run happens to have none of may be named too, so that one list serves a whole sweep.
        known = {name.partition(".")[0] for name in (*state, *step)} | {*state, *step, "state", "metric"}
        for name in spec.fields:
            if name not in known:
                raise ValueError(f"there is no field {name!r} to record; this run has {', '.join(sorted(known))}")
        kept = {"params", "loss", "step", *spec.fields}
        state, step = (
            {name: row for name, row in rows.items() if name in kept or name.partition(".")[0] in kept}
            for rows in (state, step)
        )
    return state, step


def _surveyed(spec: Specification, footprint: Footprint) -> dict[str, Array]:
    """Return the fields of the landscape around where a run has been."""
    problem = spec.problem
    how: dict[str, Any] = {"along": spec.survey_plane, "restrict": problem.restrict}
    return survey(problem.value, footprint.points, problem.domain, **how).fields()


def _record(
    spec: Specification,
    recorder: RunWriter,
    progress: Progress | None,
    footprint: Footprint,
    position: Position | None = None,
    last: dict[str, Any] | None = None,
    *,
    basins: int | None = None,
) -> Run:
    """Descend, record what is wanted of it, then the landscape, and how it ended; `last` is the row of `position`.

    Then, unless that was interrupted, its basins.
    """
    last = last or {}
    # Looked up once: a step of a small problem takes about as long as a dozen look-ups.
    append, add, every = recorder.append, footprint.add, spec.every
    began = time.monotonic()
    survey_at = began + FIRST_SURVEY

    def record(row: dict[str, Any]) -> None:
        nonlocal last, survey_at
        last, step = row, row["step"]
        if step % every == 0:
            add(row["params"], row["loss"])
            if step and append(row) and time.monotonic() > survey_at:
                # A long run can be drawn while it goes on: its landscape is sampled at ever longer intervals.
                recorder.keep(_surveyed(spec, footprint))
                survey_at = time.monotonic() + (time.monotonic() - began)
        if progress is not None:
            progress(step, spec.steps)

    try:
        stop = descend(spec, record, position)
    except KeyboardInterrupt:
        stop = Stop("interrupted", f"interrupted at step {last.get('step', 0)}; go on with gdviz solve --resume")
    if last and last["step"] % every:
        append(last)
    recorder.keep(_surveyed(spec, footprint))
    recorder.finish(stop.reason, stop.message)
    if basins is not None and stop.reason != "interrupted":
        with contextlib.suppress(KeyboardInterrupt):
            found = grid.find_basins(spec, load(recorder.path).landscape, basins, progress)
            recorder.keep({f"basins.{name}": array for name, array in found.items()})
    recorder.close()
    return load(recorder.path)
