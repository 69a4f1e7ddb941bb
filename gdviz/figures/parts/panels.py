"""Small multiples: the same landscape once for each run, with words above and below, and all curves in one panel."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.text import Text
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import brief_fate
from gdviz.analysis.framing import crop, names_of_parameters, needed, ratios
from gdviz.analysis.layout import LINE, rows_of_fields
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import distance_from, first_fitting, keep_inside
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.trajectory import Fate, Trajectory
from gdviz.analysis.trust import Stretch
from gdviz.figures.parts.canvas import Canvas, outlined
from gdviz.figures.parts.curve import BallOnCurve, draw_profile
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.marks import head_excerpt
from gdviz.figures.parts.path import PathArtist, on_page
from gdviz.figures.parts.ticks import number_axis
from gdviz.figures.parts.titles import TopWords, bold_width
from gdviz.figures.parts.trust import TrustNote
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.runs.run import Run
from gdviz.style.themes import Series, Style
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# In points: the height of a caption's first line below its field, the pitch of its lines, and what numbers below a
# field take.
FIRST, PITCH, NUMBERED = 10.5, 13.5, 16.0
# The middle of a counter's figures below its top; the least size of a title, and of a name of an axis and its usual.
MIDDLE, LEAST, LEAST_NAME, NAME = 6.5, 9.0, 8.75, 9.5
# Words within a field: their size and the least width that they need, how far they are from its sides, from its foot
# and top and from what is drawn there, and a letter's height in its size.
SIZE, WITHIN, ASIDE, INSET, CLEAR, HIGH = 10.0, 60.0, 4.0, 2.0, 5.5, 1.25
# A field so high has room for two lines of them.
TALL = 64.0
# Where such words may stand: shares of the field's sides.
PLACES = tuple((x, y) for y in (1.0, 0.0) for x in (0.0, 1.0, 0.5))


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
        self.layout = rows_of_fields(width, top, len(runs), ratios(scape, kept), words, foot, page=height)
        self.scape = crop(scape, kept, self.layout.ratio)
        self.tracks = [Trajectory.of(run, self.scape) for run in runs]
        self.fields = [canvas.axes_in(box) for box in self.layout.fields]
        self.curves = canvas.axes_in(self.layout.curves)
        self._minima = runs[0].minima if len(scape.y) and scape.is_whole_space else np.empty((0, 2))
        self._written: list[Box] = []

    @property
    def is_crowded(self) -> bool:
        """Whether there is no room for words below the fields, which stand within these."""
        return not self.layout.lines

    def spot(
        self, place: int, size: tuple[float, float], shares: Sequence[tuple[float, float]] = PLACES
    ) -> tuple[Box, tuple[float, float], float]:
        """Return where in a field words of some size stand: where least is drawn and written.

        That is a box in points of the page, which of `shares` it is, the first of several as good being the best, and
        what is free around it.
        """
        field = self.layout.fields[place]
        frame = np.array([[field.left + ASIDE, field.low + INSET], [field.right - ASIDE, field.high - INSET]])
        points = self._drawn(place)
        half = np.minimum(np.array(size), frame[1] - frame[0]) / 2
        middles = [keep_inside(frame[0] + np.array(share) * (frame[1] - frame[0]), half, frame) for share in shares]
        free = [distance_from(points, middle, half) if len(points) else np.inf for middle in middles]
        taken = [place == 0 and any(_meet(middle, half, box) for box in self._written) for middle in middles]
        best = max(range(len(shares)), key=lambda i: (not taken[i], min(free[i], CLEAR)))
        low = middles[best] - half
        return Box(float(low[0]), float(low[1]), *map(float, 2 * half)), shares[best], free[best]

    def keep(self, box: Box) -> None:
        """Leave a box in the first field to the words that stand there."""
        self._written.append(box)

    @property
    def taken(self) -> float:
        """How much of a field's width other words have to leave to those in the first one."""
        return max((box.width + ASIDE for box in self._written), default=0.0)

    def _drawn(self, place: int) -> Array:
        """Return the places, in points of the page, of what is drawn and written in a field."""
        axes, scape = self.fields[place], self.scape
        axes.apply_aspect()
        points = self.tracks[place].points
        points = points if len(scape.y) else np.stack([scape.x, scape.loss], axis=-1)
        shown = np.concatenate([points, self._minima]) if len(scape.y) else points
        shown = on_page(axes, shown[np.isfinite(shown).all(axis=1)])
        boxes = [
            np.stack(np.meshgrid(np.linspace(box.left, box.right, 9), (box.low, box.high)), axis=-1).reshape(-1, 2)
            for box in (() if place else self._written)
        ]
        return np.concatenate([shown, *boxes])

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


