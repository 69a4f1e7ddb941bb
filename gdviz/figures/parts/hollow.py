"""Where a path is hollow, so that the field's colour at its true loss is seen in it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap
from numpy.typing import NDArray

from gdviz.analysis.trust import Stretch, part_between
from gdviz.style.colors import ramp
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# How much wider than its line a path is where it is hollow, in points.
RIM = 2.2


class HollowPath:
    """Stretches of a path on a field, each a line of its true loss's colour in one of its run's.

    `width` is that of the path, in points, and `z` its place among the axes' artists.
    """

    def __init__(
        self, axes: Axes, stretches: Sequence[Stretch], look: Series, style: Style, width: float, z: float
    ) -> None:
        self._stretches = stretches
        self.artists: tuple[LineCollection, ...] = ()
        if not stretches:
            return
        shades = ListedColormap(ramp(style.field))([one.depth for one in stretches])
        how: dict[str, Any] = {"joinstyle": "round"}
        self.artists = (
            LineCollection([], colors=[look.color], linewidths=width + RIM, capstyle="round", zorder=z, **how),
            LineCollection([], colors=shades, linewidths=width, capstyle="butt", zorder=z + 0.01, **how),
        )
        for line in self.artists:
            axes.add_collection(line, autolim=False)

    def show(self, path: Array, steps: Array, step: float) -> None:
        """Show what there is of it up to a step, of a path (n, 2) whose points are at `steps`."""
        for line in self.artists:
            line.set_segments([part_between(path, steps, step, one) for one in self._stretches])
