"""The recorder of a fleet: pieces of many runs come one after another, and what is counted in its manifest is whole."""

import json
import platform
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.fleet_files import open_files
from gdviz.runs.fleet_manifest import FLEET, FLEET_FORMAT, FLEET_VERSION, INDEX, LINE, LINES, STEPS
from gdviz.runs.growing_array import GrowingArray
from gdviz.runs.lock import MOVES_OPEN
from gdviz.runs.place import Place
from gdviz.runs.writer import now
from gdviz.version import __version__

Values = NDArray[Any]
# So many of the last arrays that runs share are remembered for the next runs.
REMEMBERED = 256


@dataclass(frozen=True, eq=False)
class FleetPiece:
    """Runs that follow one another in a fleet.

    Attributes
    ----------
    entries
        The manifest of each run; what all have in common is left out.
    steps
        How many steps each recorded, shape (M,).
    rows
        Rows of the fields, those of all runs end to end: of axis "state" a row more for each than it has steps.
    series
        Fields of which runs share rows: for each run, an array that begins with its rows.
    low, high
        The box of the parameters that pictures should hold, each of shape (D,).
    """

    entries: Sequence[Mapping[str, Any]]
    steps: NDArray[np.int64]
    rows: Mapping[str, Values]
    series: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    low: Values | None = None
    high: Values | None = None


