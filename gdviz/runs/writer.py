"""The recorder: writes a run directory so that nothing is lost; see gdviz.runs.run for the format."""

import json
import os
import platform
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
from filelock import FileLock, Timeout
from numpy.lib import format as npy
from numpy.typing import ArrayLike, NDArray

from gdviz.runs.run import FIELD, FORMAT, FORMAT_VERSION, MANIFEST, is_run, load
from gdviz.version import __version__

Array = NDArray[np.float64]

FLUSH_ROWS = 1024
FLUSH_SECONDS = 1.0
LOCK = ".lock"


@dataclass(eq=False)
class _Column:
    """One growing .npy file: where it is, the rows that wait in memory, and how many rows its header is ahead."""

    path: Path
    file: BinaryIO
    block: NDArray[Any]
    first: int

    def write(self, flushed: int, waiting: int) -> None:
        """Put the waiting rows after the flushed ones, then the new count into the header; twice gives the same."""
        try:
            rows = self.block[:waiting].tobytes()
            self.file.seek(self._data + (self.first + flushed) * self.block[0].nbytes)
            self.file.write(rows)
            self.file.flush()
            self.write_header(self.first + flushed + waiting)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self.path)) from error

    def write_header(self, rows: int) -> None:
        """Write the header for `rows` rows; NumPy pads it, so that it stays as long as it was."""
        self.file.seek(0)
        header = {
            "descr": npy.dtype_to_descr(self.block.dtype),
            "fortran_order": False,
            "shape": (rows, *self.block.shape[1:]),
        }
        npy.write_array_header_1_0(self.file, header)
        self._data = self.file.tell()
        self.file.flush()


