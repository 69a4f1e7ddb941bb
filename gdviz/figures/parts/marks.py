"""The parts that figures share: a path with its head, the loss curve, the counter, names at the heads."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.text import Text
from numpy.typing import NDArray

from gdviz.analysis.comparison import headline_of, method_of
from gdviz.analysis.names import names_alone, names_of
from gdviz.analysis.pacing import Moment, pace_note
from gdviz.analysis.placement import first_fitting
from gdviz.analysis.strip import NOTE
from gdviz.analysis.surveys import points_counted
from gdviz.analysis.trust import Trust, summary_of
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.titles import TopWords, bold_width, fitted_title
from gdviz.figures.parts.trust import TrustNote
from gdviz.languages import counted, localized, phrased, said
from gdviz.runs.requirements import is_of_points
from gdviz.runs.run import Run
from gdviz.style.themes import Series
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# Where the title of a strip begins, in points from the left.
HEAD_LEFT = 4.0
# How large it is, and what it shrinks to; and how far it, and what is below it, is from the top of the page.
STRIP, LEAST_STRIP, STRIP_TOP, STRIP_SECOND = 13.0, 10.0, 3.0, 21.0


class Heading:
    """Title and subtitle at the top left, and the step counter at the top right, or below where all is `stacked`.

    A `note` says more of the steps, and on a plane how far to `trust` it. Where runs are at different steps
    there is a counter for each in its colour. Without a title the counter stands alone, in one line.

    Attributes
    ----------
    words
        Where its words are; `stacked` they have a share of the page's width.
    """

    def __init__(
        self,
        canvas: Canvas,
        runs: Sequence[Run],
        looks: Sequence[Series] = (),
        *,
        subtitle: str | None = None,
        note: str = "",
        stacked: float | None = None,
        trust: Trust | None = None,
    ) -> None:
        style = canvas.style
        has_names = len(runs) > 1 and not subtitle
        # How many runs there are their key says too; where the subtitle is left out, the key stands in its place.
        spare = has_names and subtitle is None
        subtitle = _subtitle(runs) if subtitle is None else subtitle
        self._trust: TrustNote | None = None
        self._points, points = points_counted(runs) if all(map(is_of_points, runs)) else ([], "")
        self._each = canvas.clip.pace == "arc" and len(runs) > 1 and not self._points
        if canvas.excerpt is not None:
            colors = [look.color for look in looks] if self._each else [style.ink]
            title = headline_of(runs[0]) if style.title is None else style.title
            self._counters = head_excerpt(canvas, title, "" if has_names else subtitle, colors)
            if canvas.excerpt.part == "heading":
                top = STRIP_SECOND if title else STRIP_TOP
                if has_names:
                    _name_in_a_row(canvas, runs, looks, HEAD_LEFT / canvas.points[0], canvas.below(top), 1.0)
                top += NOTE if has_names or (title and subtitle) else 0.0
                _note_excerpt(canvas, trust or Trust(), top)
            self.artists: tuple[Artist, ...] = tuple(self._counters)
            return
        longest = max(run.steps for run in runs)
        total = [counted("of {n} step", "of {n} steps", longest), note, pace_note(canvas.clip.pace)]
        total = [points] if self._points else total
        widest = canvas.width_of(localized(f"{longest:,}"), 15) + 0.02
        longest_count = max(self._points, key=len, default=said("step {step}", step=longest))
        counter = len(runs) * widest if self._each else bold_width(canvas, longest_count)
        phrases = [phrase for phrase in total if phrase]
        self._trust = TrustNote(canvas, trust or Trust())
        how_set: dict[str, Any] = {"room": stacked, "spare": spare, "note": self._trust}
        self.words = TopWords(canvas, headline_of(runs[0]), subtitle, phrases, counter, **how_set)
        x, y = self.words.at
        how: dict[str, Any] = {"va": "top", "ha": "left" if self.words.stacked else "right"}
        places = [x + widest * (i if how["ha"] == "left" else i + 1 - len(runs)) for i in range(len(runs))]
        colors = [look.color for look in looks] or [style.ink] * len(runs)
        self._counters = (
            [canvas.text(at, y, "", size=15, bold=True, color=c, **how) for at, c in zip(places, colors, strict=True)]
            if self._each
            else [canvas.text(x, y, "", size=15, bold=True, **how)]
        )
        self.artists = (*self._counters, *self._trust.artists)

    def show(self, moment: Moment) -> None:
        """Show the last step that is complete."""
        if self._trust is not None:
            self._trust.show(moment)
        if not self._each:
            done = int(moment.step + 1e-9)
            for counter in self._counters:
                counter.set_text(self._points[done] if self._points else said("step {step}", step=done))
            return
        for counter, step in zip(self._counters, moment.steps, strict=False):
            counter.set_text(localized(f"{int(step + 1e-9):,}"))


def head_excerpt(canvas: Canvas, title: str, subtitle: str, colors: Sequence[str]) -> list[Text]:
    """Write a strip's title and subtitle, or return the counters of one of its pictures, a colour each, still empty."""
    if canvas.excerpt is None or canvas.excerpt.part == "panels":
        return []
    width, height = canvas.points
    if canvas.excerpt.part == "heading":
        if title:
            room = 1 - 2 * HEAD_LEFT / width
            fitted = fitted_title(canvas, title, room, size=STRIP, least=LEAST_STRIP, most=1)
            canvas.text(
                HEAD_LEFT / width, canvas.below(STRIP_TOP), fitted.lines[0], size=fitted.size, bold=True, va="top"
            )
            fitted = fit_title(subtitle, canvas.width_of, room, size=10.5, least=9.0, most=1)
            how: dict[str, Any] = {"size": min(fitted.size, 10.0), "color": canvas.style.muted, "va": "top"}
            canvas.text(HEAD_LEFT / width, canvas.below(STRIP_SECOND), "".join(fitted.lines), **how)
        return []
    frame = canvas.excerpt.frame
    y, pitch = (frame.high + 4) / height, frame.width / width / len(colors)
    return [
        canvas.text(frame.left / width + i * pitch, y, "", bold=True, color=color, va="baseline")
        for i, color in enumerate(colors)
    ]


