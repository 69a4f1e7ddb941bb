"""Level ground is of three kinds: a ball is set on a minimum, a maximum and a saddle, and nudged."""

from collections.abc import Sequence

from manim import FadeIn

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import headline_of, method_of
from gdviz.analysis.critical_points import why_not_curvature, why_not_together_critical_points
from gdviz.languages import counted, prose, said, to_say
from gdviz.props.critical_points import CriticalPointsOnRelief, CriticalPointView, CurvatureTable, keep_table
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage

FUNCTION = '--function "x**3 - 3*x + y**3 - 3*y" --domain=-1.75,1.75,-1.75,1.75 --lr 0.03 --steps 80'
SHAPES = {
    "minimum": to_say("A minimum: the ground curves up every way."),
    "maximum": to_say("A maximum: the ground curves down every way."),
    "saddle": to_say("A saddle: it curves up one way, and down another."),
}
# A spot's name as a beat: the first of its kind, and another.
SPOTS = {
    "minimum": (to_say("the minimum"), to_say("the minimum {place}")),
    "maximum": (to_say("the maximum"), to_say("the maximum {place}")),
    "saddle": (to_say("the saddle"), to_say("the saddle {place}")),
}
RETURNS = {
    "minimum": to_say("It comes back."),
    "maximum": to_say("It comes back to the maximum."),
    "saddle": to_say("It comes back to the saddle."),
}
# What becomes of a ball that goes, by the kind of point that it comes to: from a minimum, and from elsewhere.
GOES = {
    "minimum": (
        to_say("It does not come back: it comes to rest in a minimum."),
        to_say("It rolls off, and comes to rest in a minimum."),
    ),
    "maximum": (
        to_say("It does not come back: it comes to rest in a maximum."),
        to_say("It rolls off, and comes to rest in a maximum."),
    ),
    "saddle": (
        to_say("It does not come back: it comes to rest in a saddle."),
        to_say("It rolls off, and comes to rest in a saddle."),
    ),
    "": (to_say("It does not come back."), to_say("It rolls off.")),
}
LESSONS = {
    "minimum": to_say("The gradient is zero there; the curvature makes it a minimum."),
    "maximum": to_say("The gradient is zero there; the curvature makes it a maximum."),
    "saddle": to_say("The gradient is zero there; the curvature makes it a saddle."),
}
MOST = 4
# A ball slides off a saddle where the ground curves down, if so much of its way leads there.
DOWN_THE_CURVE = 0.8


class CriticalPoints(Stage):
    """Nudge a ball off a minimum, a maximum and a saddle.

    Fits up to four runs of one problem with two parameters, each of which starts a nudge away from a critical point of
    its landscape. Level ground is marked; then on each spot in turn a ball is set down, nudged, and let go.
    """

    example = (
        (f"{FUNCTION} --start=1.35,0.8", "renders/runs/near-minimum"),
        (f"{FUNCTION} --start=-0.94,-0.96", "renders/runs/near-maximum"),
        (f"{FUNCTION} --start=-0.96,1.3", "renders/runs/near-saddle"),
    )

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs of more or fewer than two parameters."""
        return why_not_curvature(run)

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Refuse runs of several problems, too many runs, and runs that start somewhere on a slope."""
        if len(runs) > MOST:
            return f"it shows at most {MOST} runs"
        if any(run.problem[key] != runs[0].problem[key] for run in runs for key in ("name", "options")):
            return "they are of several problems, and it shows one landscape"
        return why_not_together_critical_points(runs)

    def construct(self) -> None:
        """Tell the story in some ten seconds for each spot."""
        rules, title = {method_of(run) for run in self.shown}, headline_of(self.run)
        heading = self.heading(said("Level is not low"), rules.pop() if len(rules) == 1 else title)
        level, corner = self.formula(r"\nabla f(\theta) = 0", 16), keep_table(self, len(self.shown))
        ground = CriticalPointsOnRelief(self, box=self.picture(Share(0.37, 0.02, 0.99, 0.93), under=[level]))
        table, count = CurvatureTable(self, ground.spots, corner, ground.latest), len(ground.spots)
        rolling = 3.0 if count < MOST else 2.0

        level_ground = said("Where the gradient is zero, the ground is level.")
        self.beat(said("level ground"), prose([level_ground, said("Found here: {points}.", points=ground.found)]))
        self.add(heading, ground.relief, ground.names, *table.rows, table.step)
        self.open_on(*table.rows, ends=[(ground.level, 1.0), *(end for spot in ground.spots for end in spot.ends)])
        self.say(level_ground, FadeIn(self.under(level)), ground.appear())
        self.wait(1.5)

        for i, spot in enumerate(ground.spots):
            kind = spot.nudged.point.kind
            values = said("The eigenvalues are {values}.", values=spot.signs)
            before = sum(other.nudged.point.kind == kind for other in ground.spots[:i])
            first, another = SPOTS[kind]
            name = said(another, place=before + 1) if before else said(first)
            self.beat(name, prose([said(SHAPES[kind]), self.outcome(spot), values]))
            rows = [row.appear() for row in table.rows[i + 1 if i else 0 : i + 2]]
            self.say(said(SHAPES[kind]), *(other.bend(0.0) for other in ground.spots[:i]), *spot.appear(), *rows)
            self.wait(1.4)
            self.say(said("A ball set on it stays. Nudge it."), spot.set_down())
            self.play(spot.pushed(), run_time=0.4)
            self.play(*spot.let_go(), run_time=0.8)
            self.say(said("Where does it come to rest?"))
            self.play(spot.roll(), ground.relief.orbit((i + 1) / count), run_time=rolling)
            self.say(self.outcome(spot))
            self.wait(1.4)

        self.beat(said("the curvature tells"), self.lesson(ground.spots))
        self.conclude(self.lesson(ground.spots), *(spot.bend() for spot in ground.spots))

    def outcome(self, spot: CriticalPointView) -> str:
        """Return what became of a ball."""
        ball = spot.nudged
        if ball.fate == "returns":
            return said(RETURNS[ball.point.kind])
        if ball.fate == "lingers":
            return counted(
                "After {n} step it has neither come back nor gone.",
                "After {n} steps it has neither come back nor gone.",
                ball.run.steps,
            )
        if ball.point.kind == "saddle" and ball.along > DOWN_THE_CURVE:
            return said("It slides off the way that curves down.")
        stays, rolls = GOES[ball.goal.kind if ball.goal is not None else ""]
        return said(stays if ball.point.kind == "minimum" else rolls)

    def lesson(self, spots: Sequence[CriticalPointView]) -> str:
        """Return what the spots that were shown have in common, and what tells them apart."""
        kinds = {spot.nudged.point.kind for spot in spots}
        if len(kinds) == 1:
            return said(LESSONS[kinds.pop()])
        if len(spots) == 2:
            return said("The gradient is zero at both; the curvature tells them apart.")
        return said("The gradient is zero at all of them; the curvature tells them apart.")
