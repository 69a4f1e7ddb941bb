"""What a figure on a plane says of how far to trust it, in a quiet line below its heading."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist

from gdviz.analysis.names import names_alone
from gdviz.analysis.pacing import Moment
from gdviz.analysis.trajectory import spread_rows
from gdviz.analysis.trust import FEW, Trust, phrases_of
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering

# In points: the size of the words, from a line to the next, and from a phrase to the next beside it.
SIZE, PITCH, APART = 9.5, 13.5, 13.0
# On a page less high than this many runs leave little room, in points.
SMALL = 300.0
# At how many moments it is looked how wide a phrase becomes.
LOOKS = 200


class TrustNote:
    """Phrases that change with the step, each at a place of its own so that none moves when another grows.

    Parameters
    ----------
    canvas
        The page.
    trust
        How far to trust it of each run, and how it was taken.

    Attributes
    ----------
    height, wide
        What it takes, in points, once it is written.
    """

    def __init__(self, canvas: Canvas, trust: Trust) -> None:
        self._canvas, self._trust = canvas, trust
        runs = [one.run for one in trust.slices]
        self._names = names_alone(runs) if runs else []
        steps = spread_rows(max((run.steps for run in runs), default=0) + 1, LOOKS).tolist()
        self._brief = False
        long, self._short = (
            np.max(
                [
                    [self._wide(words) for words in self._said([min(step, run.steps) for run in runs], brief=brief)]
                    for step in steps
                ],
                axis=0,
            )
            for brief in (False, True)
        )
        self._widths = long
        self.lines: list[Lettering] = []
        self.height = self.wide = 0.0
        self.artists: tuple[Artist, ...] = ()

    def rows(self, room: float) -> list[list[int]]:
        """Return which phrases stand in each line of a room so wide, in points."""
        found: list[list[int]] = []
        left = 0.0
        for index, wide in enumerate(self._widths):
            if not found or left + wide > room:
                found.append([])
                left = 0.0
            found[-1].append(index)
            left += wide + APART
        return found

    def write(self, left: float, top: float, room: float) -> None:
        """Write it from a left edge and downwards from a height on the page, in points."""
        color = self._canvas.style.muted
        rows = self.rows(room)
        long, self._widths, self._brief = self._widths, self._short, True
        # Brief words are worth it where they take fewer lines.
        if len(self.rows(room)) >= len(rows):
            self._widths, self._brief = long, False
        rows = self.rows(room)
        if self._canvas.points[1] < SMALL and len(self._trust.slices) > FEW:
            # A list of many runs leaves a small page no more than a line.
            self._widths, self._brief = self._short, True
            rows = self.rows(room)[:1]
        self.height = PITCH * len(rows)
        for line, row in enumerate(rows):
            x = left
            for index in row:
                at = (x, top - PITCH * (line + 0.5))
                self.lines.append(Lettering(self._canvas, at, size=SIZE, color=color))
                x += self._widths[index] + APART
            self.wide = max(self.wide, x - APART - left)
        self.artists = tuple(self.lines)

    def show(self, moment: Moment) -> None:
        """Say what holds at the last steps that are complete."""
        for line, words in zip(self.lines, self._said(moment.steps, brief=self._brief), strict=False):
            line.words = words

    def _said(self, steps: Sequence[float], *, brief: bool) -> list[str]:
        return phrases_of(self._trust, steps, self._names, brief=brief)

    def _wide(self, words: str) -> float:
        return self._canvas.width_of(words, SIZE) * self._canvas.points[0]
