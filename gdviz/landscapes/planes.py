"""Which plane of parameters a landscape shows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Up to so many parameters, singular vectors cost nothing to speak of; of more, D x D numbers would.
FEW = 300
# What is left of a number where all of it was taken away, as a share of it, at most.
ROUNDING = 1e-14


def plane_of(path: Array, dimension: int) -> tuple[Array, Array]:
    """Return origin (D,) and orthonormal axes (min(D, 2), D) of the plane to draw.

    With one or two parameters it is their own space. With more it is spanned by the two leading principal components of
    the path, about its end: the plane that shows most of the path's variance (H. Li et al., Visualizing the Loss
    Landscape of Neural Nets, 2018, section 7).
    """
    if dimension <= 2:
        return np.zeros(dimension), np.eye(dimension)
    end = path[-1]
    axes = _leading(path - end)
    # A component's sign is arbitrary: make its largest entry positive, so that the picture does not flip between runs.
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1)
    return end, axes * np.sign(largest)


def plane_along(path: Array, along: Sequence[int]) -> tuple[Array, Array]:
    """Return origin (D,) and axes (2, D) of the plane of two parameters through the end of a path (T, D).

    Its coordinates are the two parameters themselves; the others stay as they are in the end.
    """
    origin = np.array(path[-1])
    origin[list(along)] = 0.0
    return origin, np.eye(path.shape[1])[list(along)]


def _leading(moves: Array) -> Array:
    """Return the two leading right singular vectors (2, D) of a table (T, D)."""
    rows, dimension = moves.shape
    if rows >= dimension or dimension <= FEW:
        # All D singular vectors are needed only where the rows alone do not make two.
        return np.linalg.svd(moves, full_matrices=rows < dimension)[2][:2]
    largest = float(np.abs(moves).max())
    if not largest:
        return np.eye(2, dimension)
    # Products of larger numbers would overflow.
    moves = moves / largest
    first = _heaviest(moves)
    # Of the rest, so that a second direction in which there is little is as exact as the first.
    second = _heaviest(moves - np.outer(moves @ first / (first @ first), first))
    if not np.linalg.norm(second) > ROUNDING * np.linalg.norm(first):
        second = np.eye(1, dimension, int(np.abs(first).argmin()))[0]
    second = second - (second @ first) / (first @ first) * first
    return np.stack([axis / np.linalg.norm(axis) for axis in (first, second)])


def _heaviest(moves: Array) -> Array:
    """Return the first right singular vector (D,) of a table (T, D) times its singular value, from T x T products."""
    return np.asarray(np.linalg.eigh(moves @ moves.T)[1][:, -1] @ moves)
