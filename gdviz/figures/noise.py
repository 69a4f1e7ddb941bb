"""The same descent with the gradient of all points, of a few, and of one: the fewer, the noisier its path."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist

from gdviz.analysis.comparison import batch_in_words, headline_of, lines_of_fate, rate_of, why_not_together
from gdviz.analysis.names import names_of
from gdviz.analysis.noise import Meter, count_of, from_large_batches, unit_of
from gdviz.analysis.pacing import Clip, Moment, pace_note
from gdviz.analysis.series import told_at
from gdviz.analysis.trajectory import end_of, widest
from gdviz.analysis.trust import Trust
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.panels import Banner, Caption, Panels, draw_fields, runner
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.trust import TrustNote
from gdviz.languages import counted, localized, phrased, said
from gdviz.runs.requirements import why_not_noise
from gdviz.runs.run import Run
from gdviz.style.themes import DOTTED, Style
from gdviz.style.ticks import round_numbers, words_of

# How wide the words below a field are, in points; and those of a run that left the frame and could not go on.
TALLIED, ENDED = 132.0, 225.0


@figure("noise", fits=why_not_noise, together=why_not_together)
def noise(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Compare full batch, mini-batches and single points side by side, from the largest batch to the smallest.

    In every frame each run has seen as many points as the others, since points are what steps cost: the full batch
    takes one step while single points take one for each. Paced by arc length, each run goes its own way. The loss is
    that of all points. Paths over more than two parameters are drawn in the plane of the run that went farthest.
    """
    meters = [Meter.of(run) for run in runs]
    order = from_large_batches(meters)
    ranked = [runs[i] for i in order]
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    clock = EpochClock(runs, meters, is_shared=clip.pace != "arc")
    with drawing(style):
        canvas = Canvas(clip, style)
        shared = clip.pace != "arc"
        total = phrased([clock.total if shared else "", pace_note(clip.pace)])
        scape = widest(runs)
        trust = Trust.of(runs, scape)
        note = TrustNote(canvas, trust)
        how: dict[str, Any] = {"count": clock.count, "widest": clock.widest} if shared else {}
        banner = Banner(canvas, headline_of(runs[0]), _subtitle(runs), total, note=note, **how)
        panels = Panels(canvas, ranked, scape, ENDED if any(map(end_of, runs)) else TALLIED)
        draw_fields(panels, runs, style)
        hollow = Trust.of(ranked, panels.scape).stretches
        parts: list[Part] = []
        panels.write_titles(titles_of(ranked), [looks[index] for index in order])
        for place, (index, run) in enumerate(zip(order, ranked, strict=True)):
            fine: dict[str, Any] = {"width": 1.8 if run.steps <= DOTTED else 1.0}
            parts.append(runner(panels, place, run, looks[index], index, stretches=hollow[place], **fine))
            parts.append(Tally(panels, place, index, run, style))
        label = panels.label(_against(clock.unit), said("Loss"))
        seen = [meter.by_points(run) for meter, run in zip(meters, runs, strict=True)]
        curves = Curves(panels.curves, seen, [run.loss for run in runs], looks, style, label)
        panels.curves.set_xlabel("")
        ticks = round_numbers(0, clock.most / clock.per, 4, integer=True)
        panels.curves.set_xticks(clock.per * np.array(ticks), words_of(ticks, room=np.inf))
        return canvas.painter([*(Retimed(part, clock.steps) for part in parts), Retimed(curves, clock.points), banner])


