"""The slope of every direction at a point: a unit vector turns on the contours and draws a cosine."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import headline_of, why_not_together
from gdviz.analysis.directional_derivative import Directions, why_not_directional_derivative
from gdviz.analysis.framing import is_to_scale
from gdviz.analysis.names import place_in_words
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.placement import first_fitting
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import widest
from gdviz.figures.directional_derivative.rose import TURN, WORDS, Rose, angle_at, length_of
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import LEFT, RIGHT, UNDER, UNDER_HEADING, Canvas, drawing, outlined
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.panels import Banner
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.runs.run import Run
from gdviz.style.equations import WithMath
from gdviz.style.numerals import number, steady
from gdviz.style.themes import Series, Style
from gdviz.style.typefaces import typeface_beside

Array = NDArray[np.float64]
# In points: what is between a field and a board beside it, and below it, and what a board's title takes; and the least
# width and height of a board, as a share of the page and in points.
BESIDE, BELOW, TITLE = 67.0, 66.0, 30.0
LEAST_WIDE, LEAST_HIGH = (0.31, 110.0), (0.22, 68.0)
# What the area of a board is worth beside that of the field, and how much better a board below the field has to be.
WORTH, BETTER = 0.4, 1.15
# What words above and below the wave take, in points, how high a board goes at least, in greatest slopes, and how high
# one is at least that has room for words, and how wide one that has room for both words along its middle.
WORDED, ROOM, LOW, WIDE = 21.0, 1.25, 96.0, 150.0
# In points: the sizes of what stands above a board, its name and the slope, and what is free between them at least.
NAME, READ, GAP = 11.0, 13.0, 8.0


@figure("directional-derivative", fits=why_not_directional_derivative, strip=StripShape(0.8), together=why_not_together)
def directional_derivative(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Turn a unit vector u at the start of a run, and draw the slope of f along it: |grad f| times a cosine.

    On the contours u goes once round from the gradient, and on to where it opposes it and the slope is least; the
    gradient's part along u is drawn on it. Beside them the slope is drawn over the angle between u and the gradient.
    Time is the angle here, not the step. Of several runs those that start elsewhere have a vector each.
    """
    starts = list({run.params[0].tobytes(): run for run in reversed(runs)}.values())[::-1]
    here = [Directions.of(run) for run in starts]
    looks = [style.look_of(i, len(starts)) for i in range(len(starts))]
    scape = widest(starts)
    with drawing(style):
        canvas = Canvas(clip, style)
        at = place_in_words(here[0].at.tolist(), 4)
        subtitle = said("The slope at {place} in every direction u", place=at)
        if len(here) > 1:
            subtitle = said("The slope in every direction u")
        how: dict[str, Any] = {"count": _angle_in_words, "widest": "φ = 360°"}
        banner = Banner(canvas, headline_of(runs[0]), subtitle, said("from the gradient to u"), **how)
        many, alone = list(enumerate(zip(here, looks, strict=True))), len(here) == 1
        parts: list[Part] = []
        frame = _frame(scape, here)
        wide, high = np.ptp(frame, axis=0)
        place, beside = _places(canvas, float(wide / high) if is_to_scale(scape) else None)
        if canvas.has_picture:
            field = canvas.axes_in(place)
            draw_field(field, scape, style)
            field.set(xlim=frame[:, 0], ylim=frame[:, 1])
            field.set_anchor("C")
            field.apply_aspect()
            across, up = names_of_axes(runs, scape)
            field.set_xlabel(across)
            field.set_ylabel(up, labelpad=2)
            ring_minima(field, runs[0], scape, style)
            for i, (one, look) in many:
                parts.append(Rose(canvas, field, scape, one, look, i, alone=alone, rings=runs[0].minima))
        if canvas.has_panels:
            board = canvas.axes_in(beside)
            _draw_board(canvas, board, max(one.steepest for one in here), alone=alone)
            parts += [Wave(board, one, look, style, alone=alone) for _, (one, look) in many]
            if alone and canvas.excerpt is None:
                parts.append(_Slope(canvas, board, here[0], looks[0]))
        return canvas.painter([*parts, banner])


def _frame(scape: Landscape, here: Sequence[Directions]) -> Array:
    """Return the corners (2, 2) of what the field shows: the landscape, and each circle that u goes round in, whole.

    Beyond a circle there is a little room for what tips are called.
    """
    low, high = (np.array([grid[end] for grid in (scape.x, scape.y)]) for end in (0, -1))
    centres = np.array([one.at for one in here])
    reach = np.array([[WORDS * length_of(scape, one.at)] for one in here])
    return np.array([np.minimum(low, (centres - reach).min(axis=0)), np.maximum(high, (centres + reach).max(axis=0))])


def _places(canvas: Canvas, ratio: float | None) -> tuple[Box, Box]:
    """Return what the field has to lie in, and the board: below it where that makes more of the page, or beside it.

    `ratio` is the width of the field over its height; None where it fills what there is.
    """
    if canvas.excerpt is not None:
        panel = canvas.panel_boxes(1)
        return canvas.excerpt.frame, panel[0] if panel else canvas.excerpt.frame
    page = canvas.box(LEFT, UNDER, RIGHT, UNDER_HEADING)

    def fitted(wide: float, high: float) -> tuple[float, float]:
        return (wide, high) if ratio is None else (min(wide, high * ratio), min(high, wide / ratio))

    wide, high = fitted(page.width - BESIDE - max(LEAST_WIDE[0] * page.width, LEAST_WIDE[1]), page.height)
    board = page.with_edges(left=page.left + wide + BESIDE, high=page.high - TITLE)
    aside, worth = (page.with_edges(right=page.left + wide), board), _worth(wide * high, board)
    wide, high = fitted(page.width, page.height - BELOW - max(LEAST_HIGH[0] * page.height, LEAST_HIGH[1]))
    board = page.with_edges(high=page.high - high - BELOW)
    return (page.with_edges(low=page.high - high), board) if _worth(wide * high, board) > BETTER * worth else aside


