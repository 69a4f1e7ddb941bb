"""The words at the top of a page: title, subtitle and the total of the steps, as they fit, whatever they say."""

from collections.abc import Sequence
from typing import Any

from gdviz.figures.parts.canvas import BARE, HEADING, SECOND, TOP, Canvas
from gdviz.figures.parts.trust import PITCH, TrustNote
from gdviz.languages import phrased
from gdviz.style.equations import CUT, TypesetFunction, WithMath, line_of
from gdviz.style.wrapping import Fitted, fit_title, wrap

# In points: letters of a title and of all else, and what they shrink to at most.
TITLE, LEAST_TITLE, PLAIN, LEAST_PLAIN = 15.0, 11.5, 10.5, 9.0
# Points from a title's last line to what stands below it, from a subtitle to a counter below it, and what lies between
# words side by side; and from line to line, in sizes.
DROP, RAISED, APART, LEADING = SECOND - TOP, 30.0, 16.0, 1.22
# What lies between the total and words below it, in sizes.
UNDER = 0.4
# The edges of the page, and the share of it that a line of the total takes.
LEFT, RIGHT, TOTAL = 0.04, 0.965, 0.36


class TopWords:
    """Title and subtitle at the top left, and the total of a counter at the top right, or below them.

    A title has two lines at most, and shrinks and is cut off before it comes near to the counter. Figures begin at
    `canvas.head`, which this sets.

    Parameters
    ----------
    canvas
        The page.
    title, subtitle
        What they say; the style's title takes the title's place, and without one there is no subtitle.
    total
        Phrases that stand below the counter, or at its right where there is no title.
    counter
        How wide the counter will be, as a share of the page.
    room
        The share of the page's width that all has, one below the other, where pictures stand beside it.
    note
        What is said of the plane that pictures are on, below the subtitle.
    spare
        Whether the subtitle is left out below a title of two lines.

    Attributes
    ----------
    at, stacked
        Where the counter's upper right corner is, in shares of the page; its upper left one where all is stacked.
    low
        Points from the top of the page to the last line of all.
    wide
        How wide title and subtitle are, in points.
    """

    def __init__(
        self,
        canvas: Canvas,
        title: str,
        subtitle: str,
        total: Sequence[str],
        counter: float,
        *,
        room: float | None = None,
        note: TrustNote | None = None,
        spare: bool = False,
    ) -> None:
        self._canvas, self.wide = canvas, 0.0
        title = title if canvas.style.title is None else canvas.style.title
        self.stacked = bool(title) and room is not None
        if not title:
            words = phrased(total)
            self._write([words], RIGHT, TOP + 2.5, ha="right")
            gap = canvas.width_of(words) + 0.03 if words else 0.0
            self.at, self.low = (RIGHT - gap, canvas.below(TOP)), TOP
            canvas.head, canvas.second = BARE, TOP
            if note is not None and (down := self._note(note, TOP, RIGHT - gap - counter - 0.03 - LEFT)):
                canvas.head += down - PITCH
            return
        full = RIGHT - LEFT if room is None else room
        lines = wrap(phrased(total), canvas.width_of, TOTAL if room is None else room)
        aside = max(counter, *map(canvas.width_of, lines), 0.0) + APART / canvas.points[0]
        narrow = full if room is not None else full - aside
        fitted = fitted_title(canvas, title, narrow)
        self._write(fitted.lines, LEFT, TOP, size=fitted.size, bold=True, color=canvas.style.ink)
        self.wide = max(bold_width(canvas, line) for line in fitted.lines) * fitted.size / TITLE * canvas.points[0]
        below = TOP + (len(fitted.lines) - 1) * LEADING * fitted.size + DROP * fitted.size / TITLE
        drop = DROP * fitted.size / TITLE
        is_spared = spare and bool(subtitle) and len(fitted.lines) > 1
        if is_spared:
            subtitle, below = "", below - drop
        # Letters of the total go below its last line.
        is_beside = room is None and below < SECOND + (LEADING * len(lines) + UNDER) * PLAIN
        fitted = fit_title(subtitle, canvas.width_of, narrow if is_beside else full, size=PLAIN, least=LEAST_PLAIN)
        self._write(fitted.lines, LEFT, below, size=fitted.size)
        self.wide = max([self.wide, *(canvas.width_of(line) * canvas.points[0] for line in fitted.lines)])
        canvas.second = below + max(len(fitted.lines) - 1, 0) * LEADING * fitted.size
        if note is not None:
            under = canvas.second + (LEADING * fitted.size if subtitle else drop if is_spared else 0.0)
            is_beside = room is None and under < SECOND + (LEADING * (len(lines) - 1) + 1) * PLAIN
            if down := self._note(note, under, narrow if is_beside else full):
                canvas.second = under + down - PITCH
        down = (len(lines) - 1) * LEADING * PLAIN
        if room is None:
            self.at = (RIGHT, canvas.below(TOP))
            self._write(lines, RIGHT, SECOND, ha="right")
            self.low = max(canvas.second, SECOND + down)
            canvas.head = self.low + HEADING - SECOND
        else:
            self.at = (LEFT, canvas.below(canvas.second + RAISED))
            self._write(lines, LEFT, canvas.second + RAISED + DROP)
            self.low = canvas.second + RAISED + DROP + down
            canvas.head = canvas.second + HEADING - SECOND

    def _note(self, note: TrustNote, top: float, share: float) -> float:
        """Write a note so far from the top of the page, in a share of its width, and return its height in points."""
        width, height = self._canvas.points
        note.write(LEFT * width, height - top, share * width)
        self.wide = max(self.wide, note.wide)
        return note.height

    def _write(self, lines: Sequence[str], x: float, top: float, *, size: float = PLAIN, **how: Any) -> None:
        how = {"color": self._canvas.style.muted, "va": "top", **how}
        for i, words in enumerate(lines):
            self._canvas.text(x, self._canvas.below(top + i * LEADING * size), words, size=size, **how)


def fitted_title(
    canvas: Canvas, title: str, room: float, *, size: float = TITLE, least: float = LEAST_TITLE, most: int = 2
) -> Fitted:
    """Return a title in lines no wider than a share of the page; those of an equation are formulas."""
    if not isinstance(title, TypesetFunction):
        return fit_title(
            title, lambda words: canvas.width_of(words, size, bold=True), room, size=size, least=least, most=most
        )

    def width(latex: str) -> float:
        return canvas.width_of(WithMath(line_of(latex)), size)

    fitted = fit_title(title.parts, width, room, size=size, least=least, most=most, ellipsis=CUT)
    return Fitted(tuple(WithMath(line_of(line)) for line in fitted.lines), fitted.size)


def bold_width(canvas: Canvas, words: str, size: float = TITLE) -> float:
    """Return how wide bold words, of a title's size unless told, are, as a share of the page."""
    return canvas.width_of(words, size, bold=not isinstance(words, WithMath))
