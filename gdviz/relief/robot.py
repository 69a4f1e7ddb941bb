"""A small robot on one wheel, whose only sensor looks where it is turned: lit capsules, cast ray by ray.

Lengths are in radii of its wheel, and places are (forward, left, up) from the wheel's centre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.relief.light import glint, shade
from gdviz.style.colors import rgb

Array = NDArray[np.float64]
Vector3 = tuple[float, float, float]
# How far it reaches to the sides, and how high its head is and its top, over the ground.
WIDE, HEAD, TOP = 2.6, 3.85, 7.2
# What of a capsule's length, squared, lies across the ray where it is not seen end on.
SIDEWAYS = 1e-9
# Rays to a pixel each way where its wheel has fewer pixels than LARGE to its radius, and where it has more.
FINE, COARSE, LARGE = 3, 2, 12.0


@dataclass(frozen=True)
class Capsule:
    """All points within a radius of the line from one place to another, in one colour; a ball where both are one."""

    start: Vector3
    end: Vector3
    radius: float
    color: str

    def reach(self, turned: Array, u: Array, v: Array) -> Array:
        """Return how near to the eye rays through places (u (m,) to the right, v (n,) up) leave it, shape (n, m).

        nan for a ray that misses. The rows of `turned` are the robot's forward, left and up, in right, up and nearness.

        Source: I. Quilez, Capsule intersection, iquilezles.org.
        """
        (x, y, z), (ax, ay, az) = np.array(self.start) @ turned, self._axis(turned)
        right, up = u - x, (v - y)[:, None]
        flat: Any = right**2 + up**2
        square, length = self.radius**2, ax**2 + ay**2 + az**2
        if length == 0:
            return z + np.sqrt(square - flat)
        # The endless tube first, then the ball at the end that the ray leaves it beyond.
        level = length - az**2
        along: Any = right * ax + up * ay
        b = along * az
        if level > SIDEWAYS * length:
            tube = (b + np.sqrt(b**2 - level * (length * (flat - square) - along**2))) / level
            share = (along + tube * az) / length
        else:
            # It points at the eye, which sees the ball at its nearer end before all else.
            tube, share = np.zeros_like(flat), np.full_like(flat, 1.0 if az > 0 else 0.0)
        near_end, far_end = square - flat, square - (right - ax) ** 2 - (up - ay) ** 2
        ends = np.where(share < 0.5, np.sqrt(near_end), az + np.sqrt(far_end))
        return np.asarray(z + np.where((share > 0) & (share < 1), tube, ends))

    def normals(self, turned: Array, points: Array) -> Array:
        """Return the unit normals (n, 3) at points (n, 3) of its surface, all in right, up and nearness."""
        start, axis = np.array(self.start) @ turned, self._axis(turned)
        share = np.clip((points - start) @ axis / max(float(axis @ axis), 1e-12), 0, 1)
        return np.asarray((points - start - share[:, None] * axis) / self.radius)

    def _axis(self, turned: Array) -> Array:
        return (np.array(self.end) - np.array(self.start)) @ turned


def parts(color: str, beacon: str) -> Sequence[Capsule]:
    """Return what a robot of this colour is made of, with a beacon of another on its head."""
    dark, steel = "#222b36", "#9aa5b3"
    return (
        Capsule((0, 0, 0), (0, 0, 0), 1.0, dark),
        Capsule((0, -0.55, 0), (0, 0.55, 0), 0.72, steel),
        Capsule((0, 0, 1.35), (0, 0, 1.95), 1.02, color),
        Capsule((0, 0, 2.2), (0, 0, 3.0), 0.36, steel),
        Capsule((0, 1.12, 2.0), (0.5, 1.32, 1.15), 0.26, steel),
        Capsule((0, -1.12, 2.0), (0.5, -1.32, 1.15), 0.26, steel),
        Capsule((0, -0.55, HEAD), (0, 0.55, HEAD), 1.0, color),
        # The sensor: a barrel, a bright lens, and what is dark within.
        Capsule((0.8, 0, 3.8), (1.15, 0, 3.76), 0.78, dark),
        Capsule((1.38, 0, 3.73), (1.38, 0, 3.73), 0.66, "#e4f8ff"),
        Capsule((1.78, 0, 3.70), (1.78, 0, 3.70), 0.37, "#0f5f94"),
        Capsule((-0.4, 0, 4.7), (-0.62, 0, 5.3), 0.14, steel),
        Capsule((-0.66, 0, 5.45), (-0.66, 0, 5.45), 0.36, beacon),
    )


def robot(
    centre: Array, radius: float, made: Sequence[Capsule], heading: Array, basis: Array, lamp: Array
) -> tuple[tuple[int, int], Array, Array]:
    """Return a lit robot as an image to lay down: its lower left pixel, RGBA (n, m, 4) in [0, 1], and its points.

    Parameters
    ----------
    centre, radius
        Of its wheel, in pixels; the centre may lie between pixels.
    made
        Its parts.
    heading
        The unit vector (2,) on the base that its sensor looks along.
    basis, lamp
        As of a sphere; see gdviz.relief.ball.

    The points (n, m, 3), in radii from the wheel's centre along `basis`, are those of the surface under each pixel.
    """
    turned = np.array([[*heading, 0.0], [-heading[1], heading[0], 0.0], [0.0, 0.0, 1.0]]) @ basis.T
    # Seen from above, it is foreshortened.
    head = HEAD * turned[2, 1]
    low = np.floor(centre + radius * np.array([-WIDE, min(head, 0) - WIDE])).astype(int)
    high = np.ceil(centre + radius * np.array([WIDE, max(head, 0) + WIDE])).astype(int)
    fine = FINE if radius < LARGE else COARSE
    u = (low[0] + (np.arange((high[0] - low[0]) * fine) + 0.5) / fine - centre[0]) / radius
    v = (high[1] - (np.arange((high[1] - low[1]) * fine) + 0.5) / fine - centre[1]) / radius
    nearest, which = np.full((len(v), len(u)), -np.inf), np.zeros((len(v), len(u)), np.uint8)
    for index, part in enumerate(made):
        ends = (np.array([part.start, part.end]) @ turned)[:, :2]
        (left, bottom), (right, top) = ends.min(axis=0) - part.radius, ends.max(axis=0) + part.radius
        window = slice(*np.searchsorted(-v, [-top, -bottom])), slice(*np.searchsorted(u, [left, right]))
        with np.errstate(invalid="ignore"):
            reached = part.reach(turned, u[window[1]], v[window[0]])
            before = reached > nearest[window]
        nearest[window][before], which[window][before] = reached[before], index
    hit = nearest > -np.inf
    points = np.stack([*np.broadcast_arrays(u, v[:, None]), np.where(hit, nearest, 0.0)], axis=-1)
    there, kind = points[hit], which[hit]
    normals, colors = np.zeros_like(there), np.array([rgb(part.color) for part in made])[kind]
    for index, part in enumerate(made):
        normals[kind == index] = part.normals(turned, there[kind == index])
    sums = np.zeros((*hit.shape, 7))
    sums[hit] = np.concatenate([_lit(colors, normals, basis, lamp), np.ones((len(there), 1)), there], axis=1)
    rows, columns = high[1] - low[1], high[0] - low[0]
    pooled = sums.reshape(rows, fine, columns, fine, 7).mean(axis=(1, 3))
    cover = pooled[..., 3:4]
    pooled = np.where(cover > 0, pooled / np.maximum(cover, 1e-9), 0.0)
    image = np.concatenate([np.clip(pooled[..., :3], 0, 1), cover], axis=-1)
    return (int(low[0]), int(low[1])), image, pooled[..., 4:]


def _lit(colors: Array, normals: Array, basis: Array, lamp: Array) -> Array:
    """Return colours (n, 3) under the lamp, with a glint, as those of a sphere."""
    return shade(1.25 * colors, normals @ basis, lamp) + 0.55 * glint(normals, basis, lamp)[:, None]
