"""The main panel of a fit over one feature: the points, the line or curve of each run, and those that stand still."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.fit import HAIRS, Predictions, equation_of, heights_around, least_squares, predictor
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import is_covered
from gdviz.figures.figure import Part
from gdviz.figures.fit.equation import FittedEquation
from gdviz.figures.parts.axes import few_ticks
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.hairs import Hairs
from gdviz.languages import phrased, said
from gdviz.runs.models import model_of
from gdviz.runs.run import Run
from gdviz.style.colors import mix
from gdviz.style.numerals import tick
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# Points on a curve.
CURVE = 200
# In points: the height of the key's rows, what a sample of a line takes, the size of its words, and the dashes of what
# lies over the fit; and the share of the panel's width that its words may take.
ROW, SAMPLE, SIZE, DASH = 14.0, 32.0, 9.5, 4.0
KEY = 0.62
# More points than these are drawn smaller, and more than those smallest; and the points over the curves are so far
# apart, in points of the page.
FEW, CROWD, BETWEEN = 40, 300, 11.0
# By how many heights of the key its axis goes on, until no line passes through the key.
MORE = (0.0, 0.2, 0.4, 0.6, 0.9, 1.2, 1.8)


def curve_parts(
    canvas: Canvas, axes: Axes, runs: Sequence[Run], looks: Sequence[Series], true: Array | None, *, best: bool
) -> list[Part]:
    """Draw the points, and return the curves and the equation of the runs."""
    alone, style = len(runs) == 1, canvas.style
    models = _models(runs, true, style, best=best)
    equation = FittedEquation(canvas, axes, runs[0], looks[0]) if alone and canvas.excerpt is None else None
    points = Points(canvas, axes, runs, models, equation)
    parts: list[Part] = [_hairs(axes, runs[0], style)] if alone and len(runs[0].data["y"]) <= HAIRS else []
    parts.append(points)
    parts += [FitLine(axes, run, look, style, index) for index, (run, look) in enumerate(zip(runs, looks, strict=True))]
    parts.append(Standing(axes, runs[0], [model for model in models if model.over]))
    parts.append(PointsOver(axes, runs[0], style))
    return [*parts, equation] if equation else parts


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
    found = [StandingCurve(said("start"), np.asarray(run.params[0]), dotted, over=False) for run in runs]
    nearest = least_squares(runs[0]) if best else None
    if true is not None:
        dashes = "-" if nearest is None else (DASH, (DASH, DASH))
        look: dict[str, Any] = {"color": style.classes[0], "lw": 1.8, "ls": dashes, "dash_capstyle": "butt"}
        found.append(StandingCurve(said("true"), true, look))
    if nearest is not None:
        dashed: dict[str, Any] = {"color": style.ink, "lw": 1.4, "ls": (0, (DASH, DASH)), "dash_capstyle": "butt"}
        found.append(StandingCurve(said("least squares"), nearest, dashed))
    return found


class Points:
    """The points, where the runs start, and the key to all curves that stand still."""

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        runs: Sequence[Run],
        models: Sequence[StandingCurve],
        equation: FittedEquation | None,
    ) -> None:
        run, style = runs[0], canvas.style
        x, y = np.asarray(run.data["X"][:, 0]), np.asarray(run.data["y"])
        side = np.ptp(x) or 1.0
        low = min(0.0, x.min()) if model_of(run).through_origin else x.min()
        axes.set_xlim(low - 0.04 * side, x.max() + 0.04 * side)
        axes.set_ylim(*heights_around(y, [predictor(run, x)(model.values) for model in models]))
        feature = str((run.problem.get("features") or ["x"])[0])
        axes.set_xlabel(phrased([feature, said(model_of(run).note)]))
        axes.set_ylabel(run.problem.get("target") or "y", labelpad=2)
        few_ticks(axes, 5)
        axes.tick_params(length=3)
        dots = Line2D(x, y, ls="", marker="o", ms=_size(len(x)), zorder=1, **_dots(style))
        at = _along(axes, run)
        predicted = predictor(run, at)
        starts = [Line2D(at, predicted(model.values), **model.line) for model in models if not model.over]
        for line in (dots, *starts):
            axes.add_line(line)
        ways = [np.stack([at, predicted(model.values)], axis=-1) for model in models]
        if canvas.excerpt is None:
            named = [models[0], *models[len(starts) :]]
            words = _in_words(canvas, axes, run, named, equation, starts=len(starts))
            worded = [(one, model.line) for one, model in zip(words, named, strict=True)]
            _key(canvas, axes, worded, np.concatenate([np.stack([x, y], axis=-1), *(_fine(way) for way in ways)]))
        self.artists: tuple[Artist, ...] = (dots, *starts)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


class PointsOver:
    """Some of the points once more, over the curves that would hide them, so far apart that curves are seen between."""

    def __init__(self, axes: Axes, run: Run, style: Style) -> None:
        x, y = np.asarray(run.data["X"][:, 0]), np.asarray(run.data["y"])
        across = axes.transData.transform(np.stack([x, y], axis=-1))[:, 0] * 72 / float(axes.figure.dpi)
        rows, last = [], -np.inf
        for row in np.argsort(across, kind="stable").tolist():
            if across[row] - last >= BETWEEN:
                rows.append(row)
                last = across[row]
        dots = Line2D(x[rows], y[rows], ls="", marker="o", ms=_size(len(x)), zorder=30, **_dots(style))
        self.artists: tuple[Artist, ...] = (axes.add_line(dots),)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


def _dots(style: Style) -> dict[str, Any]:
    return {"mfc": mix(style.muted, style.background, 0.15), "mec": style.casing, "mew": 0.6}


def _size(count: int) -> float:
    """Return the diameter of so many points' dots."""
    return 6.5 if count <= FEW else 4.5 if count <= CROWD else 3.4


