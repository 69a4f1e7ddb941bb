"""A landscape as a solid: projected, lit, in paint order, and able to say what hides what.

World coordinates: the sampled box becomes a base with its longer side from -1 to 1, heights lie in [0, HEIGHT], and the
floor lies at FLOOR below it. A view looks at the origin. Everything here is NumPy; gdviz.raster turns it into pixels.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdviz.landscape import Landscape, Scale, bilinear

Array = NDArray[np.float64]

HEIGHT = 0.9
FLOOR = -0.78
# Distance of the camera in half sides of the base: near enough for depth, far enough not to distort.
DISTANCE = 7.0
# The surface seen from below is in the shade.
UNDERSIDE = 0.72
# What lies on the surface is lifted by this much, so that the surface itself does not hide it.
LIFT = 0.008
# Steps along the line of sight when looking for what hides a point.
SIGHT_SAMPLES = 40


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
        Sampled losses; where they are not finite, the surface has a hole.
    colors
        Shape (256, 3): from the lowest to the highest depth.
    scale
        How losses become heights and colours.
    cells
        Cells along each side of the painted mesh; the landscape is thinned to about that many.
    lamp
        Unit vector towards the one lamp; see `lamp_beside`.
    """

    def __init__(self, landscape: Landscape, colors: Array, scale: Scale, cells: int, lamp: Array) -> None:
        self.lamp = lamp
        self.landscape = landscape
        self.scale = scale
        stride = max(1, (len(landscape.x) - 1) // cells)
        self._x, self._y = landscape.x[::stride], landscape.y[::stride]
        depth = scale.depth(landscape.loss[::stride, ::stride])
        self._solid = np.isfinite(depth)
        self._depth = np.where(self._solid, depth, 1.0)
        # A hole hides nothing, though for paths and lamps it is a plateau.
        self._sight = np.where(self._solid, depth, -np.inf)
        self._colors = colors
        side = np.array([np.ptp(landscape.x), np.ptp(landscape.y)])
        # A base much longer than wide would leave most of the picture empty.
        self.half = np.maximum(side / side.max(), 0.62)
        self._middle = np.array([landscape.x[[0, -1]].mean(), landscape.y[[0, -1]].mean()])
        self._per_unit = 2 * self.half / side

    def place(self, points: Array) -> Array:
        """Return base coordinates, shape (..., 2), of plane coordinates (..., 2)."""
        return (points - self._middle) * self._per_unit

    def drape(self, points: Array, lift: float = LIFT) -> Array:
        """Return world points (..., 3) on the surface, lifted along its normal, over base coordinates (..., 2)."""
        z = self._height_at(points[..., 0], points[..., 1])
        return np.concatenate([points, z[..., None]], axis=-1) + lift * self.normal(points)

    def lay(self, points: Array) -> Array:
        """Return world points (..., 3) on the floor under base coordinates (..., 2)."""
        return np.concatenate([points, np.full((*points.shape[:-1], 1), FLOOR)], axis=-1)

    def normal(self, points: Array) -> Array:
        """Return the surface's unit normals (..., 3) over base coordinates (..., 2)."""
        x, y = self._base
        n = np.stack([bilinear(x, y, self._normals[..., k], points[..., 0], points[..., 1]) for k in range(3)], axis=-1)
        return n / np.linalg.norm(n, axis=-1, keepdims=True)

    def inside(self, points: Array) -> NDArray[np.bool_]:
        """Return which base coordinates (..., 2) lie over the sampled box."""
        return (np.abs(points) <= self.half + 1e-9).all(axis=-1)

    @cached_property
    def _base(self) -> tuple[Array, Array]:
        return (self._x - self._middle[0]) * self._per_unit[0], (self._y - self._middle[1]) * self._per_unit[1]

    @cached_property
    def _normals(self) -> Array:
        x, y = self._base
        dy, dx = np.gradient(self._depth * HEIGHT, y, x)
        n = np.stack([-dx, -dy, np.ones_like(dx)], axis=-1)
        return n / np.linalg.norm(n, axis=-1, keepdims=True)

    @cached_property
    def _vertices(self) -> Array:
        x, y = self._base
        gx, gy = np.meshgrid(x, y)
        return np.stack([gx, gy, self._depth * HEIGHT], axis=-1)

    @cached_property
    def _lit(self) -> Array:
        """Vertex colours (ny, nx, 4): the colour of the depth under one fixed lamp and a soft sky."""
        base = self._colors[np.rint(self._depth * 255).astype(int)]
        return np.concatenate([shade(base, self._normals, self.lamp), np.ones((*self._depth.shape, 1))], axis=-1)

    @cached_property
    def _cells(self) -> tuple[NDArray[np.intp], Array]:
        """Vertex indices (cells, 2, 3) of each cell's two triangles, and the cells' centres on the base (cells, 2)."""
        ny, nx = self._depth.shape
        corner = (np.arange(ny - 1)[:, None] * nx + np.arange(nx - 1)).ravel()
        whole = np.logical_and.reduce([self._solid.ravel()[corner + k] for k in (0, 1, nx, nx + 1)])
        corner = corner[whole]
        triangles = np.stack([[corner, corner + 1, corner + nx + 1], [corner, corner + nx + 1, corner + nx]])
        flat = self._vertices.reshape(-1, 3)[:, :2]
        return triangles.transpose(2, 0, 1), (flat[corner] + flat[corner + nx + 1]) / 2

    def triangles(self, view: View) -> tuple[Array, Array]:
        """Return picture coordinates (N, 3, 2) and colours (N, 3, 4) of the surface, farthest first.

        The columns that stand on equal cells of a grid cover one another in the order of their distance from the eye on
        the base, whatever their heights.
        """
        cells, centres = self._cells
        order = np.argsort(-np.linalg.norm(centres - view.eye[:2], axis=1))
        corners = cells[order].reshape(-1, 3)
        seen = view.project(self._vertices.reshape(-1, 3))[corners]
        colors = self._lit.reshape(-1, 4)[corners]
        (ax, ay), (bx, by) = (seen[:, 1] - seen[:, 0]).T, (seen[:, 2] - seen[:, 0]).T
        colors[ax * by < ay * bx, :, :3] *= UNDERSIDE
        return seen, colors

    def hidden(self, points: Array, view: View) -> NDArray[np.bool_]:
        """Return which world points (..., 3) the surface hides: their line of sight to the eye passes below it.

        The line is followed from the point to where it leaves the box over the base, in equal steps.
        """
        flat = points.reshape(-1, 3)
        to_eye = view.eye - flat
        walls = np.append(self.half, HEIGHT)
        with np.errstate(all="ignore"):
            near, far = (-walls - flat) / to_eye, (walls - flat) / to_eye
            # Along z the box has no floor to enter through: what lies below it looks out through the sides.
            near[:, 2] = -np.inf
            far[:, 2] = np.where(to_eye[:, 2] > 0, far[:, 2], np.inf)
            enter = np.clip(np.fmin(near, far).max(axis=1), 0, 1)
            leave = np.clip(np.fmax(near, far).min(axis=1), 0, 1)
            shares = enter + (np.arange(SIGHT_SAMPLES) + 0.5)[:, None] / SIGHT_SAMPLES * (leave - enter)
            x, y, z = (flat[:, k] + shares * to_eye[:, k] for k in range(3))
            below = HEIGHT * bilinear(*self._base, self._sight, x, y) > z
        return np.asarray(below.any(axis=0) & (enter < leave)).reshape(points.shape[:-1])

    def _height_at(self, x: Array, y: Array) -> Array:
        """Return the surface's heights over base coordinates, bilinear on the painted mesh."""
        base_x, base_y = self._base
        return HEIGHT * bilinear(base_x, base_y, self._depth, x, y)

    def outline(self) -> Array:
        """Return world points (n, 3) that a picture must hold: the floor with room for ticks, and the surface."""
        x, y = self.half + 0.13
        floor = np.array([[i * x, j * y, FLOOR] for i in (-1, 1) for j in (-1, 1)])
        return np.concatenate([floor, self._vertices[::4, ::4].reshape(-1, 3)])


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
