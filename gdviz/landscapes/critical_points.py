"""The critical points of a sampled landscape: where its gradient is zero, and what its curvature makes of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape

Array = NDArray[np.float64]

KINDS = ("minimum", "maximum", "saddle")
# A surface of degree 5 goes through 6 by 6 samples; these are their places about the cell that it is used in.
NODES = np.arange(-2, 4)
# Its coefficients are this matrix times the samples.
_FIT = np.linalg.inv(NODES[:, None].astype(float) ** np.arange(6))
# Newton's method goes at most one cell a step, and not farther than this from the cell where it began.
ROUNDS, REACH = 24, 3.0
# Zeros nearer than this, in cells, are one; nearer to the border than this they are left out.
APART, BORDER = 1.0, 6
# Curvature is believed where, over one cell, it makes more of a difference than this share of what lies around.
FLAT = 1e-7
# Over the whole box it must make this share of the landscape's range: what is flatter is a plain, whatever its ripples.
PLAIN = 1e-6
# How much it may change, and how far the point may stray in samples, when samples twice as far apart are used: at a
# kink the curvature halves.
STEADY = 0.05


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """A place where the gradient is zero.

    Attributes
    ----------
    kind
        One of KINDS.
    at
        Plane coordinates, shape (2,).
    loss
        f there.
    curvatures, directions
        The eigenvalues of the Hessian in ascending order, shape (2,), and its unit eigenvectors as rows (2, 2).
    """

    kind: str
    at: Array
    loss: float
    curvatures: Array
    directions: Array


def find_critical_points(landscape: Landscape) -> list[CriticalPoint]:
    """Return the minima, maxima and saddles of a landscape over a plane, from the lowest loss to the highest.

    They are zeros of the gradient of a surface of degree 5 through the samples about each cell, found by Newton's
    method from every cell over which both of the gradient's parts change their sign. Left out is what the samples do
    not tell for sure: points at the border or beside a hole, kinks, and points whose curvature is zero one way.
    """
    table = landscape.loss
    if table.ndim < 2 or min(table.shape) <= 2 * BORDER + 1 or not np.isfinite(table).any():
        return []
    low, high = np.quantile(table[np.isfinite(table)], [0, 0.98])
    noise = 16 * np.finfo(float).eps * max(abs(low), abs(high))
    with np.errstate(invalid="ignore", over="ignore"):
        cells = _cells(table, noise)
        at = _zeros(table, cells)
        loss, _, hessian = _expand(table, at, 1)
        _, slope, coarse = _expand(table, at, 2)
        strayed = np.abs(_solved(coarse, slope)).max(axis=1, initial=0.0)
    unit = np.array([(grid[-1] - grid[0]) / (len(grid) - 1) for grid in (landscape.x, landscape.y)])
    across = np.outer(unit, unit)
    # The landscape may be steeper in one parameter's units than in the other's: what is believed is judged in cells.
    shares = np.abs(np.linalg.eigvalsh(hessian))
    size = np.array([_around(table, point) for point in at]).reshape(-1)
    believed = shares.min(axis=1) > np.maximum(FLAT * size, noise)
    believed &= shares.max(axis=1) * max(table.shape) ** 2 > PLAIN * (high - low)
    believed &= np.abs(hessian - coarse).max(axis=(1, 2)) <= STEADY * shares.max(axis=1)
    believed &= strayed <= STEADY
    found = []
    for point, value, matrix in zip(at[believed], loss[believed], (hessian / across)[believed], strict=True):
        curvatures, columns = np.linalg.eigh(matrix)
        kind = KINDS[0] if curvatures[0] > 0 else KINDS[1] if curvatures[1] < 0 else KINDS[2]
        place = np.array([landscape.x[0], landscape.y[0]]) + point * unit
        found.append(CriticalPoint(kind, place, float(value), curvatures, columns.T))
    return sorted(found, key=lambda point: point.loss)


def _cells(table: Array, noise: float) -> NDArray[np.intp]:
    """Return the cells (n, 2), by column and row, over whose corners both parts of the gradient change their sign."""
    along, across = np.gradient(table)
    changes = np.ones((table.shape[0] - 1, table.shape[1] - 1), bool)
    for part in (across, along):
        part = np.where(np.abs(part) <= noise, 0.0, part)
        corners = np.stack([part[:-1, :-1], part[1:, :-1], part[:-1, 1:], part[1:, 1:]])
        least, most = corners.min(axis=0), corners.max(axis=0)
        changes &= (least <= 0) & (most >= 0) & (most > least)
    rows, columns = np.nonzero(changes)
    cells = np.stack([columns, rows], axis=-1)
    last = np.array(table.shape[::-1]) - 1 - BORDER
    return cells[((cells >= BORDER) & (cells < last)).all(axis=1)]


def _zeros(table: Array, cells: NDArray[np.intp]) -> Array:
    """Return the zeros (m, 2) of the gradient, in samples by column and row, to which Newton's method leads."""
    start: Array = cells.astype(np.float64) + 0.5
    at, base = start.copy(), np.floor(start)
    moved = np.full(len(at), np.inf)
    for turn in range(ROUNDS):
        # The surfaces of two cells differ a little where they meet: in the end each point keeps to one of them.
        base = np.asarray(np.floor(at), np.float64) if turn < ROUNDS // 2 else base
        _, slope, hessian = _expand(table, at, 1, base)
        step = -_solved(hessian, slope)
        step /= np.maximum(np.abs(step).max(axis=1, keepdims=True), 1.0)
        at, moved = at + step, np.abs(step).max(axis=1)
        stay = np.isfinite(at).all(axis=1) & (np.abs(at - start).max(axis=1) <= REACH)
        at, start, base, moved = at[stay], start[stay], base[stay], moved[stay]
    last = np.array(table.shape[::-1]) - 1 - BORDER
    at = at[(moved < 1e-6) & (at >= BORDER).all(axis=1) & (at <= last).all(axis=1)]
    kept: list[Array] = []
    for point in at:
        if all(np.abs(point - other).max() > APART for other in kept):
            kept.append(point)
    return np.array(kept).reshape(-1, 2)


