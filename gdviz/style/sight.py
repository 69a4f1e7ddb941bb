"""How colours look to readers who see fewer of them, and how far apart they are then.

Source: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A physiologically-based model for simulation of color vision
deficiency (2009), table 1 at full severity; distances are those of CIE 1976 L*a*b* under daylight (D65).
"""

import numpy as np
from numpy.typing import NDArray

from gdviz.style.colors import linear, srgb

Array = NDArray[np.float64]
# From linear red, green and blue to what is seen of them.
_SEEN = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
BLINDNESSES = tuple(_SEEN)
# From linear red, green and blue to CIE XYZ, in parts of the white.
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def seen(colors: Array, blindness: str) -> Array:
    """Return colours (..., 3) in [0, 1] as they look to readers with one of BLINDNESSES."""
    return srgb(np.clip(linear(colors) @ np.array(_SEEN[blindness]).T, 0, 1))


def lab(colors: Array) -> Array:
    """Return colours (..., 3) in [0, 1] in CIE 1976 L*a*b*."""
    part = (linear(colors) @ _TO_XYZ.T) / _TO_XYZ.sum(axis=1)
    f = np.where(part > (6 / 29) ** 3, np.cbrt(part), part / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def looked_at(colors: Array, blindness: str = "") -> Array:
    """Return colours (..., 3) in [0, 1] in L*a*b*, as they look to readers with a blindness, or without."""
    return lab(seen(colors, blindness) if blindness else colors)


def distances(one: Array, other: Array, blindness: str = "") -> Array:
    """Return how far colours (n, 3) are from others (m, 3), shape (n, m), to readers with a blindness, or without."""
    return np.linalg.norm(looked_at(one, blindness)[:, None] - looked_at(other, blindness), axis=-1)
