"""A line is fitted to points: it turns over its squares, while its point comes down the cost."""

from manim import FadeIn

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of
from gdviz.props.fit.board import FitBoard
from gdviz.props.fit.cost import CostCurve
from gdviz.runs.models import model_of
from gdviz.runs.requirements import why_not_curve
from gdviz.runs.run import Run
from gdviz.stage.counters import Counted, Counters, count_steps
from gdviz.stage.stage import Stage
from gdviz.style.numerals import number


class LineFit(Stage):
    """Turn a line over the squares on its residuals, while its point comes down the cost.

    Fits a run that fits a slope, a line or a polynomial to points of one feature. The bars from the points to the first
    guess become squares, whose mean is the cost; then the cost of all lines comes in beside, a tour shows that each
    line is one point of it, and the run goes down. Where the cost comes of something else the bars stay bars.
    """

    alone = True
    example = (("line", "renders/runs/line"),)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs that fit no curve to points of one feature."""
        return why_not_curve(run)

    def construct(self) -> None:
        """Tell the story in some thirty seconds."""
        run = self.run
        kind = "line" if model_of(run).straight else "curve"
        heading = self.heading(f"Every {kind} is a point", method_of(run), wide=True, counters=2)
        counters = Counters(
            self,
            Counted("step", lambda: "−" if fit.is_touring else steps.value()),
            Counted("cost", lambda: number(fit.cost)),
            wide=True,
        )
        steps, is_curve = count_steps(self), run.params.shape[1] == 1
        if self.page.is_wide:
            left = self.picture(Share(0.038, 0.15, 0.495, 0.79))
            right = Share(0.525, 0.15, 0.965, 0.70 if is_curve else 0.78)
        else:
            left, right = self.page.split(self.picture(Share(0, 0, 1, 1), bleeds=False), 1.0, 1.5)
        fit = FitBoard(self, left)
        cost = fit.landscape(right)
        fit.points.seen.set_value(1.0)
        n, few = len(run.data["y"]), len(fit.shown)

        self.beat("the points", f"{n:,} points. We look for the {kind} that comes nearest to all of them.")
        self.add(heading, fit.board.frame, cost, fit.points)
        self.add(fit.squares, fit.line, fit.best, fit.equation, counters)
        self.open_on(fit.line, fit.equation, *([] if isinstance(cost, CostCurve) else [cost]))
        self.say(f"{n:,} points. Which {kind} fits them best?")
        self.wait(1.4)

        self.beat(
            "a guess", f"The start is a guess: {fit.words(0) or 'some curve'}. Each bar is how far it misses a point."
        )
        self.say("A guess. Each bar is how far it misses a point.", fit.line.appear(), fit.squares.appear())
        self.wait(1.4)
        chosen = "" if few == n else f" ({few} of {n:,} are shown)"
        if fit.law:
            words = f"The cost is {fit.law.words}{chosen}."
            self.say(words, fit.widen(), fit.equation.appear(), seconds=1.0)
        else:
            words = "Its cost is no mean of squares: the problem reckons it otherwise from these misses."
            self.say(words, fit.equation.appear())
        self.wait(1.8)

        self.beat(
            "the cost", f"Each {kind} has one cost. Over all {kind}s the cost is a landscape; ours is one point of it."
        )
        frames = [cost.board.frame] if isinstance(cost, CostCurve) else []
        self.bring_to_back(*frames)
        self.say(
            f"The cost of all {kind}s: each {kind} is one point.", cost.appear(), *map(FadeIn, frames), seconds=1.0
        )
        self.wait(1.4)
        self.say(f"Turn the {kind}, and its point moves." if kind == "line" else f"Another {kind}, another point.")
        self.play(fit.tour(1), run_time=3.0)
        if fit.tours > 1:
            self.say(
                f"Shift the {kind}, and its point moves along the other axis." if kind == "line" else "And another."
            )
            self.play(fit.tour(2), run_time=3.0)
        self.wait(0.4)

        self.beat(
            "the descent", f"Each step moves the point over the cost, and with it the {kind}; the squares follow."
        )
        self.say(f"{self.motion()}, and the {kind} follows.")
        self.run_clock(8.0)
        self.wait(1.0)

        outcome, is_best = self.outcome(fit, kind)
        self.beat("the end", outcome)
        self.conclude(outcome, *([] if is_best else [fit.best.appear()]))

    def motion(self) -> str:
        """Return in words how the point moves: downhill, if every step that is shown does."""
        loss = self.run.loss[: int(self.run.row(self.steps)) + 1]
        falls = bool((loss[1:] <= loss[:-1]).all())
        return "Each step goes downhill" if falls else "Step by step the point moves"

    def outcome(self, fit: FitBoard, kind: str) -> tuple[str, bool]:
        """Return what has come of it, and whether to four digits it is the best there is."""
        run, best = self.run, fit.best_cost()
        if run.diverged:
            marked = "" if best is None else " (dashed)"
            return (
                f"Too long a step: away from the best {kind}{marked}, and out of sight at step {self.steps:,}.",
                False,
            )
        row = int(run.row(self.steps))
        cost, words = number(float(run.loss[row])), fit.words(row)
        reached = f"{words}: cost {cost}" if words else f"Cost {cost}"
        if best is None:
            return f"{reached}.", True
        is_best = number(best) == cost
        return f"{reached}; the least possible is {number(best)}{'' if is_best else ' (dashed)'}.", is_best
