"""The run directory: its format, and the reader that maps it; gdviz.runs.writer writes it.

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
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.arguments import PLACE, taking
from gdviz.landscapes.landscape import Landscape

Array = NDArray[np.float64]

FORMAT = "gdviz-run"
FORMAT_VERSION = 1
MANIFEST = "run.json"
AXES = ("state", "step", "fixed")
FIELD = re.compile(r"\w+(\.\w+)*")
# What pictures read of a manifest, and what stands in where another program wrote a run and left it out.
READ: dict[str, dict[str, Any]] = {
    "problem": {"name": "function", "title": "", "options": {}, "parameters": [], "model": "function", "minima": []},
    "optimizer": {"name": "", "title": "", "formula": "", "lr": 0.0, "hyperparameters": {}},
}


class RunError(ValueError):
    """A run directory that cannot be read: which file is wrong, and why."""


def is_run(directory: Path) -> bool:
    """Return whether `directory` holds a run's manifest."""
    return (directory / MANIFEST).is_file()


def is_complete(path: Path) -> bool:
    """Return whether the run at `path` ended by itself."""
    return is_run(path) and load(path).stop["reason"] not in ("running", "interrupted")


@taking(directory=PLACE)
def load(directory: str | Path) -> "Run":
    """Open the run in `directory`; its arrays are mapped from disk, not read.

    Raises
    ------
    ValueError
        If there is no run there.
    RunError
        If a file is missing, damaged, or not what the manifest says; the message names it.

    Examples
    --------
    >>> path = gdviz.solve("bowl", steps=20, out="runs/bowl").path
    >>> run = gdviz.load(path)
    >>> run.problem["name"], run.stop["reason"]
    ('bowl', 'max_steps')
    """
    path = Path(directory)
    if not is_run(path):
        near = get_close_matches(path.name, [run.parent.name for run in path.parent.glob(f"*/{MANIFEST}")], n=1)
        hint = f"did you mean {path.parent / near[0]}? Or " if near else ""
        raise ValueError(f"there is no run in {path}; {hint}make one with `gdviz solve bowl -o {path}`")
    manifest = _read_manifest(path / MANIFEST)
    arrays = {name: _map(path / f"{name}.npy", spec) for name, spec in manifest["fields"].items()}
    missing = {"params", "loss", "step"} - arrays.keys()
    if missing:
        raise RunError(f"{path / MANIFEST} lists no field {', '.join(sorted(missing))}")
    _name_parameters(manifest, arrays["params"], path / MANIFEST)
    axis = {name: spec["axis"] for name, spec in manifest["fields"].items()}
    # The row count of a run is the least over its fields: a killed process may have flushed some and not others.
    states = min(len(arrays[name]) - (axis[name] == "state") for name in arrays if axis[name] != "fixed")
    if states < 0:
        raise RunError(f"{path} holds no row yet; wait for its first flush, or solve again")
    rows = {"state": states + 1, "step": states}
    return Run(
        path,
        manifest,
        {name: array if axis[name] == "fixed" else array[: rows[axis[name]]] for name, array in arrays.items()},
    )


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RunError(f"{path} is not JSON: {error}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise RunError(f"{path} is not the manifest of a gdviz run")
    if manifest.get("format_version") != FORMAT_VERSION:
        raise RunError(
            f"{path} has format version {manifest.get('format_version')!r}; this gdviz reads {FORMAT_VERSION}"
        )
    for name in (*READ, "fields"):
        if not isinstance(manifest.get(name), dict):
            raise RunError(f"{path} has no {name!r} entry")
    for name, entries in READ.items():
        manifest[name] = {**entries, **manifest[name]}
        for entry, usual in entries.items():
            kinds = (int, float) if isinstance(usual, float) else type(usual)
            if not isinstance(manifest[name][entry], kinds):
                raise RunError(f"{path} has no {type(usual).__name__} as {name}.{entry}")
        manifest[name]["title"] = manifest[name]["title"] or manifest[name]["name"]
    for name, spec in manifest["fields"].items():
        if not FIELD.fullmatch(name) or not isinstance(spec, dict) or spec.get("axis") not in AXES:
            raise RunError(f"{path} describes the field {name!r} wrongly")
    return manifest


def _name_parameters(manifest: dict[str, Any], params: NDArray[Any], path: Path) -> None:
    """Check the parameters' names against params (T + 1, D), or give them names."""
    if params.ndim != 2:
        raise RunError(f"{path.with_name('params.npy')} is not a table of steps and parameters")
    names = manifest["problem"]["parameters"] or [f"parameter {i + 1}" for i in range(params.shape[1])]
    if len(names) != params.shape[1]:
        raise RunError(f"{path} names {len(names)} parameters, and params.npy has {params.shape[1]}")
    manifest["problem"]["parameters"] = names
    manifest.setdefault("start", params[0].tolist() if len(params) else [])


def _map(path: Path, spec: Mapping[str, Any]) -> NDArray[Any]:
    if path.resolve().parent != path.parent.resolve():
        raise RunError(f"{path} leads out of the run; a run is one directory")
    try:
        with warnings.catch_warnings(action="ignore"):
            array = np.load(path, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        raise RunError(f"{path} is missing") from None
    except Exception as error:
        # A damaged header is read as a Python literal, and may fail in any of a dozen ways.
        raise RunError(f"{path} is damaged: {error}") from None
    if not isinstance(array, np.ndarray) or (spec["axis"] != "fixed" and not array.ndim):
        raise RunError(f"{path} is damaged: it holds no rows of an array")
    shape = array.shape if spec["axis"] == "fixed" else array.shape[1:]
    if array.dtype.str != spec.get("dtype") or list(shape) != spec.get("shape"):
        raise RunError(
            f"{path} holds {array.dtype.str} {list(shape)}, but {MANIFEST} says {spec.get('dtype')} {spec.get('shape')}"
        )
    return array


@dataclass(frozen=True, eq=False)
class Run:
    """A recorded run; open one with `load`.

    Attributes
    ----------
    path, manifest
        The directory, and run.json as a dict.
    arrays
        Every field by its name, mapped from disk; T + 1 rows for axis "state", T rows for axis "step".

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
            raise RunError(f"{self.path} did not record its gradients; solve it again without --fields")
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
        return {name.removeprefix(prefix): array for name, array in self.arrays.items() if name.startswith(prefix)}

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

    @cached_property
    def digest(self) -> str:
        """A hash of what is drawn: it changes when the run does."""
        shown = {name: self.manifest.get(name) for name in ("problem", "optimizer", "stop")}
        hashed = hashlib.sha256(json.dumps(shown, sort_keys=True).encode())
        for name, array in sorted(self.arrays.items()):
            hashed.update(name.encode() + array.tobytes())
        return hashed.hexdigest()[:16]
