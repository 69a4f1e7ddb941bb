"""Taking a landscape: point by point over a slice, into the runs that hold it, with what it costs told before."""

import hashlib
import json
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm  # type: ignore[import-untyped]

from gdviz.arguments import shown
from gdviz.landscapes.landscape import Landscape
from gdviz.surveying.coarse_to_fine import in_order
from gdviz.surveying.sheet import Sheet, taken_rows, unfinished
from gdviz.surveying.slices import ModelSlice
from gdviz.surveying.subject import Subject, TakeRow

Array = NDArray[np.float64]

# A point is timed so many times at most, and for so many seconds.
TIMED, TIMING = 3, 0.5


@dataclass(frozen=True)
class Survey:
    """What is to be taken, and how.

    Attributes
    ----------
    subject
        The model and its loss.
    samples
        Points along each side.
    domain
        Low and high of each coordinate in turn; None for the slice's own box.
    said
        What tells this survey from others: the arguments of the call.
    progress
        Whether cost and a bar are shown.
    """

    subject: Subject
    samples: int
    domain: Sequence[float] | None
    said: Mapping[str, Any]
    progress: bool

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
        with self.subject.over(found.origin, axes) as take:
            seconds = _seconds(take, len(along))
            survey = {**self.said, "plane": found.kind, **found.about, "samples": self.samples, "request": request}
            rows = np.full((len(across), len(along)), np.nan)
            sheet = Sheet(paths, scape, {**survey, "seconds_per_point": seconds}, rows)
            if begun is not None:
                old, first = taken_rows(begun), in_order(len(rows))[0]
                # Of another loss, or other data, nothing is gone on with.
                if np.array_equal(take(along, float(across[first]), _no_tick), old[first], equal_nan=True):
                    sheet.rows, sheet.taken, sheet.survey = (
                        old,
                        begun.manifest["survey"]["taken"],
                        begun.manifest["survey"],
                    )
            with self._bar(sheet, seconds) as bar, sheet:
                for row in sheet.left:
                    sheet.put(row, take(along, float(across[row]), bar.update))

    def losses(self, origin: NDArray[Any], axes: NDArray[Any], places: Array) -> list[float]:
        """Return the loss at places (n, k) along axes (k, D) from an origin."""
        with self.subject.over(origin, axes) as take:
            return [_loss_at(take, place) for place in places]

    def _grids(self, found: ModelSlice) -> tuple[Array, Array]:
        """Return the coordinates along the axes; y is empty on a line."""
        sides = found.box if self.domain is None else np.asarray(self.domain, dtype=np.float64)
        fits = sides.size == 2 * len(found.axes) and np.isfinite(sides).all()
        if not fits or not (np.diff(sides.reshape(-1, 2)) > 0).all():
            raise ValueError(
                f"the domain is low, high of each of {len(found.axes)} coordinates in turn, not {shown(self.domain)}"
            )
        x, *rest = (np.linspace(low, high, self.samples) for low, high in sides.reshape(-1, 2))
        return x, rest[0] if rest else np.empty(0)

    def _bar(self, sheet: Sheet, seconds: float) -> Any:
        """Tell what is left to take and what it will cost, and return a bar of the points."""
        rows, columns = sheet.rows.shape
        count, done = rows * columns, sheet.taken * columns
        if self.progress:
            shape = f"{columns} × {rows}" if columns > 1 else str(rows)
            before = f", {done:,} of which have been taken" if done else ""
            cost = f"{_in_words(seconds)} each: about {_in_words(seconds * (count - done))}"
            tqdm.write(f"{shape} points{before}, {cost}", file=sys.stderr)
        return tqdm(
            total=count,
            initial=done,
            unit="points",
            file=sys.stderr,
            disable=not self.progress,
            leave=False,
            mininterval=0.5,
        )


def _loss_at(take: TakeRow, place: Array) -> float:
    """Return the loss at coordinates (k,)."""
    return float(take(place[:1], float(place[1]) if len(place) > 1 else 0.0, _no_tick)[0])


def _seconds(take: TakeRow, points: int) -> float:
    """Return the seconds that a point takes, in a row of so many if that is quick."""
    began, few = time.perf_counter(), np.zeros(min(points, 2))
    spent: list[float] = []
    take(few, 0.0, _no_tick)
    while len(spent) < TIMED and (not spent or time.perf_counter() - began < TIMING):
        spent.append(_timed(take, few))
    found = statistics.median(spent)
    return found if found * points > TIMING / 5 else _timed(take, np.zeros(points))


def _timed(take: TakeRow, x: Array) -> float:
    """Return the seconds that a point of a row takes."""
    start = time.perf_counter()
    take(x, 0.0, _no_tick)
    return (time.perf_counter() - start) / len(x)


def _no_tick(points: int) -> None:
    """Tell nobody."""


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
