"""The slope of every direction at a point: a unit vector turns on the contours and draws a cosine."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from gdviz.analysis.comparison import headline_of
from gdviz.analysis.directional_derivative import Directions, level_lines, why_not_directional_derivative
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import widest
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import LEFT, RIGHT, UNDER, UNDER_HEADING, Canvas, drawing, outlined
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.panels import Banner
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.run import Run
from gdviz.style.colors import mix
from gdviz.style.numerals import number, steady, tick
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# Once round from the gradient, and on to where u opposes it.
TURN, REST = 360.0, 180.0
# The length of u, as a share of the shorter side of the landscape; it is less near a border, but not than this.
REACH, LEAST = 0.3, 0.13
# Where words stand, in lengths of u, and how high the board goes, in greatest slopes.
WORDS, ROOM = 1.24, 1.6
# How far the name of u is from its arrow, in points.
BESIDE = 10.0
# What is below a field before the board begins, in points.
UNDER_FIELD = 66.0
# The size of the names of arrows, and how far they are from the tips, in points.
SIZE, AIR = 12.0, 5.0
# How pale the arrow straight downhill is.
PALE = 0.4


@figure("directional-derivative", fits=why_not_directional_derivative, strip=StripShape(0.8))
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
        at = "" if len(here) > 1 else f" at ({', '.join(tick(value, 4) for value in here[0].at)})"
        subtitle = f"The slope{at} in every direction u"
        how: dict[str, Any] = {"count": _angle_in_words, "widest": "φ = 360°"}
        banner = Banner(canvas, headline_of(runs[0]), subtitle, "from the gradient to u", **how)
        many, alone = list(enumerate(zip(here, looks, strict=True))), len(here) == 1
        parts: list[Part] = []
        beside = canvas.panel_boxes(1)[0] if canvas.has_panels else None
        if canvas.has_picture:
            place = canvas.box(LEFT, *((0.44, RIGHT, UNDER_HEADING) if canvas.tall else (UNDER, 0.56, UNDER_HEADING)))
            field = canvas.axes_in(canvas.frame(place))
            right = draw_field(field, scape, style)
            if canvas.tall:
                field.set_anchor("NW")
                field.apply_aspect()
            across, up = names_of_axes(runs, scape)
            field.set_xlabel(across)
            field.set_ylabel(up, labelpad=2)
            ring_minima(field, runs[0], scape, style)
            parts += [Rose(canvas, field, scape, one, look, i, alone=alone) for i, (one, look) in many]
            if canvas.tall:
                # Below the field and its numbers there is room for the board, its title and the words on it.
                high = float(field.get_position().y0) * canvas.points[1] - UNDER_FIELD
                beside = canvas.box(LEFT + 0.03, UNDER, RIGHT, 0.36).with_edges(high=high)
            else:
                beside = canvas.box(right + 0.12, UNDER, RIGHT, 0.7)
        if canvas.has_panels and beside is not None:
            board = canvas.axes_in(beside)
            _draw_board(board, max(one.steepest for one in here), style, alone=alone, whole=canvas.excerpt is None)
            parts += [Wave(board, one, look, style, alone=alone) for _, (one, look) in many]
            if alone and canvas.excerpt is None:
                parts.append(_Slope(canvas, board, here[0], looks[0]))
        return canvas.painter([*parts, banner])


def angle_at(moment: Moment) -> float:
    """Return the angle from the gradient to u, in degrees: evenly from 0 by a turn and a half."""
    return (TURN + REST) * moment.share


def _angle_in_words(moment: Moment) -> str:
    return f"φ = {angle_at(moment) % 360:.0f}°"


class Rose:
    """On the contours: the point, the gradient, the level line, and u with the gradient's part along it."""

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        scape: Landscape,
        here: Directions,
        look: Series,
        index: int,
        *,
        alone: bool,
    ) -> None:
        self._here, self._axes, style = here, axes, canvas.style
        self._length = _length(scape, here.at)
        z, ink, level = 6 + 10 * index, style.ink if alone else look.color, style.classes[0]
        for line in level_lines(scape, here.at):
            axes.plot(*line.T, color=style.casing, lw=3.6, alpha=0.8, zorder=z)
            axes.plot(*line.T, color=level if alone else look.color, lw=1.8, zorder=z)
        turn = np.radians(np.linspace(0, 360, 181))
        rim = here.at + self._length * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
        axes.plot(*rim.T, color=style.ink, lw=0.9, alpha=0.6, zorder=z)
        self._arrow(axes, here.uphill, ink, style.casing, z + 1)
        if alone:
            # Straight downhill is paler than u, which passes over it.
            downhill = mix(look.color, style.casing, PALE)
            self._arrow(axes, here.uphill + 180, downhill, style.casing, z + 1)
            for words, degrees, color in (("∇f", 0, ink), ("−∇f", 180, look.color), ("level", 90, level)):
                if words == "level" and canvas.excerpt is not None:
                    continue
                self._write(axes, words, here.uphill + degrees, style.lettering(color), style.casing)
        self._part = axes.add_line(Line2D([], [], color=look.color, lw=7, alpha=0.45, zorder=z + 2))
        self._part.set_solid_capstyle("butt")
        self._drop = axes.add_line(Line2D([], [], color=style.ink, lw=1.0, ls=(0, (3, 2)), zorder=z + 2))
        self._u = self._arrow(axes, here.uphill, look.color, style.casing, z + 3)
        self._dot = axes.add_line(
            Line2D(*here.at[:, None], ls="", marker="o", ms=7, mfc=style.ink, mec=style.casing, mew=1.2, zorder=z + 4)
        )
        self._unit = 72 / float(canvas.figure.dpi)
        self._name = Lettering(canvas, (0, 0), size=12, color=look.color, bold=True, align=0.5, casing=style.casing)
        self._name.words = "u" if alone else ""
        self.artists: tuple[Artist, ...] = (self._part, self._drop, self._u, self._dot, self._name)

    def show(self, moment: Moment) -> None:
        """Turn u."""
        here, degrees = self._here, self._here.uphill + angle_at(moment)
        tip = here.at + self._length * here.way(degrees)
        self._u.set_positions(tuple(here.at), tuple(tip))
        start, end = self._unit * self._axes.transData.transform(np.stack([here.at, tip]))
        aside = np.array([start[1] - end[1], end[0] - start[0]])
        x, y = 0.3 * start + 0.7 * end + BESIDE * aside / np.hypot(*aside)
        self._name.at = (float(x), float(y))
        part = float(here.slope(degrees)) / here.steepest
        foot = here.at + part * (tip - here.at)
        top = here.at + self._length * here.way(here.uphill)
        self._part.set_data(*np.stack([here.at, foot], axis=-1))
        self._drop.set_data(*np.stack([top, foot], axis=-1))

    def _arrow(self, axes: Axes, degrees: float, color: str, casing: str, zorder: float) -> FancyArrowPatch:
        """Return an arrow from the point, an arrow's length in a direction."""
        tip = self._here.at + self._length * self._here.way(degrees)
        how: dict[str, Any] = {"arrowstyle": "-|>,head_length=5.5,head_width=2.9", "shrinkA": 0, "shrinkB": 0}
        arrow = FancyArrowPatch(tuple(self._here.at), tuple(tip), color=color, lw=2.4, zorder=zorder, **how)
        arrow.set_path_effects([withStroke(linewidth=4.8, foreground=casing)])
        axes.add_patch(arrow)
        return arrow

    def _write(self, axes: Axes, words: str, degrees: float, color: str, casing: str) -> None:
        """Write beyond the tip of an arrow which way is which."""
        tip = self._here.at + self._length * self._here.way(degrees)
        start, end = axes.transData.transform(np.stack([self._here.at, tip]))
        way = (end - start) / np.hypot(*(end - start))
        half = np.array([0.3 * SIZE * len(words), 0.5 * SIZE])
        offset = (AIR + float(np.abs(way) @ half)) * way
        how: dict[str, Any] = {"textcoords": "offset points", "fontsize": SIZE, "ha": "center", "va": "center"}
        outlined(axes.annotate(words, tuple(tip), tuple(offset), color=color, zorder=30, **how), casing)


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
        self._words = Lettering(canvas, at, size=13, color=look.color, bold=True, align=1.0)
        self.artists: tuple[Artist, ...] = (self._words,)

    def show(self, moment: Moment) -> None:
        """Write the number."""
        self._words.words = self._format(float(self._here.slope(self._here.uphill + angle_at(moment))))


