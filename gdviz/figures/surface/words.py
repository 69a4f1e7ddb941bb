"""What is said beside a surface, or below it: its runs, its loss, and what was done to its heights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import brief_fate
from gdviz.analysis.pacing import Moment
from gdviz.analysis.roster import ONE, Rows
from gdviz.analysis.series import told_at
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.roster import Roster
from gdviz.languages import said
from gdviz.runs.requirements import has_curve
from gdviz.runs.run import Run
from gdviz.style.themes import Series
from gdviz.style.wrapping import wrap

# In points: from one line of words to the next, the edges of the page, and what is free above and below a list of runs.
LINE, EDGE, AIR = 16.2, 20.0, 6.0
# What the names of a surface's axes may take below it, in points.
NAMES = 14.0
# The size of notes; and the shares of the page that a list of runs may have, of its width beside a surface and of its
# height below one, and on a tall page.
SIZE, ASIDE, BELOW, TALL_BELOW = 9.5, 0.36, 0.16, 0.3
# The loss's inset: so many points wide and high, and at least so high; from the left and lower edges of the page to its
# corner, and its title above it. On a page this many times as high as wide it has a strip of its own below the surface.
INSET, LEAST, INSET_AT, TITLED, TALL = (122.0, 78.0), 46.0, (46.0, 39.0), 26.0, 1.2


@dataclass(frozen=True)
class Said:
    """What stands beside a surface.

    Attributes
    ----------
    parts
        What of it moves.
    loss
        Where the curves of the loss go, in points; None where the runs are listed with their losses instead.
    low
        How many points from the foot of the page the surface may begin.
    most
        How high the curves may be made where there is room; 0 where they are not an inset.
    """

    parts: tuple["ListedRuns | LoneFate", ...]
    loss: Box | None
    low: float
    most: float = 0.0


def write_beside(
    canvas: Canvas,
    runs: Sequence[Run],
    tracks: Sequence[Trajectory],
    looks: Sequence[Series],
    notes: Sequence[str],
    top: float,
) -> Said:
    """List runs and write notes in the left column of a wide page, so many points from its foot downwards."""
    width = canvas.points[0]
    foot = EDGE / 2 + LINE * len(notes)
    curves = INSET_AT[1] + LEAST + TITLED
    has_loss = any(map(has_curve, runs)) and top - foot - curves >= (ONE[0] * len(runs) if len(runs) > 1 else 0.0)
    parts: tuple[ListedRuns | LoneFate, ...] = ()
    if len(runs) == 1:
        told = LoneFate(canvas, tracks[0], top, ASIDE * width)
        top, parts = top - told.height, (told,) if told.artists else ()
    else:
        listed = ListedRuns(canvas, runs, tracks, looks, has_values=not has_loss)
        rows = listed.roster.fit(ASIDE * width, top - foot - (curves if has_loss else 0.0), is_column=True)
        listed.write(rows, 0.04 * width, top)
        top -= listed.roster.height(rows) + AIR
        parts = (listed,)
    top = _write_notes(canvas, notes, top, ASIDE * width)
    left, low = INSET_AT
    most = top - low - TITLED
    return Said(parts, Box(left, low, INSET[0], min(INSET[1], most)) if has_loss else None, EDGE / 2, most)


def write_below(
    canvas: Canvas,
    runs: Sequence[Run],
    tracks: Sequence[Trajectory],
    looks: Sequence[Series],
    notes: Sequence[str],
) -> Said:
    """Write at the foot of a page that is not wide: notes, above them the runs, and on a tall one the loss above all.

    On one that is neither the loss of a lone run is an inset in the corner.
    """
    width, height = canvas.points
    left, wide = 0.04 * width, 0.925 * width
    lines = wrap(";  ".join(notes), lambda words: canvas.width_of(words, SIZE) * width, wide) if notes else []
    low = EDGE / 2 + LINE * len(lines)
    _write_notes(canvas, lines, low, wide)
    is_tall, has_loss = height > TALL * width, any(map(has_curve, runs))
    parts: tuple[ListedRuns | LoneFate, ...] = ()
    if len(runs) == 1:
        told = LoneFate(canvas, tracks[0], low, wide)
        told.move(told.height)
        low, parts = low + told.height, (told,) if told.artists else ()
    else:
        listed = ListedRuns(canvas, runs, tracks, looks, has_values=not (is_tall and has_loss))
        rows = listed.roster.fit(wide, (TALL_BELOW if is_tall else BELOW) * height)
        low += listed.roster.height(rows) + AIR
        listed.write(rows, left, low)
        parts = (listed,)
    if not has_loss:
        return Said(parts, None, low + NAMES if parts or lines else EDGE / 2)
    if is_tall:
        loss = Box(INSET_AT[0], low + INSET_AT[1], width - INSET_AT[0] - EDGE, 0.18 * height)
        return Said(parts, loss, loss.high + TITLED)
    loss = Box(INSET_AT[0], low + INSET_AT[1], 0.88 * INSET[0], 0.75 * INSET[1])
    most = height - canvas.head - TITLED - loss.low
    return Said(parts, loss if len(runs) == 1 else None, low + NAMES if parts or lines else EDGE / 2, most)


def _write_notes(canvas: Canvas, notes: Sequence[str], high: float, room: float) -> float:
    """Write notes one below another, and return where they end, in points."""
    width, height = canvas.points
    for note in notes:
        for line in wrap(note, lambda words: canvas.width_of(words, SIZE) * width, room):
            high -= LINE
            canvas.text(0.04, (high + 4) / height, line, size=SIZE, color=canvas.style.muted, va="baseline")
    return high


class LoneFate:
    """How a lone run left the frame and could not go on, once it has.

    Parameters
    ----------
    high
        Points from the foot of the page, below which it is written.
    room
        How wide its lines may be, in points.

    Attributes
    ----------
    height
        Points that it takes; none for a run that stays.
    """

    def __init__(self, canvas: Canvas, track: Trajectory, high: float, room: float) -> None:
        self._track = track
        self._said = {
            words: wrap(words, lambda line: canvas.width_of(line, SIZE) * canvas.points[0], room)
            for words in ("", *(words for _, words in track.fates))
        }
        how: dict[str, Any] = {"size": SIZE, "color": canvas.style.muted}
        count = max(map(len, self._said.values())) if track.fates else 0
        left = 0.04 * canvas.points[0]
        self._lines = [Lettering(canvas, (left, high - LINE * (k + 0.55)), **how) for k in range(count)]
        self.height = LINE * count
        self.artists: tuple[Artist, ...] = tuple(self._lines)

    def move(self, up: float) -> None:
        """Write it so many points further up."""
        for line in self._lines:
            line.at = (line.at[0], line.at[1] + up)

    def show(self, moment: Moment) -> None:
        """Say what is known at the run's step."""
        lines = self._said[self._track.fate_at(moment.steps[0])]
        for line, words in zip(self._lines, [*lines, *[""] * len(self._lines)], strict=False):
            line.words = words