def _meet(middle: Array, half: Array, box: Box) -> bool:
    """Return whether a box around a middle meets another."""
    low, high = middle - half, middle + half
    return bool(low[0] < box.right and high[0] > box.left and low[1] < box.high and high[1] > box.low)


class Caption:
    """The words below a field of `panels`, in as many lines as there are; or on a crowded page those within it."""

    def __init__(self, panels: Panels, place: int, *, color: str, bold: bool = False) -> None:
        layout, style = panels.layout, panels.canvas.style
        field = layout.fields[place]
        how: dict[str, Any] = {"size": SIZE, "color": color, "bold": bold}
        x, y, count, self._room = field.left, field.low - layout.foot - FIRST, layout.lines, layout.room
        self._is_within, self._is_low = panels.is_crowded, False
        if panels.is_crowded:
            self._room = field.width - 2 * ASIDE - panels.taken
            count = 2 if field.height >= TALL else 1
            box, (share, up), _ = panels.spot(place, (self._room, HIGH * SIZE))
            self._is_low = up == 0.0
            x, y = box.left + share * box.width, (box.low + box.high) / 2 + PITCH * (count - 1) * self._is_low
            how |= {"color": style.ink, "align": share, "casing": style.casing}
        self._lines = [Lettering(panels.canvas, (x, y - PITCH * line), **how) for line in range(count)]
        self.artists: tuple[Artist, ...] = tuple(self._lines)

    def fitting(self, *words: str) -> str:
        """Return the first of some words that fits in a line, or the last."""
        return first_fitting(words, self._lines[0].width, self._room)

    def show(self, first: str = "", *then: str, between: str = "") -> None:
        """Show some words and, below or beside them, the first of others that fits; or nothing.

        Within a field they are in one line where they can be, and where there is no room for all, brief.
        """
        last = self._lines[-1]
        if self._is_within:
            whole = [_together(first, words, between) for words in then] or [first]
            lines = [self.fitting(*whole)]
            rest = self.fitting(*then, "")
            if last.width(lines[0]) > self._room and rest and len(self._lines) > 1 and last.width(first) <= self._room:
                lines = [first, rest]
            elif last.width(lines[0]) > self._room:
                last_words = then[-1] if then and isinstance(then[-1], Fate) else whole[-1]
                lines = [self.fitting(last_words, brief_fate(last_words)[1], first.rstrip(",:，：、 \u202f\xa0"))]
            empty = [""] * (len(self._lines) - len(lines))
            lines = [*empty, *lines] if self._is_low else [*lines, *empty]
        elif len(self._lines) > 1:
            lines = [first, self.fitting(*then) if then else ""]
        else:
            whole = [_together(first, words, between) for words in then] or [first]
            lines = [self.fitting(*whole)]
        for line, words in zip(self._lines, lines, strict=True):
            line.words = words


def _together(first: str, words: str, between: str) -> str:
    """Return words and others beside them, so far apart or as a language has it."""
    return f"{first}{between}{words}" if between else said("{first} {second}", first=first, second=words)


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
            axes.tick_params(labelbottom=not panels.is_crowded)
    first = panels.fields[0]
    if len(scape.y):
        _name_axes(panels, names_of_axes(runs, scape))
    else:
        loss = said("loss, {kind} scale", kind="asinh") if first.get_yscale() == "asinh" else said("loss")
        _name_axes(panels, [names_of_parameters(runs[0])[0], loss])


