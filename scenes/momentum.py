"""A ball with momentum beside one without: what is kept of the last step, and what that does to the way down."""

from collections.abc import Sequence

from manim import DOWN, LEFT, RIGHT, FadeIn, FadeOut, ValueTracker, linear

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import by_last_loss, headline_of, sentence, settled_at, why_not_together
from gdviz.analysis.momentum import buffer_of, turned_back
from gdviz.analysis.names import short_names
from gdviz.analysis.series import known_losses
from gdviz.languages import clauses, prose, said
from gdviz.props.momentum import MomentumArrow
from gdviz.runs.requirements import follows_slope, why_not_losses, why_not_race
from gdviz.runs.run import Run
from gdviz.stage.overview import Overview
from gdviz.stage.painted import animated
from gdviz.stage.path import PathOnBoard
from gdviz.stage.stage import Stage, last_shown
from gdviz.stage.standings import Standings
from gdviz.style.numerals import number

# How much is seen of the run without momentum while the other is alone.
DIM = 0.3
# Which share of the page the field takes at least, even if it is then not to scale.
FIELD = 0.36


class Momentum(Stage):
    """Let a ball with momentum run beside one without, and take one of its steps apart.

    Fits two runs of one problem with two or more parameters, one of which keeps a velocity, in either order. The plain
    one goes first; then the other builds up its velocity, drawn as an arrow, and rests while what it carries over and
    what the slope adds make its next step; in the end both race from the start.
    """

    example = (
        ("ravine --set kappa=20 -O gd --lr 0.096 --steps 40", "renders/runs/ravine-gd"),
        ("ravine --set kappa=20 -O momentum --set momentum=0.7 --lr 0.096 --steps 40", "renders/runs/ravine-momentum"),
    )

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs of one parameter."""
        return why_not_race(run) or why_not_losses(run)

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Refuse what is no comparison of one run that keeps a velocity with one that does not."""
        both = "name two runs that start at one place, as of `gdviz solve ravine -O gd` and `-O momentum`"
        if len(runs) != 2:
            return f"it compares two runs, not {len(runs)}; {both}"
        if reason := why_not_together(runs):
            return reason
        if sum(buffer_of(run) is not None for run in runs) != 1:
            which = "both of them keep" if buffer_of(runs[0]) else "none of them keeps"
            return f"{which} a velocity, which one has to do; {both}"
        if runs[0].start != runs[1].start:
            return f"they do not start at one place; {both}"
        return None

    def construct(self) -> None:
        """Tell the story in some forty seconds."""
        moving = 0 if buffer_of(self.shown[0]) else 1
        plain = 1 - moving
        # The clock is that of the run with momentum; the other has its own.
        alone = ValueTracker(0)
        clocks = [alone.get_value if i == plain else self.step.get_value for i in range(2)]
        heading = self.heading(said("Momentum keeps going"), headline_of(self.run), footed=self.page.shape == "square")
        standings = Standings(
            self,
            steps=lambda: [clock() for clock in clocks],
            # The step that is counted is that of the run whose loss is seen.
            step=lambda: clocks[plain if rows[plain].get_value() > rows[moving].get_value() else moving](),
        )
        rows = standings.rows_seen
        box = self.picture(Share(max(0.37, self.column_end + 0.01), 0.03, 0.985, 0.97))
        overview = Overview(self, box, steps=clocks, least=FIELD)
        first, second = overview.runners[plain], overview.runners[moving]
        velocity = MomentumArrow(self, overview, moving, plain)
        rule = self.formula(self.shown[moving].optimizer["formula"], 15)
        share = self.text(velocity.share, 12.5, color=self.style.muted)
        # Where all stands in rows there is little height.
        rule.add(share.next_to(rule, RIGHT, 0.4) if self.in_rows else share.next_to(rule, DOWN, 0.3, aligned_edge=LEFT))
        rule = standings.replaced_by(rule)
        names = [said(run.optimizer["title"]) for run in self.shown]
        by_slope = follows_slope(self.shown[plain], int(self.shown[plain].row(self.steps)))

        keeps = said("{method} keeps no velocity.", method=names[plain])
        self.beat(said("without momentum"), prose([keeps, self.way(first, plain)]))
        self.add(heading, overview.frame, *overview.ground, first.path, second.path, velocity.arrow, velocity.pieces)
        self.add(first.ball, second.ball, velocity.names, standings)
        for thing in (*overview.ground, first.path, first.ball):
            thing.seen.set_value(1)
        rows[moving].set_value(0)
        ends = [(alone, self.steps), (self.step, self.steps), (rows[moving], 1)]
        self.open_on(second.path, second.ball, ends=ends)
        self.say(said("Each step follows the slope alone.") if by_slope else said("First without momentum."))
        self.wait(0.8)
        self.play(animated(alone, self.steps, linear), run_time=5.0)
        self.say(self.way(first, plain))
        self.wait(1.2)

        starts = said("{method} starts at the same place. The arrow is the step it took last.", method=names[moving])
        self.beat(said("with momentum"), starts)
        changing = [animated(thing.seen, DIM) for thing in (first.path, first.ball)]
        changing += [thing.appear() for thing in (second.path, second.ball, velocity.arrow)]
        changing += [animated(rows[plain], 0), animated(rows[moving], 1)]
        self.say(said("The arrow is its velocity: the step it took last."), *changing)
        parts = velocity.parts
        self.advance(parts.step if parts else self.steps, 4.0)
        self.wait(1.0)

        if parts:
            self.beat(said("one step"), velocity.lengths_in_words())
            self.play(*standings.show_rows(0.0), first.path.vanish(), first.ball.vanish(), run_time=0.4)
            self.say(said("What makes the next step?"), FadeIn(rule), velocity.take_apart())
            self.wait(1.0)
            self.say(velocity.carries(), velocity.keep())
            self.wait(1.5)
            self.say(said("The slope here adds its own step."), velocity.add_slope())
            self.wait(1.5)
            self.say(said("Both together are the next step."), velocity.slide(), velocity.add_up())
            self.wait(1.5)
            self.advance(parts.step + 1, 1.0)
            self.wait(0.6)

        self.beat(said("the race"), said("Both from the start, step by step. The loss of each stands beside its name."))
        things = (velocity.pieces, velocity.names, velocity.arrow)
        away = [FadeOut(rule)] if parts else []
        # They go back in sight, or the field would be empty.
        back = [animated(clock, 0.0) for clock in (alone, self.step)]
        self.play(*back, *(thing.vanish() for thing in things), *away, run_time=1.0)
        coming = [thing.appear() for thing in (first.path, first.ball, velocity.arrow)]
        self.say(said("Now both, from the start."), *coming, *standings.show_rows())
        self.wait(0.6)
        self.advance(self.steps, 7.0, animated(alone, self.steps, linear))
        self.wait(0.6)

        told = zip(short_names(self.shown), self.shown, strict=True)
        endings = [said("{name}: {ending}", name=name, ending=self.ending(run)) for name, run in told]
        self.beat(said("the end"), said("{words}.", words=clauses(endings)))
        self.conclude(self.verdict(overview), seconds=3.0)

    def way(self, runner: PathOnBoard, plain: int) -> str:
        """Return what is to be seen of the way that the run without momentum takes."""
        run = self.shown[plain]
        count, steps = turned_back(run, int(run.row(last_shown(run, self.shown))))
        if fate := runner.track.fate:
            return sentence(fate)
        if 3 * count > steps:
            return said("It zigzags: {count} of {steps} steps turn back.", count=count, steps=steps)
        return said("No step is carried over to the next.")

    def verdict(self, overview: Overview) -> str:
        """Return which run needs fewer steps to the loss in which the other ends, or what else became of them."""
        names = short_names(self.shown)
        best, other = by_last_loss(self.shown)
        losses = known_losses(self.shown[other])
        loss = float(losses[-1])
        if not loss < losses[0]:
            fate = overview.runners[other].track.fate or said("does not come down")
            ends = ((names[best], self.ending(self.shown[best])), (names[other], fate))
            told = [said("{name}: {ending}", name=name, ending=ending) for name, ending in ends]
            return said("{words}.", words=clauses(told))
        plain, moving = sorted(self.shown, key=lambda run: buffer_of(run) is not None)
        with_it, without = settled_at(moving, loss), settled_at(plain, loss)
        if with_it == without:
            lowest = number(float(known_losses(self.shown[best])[-1]))
            return said("{name} ends lower, at {loss}.", name=names[best], loss=lowest)
        return said(
            "Loss {loss} takes {moving} steps with momentum, {plain} without.",
            loss=number(loss),
            moving=with_it,
            plain=without,
        )
