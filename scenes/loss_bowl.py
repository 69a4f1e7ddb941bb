"""A ball rolls down the loss surface: what one run of gradient descent does, step by step."""

import numpy as np
from manim import FadeIn

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import sentence, subject_of
from gdviz.analysis.series import known_losses, told_at
from gdviz.analysis.trajectory import end_of
from gdviz.languages import prose, said, to_say
from gdviz.props.tangent import TangentPlane
from gdviz.runs.requirements import follows_slope, is_of_points, why_not_surface
from gdviz.runs.run import Run
from gdviz.stage.counters import Counted, Counters, count_loss, count_steps
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage
from gdviz.style.numerals import number

# Losses are one that differ by less than this share.
SAME = 1e-6
FLOOR = to_say("Height is the loss. Each point of the floor is one choice of the parameters.")


class LossBowl(Stage):
    """Roll a ball down the loss surface while the camera eases round it.

    Fits any run with two or more parameters. At the start and again on the way the tangent plane and the way straight
    down are shown; the trail stays behind the ball, and the picture rests on how far the loss has come down. Of a
    landscape that was taken around a point all sides are shown.
    """

    alone = True
    example = (("bowl", "renders/runs/bowl"),)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs of one parameter."""
        return why_not_surface(run)

    def construct(self) -> None:
        """Tell the story in some twenty seconds."""
        if is_of_points(self.run):
            self.look_round()
            return
        run = self.run
        by_slope = follows_slope(run, int(run.row(self.steps)))
        tangent = TangentPlane(self)
        # What is out of the frame is not seen, but how such a run ended is told.
        end = run.steps if end_of(run) else self.steps
        losses = known_losses(run)
        down = not losses[int(run.row(self.steps))] > losses[0]
        title = said("Downhill, step by step") if down else said("Not every step leads down")
        heading = self.heading(title, subject_of(run))
        counters = Counters(self, count_steps(self), count_loss(self, run))
        rule = self.formula(run.optimizer["formula"], 15)
        box = self.picture(Share(0.37, 0.02, 0.99, 0.95), under=[rule])
        relief = ReliefProp(self, box, sketch=tangent.draw)

        self.beat(said("the landscape"), said(FLOOR))
        self.add(heading, relief, counters)
        self.open_on(ends=[(self.step, float(end))])
        self.say(said("Height is the loss. To learn is to come down."))
        self.wait(1.2)

        self.beat(
            said("the slope"),
            said("The gradient is the slope of the tangent plane. The arrow points straight down it."),
        )
        self.under(rule)
        self.say(said("The tangent plane tells which way is down."), FadeIn(rule), tangent.appear(relief))
        self.wait(1.5)

        first = said("Each step starts from the slope where the ball is.")
        after = said("The optimizer bends the way down.")
        begins = said("Each step starts from the slope.")
        if by_slope:
            after = said("The steps are as long as the slope is steep.")
            begins = said("Each step follows the slope.")
        stop, track = self.on_the_way(), relief.diorama.tracks[0]
        # A run that leaves with its first steps is followed out of the frame: there is no slope to show again.
        stays = not track.is_gone(stop)
        self.beat(said("the descent"), prose([first, after if stays else ""]))
        self.say(begins, tangent.vanish())
        self.advance(stop, 3.0, relief.orbit(0.4))
        if stays:
            self.say(after, tangent.appear(relief))
            self.wait(1.5)
            self.play(tangent.vanish(), run_time=0.4)
        if stop < self.steps:
            self.run_clock(5.0, relief.orbit(1.0))
        if self.steps < end:
            self.say(said("It has left the frame, but its steps go on."))
            self.advance(end, 2.0)
            self.wait(0.5)

        self.beat(said("the end"), sentence(self.ending(run)))
        self.conclude(sentence(self.ending(run)))

    def look_round(self) -> None:
        """Go round a landscape that nobody comes down, around one point or through several, in some ten seconds."""
        run, count = self.run, len(self.run.step)
        loss = told_at(run, run.loss, run.steps)
        heading = self.heading(said("The lie of the land"), subject_of(run, ""))
        counters = Counters(
            self, Counted(said("loss") if count == 1 else said("loss at {place}", place=count), lambda: loss)
        )
        self.step.set_value(run.steps)
        relief = ReliefProp(self, self.picture(Share(0.37, 0.02, 0.99, 0.95)))

        self.beat(said("the landscape"), said(FLOOR))
        self.add(heading, relief, counters)
        joined = said("Lines join the points.")
        self.say(said("Height is the loss, and the ball is at the point.") if count == 1 else joined)
        self.wait(1.2)

        self.beat(said("all round"), said("The camera goes round, so that no side is hidden."))
        self.play(relief.orbit(1.0), run_time=6.0)

        lowest, least = float(np.nanmin(run.landscape.loss)), float(np.nanmin(run.loss))
        outcome = said("Nothing that was sampled lies lower than it.")
        if count > 1:
            best = int(np.nanargmin(run.loss)) + 1
            outcome = said("Nothing that was sampled lies lower than point {place}.", place=best)
        if lowest < least - SAME * abs(lowest):
            outcome = said("The lowest sample is {loss}.", loss=number(lowest))
        self.beat(said("the end"), outcome)
        self.conclude(outcome)

    def on_the_way(self) -> int:
        """Return the step at which most of the loss has gone, but not yet all: where the slope can still be seen."""
        loss = np.nan_to_num(known_losses(self.run)[: int(self.run.row(self.steps)) + 1], nan=np.inf)
        if not np.isfinite(loss[0]):
            return int(self.run.step[len(loss) // 2])
        left = (loss - loss.min()) / max(float(loss[0] - loss.min()), 1e-300)
        return int(self.run.step[max(int(np.argmax(left < 0.25)), min(1, len(loss) - 1))])
