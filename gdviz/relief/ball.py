"""A lit ball, as pixels."""

import numpy as np
from numpy.typing import NDArray

from gdviz.relief.light import glint, shade
from gdviz.style.colors import rgb

Array = NDArray[np.float64]
# How far apart balls in one place are painted, in radii.
APART = 1.8


def sphere(centre: Array, radius: float, color: str, basis: Array, lamp: Array) -> tuple[tuple[int, int], Array, Array]:
    """Return a lit sphere as an image to lay down: its lower left pixel, RGBA (n, n, 4) in [0, 1], and its points.

    Parameters
    ----------
    centre, radius
        In pixels; the centre may lie between pixels, so that a moving ball glides.
    color
        Of the sphere, as hex.
    basis
        (3, 3) rows right, up, towards the eye: how the world is seen.
    lamp
        Unit vector to the lamp in the world.

    The points (n, n, 3), in radii from the centre along `basis`, are those of the surface under each pixel.
    """
    corner = np.floor(centre - radius - 1).astype(int)
    n = int(np.ceil(2 * radius + 3))
    at = (corner[:, None] + np.arange(n) + 0.5 - centre[:, None]) / radius
    right, up = np.broadcast_to(at[0], (n, n)), np.broadcast_to(at[1][::-1, None], (n, n))
    squared = right**2 + up**2
    front = np.stack([right, up, np.sqrt(np.clip(1 - squared, 0, 1))], axis=-1)
    normals = front / np.maximum(np.linalg.norm(front, axis=-1, keepdims=True), 1e-9)
    lit = shade(np.broadcast_to(rgb(color) * 1.3, (n, n, 3)), normals @ basis, lamp)
    lit = np.clip(lit + 0.75 * glint(normals, basis, lamp)[..., None], 0, 1)
    cover = np.clip((1 - np.sqrt(squared)) * radius + 0.5, 0, 1)
    image = np.concatenate([lit, cover[..., None]], axis=-1)
    return (int(corner[0]), int(corner[1])), image, normals


def side_by_side(centres: Array, right: Array, radius: float) -> Array:
    """Return world points (n, 3) moved apart along a unit vector, the first to the left, as far as balls there meet.

    Balls in one place come to lie 1.8 radii apart. It goes by how near two are, so that none leaps as they meet.
    """
    moved = centres.copy()
    for i, one in enumerate(centres):
        for j in range(i + 1, len(centres)):
            near = max(APART * radius - float(np.linalg.norm(centres[j] - one)), 0.0)
            moved[i] -= near / 2 * right
            moved[j] += near / 2 * right
    return moved
