"""What a recording keeps of the parameters: all of them, some layers, or where they are in the plane of their path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gdviz.recording.layers import Layers
from gdviz.recording.path_plane import PathPlane, space_of
from gdviz.registry import unknown

Vector = NDArray[Any]

# From so many parameters on, the plane is kept unless another choice is made; up to so many, each has its own name.
MANY, NAMED = 10_000, 1000


class Keeping(Protocol):
    """What is kept of parameters."""

    @property
    def space(self) -> dict[str, Any]:
        """What the manifest says of it."""
        ...

    @property
    def parameters(self) -> Sequence[str]:
        """The names of the numbers of a row, or none."""
        ...

    def row(self, theta: Vector) -> Vector:
        """Return what the run's row holds of parameters, shape (D,)."""
        ...

    def besides(self, vector: Vector) -> Vector | None:
        """Return what is kept of a vector such as a gradient; None where it is left out."""
        ...


@dataclass(frozen=True, eq=False)
class Whole:
    """Every parameter is kept."""

    space: dict[str, Any]
    parameters: Sequence[str]

    def row(self, theta: Vector) -> Vector:
        """Return all of them."""
        return theta

    def besides(self, vector: Vector) -> Vector | None:
        """Return all of it."""
        return vector


@dataclass(frozen=True, eq=False)
class SomeLayers:
    """The parameters of some layers are kept."""

    space: dict[str, Any]
    parameters: Sequence[str]
    places: Sequence[slice]

    def row(self, theta: Vector) -> Vector:
        """Return theirs, end to end."""
        return np.concatenate([theta[place] for place in self.places])

    def besides(self, vector: Vector) -> Vector | None:
        """Return their part of it."""
        return self.row(vector)


def keeping_of(keep: str | Sequence[str] | None, layers: Layers, folder: Path, snapshots: int) -> Keeping:
    """Return what is kept of parameters made of these layers.

    Parameters
    ----------
    keep
        "all", "plane", or the names of layers; by default the plane of many parameters, all of fewer.
    layers
        What the parameters are made of.
    folder
        Where there is room for whole vectors while the training goes on.
    snapshots
        How many of these there are at most.

    Raises
    ------
    ValueError
        If a layer is not there.
    """
    keep = keep or ("plane" if layers.size > MANY else "all")
    if keep == "plane" and layers.size > 2:
        return PathPlane(layers, folder, snapshots)
    if isinstance(keep, str):
        return Whole(space_of(layers, "all"), _names(layers))
    kept = list(dict.fromkeys(keep))
    for name in kept:
        if name not in layers.names:
            raise unknown("layer", name, layers.names, show_all=True)
    ends = np.cumsum([0, *layers.sizes]).tolist()
    places = [slice(ends[at], ends[at + 1]) for at in map(layers.names.index, kept)]
    shapes = tuple(layers.shapes[layers.names.index(name)] for name in kept)
    part = Layers(tuple(kept), shapes, layers.dtype)
    return SomeLayers(space_of(layers, "layers") | {"names": kept}, _names(part), places)


def kept_of_row(row: Mapping[str, Any], keeping: Keeping) -> dict[str, Any]:
    """Return what the run keeps of a row."""
    kept = dict(row)
    for name in ("gradient", "update"):
        if name in row and (part := keeping.besides(row[name])) is not None:
            kept[name] = part
        else:
            kept.pop(name, None)
    return kept | {"params": keeping.row(row["params"])}


def kept_of_state(state: Mapping[str, Any], layers: Layers, keeping: Keeping) -> dict[str, Vector]:
    """Return what is kept of an optimizer's state by name: its numbers, and of what has the form of the parameters."""
    found: dict[str, Vector] = {}
    for name, value in state.items():
        parts = Layers.of(name, value)
        kept = parts.flat(name, value)[0] if parts.size == 1 else keeping.besides(layers.flat(name, value))
        found |= {} if kept is None else {name: kept}
    return found


def _names(layers: Layers) -> Sequence[str]:
    return layers.parameters() if layers.are_named and layers.size <= NAMED else ()