def _note_excerpt(canvas: Canvas, trust: Trust, top: float) -> None:
    """Say below a strip's title, so far from the top in points, how far to trust its plane; briefly if that fits."""
    room = 1 - 2 * HEAD_LEFT / canvas.points[0]
    ways = ["; ".join(summary_of(trust, brief=brief)) for brief in (False, True)]
    words = first_fitting(ways, lambda one: canvas.width_of(one, 9.5), room)
    how: dict[str, Any] = {"size": 9.5, "color": canvas.style.muted, "va": "top"}
    canvas.text(HEAD_LEFT / canvas.points[0], canvas.below(top), words, **how)


def _subtitle(runs: Sequence[Run]) -> str:
    if len(runs) == 1:
        return method_of(runs[0])
    return counted("{n} run", "{n} runs", len(runs))


def key_row(canvas: Canvas, runs: Sequence[Run], looks: Sequence[Series]) -> None:
    """Name the runs in a row below the title, with colour and marker; without details where those do not fit."""
    if canvas.excerpt is None:
        end = 0.70 if canvas.style.title == "" else 0.80
        _name_in_a_row(canvas, runs, looks, 0.04, canvas.below(canvas.second), end)


def _name_in_a_row(
    canvas: Canvas, runs: Sequence[Run], looks: Sequence[Series], x: float, y: float, end: float
) -> None:
    pairs = names_of(runs)
    mark = 30 / canvas.points[0]
    ways = ([phrased([name, detail]) for name, detail in pairs], names_alone(runs))
    words = first_fitting(ways, lambda all_of: x + sum(canvas.width_of(one, 10) + mark for one in all_of), end)
    for i, (word, look) in enumerate(zip(words, looks, strict=True)):
        rest = said("and {count} more", count=len(runs) - i)
        behind = canvas.width_of(rest, 10) if i + 1 < len(runs) else 0.0
        if x + canvas.width_of(word, 10) + mark + behind > end:
            canvas.text(x, y, rest, size=10, color=canvas.style.muted, va="top")
            break
        at = ([x + 3.5 / canvas.points[0]], [y - 6 / canvas.points[1]])
        dot = Line2D(*at, marker=look.marker, color=look.color, ms=6, transform=canvas.figure.transFigure)
        canvas.figure.add_artist(dot)
        canvas.text(x + 10.4 / canvas.points[0], y, word, size=10, color=look.color, va="top")
        x += canvas.width_of(word, 10) + mark
