"""A landscape as a solid: where its points are in space, how they are lit, and how a camera sees them.

World coordinates: the sampled box becomes a base with its longer side from -1 to 1, heights lie in [0, HEIGHT], and the
floor lies at FLOOR below it. A view looks at the origin. gdviz.mesh cuts the relief into triangles, gdviz.sight says
what it hides, and gdviz.raster turns all that into pixels.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape, bilinear
from gdviz.landscapes.scale import Scale

Array = NDArray[np.float64]

HEIGHT = 0.9
FLOOR = -0.78
# Distance of the camera in half sides of the base: near enough for depth, far enough not to distort.
DISTANCE = 7.0
# What lies on the surface is lifted by this much, so that the surface itself does not hide it.
LIFT = 0.008
# How far inside the last samples that have a value a rim lies, in samples.
INSIDE = 0.8
# The width, in samples, of the squares over which heights are smoothed at a rim.
RIM = 5
# A range this many times as wide as that of all but the highest fiftieth of the samples has a spike that would leave
# nothing else to be seen.
SPIKE = 8.0


@dataclass(frozen=True)
class View:
    """Where the camera stands: azimuth and elevation in degrees, azimuth from +x towards +y."""

    azimuth: float
    elevation: float

    @cached_property
    def basis(self) -> Array:
        """Right, up, and towards the camera, as rows of a (3, 3) matrix."""
        a, e = np.radians([self.azimuth, self.elevation])
        return np.array(
            [
                [-np.sin(a), np.cos(a), 0.0],
                [-np.cos(a) * np.sin(e), -np.sin(a) * np.sin(e), np.cos(e)],
                [np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)],
            ]
        )

    @property
    def eye(self) -> Array:
        """The camera's position, shape (3,)."""
        return DISTANCE * self.basis[2]

    def project(self, points: Array) -> Array:
        """Return the picture coordinates, shape (..., 2), of world points (..., 3): perspective, right and up."""
        seen = points @ self.basis.T
        return seen[..., :2] * self.magnify(seen[..., 2])[..., None]

    def magnify(self, nearness: Array) -> Array:
        """Return how much larger things look that lie `nearness` in front of the origin."""
        return DISTANCE / (DISTANCE - nearness)


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
            # A little inside, where the function has values; there it may be steeper than its samples can tell.
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
        parts = [bilinear(self.x, self.y, self.normals[..., k], points[..., 0], points[..., 1]) for k in range(3)]
        n = np.stack(parts, axis=-1)
        return n / np.linalg.norm(n, axis=-1, keepdims=True)

    def solid(self, x: Array, y: Array) -> Array:
        """Return how far inside the surface base coordinates are: positive on it, negative in a hole."""
        return np.ones(np.shape(x)) if self.ground is None else bilinear(self.x, self.y, self.ground, x, y)

    def inside(self, points: Array) -> NDArray[np.bool_]:
        """Return which base coordinates (..., 2) lie over the sampled box."""
        return (np.abs(points) <= self.half + 1e-9).all(axis=-1)

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
        return shade(self.tints, self.normals, self.lamp)

    def tint(self, depth: Array) -> Array:
        """Return the surface's own colours (..., 3) at depths in [0, 1]."""
        return self._colors[np.rint(depth * 255).astype(int)]

    @property
    def stone(self) -> Array:
        """The colour (3,) of walls, and of what is cut off: that of no height."""
        return dull(self._colors.mean(axis=0))

    def outline(self) -> Array:
        """Return world points (n, 3) that a picture must hold: the floor with room for ticks, and the surface."""
        x, y = self.half + 0.13
        floor = np.array([[i * x, j * y, FLOOR] for i in (-1, 1) for j in (-1, 1)])
        surface = self.vertices if self.ground is None else self.vertices[self.ground > 0]
        return np.concatenate([floor, surface.reshape(-1, 3)])