def _in_words(
    canvas: Canvas,
    axes: Axes,
    run: Run,
    models: Sequence[StandingCurve],
    equation: FittedEquation | None,
    *,
    starts: int,
) -> list[str]:
    """Return the names of curves with their equations, that of a lone start as the fitted curve's; or the names alone.

    All have their equations where these have room, or none.
    """
    names, words = [model.name for model in models], []
    for model in models:
        write = [lambda value: tick(value, 4)] * len(model.values)
        told = "" if starts > 1 and not model.over else equation_of(run, model.values, write)
        if told and not model.over and equation and equation.artists:
            told = equation.write_start(("y", "x"))
        words.append(f"{model.name}  {told}".rstrip())
    room = KEY * float(axes.bbox.width) / float(canvas.figure.bbox.width)
    return words if max(canvas.width_of(one, SIZE) for one in words) <= room else names


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
            if model.name == said("true") and low <= end <= high:
                how: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
                how |= {"fontsize": SIZE, "va": "center_baseline", "annotation_clip": False}
                axes.annotate(model.name, (1, end), (3, 0), color=model.line["color"], **how)

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
    """Say which line is which in a corner where nothing is drawn: the axis goes on until there is one, or nearly."""
    unit = float(axes.figure.dpi) / 72
    size = np.array([axes.bbox.width, axes.bbox.height]) / unit
    wide = max(canvas.width_of(words, SIZE) for words, _ in entries) * canvas.points[0] + SAMPLE + 14
    side = np.array([wide, ROW * len(entries) + 6])

    def crowded(corner: tuple[int, int]) -> int:
        within = (axes.transData + axes.transAxes.inverted()).transform(drawn) * size
        return int(is_covered(within, np.array(corner) * size, side).sum())

    corners = ((1, 0), (0, 1), (1, 1), (0, 0))
    low, high = axes.get_ylim()
    for more in MORE:
        room = more * float(side[1] / size[1]) * (high - low)
        found = []
        for down in (True, False):
            axes.set_ylim(low - room * down, high + room * (not down))
            found += [(crowded(corner), down, corner) for corner in corners if corner[1] != down or not more]
        least, down, (right, top) = min(found, key=lambda one: one[0])
        axes.set_ylim(low - room * down, high + room * (not down))
        if not least:
            break
    left, first = (size[0] - wide + 6 if right else 8.0), (size[1] - 8 if top else side[1])
    for i, (words, look) in enumerate(entries):
        y = (first - i * ROW) / size[1]
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


def _hairs(axes: Axes, run: Run, style: Style) -> Hairs:
    """Return hairlines from each point to the curve: the residuals."""
    x = np.asarray(run.data["X"][:, 0])
    predictions = Predictions(run, x, axes.get_ylim())
    return Hairs(axes, x, np.asarray(run.data["y"]), predictions, mix(style.accent, style.background, 0.65), 0.7)
