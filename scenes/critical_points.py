"""Level ground is of three kinds: a ball is set on a minimum, a maximum and a saddle, and nudged."""

from collections.abc import Sequence

from manim import FadeIn

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import headline_of, method_of
from gdviz.analysis.critical_points import why_not_curvature, why_not_together_critical_points
from gdviz.props.critical_points import CriticalPointsOnRelief, CriticalPointView, CurvatureTable, keep_table
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage

FUNCTION = '--function "x**3 - 3*x + y**3 - 3*y" --domain=-1.75,1.75,-1.75,1.75 --lr 0.03 --steps 80'
SHAPES = {
    "minimum": "A minimum: the ground curves up every way.",
    "maximum": "A maximum: the ground curves down every way.",
    "saddle": "A saddle: it curves up one way, and down another.",
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
        heading = self.heading("Level is not low", rules.pop() if len(rules) == 1 else title)
        level, corner = self.formula(r"\nabla f(\theta) = 0", 16), keep_table(self, len(self.shown))
        ground = CriticalPointsOnRelief(self, box=self.picture(Share(0.37, 0.02, 0.99, 0.93), under=[level]))
        table, count = CurvatureTable(self, ground.spots, corner, ground.latest), len(ground.spots)
        rolling = 3.0 if count < MOST else 2.0

        self.beat("level ground", f"Where the gradient is zero, the ground is level. Found here: {ground.found}.")
        self.add(heading, ground.relief, ground.names, *table.rows, table.step)
        self.open_on(*table.rows, ends=[(ground.level, 1.0), *(end for spot in ground.spots for end in spot.ends)])
        self.say("Where the gradient is zero, the ground is level.", FadeIn(self.under(level)), ground.appear())
        self.wait(1.5)

        for i, spot in enumerate(ground.spots):
            kind = spot.nudged.point.kind
            notes = f"{SHAPES[kind]} {self.outcome(spot)} The eigenvalues are {spot.signs}."
            before = sum(other.nudged.point.kind == kind for other in ground.spots[:i])
            self.beat(f"the {kind} {before + 1}" if before else f"the {kind}", notes)
            rows = [row.appear() for row in table.rows[i + 1 if i else 0 : i + 2]]
            self.say(SHAPES[kind], *(other.bend(0.0) for other in ground.spots[:i]), *spot.appear(), *rows)
            self.wait(1.4)
            self.say("A ball set on it stays. Nudge it.", spot.set_down())
            self.play(spot.pushed(), run_time=0.4)
            self.play(*spot.let_go(), run_time=0.8)
            self.say("Where does it come to rest?")
            self.play(spot.roll(), ground.relief.orbit((i + 1) / count), run_time=rolling)
            self.say(self.outcome(spot))
            self.wait(1.4)

        self.beat("the curvature tells", self.lesson(ground.spots))
        self.conclude(self.lesson(ground.spots), *(spot.bend() for spot in ground.spots))

    def outcome(self, spot: CriticalPointView) -> str:
        """Return what became of a ball."""
        ball = spot.nudged
        if ball.fate == "returns":
            return "It comes back." if ball.point.kind == "minimum" else f"It comes back to the {ball.point.kind}."
        if ball.fate == "lingers":
            return f"After {ball.run.steps:,} steps it has neither come back nor gone."
        goal = f", and comes to rest in a {ball.goal.kind}" if ball.goal is not None else ""
        if ball.point.kind == "minimum":
            return f"It does not come back{goal.replace(', and', ': it')}."
        if ball.point.kind == "saddle" and ball.along > DOWN_THE_CURVE:
            return "It slides off the way that curves down."
        return f"It rolls off{goal}."

    def lesson(self, spots: Sequence[CriticalPointView]) -> str:
        """Return what the spots that were shown have in common, and what tells them apart."""
        kinds = {spot.nudged.point.kind for spot in spots}
        if len(kinds) == 1:
            return f"The gradient is zero there; the curvature makes it a {kinds.pop()}."
        which = "both" if len(spots) == 2 else "all of them"
        return f"The gradient is zero at {which}; the curvature tells them apart."
