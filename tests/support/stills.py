"""Pictures of a diorama on a white page, and where in them a point lies."""

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg

from gdviz.pens.agg import Easel
from gdviz.relief.diorama import Diorama
from gdviz.relief.view import View


def still(diorama: Diorama, view: View, size: tuple[int, int] = (640, 480)) -> tuple[Easel, np.ndarray]:
    """Return an easel with a white page, and its pixels."""
    agg = RendererAgg(*size, 72)
    easel = diorama.easel(agg, (20, 20, size[0] - 20, size[1] - 20), 1.1)
    pixels = np.asarray(agg.buffer_rgba())
    pixels[:] = 255
    return easel, pixels


def place(easel: Easel, view: View, point: Any, height: int) -> tuple[int, int]:
    """Return the row and the column of the pixel of a world point."""
    x, y = easel.pixels(view.project(np.asarray(point, float)))
    return height - 1 - int(y), int(x)
