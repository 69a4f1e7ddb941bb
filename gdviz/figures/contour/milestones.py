"""A dot at every so many steps of a run: how they crowd shows how it slows down."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.pacing import Moment
from gdviz.analysis.trajectory import between
from gdviz.runs.run import Run
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# Dots nearer to one another than this share of the axes are one.
SAME = 1 / 2000


class Milestones:
    """Dots on axes at every so many steps of a run, as far as they were recorded.

    Parameters
    ----------
    axes
        Where they go.
    run
        Whose steps they mark.
    points
        Where the run is at each of its rows in the axes' data, shape (T + 1, 2).
    every
        How many steps lie between two dots.
    look, style, index
        How the run is drawn, and which of the moment's steps is its own.
    size, head
        Of a dot, and of the head that covers those below it, in points.
    """

    def __init__(
        self,
        axes: Axes,
        run: Run,
        points: Array,
        every: int,
        look: Series,
        style: Style,
        index: int,
        *,
        size: float = 5.0,
        head: float = 10.0,
    ) -> None:
        rows = np.flatnonzero(run.step % every == 0)
        with np.errstate(all="ignore"):
            places = axes.transAxes.inverted().transform(axes.transData.transform(points[rows]))
            shown = np.isfinite(places).all(axis=1) & (np.abs(places - 0.5) <= 0.5).all(axis=1)
        rows, places = rows[shown], places[shown]
        _, first = np.unique(np.rint(places / SAME), axis=0, return_index=True)
        rows = rows[np.sort(first)]
        self._steps, self._points, self._index = np.asarray(run.step[rows]), np.asarray(points[rows]), index
        self._run, self._all, self._to_pixels = run, points, axes.transData
        self._under = (head + size) / 2 * float(axes.figure.dpi) / 72
        mark: dict[str, Any] = {"marker": "o", "ms": size, "mfc": style.casing, "mec": look.color, "mew": 1.3}
        self._dots = axes.add_line(Line2D([], [], ls="", zorder=5.3 + index, **mark))
        self.artists: tuple[Artist, ...] = (self._dots,)

    def show(self, moment: Moment) -> None:
        """Show those that are reached."""
        step = moment.steps[self._index]
        reached = self._points[: np.searchsorted(self._steps, step + 1e-9, side="right")]
        with np.errstate(all="ignore"):
            head = self._to_pixels.transform(between(self._all, self._run.row(step)))
            away = np.linalg.norm(self._to_pixels.transform(reached.reshape(-1, 2)) - head, axis=1)
        self._dots.set_data(*reached[~(away < self._under)].T)