def stride_for(intervals: int, cells: int) -> int:
    """Return the widest stride of a grid that hits both its ends and leaves at least `cells` cells, or 1."""
    return max(s for s in range(1, max(intervals // cells, 1) + 1) if intervals % s == 0)


def soften(mask: NDArray[np.bool_], width: int) -> Array:
    """Return a field that is positive inside a mask, negative outside, and passes zero smoothly along its border.

    The steps of the samples are lost, and so are holes much narrower than `width`.
    """
    return smooth(mask.astype(float), width) - 0.5


def smooth(field: Array, width: int) -> Array:
    """Return a table's means over squares `width` samples wide, an odd number, taken twice."""
    reach = width // 2
    for axis in (0, 1, 0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (reach + 1, reach)
        total = np.cumsum(np.pad(field, pad, mode="edge"), axis=axis)
        high, low = (slice(2 * reach + 1, None), slice(None)), (slice(None, -2 * reach - 1), slice(None))
        field = (total[high[:: 1 - 2 * axis]] - total[low[:: 1 - 2 * axis]]) / (2 * reach + 1)
    return field


def spread_out(table: Array, reach: int) -> Array:
    """Return a table (ny, nx) whose values go on `reach` samples into where it is nan, and beyond that are 1."""
    table = table.copy()
    for _ in range(reach):
        empty = np.isnan(table)
        if not empty.any():
            return table
        around = np.pad(table, 1, constant_values=np.nan)
        ny, nx = table.shape
        total, count = np.zeros_like(table), np.zeros_like(table)
        for i in range(3):
            for j in range(3):
                shifted = around[i : i + ny, j : j + nx]
                known = ~np.isnan(shifted)
                total[known] += shifted[known]
                count += known
        fill = empty & (count > 0)
        table[fill] = total[fill] / count[fill]
    return np.where(np.isnan(table), 1.0, table)


def height_scale(loss: Array, kind: str = "auto") -> Scale:
    """Return how losses become heights: "linear", "log" over two decades or three, or "auto", what the range asks for.

    Where a spike dwarfs everything, by itself it is cut off: the scale's `high` is then below the highest loss. Three
    decades are for where two leave half the samples in the lowest eighth.
    """
    finite = loss[np.isfinite(loss)]
    if kind == "auto" and finite.size:
        low, most, high = np.quantile(finite, [0, 0.98, 1])
        if high - low > SPIKE * (most - low) > 0:
            loss = np.minimum(loss, round_number(low + 1.5 * (most - low)))
    scale = Scale.for_heights(loss) if kind == "auto" else Scale.of(loss, 2 if kind == "log" else 0)
    return Scale.of(loss, 3) if scale.decades and np.nanmedian(scale.depth(loss)) < 1 / 8 else scale


def round_number(value: float) -> float:
    """Return a number rounded to two digits."""
    return float(f"{value:.1e}")


def lamp_beside(view: View) -> Array:
    """Return the unit vector to a lamp that stands high to the left of a camera, and does not turn with it."""
    right, _, towards = view.basis
    lamp = np.array([0.0, 0.0, 0.75]) - 0.55 * right + 0.35 * np.array([towards[0], towards[1], 0.0])
    return lamp / np.linalg.norm(lamp)


def shade(base: Array, normals: Array, lamp: Array) -> Array:
    """Return colours (..., 3) lit by a lamp and a soft sky, for surface colours (..., 3) and unit normals (..., 3)."""
    direct = np.clip(normals @ lamp, 0, 1)
    sky = 0.5 + 0.5 * normals[..., 2]
    return np.clip(base * (0.50 + 0.42 * direct + 0.16 * sky)[..., None] + 0.08 * direct[..., None] ** 24, 0, 1)


def glint(normals: Array, basis: Array, lamp: Array) -> Array:
    """Return how much (...,) of the lamp small shiny things mirror to the eye, for unit normals (..., 3) along `basis`.

    That is most where the normal lies half way between the two.
    """
    half = basis @ lamp + np.array([0, 0, 1])
    return np.clip(normals @ (half / np.linalg.norm(half)), 0, 1) ** 40


def dull(colors: Array) -> Array:
    """Return colours (..., 3) with most of their saturation gone."""
    gray = colors @ np.array([0.3, 0.59, 0.11])
    return 0.25 * colors + 0.75 * gray[..., None]
