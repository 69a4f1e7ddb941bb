"""Several optimizers race down one landscape: on the relief, and seen from above beside their losses."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import FadeIn, FadeOut, config, linear, smooth
from manim.utils.rate_functions import smoothstep, squish_rate_func

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import ahead_since, by_last_loss, subject_of, why_not_together
from gdviz.analysis.names import short_names
from gdviz.analysis.series import known_losses
from gdviz.languages import counted, enumerated, listed, prose, said
from gdviz.runs.requirements import why_not_losses, why_not_race
from gdviz.runs.run import Run
from gdviz.stage.losses import Losses
from gdviz.stage.overview import Overview
from gdviz.stage.painted import animated
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage
from gdviz.stage.standings import ABREAST, HEAD, Standings
from gdviz.stage.typeset import points
from gdviz.style.numerals import number

# Where the losses end, beside the map, as a share of a wide page's width; which share of the page the map takes at
# least; and how far the standings are from the losses, and how far they go below the axes, in points.
LOSSES, MAP, ASIDE, BELOW = 0.585, 0.24, 14.0, 20.0


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
        return why_not_race(run) or why_not_losses(run)

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Refuse what is no race, or too crowded, or on several landscapes."""
        if not 2 <= len(runs) <= 6:
            return f"a race has two to six runs, not {len(runs)}"
        return why_not_together(runs)

    def construct(self) -> None:
        """Tell the story in some thirty seconds."""
        runs = self.shown
        count = counted("{n} run", "{n} runs", len(runs))
        words = said("Who comes down first?"), subject_of(self.run, count)
        # On a square page all stands in rows, where it stays when the relief has become a map.
        heading, standings = self.heading(*words, footed=self.page.shape == "square"), Standings(self)
        box = self.picture(Share(0.37, 0.02, 0.99, 0.95), lines=self.lines())
        relief = ReliefProp(self, box, rises=True, numbers=self.lines() is None)
        starts = len({str(run.start) for run in runs})
        ground = said("One landscape, one start.")
        if starts > 1:
            ground = said("One landscape, {count} starts.", count=starts)

        rules = counted(
            "{n} run of one problem, with a rule for each.", "{n} runs of one problem, with a rule for each.", len(runs)
        )
        self.beat(said("the start"), prose([rules, ground]))
        self.add(heading, relief, standings)
        self.open_on()
        self.say(ground)
        self.wait(1.5)

        self.beat(
            said("on the relief"),
            said("All take their steps at the same pace. The loss of each stands beside its name."),
        )
        self.say(said("Equal steps in equal times."))
        self.run_clock(8.0, relief.orbit(1.0))
        self.wait(1.2)

        self.beat(said("from above"), said("The same landscape from above: each line joins points of equal loss."))
        # Words go before others come to where they are: two texts in one place cannot be read.
        soon = squish_rate_func(smooth, 0.0, 0.4)
        moves: list[Any] = self.hush(rate=soon)
        moved = heading
        if self.page.is_wide:
            self.column_end = LOSSES
            moved = self.heading(*words)
            moves += [FadeOut(heading, rate_func=soon)]
            moves += [FadeIn(moved, rate_func=squish_rate_func(smooth, 0.6, 1.0))]
        above, below = self.boxes(standings)
        overview = Overview(self, above, least=MAP)
        losses = Losses(self, below, runs, self.looks, names=[""] * len(runs), hidden=True)
        if self.page.is_wide:
            (_, low), (right, high) = losses.board.corners
            corner = np.array([right + points(ASIDE), high + points(HEAD)])
            # They may be as high as the losses with the numbers below them.
            moves += [standings.move(corner, high + points(HEAD + BELOW) - low, rate=smoothstep)]
        self.play(*relief.rise(overview.board), *moves, run_time=relief.rising)
        self.add(overview.frame, *overview.things, losses.curves, moved, standings)
        self.say(said("The same landscape from above."), *overview.appear(), FadeIn(losses.frame))
        self.remove(relief)
        self.wait(0.6)
        self.say(said("From the start again, with the losses."), animated(self.step, 0.0, linear), seconds=1.5)
        self.play(losses.curves.appear(), run_time=0.4)
        self.wait(0.6)

        again = said("The same steps again, with each loss against the step.")
        self.beat(said("the losses"), prose([again, self.lead()]))
        self.say(said("The same race, loss by loss."))
        self.run_clock(8.0)
        self.wait(0.8)

        self.beat(said("the end"), self.standing())
        self.conclude(self.verdict(), seconds=3.0)

    def lines(self) -> int | None:
        """Return how many lines a caption has where there is little room: one beside two rows of a low page."""
        return 1 if self.page.shape == "square" and len(self.shown) > ABREAST else None

    def boxes(self, standings: Standings) -> list[Share]:
        """Return where the landscape from above goes, and where the losses: on a wide page left of the standings."""
        box = self.picture(Share(LOSSES + 0.015, 0.03, 0.985, 0.97), lines=self.lines())
        if self.page.is_wide:
            right = LOSSES - (standings.narrow + points(ASIDE)) / config.frame_width
            return [box, Share(0.0387, 0.04, right, self.below_captions())]
        return self.page.split(box, 3, 2)

    def lead(self) -> str:
        """Return who was ahead, and until when, in a sentence."""
        names, best = short_names(self.shown), by_last_loss(self.shown)[0]
        since, before = ahead_since(self.shown, best)
        if before is None:
            return said("No other loss is ever below that of {name}.", name=names[best])
        return said(
            "{name} is still lower just before step {step}; from there on {best} is.",
            name=names[before],
            step=since,
            best=names[best],
        )

    def last_loss(self, index: int) -> float:
        """Return the last loss of a run that is known."""
        return float(known_losses(self.shown[index])[-1])

    def standing(self) -> str:
        """Return all last losses in a sentence."""
        names = short_names(self.shown)
        ends = [
            said("{name} {value}", name=names[i], value=number(self.last_loss(i))) for i in by_last_loss(self.shown)
        ]
        return said("The last losses: {losses}.", losses=enumerated(ends))

    def verdict(self) -> str:
        """Return who came lowest, if any came down."""
        runs, names = self.shown, short_names(self.shown)
        best, second = by_last_loss(runs)[:2]
        run, loss = runs[best], self.last_loss(best)
        if not loss < known_losses(run)[0]:
            return said("None of them comes down.")
        if loss == self.last_loss(second):
            two = listed([names[best], names[second]])
            return said("{names} end equally low, at {loss}.", names=two, loss=number(loss))
        return counted(
            "{name} comes lowest: loss {loss} after {n} step.",
            "{name} comes lowest: loss {loss} after {n} steps.",
            run.steps,
            name=names[best],
            loss=number(loss),
        )
