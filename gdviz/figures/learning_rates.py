"""The same descent at several learning rates, side by side: too small, good, too large."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from numpy.typing import NDArray

from gdviz.figures.canvas import Canvas, drawing
from gdviz.figures.film import Painter, figure
from gdviz.figures.marks import Heading, names_of
from gdviz.figures.panels import Caption, FramedCurves, Panels, draw_fields, runner
from gdviz.landscape import Landscape
from gdviz.pacing import Clip, Moment
from gdviz.run import Run
from gdviz.style import Style, tick
from gdviz.track import Track, widest

Array = NDArray[np.float64]
# A run has converged once no more than this share of the way is left, which is less than a field can show.
CONVERGED = 1e-3
# It is near once no more than this is left, and unsteady where it turns back or climbs in more of its latest steps.
NEAR, OFTEN = 0.1, 1 / 3


def why_no_landscape(run: Run) -> str | None:
    """Return why a run cannot be drawn on a landscape over one parameter or more, or None."""
    return None if "surface.loss" in run.arrays else "it has no sampled landscape, which is recorded at a run's end"


@figure("learning-rates", fits=why_no_landscape)
def learning_rates(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Compare learning rates side by side: too small, good, too large, each with its verdict.

    Runs are sorted by their rates; where they differ in something else, that is what titles them. What is left of the
    way is (f(x_t) - f_low) / (f(x_0) - f_low), where f_low is the lowest loss that can be reached over the sampled
    landscape from the run's end without climbing. The verdict is the first of these that holds, and is shown from the
    step on at which it does:

    - "diverged at step 7": the loss left all bounds; the step is that at which the path left the frame, as it is
      for "left the frame at step 7" of a run that ended elsewhere.
    - "converged at step 23": from this step to the end no more than 0.1 % of the way is left.
    - "oscillates", for a run without batches, or "noisy" with them: in the latter half of its recorded steps it turned
      by more than a right angle in more than a third of them, or its loss rose in more than a third and at most two.
      Said at its end, like those below.
    - "climbs": its loss rose in more than two thirds of them.
    - "nearly there": at most 10 % of the way is left.
    - "too small": a run in the same picture with a larger rate, alike in all else, had a lower loss at the same step.
    - "slow": none had.
    """
    order = sorted(range(len(runs)), key=lambda i: (runs[i].optimizer["lr"], i))
    ranked = [runs[i] for i in order]
    looks = [style.trail(i, len(runs)) for i in range(len(runs))]
    rates = rates_of(ranked)
    scape = widest(runs)
    with drawing(style):
        canvas = Canvas(clip, style)
        words = f"{runs[0].optimizer['title']}, {len(runs)} learning rates" if rates and len(runs) > 1 else None
        heading = Heading(canvas, runs, looks, subtitle=words)
        panels = Panels(canvas, ranked, scape, 125)
        draw_fields(panels, runs, style)
        panels.write_titles(rates or _names(ranked), [looks[index] for index in order])
        paths, verdicts = [], []
        for place, (index, run) in enumerate(zip(order, ranked, strict=True)):
            track = panels.tracks[place]
            paths.append(runner(panels, place, run, looks[index], index))
            larger = [other for other in ranked[place + 1 :] if differ_in_rate_alone(run, other)]
            verdicts.append(Verdict(panels, place, index, run, judge(run, track, scape, larger), style))
        curves = FramedCurves(panels, runs, [run.loss for run in runs], looks, "Loss against the step")
        return canvas.painter([*paths, curves, heading, *verdicts])


@dataclass(frozen=True, eq=False)
class Judgement:
    """What is said of a run, and from which step on; until then, the share of the way (T + 1,) that is left."""

    words: tuple[str, ...]
    since: float
    left: Array


class Verdict:
    """The words below a field: how much of the way is left, and in the end the verdict."""

    def __init__(self, panels: Panels, place: int, index: int, run: Run, said: Judgement, style: Style) -> None:
        self._index, self._run, self._said = index, run, said
        self._left = Caption(panels, place, color=style.muted)
        self._verdict = Caption(panels, place, color=style.ink, bold=True)
        self.artists: tuple[Artist, ...] = (*self._left.artists, *self._verdict.artists)

    def show(self, moment: Moment) -> None:
        """Show what holds at the run's step."""
        step = moment.steps[self._index]
        if step >= self._said.since:
            self._left.show()
            self._verdict.show(*self._said.words)
        else:
            self._verdict.show()
            left = float(self._said.left[int(self._run.row(step) + 1e-9)])
            self._left.show(self._left.fitting(*left_in_words(left)))


def judge(run: Run, track: Track, scape: Landscape, larger: Sequence[Run]) -> Judgement:
    """Return the verdict on a run, of which `larger` differ in a larger learning rate alone; see `learning_rates`."""
    loss = np.where(np.isfinite(run.loss), run.loss, np.inf)
    left = share_left(loss, scape, track)
    if run.diverged or track.left is not None:
        step = run.steps if track.left is None else track.left
        return Judgement(("diverged" if run.diverged else "left the frame", f"at step {step}"), step, left)
    far = np.flatnonzero(left > CONVERGED)
    settled = int(far[-1]) + 1 if len(far) else 0
    if settled < len(loss):
        return Judgement(("converged", f"at step {run.step[settled]}"), float(run.step[settled]), left)
    way = left_in_words(left[-1])
    bettered = [float(np.interp(run.steps, other.step, other.loss)) < loss[-1] for other in larger]
    steady = "nearly there" if left[-1] <= NEAR else "too small" if any(bettered) else "slow"
    how = _unsteady(run) or steady
    return Judgement((f"{how}:", *way), run.steps, left)


