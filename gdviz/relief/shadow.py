"""How much of the lamp and of the sky reaches a relief and the floor under it: once for a relief, whoever films it.

The relief is a height field over its base, and the sky is as bright everywhere.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Horizons are sought in so many directions, as far as this, and at so many distances on the way.
DIRECTIONS, FAR, DISTANCES = 12, 0.7, 7
# How much of what hides the sky counts: light comes back from the surface itself.
HOLLOW = 0.55
# How much of the lamp a cast shadow takes.
CAST = 0.6
# The lamp is as wide as this, as the tangent of an angle, and its rays are followed so far and in so many steps.
WIDTH, RAY, STEPS = 0.30, 1.6, 14
# On the floor it seems wider: a calm shadow has no edge.
BLURRED = 1.3
# The floor's light is reckoned at so many points a side.
TILES = 49


class HeightField(Protocol):
    """A surface over a base: see gdviz.relief.solid, whose names these are."""

    lamp: Array
    half: Array
    x: Array
    y: Array
    ground: Array | None

    @property
    def vertices(self) -> Array:
        """World points (ny, nx, 3)."""

    def height(self, x: Array, y: Array) -> Array:
        """Return heights over base coordinates."""

    def lay(self, points: Array) -> Array:
        """Return world points (..., 3) on the floor under base coordinates (..., 2)."""


def horizon_light(relief: HeightField) -> Array:
    """Return the shares (ny, nx, 2) of the lamp and of the sky that reach the vertices past the rest of the surface.

    The sky's, on level ground under horizons of slope t, is the mean over directions of 1 / (1 + t^2).

    Source: H. Max, Horizon mapping: shadows for bump-mapped surfaces (1988).
    """
    height = relief.vertices[..., 2]
    around = height if relief.ground is None else np.where(relief.ground > 0, height, -np.inf)
    turn = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    far = FAR * np.geomspace(0.06, 1, DISTANCES)
    sky = np.mean([1 / (1 + _horizon(relief, height, around, way, far) ** 2) for way in _ways(turn)], axis=0)
    level = float(np.hypot(*relief.lamp[:2]))
    rising = relief.lamp[2] / max(level, 1e-9)
    steepest = _horizon(relief, height, around, relief.lamp[:2] / max(level, 1e-9), RAY * np.geomspace(0.05, 1, STEPS))
    lamp = 1 - CAST * (1 - _smooth(0.5 + (rising - steepest) / WIDTH))
    return np.stack([lamp, 1 - HOLLOW * (1 - sky)], axis=-1)


def floor_light(relief: HeightField) -> tuple[Array, Array, Array]:
    """Return places x (n,), y (n,) on the base, and the shares (n, n, 2) of lamp and sky that reach the floor there.

    A ray that leaves the base under the relief's edge is free, one above it has gone through the relief. The sky's
    share under an edge of slope t is t^2 / (1 + t^2), as the mean over directions.
    """
    x, y = (np.linspace(-half, half, TILES) for half in relief.half)
    tiles = np.stack(np.meshgrid(x, y), axis=-1)
    level = float(np.hypot(*relief.lamp[:2]))
    edge = _edge(relief, tiles, relief.lamp[:2] / max(level, 1e-9))
    lamp = _smooth(0.5 + (edge - relief.lamp[2] / max(level, 1e-9)) / BLURRED)
    turn = 2 * np.pi * (np.arange(2 * DIRECTIONS) + 0.5) / (2 * DIRECTIONS)
    slopes = np.stack([_edge(relief, tiles, way) for way in _ways(turn)])
    return x, y, np.stack([lamp, (slopes**2 / (1 + slopes**2)).mean(axis=0)], axis=-1)


def _ways(turn: Array) -> Array:
    """Return unit vectors (n, 2) at angles (n,)."""
    return np.stack([np.cos(turn), np.sin(turn)], axis=-1)


def _smooth(share: Array) -> Array:
    """Return 3 s^2 - 2 s^3 of shares cut off at 0 and 1."""
    share = np.clip(share, 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _horizon(relief: HeightField, height: Array, around: Array, way: Array, far: Array) -> Array:
    """Return the slope (ny, nx), at least 0, of the highest ground over each vertex in a direction (2,) of the base."""
    cell = np.array([relief.x[1] - relief.x[0], relief.y[1] - relief.y[0]])
    steepest = np.zeros_like(height)
    moves = np.unique(np.rint(far[:, None] * way / cell).astype(int), axis=0)
    ny, nx = height.shape
    for i, j in moves.tolist():
        length = float(np.hypot(*(np.array([i, j]) * cell)))
        if length == 0 or abs(i) >= nx or abs(j) >= ny:
            continue
        here = slice(max(0, -j), ny - max(0, j)), slice(max(0, -i), nx - max(0, i))
        there = slice(max(0, j), ny - max(0, -j)), slice(max(0, i), nx - max(0, -i))
        np.maximum(steepest[here], (around[there] - height[here]) / length, out=steepest[here])
    return steepest


def _edge(relief: HeightField, tiles: Array, way: Array) -> Array:
    """Return the slope (n, n) from points of the floor to the relief's edge above, in a direction (2,) of the base."""
    with np.errstate(divide="ignore", invalid="ignore"):
        length = np.where(way == 0, np.inf, (np.sign(way) * relief.half - tiles) / way).min(axis=-1)
    length = np.maximum(length, 1e-6)
    over = tiles + length[..., None] * way
    return np.asarray((relief.height(over[..., 0], over[..., 1]) - relief.lay(over)[..., 2]) / length)
