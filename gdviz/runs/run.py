"""The run directory: its format, and the reader that opens it; gdviz.runs.writer writes it.

One directory per run: an append-only .npy file per field, and run.json as the manifest (format 1). Rows are written
first; the row count in the .npy header, which NumPy pads for growth, is rewritten in place after them. So a killed
process leaves every acknowledged row readable, and a run that is still going can be read.

Fields with axis "state" have T + 1 rows (params, loss, step, metric.NAME), fields with axis "step" have T rows
(gradient, update, learning_rate, batch_loss, batch_index, state.NAME); row t of a "step" field leads from params[t] to
params[t + 1]. Where a run is thinned to every k-th step, row t of a "step" field is that of the last step before
params[t + 1], so that params and optimizer state of one row belong together. Fields with axis "fixed" are whole arrays:
the data, the sampled landscape, and where they were asked for, the basins of attraction:

    basins.x, basins.y   the starts of a grid over the landscape, shapes (nx,) and (ny,)
    basins.label         where the run's optimizer, with the run's settings and number of steps, ends from each start,
                         shape (ny, nx): the index of an end; -1 where it diverges or leaves the landscape; -2 where it
                         comes to no end: it is still on its way, at a saddle, or on a plateau
    basins.ends          the ends in the order of their loss, shape (k, 2)
    basins.steps         the first step at which it is within a hundredth of the landscape's sides of where it is in the
                         end, or the step at which it diverges, shape (ny, nx)
"""

import hashlib
import json
import time
import warnings
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import PLACE, taking
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.facts import facts_of, said_of_run, table_of
from gdviz.runs.fields import Allowance, Fields, most_bytes, pieces_of
from gdviz.runs.fleet_files import is_fleet, open_files, place_in_fleet
from gdviz.runs.folder import Folder
from gdviz.runs.frames import MOST, frame_of
from gdviz.runs.headers import read_header
from gdviz.runs.manifest import MANIFEST, RunError, read_manifest
from gdviz.runs.schema import columns_of
from gdviz.wording import nearest

Array = NDArray[np.float64]
# What a recording is given in place of what solving is not.
RECORDED = {"--fields": "model= and optimizer=, or give step its gradient", "--every": "every=1"}
# So often, and so many seconds apart, it is looked whether a run that goes on has replaced its arrays.
LOOKS, PAUSE = 5, 0.02


def is_run(directory: Path) -> bool:
    """Return whether `directory` holds a run's manifest."""
    return (directory / MANIFEST).is_file()


def is_complete(path: Path) -> bool:
    """Return whether the run at `path` ended by itself."""
    return is_run(path) and load(path).stop["reason"] not in ("running", "interrupted")


class NoRunError(ValueError):
    """There is no run in a directory; the words say how to make one, of the kind that is wanted."""

    def __init__(self, path: Path, made_by: str = "solve bowl") -> None:
        self.path = path
        near = nearest(path.name, [run.parent.name for run in path.parent.glob(f"*/{MANIFEST}")], alike=0.6)
        hint = f"did you mean {path.parent / near}? Or " if near else ""
        super().__init__(f"there is no run in {path}; {hint}make one with `gdviz {made_by} -o {path}`")

    def made_by(self, words: str) -> "NoRunError":
        """Return the error with the words of another command that makes such a run."""
        return NoRunError(self.path, words)


@taking(directory=PLACE)
def load(directory: str | Path) -> "Run":
    """Open the run in `directory`; an array is read, or mapped where it is large, when it is first asked for.

    A run of a fleet is named by its number, "fleet:17", or by its last loss: "fleet:best", "fleet:median", or
    "fleet:worst".

    The manifest and every file's header are held against the format here, the values of an array when it is opened.

    Raises
    ------
    ValueError
        If there is no run there.
    RunError
        If a file is missing, damaged, no regular file, or not what the format says; the message names it.

    Examples
    --------
    >>> path = gdviz.solve("bowl", steps=20, out="runs/bowl").path
    >>> run = gdviz.load(path)
    >>> run.problem["name"], run.stop["reason"]
    ('bowl', 'max_steps')
    """
    path = Path(directory)
    if not is_run(path):
        if run := _of_fleet(path):
            return run
        raise NoRunError(path)
    while True:
        with Folder(path) as folder, warnings.catch_warnings(action="ignore"):
            before = folder.stamp(MANIFEST)
            try:
                return _opened(folder)
            except RunError:
                # Another run may have taken its place meanwhile, and its files are gone; or arrays of a run that goes
                # on are being replaced by others, and it says so when all are there.
                if folder.is_in_place() and not _is_renewed(folder, before):
                    raise


