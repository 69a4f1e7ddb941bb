"""A ball rolls down the loss surface: what one run of gradient descent does, step by step."""

from manim import DOWN, LEFT, FadeIn, Write

from gdviz.props import Counter, ReliefProp, stack
from gdviz.run import Run, why_no_surface
from gdviz.stage import Stage
from gdviz.style import number


class LossBowl(Stage):
    """Roll a ball down the loss surface while the camera eases round it.

    Fits any run with two or more parameters. The update rule and a step counter stand beside the surface, the trail
    stays behind the ball, and the picture ends on how far the loss has come down.
    """

    example = ("bowl", "renders/runs/bowl")

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs of one parameter."""
        return why_no_surface(run)

    def construct(self) -> None:
        """Tell the story in some twelve seconds."""
        run = self.run
        heading = self.heading(run)
        rule = self.formula(run.optimizer["formula"], 15)
        relief = ReliefProp(self, box=(0.36, 0.03, 0.98, 0.97))
        counters = stack(
            Counter(self, "step", lambda: f"{int(self.step.get_value() + 1e-6):,}"),
            Counter(self, "loss", lambda: number(self.now(run.loss))),
        )
        rule.next_to(heading, DOWN, buff=0.6, aligned_edge=LEFT)

        self.beat("the landscape", "Height is the loss; each point of the floor is one choice of the parameters.")
        self.add(heading, relief.painted)
        self.wait(0.5)
        self.play(Write(rule), FadeIn(counters), run_time=1.5)

        self.beat("the descent", "Each step goes downhill, and the steps shrink with the slope.")
        self.wait(0.5)
        self.run_clock(7.0, relief.orbit())

        self.beat("the end", f"{self.ending(run).capitalize()}.")
        self.conclude(self.ending(run), below=rule)