def _solved(matrix: Array, right: Array) -> Array:
    """Return the solutions (n, 2) of equations with matrices (n, 2, 2); nan where there is none."""
    (a, b), (c, d) = np.moveaxis(matrix, 0, -1)
    determinant = a * d - b * c
    determinant = np.where(determinant == 0, np.nan, determinant)
    top, bottom = right.T
    return np.stack([(d * top - b * bottom) / determinant, (a * bottom - c * top) / determinant], axis=-1)


def _expand(table: Array, at: Array, stride: int, cell: Array | None = None) -> tuple[Array, Array, Array]:
    """Return values (n,), gradients (n, 2) and Hessians (n, 2, 2) per sample at points (n, 2) between samples.

    The surface goes through samples `stride` apart, about the points' own cells or those given (n, 2).
    """
    # A spline of SciPy goes through all samples, and a hole in the landscape would spoil it everywhere.
    last = np.array(table.shape[::-1]) - 1 - 3 * stride
    base = np.clip(np.floor(at) if cell is None else cell, 2 * stride, last).astype(np.intp)
    share = (at - base) / stride
    columns, rows = (base[:, k, None] + stride * NODES for k in (0, 1))
    patch = table[rows[:, :, None], columns[:, None, :]]
    x, y = _weights(share[:, 0]), _weights(share[:, 1])
    # Weights of the value, of the first and of the second derivative, along each axis.
    made = np.einsum("anj,njk,bnk->nab", y, patch, x)
    gradient = np.stack([made[:, 0, 1], made[:, 1, 0]], axis=-1) / stride
    hessian = np.stack([made[:, 0, 2], made[:, 1, 1], made[:, 1, 1], made[:, 2, 0]], axis=-1) / stride**2
    return made[:, 0, 0], gradient, hessian.reshape(-1, 2, 2)


def _weights(share: Array) -> Array:
    """Return the weights (3, n, 6) of six samples for the value and two derivatives at shares (n,) of the cell."""
    power = np.arange(6)
    high = share[:, None] ** power
    first = power * share[:, None] ** np.maximum(power - 1, 0)
    second = power * (power - 1) * share[:, None] ** np.maximum(power - 2, 0)
    return np.stack([high, first, second]) @ _FIT


def _around(table: Array, point: Array) -> float:
    """Return the range of the samples about a point."""
    column, row = np.floor(point).astype(int)
    return float(np.ptp(table[row - 2 : row + 4, column - 2 : column + 4]))
