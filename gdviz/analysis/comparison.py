"""What is said of several runs of one problem: what each is, in which order they came in, and how they ended."""

from collections.abc import Sequence

import numpy as np

from gdviz.analysis.boundary import points_in_plane
from gdviz.analysis.series import known_at, known_losses
from gdviz.analysis.slices import why_not_one_plane
from gdviz.analysis.trajectory import Fate, Trajectory, end_of
from gdviz.languages import counted, phrased, said, said_as, spoken, to_say
from gdviz.runs.data import same_arrays
from gdviz.runs.run import Run
from gdviz.style.equations import TypesetFunction, as_printed
from gdviz.style.numerals import tick

LOOKS = 5000
# A rate that is less than this share of its greatest is none.
NOTHING = 1e-9
# What is said of runs that have other points.
ELSEWHERE = "they were not fitted to the same points; draw each by itself"
# Titles of optimizers that begin with a word and not with a name.
_SMALL = ("Gradient", "Momentum", "Backtracking", "Conjugate", "Descent", "Stochastic")
# The title of a function of one's own that is too long to be told.
UNTOLD = to_say("Own function")
# In words, how a run that ended by itself has ended.
ENDS = {
    "converged": (to_say("converged at step {step}"), to_say("converged")),
    "target": (to_say("target met at step {step}"), to_say("target met")),
    "plateau": (to_say("no progress at step {step}"), to_say("no progress")),
    "interrupted": (to_say("interrupted at step {step}"), to_say("interrupted")),
    "done": (to_say("done at step {step}"), to_say("done")),
}


def why_not_together(runs: Sequence[Run]) -> str | None:
    """Return why runs cannot be shown on one landscape, or None."""
    first = runs[0]
    for run in runs[1:]:
        if (run.problem["name"], run.problem["options"]) != (first.problem["name"], first.problem["options"]):
            return f"they are of two problems, {first.problem['title']} and {run.problem['title']}"
        if not same_arrays(first.data, run.data) or run.params.shape[1] != first.params.shape[1]:
            return ELSEWHERE
    return why_not_one_plane(runs)


def why_not_same_points(runs: Sequence[Run]) -> str | None:
    """Return why runs cannot be shown over the points that the first was fitted to, in the units of these; or None."""
    told = [(points_in_plane(run), run.data["y"]) for run in runs if "X" in run.data]
    for points, values in told[1:]:
        are_there = points.shape == told[0][0].shape and np.allclose(points, told[0][0], rtol=1e-6)
        if not are_there or not np.array_equal(values, told[0][1]):
            return ELSEWHERE
    return None


def rate_in_words(rate: float) -> str:
    """Return a learning rate to four digits, or to three and a power of ten."""
    return tick(rate, 4 if rate >= 1e-4 else 3)


def rate_of(run: Run) -> str:
    """Return a run's learning rate in words, or the range of one that follows a schedule; nothing where none is known.

    A rate that falls, or rises, throughout goes from its first value to its last; another from its least to its most.
    """
    rates = run.arrays.get("learning_rate")
    if rates is not None and (run.manifest.get("schedule") or not run.optimizer["lr"]):
        known = np.asarray(rates, float)
        known = known[np.isfinite(known)]
        if len(known) and known.min() < known.max():
            is_even = len(set(np.sign(np.diff(known))) - {0.0}) == 1
            ends = (known[0], known[-1]) if is_even else (known.min(), known.max())
            # A cosine comes down to what is left of nothing.
            least = NOTHING * float(known.max())
            first, last = (tick(float(end), 2) if end > least else "0" for end in ends)
            return said("{first} to {last}", first=first, last=last)
    return rate_in_words(run.optimizer["lr"]) if run.optimizer["lr"] else ""


def method_of(run: Run, *, is_within: bool = False) -> str:
    """Return a run's optimizer and learning rate in words, as far as known, as they stand alone or `is_within` a line.

    A loop of one's own may record neither.
    """
    rate, title = rate_of(run), run.optimizer["title"]
    return phrased(
        [within(title) if is_within else said(title), said("learning rate {rate}", rate=rate) if rate else ""]
    )


def of_method(titles: Sequence[str], count: int) -> str:
    """Return in words how many runs there are, and of which optimizer where all are of one."""
    if len(titles) != 1:
        return counted("{n} run", "{n} runs", count)
    return counted("{n} run of {method}", "{n} runs of {method}", count, method=said(titles[0]))


def headline_of(run: Run) -> str:
    """Return what a run minimises: a title, or a function of one's own as an equation."""
    about = run.problem
    if about["name"] != "function" or not about.get("formula"):
        return problem_title(run)
    return TypesetFunction.of(problem_title(run), about["formula"], about["parameters"])


