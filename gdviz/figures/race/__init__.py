"""Several optimizers on one landscape, to which the page belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import brief_fate, by_last_loss, fates_of, headline_of, why_not_together
from gdviz.analysis.framing import crop, is_to_scale, needed, ratios
from gdviz.analysis.pacing import Clip, Moment, pace_note
from gdviz.analysis.series import told_at
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.analysis.trust import Trust
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import BARE, TOP, Canvas, drawing
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.panels import Banner
from gdviz.figures.parts.path import PathArtist, Paths, lanes_of
from gdviz.figures.parts.roster import Roster
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.shot import Shot
from gdviz.figures.parts.titles import TopWords
from gdviz.figures.parts.trust import TrustNote
from gdviz.figures.race.names import Names
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import counted, localized, phrased, said
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.relief.rulers import TICKS as RULED
from gdviz.runs.requirements import why_not_race
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
EVEN: dict[str, Any] = {"width": 2.3}
NOISY: dict[str, Any] = {"width": 1.2, "dashed": False}
# In points: the space below the standings, the pitch of notes, the space beside the standings, and where they begin
# below a heading that is stacked.
AIR, NOTE, GAP, STACKED = 14.0, 14.0, 16.0, 9.0
# The share of the page that words at its left take at most, and that of a tall page's height which standings may have.
WORDS, LEAST = 0.36, 0.25
# The room for the numbers at the left of the field, for those below it, and for half of the last of them.
NUMBERS, BELOW_FIELD, HALF = 37.0, 40.5, 13.0
# Curves below a map have their title above them and numbers below; so high they are at least, and so many times as wide
# as high at most.
TITLE, TICKS, LEAST_CURVES, FLAT = 30.0, 30.0, 60.0, 2.0
# Names of more runs than these do not follow their heads.
NAMED = 8


@figure("race", fits=why_not_race, together=why_not_together, strip=StripShape(0.9, panels=False, on_plane=True))
def race(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    form: Annotated[str, Setting("how the landscape is drawn: flat or as a surface", choices=("contour", "relief"))] = (
        "contour"
    ),
    ball: Annotated[bool, Setting("whether a marker runs at the end of each path, which hides what it has reached")] = (
        True
    ),
) -> Painter:
    """Race several optimizers over one landscape, each with its own step, learning rate and loss.

    The standings are in the order of the last losses and do not move. On a page that stands the loss curves are below
    the map where it leaves them room. Flat, each name follows its run's head; where two would overlap, that of the run
    which ends worse fades meanwhile. More than two parameters are drawn in a plane that all
    runs hold, or that of the run that went farthest where it tells the losses of the others to within a contour; what
    strays from it by more is hollow, in the colour of its true loss.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        notes = []
        if form == "relief":
            ticks = RULED if canvas.excerpt is None else 2
            diorama = Diorama(runs, style, cells=cells_for(clip.height), numbers=ticks)
            tracks, scape = diorama.tracks, diorama.landscape
            notes += diorama.notes
            trust = diorama.trust
        else:
            scape = widest(runs)
            tracks = [Trajectory.of(run, scape) for run in runs]
            trust = Trust.of(runs, scape)
        if canvas.excerpt is not None:
            parts: list[Part] = [Heading(canvas, runs, looks, trust=trust)]
            if canvas.has_picture and form == "relief":
                parts.append(Shot(canvas, diorama, canvas.excerpt.frame.share_of(*canvas.points)))
            elif canvas.has_picture:
                field = _field(canvas, canvas.excerpt.frame, runs, scape)
                parts.append(Paths(_paths(field, runs, tracks, looks, trust, style, ball=ball)))
            return canvas.painter(parts)
        heading, words, top = _head(canvas, runs, looks, trust)
        is_flat = form == "contour" and is_to_scale(scape)
        # A page that stands has room for a higher field than that of all that was sampled.
        kept = needed(scape, runs)
        ratio = ratios(scape, kept)[0] if is_flat else 1.0
        place = StandingsPlace(top, words.wide, notes, ratio, has_curves=form == "contour")
        standings = StandingsPanel(canvas, runs, tracks, looks, place)
        room = standings.room
        if form == "relief":
            box = room.with_edges(low=room.low + 10).share_of(*canvas.points)
            return canvas.painter([Shot(canvas, diorama, box), heading, standings])
        inside = room.with_edges(left=room.left + NUMBERS, low=room.low + BELOW_FIELD)
        if is_flat and canvas.tall:
            scape = crop(scape, kept, float(np.clip(inside.width / inside.height, *ratios(scape, kept))))
            tracks = [Trajectory.of(run, scape) for run in runs]
            trust = Trust.of(runs, scape)
        field = _field(canvas, inside, runs, scape)
        paths = _paths(field, runs, tracks, looks, trust, style, ball=ball)
        named = 1 < len(runs) <= NAMED
        names = [Names(canvas, field, runs, tracks, looks, standings.order)] if named else []
        curves = [_curves(canvas, standings.curves, runs, looks)] if standings.curves else []
        return canvas.painter([Paths(paths, names), *curves, heading, standings])


