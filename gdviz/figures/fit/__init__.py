"""A curve that is fitted to points, beside its parameters' path and the cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from gdviz.analysis.fit import Predictions, coefficients, equation_of, heights_around, least_squares, predictor
from gdviz.analysis.framing import crop, names_of_axes, needed, ratios
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.placement import is_covered
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.analysis.units import in_own_units
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.fit.equation import FittedEquation
from gdviz.figures.fit.several import parts_of_several
from gdviz.figures.fit.sigmoid import sigmoid_parts
from gdviz.figures.parts.canvas import LEFT, RIGHT, UNDER, UNDER_HEADING, Canvas, drawing
from gdviz.figures.parts.curve import BallOnCurve, draw_profile
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.leaps import Leaps
from gdviz.figures.parts.marks import Heading, key_row
from gdviz.figures.parts.path import ALONE, DivergedNote, PathArtist, Paths
from gdviz.figures.parts.series import Curves
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.models import model_of
from gdviz.runs.requirements import (
    has_one_feature,
    is_fit_of_many,
    why_not_fit,
    why_not_landscape,
    why_not_sigmoid,
)
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.colors import mix
from gdviz.style.numerals import short, tick
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# Points on a curve, and the most points whose distance from it is drawn.
CURVE, HAIRS = 200, 150
# In points: the height of the key's rows, what a sample of a line takes, the size of its words, and the dashes of what
# lies over the fit; and the share of the panel's width that its words may take.
ROW, SAMPLE, SIZE, DASH = 14.0, 32.0, 9.5, 4.0
KEY = 0.55


def _why_not(run: Run) -> str | None:
    """Return why a run fits neither a curve nor a probability to points of one feature, or None."""
    return why_not_sigmoid(run) or why_not_landscape(run) if has_one_feature(run) else why_not_fit(run)


@figure("fit", fits=_why_not)
def fit(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    true: Annotated[
        str | None, Setting("parameters of the curve that the points are scattered about, such as 3.2 or 1.5,63")
    ] = None,
    best: Annotated[bool, Setting("whether the least-squares fit is drawn")] = True,
    every: Annotated[int, Setting("show only every so many steps", "[1, inf)")] = 1,
) -> Painter:
    """Fit a line, a curve or a probability to points, beside the parameters' path over the cost and the cost by step.

    The start is dotted. The least-squares fit is dashed, and lies over the fitted curve, so that the two can be told
    apart where they are nearly the same; so does the true curve, between its dashes, where that is given. The key has
    their equations. Of a lone run the equation is shown with the parameters of the moment, and hairlines lead from
    each point to the curve. A polynomial is one in t, which is x brought from its range to [-1, 1]. Of a classifier of
    two classes by one feature the curve is the probability of the second, with the threshold where it is one half; the
    best is then the most likely. With `every` above 1 all panels rest and then leap over so many steps.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    alone = len(runs) == 1
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks, subtitle=None if alone else "")
        if is_fit_of_many(runs[0]):
            several = parts_of_several(
                canvas, runs, looks, None if true is None else coefficients(runs[0], true), best=best
            )
            if not alone:
                key_row(canvas, runs, looks)
            return canvas.painter([Leaps(part, runs, every) for part in (*several, heading)])
        axes, field, costs = _axes(canvas, UNDER_HEADING if not alone else 0.775 if canvas.tall else 0.755)
        is_sigmoid = has_one_feature(runs[0])
        shown = list(runs) if is_sigmoid else [in_own_units(run) for run in runs]
        scattered_about = None if true is None else coefficients(shown[0], true)
        draw = sigmoid_parts if is_sigmoid else _curve_parts
        parts = draw(canvas, axes, shown, looks, scattered_about, best=best)
        if not alone:
            key_row(canvas, runs, looks)
        parts += _ways(field, runs, widest(runs), looks, style)
        parts.append(Curves(costs, runs, [run.loss for run in runs], looks, style, "Cost"))
        return canvas.painter([Leaps(part, runs, every) for part in (*parts, heading)])


def _curve_parts(
    canvas: Canvas, axes: Axes, runs: Sequence[Run], looks: Sequence[Series], true: Array | None, *, best: bool
) -> list[Part]:
    """Draw the points, and return the curves and the equation of the runs."""
    alone, style = len(runs) == 1, canvas.style
    models = _models(runs, true, style, best=best)
    points = Points(canvas, axes, runs, models)
    parts: list[Part] = [Hairs(axes, runs[0], style)] if alone and len(runs[0].data["y"]) <= HAIRS else []
    parts.append(points)
    parts += [FitLine(axes, run, look, style, index) for index, (run, look) in enumerate(zip(runs, looks, strict=True))]
    parts.append(Standing(axes, runs[0], [model for model in models if model.over]))
    if alone:
        parts.append(FittedEquation(canvas, axes, runs[0], looks[0]))
    return parts


