"""The field around single steps, with the arrows of the current one and the ball."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import NullFormatter
from numpy.typing import NDArray

from gdviz.analysis.anatomy.colors import colors_of
from gdviz.analysis.boxes import Box
from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import Moment
from gdviz.analysis.slices import names_of_axes
from gdviz.figures.anatomy.arrows import drawn_on, place
from gdviz.figures.anatomy.clock import PhaseClock
from gdviz.figures.anatomy.zoom import close_up, finer, units_of
from gdviz.figures.parts.arrows import Arrows, PlacedMark
from gdviz.figures.parts.canvas import Canvas, outlined
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.sheet import formula_size
from gdviz.figures.parts.ticks import number_axis
from gdviz.languages import phrased, said
from gdviz.ledger.ledger import StepLedger, as_written
from gdviz.runs.run import Run
from gdviz.style.themes import Style
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]

# In points: how wide the labels of the ticks on the left may be, and about how wide each of their signs is.
TICK_ROOM, TICK_SIGN = 32.0, 5.3
# The size of labels in points, and how much of an arrow has grown when its label appears.
LABEL, LABELLED = 13.0, 0.6
# In points: how far below a lone field the scale of its arrows stands, and what is free between it and the axis's name.
SCALE, APART = 32.0, 16.0
# The size of a run's name in points.
TITLE = 10.0


class CloseUp:
    """The field around the steps, with the arrows of the current one and the ball."""

    def __init__(self, canvas: Canvas, box: Box, runs: Sequence[Run], index: int, clock: PhaseClock) -> None:
        run, pages, style = runs[index], clock.book, canvas.style
        self.clock = clock
        self.axes = _axes(canvas, box)
        units, uphill = units_of(pages, run.landscape)
        zoom = close_up(pages, units, run.landscape, (box.width, box.height), uphill=uphill)
        scape = finer(run.landscape, zoom)
        if np.isfinite(scape.loss).any():
            draw_field(self.axes, scape, style)
        self.axes.set(xlim=zoom[0], ylim=zoom[1])
        ring_minima(self.axes, run, run.landscape, style)
        if len(runs) == 1:
            self.axes.set_ylabel(names_of_axes([run], run.landscape)[1], labelpad=2)
            _tick(self.axes)
        else:
            self.axes.set(xticks=[], yticks=[])
        colors = colors_of(style)
        self.marks = [
            [drawn for drawn in drawn_on(self.axes, page, unit, colors) if uphill or not drawn.mark.uphill]
            for page, unit in zip(pages, units, strict=True)
        ]
        self._labels = [_labels(self.axes, marks, style) for marks in self.marks]
        notes = [_scale(page, unit) for page, unit in zip(pages, units, strict=True)]
        room = box.width / canvas.points[0]
        longer = [said("drawn: {scale}", scale=note) for note in notes]
        self.notes = longer if all(canvas.width_of(note, 9.5) < room for note in longer) else notes
        how: dict[str, Any] = {"color": style.muted, "fontsize": 9.5, "transform": canvas.figure.dpi_scale_trans}
        self._note = Text(box.left / 72, (box.high + 5) / 72, "", **how)
        self._note.set_figure(canvas.figure)
        if len(runs) == 1:
            # The name of the axis has what the scale of the arrows leaves of the line.
            left = room - max(canvas.width_of(note, 9.5) for note in self.notes) - APART / canvas.points[0]
            name = fit_title(
                names_of_axes([run], run.landscape)[0], canvas.width_of, max(left, 0.0), size=10.5, least=9.0, most=1
            )
            where: Any = "left" if canvas.excerpt is None else "center"
            self.axes.set_xlabel(name.lines[0], fontsize=name.size, loc=where, labelpad=4)
            self._note.set(position=(box.right / 72, (box.low - SCALE) / 72), ha="right", va="baseline")
        else:
            title, size = _title(canvas, runs, index, room)
            x, y = np.array([box.left, box.high + 20]) / canvas.points
            canvas.text(x, y, title, size=size, bold=True)
        self._starts = np.array([page.step.start for page in pages])
        self._ends = np.array([page.step.end for page in pages])
        look: dict[str, Any] = {"mfc": style.accent, "mec": style.casing, "ls": "", "marker": "o"}
        self._trail = self.axes.add_line(Line2D([], [], color=style.tail(style.accent, 0.3), lw=2.2, zorder=5))
        self._dots = self.axes.add_line(Line2D([], [], ms=5.0, mew=0.9, zorder=5.5, **look))
        self._arrows = Arrows(self.axes, style)
        # Where the ball rests the arrows begin on it; where it moves it is over them.
        self._resting = self.axes.add_line(Line2D([], [], ms=9.5, mew=1.5, zorder=5.6, **look))
        self._moving = self.axes.add_line(Line2D([], [], ms=9.5, mew=1.5, zorder=20, **look))
        self.artists: tuple[Artist, ...] = (
            *(self._trail, self._dots, self._resting),
            *(self._arrows.artist, self._moving),
        )

    def show(self, moment: Moment) -> None:
        """Grow the arrows and move the ball."""
        now = self.clock.at(moment.share)
        moves = now.begun == len(self.clock.book[now.page].beats)
        start, end = self._starts[now.page], self._ends[now.page]
        with np.errstate(all="ignore"):
            ball = start + now.grown * (end - start)
        passed = self._starts[: now.page + 1]
        self._trail.set_data(*passed.T)
        self._dots.set_data(*passed.T)
        self._resting.set_data(*start[:, None])
        self._moving.set_data(*ball[:, None])
        self._resting.set_visible(not moves)
        self._moving.set_visible(moves)
        gone = self.clock.left(moment.share)
        before = self.marks[now.page - 1] if gone < 1 else []
        last = len(self.clock.book[now.page - 1].beats)
        self._arrows.set(
            [(mark, 1 - gone) for mark in before if mark.is_seen(last)]
            + [
                (mark, now.grown if mark.beat == now.begun - 1 else 1.0)
                for mark in self.marks[now.page]
                if mark.is_seen(now.begun)
            ]
        )

    def state(self, moment: Moment) -> tuple[int, int, int]:
        """Return the page, how many of its beats have begun, and of how many the labels are there."""
        now = self.clock.at(moment.share)
        return now.page, now.begun, now.begun - (now.grown < LABELLED)

    def texts(self, page: int, begun: int, labelled: int) -> list[Text]:
        """Return the labels of a page at a state that `state` returned, and what the arrows' scale is."""
        self._note.set_text(self.notes[page])
        return [self._note, *self.labels(page, begun, labelled)]

    def all_labels(self, page: int, begun: int) -> list[Text]:
        """Return the labels of a page of all beats that have begun."""
        return self.labels(page, begun, begun)

    def labels(self, page: int, begun: int, labelled: int) -> list[Text]:
        """Return the labels of a page alone."""
        return [label for label, mark in self._labels[page] if mark.is_seen(begun) and mark.beat < labelled]


