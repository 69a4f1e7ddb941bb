"""Several optimizers on one landscape, to which the page belongs."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import by_last_loss, fate_of
from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import PACE_NOTES, Clip, Moment
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import BARE, HEADING, LYING, UNDER, Canvas, drawing
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.marks import Heading, parameters_of
from gdviz.figures.parts.panels import Banner
from gdviz.figures.parts.path import PathArtist, Paths
from gdviz.figures.parts.shot import Shot
from gdviz.figures.race.names import Names
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.runs.requirements import why_not_surface
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.numerals import number
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
EVEN: dict[str, Any] = {"width": 2.3}
NOISY: dict[str, Any] = {"width": 1.2, "dashed": False}
# In points: the pitch of the standings' rows of two lines and of one, the space below them, the pitch of notes, the
# space beside the standings, and where they begin below a heading that is stacked.
ROW, SHORT_ROW, AIR, NOTE, GAP, STACKED = 34.0, 18.0, 14.0, 14.0, 16.0, 106.0
# The height of the line above the standings.
HEADER = 16.0
# The room for the numbers at the left of the field.
NUMBERS = 37.0
# Names of more runs than these do not follow their heads.
NAMED = 8


@figure("race", fits=why_not_surface)
def race(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    form: Annotated[str, Setting("how the landscape is drawn: flat or as a surface", choices=("contour", "relief"))] = (
        "contour"
    ),
) -> Painter:
    """Race several optimizers over one landscape, each with its own step, learning rate and loss.

    The standings are in the order of the last losses and do not move. Flat, each name follows its run's head; where two
    would overlap, that of the run which ends worse fades meanwhile. More than two parameters are drawn in the plane of
    the two principal components of the path of the run that went farthest.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading, top = _head(canvas, runs, looks)
        notes = []
        if form == "relief":
            diorama = Diorama(runs, style, cells=cells_for(clip.height))
            tracks, scape = diorama.tracks, diorama.landscape
            notes += diorama.notes
            notes += [] if scape.along else ["PC: principal components"]
        else:
            scape = widest(runs)
            tracks = [Trajectory.of(run, scape) for run in runs]
        standings = StandingsPanel(canvas, runs, tracks, looks, top, notes)
        room = standings.room
        if form == "relief":
            box = room.with_edges(low=room.low + 10).share_of(*canvas.points)
            return canvas.painter([Shot(canvas, diorama, box), heading, standings])
        field = canvas.axes_in(room.with_edges(left=room.left + NUMBERS, low=room.low + UNDER * 72 * LYING[1]))
        draw_field(field, scape, style)
        field.set_anchor("C")
        field.set_xlabel(parameters_of(runs[0])[0])
        field.set_ylabel(parameters_of(runs[0])[1], labelpad=2)
        ring_minima(field, runs[0], scape, style)
        field.apply_aspect()
        paths = [
            # Dashes would be lost in the noise of batches.
            PathArtist(field, track, look, style, index, size=10.0, **(NOISY if run.manifest.get("batch") else EVEN))
            for index, (run, track, look) in enumerate(zip(runs, tracks, looks, strict=True))
        ]
        named = 1 < len(runs) <= NAMED
        names = [Names(canvas, field, runs, tracks, looks, standings.order)] if named else []
        return canvas.painter([Paths(paths, names), heading, standings])


def _head(canvas: Canvas, runs: Sequence[Run], looks: Sequence[Series]) -> tuple[Part, float]:
    """Write the heading, and return it with the points from the top of the page at which the standings may begin."""
    bare, note = canvas.style.title == "", PACE_NOTES[canvas.clip.pace]
    top = (BARE if bare else HEADING) + (0 if canvas.tall else HEADER)
    if canvas.clip.pace != "arc" or len(runs) == 1:
        # A short total leaves room beside it for what stands above the standings.
        stacked = STACKED + (HEADER if note else 0)
        return Heading(canvas, runs, looks, stacked=not canvas.tall), top if canvas.tall or bare else stacked
    # Each run is at its own step, and its place in the standings says at which.
    return Banner(canvas, runs[0].problem["title"], f"{len(runs)} runs, {note}", note if bare else ""), top


