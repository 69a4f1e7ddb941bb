"""The parts that figures share: a path with its head, the loss curve, the counter, names at the heads."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.text import Text
from numpy.typing import NDArray

from gdviz.analysis.comparison import method_of
from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import PACE_NOTES, Moment
from gdviz.figures.parts.canvas import Canvas
from gdviz.runs.run import Run
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# Where the title of a strip begins, in points from the left.
HEAD_LEFT = 4.0


def parameters_of(run: Run) -> list[str]:
    """Return the names of the axes of the plane that a run's landscape lies in."""
    along = run.landscape.along
    return [run.problem["parameters"][i] for i in along] or ["1st principal component", "2nd principal component"]


class Heading:
    """Title and subtitle at the top left, and the step counter at the top right, or below them where `stacked`.

    A `note` says more of the steps.
    Where runs are at different steps there is a counter for each in its colour. Without a title the counter stands
    alone, in one line.
    """

    def __init__(
        self,
        canvas: Canvas,
        runs: Sequence[Run],
        looks: Sequence[Series] = (),
        *,
        subtitle: str | None = None,
        note: str = "",
        stacked: bool = False,
    ) -> None:
        style = canvas.style
        title = runs[0].problem["title"] if style.title is None else style.title
        subtitle = _subtitle(runs) if subtitle is None else subtitle
        self._each = canvas.clip.pace == "arc" and len(runs) > 1
        if canvas.excerpt is not None:
            colors = [look.color for look in looks] if self._each else [style.ink]
            self._counters = head_excerpt(canvas, title, subtitle, colors)
            self.artists: tuple[Artist, ...] = tuple(self._counters)
            return
        longest = max(run.steps for run in runs)
        total = f"of {longest:,} {'step' if longest == 1 else 'steps'}"
        total = ", ".join(words for words in (total, note, PACE_NOTES[canvas.clip.pace]) if words)
        how: dict[str, Any] = {"va": "top", "ha": "left" if stacked else "right"}
        x, y = (0.04, canvas.below(68)) if stacked and title else (0.965, canvas.below(14.5))
        if title:
            canvas.text(0.04, canvas.below(14.5), title, size=15, bold=True, va="top")
            canvas.text(0.04, canvas.below(38), subtitle, size=10.5, color=style.muted, va="top")
            canvas.text(x, y - 23.5 / canvas.points[1], total, color=style.muted, **how)
        else:
            how["ha"] = "right"
            canvas.text(x, y - 2.5 / canvas.points[1], total, color=style.muted, **how)
            x -= canvas.width_of(total) + 0.03
        widest = canvas.width_of(f"{longest:,}", 15) + 0.02
        places = [x + widest * (i if how["ha"] == "left" else i + 1 - len(runs)) for i in range(len(runs))]
        colors = [look.color for look in looks] or [style.ink] * len(runs)
        self._counters = (
            [canvas.text(at, y, "", size=15, bold=True, color=c, **how) for at, c in zip(places, colors, strict=True)]
            if self._each
            else [canvas.text(x, y, "", size=15, bold=True, **how)]
        )
        self.artists = tuple(self._counters)

    def show(self, moment: Moment) -> None:
        """Show the last step that is complete."""
        if not self._each:
            for counter in self._counters:
                counter.set_text(f"step {int(moment.step + 1e-9):,}")
            return
        for counter, step in zip(self._counters, moment.steps, strict=False):
            counter.set_text(f"{int(step + 1e-9):,}")


def head_excerpt(canvas: Canvas, title: str, subtitle: str, colors: Sequence[str]) -> list[Text]:
    """Write a strip's title and subtitle, or return the counters of one of its pictures, a colour each, still empty."""
    if canvas.excerpt is None or canvas.excerpt.part == "panels":
        return []
    width, height = canvas.points
    if canvas.excerpt.part == "heading":
        if title:
            canvas.text(HEAD_LEFT / width, canvas.below(3), title, size=13, bold=True, va="top")
            canvas.text(HEAD_LEFT / width, canvas.below(21), subtitle, size=10, color=canvas.style.muted, va="top")
        return []
    frame = canvas.excerpt.frame
    y, pitch = (frame.high + 4) / height, frame.width / width / len(colors)
    return [
        canvas.text(frame.left / width + i * pitch, y, "", bold=True, color=color, va="baseline")
        for i, color in enumerate(colors)
    ]


def _subtitle(runs: Sequence[Run]) -> str:
    if len(runs) == 1:
        return method_of(runs[0])
    return f"{len(runs)} runs"


def key_row(canvas: Canvas, runs: Sequence[Run], looks: Sequence[Series]) -> None:
    """Name the runs in a row below the title, with colour and marker; without details where those do not fit."""
    x, y, end = 0.04, canvas.below(38), 0.80
    if canvas.style.title == "":
        y, end = canvas.below(14.5), 0.70
    if canvas.excerpt is not None:
        if canvas.excerpt.part != "heading":
            return
        x, y, end = HEAD_LEFT / canvas.points[0], canvas.below(3 if canvas.style.title == "" else 21), 1.0
    pairs = names_of(runs)
    words = [f"{name}, {detail}" for name, detail in pairs]
    mark = 30 / canvas.points[0]
    if x + sum(canvas.width_of(word, 10) + mark for word in words) > end:
        words = [name for name, _ in pairs]
    for word, look in zip(words, looks, strict=True):
        at = ([x + 0.006], [y - 6 / canvas.points[1]])
        dot = Line2D(*at, marker=look.marker, color=look.color, ms=6, transform=canvas.figure.transFigure)
        canvas.figure.add_artist(dot)
        canvas.text(x + 0.018, y, word, size=10, color=look.color, va="top")
        x += canvas.width_of(word, 10) + mark
