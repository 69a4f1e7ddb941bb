"""Alternative text: what a picture shows, in words, for those who do not see it.

Everything is imported when it is used, so that a command waits for no renderer but its own.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from gdviz.arguments import Accepted, sequence, taking
from gdviz.languages import Language, said, speaking, spoken, to_say

if TYPE_CHECKING:
    from gdviz.encode import About
    from gdviz.runs.run import Run
    from gdviz.style.themes import Style

PictureKind = Literal["figure", "scene", "page"]
KINDS = ("figure", "scene", "page")
# What is to be seen, before what becomes of the runs; of others their summary says it.
SUBJECTS: dict[str, str] = {
    "figure anatomy": to_say("Single steps taken apart into arrows for gradient, momentum and step, beside the rule"),
    "figure boundary": to_say("The decision boundary between classes of points, with loss and accuracy"),
    "figure cloud": to_say("The paths of many runs over contours of the loss"),
    "figure contour": to_say("Contours of the loss with the path over them, beside the loss curve"),
    "figure critical-points": to_say("A ball nudged off a minimum, a maximum and a saddle"),
    "figure descent-1d": to_say("The steps down the curve of a function of one variable, with tangents"),
    "figure directional-derivative": to_say("The slope in each direction at the start: a cosine"),
    "figure fit": to_say("The fit to the points, beside its path over the cost"),
    "figure gradient-error": to_say("The errors of numeric gradients by the width of their step"),
    "figure learning-rates": to_say("Learning rates side by side"),
    "figure loss": to_say("The loss by the step"),
    "figure network": to_say("A network's boundary over its points, beside its hidden units and its loss"),
    "figure noise": to_say("Full batch, mini-batches and single points side by side"),
    "figure parameters": to_say("A parameter by the step, beside the loss"),
    "figure race": to_say("A race of optimizers over one landscape, with their losses"),
    "figure scaling": to_say("Steps before and after each coordinate is divided by the size of its gradients"),
    "figure surface": to_say("The loss as a lit surface with a ball that rolls down it"),
    "figure sweep": to_say("Learning rates coloured by the loss that runs come to"),
    "scene adam-anatomy": to_say("Adam's formula, filled with the numbers of a run step by step"),
    "scene basins": to_say("The landscape coloured by where each start ends"),
    "scene critical-points": to_say("A ball nudged off a minimum, a maximum and a saddle"),
    "scene decision-boundary": to_say("The decision boundary that turns over classes of points, epoch by epoch"),
    "scene directional-derivative": to_say("An arrow that turns on a slope, and the slope in each direction: a cosine"),
    "scene learning-rates": to_say("Learning rates side by side"),
    "scene line-fit": to_say(
        "A line that turns over the squares on its residuals, while its point comes down the cost"
    ),
    "scene loss-bowl": to_say("A ball that rolls down the loss surface"),
    "scene momentum": to_say("A ball with momentum beside one without"),
    "scene noisy-descent": to_say("Full batch, mini-batches and single points side by side"),
    "scene optimizer-race": to_say("A race of optimizers on the relief, and from above beside their losses"),
    "scene tangent-step": to_say("The first steps down a curve one by one: the tangent, the step, the next tangent"),
    "page page": to_say("A page to explore with the landscape, the path and the loss"),
}


@taking(
    kind=Accepted("one of figure, scene, page", lambda value: value in KINDS, "'figure'"),
    name=Accepted("a name", lambda value: isinstance(value, str)),
    runs=sequence("a list of runs, each as gdviz.load opens it", lambda run: hasattr(run, "arrays"), fewest=1),
)
def alt_text(kind: PictureKind, name: str, runs: "Sequence[Run]", lang: Language | None = None) -> str:
    """Return what a picture of runs shows: its subject, and what becomes of the runs, in plain text.

    Parameters
    ----------
    kind
        "figure", "scene" or "page".
    name
        Of the figure or the scene; of a page "page".
    runs
        Those that it shows.
    lang
        The language of the words; by default the one that is spoken.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=30, out="runs/bowl")
    >>> print(alt_text("figure", "loss", [run]))
    The loss by the step. Gradient descent at rate 0.31 zigzags down the quadratic bowl and reaches loss 1.31e−9 in 30
    steps.
    """
    from gdviz.analysis.sentences import sentence_on

    with speaking(lang or spoken()):
        return said("{subject}. {sentence}", subject=subject_of_picture(kind, name), sentence=sentence_on(runs))


def about_picture(kind: PictureKind, name: str, runs: "Sequence[Run]", style: "Style") -> "About":
    """Return what the file of a picture says of itself: its title, else the runs' problem, and its alternative text."""
    from gdviz.analysis.comparison import problem_title
    from gdviz.encode import About
    from gdviz.wording import visible

    with speaking(style.lang):
        words, title = alt_text(kind, name, runs), style.title or problem_title(runs[0])
    return About(visible(title).strip(), visible(words))


def subject_of_picture(kind: PictureKind, name: str) -> str:
    """Return what is to be seen in all pictures of a name, without a full stop."""
    if told := SUBJECTS.get(f"{kind} {name}"):
        return said(told)
    if kind == "figure":
        from gdviz.figures import FIGURES

        return FIGURES[name].summary.rstrip(".")
    from gdviz.scenes import SCENES

    # The name of a class that was filmed by itself says what it shows.
    return SCENES[name].summary.rstrip(".") if name in SCENES else name.replace("-", " ").capitalize()
