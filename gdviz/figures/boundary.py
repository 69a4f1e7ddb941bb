"""A linear classifier's boundary turning over its points."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boundary import (
    CurvedScores,
    box_of_points,
    class_of_ties,
    clipped_line,
    feature_names,
    points_in_plane,
)
from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.series import ValueAxis
from gdviz.analysis.sigmoid import Sigmoid, classes_of
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import between
from gdviz.analysis.units import in_own_units
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.axes import few_ticks
from gdviz.figures.parts.canvas import RIGHT, UNDER, UNDER_HEADING, Canvas, drawing
from gdviz.figures.parts.marks import Heading, key_row
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.sigmoid import (
    ProbabilityField,
    SigmoidCurve,
    StackedPoints,
    ThresholdKey,
    ThresholdLine,
    ThresholdMark,
)
from gdviz.runs.requirements import has_curved_boundary, has_one_feature, why_not_boundary, why_not_sigmoid
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Series, Style
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# In points: the height of the row of the classes' names, the size of those, and what a mark and the gap behind it take.
KEY, SIZE, MARK = 15.0, 10.0, 26.0
# More letters of a class's name have no room.
LETTERS = 80


@figure("boundary", fits=why_not_boundary, strip=StripShape())
def boundary(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    panels: Annotated[bool, Setting("whether loss and accuracy are drawn beside the points")] = True,
    shades: Annotated[
        int, Setting("shades on each side of a lone line: more are surer, and make a GIF larger", "[0, 8]")
    ] = 2,
) -> Painter:
    """Turn the decision boundary over the points, epoch by epoch, with loss and accuracy beside it.

    The line is where bias + w1 x1 + w2 x2 = 0, drawn as an implicit line clipped to the axes, so that a vertical one is
    like any other. For a lone run the field behind is the probability sigma(bias + w x) of class 1 in bands of equal
    width: with two shades a side, the paler ones are where the odds are less than three to one. Where the features
    were expanded to their monomials the boundary is a curve in the plane of the two that they are made of.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks, subtitle=None if len(runs) == 1 else "")
        field, beside = _layout(canvas, runs, panels=panels)
        parts: list[Part] = []
        if field is not None:
            draw = _on_a_line if has_one_feature(runs[0]) else _in_the_plane
            if draw is _in_the_plane and canvas.excerpt is None:
                field = _name_classes(canvas, field, classes_of(runs[0], LETTERS))
            parts += draw(canvas, canvas.axes_in(field), runs, looks, shades)
        for name, place in beside.items():
            drawn = canvas.axes_in(place)
            # Accuracy is linear, so that the climb to 1 can be read off.
            along = ValueAxis.of(_recorded(runs, name), linear=name != "loss")
            parts.append(Curves(drawn, runs, _recorded(runs, name), looks, style, name.capitalize(), along=along))
            if place.low > min(other.low for other in beside.values()):
                drawn.set_xlabel("")
                drawn.tick_params(labelbottom=canvas.excerpt is None)
        if len(runs) > 1:
            key_row(canvas, runs, looks)
        return canvas.painter([*parts, heading])


def _in_the_plane(canvas: Canvas, axes: Axes, runs: Sequence[Run], looks: Sequence[Series], shades: int) -> list[Part]:
    """Return the field of a lone run, the points, and the line or curve of each run between points of two features."""
    runs = [in_own_units(run) for run in runs]
    style, points = canvas.style, points_in_plane(runs[0])
    box = box_of_points(points, [run.params[0] for run in runs])
    curved = CurvedScores(runs[0], box) if has_curved_boundary(runs[0]) else None
    parts: list[Part] = []
    if len(runs) == 1 and shades:
        run, shape = runs[0], (round(axes.bbox.height), round(axes.bbox.width))
        how = (style.class_bands, shades, curved)
        parts.append(
            ProbabilityField(
                axes, box, shape, lambda step: between(run.params, run.row(step)), *how, ties=class_of_ties(run)
            )
        )
    parts.append(ScatterPlot(axes, box, points, runs[0].data["y"], feature_names(runs[0].problem), style))
    return parts + [
        BoundaryLine(axes, box, run, look, style, i, curved)
        for i, (run, look) in enumerate(zip(runs, looks, strict=True))
    ]


def _name_classes(canvas: Canvas, field: Box, names: Sequence[str]) -> Box:
    """Write the classes' names, with marker and colour, in a row at the top of a box, and return what is left of it."""
    width, height = canvas.points
    x, y, room = field.left, field.high - KEY / 2 + 1, field.width - len(names) * MARK

    def wide(words: str) -> float:
        return canvas.width_of(words, SIZE) * width

    for name, other, color, marker in zip(names, reversed(names), canvas.style.classes, "os", strict=True):
        # What a short name does not need the other one has.
        most = max(room / len(names), room - wide(other))
        words = fit_title(name, wide, most, size=SIZE, least=SIZE, most=1).lines[0]
        how: dict[str, Any] = {"marker": marker, "color": color, "ms": 5.5, "transform": canvas.figure.transFigure}
        canvas.figure.add_artist(Line2D([(x + 3) / width], [y / height], **how))
        canvas.text(
            (x + 10) / width, y / height, words, size=SIZE, color=canvas.style.lettering(color), va="center_baseline"
        )
        x += wide(words) + MARK
    return field.with_edges(high=field.high - KEY)


