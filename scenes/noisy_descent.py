"""The same descent with all points a step, with a few, and with one: the fewer, the cheaper and the noisier."""

from collections.abc import Sequence

import numpy as np

from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of, why_not_together
from gdviz.analysis.noise import count_of
from gdviz.analysis.trajectory import widest
from gdviz.analysis.trust import Trust, summary_of
from gdviz.languages import phrased, prose, said
from gdviz.props.noise import NoiseFields
from gdviz.runs.requirements import why_not_noise, why_not_surface
from gdviz.runs.run import Run
from gdviz.stage.counters import Counted, Counters, InLine, keep_counters
from gdviz.stage.losses import NAME
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage

SOLVE = "gdviz solve logistic --lr 0.2 --batch 16 --epochs 8"


class NoisyDescent(Stage):
    """Go down one landscape with all points a step, with a few, and with one, side by side.

    Fits two to four runs of one problem with points, each with another batch size. Each goes down alone, then all go
    together, so that at every moment each has seen as many points as the others; below grow their losses over all
    points, and the film ends on how often each went uphill and how far down it came.
    """

    example = (
        ("logistic --lr 0.2 --epochs 8", "renders/runs/full"),
        ("logistic --lr 0.2 --batch 16 --epochs 8", "renders/runs/mini"),
        ("logistic --lr 0.2 --batch 1 --epochs 8", "renders/runs/single"),
    )

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs without points, or without a landscape over two parameters."""
        return why_not_noise(run) or why_not_surface(run)

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Refuse one run or many, and runs that differ in more than their batches, or not in them."""
        if not 2 <= len(runs) <= 4:
            many = "one run is" if len(runs) == 1 else f"{len(runs)} runs are"
            return f"{many} no comparison; name two to four that differ in their batch, as of `{SOLVE}`"
        if any(not _same_problem(runs[0], run) for run in runs[1:]):
            return "they are not of one problem with the same points"
        sizes = [_batch(run) for run in runs]
        if len(set(sizes)) < len(sizes):
            return f"two of them use as many points a step ({', '.join(map(str, sizes))}); give one another --batch"
        return why_not_together(runs)

    def construct(self) -> None:
        """Tell the story in some forty seconds."""
        self.page = self.page.squared(crowded=len(self.shown) > 3)
        heading = self.heading(said("Cheaper steps, more noise"), self.about(), wide=True, counters=1)
        # On a square page the losses have the place of what counts epochs beside their label.
        is_square = self.in_rows and self.page.shape == "square"
        if self.in_rows and not is_square:
            keep_counters(self)
        fields = NoiseFields(self, box=self.picture(Share(0.04, 0.1, 0.96, 0.79), bleeds=False, lines=None))
        counted = Counted(fields.unit_in_words(), fields.count)
        if is_square:
            ends = count_of(fields.most, fields.unit)
            epochs = PenMobject(
                InLine(self, counted, fields.losses.corner, NAME, ends=ends, align=1.0).draw, hidden=True
            )
        else:
            epochs = Counters(self, counted, wide=True, hidden=True)
        n = fields.meters[0].points

        self.beat(
            said("the landscape"),
            said("The loss over {count} points, once for each run. They differ in what a step uses.", count=n),
        )
        self.add(heading, fields.still, *fields.fields, *fields.paths, *fields.balls, *fields.tallies)
        self.add(*fields.verdicts, fields.losses.curves, epochs)
        self.open_on(*fields.verdicts, epochs, ends=list(zip(fields.seen, fields.ends, strict=True)))
        loss = said("One loss over {count} points.", count=n)
        if all((run.params[0] == self.run.params[0]).all() for run in self.shown):
            loss = said("One loss over {count} points, one start.", count=n)
        self.say(prose([loss, said("How many points should a step use?")]))
        self.wait(1.8)

        for i, title in enumerate(fields.titles):
            self.beat(title, fields.number_of_steps(i))
            self.say(fields.batches_in_words(i))
            self.play(fields.go(i, 3.5))
            self.play(fields.verdicts[i].appear(), run_time=0.5)
            self.wait(1.3)

        self.beat(
            said("the same work"),
            said("Points are what steps cost. At every moment each run has seen as many as the others."),
        )
        self.say(
            said("Now together: at every moment each has seen as many points."),
            *fields.back_to_start(),
            *(verdict.vanish() for verdict in fields.verdicts),
            epochs.appear(),
            seconds=1.2,
        )
        self.wait(0.8)
        self.play(*fields.go_together(7.0))
        self.wait(0.6)
        self.say(fields.steps_taken())
        self.wait(1.5)

        self.beat(said("the end"), prose([fields.steps_taken(), fields.noise(), fields.outcome()]))
        verdicts = [verdict.appear() for verdict in fields.verdicts]
        if fields.noise():
            self.say(fields.noise(), *verdicts)
            self.wait(1.8)
        self.conclude(fields.outcome(), *([] if fields.noise() else verdicts), seconds=2.5)

    def about(self) -> list[str]:
        """Return in words what all runs have in common, and how far to trust a plane of more than two parameters."""
        methods = " / ".join(dict.fromkeys(method_of(run) for run in self.shown))
        variance, *others = summary_of(Trust.of(self.shown, widest(self.shown))) or [""]
        if not self.page.is_wide:
            return [methods, variance]
        return [phrased([methods, variance, *others[-1:]])]


def _batch(run: Run) -> int:
    return int((run.manifest.get("batch") or {"size": len(run.data["y"])})["size"])


def _same_problem(one: Run, other: Run) -> bool:
    same = all(one.problem[entry] == other.problem[entry] for entry in ("name", "options", "parameters"))
    return same and all(np.array_equal(one.data[name], other.data.get(name, ())) for name in one.data)