def _axes(canvas: Canvas, box: Box) -> Axes:
    """Return axes in a box given in points."""
    axes = canvas.axes(0.1, 0.2, 0.9, 0.8)
    width, height = canvas.points
    axes.set_position((box.left / width, box.low / height, box.width / width, box.height / height))
    return axes


def _title(canvas: Canvas, runs: Sequence[Run], index: int, room: float) -> tuple[str, float]:
    """Return what a run is called above its field, and how large, in a share of the page's width."""
    name, detail = names_of(runs)[index]
    for words in (phrased([name, detail]), name, runs[index].optimizer["name"]):
        fitted = fit_title(
            words, lambda part: canvas.width_of(part, TITLE, bold=True), room, size=TITLE, least=9.0, most=1
        )
        if not fitted.lines[0].endswith("…"):
            break
    return fitted.lines[0], fitted.size


def _tick(axes: Axes) -> None:
    """Label a few ticks in full, without an offset; or none of an axis where that takes too much room."""
    number_axis(axes.xaxis, 5)
    number_axis(axes.yaxis, 5)
    low, high = axes.get_ylim()
    places = [place for place in axes.yaxis.get_majorticklocs() if low <= place <= high]
    words = axes.yaxis.get_major_formatter().format_ticks(places)
    if max((len(word) for word in words), default=0) * TICK_SIGN > TICK_ROOM:
        axes.yaxis.set_major_formatter(NullFormatter())


def _scale(page: StepLedger, unit: float) -> str:
    """Return how long the arrows of a page are drawn."""
    return f"{page.drawn} × {'η = ' if page.unit else ''}{as_written(unit, 4)},  Δ × 1"


def _labels(axes: Axes, marks: Sequence[PlacedMark], style: Style) -> list[tuple[Text, PlacedMark]]:
    """Return the labels at their places, each with its mark."""
    points = 72 / axes.figure.dpi
    panel = np.array([axes.bbox.min, axes.bbox.max]) * points
    sizes = [formula_size(drawn.mark.label, LABEL) if drawn.mark.label else np.zeros(2) for drawn in marks]
    kept: list[Array] = [end for drawn in marks if not drawn.is_box for end in drawn.ends]
    made = []
    for drawn, middle in zip(marks, place(marks, sizes, panel, kept), strict=True):
        if middle is not None:
            how: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": LABEL, "math_fontfamily": "cm"}
            how["parse_math"] = True
            x, y = middle / 72
            text = Text(x, y, f"${drawn.mark.label}$", color=drawn.color, **how)
            text.set_transform(axes.figure.dpi_scale_trans)
            text.set_figure(axes.figure)
            made.append((outlined(text, style.casing), drawn))
    return made
