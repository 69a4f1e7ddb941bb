"""What a camera sees of a relief, found by walking along each line of sight: slow, and none of it gdviz's own code."""

import numpy as np

from gdviz.relief.solid import FLOOR, Relief


def bilinear(relief: Relief, table: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return a table of the mesh at base coordinates, in plain arithmetic; nan outside."""
    gx, gy = relief.x, relief.y
    u, v = (x - gx[0]) / (gx[1] - gx[0]), (y - gy[0]) / (gy[1] - gy[0])
    outside = (u < 0) | (v < 0) | (u > len(gx) - 1) | (v > len(gy) - 1)
    i = np.clip(np.floor(u).astype(int), 0, len(gx) - 2)
    j = np.clip(np.floor(v).astype(int), 0, len(gy) - 2)
    u, v = u - i, v - j
    parts = [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v]
    corners = [table[j, i], table[j, i + 1], table[j + 1, i], table[j + 1, i + 1]]
    if table.ndim == 3:
        parts = [part[..., None] for part in parts]
        outside = outside[..., None]
    value = sum(part * corner for part, corner in zip(parts, corners, strict=True))
    return np.where(outside, np.nan, value)


def march(relief: Relief, starts: np.ndarray, ends: np.ndarray, steps: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    """Return where lines (n, 3) to (n, 3) first meet the surface or a wall, as shares, and which of the two: 0, 1, 2.

    Shares are 1 and kinds 0 where nothing is met; 1 is the surface, 2 a wall.
    """
    share = np.linspace(0, 1, steps)[:, None]
    x, y, z = (starts[:, k] + share * (ends[:, k] - starts[:, k]) for k in range(3))
    over = z - bilinear(relief, relief.depth * 0.9, x, y)
    solid = ~np.isnan(over)
    if relief.ground is not None:
        solid &= np.nan_to_num(bilinear(relief, relief.ground, x, y), nan=1.0) > 0
    crossed = solid[1:] & solid[:-1] & (np.sign(over[1:]) != np.sign(over[:-1]))
    known = ~np.isnan(over)
    rim = known[1:] & known[:-1] & (solid[1:] != solid[:-1])
    wall = rim & (z[1:] > FLOOR) & (np.where(solid[1:], over[1:], over[:-1]) < 0)
    met = crossed | wall
    first = met.argmax(axis=0)
    column = np.arange(len(starts))
    any_met = met.any(axis=0)
    kind = np.where(any_met, np.where(wall[first, column], 2, 1), 0)
    return np.where(any_met, share[first, 0], 1.0), kind
