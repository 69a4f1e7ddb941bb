"""A landscape as a solid: where its points are in space, how they are lit, and how a camera sees them.

World coordinates: the sampled box becomes a base with its longer side from -1 to 1, heights lie in [0, HEIGHT], and the
floor lies at FLOOR below it. A view looks at the origin. gdviz.relief.mesh cuts the relief into triangles,
gdviz.relief.visibility says what it hides, and gdviz.pens.agg turns all that into pixels.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape, bilinear
from gdviz.landscapes.scale import Scale
from gdviz.relief.grids import smooth, soften, spread_out, stride_for
from gdviz.relief.light import dull, shade
from gdviz.relief.shadow import horizon_light

Array = NDArray[np.float64]

HEIGHT = 0.9
FLOOR = -0.52
# What lies on the surface is lifted by this much, so that the surface itself does not hide it.
LIFT = 0.008
# How far inside the last samples that have a value a rim lies, in samples.
INSIDE = 0.8
# Into how many parts a side is cut where only the outline counts.
OUTLINED = 32
# The width, in samples, of the squares over which heights are smoothed at a rim.
RIM = 5


class Relief:
    """A landscape over two parameters as a lit surface.

    Parameters
    ----------
    landscape
        Sampled losses; where they are not numbers, the surface has a hole.
    colors
        Shape (256, 3): from the lowest to the highest depth.
    scale
        How losses become heights and colours. What lies above it is cut off: a plateau.
    cells
        Cells along each side of the painted mesh; the landscape is thinned to about that many.
    lamp
        Unit vector towards the one lamp; see `lamp_beside`.

    Attributes
    ----------
    half
        Half the sides of the base, shape (2,).
    x, y, depth
        The painted mesh: base coordinates (nx,) and (ny,), and depths (ny, nx), which go on a little way into holes.
    ground, plateau
        Shape (ny, nx): negative in holes, and where heights are cut off, positive elsewhere; their rims are where they
        pass zero. None where there are none.
    fine_x, fine_y, fine_depth, fine_ground
        The same for every sample.
    """

    def __init__(self, landscape: Landscape, colors: Array, scale: Scale, cells: int, lamp: Array) -> None:
        self.lamp = lamp
        self._colors = colors
        side = np.array([np.ptp(landscape.x), np.ptp(landscape.y)])
        # A base much longer than wide would leave most of the picture empty.
        self.half = np.maximum(side / side.max(), 0.62)
        self._middle = np.array([landscape.x[[0, -1]].mean(), landscape.y[[0, -1]].mean()])
        self._per_unit = 2 * self.half / side
        self.fine_x = (landscape.x - self._middle[0]) * self._per_unit[0]
        self.fine_y = (landscape.y - self._middle[1]) * self._per_unit[1]
        across, along = (stride_for(len(grid) - 1, cells) for grid in (landscape.x, landscape.y))
        stride = max(across, along)
        defined = ~np.isnan(landscape.loss)
        self.fine_depth, self.fine_ground = scale.depth(landscape.loss), None
        if not defined.all():
            # A little inside, where the function has values; there it may be steeper than its samples show.
            width = max(2 * stride - 1, 3)
            ground = soften(defined, width) - INSIDE / width
            depth = spread_out(self.fine_depth, 3 * stride)
            even = smooth(depth, RIM)
            self.fine_depth = even + np.clip(ground / ground.max(), 0, 1) * (depth - even)
            self.fine_ground = ground if (ground <= 0).any() else None
        self.x, self.y = self.fine_x[::across], self.fine_y[::along]
        thin = (slice(None, None, along), slice(None, None, across))
        self.depth, self.ground, self.plateau = self.fine_depth[thin], None, None
        if self.fine_ground is not None:
            self.ground = self.fine_ground[thin]
        with np.errstate(invalid="ignore"):
            low = ~(landscape.loss > scale.high)
        if not low.all():
            plateau = soften(low, stride | 1)[thin]
            self.plateau = plateau if (plateau <= 0).any() else None

    def place(self, points: Array) -> Array:
        """Return base coordinates, shape (..., 2), of plane coordinates (..., 2)."""
        return (points - self._middle) * self._per_unit

    def drape(self, points: Array, lift: float = LIFT) -> Array:
        """Return world points (..., 3) on the surface, lifted along its normal, over base coordinates (..., 2)."""
        z = self.height(points[..., 0], points[..., 1])
        return np.concatenate([points, z[..., None]], axis=-1) + lift * self.normal(points)

    def lay(self, points: Array) -> Array:
        """Return world points (..., 3) on the floor under base coordinates (..., 2)."""
        return np.concatenate([points, np.full((*points.shape[:-1], 1), FLOOR)], axis=-1)

    def height(self, x: Array, y: Array) -> Array:
        """Return the surface's heights over base coordinates, bilinear on the painted mesh."""
        return HEIGHT * bilinear(self.x, self.y, self.depth, x, y)

    def rim_height(self, x: Array, y: Array) -> Array:
        """Return the surface's heights over base coordinates at a rim, where the mesh is too coarse."""
        return HEIGHT * bilinear(self.fine_x, self.fine_y, self.fine_depth, x, y)

    def normal(self, points: Array) -> Array:
        """Return the surface's unit normals (..., 3) over base coordinates (..., 2)."""
        n = bilinear(self.x, self.y, self.normals, points[..., 0], points[..., 1])
        return n / np.linalg.norm(n, axis=-1, keepdims=True)

    def solid(self, x: Array, y: Array) -> Array:
        """Return how far inside the surface base coordinates are: positive on it, negative in a hole."""
        return np.ones(np.shape(x)) if self.ground is None else bilinear(self.x, self.y, self.ground, x, y)

    def inside(self, points: Array, margin: float = 1e-9) -> NDArray[np.bool_]:
        """Return which base coordinates (..., 2) lie over the sampled box, or at most a margin beyond its sides."""
        return (np.abs(points) <= self.half + margin).all(axis=-1)

    @cached_property
    def normals(self) -> Array:
        """The mesh's unit normals, shape (ny, nx, 3)."""
        dy, dx = np.gradient(self.depth * HEIGHT, self.y, self.x)
        n = np.stack([-dx, -dy, np.ones_like(dx)], axis=-1)
        return n / np.linalg.norm(n, axis=-1, keepdims=True)

    @cached_property
    def vertices(self) -> Array:
        """The mesh's world points, shape (ny, nx, 3)."""
        x, y = np.meshgrid(self.x, self.y)
        return np.stack([x, y, self.depth * HEIGHT], axis=-1)

    @cached_property
    def tints(self) -> Array:
        """The mesh's own colours before they are lit, shape (ny, nx, 3)."""
        return self.tint(self.depth)

    @cached_property
    def lit(self) -> Array:
        """The mesh's colours (ny, nx, 3) under one fixed lamp and a soft sky."""
        return shade(self.tints, self.normals, self.lamp, self.light)

    @cached_property
    def light(self) -> Array:
        """The shares (ny, nx, 2) of the lamp and of the sky that reach the mesh past the rest of it."""
        return horizon_light(self)

    def tint(self, depth: Array) -> Array:
        """Return the surface's own colours (..., 3) at depths in [0, 1]."""
        return self._colors[np.rint(depth * 255).astype(int)]

    @property
    def stone(self) -> Array:
        """The colour (3,) of walls, and of what is cut off: that of no height."""
        return dull(self._colors.mean(axis=0))

    def outline(self) -> Array:
        """Return world points (n, 3) that a picture must hold: the floor's corners, and the surface."""
        x, y = self.half
        floor = np.array([[i * x, j * y, FLOOR] for i in (-1, 1) for j in (-1, 1)])
        return np.concatenate([floor, self.silhouette])

    @cached_property
    def silhouette(self) -> Array:
        """World points (n, 3) of the surface, close together at its border and thinned within."""
        ny, nx = self.depth.shape
        kept = np.zeros((ny, nx), bool)
        kept[:: max(1, ny // OUTLINED), :: max(1, nx // OUTLINED)] = True
        kept[[0, -1]] = kept[:, [0, -1]] = True
        if self.ground is not None:
            kept &= self.ground > 0
        return self.vertices[kept]
