"""A fit to points of several features: what it predicts against what is true, beside the largest weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.markers import CARETLEFT, CARETRIGHT
from numpy.typing import NDArray

from gdviz.analysis.fit import HAIRS, Predictions, heights_around, predictor
from gdviz.analysis.pacing import Moment
from gdviz.analysis.regression import chosen_features, effects, goal_of, in_superscripts, limits_of_effects
from gdviz.analysis.trajectory import between
from gdviz.figures.figure import Part
from gdviz.figures.parts.canvas import LEFT, RIGHT, UNDER, UNDER_HEADING, Canvas
from gdviz.figures.parts.hairs import Hairs
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.ticks import number_axis
from gdviz.languages import said
from gdviz.runs.run import Run
from gdviz.style.colors import mix
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]
# More points than these are drawn small.
CROWD = 600
# In points: the size of features' names, and of notes, and what is free between names and their bars.
NAME, NOTE, FREE = 9.5, 9.5, 7.0
# The most room for a name, as a share of a page that lies and one that stands.
MOST = (0.15, 0.2)
# The share of a bar's row that it takes, and the most that this is, in points.
THICK, STOUT = 0.62, 13.0


def parts_of_several(
    canvas: Canvas, runs: Sequence[Run], looks: Sequence[Series], true: Array | None, *, best: bool
) -> list[Part]:
    """Draw the axes, and return what moves on them: predictions, weights and cost."""
    style = canvas.style
    chosen = chosen_features(runs)
    field, bars, costs = _axes(canvas, _room_for(canvas, runs[0], chosen))
    limits = _frame(field, runs, style)
    if canvas.tall:
        # The title of the weights stands below, at the left.
        field.set_xlabel(field.get_xlabel(), color=style.muted, labelpad=2, loc="right")
    goal = goal_of(runs[0]) if best else None
    goals = [] if goal is None else [(*goal, style.ink)]
    goals += [] if true is None else [(said("true"), true, style.classes[0])]
    parts: list[Part] = []
    if len(runs) == 1 and len(runs[0].data["y"]) <= HAIRS:
        y, missed = np.asarray(runs[0].data["y"]), Predictions(runs[0], np.asarray(runs[0].data["X"]), limits)
        parts.append(Hairs(field, y, y, missed, mix(style.accent, style.background, 0.65), 0.8))
    parts += [
        PredictedPoints(field, run, limits, look, style, index)
        for index, (run, look) in enumerate(zip(runs, looks, strict=True))
    ]
    parts.append(Weights(canvas, bars, runs, chosen, looks, goals))
    parts.append(Curves(costs, runs, [run.loss for run in runs], looks, style, said("Cost")))
    return parts


def _axes(canvas: Canvas, room: float) -> tuple[Axes, Axes, Axes]:
    """Return axes for the predictions, the weights, whose names need so much room as a share of the page, and costs."""
    if canvas.tall:
        field, bars, costs = (
            canvas.axes(LEFT + 0.02, 0.445, RIGHT, UNDER_HEADING),
            canvas.axes(0.03, UNDER, 0.56, 0.325),
            canvas.axes(0.7, UNDER, RIGHT, 0.325),
        )
    else:
        field, bars, costs = (
            canvas.axes(LEFT + 0.01, UNDER, 0.515, UNDER_HEADING),
            canvas.axes(0.565, 0.445, RIGHT, 0.735),
            canvas.axes(0.655, UNDER, RIGHT, 0.27),
        )
    place = bars.get_position()
    place.x0 += room
    bars.set_position(place)
    return field, bars, costs


def _room_for(canvas: Canvas, run: Run, chosen: Sequence[int]) -> float:
    """Return the room that the names of features have, as a share of the page."""
    return max(canvas.width_of(name, NAME) for name in _names(canvas, run, chosen)) + FREE / canvas.points[0]


def _names(canvas: Canvas, run: Run, chosen: Sequence[int]) -> list[str]:
    """Return the names of features, cut to the room that there is, and how many have none."""
    names, room = list(run.problem["parameters"])[1:], MOST[canvas.tall]
    rest = len(names) - len(chosen)
    more = [said("and {count} more", count=rest)] if rest else []

    def cut(name: str) -> str:
        if canvas.width_of(name, NAME) <= room:
            return name
        most = max((end for end in range(1, len(name)) if canvas.width_of(f"{name[:end]}…", NAME) <= room), default=1)
        return f"{name[:most].rstrip()}…"

    return [*(cut(in_superscripts(str(names[i]))) for i in chosen), *more]


def _frame(axes: Axes, runs: Sequence[Run], style: Style) -> tuple[float, float]:
    """Set the limits of the predictions' axes, draw the diagonal, and return the limits of what is predicted."""
    y = np.asarray(runs[0].data["y"])
    side = float(np.ptp(y)) or 1.0
    limits = heights_around(y, [predictor(run, np.asarray(run.data["X"]))(run.params[0]) for run in runs])
    target = str(runs[0].problem.get("target") or "y")
    axes.set(xlim=(y.min() - 0.06 * side, y.max() + 0.06 * side), ylim=limits)
    axes.set_xlabel(said("true {target}", target=target), color=style.muted, labelpad=2)
    axes.set_ylabel(said("predicted {target}", target=target), color=style.muted, labelpad=3)
    ends = np.array(axes.get_xlim())
    axes.plot(ends, ends, color=style.ink, lw=1.2, ls=(0, (4, 4)), zorder=2, scalex=False, scaley=False)
    axes.grid(visible=True)
    for axis in (axes.xaxis, axes.yaxis):
        number_axis(axis, 6)
    return limits