def _axes(canvas: Canvas, top: float) -> tuple[Axes, Axes, Axes]:
    """Return axes for the points, the parameters and the cost."""
    if canvas.tall:
        return (
            canvas.axes(LEFT, 0.45, RIGHT, top),
            canvas.axes(LEFT + 0.015, UNDER, 0.5, 0.345),
            canvas.axes(0.65, UNDER, RIGHT, 0.31),
        )
    return (
        canvas.axes(LEFT, UNDER, 0.575, top),
        canvas.axes(0.69, 0.485, RIGHT, UNDER_HEADING),
        canvas.axes(0.69, UNDER, RIGHT, 0.285),
    )


def _ways(axes: Axes, runs: Sequence[Run], scape: Landscape, looks: Sequence[Series], style: Style) -> list[Part]:
    """Draw the cost over the parameters, and return the runs' ways through it."""
    tracks = [Trajectory.of(run, scape) for run in runs]
    seen = [(track, look, style, index) for index, (track, look) in enumerate(zip(tracks, looks, strict=True))]
    names = names_of_axes(runs[0], scape)
    axes.set_xlabel(names[0], color=style.muted, labelpad=2)
    if not len(scape.y):
        draw_profile(axes, scape, style, runs, width=1.6)
        axes.set_ylabel("cost", color=style.muted, labelpad=2)
        _tick(axes, 4)
        how: dict[str, Any] = {"head": 9.0, "width": 2.4, "tail": len(runs) == 1}
        return [
            BallOnCurve(axes, run, track, scape, look, style, i, **how)
            for run, (track, look, _, i) in zip(runs, seen, strict=True)
        ]
    if scape.is_whole_space and all(track.left is None for track in tracks):
        kept = needed(scape, runs)
        least, greatest = ratios(scape, kept)
        scape = crop(scape, kept, min(max(float(axes.bbox.width / axes.bbox.height), least), greatest))
    draw_field(axes, scape, style)
    _tick(axes, 4)
    ring_minima(axes, runs[0], scape, style)
    axes.set_ylabel(names[1], color=style.muted, labelpad=3)
    if len(runs) == 1:
        return [PathArtist(axes, *seen[0], **ALONE), DivergedNote(axes, *seen[0])]
    return [Paths([PathArtist(axes, *one) for one in seen]), *(DivergedNote(axes, *one) for one in seen)]


def _tick(axes: Axes, count: int) -> None:
    """Give both axes about so many ticks, with short numbers."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(count, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


@dataclass(frozen=True, eq=False)
class StandingCurve:
    """A curve that stands still: its name, its parameters (D,), how its line is drawn, and whether over the fit."""

    name: str
    values: Array
    line: dict[str, Any]
    over: bool = True


def _models(runs: Sequence[Run], true: Array | None, style: Style, *, best: bool) -> list[StandingCurve]:
    """Return the curves that stand still: where runs start, the true one, and the least-squares fit."""
    dotted: dict[str, Any] = {"color": style.muted, "lw": 1.6, "ls": (0, (1, 2.2))}
    found = [StandingCurve("start", np.asarray(run.params[0]), dotted, over=False) for run in runs]
    nearest = least_squares(runs[0]) if best else None
    if true is not None:
        dashes = "-" if nearest is None else (DASH, (DASH, DASH))
        look: dict[str, Any] = {"color": style.classes[0], "lw": 1.8, "ls": dashes, "dash_capstyle": "butt"}
        found.append(StandingCurve("true", true, look))
    if nearest is not None:
        dashed: dict[str, Any] = {"color": style.ink, "lw": 1.4, "ls": (0, (DASH, DASH)), "dash_capstyle": "butt"}
        found.append(StandingCurve("least squares", nearest, dashed))
    return found


class Points:
    """The points, where the runs start, and the key to all curves that stand still."""

    def __init__(self, canvas: Canvas, axes: Axes, runs: Sequence[Run], models: Sequence[StandingCurve]) -> None:
        run, style = runs[0], canvas.style
        x, y = np.asarray(run.data["X"][:, 0]), np.asarray(run.data["y"])
        side = np.ptp(x) or 1.0
        low = min(0.0, x.min()) if model_of(run).through_origin else x.min()
        axes.set_xlim(low - 0.04 * side, x.max() + 0.04 * side)
        axes.set_ylim(*heights_around(y, [predictor(run, x)(model.values) for model in models]))
        axes.set_xlabel(f"{(run.problem.get('features') or ['x'])[0]}{model_of(run).note}")
        axes.set_ylabel(run.problem.get("target") or "y", labelpad=2)
        _tick(axes, 5)
        axes.tick_params(length=3)
        how: dict[str, Any] = {"mfc": mix(style.muted, style.background, 0.15), "mec": style.casing, "mew": 0.6}
        dots = Line2D(x, y, ls="", marker="o", ms=4.5 if len(x) <= 300 else 3.0, zorder=1, **how)
        at = _along(axes, run)
        predicted = predictor(run, at)
        starts = [Line2D(at, predicted(model.values), **model.line) for model in models if not model.over]
        for line in (dots, *starts):
            axes.add_line(line)
        ways = [np.stack([at, predicted(model.values)], axis=-1) for model in models]
        worded = [
            (model.name if len(starts) > 1 and not model.over else _in_words(canvas, axes, run, model), model.line)
            for model in (models[0], *models[len(starts) :])
        ]
        _key(canvas, axes, worded, np.concatenate([np.stack([x, y], axis=-1), *(_fine(way) for way in ways)]))
        self.artists: tuple[Artist, ...] = (dots, *starts)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


def _in_words(canvas: Canvas, axes: Axes, run: Run, model: StandingCurve) -> str:
    """Return a curve's name with its equation, if it has one that is not too long."""
    write = [lambda value: tick(value, 4)] * len(model.values)
    words = f"{model.name}  {equation_of(run, model.values, write)}".rstrip()
    room = KEY * float(axes.bbox.width) / float(canvas.figure.bbox.width)
    return words if canvas.width_of(words, SIZE) <= room else model.name


