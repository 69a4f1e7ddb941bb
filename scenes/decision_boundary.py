"""A linear classifier learns: its boundary turns over the points, from a random start to a clean split."""

from manim import DOWN, LEFT, FadeIn, LaggedStart

from gdviz.props import Counter, Scatter, stack
from gdviz.run import Run, why_no_boundary
from gdviz.stage import Stage
from gdviz.style import number


class DecisionBoundary(Stage):
    """Turn the decision boundary over two classes of points, epoch by epoch.

    Fits runs of a linear classifier over two features. The points fade in class by class; then the line where both
    classes are equally likely turns, with the probability as a pale field behind, and loss and accuracy counted beside.
    """

    example = ("logistic", "renders/runs/blobs")

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs without a linear boundary in a plane."""
        return why_no_boundary(run)

    def construct(self) -> None:
        """Tell the story in some twelve seconds."""
        run = self.run
        heading = self.heading(run)
        scatter = Scatter(self, box=(0.45, 0.13, 0.965, 0.93))
        counters = stack(
            Counter(self, "step", lambda: f"{int(self.step.get_value() + 1e-6):,}"),
            Counter(self, "loss", lambda: number(self.now(run.loss))),
            Counter(self, "accuracy", lambda: f"{100 * self.now(run.metrics['accuracy']):.1f}%"),
        )
        rule = self.formula(run.optimizer["formula"], 15).next_to(heading, DOWN, buff=0.6, aligned_edge=LEFT)

        self.beat("the points", "Two classes of points; the line has to part them.")
        self.add(heading, scatter.field, scatter.frame)
        for group in scatter.classes:
            self.play(LaggedStart(*(FadeIn(point, scale=0.3) for point in group), lag_ratio=0.02), run_time=1.2)

        self.beat("the boundary", "On the line both classes are equally likely; it turns as the loss falls.")
        self.play(scatter.unveil(), FadeIn(rule), FadeIn(scatter.line), FadeIn(counters), run_time=0.8)
        self.wait(0.5)
        self.run_clock(6.0)

        self.beat("the end", f"{self.ending(run).capitalize()}.")
        self.conclude(self.ending(run), below=rule)
