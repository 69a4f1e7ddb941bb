"""Taking a landscape: point by point over a slice, into the runs that hold it, with what it costs told before."""

import hashlib
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.asked import sides_of
from gdviz.landscapes.landscape import Landscape
from gdviz.progress import bar_class, is_watched, screen
from gdviz.runs.run import Run
from gdviz.surveying.hands import Jobs, RowTask, in_one_thread, processes, shared
from gdviz.surveying.sheet import Sheet, taken_rows, unfinished
from gdviz.surveying.slices import ModelSlice
from gdviz.surveying.subject import Subject, TakeRow, no_tick

Array = NDArray[np.float64]

# A point is timed so many times at most, and for so many seconds.
TIMED, TIMING = 3, 0.5


@dataclass(frozen=True)
class Survey:
    """What is to be taken, and how.

    Attributes
    ----------
    make
        Returns the model with its loss.
    samples
        Points along each side.
    domain
        Low and high of each coordinate in turn; None for the slice's own box.
    said
        What tells this survey from others: the arguments of the call.
    jobs
        Who takes the rows.
    progress
        Whether cost and a bar are shown.
    """

    make: Callable[[], Subject]
    samples: int
    domain: Sequence[float] | None
    said: Mapping[str, Any]
    jobs: Jobs
    progress: bool

    @cached_property
    def subject(self) -> Subject:
        """The model and its loss."""
        return self.make()

    def request(self, *more: str, vectors: Sequence[NDArray[Any]] = ()) -> str:
        """Return a hash of what was asked for, and of what."""
        told = hashlib.sha256(json.dumps([self.samples, self.domain, self.said, *more]).encode())
        for vector in vectors:
            told.update(vector.tobytes())
        return told.hexdigest()[:16]

    def take(self, found: ModelSlice, paths: Sequence[Path], request: str, *, is_own: bool) -> None:
        """Take the rows of a slice that have not been taken yet, and write them into runs.

        Parameters
        ----------
        found
            The slice, in the space of the model's parameters.
        paths
            Of the runs.
        request
            What tells this survey from others.
        is_own
            Whether the numbers of the runs are the slice's own coordinates, and not all parameters.
        """
        x, y = self._grids(found)
        begun = unfinished(paths[0], request)
        if begun is not None:
            x, y = begun.landscape.x, begun.landscape.y
        where = found.in_itself if is_own else found
        scape = Landscape(x, y, np.empty(0), where.origin.astype(np.float64), where.axes.astype(np.float64))
        axes, along, across = found.axes, x, y
        if len(axes) == 1:
            # A line is taken point by point, coarse to fine as well.
            axes, along, across = np.concatenate([np.zeros_like(axes), axes]), np.zeros(1), x
        with nullcontext() if self.jobs is None else in_one_thread():
            with self.subject.over(found.origin, axes) as take:
                seconds = _seconds(take, len(along))
                survey = {"plane": found.kind, **found.about, "seed": self.said["seed"], **self.subject.told()}
                survey |= {"samples": self.samples, "request": request}
                rows = np.full((len(across), len(along)), np.nan)
                sheet = Sheet(paths, scape, {**survey, "seconds_per_point": seconds}, rows)
                if begun is not None:
                    self._go_on(sheet, begun, lambda row: take(along, float(across[row]), no_tick))
                if self.jobs is None or self.jobs == 1:
                    with self._bar(sheet, seconds) as bar, sheet, self._breaking_off(sheet):
                        for row in sheet.left:
                            sheet.put(row, take(along, float(across[row]), bar.update))
                    return
            # Whoever shares the rows is sent the model as it was.
            task, left = RowTask(self.make, found.origin, axes, along), sheet.left
            with self._bar(sheet, seconds) as bar, sheet, self._breaking_off(sheet):
                came = shared(task, [(row, float(across[row])) for row in left], self.jobs)
                for row, loss in _in_turn(came, left, bar.update):
                    sheet.put(row, loss)

    def _go_on(self, sheet: Sheet, begun: Run, take: Callable[[int], Array]) -> None:
        """Let a sheet go on with a run's rows, unless they are of another loss, or of other data."""
        old, first = taken_rows(begun), sheet.left[0]
        if np.array_equal(take(first), old[first], equal_nan=True):
            sheet.rows, sheet.survey = old, begun.manifest["survey"]
            sheet.taken = sheet.survey["taken"]
        elif self.progress:
            bar_class().write("the loss is not the one that this was begun with; it begins anew", file=sys.stderr)

    @contextmanager
    def _breaking_off(self, sheet: Sheet) -> Iterator[None]:
        """Tell whoever breaks the survey off that it can be gone on with."""
        try:
            yield
        except KeyboardInterrupt:
            if self.progress and sheet.taken:
                done = f"{sheet.taken} of {len(sheet.rows)} rows"
                bar_class().write(f"broken off after {done}; asked for again, it goes on from there", file=sys.stderr)
            raise

    def losses(self, origin: NDArray[Any], axes: NDArray[Any], places: Array) -> list[float]:
        """Return the loss at places (n, k) along axes (k, D) from an origin."""
        with self.subject.over(origin, axes) as take:
            return [_loss_at(take, place) for place in places]

    def _grids(self, found: ModelSlice) -> tuple[Array, Array]:
        """Return the coordinates along the axes; y is empty on a line."""
        sides = found.box if self.domain is None else sides_of(self.domain, [len(found.axes)])
        x, *rest = (np.linspace(low, high, self.samples) for low, high in sides)
        return x, rest[0] if rest else np.empty(0)

    def _bar(self, sheet: Sheet, seconds: float) -> Any:
        """Tell what is left to take and what it will cost, and return a bar of the points."""
        rows, columns = sheet.rows.shape
        count, done = rows * columns, sheet.taken * columns
        if self.progress:
            shape = f"{columns} × {rows}" if columns > 1 else str(rows)
            before = f", {done:,} of which have been taken" if done else ""
            many = processes(self.jobs)
            hands = min(many, os.cpu_count() or 1)
            cost = f"{_in_words(seconds)} each: about {_in_words(seconds * (count - done) / hands)}"
            cost += f" in {many} processes" if many > 1 else ""
            bar_class().write(f"{shape} points{before}, {cost}", file=sys.stderr)
        return bar_class()(
            total=count,
            initial=done,
            unit="points",
            file=screen(),
            disable=not (self.progress and is_watched()),
            leave=False,
            mininterval=0.5,
        )