def runner(
    panels: Panels,
    place: int,
    run: Run,
    look: Series,
    index: int,
    *,
    width: float = 1.8,
    stretches: Sequence[Stretch] = (),
) -> PathArtist | BallOnCurve:
    """Return the run in its field: its path over the landscape, or what rolls down the curve."""
    axes, track, style = panels.fields[place], panels.tracks[place], panels.canvas.style
    if len(panels.scape.y):
        # In a field of its own a run needs no dashes.
        return PathArtist(axes, track, look, style, index, width=width, dashed=False, stretches=stretches)
    return BallOnCurve(axes, run, track, panels.scape, look, style, index, head=8.0, width=2.2, note=False)


def _name_axes(panels: Panels, names: Sequence[str]) -> None:
    """Write the names of the axes along two sides of the first field, as much of them as has room.

    They stand at the usual corners unless something is drawn there; where it is drawn everywhere, and on a crowded page
    where they are too long, they are left off.
    """
    canvas, room = panels.canvas, panels.layout.fields[0].width - 2 * ASIDE
    for name, places in zip(names, (((1.0, 0.0), (0.0, 0.0)), ((0.0, 1.0), (1.0, 1.0), (0.5, 1.0))), strict=True):
        for share in (1.0, 0.6, 0.4):
            fitted = fit_title(name, _wide(canvas), share * room, size=NAME, least=LEAST_NAME, most=1)
            words, wide = fitted.lines[0], _wide(canvas)(fitted.lines[0]) * fitted.size / NAME
            box, (side, _), free = panels.spot(0, (wide, HIGH * fitted.size), places)
            is_brief = len(words) == len(name) and wide + WITHIN + ASIDE <= room
            if free >= CLEAR and (is_brief or not panels.is_crowded):
                panels.keep(box)
                x, y = box.left + side * box.width, (box.low + box.high) / 2
                how: dict[str, Any] = {"ha": ("left", "center", "right")[round(2 * side)], "va": "center_baseline"}
                at = x / canvas.points[0], y / canvas.points[1]
                outlined(canvas.text(*at, words, size=fitted.size, **how), canvas.style.casing)
                break


def _wide(canvas: Canvas) -> Callable[[str], float]:
    """Return how wide words of the size of names are, in points."""
    return lambda words: canvas.width_of(words, NAME) * canvas.points[0]


class Banner:
    """Title and subtitle at the top left, and at the top right a counter of one's own over its total.

    `widest` is the widest that it counts, `room` the share of the page's width for words beside pictures, and `note`
    what is said of the plane that these are on.
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
        note: TrustNote | None = None,
    ) -> None:
        self._count, self._canvas, self._note = count, canvas, note
        if canvas.excerpt is not None:
            shown = title if canvas.style.title is None else canvas.style.title
            self._counters: list[Text] = head_excerpt(canvas, shown, subtitle, [canvas.style.ink])
            self.artists: tuple[Artist, ...] = tuple(self._counters)
            return
        self._counters = []
        how: dict[str, Any] = {"room": room, "note": note}
        self.words = TopWords(canvas, title, subtitle, [total] if total else [], bold_width(canvas, widest), **how)
        at = (self.words.at[0] * canvas.points[0], self.words.at[1] * canvas.points[1] - MIDDLE)
        self._counter = Lettering(canvas, at, size=15, bold=True, align=1)
        self.artists = (self._counter, *(note.artists if note else ()))

    def show(self, moment: Moment) -> None:
        """Show the count."""
        if self._note is not None:
            self._note.show(moment)
        if self._count is None:
            return
        for counter in self._counters:
            counter.set_text(self._count(moment))
        if self._canvas.excerpt is None:
            self._counter.words = self._count(moment)