def _of_fleet(path: Path) -> "Run | None":
    """Return the run of a fleet that a path names; None where it is of no fleet, ValueError where it names no one."""
    if is_fleet(path):
        raise ValueError(
            f"{path} is a fleet of {len(open_files(path)):,} runs; name one, such as {path}:0 or {path}:best, or open "
            "all with gdviz.load_fleet"
        )
    if not (place := place_in_fleet(path)):
        return None
    fleet = open_files(place[0])
    numbers = fleet.pick(place[1])
    if len(numbers) != 1:
        raise ValueError(f"{path} names {len(numbers):,} runs; name one, such as {fleet.path}:{numbers[0]}")
    return Run(*fleet.parts(numbers[0]))


def _is_renewed(folder: Folder, before: tuple[int, int]) -> bool:
    """Return whether a manifest is another one than before, or shortly becomes so since the run goes on."""
    for _ in range(LOOKS):
        if folder.stamp(MANIFEST) != before:
            return True
        try:
            if read_manifest(folder).get("stop"):
                return False
        except (RunError, OSError):
            return False
        time.sleep(PAUSE)
    return False


def _opened(folder: Folder) -> "Run":
    """Return the run in an open directory."""
    path, most = folder.path, most_bytes()
    manifest = read_manifest(folder)
    headers = {name: read_header(folder, name, spec, most) for name, spec in manifest["fields"].items()}
    fields = Fields(path, columns_of(path, manifest, headers))
    if not manifest["problem"]["parameters"]:
        manifest["problem"]["parameters"] = [f"parameter {i + 1}" for i in range(headers["params"].shape[1])]
    if not manifest.get("stop"):
        # While a run goes on, its landscape and boundary are replaced now and then; all of each has to be of one time.
        fields.hold(name for name in fields if name.startswith(("surface.", "boundary.")))
    return Run(path, manifest, fields)


