"""A classifier learns: its boundary turns or bends over the points, from a random start to a clean split."""

from dataclasses import dataclass, replace

import numpy as np
from manim import FadeIn
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of, sentence
from gdviz.analysis.series import known_at
from gdviz.analysis.sigmoid import Sigmoid
from gdviz.props.boundary import BoundaryBoard
from gdviz.props.sigmoid import SigmoidBoard
from gdviz.runs.requirements import has_curved_boundary, has_one_feature, why_not_boundary, why_not_sigmoid
from gdviz.runs.run import Run
from gdviz.stage.counters import Counted, Counters, count_loss, count_steps
from gdviz.stage.stage import Stage


@dataclass(frozen=True)
class Told:
    """What the story says of what parts the classes: its title, and the notes and captions of its beats."""

    title: str
    points: str
    task: str
    start: str
    descent: str
    step: str


IN_THE_PLANE = Told(
    "Learning turns the line",
    "Each point is an example with two features; colour and shape tell its class.",
    "Two classes, and a line that has to part them.",
    "The model begins with a guess. On its line both classes are equally likely.",
    "Each step moves the weights downhill on the loss, and with them the line turns.",
    "Each step down the loss turns it.",
)
IN_REGIONS = Told(
    "Learning bends the boundary",
    IN_THE_PLANE.points,
    "{} classes, and a boundary that has to part them.",
    "The model begins with a guess. On its boundary two classes are equally likely.",
    "Each step moves the weights downhill on the loss, and with them the boundary.",
    "Each step down the loss bends it.",
)
BETWEEN_LINES = replace(
    IN_REGIONS,
    title="Learning moves the boundaries",
    task="{} classes, and lines that have to part them.",
    step="Each step down the loss moves them.",
)
ALONG_A_CURVE = Told(
    "Learning moves the threshold",
    "Each point is an example with one feature; colour and shape tell its class, and so does its height.",
    "Two classes along one feature: from where on is it the other?",
    "The model begins with a guess: a probability for each value. Where that is one half lies its threshold.",
    "Each step moves the weights downhill on the loss: the curve bends towards the points, and the threshold moves.",
    "Each step bends the curve, and moves the threshold.",
)
ON_A_LINE = Told(
    "Learning moves the threshold",
    ALONG_A_CURVE.points,
    ALONG_A_CURVE.task,
    "The model begins with a guess: a threshold, with one class on each side.",
    "Each step moves the weights downhill on the loss, and with them the threshold.",
    "Each step down the loss moves it.",
)


NUMBERS = dict(enumerate(("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"), 2))


class DecisionBoundary(Stage):
    """Turn or bend the decision boundary over classes of points, epoch by epoch.

    Fits runs of a classifier over two features, and of a linear one of two classes over one. The points come in class
    by class; then the boundary where two classes are equally likely moves, with the probability as a pale field behind,
    and loss and accuracy counted beside. Over one feature the probability is a curve, and the line its threshold.
    """

    alone = True
    example = (("logistic", "renders/runs/blobs"),)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs without a boundary in a plane or a threshold."""
        return why_not_boundary(run)

    def construct(self) -> None:
        """Tell the story in some fourteen seconds."""
        run = self.run
        told = IN_THE_PLANE
        if has_one_feature(run):
            told = ALONG_A_CURVE if why_not_sigmoid(run) is None else ON_A_LINE
        elif has_curved_boundary(run):
            told = BETWEEN_LINES if run.problem["model"] == "softmax" else IN_REGIONS
        # A loop of one's own need not have recorded it, or not at each step.
        accuracy = run.metrics.get("accuracy")
        if accuracy is not None and not np.isfinite(known_at(run, accuracy, run.steps)):
            accuracy = None
        right = [] if accuracy is None else [Counted("accuracy", lambda: self._percent(accuracy))]
        heading = self.heading(told.title, method_of(run), footed=self.page.shape == "square")
        counters = Counters(self, count_steps(self), count_loss(self, run), *right)
        rule = self.formula(run.optimizer["formula"], 10 if self.page.shape == "square" else 15)
        box = self.picture(Share(self.column_end + 0.02, 0.04, 0.98, 0.95), under=[rule], bleeds=False)
        scatter = SigmoidBoard(self, box) if has_one_feature(run) else BoundaryBoard(self, box)

        scatter.come[0].set_value(1.0)
        self.beat("the points", told.points)
        self.add(heading, scatter.board.frame)
        self.add(*scatter.layers, counters)
        self.open_on(
            scatter.field, scatter.line, ends=[(self.step, self.steps), *((come, 1.0) for come in scatter.come[1:])]
        )
        count = NUMBERS.get(len(scatter.come), f"{len(scatter.come)}")
        self.say(told.task.format(count), *(scatter.enter(label) for label in range(1, len(scatter.come))))
        self.wait(0.8)

        self.beat("the start", told.start)
        coming = [thing.appear() for thing in (scatter.field, scatter.line)]
        self.say("It starts as a guess.", FadeIn(self.under(rule)), *coming)
        self.wait(1.2)

        self.beat("the descent", told.descent)
        self.say(told.step)
        self.run_clock(6.0)

        share, ending = None if accuracy is None else known_at(run, accuracy, run.steps), sentence(self.ending(run))
        outcome = f"{_in_words(share).capitalize()} of the points are on their side." if share is not None else ""
        last = rule_of(scatter.sigmoid, share) if isinstance(scatter, SigmoidBoard) else outcome or ending
        self.beat("the end", f"{outcome} {ending}".lstrip())
        self.conclude(last)

    def _percent(self, accuracy: NDArray[np.float64]) -> str:
        known = known_at(self.run, accuracy, self.step.get_value())
        return f"{100 * known:.1f}%" if np.isfinite(known) else ""


def _in_words(share: float) -> str:
    """Return a share of the points in words: all, or a percentage."""
    return "all" if share == 1 else f"{share:.1%}"


def rule_of(sigmoid: Sigmoid, share: float | None) -> str:
    """Return in words what a classifier by one feature says in the end, and where known for how many it is right."""
    right = "." if share is None else f": right for {_in_words(share)}."
    at = sigmoid.threshold(sigmoid.run.steps)
    if not np.isfinite(at):
        return f"It has come to no threshold{right}"
    rises = bool(sigmoid.logits[-1, 1] > 0)
    if sigmoid.is_outside(at):
        said = sigmoid.classes[int(rises == (at < sigmoid.x.min()))]
        return f"It says {said} of every point{right}"
    side = f"From {sigmoid.write(at)} on" if rises else f"Up to {sigmoid.write(at)}"
    return f"{side} it says {sigmoid.classes[1]}{right}"
