"""The anatomy of a step: every quantity of the rule as an arrow, beside the rule with its numbers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np
from matplotlib.artist import Artist
from matplotlib.text import Text

from gdviz.analysis.anatomy.colors import colors_of
from gdviz.analysis.anatomy.steps import work_out
from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import StripShape
from gdviz.figures.anatomy.clock import PhaseClock
from gdviz.figures.anatomy.closeup import CloseUp
from gdviz.figures.anatomy.column import Column, Detail, Pointer
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.sheet import CachedTexts, LeavingTexts, can_be_set, formula_size
from gdviz.ledger.ledger import StepLedger
from gdviz.runs.requirements import why_not_anatomy
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.equations import WithMath
from gdviz.style.themes import Style

MOST_RUNS = 3
# In points: what is kept free at the edges of the page, left of a field with ticks, below it with its name and the
# scale of its arrows, above it for that scale where it has no ticks, above it elsewhere, between runs, and beside a
# ledger.
EDGE, LEFT_OF_FIELD, BELOW_FIELD, NOTE, AIR, GUTTER, ASIDE = 20.0, 53.0, 40.5, 17.0, 3.0, 16.0, 14.0
# The share of the page that a field has at least, that of the page's width which it has beside a ledger of several
# runs, and how many times as high as wide a page is that has runs below one another.
FIELD, ROW_FIELD, HIGH = 0.36, 0.62, 1.3
# In points: the least width of a ledger beside a field, that on pages which have no room for it, and the greatest; the
# least height of a line and of one with its numbers, the greatest of both, and the height of a rule above them.
LEDGER, NARROW, WIDEST = 150.0, 226.0, 268.0
RESULT, NUMBERED, LINE, WORKED, RULE = 14.0, 23.6, 22.8, 38.5, 40.0
# How far the numbers of a step rise as they leave, in points.
RISE = 5.0


@figure("anatomy", fits=why_not_anatomy, strip=StripShape(1.0, panels=False))
def anatomy(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    first: Annotated[int, Setting("the first step to show, counted from 1", "[1, inf)")] = 1,
    count: Annotated[int, Setting("how many steps to show, one after another", "[1, 100]")] = 2,
) -> Painter:
    """Take single steps apart: gradient, momentum, correction and step as arrows, beside the rule with its numbers.

    Every step has an equal share of the clip, and within it the arrows and the lines of the rule appear one after
    another, until the ball moves to the next theta; the clip's pace has no part in it. The step is as long as it is.
    What is no length in parameters, like the gradient, is drawn to a scale that the picture says; with momentum the
    scale is the learning rate, and the arrows add up to the step. Sizes without direction, like the root of Adam's v,
    are boxes around theta. The numbers come from the run, and a rule that does not reproduce the recorded step is not
    shown: then there are the gradient and the step alone, as they are for optimizers without a ledger.

    Two or three runs stand beside one another, each with its step; on a standing page, with all its quantities.
    """
    if len(runs) > MOST_RUNS:
        raise ValueError(f"figure 'anatomy' has room for {MOST_RUNS} runs, not {len(runs)}; give fewer")
    books = [_pages(run, first, count) for run in runs]
    with drawing(style):
        canvas = Canvas(replace(clip, pace="step"), style)
        detail: Detail = "numbers" if len(runs) == 1 else "values" if _stands_in_rows(canvas) else "step"
        parts: list[Part] = [Counter(Heading(canvas, runs), books)]
        if canvas.excerpt is not None:
            return canvas.painter([*parts, *(_excerpt(canvas, runs, books) if canvas.has_picture else [])])
        columns = 1
        if len(runs) == 1:
            field, ledger, columns = _lone(canvas, books[0][0])
            places = [(field, ledger)]
        else:
            places = _layout(canvas, len(runs))
        for index, (field, ledger) in enumerate(places):
            if detail == "numbers" and not books[index][0].is_rule:
                ledger = _write_rule(canvas, ledger, runs[index])
            clock = PhaseClock(books, index)
            close = CloseUp(canvas, field, runs, index, clock)
            column = Column(canvas, ledger, books[index], colors_of(style), detail, columns=columns)
            labels, numbers = (
                CachedTexts(canvas, close.state, close.texts),
                CachedTexts(canvas, clock.state, column.texts),
            )
            parts += [close, Pointer(column, clock), labels, numbers]
            parts += [_leaving(canvas, clock, column.texts, RISE)]
            parts += [_leaving(canvas, clock, close.all_labels, 0.0)]
        return canvas.painter(parts)


def _leaving(
    canvas: Canvas, clock: PhaseClock, texts: Callable[[int, int], Sequence[Text]], rise: float
) -> LeavingTexts:
    """Return what stood on the page before, as it leaves the page."""

    def before(moment: Moment) -> tuple[int, int]:
        page = clock.at(moment.share).page - 1
        return page, len(clock.book[page].beats)

    return LeavingTexts(canvas, before, texts, lambda moment: clock.left(moment.share), rise)


def _excerpt(canvas: Canvas, runs: Sequence[Run], books: Sequence[Sequence[StepLedger]]) -> list[Part]:
    """Return the arrows of a lone run in a picture of a strip."""
    if canvas.excerpt is None or len(runs) > 1:
        raise ValueError(f"a strip of the figure 'anatomy' has room for one run, not {len(runs)}; give one")
    close = CloseUp(canvas, canvas.excerpt.frame, runs, 0, PhaseClock(books, 0))
    return [close, CachedTexts(canvas, close.state, close.labels)]


def _pages(run: Run, first: int, count: int) -> list[StepLedger]:
    if first > run.steps:
        taken = "1 step" if run.steps == 1 else f"{run.steps} steps"
        raise ValueError(f"there is no step {first} in {run.path}, which took {taken}; try --set first={run.steps}")
    return work_out(run, first, count)


def _lone(canvas: Canvas, page: StepLedger) -> tuple[Box, Box, int]:
    """Return where the field and the ledger of a lone run stand, and how many columns the ledger has.

    The field has its share of the page. Beside it, or on a standing page below it, the ledger has what is left; below
    it has two columns if one has no room for all numbers.
    """
    width, height = canvas.points
    top, lines = height - canvas.head, page.lines
    high = top - AIR - BELOW_FIELD
    beside = width - EDGE - ASIDE - LEFT_OF_FIELD - FIELD * width * height / high
    across = width - EDGE - LEFT_OF_FIELD
    room = top - AIR - FIELD * width * height / across - BELOW_FIELD - EDGE + 4
    least = [NUMBERED if line.words else RESULT for line in lines]
    is_short = page.is_rule and sum(least) > room
    if not canvas.tall:
        wide = min(beside, WIDEST) if beside >= LEDGER else float(np.clip(0.42 * width, NARROW, WIDEST))
        ledger = Box.between(width - EDGE - wide, EDGE - 6, width - EDGE, top + 2)
        return Box.between(LEFT_OF_FIELD, BELOW_FIELD, ledger.left - ASIDE, top - AIR), ledger, 1
    wanted = sum(WORKED if line.words else LINE for line in lines) + RULE * (not page.is_rule)
    edge = EDGE - 6 if is_short else EDGE
    ledger = Box(edge, EDGE - 4, width - 2 * edge, min(room, wanted))
    return Box.between(LEFT_OF_FIELD, ledger.high + BELOW_FIELD, width - EDGE, top - AIR), ledger, 1 + is_short


def _layout(canvas: Canvas, count: int) -> list[tuple[Box, Box]]:
    """Return where the field and the ledger of each of several runs stand."""
    width, height = canvas.points
    top = height - canvas.head
    if _stands_in_rows(canvas):
        pitch, split = (top - EDGE) / count, EDGE + ROW_FIELD * (width - 2 * EDGE)
        boxes = [Box.between(EDGE, top - (i + 1) * pitch + GUTTER, width - EDGE, top - i * pitch) for i in range(count)]
        return [
            (box.with_edges(right=split - 6, high=box.high - 2 * NOTE), box.with_edges(left=split + 6)) for box in boxes
        ]
    pitch = (width - 2 * EDGE + GUTTER) / count
    boxes = [Box(EDGE + i * pitch, EDGE - 8, pitch - GUTTER, top - EDGE + 8) for i in range(count)]
    return [(box.with_edges(low=EDGE + 38, high=top - 2 * NOTE), box.with_edges(high=EDGE + 30)) for box in boxes]


def _stands_in_rows(canvas: Canvas) -> bool:
    """Return whether several runs stand below one another."""
    width, height = canvas.points
    return height > HIGH * width


def _write_rule(canvas: Canvas, box: Box, run: Run) -> Box:
    """Write the rule as the run has it, line by line at the top of a box, and return what is left of the box."""
    width, height = canvas.points
    high = box.high
    for line in run.optimizer["formula"].split(r"\qquad"):
        if not can_be_set(line.strip()):
            # Another program's formula, not in the part of LaTeX that is drawn here.
            return box
        wide, tall = formula_size(line.strip(), 13.0)
        size = 13.0 * min(1.0, box.width / wide)
        canvas.text(
            box.left / width, (high - tall - 4) / height, WithMath(f"${line.strip()}$"), size=size, va="baseline"
        )
        high -= tall + 12
    return box.with_edges(high=high - 6)


class Counter:
    """The heading, whose counter shows the number of the step that is being taken apart."""

    def __init__(self, heading: Heading, books: Sequence[Sequence[StepLedger]]) -> None:
        self._heading = heading
        longest = max(range(len(books)), key=lambda index: len(books[index]))
        self._clock, self._runs = PhaseClock(books, longest), len(books)
        self.artists: tuple[Artist, ...] = heading.artists

    def show(self, moment: Moment) -> None:
        """Show the step's number."""
        t = self._clock.book[self._clock.told(moment.share)].step.t
        self._heading.show(Moment((float(t),) * self._runs, 0.0))