class ListedRuns:
    """The runs of a surface, each with what became of it, and with its loss where no curve shows it."""

    def __init__(
        self,
        canvas: Canvas,
        runs: Sequence[Run],
        tracks: Sequence[Trajectory],
        looks: Sequence[Series],
        *,
        has_values: bool,
    ) -> None:
        self._runs, self._tracks, self._has_values = runs, tracks, has_values
        statuses = [[brief_fate(words) for _, words in track.fates] for track in tracks]
        told = statuses if any(statuses) else []
        series = [run.loss for run in runs] if has_values else []
        self.roster = Roster(
            canvas, runs, looks, statuses=told, series=series, title=said("loss") if has_values else ""
        )
        self.artists: tuple[Artist, ...] = ()

    def write(self, rows: Rows, left: float, high: float) -> None:
        """Write the list below a height and from a left edge."""
        self.roster.write(rows, left, high, range(len(self._runs)))
        self.artists = self.roster.artists

    def show(self, moment: Moment) -> None:
        """Say what holds at the last step that is complete."""
        for index, (run, track, step) in enumerate(zip(self._runs, self._tracks, moment.steps, strict=True)):
            loss = told_at(run, run.loss, step) if self._has_values else ""
            self.roster.say(index, brief_fate(track.fate_at(step)), loss)