class RunWriter:
    """Writes one run: the first state, then a row for every step with the state it leads to, and how it came out.

    Make one by `create` or `reopen`, and use it as a context manager: what was appended is on disk when it closes,
    whatever happened in between. A second recorder of the same directory is refused while the first is open.
    """

    def __init__(self, path: Path, manifest: dict[str, Any], lock: FileLock) -> None:
        self.path = path
        self._manifest = manifest
        self._lock = lock
        self._columns: dict[str, _Column] = {}
        self._blocks: list[tuple[str, NDArray[Any]]] = []
        self._flushed = self._waiting = 0
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
    ) -> Self:
        """Begin a run in `directory`.

        Parameters
        ----------
        directory
            Where the run goes. A run that is there is replaced; anything else is left alone.
        about
            JSON-ready entries of the manifest: problem, optimizer, seed, start, ...
        state
            The first row of the fields of axis "state", by name.
        step
            An example row of each field of axis "step": dtype and shape are taken from it.
        fixed
            Whole arrays, such as the data, by name.

        Raises
        ------
        ValueError
            If `directory` exists and is neither empty nor a run, or another process is recording there.
        OSError
            If it cannot be written.
        """
        path = Path(directory)
        if path.exists() and not (path.is_dir() and (is_run(path) or not any(path.iterdir()))):
            raise ValueError(f"{path} exists and is not a run; choose another directory with -o")
        for name in (*state, *step, *fixed):
            if not FIELD.fullmatch(name):
                raise ValueError(f"a field is named by words with dots between them, not {name!r}")
        growing = {name: (np.asarray(row), "state") for name, row in state.items()}
        growing |= {name: (np.asarray(row), "step") for name, row in step.items()}
        manifest = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            **about,
            "stop": None,
            "fields": {name: _described(row, axis) for name, (row, axis) in growing.items()},
            "versions": {"gdviz": __version__, "numpy": np.__version__, "python": platform.python_version()},
            "created_at": _now().isoformat(timespec="seconds"),
        }
        _make_room(path, manifest)
        recorder = cls(path, manifest, _locked(path))
        for name, (row, axis) in growing.items():
            block = np.empty((FLUSH_ROWS, *row.shape), row.dtype)
            file = path / f"{name}.npy"
            column = _Column(file, file.open("w+b"), block, first=0)
            recorder._add(name, column)
            column.write_header(0)
            if axis == "state":
                block[0] = row
                column.write(0, 1)
                column.first = 1
        recorder.keep(fixed)
        return recorder

    @classmethod
    def reopen(cls, directory: Path, about: Mapping[str, Any], *, every: int) -> Self:
        """Go on with the run in `directory`: after its last row that lies on the grid of every so many steps.

        Raises
        ------
        ValueError
            If another process is recording there.
        RunError
            If the run is damaged.
        """
        lock = _locked(directory)
        run = load(directory)
        rows = len(run.loss) - 1 - (int(run.step[-1]) % every != 0)
        old = run.manifest["fields"]
        fields = {name: spec for name, spec in old.items() if not name.startswith(("surface.", "basins."))}
        recorder = cls(directory, {**run.manifest, **about, "stop": None, "fields": fields}, lock)
        for name, spec in fields.items():
            if spec["axis"] == "fixed":
                continue
            file = directory / f"{name}.npy"
            block = np.empty((FLUSH_ROWS, *spec["shape"]), np.dtype(spec["dtype"]))
            column = _Column(file, file.open("r+b"), block, first=int(spec["axis"] == "state"))
            column.write_header(column.first + rows)
            column.file.truncate(column.file.tell() + (column.first + rows) * block[0].nbytes)
            recorder._add(name, column)
        recorder._flushed = rows
        recorder._write_manifest()
        return recorder

    def _add(self, name: str, column: _Column) -> None:
        self._columns[name] = column
        self._blocks.append((name, column.block))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, row: Mapping[str, ArrayLike]) -> bool:
        """Append one row to every field, and return whether all rows were flushed.

        Entries of `row` that are no fields are passed over.
        """
        at = self._waiting
        for name, block in self._blocks:
            block[at] = row[name]
        # One number says how many rows there are: an interrupt above leaves none of them longer than the others.
        self._waiting = at + 1
        if at + 1 < FLUSH_ROWS and time.monotonic() - self._flushed_at < FLUSH_SECONDS:
            return False
        self.flush()
        return True

    def keep(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Save whole arrays by name, and list them in the manifest."""
        for name, array in arrays.items():
            file = self.path / f"{name}.npy"
            temporary = self.path / f".{name}.npy.new"
            try:
                with temporary.open("wb") as stream:
                    np.save(stream, array, allow_pickle=False)
                # A reader that has mapped the old file keeps it; one that comes now finds the whole new one.
                temporary.replace(file)
            except OSError as error:
                # Where the disk is full, NumPy says neither that nor the file.
                raise OSError(error.errno, error.strerror or str(error), str(file)) from error
            self._manifest["fields"][name] = _described(array, "fixed")
        self._write_manifest()

    def flush(self) -> None:
        """Write every row that waits in memory, so that it outlives the process and can be read."""
        for column in self._columns.values():
            column.write(self._flushed, self._waiting)
        self._flushed, self._waiting = self._flushed + self._waiting, 0
        self._flushed_at = time.monotonic()

    def finish(self, reason: str, message: str) -> None:
        """Write every row, and into the manifest how the run ended."""
        self.flush()
        self._manifest["stop"] = {"reason": reason, "message": message}
        self._write_manifest()

    def close(self) -> None:
        """Write what waits and let go of the directory; closing twice does no harm."""
        try:
            if self._waiting:
                self.flush()
        finally:
            for column in self._columns.values():
                column.file.close()
            self._lock.release()

    def _write_manifest(self) -> None:
        temporary = self.path / f".{MANIFEST}.new"
        temporary.write_text(json.dumps(self._manifest, indent=1, allow_nan=False), encoding="utf-8")
        temporary.replace(self.path / MANIFEST)


def _now() -> datetime:
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


def _locked(path: Path) -> FileLock:
    """Return the lock of a run's directory, taken; the system lets go of it when the process ends, however it ends."""
    lock = FileLock(path / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ValueError(f"another process is recording in {path}; choose another directory with -o") from None
    return lock


def _make_room(path: Path, manifest: Mapping[str, Any]) -> None:
    """Put an empty directory with nothing but a manifest in place, or leave what is there untouched."""
    text = json.dumps(manifest, allow_nan=False)
    if path.exists():
        _locked(path).release()
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.mkdir(parents=True)
    try:
        (new / MANIFEST).write_text(text, encoding="utf-8")
        if path.exists():
            shutil.rmtree(path)
        new.rename(path)
    finally:
        shutil.rmtree(new, ignore_errors=True)
