"""The fleet directory: many runs of one problem side by side, its format, and what opens its files.

The rows of all runs lie end to end in one .npy file for each field: those of a run are a part of it that is mapped and
not copied. `index.npy` says for each run how many steps it recorded, where its line in `runs.jsonl` begins, and at
which row its part of each field does, -1 where it has none; runs may share rows that are the same, such as the numbers
of their steps. `fleet.json` has what all runs have in common, a line of `runs.jsonl` the entries of `run.json` that are
a run's own. What `fleet.json` counts is whole, whatever lies behind it: a fleet that was interrupted can be drawn, and
goes on.

A run of a fleet is named by its number from 0, as in ``fleet:17``, or by how its loss came out: ``fleet:best``.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from gdviz.runs.fields import Fields, Stored, most_bytes
from gdviz.runs.fleet_manifest import FLEET, INDEX, LINES, STEPS, read_fleet_manifest
from gdviz.runs.folder import Folder
from gdviz.runs.headers import Header, opened, read_header
from gdviz.runs.manifest import FORMAT, FORMAT_VERSION, MOST_BYTES, RunError, checked_manifest, parse_manifest
from gdviz.runs.schema import columns_of
from gdviz.wording import all_visible, visible

Values = NDArray[Any]
Numbers = NDArray[np.int64]

# What may stand behind the colon: numbers, spans of them, or places in the order of their last loss.
_PLACE = re.compile(r"(?P<word>best|median|worst)(?P<count>\d{0,6})")
_SPAN = re.compile(r"(?P<first>\d{1,12})(-(?P<last>\d{1,12}))?")
# Fleets that are open: whoever asks for one of their runs gets it without opening them again.
_fleets: "WeakValueDictionary[tuple[str, tuple[int, int]], FleetFiles]" = WeakValueDictionary()


def is_fleet(path: Path) -> bool:
    """Return whether a directory holds a fleet's manifest."""
    return (path / FLEET).is_file()


def place_in_fleet(path: Path) -> tuple[Path, str] | None:
    """Return the directory of a fleet and what is asked of it, as ``fleet:best`` says; None for any other path."""
    directory, colon, asked = str(path).rpartition(":")
    if not colon or not directory or not is_fleet(Path(directory)):
        return None
    return Path(directory), asked


def open_files(directory: str | Path) -> "FleetFiles":
    """Open a fleet's files; its arrays are mapped when they are first asked for, each once for all its runs.

    Raises
    ------
    ValueError
        If there is no fleet there.
    RunError
        If a file is missing, damaged, or not what the format says; the message names it.
    """
    path = Path(directory)
    if not is_fleet(path):
        raise ValueError(
            f"there is no fleet in {path}; make one with `gdviz sweep bowl --starts 20x20 --fleet -o {path}`"
        )
    with Folder(path) as folder:
        key = str(path), folder.stamp(FLEET)
        if (known := _fleets.get(key)) is not None:
            return known
        manifest = read_fleet_manifest(folder)
        headers = {name: read_header(folder, name, spec, most_bytes()) for name, spec in manifest["fields"].items()}
        columns = len(manifest["index"])
        about = {"dtype": "<i8", "shape": [columns], "axis": "state"}
        headers[INDEX] = read_header(folder, INDEX, about, most_bytes())
    found = FleetFiles(path, manifest, headers)
    _fleets[key] = found
    return found


