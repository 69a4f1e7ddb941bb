"""What a picture of runs shows, in sentences: for those who do not see it, and for those who look for it."""

from collections.abc import Sequence

import numpy as np

from gdviz.analysis.comparison import by_last_loss, rate_of, why_not_together, within
from gdviz.analysis.manner import Manner, manner_of
from gdviz.analysis.names import short_names
from gdviz.analysis.series import known_losses
from gdviz.analysis.surveys import survey_facts
from gdviz.analysis.trajectory import Trajectory, end_of
from gdviz.analysis.units import fitted_equation
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import ENGLISH, speaking
from gdviz.runs.requirements import is_of_points, why_not_losses
from gdviz.runs.run import Run
from gdviz.style.numerals import number, tick
from gdviz.wording import visible

# Of more runs than these only the best and the worst are named; more than the second are those of a fleet.
NAMED, MANY = 5, 50
# A loss is told to so many digits, or to those before the point where there are more, up to so many; an equation of
# more letters than these is not told.
DIGITS, MOST_DIGITS, BRIEF = 3, 6, 60
# What a run does where it goes the way of each manner; what is in braces is what it goes down.
VERBS = {
    Manner.STRAIGHT: "goes straight down {place}",
    Manner.CURVES: "follows a curve down {place}",
    Manner.DESCENDS: "comes down {place}",
    Manner.ZIGZAGS: "zigzags down {place}",
    Manner.SPIRALS: "spirals down {place}",
    Manner.SWINGS: "swings to and fro down {place}",
    Manner.WANDERS: "wanders in noise down {place}",
    Manner.STALLS: "stalls on {place}",
    Manner.SETTLES: "settles in a local minimum of {place}",
    Manner.STANDS: "stands still on {place}",
    Manner.LEAVES: "leaves {place}",
}
# What the way is called where the loss at its end is no lower than at its start.
NOT_DOWN = {" down {place}": " on {place}"}


def sentence_on(runs: Sequence[Run]) -> str:
    """Return what becomes of a run, or of several: how each goes, what it reaches, and in how many steps.

    >>> print(sentence_on([gdviz.solve("bowl", steps=30, out="runs/bowl")]))  # doctest: +SKIP
    Gradient descent at rate 0.31 zigzags down the quadratic bowl and reaches loss 1.31e−9 in 30 steps.
    """
    # Each run of a fleet is another whenever it is asked for; and these sentences are put together in English.
    runs = list(runs)
    with speaking(ENGLISH):
        return _told(runs)


def _told(runs: Sequence[Run]) -> str:
    """Return what becomes of runs, while English is spoken."""
    if len(runs) == 1:
        run = runs[0]
        return _landscape_in_words(run) if is_of_points(run) else _course_in_words(run)
    # A fleet of so many is of one problem.
    if len(runs) > MANY or why_not_together(runs) is None:
        return f"{len(runs):,} runs on {place_of(runs[0])}: {_several(runs)}."
    return f"{len(runs):,} runs: {_several(runs)}."


def place_of(run: Run) -> str:
    """Return what a run goes down, as it stands in a sentence.

    That is a function by its name, with an article where it is a thing, or the loss of a model.
    """
    about, title = run.problem, visible(str(run.problem["title"])).strip()
    if not title:
        return "its loss"
    if not run.is_solved:
        return f"the loss of “{title}”"
    if about["name"] == "function" or "'s " in title:
        return title
    first, *_ = title.split(" ", 1)
    small = title if any(letter.isupper() for letter in first[1:]) else title[:1].lower() + title[1:]
    if about["model"] == "function":
        return small if first == "Half" else f"the {small}"
    if title.endswith("regression"):
        return f"the loss of {small}"
    return f"the {small}" if " error " in title else f"the loss of a {small}"


def loss_in_words(loss: float) -> str:
    """Return a loss to three digits, or to those before the point where they are more, as it stands in a sentence."""
    if not np.isfinite(loss):
        return number(loss)
    whole = len(f"{abs(loss):.0f}")
    # Adding 0 makes 0 of -0.
    return tick(loss + 0.0, DIGITS if whole > MOST_DIGITS else max(DIGITS, whole))


