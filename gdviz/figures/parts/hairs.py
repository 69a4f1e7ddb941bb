"""Hairlines from points to what is predicted of them: the residuals."""

from collections.abc import Callable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.pacing import Moment

Array = NDArray[np.float64]


class Hairs:
    """Hairlines from each point up or down to a prediction of the moment.

    Parameters
    ----------
    axes
        Where they are drawn.
    x, y
        The points, shapes (n,).
    predicted
        A step -> the heights that the hairlines lead to, shape (n,).
    color, width
        Of the lines, in points.
    """

    def __init__(
        self, axes: Axes, x: Array, y: Array, predicted: Callable[[float], Array], color: str, width: float
    ) -> None:
        self._predicted = predicted
        # One line with gaps, which is drawn faster than many.
        self._x, self._y = np.repeat(x, 3), np.repeat(y, 3)
        self._x[2::3] = np.nan
        self._hairs = axes.add_line(Line2D([], [], lw=width, color=color, zorder=1))
        self.artists: tuple[Artist, ...] = (self._hairs,)

    def show(self, moment: Moment) -> None:
        """Draw them to the predictions of the moment."""
        self._y[1::3] = self._predicted(moment.step)
        self._hairs.set_data(self._x, self._y)
