"""Curves over the steps, their names and their values."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text
from numpy.typing import NDArray

from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import spread_labels
from gdviz.analysis.roster import TWO
from gdviz.analysis.series import ValueAxis, drawn_upto, thinned, told_at
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.ticks import number_axis
from gdviz.languages import said
from gdviz.runs.run import Run
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# In points, the width of a curve, and the least one where it goes up and down; from one such stroke to the next, in its
# widths; and which share of the height one has.
WIDTH, FINE, APART, STROKE = 2.0, 0.7, 2.0, 0.15


def name_curves(canvas: Canvas, axes: Axes, runs: Sequence[Run], looks: Sequence[Series]) -> None:
    """Write each run's name, and its learning rate below, where its loss curve ends, without overlaps.

    The axes give up the room that the longest name needs at their right.
    """
    names = names_of(runs)
    unit, muted = canvas.figure.dpi / 72, canvas.style.muted
    place = axes.get_position()
    place.x1 -= max(canvas.width_of(name) for pair in names for name in pair) + 12 / canvas.points[0]
    axes.set_position(place)
    ends = [axes.transData.transform((0, _last_shown(run.loss, axes)))[1] for run in runs]
    heights = spread_labels(np.array(ends), TWO[0] * unit, axes.bbox.y0 + 10 * unit, axes.bbox.y1)
    for (name, detail), look, y in zip(names, looks, heights, strict=True):
        at: dict[str, Any] = {"xycoords": ("axes fraction", "figure pixels"), "textcoords": "offset points"}
        at["parse_math"] = False
        color = canvas.style.lettering(look.color)
        axes.annotate(name, (1, y), (11, 0), color=color, fontsize=10.5, va="bottom", annotation_clip=False, **at)
        axes.annotate(detail, (1, y), (11, 0), color=muted, fontsize=9, va="top", annotation_clip=False, **at)


def _last_shown(values: Array, axes: Axes) -> float:
    """Return the last value within the axes, or their top."""
    low, high = axes.get_ylim()
    with np.errstate(invalid="ignore"):
        shown = np.flatnonzero(np.asarray(values) <= high)
    return float(np.clip(values[shown[-1]], low, high)) if len(shown) and shown[-1] == len(values) - 1 else high


def _width_for(axes: Axes, curve: tuple[Array, Array], along: ValueAxis) -> float:
    """Return how wide a curve is drawn: finer where it goes up and down so often that its strokes would be a block."""
    low, high = along.place(np.array(along.ends))
    heights = np.clip(along.place(curve[1]), low, high)
    ways = np.diff(heights[np.isfinite(heights)])
    ways = ways[np.abs(ways) > STROKE * (high - low)]
    strokes = 1 + int(np.count_nonzero(np.diff(np.sign(ways))))
    room = float(axes.bbox.width) * 72 / float(axes.figure.dpi) / strokes
    return float(np.clip(room / APART, FINE, WIDTH))


class Curves:
    """One recorded quantity of each run against the step: the whole curve pale, and up to now in full."""

    def __init__(
        self,
        axes: Axes,
        runs: Sequence[Run],
        series: Sequence[Array],
        looks: Sequence[Series],
        style: Style,
        label: str,
        *,
        along: ValueAxis | None = None,
    ) -> None:
        self._along = ValueAxis.of(series) if along is None else along
        axes.set_xlim(0, max(*(run.steps for run in runs), 1))
        if self._along.kind == "asinh":
            axes.set_yscale("asinh", linear_width=self._along.bend)
        else:
            axes.set_yscale(self._along.kind)
        axes.set_ylim(*self._along.ends)
        number_axis(axes.yaxis, 4)
        number_axis(axes.xaxis, 4, integer=True)
        axes.grid(axis="y")
        axes.set_xlabel(said("step"), color=style.muted)
        axes.set_title(label, loc="left", fontsize=11, color=style.ink, pad=7)
        self._whole = [thinned(run, values, run.steps) for run, values in zip(runs, series, strict=True)]
        self._curves, self._heads = [], []
        for whole, look in zip(self._whole, looks, strict=True):
            dash: Any = (0, look.dash) if look.dash else "-"
            axes.plot(*whole, color=look.color, lw=1.2, alpha=0.22, ls=dash)
            width = _width_for(axes, whole, self._along)
            self._curves.append(axes.plot([], [], color=look.color, lw=width, ls=dash if width == WIDTH else "-")[0])
            self._heads.append(
                axes.plot(
                    [], [], ls="", marker=look.marker, ms=7, mfc=look.color, mec=style.casing, mew=1.2, clip_on=False
                )[0]
            )
        self._ends = axes.get_ylim()
        self.artists: tuple[Artist, ...] = (*self._curves, *self._heads)

    def show(self, moment: Moment) -> None:
        """Show the curves so far."""
        for whole, curve, head, step in zip(self._whole, self._curves, self._heads, moment.steps, strict=True):
            x, y = drawn_upto(whole, step, self._along)
            curve.set_data(x, y)
            head.set_data(x[-1:], y[-1:])
            head.set_visible(bool(len(y) and self._ends[0] <= y[-1] <= self._ends[1]))


class Readout:
    """The value of a recorded quantity of each run at the current step."""

    def __init__(self, texts: Sequence[Text], runs: Sequence[Run], series: Sequence[Array]) -> None:
        self._texts, self._runs, self._series = texts, runs, series
        self.artists: tuple[Artist, ...] = tuple(texts)

    def show(self, moment: Moment) -> None:
        """Show the values of the last step that is complete."""
        for text, run, values, step in zip(self._texts, self._runs, self._series, moment.steps, strict=True):
            text.set_text(told_at(run, values, step))
