"""Arithmetic of colours: hex strings, mixtures, and ramps that are even to the eye."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# What small words need on their page (WCAG AA), and the share of red, green and blue in a luminance.
READABLE = 4.5
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


@cache
def rgb(color: str) -> Array:
    """Return a hex colour as three numbers in [0, 1], which cannot be written to."""
    parts: Array = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    parts.flags.writeable = False
    return parts


def mix(one: str, other: str, share: float) -> str:
    """Return the hex colour that lies `share` of the way from one to another."""
    return "#" + "".join(f"{round(255 * v):02x}" for v in (1 - share) * rgb(one) + share * rgb(other))


def hexes(colors: Array) -> list[str]:
    """Return colours, shape (n, 3) or more, in [0, 1], as hex strings."""
    return ["#" + "".join(f"{round(255 * part):02x}" for part in color) for color in colors.tolist()]


def shades_of_two(class_bands: Array, shades: int) -> Array:
    """Return colours from one class through the page to the other, so many a side, of those that a style has."""
    chosen = len(class_bands) // 2 * np.arange(shades) // shades
    return np.concatenate([class_bands[chosen], class_bands[::-1][chosen[::-1]]])


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21.

    Source: Web Content Accessibility Guidelines 2.1, section 1.4.3.
    """
    low, high = sorted(float(linear(rgb(color)) @ LUMINANCE) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def oklab(colors: Array) -> Array:
    """Return colours (..., 3) in [0, 1] in OKLab, in which distances are about as large as they look.

    Source: B. Ottosson, A perceptual color space for image processing (2020).
    """
    return np.cbrt(linear(colors) @ _TO_LMS.T) @ _TO_LAB.T


@cache
def legible(color: str, page: str, ink: str, least: float = READABLE) -> str:
    """Return the colour, with as little of the ink in it as a contrast to the page needs: small words that least."""
    shades = (mix(color, ink, share) for share in np.linspace(0, 1, 33).tolist())
    return next((shade for shade in shades if contrast(shade, page) >= least), ink)


@cache
def ramp(anchors: Sequence[str], count: int = 256) -> Array:
    """Return `count` colours, shape (count, 3) in [0, 1], even in OKLab along the anchors.

    Straight lines in OKLab look even to the eye, where straight lines in sRGB turn grey in the middle.
    """
    lab = oklab(np.stack([rgb(anchor) for anchor in anchors]))
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(lab, axis=0), axis=1))])
    at = np.linspace(0, length[-1], count)
    even = np.stack([np.interp(at, length, channel) for channel in lab.T], axis=-1)
    return srgb(np.clip((even @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T, 0, 1))


def linear(colors: Array) -> Array:
    """Return colours (..., 3) in [0, 1] as amounts of light: without the curve of sRGB."""
    return np.where(colors <= 0.04045, colors / 12.92, ((colors + 0.055) / 1.055) ** 2.4)


def srgb(light: Array) -> Array:
    """Return amounts of light (..., 3) in [0, 1] as colours: what `linear` undoes."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
