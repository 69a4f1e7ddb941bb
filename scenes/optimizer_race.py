"""Several optimizers race down one landscape: on the relief, and seen from above beside their losses."""

from collections.abc import Sequence
from typing import Any

from manim import LEFT, UP

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import ahead_since, by_last_loss, subject_of, why_not_together
from gdviz.analysis.names import short_names
from gdviz.runs.requirements import why_not_surface
from gdviz.runs.run import Run
from gdviz.stage.flights import along_first, fly, slide_in
from gdviz.stage.losses import Losses
from gdviz.stage.overview import Overview
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage
from gdviz.stage.standings import Standings
from gdviz.style.numerals import number


class OptimizerRace(Stage):
    """Race several optimizers on the relief, and again from above beside their losses.

    Fits two to six runs of one problem with two or more parameters. They start together, and take equal steps in equal
    times; the first race is seen on the relief with each run's loss counted, the second on the contours, where the
    curves of the losses grow on the same clock. The picture rests on who came lowest.
    """

    example = (
        ("rosenbrock -O gd --steps 600", "renders/runs/valley-gd"),
        ("rosenbrock -O momentum --steps 600", "renders/runs/valley-momentum"),
        ("rosenbrock -O adam --steps 600", "renders/runs/valley-adam"),
    )

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs of one parameter."""
        return why_not_surface(run)

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Refuse what is no race, or too crowded, or on several landscapes."""
        if not 2 <= len(runs) <= 6:
            return f"a race has two to six runs, not {len(runs)}"
        return why_not_together(runs)

    def construct(self) -> None:
        """Tell the story in some thirty seconds."""
        runs = self.shown
        words = "Who comes down first?", subject_of(self.run, f"{len(runs)} runs")
        heading, standings = self.heading(*words), Standings(self)
        relief = ReliefProp(self, box=self.picture(Share(0.37, 0.02, 0.99, 0.95)))
        starts = len({str(run.start) for run in runs})
        start = "one start" if starts == 1 else f"{starts} starts"

        self.beat("the start", f"{len(runs)} runs of one problem: one landscape, {start}, and a rule for each.")
        self.add(heading, relief, standings)
        self.open_on()
        self.say(f"One landscape, {start}.")
        self.wait(1.5)

        self.beat("on the relief", "All take their steps at the same pace. The loss of each stands beside its name.")
        self.say("Equal steps in equal times.")
        self.run_clock(8.0, relief.orbit(1.0))
        self.wait(1.2)

        self.beat("from above", "The same landscape from above: each line joins points of equal loss.")
        moved, named = heading, standings
        if self.page.shape != "tall":
            self.column_end = 0.54
            # On a square page the words' column has no room for losses: there the standings name them.
            moved = self.heading(*words, footed=self.page.shape == "square")
            named = Standings(self, hidden=True) if self.page.shape == "square" else standings
        above, below = self.boxes()
        overview = Overview(self, above)
        names = None if self.page.is_wide else [""] * len(runs)
        losses = Losses(self, below, runs, self.looks, names=names, counts=self.page.is_wide, hidden=True)
        turns = [] if moved is heading else [fly(heading, moved, path_func=along_first)]
        # The names go to where they are read next: to other standings, or to the ends of their curves.
        flights: list[Any] = []
        if self.page.shape != "tall":
            ends = losses.letters() if self.page.is_wide else named.letters()
            flights = [fly(name, end) for name, end in zip(standings.letters(), ends, strict=True)]
            self.add(*[flight.mobject for flight in flights])
            self.play(standings.vanish(), *self.hush(), run_time=0.4)
        early, late = ([], flights) if self.page.is_wide else (flights, [])
        self.play(*self.hush(), *relief.rise(overview.board), *turns, *early, run_time=2.2)
        self.add(moved, overview.frame, *overview.things, losses.curves, named)
        self.say("The same landscape from above.", *overview.appear())
        self.remove(relief)
        self.play(slide_in(losses.frame, UP if self.page.is_wide else LEFT), *late, run_time=1.2)
        self.play(losses.curves.appear(), *([] if self.page.is_wide else [named.appear()]), run_time=0.5)
        self.remove(*[flight.target_mobject for flight in flights])
        self.advance(0, 1.2)
        self.wait(1.0)

        self.beat("the losses", f"The same steps again, with each loss against the step. {self.lead()}")
        self.say("The same race, loss by loss.")
        self.run_clock(8.0)
        self.wait(0.8)

        self.beat("the end", self.standing())
        self.conclude(self.verdict(), seconds=3.0)

    def boxes(self) -> list[Share]:
        """Return where the landscape from above goes, and where the losses."""
        box = self.picture(Share(0.555, 0.03, 0.985, 0.97))
        if self.page.is_wide:
            return [box, Share(0.0387, 0.04, 0.54, self.below_captions())]
        return self.page.split(box, 3, 2)

    def lead(self) -> str:
        """Return who was ahead, and until when, in a sentence."""
        names, best = short_names(self.shown), by_last_loss(self.shown)[0]
        since, before = ahead_since(self.shown, best)
        if before is None:
            return f"No other loss is ever below that of {names[best]}."
        return f"{names[before]} is still lower just before step {since:,}; from there on {names[best]} is."

    def standing(self) -> str:
        """Return all last losses in a sentence."""
        names = short_names(self.shown)
        ends = [f"{names[i]} {number(float(self.shown[i].loss[-1]))}" for i in by_last_loss(self.shown)]
        return f"The last losses: {', '.join(ends)}."

    def verdict(self) -> str:
        """Return who came lowest, if any came down."""
        runs, names = self.shown, short_names(self.shown)
        best, second = by_last_loss(runs)[:2]
        run, loss = runs[best], float(runs[best].loss[-1])
        if not loss < run.loss[0]:
            return "None of them comes down."
        if loss == runs[second].loss[-1]:
            return f"{names[best]} and {names[second]} end equally low, at {number(loss)}."
        steps = f"{run.steps:,} {'step' if run.steps == 1 else 'steps'}"
        return f"{names[best]} comes lowest: loss {number(loss)} after {steps}."
