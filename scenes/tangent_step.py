"""Slope, step, next slope: how one run in one dimension makes its steps of the slopes that it finds."""

from manim import UP, FadeIn

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of, sentence
from gdviz.languages import prose, said
from gdviz.props.descent_1d.bars import StepBars
from gdviz.props.descent_1d.slopes import Slopes
from gdviz.props.descent_1d.sums import StepSums
from gdviz.runs.requirements import why_not_descent_1d
from gdviz.runs.run import Run
from gdviz.stage.counters import Counters, count_loss, count_steps
from gdviz.stage.roller import Roller
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

# The board of the bars comes up by so many points: from farther down it would pass over captions and counters.
RISE = 12.0


class TangentStep(Stage):
    """Work the first steps down a curve one by one: the tangent, the step that its slope makes, the next tangent.

    Fits any run of one parameter. Up to three steps are worked with the run's own numbers, as sums below the curve.
    These give way to bars for the length of each step, while the rest goes by; the picture rests on how that went.
    """

    alone = True
    example = (("parabola --lr 0.1 --steps 30", "renders/runs/parabola-quick"),)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs of several parameters, and those that took no step."""
        if not run.steps:
            return "it has taken no step"
        return why_not_descent_1d(run)

    def construct(self) -> None:
        """Tell the story in some thirty seconds."""
        run = self.run
        self.page = self.page.squared()
        is_square = self.page.shape == "square"
        heading = self.heading(said("Slope, step, next slope"), method_of(run), footed=is_square)
        counters = Counters(self, count_steps(self), count_loss(self, run))
        box, below = (
            self.picture(Share(self.column_end + 0.02, 0.03, 0.98, 0.965), bleeds=False),
            0.4 if is_square else 0.33,
        )
        above, under = self.page.split(box, 1 - below, below, across=False)
        slopes, bars = Slopes(self, run, above), StepBars(self, run, under)
        sums = StepSums(self, slopes, under)
        roller = Roller(self, slopes.curve, run, slopes.track, self.looks[0], hidden=True)
        name = run.problem["parameters"][0]

        self.beat(
            said("the curve"),
            said("The height of the curve is the loss for each {name}; the ball shows where the run is.", name=name),
        )
        self.add(heading, slopes.curve.frame)
        self.add(slopes.curve.line, roller.path, slopes.arrows, slopes.tangent, roller.ball, bars.bars)
        self.add(counters)
        ends = [(self.step, float(self.steps)), (bars.grown, 1.0)]
        self.open_on(roller.path, roller.ball, ends=ends, frames=[bars.frame])
        self.add(slopes.numbers, sums.written)
        coming = [thing.appear() for thing in (roller.path, roller.ball)]
        self.say(said("The ball starts at {name} = {value}.", name=name, value=slopes.place(0)), *coming)
        self.wait(0.8)

        self.beat(
            said("the slope"),
            said("The tangent at the ball. Its slope, {slope}, is the gradient there.", slope=slopes.slope(0)),
        )
        if slopes.curve.has_closeup:
            self.play(*slopes.curve.approach(run_time=1.5))
        self.say(slopes.slope_in_words(0), slopes.tangent.appear())
        self.wait(1.5)

        self.beat(said("the first step"), slopes.reason(0))
        self.work(slopes, 0, pause=1.5)

        if slopes.count > 1:
            self.beat(
                said("the next slope"),
                said("Where the ball is now the slope is {slope}; that makes a step.", slope=slopes.slope(1)),
            )
            for k in range(1, slopes.count):
                self.say(slopes.slope_in_words(k), slopes.tangent.appear())
                self.wait(1.0)
                self.work(slopes, k, pause=0.8)

        if self.steps > slopes.after(slopes.count - 1):
            self.beat(
                said("the rest"), said("And so on: slope, step, slope, step. The bars show how long each step is.")
            )
            # The sums leave, and the board of the bars comes up in their place; then bars grow on it.
            self.play(slopes.arrows.vanish(), slopes.numbers.vanish(), sums.clear(), run_time=0.5)
            self.bring_to_back(bars.frame)
            self.say(said("And so on, step by step."), FadeIn(bars.frame, shift=points(RISE) * UP), seconds=0.8)
            self.play(bars.grow(), run_time=0.6)
            if slopes.curve.has_closeup:
                self.play(*slopes.curve.retreat(run_time=1.5))
            self.run_clock(6.0)

        ending = "" if bars.fate else sentence(self.ending(run))
        self.beat(said("the end"), prose([bars.conclusion(), ending]))
        self.conclude(bars.conclusion(), *([] if bars.fate else [slopes.tangent.appear()]))

    def work(self, slopes: Slopes, k: int, pause: float) -> None:
        """Show step k: the arrow that the slope makes, then the ball that goes where it points."""
        self.say(slopes.reason(k), slopes.take(k, run_time=1.0), seconds=1.0)
        self.wait(pause)
        self.play(slopes.tangent.vanish(run_time=0.3))
        self.advance(slopes.after(k), 1.2)
        self.wait(0.6)
