"""A line is fitted to points: it turns over its squares, while its point comes down the cost."""

from dataclasses import replace

import numpy as np
from manim import FadeIn

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of
from gdviz.analysis.series import known_losses
from gdviz.props.fit.board import FitBoard
from gdviz.props.fit.cost import CostCurve
from gdviz.runs.models import model_of
from gdviz.runs.requirements import why_not_curve, why_not_losses
from gdviz.runs.run import Run
from gdviz.stage.counters import Counted, Counters, count_steps
from gdviz.stage.stage import Stage
from gdviz.style.numerals import number

# How much of the page the cost has for each part that the points have.
PARTS = {"wide": 0.95, "square": 1.6, "tall": 1.5}
# How high a relief may go beside the heading of a wide page, and how high it is in its widths.
UNDER_COUNTERS, FLAT = 0.81, 0.92


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
        return why_not_curve(run) or why_not_losses(run)

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
        whole = self.picture(Share(0.038, 0.14, 0.965, 0.79), bleeds=False, lines=1 if self.page.is_wide else None)
        # On a square page, one below the other, the points would be a flat strip.
        left, right = self.page.split(whole, 1.0, PARTS[self.page.shape])
        if self.page.is_wide:
            # A curve has words above it, which keep off the numbers in the corner; a relief goes up to these.
            right = replace(right, high=min(right.high, 0.70) if is_curve else UNDER_COUNTERS)
        if not is_curve:
            # A relief is a little less high than wide.
            ratio = FLAT * self.page.width / self.page.height
            spare = max(right.high - right.low - ratio * (right.right - right.left), 0.0)
            right = replace(right, low=right.low + spare / 2, high=right.high - spare / 2)
        # Until the cost comes in the points have the page to themselves.
        fit = FitBoard(self, left, first=whole)
        cost = fit.landscape(right)
        fit.points.seen.set_value(1.0)
        n, few = len(run.data["y"]), len(fit.shown)

        self.beat("the points", f"{n:,} points. We look for the {kind} that comes nearest to all of them.")
        fit.board.share.set_value(0.0)
        self.add(heading, cost, fit.points)
        self.add(fit.squares, fit.line, fit.best, fit.equation, counters)
        ends = [(self.step, float(self.steps)), (fit.board.share, 1.0)]
        shown = [] if isinstance(cost, CostCurve) else [cost]
        self.open_on(fit.line, fit.equation, *shown, ends=ends, frames=[fit.board.frame])
        self.bring_to_back(*fit.board.first)
        self.say(f"{n:,} points. Which {kind} fits them best?", *map(FadeIn, fit.board.first))
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
        self.say(f"The cost of all {kind}s: each {kind} is one point.", *fit.board.slide(), seconds=0.8)
        self.play(cost.appear(), *map(FadeIn, frames), run_time=0.8)
        self.wait(1.2)
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
        loss = np.asarray(self.run.loss[: int(self.run.row(self.steps)) + 1])
        loss = loss if self.run.diverged else loss[~np.isnan(loss)]
        falls = len(loss) > 1 and bool((loss[1:] <= loss[:-1]).all())
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
        losses = known_losses(run)
        cost = number(float(losses[int(run.row(self.steps))]))
        # Equation and cost stand above the points and in the counter.
        if best is None:
            return f"The cost has come from {number(float(losses[0]))} to {cost}.", True
        if number(best) == cost:
            return f"No {kind} costs less.", True
        return f"The least possible cost is {number(best)} (dashed).", False
