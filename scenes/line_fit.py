"""A line is fitted to points: it turns over its squares, while its point comes down the cost."""

from dataclasses import dataclass, replace

import numpy as np
from manim import FadeIn

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of
from gdviz.analysis.series import known_losses
from gdviz.languages import counted, prose, said, to_say
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


@dataclass(frozen=True)
class FitTold:
    """What the story says of lines, or of curves."""

    title: str
    search: str
    question: str
    cost: str
    point: str
    first_tour: str
    second_tour: str
    descent: str
    downhill: str
    on: str
    gone: str
    gone_from: str
    best: str


LINE = FitTold(
    title=to_say("Every line is a point"),
    search=to_say("We look for the line that comes nearest to all of them."),
    question=to_say("Which line fits them best?"),
    cost=to_say("Each line has one cost. Over all lines the cost is a landscape; ours is one point of it."),
    point=to_say("The cost of all lines: each line is one point."),
    first_tour=to_say("Turn the line, and its point moves."),
    second_tour=to_say("Shift the line, and its point moves along the other axis."),
    descent=to_say("Each step moves the point over the cost, and with it the line; the squares follow."),
    downhill=to_say("Each step goes downhill, and the line follows."),
    on=to_say("Step by step the point moves, and the line follows."),
    gone=to_say("Too long a step: away from the best line, and out of sight at step {step}."),
    gone_from=to_say("Too long a step: away from the best line (dashed), and out of sight at step {step}."),
    best=to_say("No line costs less."),
)
CURVE = FitTold(
    title=to_say("Every curve is a point"),
    search=to_say("We look for the curve that comes nearest to all of them."),
    question=to_say("Which curve fits them best?"),
    cost=to_say("Each curve has one cost. Over all curves the cost is a landscape; ours is one point of it."),
    point=to_say("The cost of all curves: each curve is one point."),
    first_tour=to_say("Another curve, another point."),
    second_tour=to_say("And another."),
    descent=to_say("Each step moves the point over the cost, and with it the curve; the squares follow."),
    downhill=to_say("Each step goes downhill, and the curve follows."),
    on=to_say("Step by step the point moves, and the curve follows."),
    gone=to_say("Too long a step: away from the best curve, and out of sight at step {step}."),
    gone_from=to_say("Too long a step: away from the best curve (dashed), and out of sight at step {step}."),
    best=to_say("No curve costs less."),
)


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
        told = LINE if model_of(run).straight else CURVE
        heading = self.heading(said(told.title), method_of(run), wide=True, counters=2)
        counters = Counters(
            self,
            Counted(said("step"), lambda: "−" if fit.is_touring else steps.value()),
            Counted(said("cost"), lambda: number(fit.cost)),
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
        many = counted("{n} point.", "{n} points.", n)

        self.beat(said("the points"), prose([many, said(told.search)]))
        fit.board.share.set_value(0.0)
        self.add(heading, cost, fit.points)
        self.add(fit.squares, fit.line, fit.best, fit.equation, counters)
        ends = [(self.step, float(self.steps)), (fit.board.share, 1.0)]
        shown = [] if isinstance(cost, CostCurve) else [cost]
        self.open_on(fit.line, fit.equation, *shown, ends=ends, frames=[fit.board.frame])
        self.bring_to_back(*fit.board.first)
        self.say(prose([many, said(told.question)]), *map(FadeIn, fit.board.first))
        self.wait(1.4)

        bars = said("Each bar is how far it misses a point.")
        start = fit.words(0) or said("some curve")
        self.beat(said("a guess"), prose([said("The start is a guess: {line}.", line=start), bars]))
        self.say(prose([said("A guess."), bars]), fit.line.appear(), fit.squares.appear())
        self.wait(1.4)
        if fit.law:
            words = said("The cost is {mean}.", mean=fit.law.words)
            if few < n:
                words = said("The cost is {mean} ({few} of {count} are shown).", mean=fit.law.words, few=few, count=n)
            self.say(words, fit.widen(), fit.equation.appear(), seconds=1.0)
        else:
            words = said("Its cost is no mean of squares: the problem reckons it otherwise from these misses.")
            self.say(words, fit.equation.appear())
        self.wait(1.8)

        self.beat(said("the cost"), said(told.cost))
        frames = [cost.board.frame] if isinstance(cost, CostCurve) else []
        self.bring_to_back(*frames)
        self.say(said(told.point), *fit.board.slide(), seconds=0.8)
        self.play(cost.appear(), *map(FadeIn, frames), run_time=0.8)
        self.wait(1.2)
        self.say(said(told.first_tour))
        self.play(fit.tour(1), run_time=3.0)
        if fit.tours > 1:
            self.say(said(told.second_tour))
            self.play(fit.tour(2), run_time=3.0)
        self.wait(0.4)

        self.beat(said("the descent"), said(told.descent))
        self.say(said(told.downhill if self.falls() else told.on))
        self.run_clock(8.0)
        self.wait(1.0)

        outcome, is_best = self.outcome(fit, told)
        self.beat(said("the end"), outcome)
        self.conclude(outcome, *([] if is_best else [fit.best.appear()]))

    def falls(self) -> bool:
        """Return whether every step that is shown leads downhill."""
        loss = np.asarray(self.run.loss[: int(self.run.row(self.steps)) + 1])
        loss = loss if self.run.diverged else loss[~np.isnan(loss)]
        return len(loss) > 1 and bool((loss[1:] <= loss[:-1]).all())

    def outcome(self, fit: FitBoard, told: FitTold) -> tuple[str, bool]:
        """Return what has come of it, and whether to four digits it is the best there is."""
        run, best = self.run, fit.best_cost()
        if run.diverged:
            return said(told.gone if best is None else told.gone_from, step=self.steps), False
        losses = known_losses(run)
        cost = number(float(losses[int(run.row(self.steps))]))
        # Equation and cost stand above the points and in the counter.
        if best is None:
            first = number(float(losses[0]))
            return said("The cost has come from {first} to {last}.", first=first, last=cost), True
        if number(best) == cost:
            return said(told.best), True
        return said("The least possible cost is {cost} (dashed).", cost=number(best)), False
