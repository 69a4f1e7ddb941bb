"""A classifier learns: its boundary turns or bends over the points, from a random start to a clean split."""

from dataclasses import dataclass, replace

import numpy as np
from manim import FadeIn
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of, sentence
from gdviz.analysis.series import known_at
from gdviz.analysis.sigmoid import Sigmoid
from gdviz.languages import prose, said, to_say
from gdviz.props.boundary import BoundaryBoard
from gdviz.props.sigmoid import SigmoidBoard
from gdviz.runs.requirements import has_curved_boundary, has_one_feature, why_not_boundary, why_not_sigmoid
from gdviz.runs.run import Run
from gdviz.stage.counters import Counted, Counters, count_loss, count_steps
from gdviz.stage.stage import Stage
from gdviz.style.numerals import per_cent


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
    to_say("Learning turns the line"),
    to_say("Each point is an example with two features; colour and shape tell its class."),
    to_say("Two classes, and a line that has to part them."),
    to_say("The model begins with a guess. On its line both classes are equally likely."),
    to_say("Each step moves the weights downhill on the loss, and with them the line turns."),
    to_say("Each step down the loss turns it."),
)
IN_REGIONS = Told(
    to_say("Learning bends the boundary"),
    IN_THE_PLANE.points,
    to_say("{count} classes, and a boundary that has to part them."),
    to_say("The model begins with a guess. On its boundary two classes are equally likely."),
    to_say("Each step moves the weights downhill on the loss, and with them the boundary."),
    to_say("Each step down the loss bends it."),
)
BETWEEN_LINES = replace(
    IN_REGIONS,
    title=to_say("Learning moves the boundaries"),
    task=to_say("{count} classes, and lines that have to part them."),
    step=to_say("Each step down the loss moves them."),
)
ALONG_A_CURVE = Told(
    to_say("Learning moves the threshold"),
    to_say("Each point is an example with one feature; colour and shape tell its class, and so does its height."),
    to_say("Two classes along one feature: from where on is it the other?"),
    to_say("The model begins with a guess: a probability for each value. Where that is one half lies its threshold."),
    to_say(
        "Each step moves the weights downhill on the loss: the curve bends towards the points, and the threshold moves."
    ),
    to_say("Each step bends the curve, and moves the threshold."),
)
ON_A_LINE = Told(
    to_say("Learning moves the threshold"),
    ALONG_A_CURVE.points,
    ALONG_A_CURVE.task,
    to_say("The model begins with a guess: a threshold, with one class on each side."),
    to_say("Each step moves the weights downhill on the loss, and with them the threshold."),
    to_say("Each step down the loss moves it."),
)


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
        right = [] if accuracy is None else [Counted(said("accuracy"), lambda: self._percent(accuracy))]
        heading = self.heading(said(told.title), method_of(run), footed=self.page.shape == "square")
        counters = Counters(self, count_steps(self), count_loss(self, run), *right)
        rule = self.formula(run.optimizer["formula"], 10 if self.page.shape == "square" else 15)
        box = self.picture(Share(self.column_end + 0.02, 0.04, 0.98, 0.95), under=[rule], bleeds=False)
        scatter = SigmoidBoard(self, box) if has_one_feature(run) else BoundaryBoard(self, box)

        scatter.come[0].set_value(1.0)
        self.beat(said("the points"), said(told.points))
        self.add(heading, scatter.board.frame)
        self.add(*scatter.layers, counters)
        self.open_on(
            scatter.field, scatter.line, ends=[(self.step, self.steps), *((come, 1.0) for come in scatter.come[1:])]
        )
        self.say(
            said(told.task, count=len(scatter.come)), *(scatter.enter(label) for label in range(1, len(scatter.come)))
        )
        self.wait(0.8)

        self.beat(said("the start"), said(told.start))
        coming = [thing.appear() for thing in (scatter.field, scatter.line)]
        self.say(said("It starts as a guess."), FadeIn(self.under(rule)), *coming)
        self.wait(1.2)

        self.beat(said("the descent"), said(told.descent))
        self.say(said(told.step))
        self.run_clock(6.0)

        share, ending = None if accuracy is None else known_at(run, accuracy, run.steps), sentence(self.ending(run))
        outcome = ""
        if share is not None:
            outcome = said("{share} of the points are on their side.", share=per_cent(100 * share, 1))
            if share == 1:
                outcome = said("All of the points are on their side.")
        last = rule_of(scatter.sigmoid, share) if isinstance(scatter, SigmoidBoard) else outcome or ending
        self.beat(said("the end"), prose([outcome, ending]))
        self.conclude(last)

    def _percent(self, accuracy: NDArray[np.float64]) -> str:
        known = known_at(self.run, accuracy, self.step.get_value())
        return per_cent(100 * known, 1) if np.isfinite(known) else ""


def rule_of(sigmoid: Sigmoid, share: float | None) -> str:
    """Return in words what a classifier by one feature says in the end, and where known for how many it is right."""
    rule = _rule(sigmoid)
    if share is None:
        return said("{words}.", words=rule)
    if share == 1:
        return said("{rule}: right for all.", rule=rule)
    return said("{rule}: right for {share}.", rule=rule, share=per_cent(100 * share, 1))


def _rule(sigmoid: Sigmoid) -> str:
    at = sigmoid.threshold(sigmoid.run.steps)
    if not np.isfinite(at):
        return said("It has come to no threshold")
    rises = bool(sigmoid.logits[-1, 1] > 0)
    if sigmoid.is_outside(at):
        name = sigmoid.classes[int(rises == (at < sigmoid.x.min()))]
        return said("It says {name} of every point", name=name)
    value, name = sigmoid.write(at), sigmoid.classes[1]
    if rises:
        return said("From {value} on it says {name}", value=value, name=name)
    return said("Up to {value} it says {name}", value=value, name=name)
