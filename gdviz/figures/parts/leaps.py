"""Pictures that leap: every so many steps, with rest in between."""

from collections.abc import Sequence
from dataclasses import replace

from matplotlib.artist import Artist

from gdviz.analysis.pacing import Moment
from gdviz.figures.figure import Part
from gdviz.runs.run import Run


class Leaps:
    """A part that is shown every so many steps only, and holds in between; with 1, at every moment.

    Of a thinned run the last recorded step before is shown.
    """

    def __init__(self, part: Part, runs: Sequence[Run], every: int) -> None:
        self._part, self._runs, self._every = part, runs, every
        self.artists: tuple[Artist, ...] = part.artists

    def show(self, moment: Moment) -> None:
        """Show the part at the moment's last step that is shown."""
        if self._every > 1:
            steps = (held(run, step, self._every) for run, step in zip(self._runs, moment.steps, strict=True))
            moment = replace(moment, steps=tuple(steps))
        self._part.show(moment)


def held(run: Run, step: float, every: int) -> float:
    """Return the last step, of every so many and the end, that is over at a step."""
    if step >= run.steps:
        return float(run.steps)
    whole = int(step + 1e-9) // every * every
    return float(run.step[int(run.row(whole))])
