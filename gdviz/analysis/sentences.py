"""What a picture of runs shows, in sentences: for those who do not see it, and for those who look for it."""

from collections.abc import Sequence

import numpy as np

from gdviz.analysis.comparison import (
    UNTOLD,
    by_last_loss,
    problem_title,
    rate_in_words,
    rate_of,
    sentence,
    why_not_together,
    within,
)
from gdviz.analysis.manner import Manner, manner_of
from gdviz.analysis.names import names_of
from gdviz.analysis.series import known_losses
from gdviz.analysis.surveys import survey_facts
from gdviz.analysis.trajectory import Trajectory, fate_of
from gdviz.analysis.units import fitted_equation
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import counted, localized, phrased, said, spoken, to_say
from gdviz.runs.requirements import is_of_points, why_not_losses
from gdviz.runs.run import Run
from gdviz.style.numerals import number, tick
from gdviz.wording import visible

# Of more runs than these only the best and the worst are named; more than the second are those of a fleet.
NAMED, MANY = 5, 50
# A loss is told to so many digits, or to those before the point where there are more, up to so many; an equation of
# more letters than these is not told.
DIGITS, MOST_DIGITS, BRIEF = 3, 6, 60
# What a run does where it goes the way of each manner, and where the loss at its end is no lower than at its start.
WAYS = {
    Manner.STRAIGHT: (to_say("{run} goes straight down {place}"), to_say("{run} goes straight on {place}")),
    Manner.CURVES: (to_say("{run} follows a curve down {place}"), to_say("{run} follows a curve on {place}")),
    Manner.DESCENDS: (to_say("{run} comes down {place}"), to_say("{run} comes on {place}")),
    Manner.ZIGZAGS: (to_say("{run} zigzags down {place}"), to_say("{run} zigzags on {place}")),
    Manner.SPIRALS: (to_say("{run} spirals down {place}"), to_say("{run} spirals on {place}")),
    Manner.SWINGS: (to_say("{run} swings to and fro down {place}"), to_say("{run} swings to and fro on {place}")),
    Manner.WANDERS: (to_say("{run} wanders in noise down {place}"), to_say("{run} wanders in noise on {place}")),
    Manner.STALLS: (to_say("{run} stalls on {place}"),) * 2,
    Manner.SETTLES: (to_say("{run} settles in a local minimum of {place}"),) * 2,
    Manner.STANDS: (to_say("{run} stands still on {place}"),) * 2,
}


def sentence_on(runs: Sequence[Run]) -> str:
    """Return what becomes of a run, or of several: how each goes, what it reaches, and in how many steps.

    >>> print(sentence_on([gdviz.solve("bowl", steps=30, out="runs/bowl")]))  # doctest: +SKIP
    Gradient descent at rate 0.31 zigzags down the quadratic bowl and reaches loss 1.31e−9 in 30 steps.
    """
    # Each run of a fleet is another whenever it is asked for.
    runs = list(runs)
    if len(runs) == 1:
        run = runs[0]
        return _landscape_in_words(run) if is_of_points(run) else _course_in_words(run)
    # A fleet of so many is of one problem.
    if len(runs) > MANY or why_not_together(runs) is None:
        return said("{count} runs on {place}: {ends}.", count=len(runs), place=place_of(runs[0]), ends=_several(runs))
    return said("{count} runs: {ends}.", count=len(runs), ends=_several(runs))


def place_of(run: Run) -> str:
    """Return what a run goes down, as it stands in a sentence.

    That is a function by its name, with an article where it is a thing, or the loss of a model.
    """
    about, title = run.problem, visible(str(run.problem["title"])).strip()
    if not title:
        return said("its loss")
    if not run.is_solved:
        return said("the loss of “{title}”", title=title)
    if title == UNTOLD:
        return said("a function of one's own")
    name, first = visible(problem_title(run)), title.split(" ", 1)[0]
    if about["name"] == "function" or "'s " in title:
        return name
    if spoken().name == "en" and not any(letter.isupper() for letter in first[1:]):
        name = name[:1].lower() + name[1:]
    if about["model"] == "function":
        return name if first == "Half" else said("the {name}", name=name)
    if title.endswith("regression"):
        return said("the loss of {name}", name=name)
    return said("the {name}", name=name) if " error " in title else said("the loss of a {name}", name=name)


def loss_in_words(loss: float) -> str:
    """Return a loss to three digits, or to those before the point where they are more, as it stands in a sentence."""
    if not np.isfinite(loss):
        return number(loss)
    whole = len(f"{abs(loss):.0f}")
    # Adding 0 makes 0 of -0.
    return tick(loss + 0.0, DIGITS if whole > MOST_DIGITS else max(DIGITS, whole))


def _course_in_words(run: Run) -> str:
    """Return how one run goes, and what it reaches."""
    manner = manner_of(run)
    if manner is Manner.LEAVES:
        return said("{run} {leaves}.", run=_who(run), leaves=_leaving(run))
    down, on = (said(way, run=_who(run), place=place_of(run)) for way in WAYS[manner])
    if why_not_losses(run):
        return counted("{course} in {n} step.", "{course} in {n} steps.", run.steps, course=down)
    losses = known_losses(run)
    first, last = float(losses[0]), float(losses[-1])
    course = down if last < first else on
    if end := _ending_now(run):
        return said("{course} and {ends}.", course=course, ends=end)
    told: dict[str, str] = {"course": course, "loss": loss_in_words(last), "start": loss_in_words(first)}
    told["more"] = _prediction(run)
    if manner in (Manner.STALLS, Manner.SETTLES, Manner.STANDS):
        return counted(
            "{course} at loss {loss} after {n} step{more}.",
            "{course} at loss {loss} after {n} steps{more}.",
            run.steps,
            **told,
        )
    if last < first:
        return counted(
            "{course} and reaches loss {loss} in {n} step{more}.",
            "{course} and reaches loss {loss} in {n} steps{more}.",
            run.steps,
            **told,
        )
    return counted(
        "{course}: loss {start} at the start, {loss} after {n} step{more}.",
        "{course}: loss {start} at the start, {loss} after {n} steps{more}.",
        run.steps,
        **told,
    )


