"""A linear classifier learns: its boundary turns over the points, from a random start to a clean split."""

from manim import FadeIn

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of
from gdviz.props.boundary import BoundaryBoard
from gdviz.runs.requirements import why_not_straight_boundary
from gdviz.runs.run import Run
from gdviz.stage.counters import Counted, Counters, count_loss, count_steps
from gdviz.stage.stage import Stage


class DecisionBoundary(Stage):
    """Turn the decision boundary over two classes of points, epoch by epoch.

    Fits runs of a linear classifier over two features. The points come in class by class; then the line where both
    classes are equally likely turns, with the probability as a pale field behind, and loss and accuracy counted beside.
    """

    alone = True
    example = (("logistic", "renders/runs/blobs"),)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs without a linear boundary in a plane."""
        return why_not_straight_boundary(run)

    def construct(self) -> None:
        """Tell the story in some sixteen seconds."""
        run = self.run
        scatter = BoundaryBoard(self, box=Share(0.44, 0.13, 0.965, 0.94))
        accuracy = run.metrics["accuracy"]
        counters = Counters(
            self,
            count_steps(self),
            count_loss(self, run),
            Counted("accuracy", lambda: f"{100 * self.now(accuracy):.1f}%"),
        )

        self.beat("the points", "Each point is an example with two features; colour and shape tell its class.")
        self.add(self.heading("Learning turns the line", method_of(run)), scatter.board.frame)
        self.add(scatter.field, scatter.points, scatter.line, counters)
        self.say("Two classes, and a line that has to part them.", scatter.enter(0))
        self.play(scatter.enter(1))
        self.wait(0.8)

        self.beat("the start", "The model begins with a guess. On its line both classes are equally likely.")
        rule = self.under(self.formula(run.optimizer["formula"], 15))
        coming = [thing.appear() for thing in (scatter.field, scatter.line, counters)]
        self.say("It starts as a guess.", FadeIn(rule), *coming)
        self.wait(1.2)

        self.beat("the descent", "Each step moves the weights downhill on the loss, and with them the line turns.")
        self.say("Each step down the loss turns it.")
        self.run_clock(6.0)

        share = float(accuracy[-1])
        outcome = f"{'All' if share == 1 else f'{share:.1%}'} of the points are on their side."
        self.beat("the end", f"{outcome} {self.ending(run).capitalize()}.")
        self.conclude(outcome)
