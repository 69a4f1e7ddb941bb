"""A run's path on flat axes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import inwards
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.figure import Part
from gdviz.figures.parts.canvas import outlined
from gdviz.style.themes import DOTTED, Series, Style


class FlatPath:
    """A run's path on flat axes: casing, fading tail, a dot at each iterate where they are few, and the head."""

    def __init__(
        self, axes: Axes, track: Trajectory, look: Series, style: Style, index: int, *, dots: bool = True
    ) -> None:
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


class DivergedNote:
    """The words at the edge where a run left the frame."""

    def __init__(self, axes: Axes, track: Trajectory, look: Series, style: Style, index: int) -> None:
        self._track, self._index = track, index
        self._text = outlined(axes.text(0, 0, "", color=look.color, fontsize=11, zorder=41), style.casing)
        if track.left is not None:
            low, high = np.array(axes.viewLim.min), np.array(axes.viewLim.max)
            share = (track.exit() - low) / (high - low)
            where = np.clip(share, 0.03, 0.97) * (high - low) + low
            self._text.set_position(tuple(where))
            side = {1: "left", -1: "right", 0: "center"}[int(inwards(share[0], 0.35))]
            self._text.set(ha=side, va="top" if share[1] > 0.5 else "bottom")
        self.artists: tuple[Artist, ...] = (self._text,)

    def show(self, moment: Moment) -> None:
        """Show the words once the run is gone."""
        self._text.set_text(self._track.fate if self._track.is_gone(moment.steps[self._index]) else "")


# A path is drawn through so many of its points at most; iterates nearer than so many points are not dotted.
POINTS, APART = 3000, 4.0


class Trace:
    """A run's path in its own colour, cased, with dots at iterates that can be told apart, where they are few.

    At its end stands the head, and where the run has left the frame a cross.
    """

    def __init__(
        self,
        axes: Axes,
        track: Trajectory,
        look: Series,
        style: Style,
        index: int,
        *,
        width: float = 1.8,
        head: float = 8.0,
        dashed: bool = False,
    ) -> None:
        self._track, self._index = track, index
        dash: Any = (0, look.dash) if dashed and look.dash else "-"
        keep = np.unique(np.linspace(0, len(track.points) - 1, min(len(track.points), POINTS)).round().astype(int))
        self._points, self._steps = track.points[keep], track.steps[keep]
        z = 5 + index
        self._casing = axes.add_line(Line2D([], [], color=style.casing, lw=width + 2.0, alpha=0.9, zorder=z))
        self._line = axes.add_line(Line2D([], [], color=look.color, lw=width, ls=dash, zorder=z + 0.1))
        self._iterates = self._told_apart(axes) if track.last <= DOTTED else np.empty(0, int)
        mark: dict[str, Any] = {"ls": "", "mfc": look.color, "mec": style.casing}
        self._dots = axes.add_line(Line2D([], [], marker="o", ms=1.7 * width, mew=0.6, zorder=z + 0.2, **mark))
        self._head = axes.add_line(Line2D([], [], marker=look.marker, ms=head, mew=0.14 * head, zorder=z + 20, **mark))
        low, high = np.array(axes.viewLim.min), np.array(axes.viewLim.max)
        edge = 0.02 * (high - low)
        at = np.clip(track.exit(), low + edge, high - edge)[:, None] if track.left is not None else np.empty((2, 0))
        self._cross = axes.add_line(
            Line2D(*at, ls="", marker="X", ms=head, mfc=look.color, mec=style.casing, mew=1.0, zorder=z + 20)
        )
        self.path: tuple[Artist, ...] = (self._casing, self._line, self._dots)
        self.head: tuple[Artist, ...] = (self._head, self._cross)
        self.artists: tuple[Artist, ...] = (*self.path, *self.head)

    def show(self, moment: Moment) -> None:
        """Show the path so far."""
        step = moment.steps[self._index]
        count = int(np.searchsorted(self._steps, step, side="right"))
        head = self._track.at(step)
        path = self._points[:count]
        if count < len(self._steps):
            path = np.concatenate([path, head[None]])
        self._casing.set_data(*path.T)
        self._line.set_data(*path.T)
        self._dots.set_data(*self._points[self._iterates[self._iterates < count]].T)
        gone = self._track.is_gone(step)
        self._head.set_data(*head[:, None])
        self._head.set_visible(not gone)
        self._cross.set_visible(gone)

    def _told_apart(self, axes: Axes) -> NDArray[np.intp]:
        """Return which points are iterates at the end of a step that is long enough to be seen."""
        whole = np.flatnonzero(self._steps == np.round(self._steps))
        places = axes.transData.transform(self._points[whole]) * 72 / axes.figure.dpi
        return whole[1:][np.linalg.norm(np.diff(places, axis=0), axis=1) > APART]


class Traces:
    """Several traces on the same axes: their paths, then what else there is, and above it their heads."""

    def __init__(self, traces: Sequence[Trace], between: Sequence[Part] = ()) -> None:
        self._parts = (*traces, *between)
        paths = [artist for trace in traces for artist in trace.path]
        heads = [artist for trace in traces for artist in trace.head]
        self.artists: tuple[Artist, ...] = (*paths, *(artist for part in between for artist in part.artists), *heads)

    def show(self, moment: Moment) -> None:
        """Show the paths so far, and the rest."""
        for part in self._parts:
            part.show(moment)
