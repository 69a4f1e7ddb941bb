"""A function of one parameter as a curve, and what runs down it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator
from numpy.typing import NDArray

from gdviz.analysis.curve import BELOW, CurvePoint, height_at, heights, known_minima, limits, unbroken
from gdviz.analysis.descent_1d import OnCurve
from gdviz.analysis.pacing import Moment
from gdviz.analysis.trajectory import DIAMETERS, Trajectory, told_apart
from gdviz.figures.parts.canvas import ring
from gdviz.figures.parts.path import DivergedNote
from gdviz.figures.parts.ticks import number_axis
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run
from gdviz.style.colors import mix
from gdviz.style.themes import DOTTED, Series, Style
from gdviz.style.ticks import round_bent, round_numbers

Array = NDArray[np.float64]
# Pieces into which a stretch of a tail is divided, so that it lies on a bent curve.
FINER = 4


def draw_profile(
    axes: Axes,
    scape: Landscape,
    style: Style,
    runs: Sequence[Run] = (),
    *,
    width: float = 2.0,
    size: float = 11.0,
    minima: Sequence[CurvePoint] | None = None,
    **margins: float,
) -> None:
    """Draw f over its one parameter, and ring its minima: those given, or else the known ones of `runs`.

    All that `runs` visit is shown. Walls so much higher that they would flatten the rest are cut off; where runs come
    down from there, the scale is linear around 0 and logarithmic beyond. Stretches without a value are left out.
    `size` is that of the rings in points; `margins` are what `limits` leaves free.
    """
    low, high, bend = heights(scape, runs)
    ((left, right), ends), _ = limits(scape, runs, **margins)
    x, f = unbroken(scape)
    # Beside the colours of several runs, one of which is near that of ink, the curve steps back.
    axes.plot(x, f, color=mix(style.ink, style.muted, 0.35 if len(runs) < 2 else 1.0), lw=width, zorder=3)
    axes.set_xlim(left, right)
    if bend:
        axes.set_yscale("asinh", linear_width=bend)
    axes.set_ylim(*ends)
    number_axis(axes.xaxis, 6)
    number_axis(axes.yaxis, 5)
    ticks = round_bent(low, high, bend, 5) if bend else round_numbers(low, high, 5)
    # What is free below the curve is no part of its scale.
    axes.yaxis.set_major_locator(FixedLocator([float(v) for v in ticks if v >= low - BELOW * (high - low)]))
    axes.grid(axis="y")
    axes.tick_params(length=3)
    places = known_minima(scape, runs) if minima is None else minima
    if places:
        ring(axes, np.array(places), style, size)


class BallOnCurve:
    """A run's head on the curve at (x, f(x)), with the stretch that it came along fading behind it.

    At the iterates f is what was recorded; between them it is that of the curve. Iterates are dotted where they are
    few. Where the run has left the box, words at the edge say so.

    Parameters
    ----------
    axes
        With the curve on it.
    run, track
        The run, and its track over the curve's landscape.
    look, style, index
        How the run is drawn; which of the moment's steps is its own.
    head, width
        Sizes in points, for small panels.
    every
        Dots stand at every so many steps.
    tail, note
        Whether the stretch behind it is drawn with its dots, and whether words say where it left.
    start
        Whether instead of iterates the start alone is marked, hollow.
    """

    def __init__(
        self,
        axes: Axes,
        run: Run,
        track: Trajectory,
        scape: Landscape,
        look: Series,
        style: Style,
        index: int,
        *,
        head: float = 11.0,
        width: float = 3.0,
        every: int = 1,
        tail: bool = True,
        note: bool = True,
        start: bool = False,
    ) -> None:
        self._run, self._track, self._scape = run, track, scape
        self._way = OnCurve(run, track, scape)
        self._look, self._style, self._index = look, style, index
        z = 6 + index
        self._tail = LineCollection([], linewidths=width, capstyle="round", joinstyle="round", zorder=z)
        axes.add_collection(self._tail, autolim=False)
        mark: dict[str, Any] = {"ls": "", "mfc": look.color, "mec": style.casing}
        dot: dict[str, Any] = {"marker": "o", "ms": 0.4 * head, "mew": 0} | mark
        if start:
            dot |= {"marker": look.marker, "ms": 0.55 * head, "mew": 1.7, "mfc": style.background, "mec": look.color}
        self._dots = axes.add_line(Line2D([], [], zorder=z + 0.2, **dot))
        self._head = axes.add_line(Line2D([], [], marker=look.marker, ms=head, mew=1.6, zorder=z + 20, **mark))
        self._iterates = self._way.inside[self._way.inside == 0] if start else self._few(axes, every, 0.4 * head)
        self._note = DivergedNote(axes, track, look, style, index, at=self._end(axes)) if note else None
        self._has_tail = tail
        self.artists: tuple[Artist, ...] = (self._tail, self._dots, self._head)
        if self._note is not None and track.fates:
            self.artists += self._note.artists

    def at(self, step: float) -> tuple[float, float]:
        """Return where the run is at a step: (x, f(x)), to the last step before it leaves."""
        return self._way.at(step)

    def show(self, moment: Moment) -> None:
        """Show the head, and the way so far."""
        step = moment.steps[self._index]
        tail = self._track.tail(step) if self._has_tail else []
        pieces = [(self._fine(points[:, 0]), freshness) for points, freshness in tail]
        self._tail.set_segments([np.stack([x, height_at(self._scape, x)], axis=-1) for x, _ in pieces])
        self._tail.set_color([self._style.tail(self._look.color, freshness) for _, freshness in pieces])
        rows = self.dotted(step)[: None if self._has_tail else 0]
        self._dots.set_data(self._run.params[rows, 0], self._run.loss[rows])
        x, f = self.at(step)
        gone = self._track.is_gone(step)
        self._head.set_data([x], [f])
        self._head.set_visible(not gone)
        if self._note is not None:
            self._note.show(moment)

    def dotted(self, step: float) -> NDArray[np.intp]:
        """Return the rows of the iterates that are dotted at a step."""
        return self._iterates[: np.searchsorted(self._run.step[self._iterates], step, side="right")]

    def _few(self, axes: Axes, every: int, dot: float) -> NDArray[np.intp]:
        """Return the rows of the iterates that are dotted in the end, so large: none of many."""
        rows = np.flatnonzero(self._run.step % every == 0)
        x = self._run.params[rows, 0]
        inside = (x >= self._scape.x[0]) & (x <= self._scape.x[-1])
        rows = rows[inside] if len(rows) <= DOTTED + 1 else rows[:0]
        with np.errstate(all="ignore"):
            places = axes.transData.transform(np.stack([self._run.params[rows, 0], self._run.loss[rows]], axis=-1))
        return rows[told_apart(places * 72 / axes.figure.dpi, DIAMETERS * dot)]

    def _fine(self, x: Array) -> Array:
        """Return places (n,) with others between them."""
        count = FINER * (len(x) - 1) + 1
        finer: Array = np.interp(np.arange(count) / FINER, np.arange(len(x)), x)
        return finer

    def _end(self, axes: Axes) -> Array:
        """Return where the run leaves the box, or where it ends, as a share of the axes."""
        track = self._track
        if not track.fates:
            return np.zeros(2)
        x = float(track.exit()[0]) if track.left is not None else self.at(track.last)[0]
        f = np.nan_to_num(height_at(self._scape, np.array(x)))
        share = (axes.transData + axes.transAxes.inverted()).transform((x, float(f)))
        return np.asarray(np.nan_to_num(share))
