"""How far apart colours are, in CIE76, to readers with and without colour blindness.

Source: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A physiologically-based model for simulation of color vision
deficiency (2009), at full severity, as colorspacious has it.
"""

from collections.abc import Sequence

import numpy as np
from colorspacious import cspace_convert

from gdviz.style.colors import mix, rgb

BLIND = {"protan": "protanomaly", "deutan": "deuteranomaly", "tritan": "tritanomaly"}
SIGHTS = ("normal", *BLIND)
# How opaque a path's casing is where it is least so.
CASING = 0.85


def lab(colors: np.ndarray, sight: str) -> np.ndarray:
    """Return colours (..., 3) in [0, 1] in CIELAB, as they are seen."""
    if sight in BLIND:
        space = {"name": "sRGB1+CVD", "cvd_type": BLIND[sight], "severity": 100}
        colors = np.clip(cspace_convert(colors, space, "sRGB1"), 0, 1)
    return cspace_convert(colors, "sRGB1", "CIELab")


def distances(colors: Sequence[str], sight: str) -> np.ndarray:
    """Return the distance of each colour to each, shape (n, n)."""
    seen = lab(np.array([rgb(color) for color in colors]), sight)
    return np.linalg.norm(seen[:, None] - seen, axis=-1)


def nearest(colors: Sequence[str], sight: str) -> float:
    """Return the smallest distance between two of the colours."""
    return float(distances(colors, sight)[np.triu_indices(len(colors), 1)].min())


def standing_off(line: str, casing: str, ground: np.ndarray, sight: str) -> float:
    """Return how far a line on its casing is from any ground (n, 3) on which it may lie.

    It is told from the ground if its own colour is, or if its casing is, which then parts the two: of both distances,
    that from casing to line and that from casing to ground, the smaller counts. The larger of the two ways is taken.
    """
    casings = np.array([rgb(mix(_hex(one), casing, CASING)) for one in ground])
    lines, cased, under = lab(rgb(line)[None], sight), lab(casings, sight), lab(ground, sight)
    away, parted = np.linalg.norm(under - lines, axis=1), np.linalg.norm(cased - lines, axis=1)
    return float(np.maximum(away, np.minimum(parted, np.linalg.norm(cased - under, axis=1))).min())


def _hex(color: np.ndarray) -> str:
    return "#" + "".join(f"{round(255 * v):02x}" for v in color)
