"""Fleets: many runs of one problem, solved abreast piece by piece and written to one directory.

Runs that differ in start, learning rate, hyperparameters or seed go abreast; where the schedule or the optimizer
differ, a new piece begins. Memory is bounded by a piece, whatever the fleet's size. Where runs cannot go abreast (see
`gdviz.solving.abreast`) they are solved one by one, and recorded in the same way.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.arguments import FUNCTION, PLACE, TABLE, WHOLE, Accepted, sequence, taking
from gdviz.landscapes.sampling import survey
from gdviz.problems import Array
from gdviz.runs.fleet import Fleet, load_fleet
from gdviz.runs.fleet_files import is_fleet
from gdviz.runs.fleet_writer import FleetPiece, FleetWriter
from gdviz.solving.groups import Group, Task, groups_of
from gdviz.solving.loop import Progress
from gdviz.solving.pieces import FleetOrder, solve_piece
from gdviz.solving.solver import examples_of
from gdviz.solving.specification import Specification


@taking(
    tasks=sequence("a list of the arguments of gdviz.specify, each a dict", TABLE.fits, '[{"problem": "bowl"}]'),
    out=PLACE,
    jobs=WHOLE,
    executor=Accepted(
        "an executor, such as concurrent.futures.ProcessPoolExecutor()", lambda one: hasattr(one, "submit")
    ).or_none,
    progress=FUNCTION.or_none,
)
def solve_fleet(
    tasks: Sequence[Task],
    out: str | Path,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Fleet:
    """Solve every task, and record all runs in one directory; see gdviz.runs.fleet for the format.

    Runs that differ in start, learning rate, hyperparameters and seed alone, and follow one another, are solved as rows
    of one array, with the bits of each alone, where their problem and optimizer allow it.

    Parameters
    ----------
    tasks
        The keyword arguments of `specify` for each run; all of one problem.
    out
        The fleet's directory. One that is there with the same tasks is gone on with; another is replaced.
    jobs
        Processes that solve the pieces; with one, this process does. A piece whose process ends before it is done is
        solved again, once.
    executor
        Any of concurrent.futures that solves them instead.
    progress
        Called with the number of runs done and of all.

    Raises
    ------
    ValueError
        If a task is refused, or they are of several problems.
    OSError
        If the directory cannot be written.
    ChildProcessError
        If a process ends twice before a piece is done, which is named; what was solved stays.

    Examples
    --------
    >>> tasks = [{"problem": "bowl", "lr": lr} for lr in (0.1, 0.3, 0.5)]
    >>> fleet = gdviz.solve_fleet(tasks, "runs/rates")
    >>> len(fleet), gdviz.load("runs/rates:best").optimizer["lr"]
    (3, 0.3)
    """
    if not tasks:
        raise ValueError("a fleet needs a run, or many; give tasks such as [{'problem': 'bowl'}]")
    groups = groups_of(tasks)
    mark = _mark_of(groups)
    place = Path(out)
    if is_fleet(place) and (known := load_fleet(place)).manifest.get("tasks") == mark:
        if len(known) == len(tasks) and "surface.loss" in known.manifest["fields"]:
            return known
        writer = FleetWriter.reopen(place)
    else:
        writer = _begun(place, groups, mark)
    show = progress or (lambda done, total: None)
    with writer, np.errstate(all="ignore"):
        try:
            for piece in _solved(_left(groups, writer.count), writer.count, jobs, executor):
                writer.add(piece)
                show(writer.count, len(tasks))
        except (KeyboardInterrupt, ChildProcessError):
            if writer.count:
                writer.keep(_landscape(groups[0].spec, writer))
            raise
        writer.keep(_landscape(groups[0].spec, writer))
    return load_fleet(place)


def _left(groups: Sequence[Group], done: int) -> Iterator[Group]:
    """Yield the pieces of groups after the first so many runs."""
    for group in groups:
        skipped = min(done, len(group))
        done -= skipped
        if skipped < len(group):
            yield from group.part(slice(skipped, None)).pieces()


def _solved(pieces: Iterator[Group], first: int, jobs: int, executor: Executor | None) -> Iterator[FleetPiece]:
    """Yield what comes of pieces, in their order, of which the first begins with the run of this number."""
    if jobs == 1 and executor is None:
        yield from map(solve_piece, pieces)
        return
    from gdviz.parallel.crew import Crew

    orders = []
    for piece in pieces:
        orders.append(FleetOrder(piece, first))
        first += len(piece)
    with Crew(jobs, executor=executor, preload=["gdviz.solving.fleet"]) as crew:
        yield from crew.answers(orders)


def _begun(place: Path, groups: Sequence[Group], mark: str) -> FleetWriter:
    """Return the writer of a new fleet."""
    state: dict[str, Any] = {}
    step: dict[str, Any] = {}
    for group in groups:
        for known, found in zip((state, step), examples_of(group.spec), strict=True):
            for name, row in found.items():
                here, there = np.asarray(row), np.asarray(known.setdefault(name, row))
                if (here.shape, here.dtype) != (there.shape, there.dtype):
                    raise ValueError(f"these runs record {name} in different shapes; solve them without --fleet")
    spec = groups[0].spec
    data = {f"data.{name}": array for name, array in spec.problem.data.items()}
    common = _common(groups)
    return FleetWriter.create(
        place,
        common,
        planned=sum(map(len, groups)),
        tasks=mark,
        state=state,
        step=step,
        fixed=data,
        derived=["update"] if all(group.spec.every == 1 for group in groups) else [],
    )


def _common(groups: Sequence[Group]) -> dict[str, Any]:
    """Return the entries of run.json that all runs share; ValueError where they are of several problems."""
    manifests = [group.spec.manifest() for group in groups]
    first = manifests[0]
    if any(one["problem"] != first["problem"] for one in manifests) or len({_data_of(one.spec) for one in groups}) > 1:
        raise ValueError("a fleet is of one problem with one set of settings; solve several without --fleet")
    shared = {name: entry for name, entry in first.items() if all(one[name] == entry for one in manifests)}
    shared.pop("start", None)
    rates = {rate for group in groups for rate in group.rates.tolist()}
    if len(rates) > 1 or any(group.hyperparameters for group in groups):
        shared.pop("optimizer", None)
    if len({seed for group in groups for seed in group.seeds}) > 1:
        shared.pop("seed", None)
    return shared


def _data_of(spec: Specification) -> bytes:
    return b"".join(name.encode() + array.tobytes() for name, array in sorted(spec.problem.data.items()))


def _mark_of(groups: Sequence[Group]) -> str:
    """Return what tells the runs of some groups from any others."""
    hashed = hashlib.sha256()
    for group in groups:
        hashed.update(json.dumps({**group.spec.manifest(), "start": None}, sort_keys=True).encode())
        hashed.update(_data_of(group.spec) + group.starts.tobytes() + group.rates.tobytes())
        hashed.update(json.dumps(list(group.seeds)).encode())
        if group.hyperparameters is not None:
            own = {name: numbers.tolist() for name, numbers in group.hyperparameters.own.items()}
            hashed.update(json.dumps(own, sort_keys=True).encode())
    return hashed.hexdigest()[:32]


def _landscape(spec: Specification, writer: FleetWriter) -> dict[str, Array]:
    """Return the fields of one landscape for all runs: around where they have been."""
    problem = spec.problem
    points = np.array(writer.reach)
    if problem.dimension > 2:
        points = writer.corners()
    how: dict[str, Any] = {"along": spec.survey_plane, "restrict": problem.restrict}
    return survey(problem.value, points, problem.domain, **how).fields()