def _draw_board(axes: Axes, steepest: float, style: Style, *, alone: bool, whole: bool) -> None:
    """Draw the axes, and where they are `whole` name where the slope is greatest, zero and least."""
    axes.set(
        xlim=(0, TURN),
        ylim=(-ROOM * steepest, ROOM * steepest),
        xlabel=f"angle φ{' from the gradient to u' if whole else ''}",
    )
    angles = range(0, 361, 90 if whole else 180)
    axes.set_xticks(list(angles), [f"{angle}°" for angle in angles])
    axes.set_yticks([-steepest, 0, steepest], [number(-steepest), "0", number(steepest)])
    axes.grid()
    axes.axhline(0, color=style.muted, lw=0.9)
    title = r"slope $= |\nabla f|\,\cos\varphi$" if whole else "slope"
    axes.set_title(title, loc="left", fontsize=11, pad=7, parse_math=True)
    if not alone or not whole:
        return
    level = style.classes[0]
    how: dict[str, Any] = {"textcoords": "offset points", "fontsize": 10}
    axes.plot([90, 270], [0, 0], ls="", marker="o", ms=6, mfc=style.background, mec=level, mew=1.6, zorder=4)
    for words, angle, share, (dx, dy), color, side in (
        ("steepest up", 0, 1, (6, 8), style.ink, "left"),
        ("level", 90, 0, (8, 5), level, "left"),
        ("level", 270, 0, (-8, 5), level, "right"),
        ("steepest down", 180, -1, (0, -18), style.accent, "center"),
    ):
        text = axes.annotate(words, (angle, share * steepest), (dx, dy), color=style.lettering(color), ha=side, **how)
        outlined(text, style.casing)


def _length(scape: Landscape, at: Array) -> float:
    """Return how long u is drawn: less near a border, so that its words stay on the field."""
    low, high = (np.array([grid[end] for grid in (scape.x, scape.y)]) for end in (0, -1))
    side = float((high - low).min())
    free = float(np.minimum(at - low, high - at).min()) / (WORDS + 0.1)
    return min(REACH * side, max(free, LEAST * side))
