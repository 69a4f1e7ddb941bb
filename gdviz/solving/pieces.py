"""A piece of a fleet: its runs solved abreast, or one by one, and what is recorded of them, rows end to end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.problems import Array
from gdviz.runs.fleet_writer import FleetPiece
from gdviz.solving.courses import descend_abreast
from gdviz.solving.groups import Group
from gdviz.solving.loop import descend
from gdviz.solving.solver import examples_of
from gdviz.solving.specification import Specification
from gdviz.solving.stopping import Stop

# From so many points on, this share of them at either side of the box may lie outside.
MANY, STRAY = 2000, 0.005


@dataclass(frozen=True, eq=False)
class FleetOrder:
    """An order for some runs of a fleet, whose answer is a piece of it.

    Attributes
    ----------
    group
        The runs.
    first
        The number of the first in the fleet.
    """

    group: Group
    first: int

    @property
    def name(self) -> str:
        """The numbers of its runs."""
        return f"runs {self.first:,} to {self.first + self.count - 1:,}"

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.group)

    def __call__(self, tell: Callable[[int], None]) -> FleetPiece:
        """Solve them."""
        return solve_piece(self.group)


def solve_piece(group: Group) -> FleetPiece:
    """Solve the runs of a group, abreast or one by one, and return what is recorded of them."""
    state, step = examples_of(group.spec)
    kept = {**state, **step}
    if group.alone:
        runs = [_alone(group.one(run)) for run in range(len(group))]
        stops = [stop for _, stop in runs]
        fields = [{name: rows for name, rows in found.items() if name in kept} for found, _ in runs]
        steps = np.array([len(found["loss"]) - 1 for found in fields], np.int64)
        apart = [name for name in kept if name in ("step", "learning_rate") or np.ndim(kept[name]) == 0]
        apart = [name for name in apart if name != "loss" and not name.startswith("metric.") and name != "batch_loss"]
        rows = {name: np.concatenate([one[name] for one in fields]) for name in kept if name not in apart}
        series = {name: [one[name] for one in fields] for name in apart}
    else:
        found = descend_abreast(group.spec, group.starts, group.rates, kept.__contains__, group.hyperparameters)
        stops = found.stops
        steps, rows = found.joined()
        series = {name: arrays for name, arrays in found.series().items() if name in kept}
    if group.spec.every == 1:
        rows.pop("update", None)
    low, high = _box_of(rows["params"], rows["loss"], steps)
    # What pieces of other groups have alike is left out when they are written.
    about = group.spec.manifest()
    numbers = zip(group.starts.tolist(), group.rates.tolist(), group.seeds, stops, strict=True)
    entries = [
        {
            **about,
            "optimizer": {**optimizer, "lr": rate},
            "start": start,
            "seed": seed,
            "stop": {"reason": stop.reason, "message": stop.message},
        }
        for optimizer, (start, rate, seed, stop) in zip(_optimizers(group), numbers, strict=True)
    ]
    return FleetPiece(entries, steps, rows, series, low, high)


def _optimizers(group: Group) -> Iterator[dict[str, Any]]:
    """Yield what the manifest of each run says of its optimizer."""
    if group.hyperparameters is None:
        yield from repeat(group.spec.manifest()["optimizer"], len(group))
        return
    known: dict[Any, dict[str, Any]] = {}
    for run, own in enumerate(zip(*group.hyperparameters.own.values(), strict=True)):
        if own not in known:
            known[own] = group.one(run).manifest()["optimizer"]
        yield known[own]


def _alone(spec: Specification) -> tuple[dict[str, NDArray[Any]], Stop]:
    """Return the recorded fields of one run, and how it ended, from its own loop."""
    rows: list[dict[str, Any]] = []
    last: dict[str, Any] = {}

    def record(row: dict[str, Any]) -> None:
        nonlocal last
        last = row
        if row["step"] % spec.every == 0:
            rows.append(row)

    stop = descend(spec, record)
    if last["step"] % spec.every:
        rows.append(last)
    # A run directory begins with this row, not with the loop's own.
    state, step = examples_of(spec)
    rows[0] = state
    found = {name: np.array([row[name] for row in rows], np.asarray(one).dtype) for name, one in state.items()}
    for name, one in step.items():
        example = np.asarray(one)
        values = np.array([row[name] for row in rows[1:]], example.dtype)
        found[name] = values.reshape(len(rows) - 1, *example.shape)
    return found, stop


def _box_of(params: Array, loss: Array, steps: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return the box of where runs have been, but for what is much worse than where each began."""
    first = np.concatenate([[0], np.cumsum(steps + 1)[:-1]])
    begin = loss[first]
    good = loss <= np.repeat(begin + np.maximum(np.abs(begin), 1.0), steps + 1)
    good[first] = True
    good &= np.isfinite(params).all(axis=1)
    held = params[good]
    if len(held) < MANY:
        return held.min(axis=0), held.max(axis=0)
    # One of many runs that strays shall not make a dot of the others.
    low, high = np.quantile(held, [STRAY, 1 - STRAY], axis=0)
    return low, high