class EpochClock:
    """What each run has seen at a moment: as many points as the others, or what its own step says."""

    def __init__(self, runs: Sequence[Run], meters: Sequence[Meter], *, is_shared: bool) -> None:
        self._meters, self._is_shared = meters, is_shared
        self._longest = max(*(run.steps for run in runs), 1)
        self._ends: list[float] = [meter.seen(run.steps) for meter, run in zip(meters, runs, strict=True)]
        self.most: float = max([*self._ends, 1.0])
        self.unit, self.per = unit_of(self.most, meters[0].points)
        self.widest = self._told(self.most)
        most = localized(f"{round(self.most / self.per, 1):,.10g}")
        is_epochs = self.unit == "epoch"
        self.total = said("of {count} epochs", count=most) if is_epochs else said("of {count} points", count=most)

    def count(self, moment: Moment) -> str:
        """Return in words what the run that is farthest on has seen."""
        return self._told(max(self.points(moment).steps))

    def _told(self, seen: float) -> str:
        count = count_of(seen, (self.unit, self.per))
        return said("epoch {count}", count=count) if self.unit == "epoch" else said("point {number}", number=count)

    def points(self, moment: Moment) -> Moment:
        """Return the moment with the points that each run has seen in place of its step."""
        if self._is_shared:
            seen = self.most * moment.step / self._longest
            return replace(moment, steps=tuple(min(seen, end) for end in self._ends))
        own = [meter.seen(step) for meter, step in zip(self._meters, moment.steps, strict=True)]
        return replace(moment, steps=tuple(own))

    def steps(self, moment: Moment) -> Moment:
        """Return the moment with each run's own step."""
        if not self._is_shared:
            return moment
        seen = self.points(moment).steps
        return replace(moment, steps=tuple(meter.step(one) for meter, one in zip(self._meters, seen, strict=True)))


class Retimed:
    """A part that is shown at another moment."""

    def __init__(self, part: Part, time: Callable[[Moment], Moment]) -> None:
        self._part, self._time = part, time
        self.artists: tuple[Artist, ...] = part.artists

    def show(self, moment: Moment) -> None:
        """Show the part at its own time."""
        self._part.show(self._time(moment))


class Tally:
    """The words below a field: the run's loss and step, and where it left the frame."""

    def __init__(self, panels: Panels, place: int, index: int, run: Run, style: Style) -> None:
        self._index, self._run, self._track = index, run, panels.tracks[place]
        self._values = Caption(panels, place, color=style.muted)
        self._fate = Caption(panels, place, color=style.ink, bold=True)
        self.artists: tuple[Artist, ...] = (*self._values.artists, *self._fate.artists)

    def show(self, moment: Moment) -> None:
        """Show the values of the last step that is complete."""
        step = min(moment.steps[self._index], self._run.steps)
        loss = told_at(self._run, self._run.loss, step)
        words = (
            ()
            if self._track.fate_at(step)
            else (said("loss {loss}", loss=loss), said("step {step}", step=int(step + 1e-9)))
        )
        self._values.show(*words, between="   ")
        self._fate.show(*lines_of_fate(self._track.fate_at(step)))


def titles_of(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return the titles of each run's field, the longer one first: its batches, and what else distinguishes it."""
    titles = []
    for run in runs:
        meter = Meter.of(run)
        titles.append(said("full batch") if meter.size == meter.points else batch_in_words(meter.size))
    rates = [said("lr {rate}", rate=rate_of(run)) for run in runs]
    distinct = len(set(zip(titles, rates, strict=True))) == len(runs)
    details = rates if distinct else [detail for _, detail in names_of(runs)]
    return [
        (title,) if titles.count(title) == 1 else (phrased([title, detail]), detail)
        for title, detail in zip(titles, details, strict=True)
    ]


def _subtitle(runs: Sequence[Run]) -> str:
    """Return what all runs have in common."""
    titles, rates = {run.optimizer["title"] for run in runs}, {rate_of(run) for run in runs}
    if len(titles) > 1:
        return counted("{n} run", "{n} runs", len(runs))
    rate = rates.pop() if len(rates) == 1 else ""
    return phrased([said(titles.pop()), said("learning rate {rate}", rate=rate) if rate else ""])


def _against(unit: str) -> str:
    return said("Loss against the epoch") if unit == "epoch" else said("Loss against the points seen")
