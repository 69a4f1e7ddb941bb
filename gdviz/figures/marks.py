"""The parts that figures share: a path with its head, the loss curve, the counter, names at the heads."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray

from gdviz.analysis.comparison import method_of, names_of
from gdviz.analysis.pacing import PACE_NOTES, Moment
from gdviz.analysis.series import range_of, spread, thinned
from gdviz.analysis.trajectory import Track
from gdviz.figures.canvas import Canvas, outlined
from gdviz.runs.run import Run
from gdviz.style.numerals import number, short
from gdviz.style.themes import DOTTED, Series, Style

Array = NDArray[np.float64]
# In points: how tall a log scale is that has room for more than its powers of ten.
FEW_POWERS = 85.0


def parameters_of(run: Run) -> list[str]:
    """Return the names of the axes of the plane that a run's landscape lies in."""
    return (
        list(run.problem["parameters"])
        if run.landscape.is_whole_space
        else ["1st principal component", "2nd principal component"]
    )


class Heading:
    """Title and subtitle at the top left, and the step counter at the top right, or below them where `stacked`.

    A `note` says more of the steps.
    Where runs are at different steps there is a counter for each in its colour. Without a title the counter stands
    alone, in one line.
    """

    def __init__(
        self,
        canvas: Canvas,
        runs: Sequence[Run],
        looks: Sequence[Series] = (),
        *,
        subtitle: str | None = None,
        note: str = "",
        stacked: bool = False,
    ) -> None:
        style = canvas.style
        title = runs[0].problem["title"] if style.title is None else style.title
        subtitle = _subtitle(runs) if subtitle is None else subtitle
        longest = max(run.steps for run in runs)
        total = f"of {longest:,} {'step' if longest == 1 else 'steps'}"
        total = ", ".join(words for words in (total, note, PACE_NOTES[canvas.clip.pace]) if words)
        how: dict[str, Any] = {"va": "top", "ha": "left" if stacked else "right"}
        x, y = (0.04, canvas.below(68)) if stacked and title else (0.965, canvas.below(14.5))
        if title:
            canvas.text(0.04, canvas.below(14.5), title, size=15, bold=True, va="top")
            canvas.text(0.04, canvas.below(38), subtitle, size=10.5, color=style.muted, va="top")
            canvas.text(x, y - 23.5 / canvas.points[1], total, color=style.muted, **how)
        else:
            how["ha"] = "right"
            canvas.text(x, y - 2.5 / canvas.points[1], total, color=style.muted, **how)
            x -= canvas.width_of(total) + 0.03
        self._each = canvas.clip.pace == "arc" and len(runs) > 1
        widest = canvas.width_of(f"{longest:,}", 15) + 0.02
        places = [x + widest * (i if how["ha"] == "left" else i + 1 - len(runs)) for i in range(len(runs))]
        colors = [look.color for look in looks] or [style.ink] * len(runs)
        self._counters = (
            [canvas.text(at, y, "", size=15, bold=True, color=c, **how) for at, c in zip(places, colors, strict=True)]
            if self._each
            else [canvas.text(x, y, "", size=15, bold=True, **how)]
        )
        self.artists: tuple[Artist, ...] = tuple(self._counters)

    def show(self, moment: Moment) -> None:
        """Show the last step that is complete."""
        if not self._each:
            self._counters[0].set_text(f"step {int(moment.step + 1e-9):,}")
            return
        for counter, step in zip(self._counters, moment.steps, strict=True):
            counter.set_text(f"{int(step + 1e-9):,}")


def _subtitle(runs: Sequence[Run]) -> str:
    if len(runs) == 1:
        return method_of(runs[0])
    return f"{len(runs)} runs"


class FlatPath:
    """A run's path on flat axes: casing, fading tail, a dot at each iterate where they are few, and the head."""

    def __init__(self, axes: Axes, track: Track, look: Series, style: Style, index: int, *, dots: bool = True) -> None:
        self._track, self._look, self._style, self._index = track, look, style, index
        z = 5 + index
        self._casing = axes.add_line(Line2D([], [], color=style.casing, lw=4.6, alpha=0.9, zorder=z, clip_on=True))
        self._tail = LineCollection([], linewidths=2.4, capstyle="round", joinstyle="round", zorder=z + 0.1)
        axes.add_collection(self._tail)
        self._dots = axes.add_line(
            Line2D([], [], ls="", marker="o", ms=4.2, mfc=look.color, mec=style.casing, mew=0.8, zorder=z + 0.2)
        )
        self._head = axes.add_line(
            Line2D([], [], ls="", marker=look.marker, ms=10, mfc=look.color, mec=style.casing, mew=1.6, zorder=z + 20)
        )
        whole = np.flatnonzero(track.steps == np.round(track.steps))
        self._iterates = whole if dots and track.last <= DOTTED else whole[:0]
        self.artists: tuple[Artist, ...] = (self._casing, self._tail, self._dots, self._head)

    def show(self, moment: Moment) -> None:
        """Show the path so far."""
        step = moment.steps[self._index]
        pieces = self._track.tail(step)
        self._tail.set_segments([points for points, _ in pieces])
        self._tail.set_color([self._style.tail(self._look.color, freshness) for _, freshness in pieces])
        self._casing.set_data(*self._track.upto(step).T)
        seen = self._iterates[self._track.steps[self._iterates] <= step]
        self._dots.set_data(*self._track.points[seen].T)
        self._head.set_data(*self._track.at(step)[:, None])
        self._head.set_visible(not self._track.is_gone(step))


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
    heights = spread(np.array(ends), 29 * unit, axes.bbox.y0 + 10 * unit, axes.bbox.y1)
    for (name, detail), look, y in zip(names, looks, heights, strict=True):
        at: dict[str, Any] = {"xycoords": ("axes fraction", "figure pixels"), "textcoords": "offset points"}
        axes.annotate(name, (1, y), (11, 0), color=look.color, fontsize=10.5, va="bottom", annotation_clip=False, **at)
        axes.annotate(detail, (1, y), (11, 0), color=muted, fontsize=9, va="top", annotation_clip=False, **at)


