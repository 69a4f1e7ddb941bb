"""The verdict on a run beside others that differ in their learning rates: converged, too small, diverged.

What is left of the way is (f(x_t) - f_low) / (f(x_0) - f_low), where f_low is the lowest loss that can be reached over
the sampled landscape from the run's end without climbing. The verdict is the first of these that holds, and is known
from the step on at which it does:

- "left the frame at step 1, diverged at step 7": the path left the sampled box, and later the loss all bounds; or one
  of these, where there is no other, or both at one step. What comes later is said from there on.
- "converged at step 23": from this step to the end no more than 0.1% of the way is left.
- "oscillates", for a run without batches, "noisy" with them, or "unsteady" where that was not recorded: in the
  latter half of its recorded steps it turned by more than a right angle in more than a third of them, or its loss rose
  in more than a third and at most two. Known at its end, like those below.
- "climbs": its loss rose in more than two thirds of them.
- "stuck": it ended above its start, and in that half its loss changed by no more than 0.1% of the way.
- "still falling": at most 10% of the way is left, but the lowest loss is at the side of the box, and the run's last
  step, taken again, would fall below it: there is no minimum to be near.
- "nearly there": at most 10% of the way is left.
- "too small": a run in the same picture with a larger rate, alike in all else, had a lower loss at the same step.
- "slow": none had.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.comparison import lines_of_fate, rate_in_words, why_not_together
from gdviz.analysis.series import known_losses
from gdviz.analysis.trajectory import Trajectory
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import counted, listed, localized, phrased, said, to_say
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# A run has converged once no more than this share of the way is left, which is less than a field can show.
CONVERGED = 1e-3
# It is near once no more than this is left, and unsteady where it turns back or climbs in more of its latest steps.
NEAR, OFTEN = 0.1, 1 / 3
# The verdict on runs that did not stay; and so many runs are compared at most.
GONE = ("diverged", "left", "undefined")
MOST = 4
# What is said of runs that stayed, by their kinds.
VERDICTS = {
    "near": to_say("nearly there:"),
    "too small": to_say("too small:"),
    "slow": to_say("slow:"),
    "stuck": to_say("stuck:"),
    "climbs": to_say("climbs:"),
    "noisy": to_say("noisy:"),
    "oscillates": to_say("oscillates:"),
    "unsteady": to_say("unsteady:"),
}


@dataclass(frozen=True, eq=False)
class Judgement:
    """The verdict on a run, and from which step on it holds; until then, the share of the way (T + 1,) that is left.

    What became of it `later`, from the end of the run on, is said instead. Its `kind` is the verdict for programs.
    """

    words: tuple[str, ...]
    since: float
    left: Array
    later: tuple[str, ...] = ()
    kind: str = ""

    @property
    def final(self) -> tuple[str, ...]:
        """The verdict in the end."""
        return self.later or self.words

    def words_at(self, run: Run, step: float) -> tuple[str, ...]:
        """Return the verdict that is known at a step; none before one is."""
        if step < self.since:
            return ()
        return self.final if step >= run.steps else self.words

    def left_at(self, run: Run, step: float) -> float:
        """Return the share that is left after the last step that is over."""
        return float(self.left[int(run.row(step) + 1e-9)])


def by_rate(runs: Sequence[Run]) -> list[int]:
    """Return the indices of runs from the least learning rate to the greatest."""
    return sorted(range(len(runs)), key=lambda i: (runs[i].optimizer["lr"], i))


def judge_all(runs: Sequence[Run], tracks: Sequence[Trajectory], scape: Landscape) -> list[Judgement]:
    """Return the verdict on each of several runs, from the least learning rate to the greatest, beside the others."""
    larger = [
        [other for other in runs[place + 1 :] if differ_in_rate_alone(run, other)] for place, run in enumerate(runs)
    ]
    return [judge(run, track, scape, others) for run, track, others in zip(runs, tracks, larger, strict=True)]


def judge(run: Run, track: Trajectory, scape: Landscape, larger: Sequence[Run]) -> Judgement:
    """Return the verdict on a run, of which `larger` differ in a larger learning rate alone; see above."""
    loss = known_losses(run)
    loss = np.where(np.isfinite(loss), loss, np.inf)
    left = share_left(loss, scape, track)
    if track.fates:
        since, first = track.fates[0]
        lines = lines_of_fate(track.fate)
        words = (first.brief, said("at step {step}", step=since))
        return Judgement(words, since, left, lines if len(lines) > 1 else (), first.kind)
    far = np.flatnonzero(left > CONVERGED)
    settled = int(far[-1]) + 1 if len(far) else 0
    if settled < len(loss):
        since = int(run.step[settled])
        words = (said("converged"), said("at step {step}", step=since))
        return Judgement(words, float(since), left, kind="converged")
    falls_on = len(left) > 1 and left[-2] >= 2 * left[-1]
    if left[-1] <= NEAR and falls_on and _falls_to_the_side(loss, scape, track):
        return Judgement((said("still falling:"), said("no minimum here")), run.steps, left, kind="falling")
    way = left_in_words(left[-1])
    bettered = [float(np.interp(run.steps, other.step, known_losses(other))) < loss[-1] for other in larger]
    steady = "near" if left[-1] <= NEAR else "too small" if any(bettered) else "slow"
    how = _unsteady(run) or ("stuck" if left[-1] > 1 and _is_level(left) else steady)
    return Judgement((said(VERDICTS[how]), *way), run.steps, left, kind=how)


def left_in_words(share: float) -> tuple[str, ...]:
    """Return how much of the way is left, the longer words first."""
    if share > 1:
        return (said("above its start"),)
    percent = percent_left(share)
    return said("{percent}% of the loss left", percent=percent), said("{percent}% left", percent=percent)


def percent_left(share: float) -> str:
    """Return how many per cent of the way are left, to a tenth where it is little."""
    return localized(f"{100 * share:.0f}" if share >= 0.0095 else f"{100 * share:.1f}")


def _unsteady(run: Run) -> str:
    """Return how the latter half of a run's recorded steps is unsteady, in a word; empty where it is not."""
    rows = slice(run.loss.shape[0] // 2, None)
    steps = np.diff(run.params[rows], axis=0)
    if len(steps) == 0:
        return ""
    back = np.mean(np.append(False, np.einsum("ij,ij->i", steps[1:], steps[:-1]) < 0))
    late = np.asarray(run.loss[rows])
    rises = np.mean(np.diff(late[~np.isnan(late)]) > 0) if np.isfinite(late).sum() > 1 else 0.0
    if back <= OFTEN and rises > 2 * OFTEN:
        return "climbs"
    if max(back, rises) <= OFTEN:
        return ""
    return "noisy" if run.manifest.get("batch") else "oscillates" if run.is_solved else "unsteady"


def _is_level(left: Array) -> bool:
    """Return whether the share of the way that is left hardly changes in the latter half of the recorded steps."""
    late = left[len(left) // 2 :]
    return bool(np.isfinite(late).all() and np.ptp(late) <= CONVERGED)


def share_left(loss: Array, scape: Landscape, track: Trajectory) -> Array:
    """Return the share of the way down that is left at each loss (T + 1,): 1 at the start, 0 at the lowest in reach."""
    lowest = _lowest(loss, scape, track)
    way = float(loss[0]) - lowest
    with np.errstate(over="ignore"):
        return (loss - lowest) / way if way > 0 else np.where(loss > loss[0], np.inf, 0.0)


def _lowest(loss: Array, scape: Landscape, track: Trajectory) -> float:
    """Return the lowest loss that the run has met or can reach from its end; of one that is gone, that there is."""
    lowest = float(np.min(scape.loss, where=np.isfinite(scape.loss), initial=loss.min()))
    if np.isfinite(loss[-1]) and not track.is_gone(track.last):
        climb = CONVERGED * max(float(loss[0]) - lowest, 0.0)
        lowest = min(lowest_in_reach(scape, track.at(track.last), float(loss[-1]), climb), float(loss.min()))
    return lowest


def _falls_to_the_side(loss: Array, scape: Landscape, track: Trajectory) -> bool:
    """Return whether the lowest loss in reach is at the side of the sampled box."""
    table, lowest = scape.loss, _lowest(loss, scape, track)
    sides = [table[edge] for edge in (0, -1)] if table.ndim == 1 else [table[0], table[-1], table[:, 0], table[:, -1]]
    return bool((np.hstack(sides) <= lowest).any())


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
    # Loaded where it is used: other pictures need not wait for it.
    from scipy import ndimage

    parts, _ = ndimage.label(below)
    return float(table[parts == parts[seed]].min())


def differ_in_rate_alone(run: Run, other: Run) -> bool:
    """Return whether two runs have different learning rates and are alike in all else."""
    same = run.manifest.get("schedule") == other.manifest.get("schedule")
    return same and _likeness(run) == _likeness(other) and run.optimizer["lr"] != other.optimizer["lr"]


def first_rate_of(run: Run) -> str:
    """Return in words the learning rate that a run begins with."""
    rates = run.arrays.get("learning_rate", np.empty(0))
    return rate_in_words(rates[0] if len(rates) > 1 and rates[0] != rates[-1] else run.optimizer["lr"])


def rates_of(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return titles that show each run's learning rate, or its first, the longer one first; none where that is not all.

    That is, where runs differ in more than their rates and schedules, or two have the same.
    """
    titles: list[tuple[str, ...]] = []
    for run in runs:
        rates = run.arrays.get("learning_rate", np.empty(0))
        changing = len(rates) > 1 and rates[0] != rates[-1]
        rate = first_rate_of(run)
        short = said("lr {rate}", rate=rate)
        if changing:
            whole = said("learning rate {rate} at first", rate=rate)
            titles.append((whole, said("lr {rate} at first", rate=rate), short))
        else:
            titles.append((said("learning rate {rate}", rate=rate), short, short))
    is_all = len({_likeness(run) for run in runs}) == 1 and len({long for long, *_ in titles}) == len(runs)
    return titles if is_all else []


def _likeness(run: Run) -> str:
    """Return what has to be the same for runs to differ in their learning rates alone."""
    about = [run.start, *(run.manifest.get(name) for name in ("batch", "seed"))]
    return str([run.optimizer["name"], run.optimizer["hyperparameters"], *about])


def why_not_together_learning_rates(runs: Sequence[Run]) -> str | None:
    """Return why runs cannot be compared by their learning rates, or None."""
    if not 2 <= len(runs) <= MOST:
        return f"{len(runs)} {'run' if len(runs) == 1 else 'runs'}; learning rates are compared of 2 to {MOST}"
    if reason := why_not_together(runs):
        return reason
    optimizers = list(dict.fromkeys(run.optimizer["title"] for run in runs))
    if len(optimizers) > 1:
        return f"they differ in more than the learning rate: {' and '.join(optimizers)}"
    if len({run.optimizer["lr"] for run in runs}) < len(runs):
        same = rate_in_words(runs[0].optimizer["lr"])
        return f"they have the same learning rate, {same}; solve one again with another --lr"
    if not rates_of(runs):
        return "they differ in more than the learning rate: in settings, start, seed or batches"
    return None


def best_of(runs: Sequence[Run], judgements: Sequence[Judgement]) -> int:
    """Return the index of the run that converged first, or where none did, of that with the least last loss."""

    def order(index: int) -> tuple[bool, float]:
        converged = judgements[index].kind == "converged"
        loss = float(known_losses(runs[index])[-1])
        return not converged, judgements[index].since if converged else loss if np.isfinite(loss) else np.inf

    return min(range(len(runs)), key=order)


def moral_of(rates: Sequence[str], runs: Sequence[Run], judgements: Sequence[Judgement]) -> str:
    """Return in a sentence which of the learning rates is best, and which are too small or too large."""
    best = best_of(runs, judgements)
    gone = [i for i, one in enumerate(judgements) if one.kind in (*GONE, "stuck")]
    if len(gone) == len(runs):
        return said("Each of these learning rates is too large.")
    rate, small = rates[best], [i for i, one in enumerate(judgements) if one.kind == "too small" and i != best]
    first = said("Learning rate {rate} comes furthest down", rate=rate)
    if judgements[best].kind == "converged":
        first = said("Learning rate {rate} converges first", rate=rate)
    parts, large = [first], [i for i in gone if i != best]
    if small:
        which = listed([rates[i] for i in small])
        parts.append(counted("{rates} is too small", "{rates} are too small", len(small), rates=which))
    if large:
        which = listed([rates[i] for i in large])
        parts.append(counted("{rates} is too large", "{rates} are too large", len(large), rates=which))
    return said("{words}.", words=phrased(parts))