def _several(runs: Sequence[Run]) -> str:
    """Return how several runs end, from the best to the worst; of many the best and the worst, and how many diverge."""
    order = by_last_loss(runs)
    if len(runs) <= NAMED:
        names = _called(runs)
        return _beside([said("{run} {ends}", run=names[i], ends=_ending(runs[i])) for i in order])
    gone = {i for i in order if runs[i].diverged}
    best, *others = [i for i in order if i not in gone] or order
    ends = [runs[best], *([runs[others[-1]]] if others else [])]
    ways = (to_say("the best, {run}, {ends}"), to_say("the worst, {run}, {ends}"))
    called = zip(ways, _called(ends), ends, strict=False)
    told = [said(way, run=name, ends=_ending(run)) for way, name, run in called]
    if gone and len(gone) < len(runs):
        told.append(counted("{n} diverges", "{n} diverge", len(gone)))
    return _beside(told)


def _beside(phrases: Sequence[str]) -> str:
    """Return phrases as "a; b; c"."""
    first, *others = phrases
    for phrase in others:
        first = said("{first}; {second}", first=first, second=phrase)
    return first


def _called(runs: Sequence[Run]) -> list[str]:
    """Return what tells runs apart, as it stands in a sentence: an optimizer with what else it has."""
    pairs = [(visible(title), visible(detail)) for title, detail in names_of(runs)]
    titles = {title for title, _ in pairs}
    if len(titles) == len(runs):
        return [within(title) for title, _ in pairs]
    if len(titles) == 1:
        return [detail for _, detail in pairs]
    return [said("{method} with {detail}", method=within(title), detail=detail) for title, detail in pairs]


def _ending(run: Run) -> str:
    """Return what one of several runs does in the end."""
    if run.diverged or _left(run) is not None:
        return _leaving(run)
    if end := _ending_now(run):
        return end
    if why_not_losses(run):
        return counted("takes {n} step", "takes {n} steps", run.steps)
    loss = loss_in_words(known_losses(run)[-1])
    return counted("reaches loss {loss} in {n} step", "reaches loss {loss} in {n} steps", run.steps, loss=loss)


def _leaving(run: Run) -> str:
    """Return that a run leaves the frame, or diverges, or both, and when."""
    left, end = _left(run), _ending_now(run)
    if left is None or (end and left == run.steps):
        return end
    leaves = said("leaves the frame at step {step}", step=left)
    return said("{first} and {second}", first=leaves, second=end) if end else leaves


def _left(run: Run) -> int | None:
    landscape = Landscape.of_fields(run.arrays)
    return None if landscape is None else Trajectory.of(run, landscape).left


def _ending_now(run: Run) -> str:
    """Return how a run ends that cannot go on, as it is told in a sentence; empty for one that can."""
    fate, step = fate_of(run), run.steps
    if fate is None:
        return ""
    if fate.kind == "diverged":
        return said("diverges at step {step}", step=step)
    if run.stop["reason"] == "undefined":
        return said("meets an undefined gradient at step {step}", step=step)
    return said("meets an undefined loss at step {step}", step=step)


def _who(run: Run) -> str:
    """Return the optimizer with its rate, at the head of a sentence."""
    title, rate, own = visible(said(str(run.optimizer["title"]))).strip(), rate_of(run), run.optimizer["lr"]
    title = title or said("A training")
    if not rate:
        return title
    if own and rate == rate_in_words(own):
        return said("{method} at rate {rate}", method=title, rate=rate)
    return said("{method} at a rate from {rate}", method=title, rate=rate)


def _prediction(run: Run) -> str:
    """Return what the model of a run makes of its points in the end: how many it tells rightly, or its equation."""
    accuracy = run.metrics.get("accuracy")
    if accuracy is not None and len(accuracy) and np.isfinite(accuracy[-1]):
        percent = localized(f"{100 * float(accuracy[-1]):.3g}")
        return said("; {percent} % of the points are classified correctly", percent=percent)
    equation = fitted_equation(run)
    return said("; the fit is {equation}", equation=equation) if 0 < len(equation) <= BRIEF else ""


def _landscape_in_words(run: Run) -> str:
    """Return what the landscape around a point, or through several, is of, how it was taken, and how high it goes."""
    landscape = Landscape.of_fields(run.arrays)
    losses = known_losses(run)
    size: int = (run.manifest.get("space") or {"size": run.params.shape[1]})["size"]
    what = counted("{place}, of {n} parameter", "{place}, of {n} parameters", size, place=place_of(run))
    where = said("through {count} points", count=len(losses))
    if run.steps == 0:
        where = said("around a point of loss {loss}", loss=loss_in_words(losses[0]))
    facts = [words for words, _ in survey_facts(run, has_losses=False)]
    if landscape is not None and np.isfinite(landscape.loss).any():
        low, high = np.nanmin(landscape.loss), np.nanmax(landscape.loss[np.isfinite(landscape.loss)])
        facts.append(said("losses from {low} to {high}", low=loss_in_words(low), high=loss_in_words(high)))
    return sentence(_beside([phrased([what, where]), *facts]))
