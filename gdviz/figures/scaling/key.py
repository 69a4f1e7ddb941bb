"""What the arrows on a landscape and the broad lines beside it are."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from gdviz.analysis.placement import first_fitting
from gdviz.figures.parts.arrows import Arrows, PlacedMark
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.scaling.bearings import arrow
from gdviz.languages import said, to_say
from gdviz.ledger.divisor import Divisor
from gdviz.ledger.ledger import Look
from gdviz.style.equations import WithMath
from gdviz.style.wrapping import wrap

# In points: a sample, what is free beside it, the size of words, from line to line and from a group to the next.
SHORT, FREE, SIZE, LINE, APART = 19.0, 6.0, 10.0, 15.0, 8.0
# The arrows are of one length whatever the step, in as many words as there is room for.
ALIKE = (to_say("directions only:"), to_say("directions:"), "")
Entries = Sequence[tuple[str, Look, str]]


def write_key_above(canvas: Canvas, axes: Axes, entries: Entries, room: float) -> None:
    """Say above a field, in so many points, which arrow by its look and colour is which, and that they are alike."""
    width, height = canvas.points
    place = axes.get_position()
    x, y = place.x0 * width, place.y1 * height + 10
    wide = sum(SHORT + 3 * FREE + 1.03 * canvas.width_of(words, SIZE) * width for words, _, _ in entries)
    lead = first_fitting(tuple(map(said, ALIKE)), partial(canvas.width_of, size=SIZE), (room - wide) / width)
    if lead:
        _write(canvas, x, y, lead)
        x += 1.03 * canvas.width_of(lead, SIZE) * width + FREE
    arrows = []
    for words, look, color in entries:
        arrows.append((arrow(np.array([[x, y], [x + SHORT, y]]), look, color), 1.0))
        _write(canvas, x + SHORT + FREE, y, words)
        x += SHORT + 3 * FREE + 1.03 * canvas.width_of(words, SIZE) * width
    _draw(canvas, axes, arrows)


def write_key_beside(
    canvas: Canvas, axes: Axes, entries: Entries, divisor: Divisor | None, room: float, *, is_told: bool
) -> None:
    """Say at a field's right, in so many points, what its arrows are and by what the step is divided, unless told."""
    width, height = canvas.points
    place = axes.get_position()
    x, y = place.x1 * width + 2 * FREE, place.y1 * height - LINE / 2
    wide = (room - 2 * FREE) / width
    lead = first_fitting(tuple(map(said, ALIKE)), partial(canvas.width_of, size=SIZE), wide)
    _write(canvas, x, y, lead)
    arrows = []
    for words, look, color in entries:
        y -= LINE
        arrows.append((arrow(np.array([[x, y], [x + SHORT, y]]), look, color), 1.0))
        _write(canvas, x + SHORT + FREE, y, words)
    _draw(canvas, axes, arrows)
    if divisor is None:
        return
    y -= LINE + APART
    band = Line2D([x / width, (x + SHORT) / width], [y / height] * 2, color=canvas.style.muted, lw=6.5, alpha=0.4)
    band.set_solid_capstyle("butt")
    canvas.figure.add_artist(band)
    _write(canvas, x + SHORT + FREE, y, WithMath(f"${divisor.symbol}$"))
    words = "" if is_told else said("{divisor}, which divides the step", divisor=said(divisor.words))
    for line in wrap(words, partial(canvas.width_of, size=SIZE), wide):
        y -= LINE - 2
        _write(canvas, x, y, line)


def _write(canvas: Canvas, x: float, y: float, words: str) -> None:
    width, height = canvas.points
    canvas.text(x / width, y / height, words, size=SIZE, color=canvas.style.muted, va="center_baseline")


def _draw(canvas: Canvas, axes: Axes, arrows: Sequence[tuple[PlacedMark, float]]) -> None:
    drawn = Arrows(axes, canvas.style)
    drawn.artist.set_clip_on(False)
    drawn.set(arrows)