def problem_title(run: Run) -> str:
    """Return the title of a run's problem: in the language that is spoken, a function of one's own as print has it."""
    about, options = run.problem, run.problem.get("options") or {}
    if about["name"] == "polynomial" and "degree" in options:
        return said("Polynomial of degree {degree}", degree=options["degree"])
    if about["name"] == "mlp" and "hidden" in options:
        return counted("Network of {n} hidden unit", "Network of {n} hidden units", options["hidden"])
    title = str(about["title"])
    return as_printed(title) if options.get("function") and title != UNTOLD else said(title)


def subject_of(run: Run, more: str | None = None) -> list[str]:
    """Return in words, a line each, what a run minimises, and how, or what more is said: an equation stands alone."""
    headline = headline_of(run)
    is_equation = isinstance(headline, TypesetFunction)
    more = method_of(run, is_within=bool(headline) and not is_equation) if more is None else more
    if not headline or not more:
        return [headline or more]
    return [headline, more[:1].upper() + more[1:]] if is_equation else [phrased([headline, more])]


def within(title: str) -> str:
    """Return an optimizer's title as it stands within a line: small, but for names of people and of letters."""
    first, *_ = title.split(" ", 1)
    small = title[:1].lower() + title[1:]
    return said_as("within a line", small) if first in _SMALL else said(title)


def batch_in_words(size: int) -> str:
    """Return in words how many points a step uses."""
    return said("single points") if size == 1 else said("batches of {size}", size=size)


def by_last_loss(runs: Sequence[Run]) -> list[int]:
    """Return the runs' indices from the least last loss to the greatest; what is not finite comes last."""
    last = [known_at(run, run.loss, run.steps) for run in runs]
    return sorted(range(len(runs)), key=lambda i: (not last[i] < np.inf, last[i]))


def fates_of(run: Run, track: Trajectory, longest: int) -> list[tuple[float, Fate]]:
    """Return the steps from which on the end of a run is shown, and in which words; none where it is that of all."""
    if track.fates:
        return list(track.fates)
    reason = run.stop["reason"]
    if reason not in ENDS and run.steps == longest:
        return []
    words, brief = ENDS[reason if reason in ENDS else "done"]
    return [(run.steps, Fate.of(reason, said(words, step=run.steps), said(brief)))]


def ending_of(run: Run) -> str:
    """Return how a run ended: in its own words, which are English, and in other languages as its reason has it."""
    if spoken().name == "en":
        return str(run.stop["message"])
    if run.stop["reason"] == "max_steps":
        return said("took all {steps} steps", steps=run.steps)
    return end_of(run) or said(ENDS.get(run.stop["reason"], ENDS["done"])[0], step=run.steps)


def brief_fate(fate: str) -> tuple[str, str]:
    """Return in words, and in brief ones without steps, how a run ended; the brief ones are of what came last."""
    return fate, fate.brief if isinstance(fate, Fate) else fate


def lines_of_fate(fate: str) -> tuple[str, ...]:
    """Return in two lines how a run ended, one for each thing that became of it; in one if it is one."""
    return fate.lines if isinstance(fate, Fate) else (fate,)


def sentence(words: str) -> str:
    """Return words as a sentence."""
    begun = words[:1].upper() + words[1:]
    return said("{words}.", words=begun)


def ahead_since(runs: Sequence[Run], index: int) -> tuple[int, int | None]:
    """Return the step from which on no run has a lower loss than that of `index`, and which was lowest just before.

    Runs that have ended stay at their last loss. Of more steps than LOOKS, so many are looked at.
    """
    last = max(run.steps for run in runs)
    steps = np.unique(np.linspace(0, last, min(last, LOOKS) + 1).round().astype(int))
    rows = [np.searchsorted(run.step, steps, side="right") - 1 for run in runs]
    losses = np.stack([known_losses(run)[row] for run, row in zip(runs, rows, strict=True)])
    losses = np.where(np.isfinite(losses), losses, np.inf)
    behind = np.flatnonzero(losses.min(axis=0) < losses[index])
    if not len(behind):
        return 0, None
    return int(steps[min(behind[-1] + 1, len(steps) - 1)]), int(losses[:, behind[-1]].argmin())


def settled_at(run: Run, loss: float) -> int:
    """Return the step from which on a run stays at or below a loss; its last step where it does not."""
    above = np.flatnonzero(~(known_losses(run) <= loss))
    return int(run.step[min(above[-1] + 1, len(run.step) - 1)]) if len(above) else 0
