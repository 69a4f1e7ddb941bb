"""The same landscape, coloured by where each start ends: descent comes to the minimum whose basin it starts in."""

from collections.abc import Sequence

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import subject_of
from gdviz.languages import prose, said
from gdviz.props.basins.map import BasinMap, title_of
from gdviz.props.basins.starts import Starts
from gdviz.runs.requirements import has_basins, why_not_basins
from gdviz.runs.run import Run
from gdviz.stage.board import Board
from gdviz.stage.counters import Counted, Counters, count_steps
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage
from gdviz.style.numerals import grouped, per_cent, tick

# What was carried out alike, for one map to hold for several runs.
ALIKE = ("problem", "optimizer", "schedule", "batch", "max_steps")
# Which share of the page the map takes at least, even if it is then not to scale.
FIELD = 0.36


class Basins(Stage):
    """Colour the landscape by where each start ends.

    Fits runs with two parameters, one of them solved with --basins; more runs of the same descent, from other starts,
    add balls. After the balls have rolled, the map of all starts grows around the ends; then two balls roll whose
    starts lie side by side across a border, if there are such.
    """

    example = (
        ("himmelblau --steps 300 --basins 160", "renders/runs/himmelblau-basins"),
        ("himmelblau --steps 300 --start=0,-1", "renders/runs/himmelblau-beside"),
        ("himmelblau --steps 300 --start=-0.6,4.4", "renders/runs/himmelblau-left"),
        ("himmelblau --steps 300 --start=4.6,4.6", "renders/runs/himmelblau-right"),
        ("himmelblau --steps 300 --start=1,-4.6", "renders/runs/himmelblau-below"),
    )

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs of more or fewer than two parameters."""
        return why_not_basins(run)

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Refuse runs without basins, runs of other descents, and basins in which nothing comes to rest."""
        mapped = next((run for run in runs if has_basins(run)), None)
        if mapped is None:
            return "where each start ends was not recorded; solve it with --basins 160"
        if not len(mapped.arrays["basins.ends"]):
            return "none of its starts comes to rest at a minimum; try another --lr, or more --steps"
        other = [name for name in ALIKE if any(run.manifest.get(name) != mapped.manifest.get(name) for run in runs)]
        return f"they differ in {' and '.join(other)}, and a map of basins holds for one descent" if other else None

    def construct(self) -> None:
        """Tell the story in some thirty seconds."""
        run = next(run for run in self.shown if has_basins(run))
        heading = self.heading(title_of(run), subject_of(run), footed=self.page.shape == "square")
        steps = Counters(self, count_steps(self))
        counted = Counters(
            self,
            Counted(said("step"), lambda: grouped(basins.steps)),
            Counted(said("starts that arrived"), lambda: per_cent(basins.arrived, 1)),
            hidden=True,
        )
        # A square map needs all the height that a square page has.
        lines = 1 if self.page.shape == "square" else None
        box = self.picture(Share(0.35, 0.02, 0.99, 0.95), lines=lines)
        relief = ReliefProp(self, box, runs=[run], moving=False, rises=True)
        box = self.picture(Share(max(0.37, self.column_end + 0.01), 0.03, 0.985, 0.97), lines=lines)
        board = Board.over(self, box, run.landscape, whole=True, least=FIELD)
        basins = BasinMap(self, board, run)
        field, balls = board.field(run.landscape, hidden=True), Starts(self, board, basins)

        self.beat(
            said("the landscape"),
            said("Every point of this landscape can be a start. Where does the descent from it end?"),
        )
        self.add(heading, relief, steps)
        self.say(said("Each point is a start. Where does it lead?"))
        self.play(relief.orbit(1.0), run_time=2.4)

        several = len(balls.first) > 1
        name = said("some starts") if several else said("a start")
        self.beat(name, prose([said("Seen from above."), balls.ends_in_words(balls.first)]))
        self.play(*relief.rise(board), run_time=relief.rising)
        self.add(field, board.frame, basins.map, *balls.paths, basins.ends, *balls.balls, counted)
        # The rings on the relief are those on the map, and are never gone.
        coming = [field.appear(), basins.ends.appear(), *balls.appear(balls.first)]
        rolls = said("From each start a ball rolls down.") if several else said("From its start the ball rolls down.")
        self.say(rolls, *coming)
        self.remove(relief)
        self.wait(0.8)
        self.advance(balls.watched(balls.first), 5.0)
        self.say(balls.ends_in_words(balls.first))
        self.wait(1.0)

        self.beat(
            said("every start"),
            said("The same descent from {grid} starts. The fainter, the more steps it takes.", grid=basins.grid),
        )
        self.say(said("Now every start, in the colour of its end."), steps.vanish(), *balls.vanish(balls.first))
        self.play(counted.appear(), run_time=0.4)
        self.play(basins.grow(), run_time=6.0)
        self.wait(1.0)
        if basins.lost:
            self.say(basins.lost)
            self.wait(1.2)

        if balls.twins:
            distance = tick(balls.apart(), 2)
            self.beat(
                said("the border"),
                said("Two starts {distance} apart, on either side of a border.", distance=distance),
            )
            self.step.set_value(0)
            coming = [counted.vanish(), steps.appear(), *balls.appear(balls.twins)]
            self.say(said("Two starts side by side, across a border."), *coming)
            self.wait(1.2)
            self.advance(balls.watched(balls.twins), 4.0)
            self.wait(1.2)

        shares = said("The numbers are the shares of the starts: {shares}.", shares=basins.shares_in_words)
        self.beat(said("the end"), prose([basins.verdict, shares]))
        self.conclude(basins.verdict, basins.name())