class FleetFiles:
    """The files of a fleet, open; make one by `open_files`.

    Attributes
    ----------
    path, manifest
        The directory, and fleet.json as a dict.
    """

    def __init__(self, path: Path, manifest: dict[str, Any], headers: dict[str, Header]) -> None:
        self.path, self.manifest, self._headers = path, manifest, headers
        whole = {name: Stored(header, None, None, {}, None) for name, header in headers.items()}
        self._arrays = Fields(path, whole)
        if headers[INDEX].shape[0] < len(self):
            raise RunError(f"{path / INDEX}.npy has {headers[INDEX].shape[0]:,} rows, and the fleet {len(self):,} runs")
        self._check_index()

    def __reduce__(self) -> Any:
        """Let another process open it for itself."""
        return open_files, (self.path,)

    def _check_index(self) -> None:
        """Hold the index against the files: no run may have rows that are not there."""
        steps = self.column(STEPS)
        if len(steps) and int(steps.min()) < 0:
            raise RunError(f"{self.path / INDEX}.npy has runs of less than no step")
        for name, spec in self._growing.items():
            first = self.column(name)
            rows = self._headers[name].shape[0]
            last = np.where(first < 0, 0, first + steps + (spec["axis"] == "state"))
            if int(first.min(initial=-1)) < -1 or int(last.max(initial=0)) > rows or int(last.min(initial=0)) < 0:
                raise RunError(f"{self.path / INDEX}.npy names rows of {name}.npy that are not there; it has {rows:,}")

    @property
    def _growing(self) -> dict[str, dict[str, Any]]:
        return {name: spec for name, spec in self.manifest["fields"].items() if spec["axis"] != "fixed"}

    def column(self, name: str) -> Numbers:
        """Return a column of the index, shape (M,): the steps of each run, or the first row of its part of a field."""
        at = [*self.manifest["index"]].index(name)
        return np.asarray(self._arrays[INDEX][: len(self), at])

    def __len__(self) -> int:
        return int(self.manifest["runs"])

    def parts(self, number: int) -> tuple[Path, dict[str, Any], Fields]:
        """Return what a run is called, its manifest, and its arrays."""
        path = self.path.with_name(f"{self.path.name}:{number}")
        entry = self._arrays[INDEX][number]
        steps = int(entry[0])
        firsts = dict(zip(self.manifest["index"], entry.tolist(), strict=True))
        rows, headers = {}, {}
        fields = dict(self.manifest["fields"])
        for name, spec in self.manifest["fields"].items():
            header = self._headers[name]
            if spec["axis"] == "fixed":
                headers[name] = header
            elif firsts[name] < 0:
                del fields[name]
            else:
                count = steps + (spec["axis"] == "state")
                rows[name] = slice(firsts[name], firsts[name] + count)
                headers[name] = Header(header.dtype, (count, *header.shape[1:]), False, 0, header.identity)
        if "update" in self.manifest.get("derived", ()) and "params" in rows:
            params = headers["params"]
            headers["update"] = Header(params.dtype, (steps, *params.shape[1:]), False, 0, params.identity)
            fields["update"] = {**fields["params"], "axis": "step"}
        about = {"format": FORMAT, "format_version": FORMAT_VERSION, **self.manifest["common"]}
        about |= {name: self.manifest[name] for name in ("versions", "created_at") if name in self.manifest}
        manifest = checked_manifest({**about, **self._line(number), "fields": fields}, path)
        return path, manifest, Fields(path, columns_of(path, manifest, headers), source=_RunRows(self, rows))

    def _line(self, number: int) -> dict[str, Any]:
        """Return what is a run's own of its manifest."""
        at = self.path / LINES
        with Folder(self.path) as folder, opened(folder, at) as file:
            first = int(self._arrays[INDEX][number, 1])
            if not 0 <= first < os.fstat(file.fileno()).st_size:
                raise RunError(f"{at} has no line at its byte {first:,}, where that of run {number} begins")
            file.seek(first)
            text = file.readline(MOST_BYTES + 1)
        return _parsed(text, at, number)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield what is each run's own of its manifest, in order; much faster than run by run."""
        at = self.path / LINES
        with Folder(self.path) as folder, opened(folder, at) as file:
            for number in range(len(self)):
                text = file.readline(MOST_BYTES + 1)
                yield _parsed(text, at, number)

    def rows(self, name: str, run: int) -> Values:
        """Return a run's rows of a field, as a part of those of all; KeyError where it has none."""
        first, spec = int(self.column(name)[run]), self._growing[name]
        if first < 0:
            raise KeyError(name)
        return self._arrays[name][first : first + int(self.column(STEPS)[run]) + (spec["axis"] == "state")]

    def whole(self, name: str) -> Values:
        """Return all rows of a field, or an array that all runs share."""
        return self._arrays[name]

    @cached_property
    def ends(self) -> Values:
        """The last recorded loss of each run, shape (M,)."""
        return np.asarray(self._arrays["loss"][self.column("loss") + self.column(STEPS)])

    @cached_property
    def order(self) -> Numbers:
        """The numbers of the runs from the least last loss to the largest; what is not finite comes last."""
        ends = np.where(np.isfinite(self.ends), self.ends, np.inf)
        return np.argsort(ends, kind="stable")

    def pick(self, asked: str) -> list[int]:
        """Return the numbers of the runs that are asked for.

        Parameters
        ----------
        asked
            "17", "3,8,17", "10-19", "best", "worst", "median", by the last recorded loss; "best5" for the five best.

        Raises
        ------
        ValueError
            If it is none of these, or there are no such runs.
        """
        found: list[int] = []
        for part in asked.split(","):
            if place := _PLACE.fullmatch(part):
                found += self._placed(place["word"], int(place["count"] or 1))
            elif span := _SPAN.fullmatch(part):
                first, last = int(span["first"]), int(span["last"] or span["first"])
                if not first <= last < len(self):
                    raise ValueError(f"{self.path} has the runs 0 to {len(self) - 1}, and no {part}")
                found += range(first, last + 1)
            else:
                raise ValueError(
                    f"a run of {self.path} is named by its number, such as {self.path}:0, or as {self.path}:best, "
                    f":median, :worst or :best5, not {visible(part)[:40]!r}"
                )
        return found

    def _placed(self, word: str, count: int) -> list[int]:
        order = self.order
        if not 1 <= count <= len(order):
            raise ValueError(f"{self.path} has {len(order)} runs, not {count}")
        first = {"best": 0, "worst": len(order) - count, "median": (len(order) - count) // 2}[word]
        chosen = order[first : first + count]
        return [int(one) for one in (chosen[::-1] if word == "worst" else chosen)]


@dataclass(frozen=True)
class _RunRows:
    """The arrays of one run of a fleet, by their names: its rows of those of all."""

    fleet: FleetFiles
    rows: dict[str, slice]

    def __call__(self, name: str) -> Values:
        if name == "update" and name not in self.rows:
            with np.errstate(all="ignore"):
                return np.diff(self("params"), axis=0)
        whole = self.fleet.whole(name)
        return whole[self.rows[name]] if name in self.rows else whole


def _parsed(text: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        found = all_visible(parse_manifest(text))
    except ValueError as error:
        raise RunError(f"{path}: the line of run {number} {error}") from None
    if not isinstance(found, dict):
        raise RunError(f"{path}: the line of run {number} is no object")
    return found
