"""Which line or plane of a model's parameters a landscape shows, how far, and what lies in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.planes import plane_of
from gdviz.landscapes.sampling import box_around
from gdviz.recording.layers import Layers
from gdviz.surveying.directions import random_pair, right_angled
from gdviz.surveying.hessian import leading
from gdviz.surveying.subject import Subject

Array = NDArray[np.float64]

# How far a landscape goes along eigenvectors of the Hessian: to where the loss, were it quadratic, had risen by this
# times 1 + its size along the first.
RISE = 4.0


@dataclass(frozen=True, eq=False)
class ModelSlice:
    """A line or a plane of parameters.

    Attributes
    ----------
    kind
        What it is called in a manifest.
    origin, axes
        Where it lies, (D,) and (k, D): in the floats in which they are stored, so that the points that are taken are
        those that the run describes.
    names
        Of the k coordinates, as axes are labelled.
    places, off
        What lies in it: coordinates (n, k), and how far off it is, (n,).
    box
        How far it goes, (k, 2).
    about
        What the manifest says besides.
    """

    kind: str
    origin: NDArray[Any]
    axes: NDArray[Any]
    names: Sequence[str]
    places: Array
    off: Array
    box: Array
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def in_itself(self) -> "ModelSlice":
        """The same in its own coordinates, as runs have it that keep these alone."""
        k = len(self.axes)
        return replace(self, origin=np.zeros(k), axes=np.eye(k))

    @property
    def is_whole_space(self) -> bool:
        """Whether its coordinates are the parameters themselves."""
        return len(self.axes) == self.axes.shape[1]


def known(kind: str, origin: NDArray[Any], axes: NDArray[Any], places: Array) -> ModelSlice:
    """Return the slice that a run says where it lies, with places (n, k) in it."""
    return ModelSlice(kind, origin, axes, (), places, np.zeros(len(places)), box_around(places, None))


def stored_slice(
    kind: str,
    layers: Layers,
    origin: NDArray[Any],
    axes: Array,
    names: Sequence[str],
    points: NDArray[Any],
    box: Array | None = None,
    **about: Any,
) -> ModelSlice:
    """Return the slice of orthonormal axes, with points (n, D) that are seen in it, around which its box is by default.

    All is rounded to the floats of the layers, or to float32 at least.
    """
    # Axes of float32 are orthonormal to a millionth, in half of the room.
    stored = axes.astype(np.float32 if layers.dtype.itemsize <= 4 else np.float64)
    moves = points - origin.astype(np.float64)
    places = moves @ stored.T.astype(np.float64)
    off = np.sqrt(np.maximum((moves**2).sum(axis=1) - (places**2).sum(axis=1), 0.0))
    # What rounding leaves of a point that lies in the plane.
    off[off <= 1e-6 * np.linalg.norm(moves, axis=1)] = 0.0
    sides = box_around(places, None) if box is None else box
    return ModelSlice(kind, origin.astype(layers.dtype), stored, names, places, off, sides, about)


def whole_space(layers: Layers, points: NDArray[Any], reach: float = 1.0, kind: str = "parameters") -> ModelSlice:
    """Return the space of one or two parameters with points (n, k), around all, or as far as a lone one is large."""
    far = reach * max(float(np.abs(points).max()), 1.0)
    sides = box_around(points.astype(np.float64), None)
    if len(points) == 1:
        sides = np.stack([points[0] - far, points[0] + far], axis=-1).astype(np.float64)
    names = layers.parameters() if layers.are_named else [f"theta{i + 1}" for i in range(layers.size)]
    return stored_slice(kind, layers, np.zeros(layers.size), np.eye(layers.size), names, points, sides)


def at_random(
    subject: Subject, at: NDArray[Any], *, normalize: str, biases: bool, reach: float, seed: int
) -> ModelSlice:
    """Return the plane of two random directions through a point; it goes as far as they are long, times `reach`."""
    theta = at.astype(np.float64)
    pair = random_pair(subject.layers, theta, normalize=normalize, biases=biases, seed=seed, units=subject.units)
    length = float(np.linalg.norm(pair[0]))
    sides = np.array([[-1.0, 1.0]] * 2) * (reach * length)
    names = ["random 1", "random 2"]
    axes = pair / np.linalg.norm(pair, axis=1, keepdims=True)
    about = {"normalize": normalize, "biases": biases, "seed": seed, "length": length}
    return stored_slice("random", subject.layers, at, axes, names, at[None], sides, **about)


def along_eigenvectors(subject: Subject, at: NDArray[Any], *, loss: float, reach: float, seed: int) -> ModelSlice:
    """Return the plane of the two leading eigenvectors of the Hessian at a point, where the loss is `loss`."""
    tolerance = 1e-9 if subject.layers.dtype.itemsize > 4 else 1e-5
    with subject.hessian(at) as product:
        values, axes = leading(product, subject.layers.size, seed=seed, tolerance=tolerance)
    steepest = max(float(np.abs(values).max()), 1e-12)
    sides = np.array([[-1.0, 1.0]] * 2) * (reach * np.sqrt(2 * RISE * (1 + abs(loss)) / steepest))
    names = [f"eigenvector {i + 1} (λ = {value:.3g})" for i, value in enumerate(values)]
    return stored_slice(
        "hessian", subject.layers, at, axes, names, at[None], sides, eigenvalues=values.tolist(), seed=seed
    )


def through_points(layers: Layers, points: Sequence[NDArray[Any]]) -> ModelSlice:
    """Return the line through two points, or the plane through three.

    Raises
    ------
    ValueError
        If points coincide, or three lie on a line.
    """
    table = np.stack(points).astype(np.float64)
    try:
        axes = right_angled(table[1:] - table[0])
    except ValueError:
        alike = "two different points" if len(points) == 2 else "three points that are not on a line"
        raise ValueError(f"through takes {alike}; these leave the line or the plane open") from None
    kind = "line" if len(points) == 2 else "points"
    if len(axes) == layers.size:
        return whole_space(layers, np.stack(points), kind=kind)
    names = ["distance"] if len(points) == 2 else ["1st to 2nd", "to the 3rd"]
    return stored_slice(kind, layers, points[0], axes, names, table)


def along_vectors(layers: Layers, at: NDArray[Any], pair: Sequence[NDArray[Any]], *, reach: float) -> ModelSlice:
    """Return the plane of two vectors through a point; it goes as far as each is long, times `reach`."""
    table = np.stack(pair).astype(np.float64)
    axes = right_angled(table)
    lengths = np.abs((axes * table).sum(axis=1)) * reach
    sides = np.stack([-lengths, lengths], axis=-1)
    return stored_slice("directions", layers, at, axes, ["direction 1", "direction 2"], at[None], sides)


def of_path(layers: Layers, path: Array) -> ModelSlice:
    """Return the plane in which a path (T, D) moves most, of all its parameters."""
    origin, axes = plane_of(path, path.shape[1])
    moves = path - origin
    total = float((moves**2).sum())
    shares = ((moves @ axes.T) ** 2).sum(axis=0) / (total or 1.0)
    names = [f"PC {i + 1} ({share:.0%})" for i, share in enumerate(shares)]
    return stored_slice("path", layers, origin, axes, names, path, variance=np.clip(shares, 0, 1).tolist())