class PredictedPoints:
    """The points of the data, each as high as what is predicted of it: on the diagonal where that is right."""

    def __init__(
        self, axes: Axes, run: Run, limits: tuple[float, float], look: Series, style: Style, index: int
    ) -> None:
        self._index = index
        self._predictions = Predictions(run, np.asarray(run.data["X"]), limits)
        count = len(run.data["y"])
        size = 4.6 if count <= HAIRS else 3.6 if count <= CROWD else 2.2
        look_of: dict[str, Any] = {"mfc": look.color, "mec": style.casing, "mew": 0.5 if count <= CROWD else 0.0}
        self._dots = axes.plot(run.data["y"], run.data["y"], look.marker, ms=size, zorder=3 + index, **look_of)[0]
        self.artists: tuple[Artist, ...] = (self._dots,)

    def show(self, moment: Moment) -> None:
        """Lift them to the predictions of the moment."""
        self._dots.set_ydata(self._predictions(moment.steps[self._index]))


class Weights:
    """The largest weights, in what a standard deviation of the feature moves the prediction by, as bars.

    Of several runs each has a thin one in its colour. Ticks stand at the goals.
    """

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        runs: Sequence[Run],
        chosen: Sequence[int],
        looks: Sequence[Series],
        goals: Sequence[tuple[str, Array, str]],
    ) -> None:
        self._runs, self._chosen = runs, list(chosen)
        style = canvas.style
        low, high = limits_of_effects(runs, chosen, [values for _, values, _ in goals])
        self._far = 10 * (high - low)
        names = _names(canvas, runs[0], chosen)
        rows = np.arange(len(chosen), dtype=float)
        axes.set(xlim=(low, high), ylim=(len(names) - 0.4, -0.6))
        axes.axvline(0, color=style.muted, lw=0.8, zorder=1)
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0, pad=FREE - 2)
        axes.set_yticks(np.arange(len(names)), names, fontsize=NAME, color=style.ink)
        for words in axes.get_yticklabels()[len(rows) :]:
            words.set_color(style.muted)
        number_axis(axes.xaxis, 4)
        axes.grid(axis="x")
        row = float(axes.bbox.height) * 72 / float(axes.figure.dpi) / len(names)
        self._thick = min(THICK, STOUT / row)
        thick = self._thick / len(runs)
        self._bars = []
        for index, look in enumerate(looks):
            at = rows + (index - (len(runs) - 1) / 2) * thick
            self._bars.append(axes.barh(at, np.zeros(len(rows)), thick, color=look.color, zorder=3).patches)
        marks: list[Artist] = []
        for _, values, color in goals:
            marks += self._mark(axes, rows, effects(runs[0], values)[self._chosen], color)
        self._write(canvas, axes, [(f"| {name}", color) for name, _, color in goals])
        # The marks do not move, but lie on bars that do.
        self.artists: tuple[Artist, ...] = (*(patch for bars in self._bars for patch in bars), *marks)

    def show(self, moment: Moment) -> None:
        """Stretch the bars."""
        for run, bars, step in zip(self._runs, self._bars, moment.steps, strict=True):
            with np.errstate(all="ignore"):
                reached = effects(run, between(run.params, run.row(step)))[self._chosen]
            for bar, value in zip(bars, np.clip(np.nan_to_num(reached), -self._far, self._far).tolist(), strict=True):
                bar.set_width(value)

    def _mark(self, axes: Axes, rows: Array, reached: Array, color: str) -> list[Artist]:
        """Return a tick where each bar should end, or a caret at the edge where that is beyond it."""
        low, high = axes.get_xlim()
        half = 0.5 * self._thick + 0.1
        inside = (reached >= low) & (reached <= high)
        at, ends = reached[inside], rows[inside]
        made: list[Artist] = [axes.vlines(at, ends - half, ends + half, color=color, lw=1.6, zorder=4)]
        for beyond, edge, caret in ((reached < low, low, CARETLEFT), (reached > high, high, CARETRIGHT)):
            at = rows[beyond]
            how: dict[str, Any] = {"ls": "", "marker": caret, "ms": 5, "color": color, "mew": 0, "clip_on": False}
            made += axes.plot(np.full(len(at), edge), at, **how)
        return made

    @staticmethod
    def _write(canvas: Canvas, axes: Axes, key: Sequence[tuple[str, str]]) -> None:
        """Write the title above the bars, and below it what the ticks are."""
        place, (width, height) = axes.get_position(), canvas.points
        left = min(float(label.get_window_extent().x0) for label in axes.get_yticklabels()) / canvas.figure.bbox.width
        title = place.y1 + 24 / height
        canvas.text(left, title, said("Weights per standard deviation"), size=11, va="center_baseline")
        x = left
        for words, color in key:
            canvas.text(x, title - 15 / height, words, size=NOTE, color=color, va="center_baseline")
            x += canvas.width_of(words, NOTE) + 12 / width