def left_in_words(share: float) -> tuple[str, ...]:
    """Return how much of the way is left, the longer words first."""
    if share > 1:
        return ("above its start",)
    percent = f"{100 * share:.0f}" if share >= 0.0095 else f"{100 * share:.1f}"
    return (f"{percent} % of the way left", f"{percent} % left")


def _unsteady(run: Run) -> str:
    """Return how the latter half of a run's recorded steps is unsteady, in a word; empty where it is not."""
    rows = slice(run.loss.shape[0] // 2, None)
    steps = np.diff(run.params[rows], axis=0)
    if len(steps) == 0:
        return ""
    back = np.mean(np.append(False, np.einsum("ij,ij->i", steps[1:], steps[:-1]) < 0))
    rises = np.mean(np.diff(run.loss[rows]) > 0)
    if back <= OFTEN and rises > 2 * OFTEN:
        return "climbs"
    return ("noisy" if run.manifest.get("batch") else "oscillates") if max(back, rises) > OFTEN else ""


def share_left(loss: Array, scape: Landscape, track: Track) -> Array:
    """Return the share of the way down that is left at each loss (T + 1,): 1 at the start, 0 at the lowest in reach."""
    lowest = float(np.min(scape.loss, where=np.isfinite(scape.loss), initial=loss.min()))
    if np.isfinite(loss[-1]) and not track.is_gone(track.last):
        climb = CONVERGED * max(float(loss[0]) - lowest, 0.0)
        lowest = min(lowest_in_reach(scape, track.at(track.last), float(loss[-1]), climb), float(loss.min()))
    way = float(loss[0]) - lowest
    return (loss - lowest) / way if way > 0 else np.where(loss > loss[0], np.inf, 0.0)


def lowest_in_reach(scape: Landscape, point: Array, loss: float, climb: float) -> float:
    """Return the lowest sampled loss that can be reached from a point of this loss without climbing above it.

    A climb of `climb` is forgiven, so that a valley narrower than the samples is not taken for a chain of pits.
    """
    table = np.where(np.isfinite(scape.loss), scape.loss, np.inf)
    grids = [grid for grid in (scape.y, scape.x) if len(grid)]
    at = [np.interp(value, grid, np.arange(len(grid))) for value, grid in zip(point[::-1], grids, strict=True)]
    # The lowest of the samples around the point.
    around = table[tuple(slice(int(u), int(u) + 2) for u in at)]
    nearest = np.unravel_index(int(np.argmin(around)), around.shape)
    seed = tuple(int(u) + int(n) for u, n in zip(at, nearest, strict=True))
    below = table <= max(loss, float(table[seed])) + climb
    reached, count = np.zeros_like(below), 0
    reached[seed] = True
    while (now := int(reached.sum())) > count:
        count = now
        for axis in range(reached.ndim):
            rows = np.moveaxis(reached, axis, 0)
            rows[1:] |= rows[:-1].copy()
            rows[:-1] |= rows[1:].copy()
        reached &= below
    return float(table[reached].min())


def differ_in_rate_alone(run: Run, other: Run) -> bool:
    """Return whether two runs have different learning rates and are alike in all else."""
    same = run.manifest.get("schedule") == other.manifest.get("schedule")
    return same and _likeness(run) == _likeness(other) and run.optimizer["lr"] != other.optimizer["lr"]


def rates_of(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return titles that tell each run's learning rate, or its first, the longer one first; none where that is not all.

    That is, where runs differ in more than their rates and the course of these, or two have the same.
    """
    titles: list[tuple[str, ...]] = []
    for run in runs:
        rates = run.arrays.get("learning_rate", np.empty(0))
        changing = len(rates) > 1 and rates[0] != rates[-1]
        rate = tick(float(f"{rates[0] if changing else run.optimizer['lr']:.4g}"))
        course = " at first" if changing else ""
        titles.append((f"learning rate {rate}{course}", f"lr {rate}{course}", f"lr {rate}"))
    is_all = len({_likeness(run) for run in runs}) == 1 and len({long for long, *_ in titles}) == len(runs)
    return titles if is_all else []


def _names(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return titles that tell the runs' optimizers, and what else tells them apart, the longer one first."""
    names = names_of(runs)
    short = 1 if len({name for name, _ in names}) == 1 else 0
    return [(f"{pair[0]}, {pair[1]}", pair[short]) for pair in names]


def _likeness(run: Run) -> str:
    """Return what has to be the same for runs to differ in their learning rates alone."""
    about = [run.manifest.get(name) for name in ("batch", "start", "seed")]
    return str([run.optimizer["name"], run.optimizer["hyperparameters"], *about])