def _on_a_line(canvas: Canvas, axes: Axes, runs: Sequence[Run], looks: Sequence[Series], shades: int) -> list[Part]:
    """Return the field of a lone run, the points, and the threshold of each run between points of one feature.

    The probability is drawn as a curve over the field, where the model tells one.
    """
    style, alone, sigmoids = canvas.style, len(runs) == 1, [Sigmoid.of(run) for run in runs]
    every, curved = list(enumerate(zip(sigmoids, looks, strict=True))), why_not_sigmoid(runs[0]) is None
    dots = StackedPoints(canvas, axes, sigmoids[0], curved=curved)
    parts: list[Part] = []
    if alone and shades:
        box, shape = np.array([axes.get_xlim(), axes.get_ylim()]), (1, round(axes.bbox.width))
        how = (style.class_bands, shades)
        parts.append(
            ProbabilityField(
                axes, box, shape, lambda step: np.append(sigmoids[0].at(step), 0.0), *how, ties=class_of_ties(runs[0])
            )
        )
    parts += [ThresholdLine(axes, sigmoid, look, style.casing, i, bold=True) for i, (sigmoid, look) in every]
    parts.append(dots)
    for i, (sigmoid, look) in every if curved else ():
        thin = replace(look, color=style.ink) if alone else look
        parts.append(SigmoidCurve(axes, sigmoid, thin, style.casing, i, 1.6))
    words = alone and canvas.excerpt is None
    parts += [ThresholdMark(canvas, axes, sigmoid, look, i, words=words, dot=curved) for i, (sigmoid, look) in every]
    return parts if alone or canvas.excerpt is not None else [*parts, ThresholdKey(canvas, axes, sigmoids, looks)]


def _layout(canvas: Canvas, runs: Sequence[Run], *, panels: bool) -> tuple[Box | None, dict[str, Box]]:
    """Return where the points go, and each curve: beside them, or below on a tall page."""
    names = [name for name in ("loss", "accuracy") if panels and len(_recorded(runs, name)) == len(runs)]
    if canvas.excerpt is not None:
        field = canvas.excerpt.frame if canvas.has_picture else None
        return field, dict(zip(names, canvas.panel_boxes(len(names)), strict=False))
    if not names:
        return canvas.box(0.09, UNDER, RIGHT, UNDER_HEADING), {}
    if canvas.tall:
        ends = (0.43, RIGHT) if len(names) == 2 else (RIGHT,)
        boxes = [canvas.box(left, UNDER, right, 0.29) for left, right in zip((0.09, 0.6), ends, strict=False)]
        return canvas.box(0.09, 0.42, RIGHT, UNDER_HEADING), dict(zip(names, boxes, strict=True))
    heights = ((0.545, 0.735), (UNDER, 0.355)) if len(names) == 2 else ((UNDER, 0.735),)
    boxes = [canvas.box(0.715, low, RIGHT, high) for low, high in heights]
    return canvas.box(0.09, UNDER, 0.63, UNDER_HEADING), dict(zip(names, boxes, strict=True))


def _recorded(runs: Sequence[Run], name: str) -> list[Array]:
    """Return a quantity of each run that recorded it."""
    if name == "loss":
        return [run.loss for run in runs]
    return [run.metrics[name] for run in runs if name in run.metrics]


class ScatterPlot:
    """The points by class, with a colour and a marker each; they do not move, but lie on a field that does."""

    def __init__(
        self, axes: Axes, box: Array, points: Array, labels: Array, features: Sequence[str], style: Style
    ) -> None:
        axes.set(xlim=box[0], ylim=box[1], xlabel=features[0], ylabel=features[1])
        axes.yaxis.labelpad = 2
        few_ticks(axes, 6)
        drawn = []
        for label, color, marker in zip((0, 1), style.classes, "os", strict=True):
            x, y = points[labels == label].T
            drawn.append(axes.scatter(x, y, s=22, c=color, marker=marker, edgecolors=style.casing, linewidths=0.6))
        self.artists: tuple[Artist, ...] = tuple(drawn)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


class BoundaryLine:
    """The line where both classes are equally likely."""

    def __init__(
        self, axes: Axes, box: Array, run: Run, look: Series, style: Style, index: int, curved: CurvedScores | None
    ) -> None:
        self._run, self._box, self._index, self._curved = run, box, index, curved
        dash: Any = (0, look.dash) if look.dash else "-"
        casing = axes.add_line(Line2D([], [], color=style.casing, lw=4.4, zorder=4 + index))
        line = axes.add_line(Line2D([], [], color=look.color, lw=2.6, ls=dash, zorder=4.5 + index))
        self._lines = (casing, line)
        self.artists: tuple[Artist, ...] = self._lines

    def show(self, moment: Moment) -> None:
        """Turn the line."""
        row = self._run.row(moment.steps[self._index])
        params = between(self._run.params, row)
        ends = clipped_line(params, self._box) if self._curved is None else self._curved.curve(params)
        for line in self._lines:
            line.set_data(*ends.T)
