"""The same descent at several learning rates, side by side: too small, good, too large."""

from collections.abc import Sequence

from matplotlib.artist import Artist

from gdviz.analysis.comparison import why_not_together
from gdviz.analysis.learning_rates import Judgement, by_rate, judge_all, left_in_words, rates_of
from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trajectory import end_of, widest
from gdviz.analysis.trust import Trust
from gdviz.figures.figure import Painter, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.panels import Caption, Panels, draw_fields, runner
from gdviz.figures.parts.series import Curves
from gdviz.languages import counted, phrased, said
from gdviz.runs.requirements import why_not_learning_rates
from gdviz.runs.run import Run
from gdviz.style.themes import Style

# How wide the words below a field are, in points; and those of a run that left the frame and could not go on.
JUDGED, ENDED = 125.0, 225.0


@figure("learning-rates", fits=why_not_learning_rates, together=why_not_together)
def learning_rates(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Compare learning rates side by side: too small, good, too large, each with its verdict.

    Runs are sorted by their rates; where they differ in something else, that is what titles them. Until a verdict
    holds, the words below a field show how much of the way to the lowest point in reach is left; see
    gdviz.analysis.learning_rates.
    """
    order = by_rate(runs)
    ranked = [runs[i] for i in order]
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    rates = rates_of(ranked)
    scape = widest(runs)
    with drawing(style):
        canvas = Canvas(clip, style)
        words = _subtitle(runs) if rates and len(runs) > 1 else None
        heading = Heading(canvas, runs, looks, subtitle=words, trust=Trust.of(runs, scape))
        panels = Panels(canvas, ranked, scape, ENDED if any(map(end_of, runs)) else JUDGED)
        draw_fields(panels, runs, style)
        panels.write_titles(rates or _names(ranked), [looks[index] for index in order])
        paths, verdicts = [], []
        hollow = Trust.of(ranked, panels.scape).stretches
        judgements = judge_all(ranked, panels.tracks, scape)
        for place, (index, run) in enumerate(zip(order, ranked, strict=True)):
            paths.append(runner(panels, place, run, looks[index], index, stretches=hollow[place]))
            verdicts.append(Verdict(panels, place, index, run, judgements[place], style))
        label = panels.label(said("Loss against the step"), said("Loss"))
        curves = Curves(panels.curves, runs, [run.loss for run in runs], looks, style, label)
        panels.curves.set_xlabel("")
        return canvas.painter([*paths, curves, heading, *verdicts])


class Verdict:
    """The words below a field: how much of the way is left, and in the end the verdict."""

    def __init__(self, panels: Panels, place: int, index: int, run: Run, judgement: Judgement, style: Style) -> None:
        self._index, self._run, self._judgement = index, run, judgement
        self._left = Caption(panels, place, color=style.muted)
        self._verdict = Caption(panels, place, color=style.ink, bold=True)
        self.artists: tuple[Artist, ...] = (*self._left.artists, *self._verdict.artists)

    def show(self, moment: Moment) -> None:
        """Show what holds at the run's step."""
        step = moment.steps[self._index]
        if known := self._judgement.words_at(self._run, step):
            self._left.show()
            self._verdict.show(*known)
        else:
            self._verdict.show()
            self._left.show(self._left.fitting(*left_in_words(self._judgement.left_at(self._run, step))))


def _subtitle(runs: Sequence[Run]) -> str:
    many = counted("{n} learning rate", "{n} learning rates", len(runs))
    return phrased([said(runs[0].optimizer["title"]), many])


def _names(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return titles with the runs' optimizers, and what else distinguishes them, the longer one first."""
    names = names_of(runs)
    short = 1 if len({name for name, _ in names}) == 1 else 0
    return [(phrased(pair), pair[short]) for pair in names]
