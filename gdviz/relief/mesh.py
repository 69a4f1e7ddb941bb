"""A relief cut into triangles, and the order in which to paint them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.relief.light import shade
from gdviz.relief.rim import Facets, Pieces, at_plateau, at_rim
from gdviz.relief.solid import Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility

Array = NDArray[np.float64]
Index = NDArray[np.intp]

# The surface seen from below is in the shade.
UNDERSIDE = 0.72
# Square blocks of so many cells a side are painted as one, where the surface is even: where no height between its
# corners is off by more than FLAT parts of a cell (a third of a pixel), and no colour by more than EVEN.
BLOCKS = (8, 4, 2)
FLAT = 0.1
EVEN = 3 / 255
# Cells whose corners are hidden by less than this are painted: their middles may be seen.
DOUBT = 0.02


class Mesh:
    """The triangles of a relief, ready to be put into paint order for any view."""

    def __init__(self, relief: Relief) -> None:
        self._relief = relief
        shape = relief.depth.shape
        self._vertices = relief.vertices.reshape(-1, 3)
        colors = np.concatenate([relief.lit, np.ones((*shape, 1))], axis=-1).reshape(-1, 4)
        columns = shape[1]
        whole = np.ones((shape[0] - 1, columns - 1), bool)
        self._loose: list[Facets] = []
        # The ground first: what is both at a rim and cut off is split by the rim alone.
        for field, make in ((relief.ground, at_rim), (relief.plateau, at_plateau)):
            if field is None:
                continue
            low = field > 0
            corners = low[:-1, :-1], low[:-1, 1:], low[1:, 1:], low[1:, :-1]
            crossed = whole & np.logical_or.reduce(corners) & ~np.logical_and.reduce(corners)
            whole &= ~crossed
            if make is at_rim:
                whole &= np.logical_and.reduce(corners)
            j, i = np.nonzero(crossed)
            if len(i):
                corner = (j * columns + i)[:, None] + np.array([0, 1, columns + 1, columns])
                self._loose += make(relief, field, Pieces(field.ravel()[corner], corner, np.stack([i, j], axis=-1)))
        if relief.plateau is not None:
            cut = relief.plateau.ravel() <= 0
            stone = shade(relief.stone, relief.normals, relief.lamp, relief.light)
            colors[cut, :3] = stone.reshape(-1, 3)[cut]
        heights = relief.vertices[..., 2:] * (columns - 1) / np.ptp(relief.x)
        i, j, size = blocks(np.concatenate([heights / FLAT, relief.lit / EVEN], axis=-1), whole).T
        corner = j * columns + i
        # The corners of each block, counter-clockwise as seen from above.
        quads = np.stack([corner, corner + size, corner + size * (columns + 1), corner + size * columns], axis=-1)
        self._triangles = quads[:, [[0, 1, 2], [0, 2, 3]]].reshape(-1, 3)
        self._colors = np.concatenate([colors[self._triangles], *(facets.colors for facets in self._loose)])
        cells = np.repeat(np.stack([i, j], axis=-1), 2, axis=0)
        self._cell = np.concatenate([cells, *(facets.cell for facets in self._loose)])
        # The corners of each block and of one more ring, in a table of sums.
        low_x, low_y = np.maximum(i - 1, 0), np.maximum(j - 1, 0)
        high_x, high_y = np.minimum(i + size + 2, columns), np.minimum(j + size + 2, shape[0])
        wide = columns + 1
        self._around = np.stack(
            [high_y * wide + high_x, low_y * wide + low_x, high_y * wide + low_x, low_y * wide + high_x]
        )

    def triangles(self, view: View, sight: Visibility) -> tuple[Array, Array]:
        """Return picture coordinates (N, 3, 2) and colours (N, 3, 4) of what is seen of the surface, farthest first."""
        corners, painted, turned = self._order(view, sight)
        colors = self._colors.take(painted, axis=0)
        colors[turned[painted], :, :3] *= UNDERSIDE
        return corners.take(painted, axis=0), colors

    def chart(self, view: View, sight: Visibility) -> tuple[Array, Array]:
        """Return the same triangles with the base coordinates (N, 3, 2) of their corners instead of colours."""
        corners, painted, _ = self._order(view, sight)
        places = [self._vertices[self._triangles], *(facets.corners for facets in self._loose)]
        return corners.take(painted, axis=0), np.concatenate(places).take(painted, axis=0)[..., :2]

    def _order(self, view: View, sight: Visibility) -> tuple[Array, Index, NDArray[np.bool_]]:
        """Return all triangles' picture coordinates, the places of those to paint in order, and which are averted.

        The columns that stand on the cells of a grid cover one another in the order of their distance from the eye in
        rows and in columns, whatever their heights.
        """
        seen = view.project(self._vertices)
        corners = seen[self._triangles]
        turned: Any = _clockwise(corners)
        over, under = (np.repeat(self._any(part > -DOUBT), 2) for part in sight.clearances(self._vertices))
        kept: Any = np.where(turned, under, over)
        columns, rows = self._keys(view)
        layer = np.ones(len(kept), columns.dtype)
        for facets in self._loose:
            corners = np.concatenate([corners, view.project(facets.corners)])
            averted = _clockwise(corners[len(turned) :])
            walls: Any = facets.outward.any(axis=1)
            # A wall's outer side is seen over the surface of its own cell, its inner side below it.
            facing = ((view.eye[:2] - facets.corners[:, 0, :2]) * facets.outward).sum(axis=1) > 0
            layer = np.concatenate([layer, np.where(walls, np.where(facing, 2, 0), 1).astype(columns.dtype)])
            turned = np.concatenate([turned, np.where(walls, ~facing, averted)])
            kept = np.concatenate([kept, np.ones(len(walls), bool)])
        painted = np.flatnonzero(kept)
        key = 3 * (columns[self._cell[painted, 0]] + rows[self._cell[painted, 1]]) + layer[painted]
        return corners, painted[np.argsort(key, kind="stable")], turned

    def _any(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return for each block whether a mask of the vertices holds anywhere in it or one cell around."""
        total = np.zeros(tuple(n + 1 for n in self._relief.depth.shape), np.int32)
        np.cumsum(mask.reshape(self._relief.depth.shape), axis=0, out=total[1:, 1:])
        np.cumsum(total, axis=1, out=total)
        high, low, left, right = total.ravel()[self._around]
        return np.asarray(high + low - left - right > 0)

    def _keys(self, view: View) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return what a cell's column and its row add to its place in paint order: the far before the near.

        The largest blocks come in the order of their columns, then of their rows; within a block, its four quarters do.
        """
        largest = BLOCKS[0]
        counts = [-(-(len(grid) - 1) // largest) for grid in (self._relief.x, self._relief.y)]
        # Short numbers are sorted several times as fast.
        kind = np.uint16 if 3 * largest**2 * counts[0] * counts[1] < 2**16 else np.uint32
        keys = []
        for axis, grid in enumerate((self._relief.x, self._relief.y)):
            cells, eye = np.arange(len(grid) - 1), (view.eye[axis] - grid[0]) / (grid[1] - grid[0])
            key = np.zeros(len(cells), np.intp)
            for k, size in enumerate(reversed((*BLOCKS[1:], 1))):
                block = cells // size
                near = np.abs((block + 0.5) * size - eye) < np.abs(((block ^ 1) + 0.5) * size - eye)
                key += (2 - axis) * 4**k * near
            far = np.argsort(-np.abs((np.arange(counts[axis]) + 0.5) * largest - eye), kind="stable")
            place = np.argsort(far, kind="stable")
            key += place[cells // largest] * largest**2 * (1 if axis else counts[1])
            keys.append(key.astype(kind))
        return keys[0], keys[1]


def _clockwise(corners: Array) -> NDArray[np.bool_]:
    """Return which triangles (n, 3, 2) are seen from behind."""
    (ax, ay), (bx, by) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    return np.asarray(ax * by < ay * bx)


def blocks(values: Array, free: NDArray[np.bool_]) -> Index:
    """Return the fewest square blocks that cover the free cells of a grid: column, row and size of each, shape (n, 3).

    A block of more than one cell is taken where its two triangles give all `values` (ny, nx, k) within it to 1.
    """
    free = free.copy()
    found = []
    for size in BLOCKS:
        ny, nx = (n // size for n in free.shape)
        corner = values[::size, ::size][: ny + 1, : nx + 1]
        a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]
        tiles = free[: ny * size, : nx * size].reshape(ny, size, nx, size)
        even: Any = tiles.all(axis=(1, 3))
        for v in range(size + 1):
            for u in range(size + 1):
                if (u, v) in ((0, 0), (size, 0), (size, size), (0, size)):
                    continue
                there = values[v::size, u::size][:ny, :nx]
                made = (
                    a + u / size * (b - a) + v / size * (c - b)
                    if u >= v
                    else a + v / size * (d - a) + u / size * (c - d)
                )
                even &= (np.abs(there - made) <= 1).all(axis=-1)
        rows, columns = np.nonzero(even)
        found.append(np.stack([columns * size, rows * size, np.full(len(rows), size)], axis=-1))
        tiles &= ~even[:, None, :, None]
        free[: ny * size, : nx * size] = tiles.reshape(ny * size, nx * size)
    rows, columns = np.nonzero(free)
    return np.concatenate([*found, np.stack([columns, rows, np.ones(len(rows), np.intp)], axis=-1)])