def _field(canvas: Canvas, box: Box, runs: Sequence[Run], scape: Landscape) -> Axes:
    """Draw the landscape in a box, and return its axes."""
    field = canvas.axes_in(box)
    draw_field(field, scape, canvas.style)
    field.set_anchor("C")
    across, up = names_of_axes(runs, scape)
    field.set_xlabel(across)
    field.set_ylabel(up, labelpad=2)
    ring_minima(field, runs[0], scape, canvas.style)
    field.apply_aspect()
    return field


def _curves(canvas: Canvas, box: Box, runs: Sequence[Run], looks: Sequence[Series]) -> Curves:
    """Draw the losses of all runs in a box."""
    axes = canvas.axes_in(box)
    curves = Curves(axes, runs, [run.loss for run in runs], looks, canvas.style, said("Loss against the step"))
    axes.set_xlabel("")
    return curves


def _paths(
    field: Axes,
    runs: Sequence[Run],
    tracks: Sequence[Trajectory],
    looks: Sequence[Series],
    trust: Trust,
    style: Style,
    *,
    ball: bool,
) -> list[PathArtist]:
    how: dict[str, Any] = {"size": 9.0, "ball": ball}
    return [
        # Dashes would be lost in the noise of batches.
        PathArtist(field, track, look, style, index, lane=lane, stretches=hollow, **how, **_manner(run))
        for index, (run, track, look, lane, hollow) in enumerate(
            zip(runs, tracks, looks, lanes_of(field, tracks), trust.stretches, strict=True)
        )
    ]


def _manner(run: Run) -> dict[str, Any]:
    """Return how a run's path is drawn: finely where it comes from batches."""
    return NOISY if run.manifest.get("batch") else EVEN


def _head(canvas: Canvas, runs: Sequence[Run], looks: Sequence[Series], trust: Trust) -> tuple[Part, TopWords, float]:
    """Return the heading, its words, and the points from the top of the page at which the standings may begin."""
    bare, note = canvas.style.title == "", pace_note(canvas.clip.pace)
    room = None if canvas.tall else WORDS
    if canvas.clip.pace != "arc" or len(runs) == 1:
        heading = Heading(canvas, runs, looks, stacked=room, trust=trust)
        if canvas.tall:
            return heading, heading.words, canvas.head
        # A short total leaves room beside it for what stands above the standings.
        return heading, heading.words, heading.words.low + (NOTE if note else 0) + (BARE - TOP if bare else STACKED)
    # Each run is at its own step, and its place in the standings says at which.
    how: dict[str, Any] = {"room": room, "note": TrustNote(canvas, trust)}
    banner = Banner(
        canvas,
        headline_of(runs[0]),
        phrased([counted("{n} run", "{n} runs", len(runs)), note]),
        note if bare else "",
        **how,
    )
    return banner, banner.words, canvas.head