class FleetWriter:
    """Writes one fleet, piece by piece; make one by `create` or `reopen`, and use it as a context manager.

    What was there before stays until the first piece is on disk.
    """

    _lines: BinaryIO

    def __init__(self, place: Place, manifest: dict[str, Any]) -> None:
        self.path = place.path
        self._place, self._manifest = place, manifest
        self._columns: dict[str, GrowingArray] = {}
        self._counts: dict[str, int] = {}
        self._length = 0
        self._shared: dict[str, list[tuple[int, Values]]] = {}

    @classmethod
    def create(
        cls,
        directory: str | Path,
        common: Mapping[str, Any],
        *,
        planned: int,
        tasks: str,
        state: Mapping[str, Values],
        step: Mapping[str, Values],
        fixed: Mapping[str, Values],
        derived: Sequence[str] = (),
    ) -> Self:
        """Begin a fleet in `directory`.

        Parameters
        ----------
        directory
            Where it goes. A run or fleet of gdviz's own that is there is replaced; anything else is left alone.
        common
            JSON-ready entries that the manifests of all runs share.
        planned
            How many runs are to come.
        tasks
            What tells these runs from any others, in letters.
        state, step
            An example row of each field of these axes: dtype and shape are taken from it.
        fixed
            Whole arrays that all runs share, by name.
        derived
            Fields that are not written, since they follow from others: "update".

        Raises
        ------
        ValueError
            If `directory` holds what is not gdviz's, or another process is recording there.
        OSError
            If it cannot be written.
        """
        growing = {name: (np.asarray(row), "state") for name, row in state.items()}
        growing |= {name: (np.asarray(row), "step") for name, row in step.items() if name not in derived}
        manifest: dict[str, Any] = {
            "format": FLEET_FORMAT,
            "format_version": FLEET_VERSION,
            "runs": 0,
            "planned": planned,
            "tasks": tasks,
            "common": dict(common),
            "fields": {
                name: {"dtype": row.dtype.str, "shape": list(row.shape), "axis": axis}
                for name, (row, axis) in growing.items()
            },
            "index": [STEPS, LINE, *growing],
            "derived": [name for name in derived if name in step],
            "reach": None,
            "versions": {"gdviz": __version__, "numpy": np.__version__, "python": platform.python_version()},
            "created_at": now().isoformat(timespec="seconds"),
        }
        writer = cls(Place.beside(directory), manifest)
        try:
            writer._write_manifest()
            index = np.zeros(len(manifest["index"]), np.int64)
            for name, row in {INDEX: index, **{name: row for name, (row, _) in growing.items()}}.items():
                writer._columns[name] = GrowingArray.create(writer._place.folder, f"{name}.npy", row, begins=False)
                writer._counts[name] = 0
            writer._lines = writer._place.folder.create(LINES)
            writer.keep(fixed)
        except BaseException:
            writer._let_go()
            raise
        return writer

    @classmethod
    def reopen(cls, directory: Path) -> Self:
        """Go on with a fleet: after the runs that its manifest counts.

        Raises
        ------
        ValueError
            If another process is recording there, or a file in it is a link.
        RunError
            If it is damaged.
        """
        place = Place.of(directory)
        writer = cls(place, {})
        try:
            fleet = open_files(directory)
            writer._manifest = dict(fleet.manifest)
            index = np.array(fleet.whole(INDEX)[: len(fleet)])
            columns = {INDEX: index}
            for at, name in enumerate(fleet.manifest["index"][2:], 2):
                ahead = fleet.manifest["fields"][name]["axis"] == "state"
                last = np.where(index[:, at] < 0, 0, index[:, at] + index[:, 0] + ahead).max(initial=0)
                columns[name] = fleet.whole(name)[: int(last)]
                if not fleet.manifest["fields"][name]["shape"]:
                    firsts = np.unique(index[index[:, at] >= 0, at])[-REMEMBERED:].tolist()
                    parts = zip(firsts, [*firsts[1:], int(last)], strict=True)
                    writer._shared[name] = [(first, np.array(columns[name][first:end])) for first, end in parts]
            for name, kept in columns.items():
                file = GrowingArray.reopen(place.folder, f"{name}.npy", kept, kept.dtype, ahead=False)
                writer._columns[name], writer._counts[name] = file, len(kept)
            writer._lines = place.folder.update(LINES)
            for _ in range(len(fleet)):
                writer._length += len(writer._lines.readline())
            writer._lines.truncate(writer._length)
        except BaseException:
            writer._let_go()
            raise
        return writer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()

    @property
    def count(self) -> int:
        """How many runs are written."""
        return int(self._manifest["runs"])

    @property
    def reach(self) -> tuple[Values, Values] | None:
        """The box that the runs so far should be seen in."""
        told = self._manifest.get("reach")
        return None if told is None else (np.array(told[0]), np.array(told[1]))

    def add(self, piece: FleetPiece) -> None:
        """Write the next runs, and then count them: a kill in between leaves those of before."""
        names = self._manifest["index"]
        index = np.full((len(piece.steps), len(names)), -1, np.int64)
        index[:, 0] = piece.steps
        common = self._manifest["common"]
        lines = [
            json.dumps({k: v for k, v in entries.items() if k not in common}, allow_nan=False).encode() + b"\n"
            for entries in piece.entries
        ]
        index[:, 1] = self._length + np.concatenate([[0], np.cumsum([len(line) for line in lines])[:-1]])
        for at, name in enumerate(names[2:], 2):
            ahead = self._manifest["fields"][name]["axis"] == "state"
            if name in piece.rows:
                lengths = piece.steps + ahead
                index[:, at] = self._counts[name] + np.concatenate([[0], np.cumsum(lengths)[:-1]])
                self._extend(name, piece.rows[name])
            elif name in piece.series:
                for run, (steps, series) in enumerate(zip(piece.steps, piece.series[name], strict=True)):
                    index[run, at] = self._place_of(name, series, int(steps) + ahead)
        self._lines.seek(self._length)
        self._lines.write(b"".join(lines))
        self._lines.flush()
        self._length += sum(map(len, lines))
        self._extend(INDEX, index)
        self._manifest["runs"] = self.count + len(piece.steps)
        if piece.low is not None and piece.high is not None:
            low, high = self.reach or (piece.low, piece.high)
            self._manifest["reach"] = [np.minimum(low, piece.low).tolist(), np.maximum(high, piece.high).tolist()]
        self._write_manifest()
        self._settle()

    def keep(self, arrays: Mapping[str, Values]) -> None:
        """Save whole arrays that all runs share, by name."""
        for name, array in arrays.items():
            self._place.folder.replace(f"{name}.npy", partial(np.save, arr=array, allow_pickle=False))
            described = {"dtype": array.dtype.str, "shape": list(array.shape), "axis": "fixed"}
            self._manifest["fields"][name] = described
        if arrays:
            self._write_manifest()

    def corners(self) -> Values:
        """Return where each run began, and where it ended unless that is much worse, shape (n, D)."""
        fleet = open_files(self.path)
        first, steps = fleet.column("params"), fleet.column(STEPS)
        begin, end = fleet.column("loss"), fleet.column("loss") + steps
        params, loss = fleet.whole("params"), fleet.whole("loss")
        good = loss[end] <= loss[begin] + np.maximum(np.abs(loss[begin]), 1.0)
        return np.concatenate([params[first], params[(first + steps)[good]]])

    def _extend(self, name: str, rows: Values) -> None:
        self._columns[name].extend(self._counts[name], rows)
        self._counts[name] += len(rows)

    def _place_of(self, name: str, series: Values, count: int) -> int:
        """Return the row at which the first `count` rows of a series are, which another run may have brought."""
        known = self._shared.setdefault(name, [])
        wanted = series[:count]
        for first, held in reversed(known):
            if held is series or (len(held) >= count and np.array_equal(held[:count], wanted)):
                return first
        known.append((self._counts[name], series))
        del known[:-REMEMBERED]
        self._extend(name, series)
        return known[-1][0]

    def _settle(self) -> None:
        """Let the fleet take its place, if it has not yet."""
        if self._place.stands:
            return
        if not MOVES_OPEN:
            self._close_files()
        self._place.settle()
        if not MOVES_OPEN:
            for name, column in self._columns.items():
                column.file = self._place.folder.update(f"{name}.npy")
            self._lines = self._place.folder.update(LINES)

    def _close_files(self) -> None:
        for column in self._columns.values():
            column.close()
        if hasattr(self, "_lines"):
            self._lines.close()

    def _let_go(self) -> None:
        with ExitStack() as all_of_them:
            all_of_them.callback(self._place.close)
            all_of_them.callback(self._close_files)

    def _write_manifest(self) -> None:
        text = json.dumps(self._manifest, indent=1, allow_nan=False)
        self._place.folder.replace(FLEET, lambda file: file.write(text.encode()))
