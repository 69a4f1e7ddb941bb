"""Cells of a mesh cut where the surface ends: at the rims of holes, with walls down to the floor, and at plateaus."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gdviz.relief.light import shade
from gdviz.relief.solid import FLOOR, HEIGHT, Relief

Array = NDArray[np.float64]
Index = NDArray[np.intp]

# How bright walls are at their foot, in parts of their top, and in how many steps they get there.
FOOT = 0.7
WALL_STEPS = 8


@dataclass(frozen=True, eq=False)
class Facets:
    """Triangles in space.

    Attributes
    ----------
    corners, colors
        World points (n, 3, 3), and opaque colours at them (n, 3, 4).
    cell
        The column and the row (n, 2) of the cell that each stands in.
    outward
        For walls, unit vectors on the base (n, 2) towards the hole; zero for the surface.
    """

    corners: Array
    colors: Array
    cell: Index
    outward: Array


def _loop(solid: tuple[bool, ...]) -> list[int]:
    """Return the border of a cell's solid part, counter-clockwise: corners are 0 to 3, 4 + k cuts the edge after k."""
    border = []
    for k in range(4):
        border += [k] if solid[k] else []
        border += [4 + k] if solid[k] != solid[(k + 1) % 4] else []
    return border


@dataclass(frozen=True, eq=False)
class Pieces:
    """Cells cut in two along the line where a field passes zero.

    Attributes
    ----------
    field, quads, cells
        The field at the cells' corners (n, 4), the corners' places in the mesh (n, 4), and column and row (n, 2).
    """

    field: Array
    quads: Index
    cells: Index

    def points(self, values: Array) -> Array:
        """Return values (ny, nx, k) at each cell's corners and at the cuts through its edges, shape (n, 8, k)."""
        at = values.reshape(-1, values.shape[-1])[self.quads]
        gap = self.field - np.roll(self.field, -1, axis=1)
        share = self.field / np.where(gap == 0, 1.0, gap)
        return np.concatenate([at, at + share[..., None] * (np.roll(at, -1, axis=1) - at)], axis=1)

    def triangles(self, *, positive: bool = True) -> tuple[Index, Index]:
        """Return the cell (m,) and the points (m, 3), as in `points`, of triangles that fill one side of the line."""
        found = [
            (here, np.broadcast_to([border[0], a, b], (len(here), 3)))
            for here, border, _ in self._kinds(positive=positive)
            for a, b in pairwise(border[1:])
        ]
        return np.concatenate([here for here, _ in found]), np.concatenate([part for _, part in found])

    def line(self) -> tuple[Index, Index]:
        """Return the cell (m,) and the ends (m, 2) of the line, with the negative side to the right."""
        found = [
            (here, np.broadcast_to([a, b], (len(here), 2)))
            for here, border, pattern in self._kinds(positive=True)
            for a, b in zip(border, border[1:] + border[:1], strict=True)
            if a > 3 and b > 3 and not pattern[(a - 3) % 4]
        ]
        return np.concatenate([here for here, _ in found]), np.concatenate([part for _, part in found])

    def _kinds(self, *, positive: bool) -> list[tuple[Index, list[int], tuple[bool, ...]]]:
        """Return the cells of each kind that occurs, one side's border there, and which corners are on that side."""
        inside = (self.field > 0) == positive
        kinds = []
        for code in range(1, 15):
            pattern = tuple(bool(code >> k & 1) for k in range(4))
            here = np.flatnonzero((inside == pattern).all(axis=1))
            if len(here):
                kinds.append((here, _loop(pattern), pattern))
        return kinds


def at_rim(relief: Relief, field: Array, pieces: Pieces) -> list[Facets]:
    """Return the solid parts of cells that a rim passes through, and the walls under the rim."""
    points, normals = pieces.points(relief.vertices), pieces.points(relief.normals)
    # Straight lines between corners would miss the height at the rim, where functions often are steepest.
    points[:, 4:, 2] = relief.rim_height(points[:, 4:, 0], points[:, 4:, 1])
    lit = shade(relief.tint(points[..., 2] / HEIGHT), normals, relief.lamp, pieces.points(relief.light))
    along, across = np.gradient(field, relief.y, relief.x)
    uphill = pieces.points(np.stack([across, along], axis=-1))
    here, part = pieces.triangles()
    surface = _facets(points[here[:, None], part], lit[here[:, None], part], pieces.cells[here])
    here, part = pieces.line()
    return [surface, _walls(relief, points[here[:, None], part], uphill[here[:, None], part], pieces.cells[here])]


def at_plateau(relief: Relief, field: Array, pieces: Pieces) -> list[Facets]:
    """Return both parts of cells that the border of a plateau passes through."""
    points, normals, light = (pieces.points(table) for table in (relief.vertices, relief.normals, relief.light))
    points[:, 4:, 2] = HEIGHT
    made = []
    for positive in (True, False):
        tint = (
            relief.tint(np.clip(points[..., 2] / HEIGHT, 0, 1))
            if positive
            else np.broadcast_to(relief.stone, points.shape)
        )
        up = normals if positive else np.broadcast_to([0.0, 0.0, 1.0], normals.shape)
        lit = shade(tint, up, relief.lamp, light)
        here, part = pieces.triangles(positive=positive)
        made.append(_facets(points[here[:, None], part], lit[here[:, None], part], pieces.cells[here]))
    return made


def _walls(relief: Relief, top: Array, uphill: Array, cell: Index) -> Facets:
    """Return walls from rims, ends (n, 2, 3), down to the floor; `uphill` (n, 2, 2) leads away from the hole.

    They are built in layers: shading along triangles much higher than wide would show stripes.
    """
    normal = np.concatenate([-uphill, np.zeros((*uphill.shape[:2], 1))], axis=-1)
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)
    color = shade(np.broadcast_to(relief.stone, normal.shape), normal, relief.lamp)
    share = np.linspace(0, 1, WALL_STEPS + 1)[:, None]
    foot = np.concatenate([top[..., :2], np.full((*top.shape[:2], 1), FLOOR)], axis=-1)
    levels = top[:, None] + share[..., None] * (foot - top)[:, None]
    shades = color[:, None] * (1 - (1 - FOOT) * share[..., None])

    def split(ends: Array) -> Array:
        box = np.concatenate([ends[:, :-1], ends[:, 1:, ::-1]], axis=2)
        return box[:, :, [[0, 1, 2], [0, 2, 3]]].reshape(-1, 3, 3)

    # The hole is to the right of the rim.
    along = top[:, 1, :2] - top[:, 0, :2]
    outward = np.stack([along[:, 1], -along[:, 0]], axis=-1)
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-12)
    each = 2 * WALL_STEPS
    return _facets(split(levels), split(shades), np.repeat(cell, each, axis=0), np.repeat(outward, each, axis=0))


def _facets(corners: Array, colors: Array, cell: Index, outward: Array | None = None) -> Facets:
    opaque = np.concatenate([colors, np.ones((len(colors), 3, 1))], axis=-1)
    return Facets(corners, opaque, cell, np.zeros((len(corners), 2)) if outward is None else outward)