def _course_in_words(run: Run) -> str:
    """Return how one run goes, and what it reaches."""
    manner, steps = manner_of(run), _steps(run.steps)
    verb = VERBS[manner].format(place=place_of(run))
    said = f"{_who(run)} {verb}"
    if manner is Manner.LEAVES:
        return f"{_who(run)} {_leaving(run)}."
    if why_not_losses(run):
        return f"{said} in {steps}."
    losses = known_losses(run)
    first, last = float(losses[0]), float(losses[-1])
    if not last < first:
        for down, other in NOT_DOWN.items():
            said = f"{_who(run)} {VERBS[manner].replace(down, other).format(place=place_of(run))}"
    if end := end_of(run):
        return f"{said} and {_present(end)}."
    if manner in (Manner.STALLS, Manner.SETTLES, Manner.STANDS):
        told = f"{said} at loss {loss_in_words(last)} after {steps}"
    elif last < first:
        told = f"{said} and reaches loss {loss_in_words(last)} in {steps}"
    else:
        told = f"{said}: loss {loss_in_words(first)} at the start, {loss_in_words(last)} after {steps}"
    return f"{told}{_prediction(run)}."


def _several(runs: Sequence[Run]) -> str:
    """Return how several runs end, from the best to the worst; of many the best and the worst, and how many diverge."""
    order = by_last_loss(runs)
    if len(runs) <= NAMED:
        names = _called(runs)
        return "; ".join(f"{names[i]} {_ending(runs[i])}" for i in order)
    gone = {i for i in order if runs[i].diverged}
    best, *others = [i for i in order if i not in gone] or order
    ends = [runs[best], *([runs[others[-1]]] if others else [])]
    called = zip(("best", "worst"), _called(ends), ends, strict=False)
    said = [f"the {end}, {name}, {_ending(run)}" for end, name, run in called]
    if gone and len(gone) < len(runs):
        said.append(f"{len(gone):,} {'diverges' if len(gone) == 1 else 'diverge'}")
    return "; ".join(said)


def _called(runs: Sequence[Run]) -> list[str]:
    """Return what tells runs apart, as it stands in a sentence: an optimizer with what else it has."""
    return [within(visible(name).replace(", ", " with ", 1)) for name in short_names(runs)]


def _ending(run: Run) -> str:
    """Return what one of several runs does in the end."""
    if run.diverged or _left(run):
        return _leaving(run)
    if end := end_of(run):
        return _present(end)
    steps = _steps(run.steps)
    return (
        f"takes {steps}" if why_not_losses(run) else f"reaches loss {loss_in_words(known_losses(run)[-1])} in {steps}"
    )


def _leaving(run: Run) -> str:
    """Return that a run leaves the frame, or diverges, or both, and when."""
    landscape = Landscape.of_fields(run.arrays)
    fate = Trajectory.of(run, landscape).fate if landscape is not None else end_of(run)
    return _present(fate)


def _left(run: Run) -> bool:
    landscape = Landscape.of_fields(run.arrays)
    return landscape is not None and bool(Trajectory.of(run, landscape).left)


def _present(fate: str) -> str:
    """Return how a run ended, in the present tense: pictures say it in the past."""
    tenses = {"left ": "leaves ", "diverged ": "diverges ", "met ": "meets "}
    for past, present in tenses.items():
        fate = fate.replace(past, present)
    return fate.replace(", ", " and ")


def _who(run: Run) -> str:
    """Return the optimizer with its rate, at the head of a sentence."""
    title, rate = visible(str(run.optimizer["title"])).strip(), rate_of(run)
    at = f"at a rate from {rate}" if " to " in rate else f"at rate {rate}" if rate else ""
    return " ".join(filter(None, [title or "A training", at]))


def _prediction(run: Run) -> str:
    """Return what the model of a run makes of its points in the end: how many it tells rightly, or its equation."""
    accuracy = run.metrics.get("accuracy")
    if accuracy is not None and len(accuracy) and np.isfinite(accuracy[-1]):
        return f"; {100 * float(accuracy[-1]):.3g} % of the points are classified correctly"
    equation = fitted_equation(run)
    return f"; the fit is {equation}" if 0 < len(equation) <= BRIEF else ""


def _landscape_in_words(run: Run) -> str:
    """Return what the landscape around a point, or through several, is of, how it was taken, and how high it goes."""
    landscape = Landscape.of_fields(run.arrays)
    losses = known_losses(run)
    size = (run.manifest.get("space") or {}).get("size", run.params.shape[1])
    where = f"around a point of loss {loss_in_words(losses[0])}" if run.steps == 0 else f"through {len(losses)} points"
    said = f"{place_of(run)}, of {size:,} {'parameter' if size == 1 else 'parameters'}, {where}"
    facts = [words for words, _ in survey_facts(run) if not words.startswith("losses")]
    if landscape is not None and np.isfinite(landscape.loss).any():
        low, high = np.nanmin(landscape.loss), np.nanmax(landscape.loss[np.isfinite(landscape.loss)])
        facts.append(f"losses from {loss_in_words(low)} to {loss_in_words(high)}")
    told = "; ".join([said, *facts])
    return f"{told[:1].upper()}{told[1:]}."


def _steps(count: int) -> str:
    return f"{count:,} {'step' if count == 1 else 'steps'}"