def _in_turn(
    came: Iterator[tuple[int, Array]], order: Sequence[int], tick: Callable[[int], Any]
) -> Iterator[tuple[int, Array]]:
    """Yield rows in an order, however they come, and tick for each point as they come."""
    early: dict[int, Array] = {}
    waiting = iter(order)
    wanted = next(waiting, None)
    for row, loss in came:
        early[row] = loss
        tick(len(loss))
        while wanted in early:
            yield wanted, early.pop(wanted)
            wanted = next(waiting, None)


def _loss_at(take: TakeRow, place: Array) -> float:
    """Return the loss at coordinates (k,)."""
    return float(take(place[:1], float(place[1]) if len(place) > 1 else 0.0, no_tick)[0])


def _seconds(take: TakeRow, points: int) -> float:
    """Return the seconds that a point takes, in a row of so many if that is quick."""
    began, few = time.perf_counter(), np.zeros(min(points, 2))
    spent: list[float] = []
    take(few, 0.0, no_tick)
    while len(spent) < TIMED and (not spent or time.perf_counter() - began < TIMING):
        spent.append(_timed(take, few))
    found = statistics.median(spent)
    return found if found * points > TIMING / 5 else _timed(take, np.zeros(points))


def _timed(take: TakeRow, x: Array) -> float:
    """Return the seconds that a point of a row takes."""
    start = time.perf_counter()
    take(x, 0.0, no_tick)
    return (time.perf_counter() - start) / len(x)


def _in_words(seconds: float) -> str:
    """Return a time as it is said."""
    if seconds < 1:
        return f"{1e3 * seconds:.3g} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.0f} µs"
    return (
        f"{seconds:.1f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )
