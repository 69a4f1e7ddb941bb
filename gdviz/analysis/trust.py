"""What a picture on a plane draws and says of how far to trust it: where paths stray from it, and a line of words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.plain_field import is_plain
from gdviz.analysis.slices import Slice, slices_of
from gdviz.analysis.surveys import survey_facts
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.languages import enumerated, said, to_say
from gdviz.runs.run import Run
from gdviz.style.numerals import number, share_in_words
from gdviz.style.themes import BANDS

Array = NDArray[np.float64]
# The slice's losses are told of no more runs than these; a path is hollow on no more stretches than this.
FEW, MOST = 2, 400
# What is said of parts of a path that are drawn hollow.
MARK, BRIEF_MARK = to_say("hollow: over a contour off, true colour"), to_say("hollow: true colour")
# What is said of a path on a field of which no loss is known, of a training that goes on or is over.
NOT_YET, NONE = to_say("no landscape before the end"), to_say("no landscape was sampled")


@dataclass(frozen=True)
class Stretch:
    """Where along a run the true loss is another than the slice's: from one step to another, and how deep it lies."""

    first: float
    last: float
    depth: float


def stretches_of(found: Slice, scale: Scale, count: int) -> list[Stretch]:
    """Return where true losses stray from the slice's by more than a band, cut where theirs changes."""
    step, gaps = np.asarray(found.run.step, float), np.nan_to_num(np.abs(found.gaps(scale, count)))
    # Of a long path every so many rows speak with the voice of the one that strays most.
    firsts = np.unique(np.linspace(0, len(step), MOST + 1)[:-1].astype(int))
    lasts = np.append(firsts[1:], len(step)) - 1
    edges = np.concatenate([step[:1], (step[firsts[1:]] + step[lasts[:-1]]) / 2, step[-1:]])
    rows = [first + int(np.argmax(gaps[first : last + 1])) for first, last in zip(firsts, lasts, strict=True)]
    with np.errstate(all="ignore"):
        depths = np.nan_to_num(scale.depth(np.asarray(found.run.loss, float)[rows]))
    bands = np.where(gaps[rows] > 1, np.minimum(np.floor(depths * count), count - 1), -1.0)
    starts = np.flatnonzero(np.diff(bands, prepend=-2.0))
    ends = np.append(starts[1:], len(bands))
    return [
        Stretch(float(edges[first]), float(edges[last]), (float(bands[first]) + 0.5) / count)
        for first, last in zip(starts, ends, strict=True)
        if bands[first] >= 0
    ]


@dataclass(frozen=True, eq=False)
class Trust:
    """How far a picture's landscape can be trusted of each of its runs.

    Attributes
    ----------
    slices
        Of each run; empty where the landscape is over all of their parameters.
    stretches
        Where each run's true loss strays from what the picture shows by more than a contour.
    facts
        How the landscape was taken, in phrases, each in words and in few.
    lack
        What is said of a landscape that there is none; nothing where there is one.
    """

    slices: Sequence[Slice] = ()
    stretches: Sequence[Sequence[Stretch]] = ()
    facts: Sequence[tuple[str, str]] = ()
    lack: str = ""

    @classmethod
    def of(cls, runs: Sequence[Run], landscape: Landscape, scale: Scale | None = None, count: int = BANDS) -> "Trust":
        """Return that of a picture whose contours part so many bands of a scale; that of a flat one unless given."""
        found = slices_of(runs, landscape)
        owners = (run for run in runs if "surface.loss" in run.arrays and run.landscape is landscape)
        facts = survey_facts(owner) if (owner := next(owners, None)) else []
        if is_plain(landscape):
            goes_on = any(run.stop["reason"] == "running" for run in runs)
            return cls(found, [()] * len(runs), lack=said(NOT_YET if goes_on else NONE))
        if not found:
            return cls((), [()] * len(runs), facts)
        scale = Scale.for_contours(landscape.loss) if scale is None else scale
        return cls(found, [stretches_of(one, scale, count) for one in found], facts)

    @property
    def is_marked(self) -> bool:
        """Whether some of a path is drawn as it would not be on a true landscape."""
        return any(self.stretches)


def part_between(points: Array, steps: Array, now: float, stretch: Stretch) -> Array:
    """Return the points (n, d) of a stretch of a path so far; none of one that is not begun.

    Parameters
    ----------
    points
        Of the path up to now, the first of them at the first of `steps` (m,), which go on beyond it.
    steps, now
        The step at each point, and now: that of the last one where there is one point more than steps up to now.
    stretch
        From which step to which.
    """
    at = np.minimum(np.append(steps, np.inf)[: len(points)], now)
    if not stretch.first < at[-1]:
        return points[:0]
    ends = np.array([stretch.first, min(stretch.last, float(at[-1]))])
    inner = (at > ends[0]) & (at < ends[1])
    first, last = (np.stack([np.interp(end, at, column) for column in points.T])[None] for end in ends)
    return np.concatenate([first, points[inner], last])


def phrases_of(trust: Trust, steps: Sequence[float], names: Sequence[str], *, brief: bool = False) -> list[str]:
    """Return what is said of a plane at the steps of its runs, in phrases; where there is no slice, how it was taken.

    Parameters
    ----------
    trust
        Of the picture.
    steps
        Where each run is.
    names
        What each is called.
    brief
        Whether there is little room.
    """
    lack, facts = _said_of_taking(trust, brief=brief)
    if not trust.slices:
        return lack + facts
    rows = [int(one.run.row(step) + 1e-9) for one, step in zip(trust.slices, steps, strict=True)]
    here = [float(one.relative[row]) for one, row in zip(trust.slices, rows, strict=True)]
    lost = [one.loss_in_words(row) for one, row in zip(trust.slices, rows, strict=True)]
    share = _range(here)
    off = said("{share} off here", share=share) if brief else said("{share} off the plane here", share=share)
    phrases = [variance_in_words(trust, brief=brief), off]
    if lack:
        return phrases + lack
    if len(lost) == 1:
        run = trust.slices[0].run
        loss = float(run.loss[rows[0]])
        known = number(loss) if np.isfinite(loss) or run.diverged else said("unknown")
        phrases.append(said("loss {loss}, slice {sliced}", loss=known, sliced=lost[0]))
    elif len(lost) <= FEW:
        losses = [said("{name} {value}", name=name, value=loss) for name, loss in zip(names, lost, strict=True)]
        phrases.append(said("slice: {losses}", losses=enumerated(losses)))
    return phrases + ([said(BRIEF_MARK if brief else MARK)] if trust.is_marked else []) + facts


def summary_of(trust: Trust, *, brief: bool = False) -> list[str]:
    """Return what is said of a plane whatever the step, in phrases."""
    lack, facts = _said_of_taking(trust, brief=brief)
    if not trust.slices:
        return lack + facts
    most = share_in_words(max(float(np.nanmax(one.relative)) for one in trust.slices))
    mark = [said(BRIEF_MARK if brief else MARK)] if trust.is_marked else lack
    off = said("at most {share} off", share=most) if brief else said("at most {share} off the plane", share=most)
    return [variance_in_words(trust, brief=brief), off, *mark, *facts]


def variance_in_words(trust: Trust, *, brief: bool = False) -> str:
    """Return in words how much of the paths' variance lies in a plane."""
    share = _range([one.variance for one in trust.slices])
    if brief:
        return said("{share} of variance", share=share)
    if len(trust.slices) == 1:
        return said("{share} of the path's variance", share=share)
    return said("{share} of each path's variance", share=share)


def _said_of_taking(trust: Trust, *, brief: bool) -> tuple[list[str], list[str]]:
    """Return in phrases why there is no landscape, if so, and how it was taken."""
    return [trust.lack] if trust.lack else [], [few if brief else words for words, few in trust.facts]


def _range(shares: Sequence[float]) -> str:
    low, high = share_in_words(min(shares)), share_in_words(max(shares))
    return low if low == high else said("{low} to {high}", low=low.rstrip("% \u202f\xa0"), high=high)
