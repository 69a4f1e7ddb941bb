"""A run's path on flat axes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdviz.analysis.comparison import brief_fate, lines_of_fate
from gdviz.analysis.lanes import lanes, lay_aside
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import is_covered
from gdviz.analysis.trajectory import DIAMETERS, Trajectory, spread_rows, told_apart, whole_steps
from gdviz.analysis.trust import Stretch
from gdviz.figures.figure import Part
from gdviz.figures.parts.canvas import outlined
from gdviz.figures.parts.hollow import HollowPath
from gdviz.pens.trail import STRETCHES, rows_from, trail_of
from gdviz.style.themes import DOTTED, Series, Style
from gdviz.style.typefaces import ink_width

Array = NDArray[np.float64]
# A path without a tail is drawn through so many of its points at most.
POINTS = 3000
# How far behind its head a path is wider than a hairline, as a share of the shorter side of the axes.
REACH = 0.35
# In points: paths nearer than this coincide, and are drawn so far apart; and how far one is followed to tell its left.
PITCH, FOLLOWED = 2.2, 5.0
# How the path of a run that has axes to itself is drawn.
ALONE: dict[str, Any] = {"tail": True, "width": 2.4, "size": 9.0}
# Words beside a ball stand so many points away from it; their size; and how near they come to the edge of the axes.
CLEAR, SIZE, EDGE = 9.0, 11.0, 0.01
# The least size of words that would else be wider than the axes; how far they keep from lines, in points; and at how
# many places along each axis they are tried.
LEAST, OFF, PLACES = 8.5, 4.0, (33, 25)


class PathArtist:
    """A run's path on flat axes: a comet's trail on its casing, dots at iterates where they are few, and the head.

    Where it has left the frame there is a cross.

    Parameters
    ----------
    axes, track, look, style, index
        Where it is drawn, the path, how its run is told apart, the theme, and which of the moment's steps is its own.
    tail
        Whether the run has the axes to itself.
    dots, dashed
        Whether iterates are dotted at all, those that can be told apart and by their run's marker, and a hairline
        without dots has its run's dashes.
    ball
        Whether the head is drawn, which may hide what it has reached.
    width, size
        Of the line and of the head, in points.
    lane
        How many lanes to its left each of the track's points is drawn; see gdviz.analysis.lanes.
    stretches
        Where it is hollow, and the field's colour at its true loss is seen in it.

    Attributes
    ----------
    path, hollow, head
        What lies below, what is laid over that where it is hollow, and what lies above everything else on the axes.
    """

    def __init__(
        self,
        axes: Axes,
        track: Trajectory,
        look: Series,
        style: Style,
        index: int,
        *,
        tail: bool = False,
        dots: bool = True,
        dashed: bool = True,
        ball: bool = True,
        width: float = 1.8,
        size: float = 8.0,
        lane: Array | None = None,
        stretches: Sequence[Stretch] = (),
    ) -> None:
        self._axes, self._track, self._index = axes, track, index
        self._has_ball = ball
        keep = slice(None) if tail else spread_rows(len(track.points), POINTS)
        self._points, self._steps = track.points[keep], track.steps[keep]
        if lane is not None:
            aside = lay_aside(on_page(axes, self._points), lane[keep], PITCH, FOLLOWED)
            self._points = axes.transData.inverted().transform(aside / point_of(axes))
        z = 5 + index
        around, dot, edge, rim = (2.2, 1.75, 0.8, 0.16) if tail else (2.0, 1.7, 0.6, 0.14)
        with np.errstate(all="ignore"):
            places = on_page(axes, self._points)
        self._lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(places, axis=0), axis=1))])
        box = axes.get_window_extent()
        self._reach = REACH * min(box.width, box.height) * point_of(axes)
        few = dots and track.last <= DOTTED
        is_dashed = dashed and not tail and not few and look.dash
        cap: Any = "butt" if is_dashed else "round"
        self._widths = width, width + around
        how: dict[str, Any] = {"capstyle": cap, "joinstyle": "round"}
        self._casing = LineCollection([], colors=[style.casing], alpha=0.9, zorder=z, **how)
        self._line = LineCollection([], colors=[look.color], zorder=z + 0.1, **how)
        for line in (self._casing, self._line):
            axes.add_collection(line, autolim=False)
        if is_dashed:
            solid: tuple[float, Any] = (0, None)
            self._line.set_linestyle([(0, look.dash), *[solid] * STRETCHES])
        whole = whole_steps(self._steps)[: None if few else 0]
        self._iterates = whole[told_apart(places[whole], DIAMETERS * (dot * width + edge))]
        mark: dict[str, Any] = {"ls": "", "mfc": look.color, "mec": style.casing}
        marker = look.marker
        self._dots = axes.add_line(Line2D([], [], marker=marker, ms=dot * width, mew=edge, zorder=z + 0.2, **mark))
        self._head = axes.add_line(Line2D([], [], marker=marker, ms=size, mew=rim * size, zorder=z + 20, **mark))
        self.path: tuple[Artist, ...] = (self._casing, self._line, self._dots)
        self.hollow = HollowPath(axes, stretches, look, style, width, z + 0.15)
        self.head: tuple[Artist, ...] = (self._head,)
        low, high = np.array(axes.viewLim.min), np.array(axes.viewLim.max)
        inset = 0.02 * (high - low)
        at = np.empty((2, 0)) if track.left is None else np.clip(track.exit(), low + inset, high - inset)[:, None]
        self._cross = axes.add_line(Line2D(*at, marker="X", ms=size, mew=1.0, zorder=z + 20, **mark))
        self.head += (self._cross,)
        self.artists: tuple[Artist, ...] = (*self.path, *self.hollow.artists, *self.head)

    def show(self, moment: Moment) -> None:
        """Show the path so far."""
        step = moment.steps[self._index]
        count = int(np.searchsorted(self._steps, step, side="right"))
        head, gone = self._track.at(step), self._track.is_gone(step)
        path = self._points[:count]
        if count < len(self._steps):
            path = np.concatenate([path, head[None]])
        with np.errstate(all="ignore"):
            ends = on_page(self._axes, path[-2:])
        lengths = self._lengths[:count]
        if count < len(path):
            lengths = np.append(lengths, lengths[-1] + np.linalg.norm(ends[1] - ends[0]))
        trail = trail_of(lengths, self._reach)
        pieces = [rows_from(path, at) for at, _ in trail]
        for line, width in zip((self._line, self._casing), self._widths, strict=True):
            line.set_segments(pieces)
            # The casing tapers too, or it would cover a hairline that winds on itself.
            line.set_linewidth([share * width for _, share in trail])
        self.hollow.show(path, self._steps, step)
        self._cross.set_visible(gone)
        self._dots.set_data(*self._points[self._iterates[self._iterates < count]].T)
        self._head.set_data(*head[:, None])
        self._head.set_visible(self._has_ball and not gone)


def note_exits(
    axes: Axes, seen: Sequence[tuple[Trajectory, Series, Style, int]], *, may_be_brief: bool = False
) -> list["DivergedNote"]:
    """Return the words where runs ended early, each with its look, style and index, clear of one another."""
    notes: list[DivergedNote] = []
    paths = [track for track, *_ in seen]
    for one in seen:
        if one[0].fates:
            notes.append(DivergedNote(axes, *one, paths=paths, others=notes, may_be_brief=may_be_brief))
    return notes


def lanes_of(axes: Axes, tracks: Sequence[Trajectory]) -> list[Array]:
    """Return the lanes of paths on flat axes, so that those that coincide lie side by side."""
    axes.apply_aspect()
    with np.errstate(all="ignore"):
        return lanes([on_page(axes, track.points) for track in tracks], PITCH)


def on_page(axes: Axes, points: Array) -> Array:
    """Return places on the page, in points, of data coordinates (n, 2)."""
    return np.asarray(axes.transData.transform(points) * point_of(axes))


def point_of(axes: Axes) -> float:
    """Return how many points a pixel is long."""
    return 72 / float(axes.figure.dpi)


class DivergedNote:
    """The words where a run left the frame, or where it ended that could not go on.

    All of them stand on the axes: in two lines, and then smaller or in brief, where these are narrow. On a field of
    two parameters they stand as near as they can where no path runs.

    Parameters
    ----------
    axes, track, look, style, index
        As of a `PathArtist`.
    at
        The place that they stand beside, in shares of the axes, unless it is that on a field of two parameters.
    paths, others
        What else they keep clear of on a field: paths, its own among them, and words.
    may_be_brief
        Whether what came last is said alone, without its step, where there is no room for more.
    """

    def __init__(
        self,
        axes: Axes,
        track: Trajectory,
        look: Series,
        style: Style,
        index: int,
        *,
        at: Array | None = None,
        paths: Sequence[Trajectory] = (),
        others: Sequence["DivergedNote"] = (),
        may_be_brief: bool = False,
    ) -> None:
        self._track, self._index, self._axes = track, index, axes
        self._is_broken = self._is_brief = False
        self._may_be_brief = may_be_brief
        how: dict[str, Any] = {"color": style.lettering(look.color), "fontsize": SIZE, "zorder": 41}
        self._text = outlined(axes.text(0, 0, "", transform=axes.transAxes, **how), style.casing)
        if track.fates:
            unit = axes.figure.dpi / 72 / axes.bbox.width
            wide = unit * self._fit((1 - 2 * EDGE) / unit - 4, style)
            if at is None:
                self._keep_clear([*paths] or [track], others)
            else:
                share = np.clip(at, 0.03, 0.97)
                way = int(np.sign(0.5 - share[0]))
                x = np.clip(share[0] + way * CLEAR * unit - wide * (1 - way) / 2, EDGE, max(1 - EDGE - wide, EDGE))
                self._text.set_position((float(x), float(np.clip(share[1], 0.1, 0.9))))
                self._text.set(ha="left", va="center")
        self.artists: tuple[Artist, ...] = (self._text,)

    @property
    def box(self) -> Bbox:
        """The box of the words, in pixels."""
        self._text.set_text(max((self._words(words) for _, words in self._track.fates), key=len, default=""))
        found = self._text.get_window_extent()
        self._text.set_text("")
        return found

    def show(self, moment: Moment) -> None:
        """Show what is known of the run's end."""
        known = self._track.fate_at(moment.steps[self._index])
        self._text.set_text(self._words(known))

    def _keep_clear(self, paths: Sequence[Trajectory], others: Sequence["DivergedNote"]) -> None:
        """Set the words, in one line or two, near where the run ended; they cover no others, and little of paths."""
        axes, track = self._axes, self._track
        unit, low, high = point_of(axes), *np.array([axes.viewLim.min, axes.viewLim.max])
        frame = unit * np.array([axes.bbox.min, axes.bbox.max])
        place = track.at(track.last) if track.left is None else np.clip(track.exit(), low, high)
        with np.errstate(all="ignore"):
            end, *lines = (on_page(axes, points) for points in (place[None], *(path.points for path in paths)))
        ends = np.concatenate([end, *(line[:1] for line in lines)])
        dots = np.concatenate(lines)
        # One every other point is as good as the line.
        dots = np.unique(np.rint(dots[np.isfinite(dots).all(axis=1)] / 2), axis=0) * 2
        said = [text.get_window_extent() for text in axes.texts if text.get_text()] + [note.box for note in others]
        found = []
        for is_broken in (self._is_broken,) if self._is_brief else (False, True)[self._is_broken :]:
            self._is_broken = is_broken
            half = unit * np.array(self.box.size) / 2
            near = [np.linspace(frame[0, k] + half[k] + 3, frame[1, k] - half[k] - 3, PLACES[k]) for k in range(2)]
            at = np.stack(np.meshgrid(*near), axis=-1).reshape(-1, 2)
            covered = np.zeros(len(at))
            for box in said:
                middle, around = unit * (np.array(box.min) + box.max) / 2, unit * np.array(box.size) / 2
                covered += 1e6 * is_covered(middle, at, half + around + 1)
            for points, gap in ((dots, OFF), (ends, CLEAR)):
                covered += is_covered(points, at[:, None], half + gap).sum(axis=-1)
            away = np.linalg.norm(np.maximum(np.abs(at - end) - half, 0), axis=-1)
            best = np.lexsort([away, covered])[0]
            found.append((covered[best], is_broken, at[best], half))
        _, self._is_broken, middle, half = min(found, key=lambda one: one[:2])
        is_left = middle[0] >= end[0, 0]
        x, y = (middle - half * [1 if is_left else -1, 0] - frame[0]) / np.ptp(frame, axis=0)
        self._text.set_position((float(x), float(y)))
        self._text.set(ha="left" if is_left else "right", va="center")

    def _words(self, fate: str) -> str:
        if self._is_brief:
            return brief_fate(fate)[1]
        return "\n".join(lines_of_fate(fate)) if self._is_broken else fate

    def _fit(self, room: float, style: Style) -> float:
        """Set the words in two lines, and then smaller, where they are wider than a room, and return how wide they are.

        Widths are in points.
        """

        def width(words: str) -> float:
            return SIZE * ink_width(words, style.font)

        self._is_broken = bool(width(self._track.fate) > room)
        wide = max(map(width, lines_of_fate(self._track.fate) if self._is_broken else [self._track.fate]))
        self._is_brief = self._may_be_brief and SIZE * room < LEAST * wide
        if self._is_brief:
            self._is_broken, wide = False, max(width(brief_fate(words)[1]) for _, words in self._track.fates)
        size = float(np.clip(SIZE * room / wide, LEAST, SIZE))
        self._text.set_fontsize(size)
        return wide * size / SIZE


class Paths:
    """Several paths on the same axes: all their lines, then what else there is, and above it their heads."""

    def __init__(self, paths: Sequence[PathArtist], between: Sequence[Part] = ()) -> None:
        self._parts = (*paths, *between)
        # All casings first: none covers a path beside it.
        lines: list[Artist] = [artist for layer in zip(*(path.path for path in paths), strict=True) for artist in layer]
        lines += [artist for path in paths for artist in path.hollow.artists]
        heads = [artist for path in paths for artist in path.head]
        self.artists: tuple[Artist, ...] = (*lines, *(artist for part in between for artist in part.artists), *heads)

    def show(self, moment: Moment) -> None:
        """Show the paths so far, and the rest."""
        for part in self._parts:
            part.show(moment)
