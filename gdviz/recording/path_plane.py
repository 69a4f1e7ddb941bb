"""Where the parameters of a training are in the plane in which their path moves most, whatever their number.

The plane is known when the path has ended. Until then a row of the run is a sketch of the parameters, and whole vectors
are kept at even distances, in a file that has no name. The plane is that of these; points between them are placed by
their sketches, corrected by what the sketches of their neighbours miss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.planes import principal
from gdviz.recording.layers import Layers
from gdviz.recording.sketch import CountSketch
from gdviz.recording.snapshots import Snapshots
from gdviz.runs.run import load
from gdviz.runs.writer import RunWriter

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Settled:
    """A path in its plane.

    Attributes
    ----------
    places
        Its coordinates, shape (T + 1, 2).
    off
        Its distances from the plane, shape (T + 1,).
    fixed
        The plane's origin (D,) and axes (2, D), by the names of their fields.
    space
        What the manifest says of it.
    parameters
        The names of the coordinates.
    """

    places: Array
    off: Array
    fixed: dict[str, NDArray[Any]]
    space: dict[str, Any]
    parameters: list[str]

    def whole(self, place: Array) -> Array:
        """Return the parameters (D,) at coordinates (2,)."""
        return np.asarray(self.fixed["plane.origin"] + place @ self.fixed["plane.axes"], dtype=np.float64)


class PathPlane:
    """What is kept of parameters whose path is drawn in a plane; see gdviz.recording.keeping.

    Parameters
    ----------
    layers
        What the parameters are made of.
    folder
        Where the whole vectors lie.
    snapshots
        How many of these there are at most.
    """

    parameters: Sequence[str] = ()

    def __init__(self, layers: Layers, folder: Path, snapshots: int) -> None:
        self.space = space_of(layers, "sketch")
        self._layers, self._sketch = layers, CountSketch(layers.size)
        self._snapshots = Snapshots(folder, layers.size, layers.dtype, snapshots)
        self._count, self._last = 0, np.empty(0)

    def row(self, theta: NDArray[Any]) -> Array:
        """Return a sketch of the parameters, and keep them whole if their turn has come and they are numbers.

        If one is not a number, neither is one of the sketch.
        """
        sketch = self._sketch.of(theta)
        if np.isfinite(sketch).all():
            self._snapshots.add(self._count, theta)
            self._count, self._last = self._count + 1, theta
        return sketch

    @property
    def has_begun(self) -> bool:
        """Whether there is a path."""
        return self._count > 0

    def besides(self, vector: NDArray[Any]) -> None:
        """Leave out whatever is as long as the parameters."""

    def settle(self, sketches: Array) -> Settled:
        """Return the path in its plane, from the sketches (T + 1, K) of its points, and let go of the whole vectors."""
        with self._snapshots as kept:
            kept.add_last(self._count - 1, self._last)
            self._last = np.empty(0)
            found, at = principal(kept.columns, _wide(self._layers.dtype)), np.array(kept.rows)
        moves = sketches - sketches[at[-1]]
        guess = moves @ np.stack([self._sketch.of(axis) for axis in found.axes]).T
        squares = (moves**2).sum(axis=1)
        miss, short = found.places - guess[at], found.squares - squares[at]
        steps = np.arange(len(sketches))
        places = guess + np.stack([np.interp(steps, at, column) for column in miss.T], axis=-1)
        off = np.sqrt(np.maximum(squares + np.interp(steps, at, short) - (places**2).sum(axis=1), 0.0))
        off[at] = found.off
        # Axes of float32 are orthonormal to a millionth.
        fixed = {
            "plane.origin": found.origin.astype(self._layers.dtype, copy=False),
            "plane.axes": found.axes.astype(np.float32, copy=False),
        }
        shares = found.shares
        space = space_of(self._layers, "plane") | {
            "variance": np.clip(shares, 0, 1).tolist(),
            "snapshots": len(at),
            "error": _error(miss, found.places, at),
        }
        return Settled(places, off, fixed, space, ["PC 1", "PC 2"])


def rewritten(path: Path, about: Mapping[str, Any], settled: Settled) -> RunWriter:
    """Return the writer of a run that takes the place of the one there: its parameters are those of the settled path.

    All else is as it was, but for a landscape of another plane; the run changes over when it is finished.
    """
    run = load(path)
    problem = {**about["problem"], "parameters": settled.parameters}
    axes = {name: spec["axis"] for name, spec in run.manifest["fields"].items()}
    axes = {name: axis for name, axis in axes.items() if not name.startswith(("surface.", "plane."))}
    arrays = {name: run.arrays[name] for name in axes} | {"params": settled.places, "plane.off": settled.off}
    state, step, fixed = (
        {name: array for name, array in arrays.items() if axes.get(name, "state") == axis}
        for axis in ("state", "step", "fixed")
    )
    final = RunWriter.create(
        path,
        {**about, "problem": problem, "space": settled.space},
        state={name: array[0] for name, array in state.items()},
        step={name: np.zeros(array.shape[1:], array.dtype) for name, array in step.items()},
        fixed={**fixed, **settled.fixed},
        whole=True,
    )
    for t in range(len(run.step) - 1):
        final.append({**{name: array[t + 1] for name, array in state.items()}, **{n: a[t] for n, a in step.items()}})
    return final


def space_of(layers: Layers, kept: str) -> dict[str, Any]:
    """Return what a manifest says of the space of the parameters, and of how much of it is kept."""
    return {"size": layers.size, "layers": layers.described(), "kept": kept}


def _wide(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the float that holds the plane of parameters of a float: as wide, and single at least."""
    return np.promote_types(dtype, np.float32)


def _error(miss: Array, places: Array, at: NDArray[np.int64]) -> float:
    """Return how far off points between whole vectors are, as a share of the path's reach in the plane.

    Every second of the whole vectors is placed as if only its neighbours were known; of these errors the largest. Where
    every point is a whole vector, none is off.
    """
    if len(at) == at[-1] + 1 or len(at) < 3:
        return 0.0
    between = at[1:-1:2]
    others = np.setdiff1d(np.arange(len(at)), np.arange(1, len(at) - 1, 2))
    guessed = np.stack([np.interp(between, at[others], column[others]) for column in miss.T], axis=-1)
    reach = float(np.linalg.norm(np.ptp(places, axis=0)))
    return float(np.linalg.norm(guessed - miss[1:-1:2], axis=1).max() / reach) if reach else 0.0