class Standing:
    """Curves that stand still over the fitted one; a true one is named where it ends at the right."""

    def __init__(self, axes: Axes, run: Run, models: Sequence[StandingCurve]) -> None:
        at = _along(axes, run)
        predicted = predictor(run, at)
        lines = [axes.add_line(Line2D(at, predicted(model.values), **model.line, zorder=20)) for model in models]
        self.artists: tuple[Artist, ...] = tuple(lines)
        low, high = axes.get_ylim()
        for model, line in zip(models, lines, strict=True):
            end = float(np.asarray(line.get_ydata())[-1])
            if model.name == "true" and low <= end <= high:
                how: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
                how |= {"fontsize": SIZE, "va": "center_baseline", "annotation_clip": False}
                axes.annotate("true", (1, end), (3, 0), color=model.line["color"], **how)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


def _along(axes: Axes, run: Run) -> Array:
    """Return the places between which the model is straight, or nearly."""
    return np.linspace(*axes.get_xlim(), 2 if model_of(run).straight else CURVE)


def _fine(points: Array) -> Array:
    """Return about CURVE points along a line through these."""
    at = np.linspace(0, len(points) - 1, CURVE)
    return np.stack([np.interp(at, np.arange(len(points)), column) for column in points.T], axis=-1)


def _key(canvas: Canvas, axes: Axes, entries: Sequence[tuple[str, dict[str, Any]]], drawn: Array) -> None:
    """Say which line is which in the corner where the least is drawn."""
    unit = float(axes.figure.dpi) / 72
    size = np.array([axes.bbox.width, axes.bbox.height]) / unit
    within = (axes.transData + axes.transAxes.inverted()).transform(drawn) * size
    wide = max(canvas.width_of(words, SIZE) for words, _ in entries) * canvas.points[0] + SAMPLE + 14
    side = np.array([wide, ROW * len(entries) + 6])

    def crowded(corner: tuple[int, int]) -> int:
        return int(is_covered(within, np.array(corner) * size, side).sum())

    right, top = min(((1, 0), (0, 1), (1, 1), (0, 0)), key=crowded)
    left, high = (size[0] - wide + 6 if right else 8.0), (size[1] - 8 if top else side[1])
    for i, (words, look) in enumerate(entries):
        y = (high - i * ROW) / size[1]
        axes.add_line(Line2D(np.array([left, left + SAMPLE - 6]) / size[0], [y, y], transform=axes.transAxes, **look))
        axes.text((left + SAMPLE) / size[0], y, words, transform=axes.transAxes, fontsize=SIZE, va="center_baseline")


class FitLine:
    """The line or curve of the moment."""

    def __init__(self, axes: Axes, run: Run, look: Series, style: Style, index: int) -> None:
        self._index = index
        self._x = _along(axes, run)
        self._predictions = Predictions(run, self._x, axes.get_ylim())
        dash: Any = (0, look.dash) if look.dash else "-"
        casing = axes.add_line(Line2D([], [], color=style.casing, lw=4.6, zorder=4 + index))
        line = axes.add_line(Line2D([], [], color=look.color, lw=2.8, ls=dash, zorder=4.5 + index))
        self._lines = (casing, line)
        self.artists: tuple[Artist, ...] = self._lines

    def show(self, moment: Moment) -> None:
        """Turn it."""
        y = self._predictions(moment.steps[self._index])
        for line in self._lines:
            line.set_data(self._x, y)


class Hairs:
    """Hairlines from each point to the curve: the residuals."""

    def __init__(self, axes: Axes, run: Run, style: Style) -> None:
        x = np.asarray(run.data["X"][:, 0])
        self._predictions = Predictions(run, x, axes.get_ylim())
        # One line with gaps, which is drawn faster than many.
        self._x, self._y = np.repeat(x, 3), np.repeat(np.asarray(run.data["y"]), 3)
        self._x[2::3] = np.nan
        color = mix(style.accent, style.background, 0.65)
        self._hairs = axes.add_line(Line2D([], [], lw=0.7, color=color, zorder=1))
        self.artists: tuple[Artist, ...] = (self._hairs,)

    def show(self, moment: Moment) -> None:
        """Draw them to the curve of the moment."""
        self._y[1::3] = self._predictions(moment.step)
        self._hairs.set_data(self._x, self._y)
