"""A descent in one variable: what rolls down the curve, its tangent, and its steps along the axis."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import of_method, why_not_together
from gdviz.analysis.curve import ABOVE, BESIDE, joined, minima_of
from gdviz.analysis.descent_1d import Descent
from gdviz.analysis.framing import names_of_parameters
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.strip import StripShape
from gdviz.figures.descent_1d.readings import Readings
from gdviz.figures.descent_1d.turns import MinimaNames, Signs
from gdviz.figures.descent_1d.vectors import Vectors
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import LEFT, LYING, UNDER, Canvas, drawing
from gdviz.figures.parts.curve import BallOnCurve, draw_profile
from gdviz.figures.parts.leaps import Leaps
from gdviz.figures.parts.marks import Heading
from gdviz.runs.requirements import why_not_descent_1d
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Series, Style

# Half a tangent's length, of a lone run and of one of several, as a share of the width of the axes.
REACH = (0.13, 0.09)
# In points: between the step bars of several runs, and the least where they are many, between rows of words, the room
# for a minimum's name under the curve, and the shortest step that has an arrowhead.
PITCH, CLOSE, ROW, NAME, ARROW = 8.0, 4.5, 13.0, 38.0, 9.0
# Shares of the height above the curve and of the width beside it that arrows have to themselves, and of the height
# below it in a strip.
ROOM_ABOVE, ROOM_BESIDE, ROOM_BELOW = 0.12, 0.07, 0.15


@figure("descent-1d", fits=why_not_descent_1d, strip=StripShape(0.8, panels=False), together=why_not_together)
def descent_1d(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    marker: Annotated[str, Setting("what runs down the curve, of a lone run", choices=("ball", "diamond"))] = "ball",
    tangent: Annotated[bool, Setting("whether the tangent is drawn")] = True,
    vectors: Annotated[
        str,
        Setting(
            "arrows of a lone run's gradient and step: lying on the tangent, or level",
            choices=("none", "tangent", "level"),
        ),
    ] = "none",
    signs: Annotated[bool, Setting("whether words above the axis say where f falls and rises")] = False,
    every: Annotated[int, Setting("show only every so many steps", "[1, inf)")] = 1,
) -> Painter:
    """Run down the curve of a function of one variable, with the tangent and the step along the axis.

    The tangent's slope is the gradient that was recorded; where none was, as at the last iterate, it is that of the
    sampled curve, and its number has a ≈ before it. The bar on the axis leads from each x to the next. With `every`
    above 1 the marker rests on an iterate and then jumps over so many steps. Of several runs from different starts
    each start is marked, and a minimum in which a run has ended has its name in the run's colour.
    """
    alone = len(runs) == 1
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    if alone and marker == "diamond":
        looks = [replace(looks[0], marker="D")]
    has_vectors = alone and vectors != "none"
    apart = len({float(run.params[0, 0]) for run in runs}) == len(runs) > 1
    scape = joined(runs)
    descents = [Descent(run, scape, every) for run in runs]
    minima = minima_of(scape, runs)
    with drawing(style):
        canvas = Canvas(clip, style)
        names = {run.optimizer["title"] for run in runs}
        alike = of_method(list(names), len(runs)) if len(runs) > 1 == len(names) else None
        heading = Heading(canvas, runs, looks, subtitle=alike)
        if not canvas.has_picture:
            return canvas.painter([heading])
        readings = [] if canvas.excerpt is not None else [Readings(canvas, descents, looks)]
        axes = _axes(canvas, readings[0].room if readings else (0.0, 0.0))
        tall = float(axes.bbox.height) * 72 / float(canvas.figure.dpi)
        least = ROOM_BELOW if canvas.excerpt is not None else 0.5
        rows = NAME + ROW * (has_vectors + (len(minima) > 1))
        # Where bars and names leave no room above the axis, no words say where f falls.
        signs = signs and rows + ROW + CLOSE * (len(runs) - 1) <= least * tall
        rows += ROW * signs
        # The bars of many runs stand closer together.
        pitch = float(np.clip((least * tall - rows) / max(len(runs) - 1, 1), CLOSE, PITCH))
        room = rows + pitch * (len(runs) - 1)
        margins = {"above": ROOM_ABOVE, "beside": ROOM_BESIDE} if has_vectors else {"above": ABOVE, "beside": BESIDE}
        draw_profile(
            axes,
            scape,
            style,
            runs,
            size=15.0,
            minima=minima,
            below=min(room / tall, least),
            **margins,
        )
        axes.set_xlabel(names_of_parameters(runs[0])[0], labelpad=3, loc="left" if has_vectors else "center")
        parts: list[Part] = []
        for index, (descent, look) in enumerate(zip(descents, looks, strict=True)):
            size = 8.0 if has_vectors else 10.5 if look.marker == "D" else 12.5
            # Several runs' tails from one start would cover one another.
            how: dict[str, Any] = {"head": size, "every": every, "tail": alone or apart, "start": apart}
            roller = BallOnCurve(axes, descent.run, descent.track, scape, look, style, index, **how)
            parts.append(
                StepBar(axes, descent, roller, look, style, index, alone=alone, pitch=pitch, drop=not has_vectors)
            )
            if tangent:
                color, width = (style.classes[0], 1.8) if alone else (look.color, 1.2)
                parts.append(TangentLine(axes, descent, color, width, index, reach=REACH[not alone]))
            parts.append(Vectors(canvas, axes, descent, roller, look.color, lie=vectors) if has_vectors else roller)
        parts += [Signs(canvas, axes, scape, pitch * (len(runs) - 1) + ROW * (1 + has_vectors) - 3)] if signs else []
        parts += [MinimaNames(canvas, axes, minima, descents, looks)] if canvas.excerpt is None else []
        parts += [heading, *readings]
        return canvas.painter([Leaps(part, runs, every) for part in parts])


def _axes(canvas: Canvas, room: tuple[float, float]) -> Axes:
    """Return axes that leave room, in points, at the right and below for the readings."""
    width, height = canvas.points
    high = height - canvas.head
    box = Box.between(LEFT * 72 * LYING[0], UNDER * 72 * LYING[1] + room[1], width - room[0], high)
    axes = canvas.axes_in(canvas.frame(box))
    axes.spines["left"].set_visible(False)
    return axes


class TangentLine:
    """The tangent where the present step begins."""

    def __init__(self, axes: Axes, descent: Descent, color: str, width: float, index: int, *, reach: float) -> None:
        self._axes, self._descent, self._index, self._share = axes, descent, index, reach
        self._line = axes.add_line(Line2D([], [], color=color, lw=width, zorder=5 + index))
        self.artists: tuple[Artist, ...] = (self._line,)

    def show(self, moment: Moment) -> None:
        """Lay it on the curve."""
        step, descent = moment.steps[self._index], self._descent
        row = descent.row(step)
        x, f, rise = descent.x(row), float(descent.run.loss[row]), descent.slope(row)[0]
        shown = np.isfinite([x, f, rise]).all() and not descent.track.is_gone(step)
        self._line.set_visible(bool(shown))
        if shown:
            # On a bent scale a straight line is none.
            along = x + self._reach(x, f, rise) * np.linspace(-1, 1, 2 if self._axes.get_yscale() == "linear" else 41)
            self._line.set_data(along, f + rise * (along - x))

    def _reach(self, x: float, f: float, rise: float) -> float:
        """Return how far along x half a tangent goes, so that it is as long on the page whatever its slope."""
        axes, side = self._axes, np.array([np.ptp(self._axes.get_xlim()), np.ptp(self._axes.get_ylim())])
        tiny = 1e-6 * side
        here, there = axes.transData.transform([(x, f), (x + tiny[0], f + tiny[1])])
        unit = (there - here) / tiny
        return self._share * float(axes.bbox.width) / float(np.hypot(unit[0], float(rise) * float(unit[1])))


class StepBar:
    """A row along the axis: the way so far, the present step as a bar on it, and the line up to the head.

    A lone run's bar ends in an arrowhead; in each of several rows stands the run's marker. Where `drop` is false the
    line is left out.
    """

    def __init__(
        self,
        axes: Axes,
        descent: Descent,
        roller: BallOnCurve,
        look: Series,
        style: Style,
        index: int,
        *,
        alone: bool,
        pitch: float = PITCH,
        drop: bool = True,
    ) -> None:
        self._alone, self._drops = alone, drop
        self._axes, self._descent, self._roller, self._index = axes, descent, roller, index
        lift = ScaledTranslation(0, pitch * index / 72, axes.figure.dpi_scale_trans)
        how: dict[str, Any] = {"transform": blended_transform_factory(axes.transData, axes.transAxes) + lift}
        self._drop = axes.add_line(Line2D([], [], color=style.muted, lw=1.0, ls=(0, (1.5, 2.5)), zorder=2))
        faint = style.tail(look.color, 0.0)
        self._way = Line2D([], [], color=faint, lw=1.6, zorder=3, **how)
        self._seen = Line2D([], [], ls="", marker="|", ms=7, mew=1.2, color=faint, zorder=3, **how)
        self._bar = Line2D([], [], color=look.color, lw=3.4, solid_capstyle="butt", zorder=30, **how)
        self._tip = Line2D(
            [], [], ls="", marker=look.marker, ms=7 if alone else 5.5, mew=0, color=look.color, zorder=30, **how
        )
        for line in (self._way, self._seen, self._bar, self._tip):
            axes.add_artist(line)
            line.set_clip_on(False)
        self._bottom = float(axes.get_ylim()[0])
        self.artists: tuple[Artist, ...] = (self._drop, self._way, self._seen, self._bar, self._tip)

    def show(self, moment: Moment) -> None:
        """Show the step that the head is on."""
        step, descent = moment.steps[self._index], self._descent
        gone = descent.track.is_gone(step)
        x, f = self._roller.at(step)
        self._drop.set_data([x, x], [self._bottom, f])
        rows = self._roller.dotted(step)
        self._seen.set_data(descent.run.params[rows, 0], np.zeros(len(rows)))
        low, high = self._axes.get_xlim()
        way = np.clip(descent.track.upto(step)[:, 0], low, high)
        self._way.set_data([way.min(), way.max()], [0, 0])
        first, last = (descent.x(row) for row in descent.ahead(step))
        end = float(np.clip(last, low, high)) if np.isfinite(last) else first
        self._bar.set_data([first, end], [0, 0])
        for line in (self._bar, self._tip):
            line.set_visible(not gone)
        self._drop.set_visible(self._drops and not gone)
        if self._alone:
            self._tip.set_data([end], [0])
            self._tip.set_marker(">" if end > first else "<")
            length = abs(end - np.clip(first, low, high)) / (high - low) * float(self._axes.bbox.width) * 72
            self._tip.set_visible(not gone and length >= ARROW * float(self._axes.figure.dpi))
        else:
            self._tip.set_data([x], [0])