@dataclass(frozen=True)
class StandingsPlace:
    """Where standings may stand: points from the page's top, the least width, and beside what.

    That are `notes` below them, and a picture of this width over its height; below it curves where there is room.
    """

    top: float
    least: float
    notes: Sequence[str]
    ratio: float
    has_curves: bool = False


class StandingsPanel:
    """Each run's name, learning rate, step and loss: in a column at the left, or below where the page is tall.

    Attributes
    ----------
    order
        The runs from the least last loss to the greatest.
    room, curves
        What the page has left, and where on one that stands the losses are drawn below that, in points.
    """

    def __init__(
        self,
        canvas: Canvas,
        runs: Sequence[Run],
        tracks: Sequence[Trajectory],
        looks: Sequence[Series],
        place: StandingsPlace,
    ) -> None:
        self._runs = runs
        self.order = by_last_loss(runs)
        longest = max(run.steps for run in runs)
        self._fates = [fates_of(run, track, longest) for run, track in zip(runs, tracks, strict=True)]
        # Where all are at one step, the counter says it.
        self._has_steps = canvas.clip.pace == "arc" or len({run.steps for run in runs}) > 1
        statuses = [
            [*([_steps_of(run, run.steps)] if self._has_steps else []), *(brief_fate(words) for _, words in fates)]
            for run, fates in zip(runs, self._fates, strict=True)
        ]
        self.curves: Box | None = None
        self._roster = Roster(
            canvas, runs, looks, statuses=statuses, series=[run.loss for run in runs], title=said("loss")
        )
        width, height = canvas.points
        left, high, foot = 0.04 * width, height - place.top, AIR + NOTE * len(place.notes)
        if canvas.tall:
            wanted = (width - 2 * left - NUMBERS) / place.ratio + BELOW_FIELD
            rows = self._roster.fit(width - 2 * left, max(high - foot - wanted, LEAST * (high - foot)))
            listed = self._roster.height(rows)
            # What the page has left is above the picture and below the standings, which keep together.
            free = max(high - foot - wanted - AIR - listed, 0.0)
            around = TITLE + TICKS
            if place.has_curves and free >= around + LEAST_CURVES:
                wide = width - 2 * left - NUMBERS
                tall = min(free - around, wide / FLAT)
                free -= tall + around
                base = foot + listed + free / 2 + TICKS
                self.curves = Box(left + NUMBERS, base, wide, tall)
                foot += tall + around
            low = foot + listed + free / 2
            self._roster.write(rows, left, low - (tall + around if self.curves else 0.0), self.order)
            self.room = Box.between(left, low + AIR, width - left, high - free / 2)
        else:
            rows = self._roster.fit(WORDS * width, high - foot, is_column=True)
            self._roster.write(rows, left, high, self.order)
            right = left + max(rows.whole_width, place.least)
            above = BARE if canvas.style.title == "" else AIR
            self.room = Box.between(
                right + GAP, AIR, width - max(left / 2, HALF if place.has_curves else 0.0), height - above
            )
        for line, note in enumerate(reversed(place.notes)):
            how: dict[str, Any] = {"size": 9.5, "color": canvas.style.muted, "va": "center"}
            canvas.text(left / width, (AIR + NOTE * (line + 0.3)) / height, note, **how)
        self.artists: tuple[Artist, ...] = self._roster.artists

    def show(self, moment: Moment) -> None:
        """Show each run's last complete step, or its end, and its loss there."""
        for index, (run, step, fates) in enumerate(zip(self._runs, moment.steps, self._fates, strict=True)):
            done = int(min(step, run.steps) + 1e-9)
            loss = told_at(run, run.loss, done)
            ended = [brief_fate(words) for since, words in fates if step >= since]
            steps = _steps_of(run, done) if self._has_steps else ("", "")
            self._roster.say(index, ended[-1] if ended else steps, loss)


def _steps_of(run: Run, step: int) -> tuple[str, str]:
    """Return in words, and in brief ones, at which step a run is."""
    return said("step {step} of {last}", step=step, last=run.steps), localized(f"{step:,}")