def limited(runs: Sequence["Run"]) -> list["Run"]:
    """Return runs for a picture: RunError is raised once it reads more of their arrays than there is memory for."""
    allowance = Allowance()
    return [
        replace(run, arrays=run.arrays.within(allowance)) if isinstance(run.arrays, Fields) else run for run in runs
    ]


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """A recorded run; open one with `load`.

    Attributes
    ----------
    path, manifest
        The directory, and run.json as a dict.
    arrays
        Every field by its name, opened when it is asked for; T + 1 rows for axis "state", T rows for axis "step".

    Examples
    --------
    >>> run = gdviz.solve("bowl", "adam", steps=20, out="runs/adam")
    >>> run.steps, run.params.shape, sorted(run.state)
    (20, (21, 2), ['exp_avg', 'exp_avg_sq', 'step'])
    >>> run.landscape.loss.ndim
    2
    """

    path: Path
    manifest: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]

    @property
    def params(self) -> Array:
        """theta_0 ... theta_T, shape (T + 1, D)."""
        return self.arrays["params"]

    @property
    def loss(self) -> Array:
        """The whole objective at each of params, shape (T + 1,)."""
        return self.arrays["loss"]

    @property
    def gradient(self) -> Array:
        """The gradient that each step used, shape (T, D); RunError where it was not recorded."""
        if "gradient" not in self.arrays:
            raise RunError(f"{self.path} did not record its gradients; {self.again('--fields')}")
        return self.arrays["gradient"]

    @property
    def step(self) -> NDArray[np.int64]:
        """The number of the step at each of params, shape (T + 1,): 0, 1, 2, ... unless the run was thinned."""
        return self.arrays["step"]

    @cached_property
    def steps(self) -> int:
        """The number of steps taken; T, unless the run was thinned."""
        return int(self.step[-1])

    def row(self, step: float) -> float:
        """Return the row, not always whole, of the "state" fields that belongs to a step, within those recorded."""
        step = min(max(step, float(self.step[0])), float(self.steps))
        low = int(np.searchsorted(self.step, step, side="right")) - 1
        if low + 1 == len(self.step):
            return float(low)
        return low + (step - float(self.step[low])) / float(self.step[low + 1] - self.step[low])

    @property
    def metrics(self) -> dict[str, Array]:
        """What was recorded beside the loss, by name, each of shape (T + 1,)."""
        return self._named("metric.")

    @property
    def state(self) -> dict[str, Array]:
        """The optimizer's state after each step, by torch's names, each of shape (T, ...)."""
        return self._named("state.")

    @property
    def data(self) -> dict[str, Array]:
        """What the problem was fitted to: X, shape (n, d), and y, shape (n,); empty for an analytic problem."""
        return self._named("data.")

    def _named(self, prefix: str) -> dict[str, Array]:
        return {name.removeprefix(prefix): self.arrays[name] for name in self.arrays if name.startswith(prefix)}

    def having(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Return the run with other arrays of these names; those that nobody asks for stay unopened."""
        return replace(self, arrays=ChainMap(dict(arrays), cast(Any, self.arrays)))

    @property
    def start(self) -> list[float]:
        """Where it began: theta_0, D numbers."""
        return self.manifest.get("start") or self.params[0].tolist()

    @property
    def problem(self) -> Mapping[str, Any]:
        """The manifest's entry for the problem: name, title, formula, parameters, model, minima, ..."""
        return self.manifest["problem"]

    @property
    def minima(self) -> Array:
        """The minimisers that the problem is known to have, shape (K, D); none, (0, D), where it is not known."""
        return np.array(self.problem["minima"], float).reshape(-1, self.params.shape[1])

    @property
    def optimizer(self) -> Mapping[str, Any]:
        """The manifest's entry for the optimizer: name, title, formula, lr, hyperparameters."""
        return self.manifest["optimizer"]

    @property
    def stop(self) -> Mapping[str, str]:
        """How it ended: reason and message; the reason is "running" while nothing was written about the end."""
        return self.manifest.get("stop") or {
            "reason": "running",
            "message": f"no end recorded after {self.steps} steps",
        }

    @property
    def is_solved(self) -> bool:
        """Whether gdviz took its steps, and it is no recorded training."""
        return "max_steps" in self.manifest

    def again(self, option: str) -> str:
        """Return how the run is made without an option that left something out: solved again, or recorded."""
        return f"solve it again without {option}" if self.is_solved else f"record it with {RECORDED[option]}"

    @property
    def diverged(self) -> bool:
        """Whether loss or parameters left all bounds."""
        return self.stop["reason"] == "diverged"

    @cached_property
    def landscape(self) -> Landscape:
        """The sampled landscape around the path; RunError where none was recorded."""
        scape = Landscape.of_fields(self.arrays)
        if scape is None:
            raise RunError(f"{self.path} has no sampled landscape yet; its run has not ended")
        return scape

    def to_pandas(self, most: int = MOST) -> Any:
        """Return it as a data frame with a row for each step; see `gdviz.runs.frames.frame_of`."""
        return frame_of(self, most)

    def __repr__(self) -> str:
        try:
            return said_of_run(self)
        except (RunError, OSError):
            return f"<{self.path}: it cannot be read>"

    def _repr_html_(self) -> str:
        """Return its facts as notebooks show them."""
        return table_of([{"": name, " ": words} for name, words in facts_of(self).items()], head=False)

    @cached_property
    def digest(self) -> str:
        """A hash of what is drawn: it changes when the run does."""
        shown = {name: self.manifest.get(name) for name in ("problem", "optimizer", "stop")}
        hashed = hashlib.sha256(json.dumps(shown, sort_keys=True).encode())
        for name in sorted(self.arrays):
            hashed.update(name.encode())
            held = self.arrays
            for piece in held.pieces(name) if isinstance(held, Fields) else pieces_of(held[name]):
                hashed.update(piece)
        return hashed.hexdigest()[:16]