def _worth(field: float, board: Box) -> float:
    return field + WORTH * board.width * board.height


def _angle_in_words(moment: Moment) -> str:
    return f"φ = {angle_at(moment) % 360:.0f}°"


class Wave:
    """On the board: the slope over the angle, pale, and as far as u has turned in full, with a stem and a dot."""

    def __init__(self, axes: Axes, here: Directions, look: Series, style: Style, *, alone: bool) -> None:
        self._here, color = here, style.ink if alone else look.color
        self._angles = np.linspace(0, TURN, 181)
        self._slopes = here.slope(here.uphill + self._angles)
        axes.plot(self._angles, self._slopes, color=color, lw=1.4, alpha=0.22)
        self._curve = axes.add_line(Line2D([], [], color=color, lw=2.2, zorder=5))
        self._stem = axes.add_line(Line2D([], [], color=look.color, lw=5, alpha=0.45, zorder=6))
        self._stem.set_solid_capstyle("butt")
        self._dot = axes.add_line(
            Line2D([], [], ls="", marker=look.marker, ms=9, mfc=look.color, mec=style.casing, mew=1.3, zorder=7)
        )
        self._dot.set_clip_on(False)
        self.artists: tuple[Artist, ...] = (self._curve, self._stem, self._dot)

    def show(self, moment: Moment) -> None:
        """Draw the curve as far as u has turned, and where u is."""
        angle = angle_at(moment)
        place = angle % TURN if angle > TURN else angle
        slope = float(self._here.slope(self._here.uphill + angle))
        seen = self._angles <= angle
        rest = np.array([[place], [slope]]) if angle < TURN else np.empty((2, 0))
        self._curve.set_data(np.append(self._angles[seen], rest[0]), np.append(self._slopes[seen], rest[1]))
        self._stem.set_data([place, place], [0.0, slope])
        self._dot.set_data([place], [slope])


class _Slope:
    """The slope that is shown, as a number above the board."""

    def __init__(self, canvas: Canvas, axes: Axes, here: Directions, look: Series) -> None:
        self._here, self._format = here, steady(np.array([here.steepest]), 4)
        place, (wide, high) = axes.get_position(), canvas.points
        at = (place.x1 * wide, place.y1 * high + 12)
        self._words = Lettering(canvas, at, size=READ, color=look.color, bold=True, align=1.0)
        self.artists: tuple[Artist, ...] = (self._words,)

    def show(self, moment: Moment) -> None:
        """Write the number."""
        self._words.words = self._format(float(self._here.slope(self._here.uphill + angle_at(moment))))


def _draw_board(canvas: Canvas, axes: Axes, steepest: float, *, alone: bool) -> None:
    """Draw the axes, and where there is room name where the slope is greatest, zero and least."""
    style, whole = canvas.style, canvas.excerpt is None
    wide, high = (float(side) * 72 / float(axes.figure.dpi) for side in axes.bbox.size)
    is_worded = alone and whole and high >= LOW
    room = max(ROOM, high / (high - 2 * WORDED)) if is_worded else ROOM
    axes.set(xlim=(0, TURN), ylim=(-room * steepest, room * steepest))
    names = (said("angle φ from the gradient to u"), said("angle φ"))[not whole :]
    axes.set_xlabel(first_fitting(names, lambda words: canvas.width_of(words, 11) * canvas.points[0], wide))
    angles = range(0, 361, 90 if whole else 180)
    axes.set_xticks(list(angles), [f"{angle}°" for angle in angles])
    axes.set_yticks([-steepest, 0, steepest], [number(-steepest), "0", number(steepest)])
    axes.grid()
    axes.axhline(0, color=style.muted, lw=0.9)
    slope = said("slope")
    law = WithMath(slope + r" $= |\nabla f|\,\cos\varphi$")
    taken = canvas.width_of(law, NAME) + canvas.width_of(number(-steepest), READ, bold=True)
    title = law if whole and taken * canvas.points[0] + GAP <= wide else slope
    font = typeface_beside(style.font, title)
    axes.set_title(title, loc="left", fontproperties=font, fontsize=NAME, pad=7, parse_math=True)
    if not alone or not whole:
        return
    level = style.classes[0]
    how: dict[str, Any] = {"textcoords": "offset points", "fontsize": 10}
    axes.plot([90, 270], [0, 0], ls="", marker="o", ms=6, mfc=style.background, mec=level, mew=1.6, zorder=4)
    for words, angle, share, (dx, dy), color, side in (
        (said("steepest up") if is_worded else "", 0, 1, (6, 8), style.ink, "left"),
        (said("level"), 90, 0, (8, 5), level, "left"),
        (said("level") if wide >= WIDE else "", 270, 0, (-8, 5), level, "right"),
        (said("steepest down") if is_worded else "", 180, -1, (0, -18), style.accent, "center"),
    ):
        text = axes.annotate(words, (angle, share * steepest), (dx, dy), color=style.lettering(color), ha=side, **how)
        outlined(text, style.casing)
