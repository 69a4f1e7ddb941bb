"""Where on a page a relief is largest: inside a box, and clear of what else stands there."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# A box of pixels: left, low, right, high.
Corners = tuple[float, float, float, float]
# The centre is sought on a grid of so many places a side, and then on finer and finer ones around the best.
PLACES, ROUNDS = 25, 5
# Half of the next grid's side in steps of the last.
CLOSER = 2.0
# Lines that part a box from the points are sought in so many directions.
DIRECTIONS = 2 * np.pi * np.arange(96) / 96
NORMALS = np.stack([np.cos(DIRECTIONS), np.sin(DIRECTIONS)], axis=-1)
# So much less in size is no loss where the picture stands in the middle of its room.
CENTRED = 0.02


def corners_of(points: Array) -> Array:
    """Return those of points (n, 2) that lie farthest out in some direction."""
    return points[np.unique((points @ NORMALS.T).argmax(axis=0))]


def largest_in(seen: Array, box: Corners, clear_of: Sequence[Corners] = ()) -> tuple[float, Array]:
    """Return the largest scale at which points (n, 2) fit into a box, and the pixel (2,) where their origin then lies.

    None of the boxes in `clear_of` touches the convex hull of the points: a line parts the two.
    """
    low, high = seen.min(axis=0), seen.max(axis=0)
    middle = (low + high) / 2
    corner = np.array(box[:2]), np.array(box[2:])
    reach = (high - low) / 2
    scale = float(((corner[1] - corner[0]) / (2 * reach)).min())
    centre = (corner[0] + corner[1]) / 2
    if clear_of:
        support = ((seen - middle) @ NORMALS.T).max(axis=0)
        about, span = centre, (corner[1] - corner[0]) / 2
        tried = []
        for _ in range(ROUNDS):
            steps = np.linspace(-1, 1, PLACES)
            at = about + np.stack(np.meshgrid(*(span[:, None] * steps)), axis=-1).reshape(-1, 2)
            tried.append((at, _largest_at(at, reach, corner, support, clear_of)))
            best = int(np.argmax(tried[-1][1]))
            about, scale, span = at[best], float(tried[-1][1][best]), span * CLOSER * 2 / (PLACES - 1)
        at, sizes = tried[0]
        # Where much room is left to one side, it is shared out.
        roomy = at[sizes >= (1 - CENTRED) * scale].mean(axis=0) if sizes.max() >= (1 - CENTRED) * scale else about
        even = float(_largest_at(roomy[None], reach, corner, support, clear_of)[0])
        scale, centre = (even, roomy) if even >= (1 - CENTRED) * scale else (scale, about)
    return scale, centre - scale * middle


def _largest_at(
    at: Array, reach: Array, corner: tuple[Array, Array], support: Array, clear_of: Sequence[Corners]
) -> Array:
    """Return the largest scale (n,) with the middle of the hull at places (n, 2); not positive where there is none."""
    sizes = (np.minimum(at - corner[0], corner[1] - at) / reach).min(axis=1)
    for left, bottom, right, top in clear_of:
        corners = np.array([[left, bottom], [right, bottom], [right, top], [left, top]])
        # How far the nearest corner of the box lies out from the middle, along each normal.
        out = (corners @ NORMALS.T).min(axis=0) - at @ NORMALS.T
        sizes = np.minimum(sizes, (out / support).max(axis=1))
    return sizes
