"""The same descent at several learning rates, side by side and in step: too small, good, too large."""

from collections.abc import Sequence

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import subject_of, within
from gdviz.analysis.learning_rates import why_not_together_learning_rates
from gdviz.languages import said
from gdviz.props.learning_rates import RateFields
from gdviz.runs.requirements import why_not_learning_rates
from gdviz.runs.run import Run
from gdviz.stage.counters import Counters, count_steps
from gdviz.stage.stage import Stage

# So many first steps go by slowly, in so many seconds; where there are very many steps, a hundredth of them does. Then
# all the rest goes by in so many seconds.
FEW, MANY, SLOW, SECONDS = 3, 400, 2.4, 8.0


class LearningRates(Stage):
    """Compare learning rates side by side: too small, good, too large, each with its verdict.

    Fits two to four runs of one problem that differ in their learning rates alone. All start at one place and take
    their steps on one clock; below each is said how much of the way is left, and in the end its verdict.
    """

    example = (
        ("bowl --lr 0.02", "renders/runs/bowl-slow"),
        ("bowl", "renders/runs/bowl"),
        ("bowl --lr 0.45", "renders/runs/bowl-away"),
    )

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs without a landscape, and those that come down none."""
        return why_not_learning_rates(run)

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Refuse runs of several problems, and those that differ in more than their rates, or not in these."""
        return why_not_together_learning_rates(runs)

    def construct(self) -> None:
        """Tell the story in some twenty seconds."""
        run, count = self.run, len(self.shown)
        method = within(run.optimizer["title"])
        subtitle = subject_of(run, said("{method} at {count} learning rates", method=method, count=count))
        self.page = self.page.squared(crowded=len(self.shown) > 3)
        heading = self.heading(said("The learning rate decides"), subtitle, wide=True, counters=1)
        # On a square page the losses count the steps.
        counters = [] if self.page.shape == "square" else [Counters(self, count_steps(self), wide=True)]
        panels = RateFields(self, box=self.picture(Share(0.04, 0.14, 0.96, 0.79), bleeds=False))

        self.beat(
            said("the landscape"),
            said("{count} runs of {method} begin at the same place of one landscape.", count=count, method=method),
        )
        self.add(heading, panels.still, *panels.moving, *counters)
        self.open_on()
        self.say(said("One landscape, one start; only the learning rate differs."))
        self.wait(1.5)

        if self.steps > FEW:
            stops = range(1, FEW + 1) if self.steps <= MANY else [self.steps // 100]
            self.beat(said("the first steps"), panels.first_steps())
            self.say(panels.first_steps() if self.steps <= MANY else said("The first {count} steps.", count=stops[0]))
            for stop in stops:
                self.advance(stop, SLOW / len(stops))
                self.wait(0.4)

        self.beat(
            said("all together"), said("All take their steps on one clock, so that what differs is how far they come.")
        )
        self.say(said("On they go, step by step on one clock."))
        self.run_clock(SECONDS)
        self.wait(0.5)

        self.beat(said("the end"), panels.account())
        self.conclude(panels.moral())
