"""The recorder: writes a run directory so that nothing is lost; see gdviz.runs.run for the format."""

import json
import os
import platform
import time
from collections.abc import Mapping, Set
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdviz.runs.growing_array import GrowingArray
from gdviz.runs.lock import MOVES_OPEN
from gdviz.runs.manifest import FIELD, FORMAT, FORMAT_VERSION, MANIFEST, why_unreadable
from gdviz.runs.place import Place
from gdviz.runs.run import load
from gdviz.version import __version__

Array = NDArray[np.float64]

FLUSH_SECONDS = 1.0


class RunWriter:
    """Writes one run: the first state, then a row for every step with the state it leads to, and how it came out.

    Make one by `create` or `reopen`, and use it as a context manager: what was appended is on disk when it closes,
    whatever happened in between. A second recorder of the same directory is refused while the first is open.

    A run that was there before stays until the new one stands: until rows of it are on disk, or it has finished. What
    ends it before that, an error or a kill, leaves the old one.
    """

    def __init__(self, place: Place, manifest: dict[str, Any], *, whole: bool = False) -> None:
        self.path = place.path
        self._place, self._manifest, self._whole = place, manifest, whole
        self._columns: dict[str, GrowingArray] = {}
        self._blocks: list[tuple[str, NDArray[Any]]] = []
        # Rows that wait at most: where one is large, the others do not wait for long.
        self._room = 1 << 30
        self._flushed = self._waiting = 0
        self._lent: NDArray[Any] | None = None
        self._lent_as = "", 0
        self._flushed_at = time.monotonic()

    @classmethod
    def create(
        cls,
        directory: str | Path,
        about: Mapping[str, Any],
        *,
        state: Mapping[str, ArrayLike],
        step: Mapping[str, ArrayLike],
        fixed: Mapping[str, Array],
        whole: bool = False,
    ) -> Self:
        """Begin a run in `directory`.

        Parameters
        ----------
        directory
            Where the run goes. A run of gdviz's own that is there is replaced; anything else is left alone.
        about
            JSON-ready entries of the manifest: problem, optimizer, seed, start, ...
        state
            The first row of the fields of axis "state", by name.
        step
            An example row of each field of axis "step": dtype and shape are taken from it.
        fixed
            Whole arrays, such as the data, by name.
        whole
            Let it appear in its place when it has finished, and not before.

        Raises
        ------
        ValueError
            If `directory` exists and is neither empty nor a run, or another process is recording there.
        OSError
            If it cannot be written.
        """
        for name in (*state, *step, *fixed):
            if not FIELD.fullmatch(name):
                raise ValueError(f"a field is named by words with dots between them, not {name!r}")
        growing = {name: (np.asarray(row), "state") for name, row in state.items()}
        growing |= {name: (np.asarray(row), "step") for name, row in step.items()}
        fields = {name: _described(row, axis) for name, (row, axis) in growing.items()}
        manifest = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            **about,
            "stop": None,
            "fields": fields | {name: _described(array, "fixed") for name, array in fixed.items()},
            "versions": {"gdviz": __version__, "numpy": np.__version__, "python": platform.python_version()},
            "created_at": now().isoformat(timespec="seconds"),
        }
        if reason := why_unreadable(json.dumps(manifest)):
            raise ValueError(
                f"{Path(directory) / MANIFEST} could not be read again: {reason}; give something shorter or smaller"
            )
        recorder = cls(Place.beside(directory), manifest, whole=whole)
        try:
            # The manifest comes first: it says of all other files that they are a run's.
            recorder._write_manifest()
            for name, (row, axis) in growing.items():
                column = GrowingArray.create(recorder._place.folder, f"{name}.npy", row, begins=axis == "state")
                recorder._add(name, column)
            recorder.keep(fixed)
            if not whole and recorder._place.is_free():
                recorder._settle()
        except BaseException:
            recorder._let_go()
            raise
        return recorder

    @classmethod
    def reopen(cls, directory: Path, about: Mapping[str, Any], *, every: int) -> Self:
        """Go on with the run in `directory`: after its last row that lies on the grid of every so many steps.

        Raises
        ------
        ValueError
            If another process is recording there, or a file in it is a link.
        RunError
            If the run is damaged.
        """
        place = Place.of(directory)
        recorder = cls(place, {})
        try:
            run = load(directory)
            rows = len(run.loss) - 1 - (int(run.step[-1]) % every != 0)
            old = run.manifest["fields"]
            fields = {name: spec for name, spec in old.items() if not name.startswith(("surface.", "basins."))}
            # With the old landscape goes what is said of it.
            said = {name: entry for name, entry in run.manifest.items() if name != "survey"}
            recorder._manifest = {**said, **about, "stop": None, "fields": fields}
            for name, spec in fields.items():
                if spec["axis"] != "fixed":
                    first = spec["axis"] == "state"
                    kept = run.arrays[name][: rows + first]
                    file, dtype = f"{name}.npy", np.dtype(spec["dtype"])
                    recorder._add(name, GrowingArray.reopen(place.folder, file, kept, dtype, ahead=first))
            recorder._flushed = rows
            recorder._write_manifest()
        except BaseException:
            recorder._let_go()
            raise
        return recorder

    def _add(self, name: str, column: GrowingArray) -> None:
        self._columns[name] = column
        self._blocks.append((name, column.block))
        self._room = min(self._room, len(column.block))

    @property
    def growing(self) -> Set[str]:
        """The names of the fields that have rows."""
        return self._columns.keys()

    def begin(self, name: str, row: ArrayLike, axis: str) -> None:
        """Begin a field of floats that comes later than the others: what it was up to now is not known, NaN."""
        if self._waiting:
            self.flush()
        example = np.asarray(row)
        example = example if example.dtype.kind == "f" else example.astype(np.float64)
        ahead = axis == "state"
        unknown = np.full((self._flushed + ahead, *example.shape), np.nan, example.dtype)
        folder, file = self._place.folder, f"{name}.npy"
        folder.replace(file, partial(_save, array=unknown))
        self._add(name, GrowingArray.reopen(folder, file, unknown, unknown.dtype, ahead=ahead))
        self._manifest["fields"][name] = _described(example, axis)
        self._write_manifest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or self._place.stands:
            self.close()
        else:
            self._let_go()

    def place(self, name: str) -> NDArray[Any]:
        """Return where the next row of a field will lie: filled in and appended, it is not copied."""
        self._lent, self._lent_as = self._columns[name].block[self._waiting], (name, self._waiting)
        return self._lent

    def append(self, row: Mapping[str, ArrayLike]) -> bool:
        """Append one row to every field, and return whether all rows were flushed.

        Entries of `row` that are no fields are passed over.
        """
        at = self._waiting
        for name, block in self._blocks:
            if row[name] is not self._lent or self._lent_as != (name, at):
                block[at] = row[name]
        # One number says how many rows there are: an interrupt above leaves none of them longer than the others.
        self._waiting = at + 1
        if at + 1 < self._room and time.monotonic() - self._flushed_at < FLUSH_SECONDS:
            return False
        self.flush()
        return True

    def extend(self, rows: Mapping[str, NDArray[Any]]) -> None:
        """Append many rows to every field at once; entries of `rows` that are no fields are passed over."""
        self.flush()
        for name, column in self._columns.items():
            column.extend(self._flushed, rows[name])
            count = len(rows[name])
        self._flushed += count

    def keep(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Save whole arrays by name, and list them in the manifest."""
        listed = dict(self._manifest["fields"])
        for name, array in arrays.items():
            # A reader that has mapped the old file keeps it; one that comes now finds the whole new one.
            self._place.folder.replace(f"{name}.npy", partial(_save, array=array))
            self._manifest["fields"][name] = _described(array, "fixed")
        if self._manifest["fields"] != listed:
            self._write_manifest()

    def flush(self) -> None:
        """Write every row that waits in memory, so that it outlives the process and can be read."""
        for column in self._columns.values():
            column.write(self._flushed, self._waiting)
        self._flushed, self._waiting = self._flushed + self._waiting, 0
        self._flushed_at = time.monotonic()
        if not self._whole:
            self._settle()

    def finish(self, reason: str, message: str, *, about: Mapping[str, Any] | None = None) -> None:
        """Write every row, and into the manifest how the run ended, and what is known of it by now."""
        self.flush()
        self._manifest |= about or {}
        self._manifest["stop"] = {"reason": reason, "message": message}
        self._write_manifest()
        self._settle()

    def close(self) -> None:
        """Write what waits and let go of the directory; closing twice does no harm."""
        try:
            if self._waiting or not (self._whole or self._place.stands):
                self.flush()
        finally:
            self._let_go()

    def _settle(self) -> None:
        """Let the run take its place, if it has not yet."""
        if self._place.stands:
            return
        if not MOVES_OPEN:
            for column in self._columns.values():
                column.close()
        self._place.settle()
        if not MOVES_OPEN:
            for name, column in self._columns.items():
                column.file = self._place.folder.update(f"{name}.npy")

    def _let_go(self) -> None:
        with ExitStack() as all_of_them:
            all_of_them.callback(self._place.close)
            for column in self._columns.values():
                all_of_them.callback(column.close)

    def _write_manifest(self) -> None:
        text = json.dumps(self._manifest, indent=1, allow_nan=False)
        self._place.folder.replace(MANIFEST, lambda file: file.write(text.encode()))


def _save(file: BinaryIO, array: NDArray[Any]) -> None:
    np.save(file, array, allow_pickle=False)


def now() -> datetime:
    """Return the time, or what SOURCE_DATE_EPOCH says instead for those who want the same bytes again.

    Source: reproducible-builds.org/specs/source-date-epoch.
    """
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if not told:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(told), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"SOURCE_DATE_EPOCH is {told!r}, no number of seconds since 1970; unset it") from None


def _described(example: NDArray[Any], axis: str) -> dict[str, Any]:
    return {"dtype": example.dtype.str, "shape": list(example.shape), "axis": axis}
