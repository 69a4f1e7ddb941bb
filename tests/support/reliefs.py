"""Reliefs of functions, for tests of what stands on them."""

import numpy as np

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.relief.light import lamp_beside
from gdviz.relief.solid import Relief
from gdviz.relief.view import View

GRAY = np.linspace(0.2, 0.8, 256)[:, None] * np.ones(3)
LAMP = lamp_beside(View(-60.0, 30.0))


def relief(loss, cells=64, x=(-1.0, 1.0), y=(-1.0, 1.0)):
    """Return the relief of a function with values in [0, 1] over a box."""
    x, y = np.linspace(*x, 65), np.linspace(*y, 65)
    with np.errstate(invalid="ignore"):
        table = loss(x, y[:, None]) + 0 * x + 0 * y[:, None]
    return Relief(Landscape(x, y, table, np.zeros(2), np.eye(2)), GRAY, Scale(0.0, 1.0, 0), cells, LAMP)


def base_points(count, seed=0, reach=0.95):
    """Return points of the base, shape (count, 2)."""
    return np.random.default_rng(seed).uniform(-reach, reach, (count, 2))
