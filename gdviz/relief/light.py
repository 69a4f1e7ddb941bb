"""How a surface is lit by one lamp."""

import numpy as np
from numpy.typing import NDArray

from gdviz.relief.view import View

Array = NDArray[np.float64]
# What the lamp and the sky give, in red, green and blue, to what is turned straight towards them.
LAMP, SKY = np.array([0.58, 0.505, 0.38]), np.array([0.52, 0.60, 0.70])


def lamp_beside(view: View) -> Array:
    """Return the unit vector to a lamp that stands high to the left of a camera, and does not turn with it."""
    right, _, towards = view.basis
    lamp = np.array([0.0, 0.0, 0.75]) - 0.55 * right + 0.35 * np.array([towards[0], towards[1], 0.0])
    return lamp / np.linalg.norm(lamp)


def shade(base: Array, normals: Array, lamp: Array, light: Array | None = None) -> Array:
    """Return colours (..., 3) lit by a lamp and a soft sky, for surface colours (..., 3) and unit normals (..., 3).

    The lamp is warm and the sky cool, so that shade turns blue. `light` (..., 2) are the shares of the lamp and of the
    sky that reach the surface; all of both unless given.
    """
    direct = np.clip(normals @ lamp, 0, 1)
    above = 0.6 + 0.4 * normals[..., 2]
    if light is not None:
        direct, above = direct * light[..., 0], above * light[..., 1]
    return np.clip(base * (direct[..., None] * LAMP + above[..., None] * SKY) + 0.07 * direct[..., None] ** 24, 0, 1)


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