class StandingsPanel:
    """Each run's name, learning rate, step and loss: in a column at the left, or below where the page is tall.

    Attributes
    ----------
    order
        The runs from the least last loss to the greatest.
    room
        Left, low, right and high, in points, of what the page has left.
    """

    def __init__(
        self,
        canvas: Canvas,
        runs: Sequence[Run],
        tracks: Sequence[Trajectory],
        looks: Sequence[Series],
        top: float,
        notes: Sequence[str],
    ) -> None:
        self._canvas, self._runs = canvas, runs
        self.order = by_last_loss(runs)
        longest = max(run.steps for run in runs)
        self._fates = [fate_of(run, track, longest) for run, track in zip(runs, tracks, strict=True)]
        names = names_of(runs)
        width, height = canvas.points
        left, high, foot = 0.04 * width, height - top, AIR + NOTE * len(notes)
        if canvas.tall:
            pitch = min(SHORT_ROW, 0.4 * high / (len(runs) + 1))
            first, right = foot + pitch * (len(runs) - 0.5), width - left
            self.room = Box.between(left, first + 2 * pitch, right, high)
        else:
            pitch = min(ROW, (high - foot) / len(runs))
            first, right = high - pitch / 2, left + min(self._wanted(runs, names), 0.41 * width)
            above = BARE if canvas.style.title == "" else AIR
            self.room = Box.between(right + GAP, AIR, width - left / 2, height - above)
        header = first + pitch if canvas.tall else high + HEADER / 2
        self._write(right, header, "loss", 9, align="right", color=canvas.style.muted)
        widest = max(self._width(name, 10.5) for name, _ in names)
        self._moving: dict[int, tuple[Lettering, Lettering]] = {}
        for place, index in enumerate(self.order):
            y = first - pitch * place
            columns = (left + 1.08 * widest + 26, right - 60) if canvas.tall else (left + 13, right)
            self._moving[index] = self._row(left, right, y, min(pitch, 26), columns, names[index], looks[index])
        for line, note in enumerate(reversed(notes)):
            self._write(left, AIR + NOTE * (line + 0.3), note, 9.5, color=canvas.style.muted)
        self.artists: tuple[Artist, ...] = tuple(words for pair in self._moving.values() for words in pair)

    def show(self, moment: Moment) -> None:
        """Show each run's last complete step, or its end, and its loss there."""
        for index, (steps, losses) in self._moving.items():
            run, step, (end, words) = self._runs[index], moment.steps[index], self._fates[index]
            done = int(min(step, run.steps) + 1e-9)
            steps.words = words if step >= end else f"step {done:,} of {run.steps:,}"
            losses.words = number(float(run.loss[int(run.row(done) + 1e-9)]))

    def _row(
        self,
        left: float,
        right: float,
        y: float,
        pitch: float,
        columns: tuple[float, float],
        names: tuple[str, str],
        look: Series,
    ) -> tuple[Lettering, Lettering]:
        """Write a run's name, with what distinguishes it from others, and return the texts of its step and its loss."""
        width, height = self._canvas.points
        muted, name, detail = self._canvas.style.muted, *names
        up, down = (y, y) if self._canvas.tall else (y + pitch / 4, y - pitch / 4)
        mark = Line2D([(left + 4) / width], [up / height], marker=look.marker, color=look.color, ms=6.5, mew=0)
        self._canvas.figure.add_artist(mark)
        self._write(left + 13, up, name, 10.5, color=look.color, bold=True)
        self._write(columns[0], down, detail, 9, color=muted)
        return (
            Lettering(self._canvas, (columns[1], down), size=9, align=1, color=muted),
            Lettering(self._canvas, (right, up), size=10.5, align=1),
        )

    def _wanted(self, runs: Sequence[Run], names: Sequence[tuple[str, str]]) -> float:
        """Return how wide a column has to be for its words, in points."""
        steps = [self._width(f"step {run.steps:,} of {run.steps:,}", 9) for run in runs]
        below = max(*steps, *(self._width(words, 9) for _, words in self._fates))
        rows = [(1.08 * self._width(name, 10.5) + 65, self._width(detail, 9) + below + 12) for name, detail in names]
        title = runs[0].problem["title"] if self._canvas.style.title is None else self._canvas.style.title
        return max(1.08 * self._width(title, 15), 13 + max(max(row) for row in rows))

    def _width(self, words: str, size: float) -> float:
        return self._canvas.width_of(words, size) * self._canvas.points[0]

    def _write(self, x: float, y: float, words: str, size: float, *, align: str = "left", **how: Any) -> None:
        width, height = self._canvas.points
        self._canvas.text(x / width, y / height, words, size=size, ha=align, va="center", **how)
