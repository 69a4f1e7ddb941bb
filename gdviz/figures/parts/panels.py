"""Small multiples: the same landscape once for each run, with words above and below, and all curves in one panel."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.text import Text
from numpy.typing import NDArray

from gdviz.analysis.framing import crop, names_of_axes, names_of_parameters, needed, ratios
from gdviz.analysis.layout import LINE, rows_of_fields
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import distance_from, first_fitting
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.parts.canvas import Canvas, outlined
from gdviz.figures.parts.curve import BallOnCurve, draw_profile
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.marks import head_excerpt
from gdviz.figures.parts.path import PathArtist
from gdviz.figures.parts.ticks import number_axis
from gdviz.figures.parts.titles import TopWords, bold_width
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run
from gdviz.style.themes import Series, Style
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# In points: the height of a caption's first line below its field, the pitch of its lines, and what numbers below a
# field take.
FIRST, PITCH, NUMBERED = 10.5, 13.5, 16.0
# The middle of a counter's figures below its top; the least size of a title, and of a name of an axis and its usual.
MIDDLE, LEAST, LEAST_NAME, NAME = 6.5, 9.0, 8.75, 9.5


class Panels:
    """A page of panels: a field for each run, and one with all their curves.

    Parameters
    ----------
    canvas
        The page, with its heading.
    runs
        Of one problem.
    scape
        What each field shows, cut to the shape of the fields where nothing of interest is lost.
    words
        The width in points that a line of words below a field should have; two lines where it cannot.

    Attributes
    ----------
    scape, tracks
        The landscape as it is shown, and each run's path over it.
    fields, curves
        The axes.
    canvas, layout
        The page, and where they lie on it.
    """

    def __init__(self, canvas: Canvas, runs: Sequence[Run], scape: Landscape, words: float) -> None:
        self.canvas = canvas
        kept = needed(scape, runs) if len(scape.y) else np.empty((2, 0))
        width, height = canvas.points
        top = height - canvas.head
        foot = 0.0 if len(scape.y) else NUMBERED
        self.layout = rows_of_fields(width, top, len(runs), ratios(scape, kept), words, foot)
        self.scape = crop(scape, kept, self.layout.ratio)
        self.tracks = [Trajectory.of(run, self.scape) for run in runs]
        self.fields = [canvas.axes_in(box) for box in self.layout.fields]
        self.curves = canvas.axes_in(self.layout.curves)

    def label(self, *labels: str) -> str:
        """Return the first of some labels for which there is room above the curves, or the last."""
        return first_fitting(
            labels, lambda words: self.canvas.width_of(words, 11) * self.canvas.points[0], self.layout.curves.width
        )

    def write_titles(self, titles: Sequence[Sequence[str]], looks: Sequence[Series]) -> None:
        """Write a title above each field, with its run's marker.

        Each has several, ever shorter; all take the first for which there is room above every field.
        """
        width, height = self.canvas.points
        room = (self.layout.room - 14) / width
        turns = [[words[min(turn, len(words) - 1)] for words in titles] for turn in range(max(map(len, titles)))]
        chosen = first_fitting(turns, lambda turn: max(bold_width(self.canvas, words, 11) for words in turn), room)
        for words, box, look in zip(chosen, self.layout.fields, looks, strict=True):
            fitted = fit_title(words, lambda one: bold_width(self.canvas, one, 11), room, size=11, least=LEAST, most=1)
            y = (box.high + 0.45 * LINE) / height
            mark = Line2D([(box.left + 4) / width], [y], marker=look.marker, color=look.color, ms=6.5, mew=0)
            self.canvas.figure.add_artist(mark)
            how: dict[str, Any] = {"color": look.color, "bold": True, "va": "center", "size": fitted.size}
            self.canvas.text((box.left + 13) / width, y, fitted.lines[0], **how)


class Caption:
    """The words below a field of `panels`, in as many lines as there are."""

    def __init__(self, panels: Panels, place: int, *, color: str, bold: bool = False) -> None:
        layout = panels.layout
        left, low = layout.fields[place].left, layout.fields[place].low - layout.foot
        self._room = layout.room
        how: dict[str, Any] = {"size": 10, "color": color, "bold": bold}
        self._lines = [
            Lettering(panels.canvas, (left, low - FIRST - PITCH * line), **how) for line in range(layout.lines)
        ]
        self.artists: tuple[Artist, ...] = tuple(self._lines)

    def fitting(self, *words: str) -> str:
        """Return the first of some words that fits in a line, or the last."""
        return first_fitting(words, self._lines[0].width, self._room)

    def show(self, first: str = "", *then: str, between: str = " ") -> None:
        """Show some words and, below or beside them, the first of others that fits; or nothing."""
        *one, last = self._lines
        start = "" if one or not then else first + between
        room = self._room - last.width(start)
        rest = first_fitting(then, last.width, room) if then else ""
        if one:
            one[0].words, last.words = first, rest
        else:
            last.words = start + rest if then else first


def draw_fields(panels: Panels, runs: Sequence[Run], style: Style) -> None:
    """Draw the landscape with its known minima in each field, or the curve; the first field names its axes."""
    scape = panels.scape
    for axes in panels.fields:
        if len(scape.y):
            draw_field(axes, scape, style)
            ring_minima(axes, runs[0], scape, style)
            axes.tick_params(length=0, labelbottom=False, labelleft=False)
        else:
            draw_profile(axes, scape, style, runs, width=1.6)
            axes.grid(visible=False)
            axes.spines[["top", "right"]].set_visible(False)
            axes.tick_params(axis="y", which="both", length=0, labelleft=False)
            number_axis(axes.xaxis, 4)
    first = panels.fields[0]
    if len(scape.y):
        _name_axes(panels, names_of_axes(runs[0], scape), panels.tracks[0].points)
    else:
        loss = "loss, asinh scale" if first.get_yscale() == "asinh" else "loss"
        _name_axes(panels, [names_of_parameters(runs[0])[0], loss], np.stack([scape.x, scape.loss], axis=-1))


def runner(
    panels: Panels, place: int, run: Run, look: Series, index: int, *, width: float = 1.8
) -> PathArtist | BallOnCurve:
    """Return the run in its field: its path over the landscape, or what rolls down the curve."""
    axes, track, style = panels.fields[place], panels.tracks[place], panels.canvas.style
    if len(panels.scape.y):
        # In a field of its own a run needs no dashes.
        return PathArtist(axes, track, look, style, index, width=width, dashed=False)
    return BallOnCurve(axes, run, track, panels.scape, look, style, index, head=8.0, width=2.2, note=False)


def _name_axes(panels: Panels, names: Sequence[str], drawn: Array) -> None:
    """Write the names of the axes along two sides of the first field, as much of them as has room.

    They stand at the usual corners unless what is drawn comes near.
    """
    axes, canvas = panels.fields[0], panels.canvas
    room = (panels.layout.fields[0].width - 8) / canvas.points[0]
    drawn = (axes.transData + axes.transAxes.inverted()).transform(drawn[np.isfinite(drawn).all(axis=1)])
    for name, places in zip(names, (((1, 0), (0, 0)), ((0, 1), (1, 1), (0.5, 1))), strict=True):
        x, y = max(places, key=lambda place: min(distance_from(drawn, np.array(place), 0.0), 0.2))
        fitted = fit_title(name, lambda one: canvas.width_of(one, NAME), room, size=NAME, least=LEAST_NAME, most=1)
        how: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "zorder": 4}
        how |= {"ha": ("left", "center", "right")[round(2 * x)], "va": "top" if y else "bottom"}
        words = axes.annotate(fitted.lines[0], (x, y), (4 - 8 * x, -3 if y else 3), fontsize=fitted.size, **how)
        outlined(words, canvas.style.casing)


class Banner:
    """Title and subtitle at the top left, and at the top right a counter of one's own over its total.

    `widest` is the widest that it counts, `room` the share of the page's width for words beside pictures.
    """

    def __init__(
        self,
        canvas: Canvas,
        title: str,
        subtitle: str,
        total: str,
        count: Callable[[Moment], str] | None = None,
        *,
        widest: str = "",
        room: float | None = None,
    ) -> None:
        self._count, self._canvas = count, canvas
        if canvas.excerpt is not None:
            shown = title if canvas.style.title is None else canvas.style.title
            self._counters: list[Text] = head_excerpt(canvas, shown, subtitle, [canvas.style.ink])
            self.artists: tuple[Artist, ...] = tuple(self._counters)
            return
        self._counters = []
        self.words = TopWords(canvas, title, subtitle, [total] if total else [], bold_width(canvas, widest), room=room)
        at = (self.words.at[0] * canvas.points[0], self.words.at[1] * canvas.points[1] - MIDDLE)
        self._counter = Lettering(canvas, at, size=15, bold=True, align=1)
        self.artists = (self._counter,)

    def show(self, moment: Moment) -> None:
        """Show the count."""
        if self._count is None:
            return
        for counter in self._counters:
            counter.set_text(self._count(moment))
        if self._canvas.excerpt is None:
            self._counter.words = self._count(moment)
