"""The recorder: writes a run directory so that nothing is lost; see gdviz.run for the format."""

import json
import os
import platform
import shutil
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np
from numpy.lib import format as npy
from numpy.typing import ArrayLike, NDArray

from gdviz import __version__
from gdviz.run import FORMAT, FORMAT_VERSION, MANIFEST, is_run

Array = NDArray[np.float64]

FLUSH_ROWS = 1024
FLUSH_SECONDS = 1.0


class _Column:
    """One growing .npy file: rows are gathered in memory and appended in blocks."""

    def __init__(self, path: Path, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
        self._block = np.empty((FLUSH_ROWS, *shape), dtype)
        self._waiting = 0
        self._rows = 0
        self._file: BinaryIO = path.open("wb")
        self._write_header()

    def _write_header(self) -> None:
        self._file.seek(0)
        dtype, shape = self._block.dtype, (self._rows, *self._block.shape[1:])
        header = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": shape}
        npy.write_array_header_1_0(self._file, header)
        self._file.flush()

    def append(self, row: ArrayLike) -> None:
        self._block[self._waiting] = row
        self._waiting += 1
        if self._waiting == FLUSH_ROWS:
            self.flush()

    def flush(self) -> None:
        if not self._waiting:
            return
        self._file.seek(0, os.SEEK_END)
        self._file.write(self._block[: self._waiting].tobytes())
        self._file.flush()
        self._rows += self._waiting
        self._waiting = 0
        self._write_header()

    def close(self) -> None:
        try:
            self.flush()
        finally:
            self._file.close()


class Recorder:
    """Writes one run: a first state, then one row per step and state, and in the end how it came out.

    Use it as a context manager; what was recorded is on disk when it closes, whatever happened in between.

    Parameters
    ----------
    directory
        Where the run goes. A run that is there is replaced; anything else is left alone.
    about
        JSON-ready entries of the manifest: problem, optimizer, seed, start, ...
    state, step
        One example row per growing field, by name; dtype and shape are taken from it.
    fixed
        Whole arrays, such as the data, by name.

    Raises
    ------
    ValueError
        If `directory` exists and is neither empty nor a run.
    OSError
        If it cannot be written.
    """

    def __init__(
        self,
        directory: str | Path,
        about: Mapping[str, Any],
        *,
        state: Mapping[str, ArrayLike],
        step: Mapping[str, ArrayLike],
        fixed: Mapping[str, Array],
    ) -> None:
        self.path = Path(directory)
        if self.path.exists() and not (self.path.is_dir() and (is_run(self.path) or not any(self.path.iterdir()))):
            raise ValueError(f"{self.path} exists and is not a run; choose another directory with -o")
        self._manifest: dict[str, Any] = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            **about,
            "stop": None,
            "fields": {},
            "versions": {"gdviz": __version__, "numpy": np.__version__, "python": platform.python_version()},
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        growing = [
            (name, np.asarray(row), axis)
            for axis, rows in (("state", state), ("step", step))
            for name, row in rows.items()
        ]
        for name, row, axis in growing:
            self._declare(name, row, axis)
        self._make_room()
        self.keep(fixed)
        self._columns = {name: _Column(self.path / f"{name}.npy", row.dtype, row.shape) for name, row, _ in growing}
        self._flushed_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for column in self._columns.values():
            column.close()

    def append(self, row: Mapping[str, ArrayLike]) -> None:
        """Append one row to each of the fields named in `row`."""
        for name, value in row.items():
            self._columns[name].append(value)
        if time.monotonic() - self._flushed_at > FLUSH_SECONDS:
            self.flush()

    def keep(self, arrays: Mapping[str, Array]) -> None:
        """Save whole arrays by name, and list them in the manifest."""
        for name, array in arrays.items():
            np.save(self.path / f"{name}.npy", array, allow_pickle=False)
            self._declare(name, array, "fixed")
        self._write_manifest()

    def flush(self) -> None:
        """Write every row that waits in memory, so that it outlives the process and can be read."""
        for column in self._columns.values():
            column.flush()
        self._flushed_at = time.monotonic()

    def finish(self, reason: str, message: str) -> None:
        """Write every row, and into the manifest how the run ended."""
        self.flush()
        self._manifest["stop"] = {"reason": reason, "message": message}
        self._write_manifest()

    def _declare(self, name: str, example: NDArray[Any], axis: str) -> None:
        self._manifest["fields"][name] = {"dtype": example.dtype.str, "shape": list(example.shape), "axis": axis}

    def _make_room(self) -> None:
        """Put an empty directory with nothing but a manifest in place, or leave what is there untouched."""
        new = self.path.with_name(f".{self.path.name}.{os.getpid()}.new")
        new.mkdir(parents=True)
        try:
            (new / MANIFEST).write_text(json.dumps(self._manifest))
            if self.path.exists():
                shutil.rmtree(self.path)
            new.rename(self.path)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _write_manifest(self) -> None:
        temporary = self.path / f".{MANIFEST}.new"
        temporary.write_text(json.dumps(self._manifest, indent=1, allow_nan=False), encoding="utf-8")
        temporary.replace(self.path / MANIFEST)
