"""Which plane of parameters a landscape shows."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[np.float64]

# Up to so many parameters, singular vectors cost nothing to speak of; of more, D x D numbers would.
FEW = 300
# Numbers of a table that are worked on at a time.
PIECE = 1 << 20
# The share of the first direction's variance below which the second is sought again in what the first leaves: products
# of the rows alone would no longer tell it to the last digits.
FAINT = 1e-6
# What is left of a number where all of it was taken away, as a share of it, at most.
ROUNDING = 1e-14


@dataclass(frozen=True, eq=False)
class Principal:
    """The two leading principal components of a path about its end.

    Attributes
    ----------
    origin, axes
        The end, shape (D,), and the orthonormal components, shape (2, D).
    places
        The path in the plane, shape (T, 2).
    squares
        The squared distances of its points from the end, shape (T,).
    """

    origin: NDArray[Any]
    axes: NDArray[Any]
    places: Array
    squares: Array

    @property
    def shares(self) -> Array:
        """The shares of the path's variance about its end that lie along the axes, shape (2,); zeros if it rests."""
        total = float(self.squares.sum())
        return (self.places**2).sum(axis=0) / total if total else np.zeros(2)

    @property
    def off(self) -> Array:
        """The distances of the path's points from the plane, shape (T,)."""
        return np.sqrt(np.maximum(self.squares - (self.places**2).sum(axis=1), 0.0))


def plane_of(path: Array, dimension: int) -> tuple[Array, Array]:
    """Return origin (D,) and orthonormal axes (min(D, 2), D) of the plane to draw.

    With one or two parameters it is their own space. With more it is spanned by the two leading principal components of
    the path, about its end: the plane that shows most of the path's variance (H. Li et al., Visualizing the Loss
    Landscape of Neural Nets, 2018, section 7).
    """
    if dimension <= 2:
        return np.zeros(dimension), np.eye(dimension)
    rows = len(path)
    if rows >= dimension or dimension <= FEW:
        # All D singular vectors are needed only where the rows alone do not make two.
        axes = np.linalg.svd(path - path[-1], full_matrices=rows < dimension)[2][:2]
        return path[-1], axes * _signs(axes)[:, None]
    # Products of larger numbers would overflow.
    scale = float(np.abs(path - path[-1]).max()) or 1.0
    width = max(1, PIECE // rows)
    found = principal(lambda: (path[:, first : first + width] / scale for first in range(0, dimension, width)))
    return path[-1], found.axes


def principal(columns: Callable[[], Iterator[Array]], dtype: DTypeLike = np.float64) -> Principal:
    """Return the plane in which a path of many parameters moves most, from the T x T products of its points.

    Parameters
    ----------
    columns
        Yields the path, shape (T, D) with T < D, in blocks of columns, each time that it is called: no more of it is in
        memory at a time, and nothing of D x D.
    dtype
        The floats that hold origin and axes; all sums are of float64.
    """
    gram, ends = 0.0, []
    for block in columns():
        moves = block - block[-1]
        gram = gram + moves @ moves.T
        # A copy: a view would keep all of the block.
        ends.append(block[-1].astype(dtype))
    end = np.concatenate(ends)
    del ends
    squares = np.diag(np.asarray(gram)).copy()
    values, vectors = np.linalg.eigh(gram)
    if not values[-1] > 0:
        return Principal(end, np.eye(2, len(end), dtype=end.dtype), np.zeros((len(squares), 2)), squares)
    pair = vectors[:, :-3:-1].T if len(values) > 1 else np.stack([vectors[:, -1], np.zeros(1)])
    axes = _joined((pair @ (block - block[-1]) for block in columns()), np.empty((2, len(end)), end.dtype))
    axes[0] /= _length(axes[0])
    is_faint = len(values) < 2 or values[-2] < FAINT * values[-1]
    if is_faint:
        axes[1] = _second(columns, axes[0])
    _straighten(axes[1], axes[0])
    axes[1] /= _length(axes[1])
    signs = _signs(axes)
    for axis, sign in zip(axes, signs.tolist(), strict=True):
        axis *= sign
    # What a component is of the moves says as well where they lie along it.
    places = _along(columns, axes) if is_faint else np.asarray(gram @ pair.T) / np.sqrt(values[:-3:-1]) * signs
    return Principal(end, axes, places, squares)


def _joined(blocks: Iterator[Array], out: NDArray[Any]) -> NDArray[Any]:
    """Fill an array with blocks of its columns, and return it."""
    first = 0
    for block in blocks:
        last = first + block.shape[-1]
        out[..., first:last] = block
        first = last
    return out


def _along(columns: Callable[[], Iterator[Array]], axes: NDArray[Any]) -> Array:
    """Return how far along axes (k, D) the points of a path lie from its end, shape (T, k)."""
    found, first = 0.0, 0
    for block in columns():
        last = first + block.shape[1]
        found = found + (block - block[-1]) @ axes[:, first:last].T
        first = last
    return np.asarray(found)


def _second(columns: Callable[[], Iterator[Array]], axis: NDArray[Any]) -> NDArray[Any]:
    """Return the direction of most variance in what is left of the moves without the one along an axis of length 1."""
    along = _along(columns, axis[None])

    def rest() -> Iterator[Array]:
        first = 0
        for block in columns():
            last = first + block.shape[1]
            yield block - block[-1] - along * axis[first:last]
            first = last

    weights = np.linalg.eigh(sum(moves @ moves.T for moves in rest()))[1][:, -1]
    found = _joined((weights @ moves for moves in rest()), np.empty_like(axis))
    _straighten(found, axis)
    if _length(found) > max(ROUNDING, float(np.finfo(axis.dtype).eps)) * np.linalg.norm(along):
        return found
    # It moves along a line: any direction at right angles to it is as good.
    spare = np.eye(1, len(axis), int(np.abs(axis).argmin()), dtype=axis.dtype)[0]
    _straighten(spare, axis)
    return spare


def _pieces(length: int) -> Iterator[slice]:
    return (slice(first, first + PIECE) for first in range(0, length, PIECE))


def _product(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return the scalar product of two vectors, summed in float64."""
    return sum(float(one[p].astype(np.float64) @ other[p].astype(np.float64)) for p in _pieces(len(one)))


def _length(vector: NDArray[Any]) -> float:
    return math.sqrt(_product(vector, vector))


def _straighten(vector: NDArray[Any], axis: NDArray[Any]) -> None:
    """Take from a vector what lies along an axis of length 1."""
    along = _product(vector, axis)
    for piece in _pieces(len(vector)):
        vector[piece] -= along * axis[piece]


def _signs(axes: NDArray[Any]) -> Array:
    """Return signs that make the largest entry of each axis positive: a component's own is arbitrary."""
    ends = [sorted((int(axis.argmax()), int(axis.argmin()))) for axis in axes]
    largest = [max((axis[one], axis[other]), key=abs) for axis, (one, other) in zip(axes, ends, strict=True)]
    return np.sign(largest)


def plane_along(path: Array, along: Sequence[int]) -> tuple[Array, Array]:
    """Return origin (D,) and axes (2, D) of the plane of two parameters through the end of a path (T, D).

    Its coordinates are the two parameters themselves; the others stay as they are in the end.
    """
    origin = np.array(path[-1])
    origin[list(along)] = 0.0
    return origin, np.eye(path.shape[1])[list(along)]