def key_row(canvas: Canvas, runs: Sequence[Run], looks: Sequence[Series]) -> None:
    """Name the runs in a row below the title, with colour and marker; without details where those do not fit."""
    x, y, end = 0.04, canvas.below(38), 0.80
    if canvas.style.title == "":
        y, end = canvas.below(14.5), 0.70
    pairs = names_of(runs)
    words = [f"{name}, {detail}" for name, detail in pairs]
    mark = 30 / canvas.points[0]
    if x + sum(canvas.width_of(word, 10) + mark for word in words) > end:
        words = [name for name, _ in pairs]
    for word, look in zip(words, looks, strict=True):
        at = ([x + 0.006], [y - 6 / canvas.points[1]])
        dot = Line2D(*at, marker=look.marker, color=look.color, ms=6, transform=canvas.figure.transFigure)
        canvas.figure.add_artist(dot)
        canvas.text(x + 0.018, y, word, size=10, color=look.color, va="top")
        x += canvas.width_of(word, 10) + mark


def _last_shown(values: Array, axes: Axes) -> float:
    """Return the last value within the axes, or their top."""
    low, high = axes.get_ylim()
    with np.errstate(invalid="ignore"):
        shown = np.flatnonzero(np.asarray(values) <= high)
    return float(np.clip(values[shown[-1]], low, high)) if len(shown) and shown[-1] == len(values) - 1 else high


class DivergedNote:
    """The words at the edge where a run left the frame."""

    def __init__(self, axes: Axes, track: Track, look: Series, style: Style, index: int) -> None:
        self._track, self._index = track, index
        self._text = outlined(axes.text(0, 0, "", color=look.color, fontsize=11, zorder=41), style.casing)
        if track.left is not None:
            low, high = np.array(axes.viewLim.min), np.array(axes.viewLim.max)
            share = (track.exit() - low) / (high - low)
            where = np.clip(share, 0.03, 0.97) * (high - low) + low
            self._text.set_position(tuple(where))
            side = "left" if share[0] < 0.35 else "right" if share[0] > 0.65 else "center"
            self._text.set(ha=side, va="top" if share[1] > 0.5 else "bottom")
        self.artists: tuple[Artist, ...] = (self._text,)

    def show(self, moment: Moment) -> None:
        """Show the words once the run is gone."""
        self._text.set_text(self._track.fate if self._track.is_gone(moment.steps[self._index]) else "")


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
        log: bool | None = None,
        limits: tuple[float, float, bool] | None = None,
    ) -> None:
        self._runs, self._series = runs, series
        low, high, wild = range_of(series) if limits is None else limits
        log = wild if log is None else log
        axes.set_xlim(0, max(*(run.steps for run in runs), 1))
        if log:
            axes.set_yscale("log")
            axes.set_ylim(low / 1.6, high * 1.6)
            _number_powers(axes)
        else:
            margin = 0.06 * (high - low) or max(1.0, 0.06 * abs(low))
            axes.set_ylim(low - margin, high + margin)
            axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10]))
        axes.grid(axis="y")
        axes.set_xlabel("step", color=style.muted)
        axes.set_title(label, loc="left", fontsize=11, color=style.ink, pad=7)
        self._curves, self._heads = [], []
        for run, values, look in zip(runs, series, looks, strict=True):
            dash: Any = (0, look.dash) if look.dash else "-"
            axes.plot(*thinned(run, values, run.steps), color=look.color, lw=1.2, alpha=0.22, ls=dash)
            self._curves.append(axes.plot([], [], color=look.color, lw=2.0, ls=dash)[0])
            self._heads.append(
                axes.plot(
                    [], [], ls="", marker=look.marker, ms=7, mfc=look.color, mec=style.casing, mew=1.2, clip_on=False
                )[0]
            )
        self._ends = axes.get_ylim()
        self.artists: tuple[Artist, ...] = (*self._curves, *self._heads)

    def show(self, moment: Moment) -> None:
        """Show the curves so far."""
        every = zip(self._runs, self._series, self._curves, self._heads, moment.steps, strict=True)
        for run, values, curve, head, step in every:
            x, y = thinned(run, values, step)
            curve.set_data(x, y)
            head.set_data(x[-1:], y[-1:])
            head.set_visible(bool(self._ends[0] <= y[-1] <= self._ends[1]))


def _number_powers(axes: Axes) -> None:
    """Give a log scale its powers of ten; one with fewer than three of them has 2, 5 between, where there is room."""
    low, high = np.log10(axes.get_ylim())
    few = np.floor(high) - np.ceil(low) < 2 and float(axes.bbox.height) * 72 / float(axes.figure.dpi) > FEW_POWERS
    axes.yaxis.set_major_locator(LogLocator(numticks=6, subs=(1, 2, 5) if few else (1,)))
    axes.yaxis.set_minor_locator(NullLocator())
    if few:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


class Readout:
    """The value of a recorded quantity of each run at the current step."""

    def __init__(self, texts: Sequence[Text], runs: Sequence[Run], series: Sequence[Array]) -> None:
        self._texts, self._runs, self._series = texts, runs, series
        self.artists: tuple[Artist, ...] = tuple(texts)

    def show(self, moment: Moment) -> None:
        """Show the values of the last step that is complete."""
        for text, run, values, step in zip(self._texts, self._runs, self._series, moment.steps, strict=True):
            text.set_text(number(float(values[int(run.row(step) + 1e-9)])))
