"""How deep a landscape lies where flat pictures show it as bands with hairlines between them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.style.themes import BANDS

Array = NDArray[np.float64]


def depth_of(landscape: Landscape) -> Any:
    """Return the depths in [0, 1] (ny, nx) of a landscape, masked where it has no value; what is infinite has one."""
    return np.ma.masked_invalid(Scale.for_contours(landscape.loss).depth(landscape.loss))


def band_bounds() -> Array:
    """Return the depths (BANDS + 1,) between which the bands lie; hairlines are drawn at all but the first and last."""
    return np.linspace(0, 1, BANDS + 1)
