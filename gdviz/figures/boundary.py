"""A classifier's boundary as it turns and bends over its points."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gdviz.analysis.boundary import Bands, class_of_ties
from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import why_not_same_points
from gdviz.analysis.pacing import Clip
from gdviz.analysis.series import ValueAxis
from gdviz.analysis.sigmoid import Sigmoid
from gdviz.analysis.strip import StripShape
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import RIGHT, UNDER, UNDER_HEADING, Canvas, drawing
from gdviz.figures.parts.marks import Heading, key_row
from gdviz.figures.parts.plane import draw_plane, looks_of_classes, name_classes, names_in_plane
from gdviz.figures.parts.series import Curves
from gdviz.figures.parts.sigmoid import (
    ProbabilityField,
    SigmoidCurve,
    StackedPoints,
    ThresholdKey,
    ThresholdLine,
    ThresholdMark,
)
from gdviz.languages import said
from gdviz.runs.requirements import has_one_feature, why_not_boundary, why_not_sigmoid
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.colors import shades_of_two
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]


@figure("boundary", fits=why_not_boundary, strip=StripShape(), together=why_not_same_points)
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
    """Turn and bend the decision boundary over the points, epoch by epoch, with loss and accuracy beside it.

    Between two classes of a linear model it is the line where bias + w1 x1 + w2 x2 = 0, drawn as an implicit line
    clipped to the axes, so that a vertical one is like any other. That of a network, of monomials of two features, or
    of a model of your own is found on a grid, and so are the boundaries between several classes. For a lone run each
    place behind has the colour of its likeliest class, in bands of its probability: with two shades a class, of two
    the paler ones are where the odds are less than three to one.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks, subtitle=None if len(runs) == 1 else "")
        field, beside = _layout(canvas, runs, panels=panels)
        parts: list[Part] = []
        if field is not None:
            draw = _on_a_line if has_one_feature(runs[0]) else draw_plane
            if draw is draw_plane and canvas.excerpt is None:
                field = name_classes(canvas, field, names_in_plane(runs[0]), looks_of_classes(style, runs))
            parts += draw(canvas, canvas.axes_in(field), runs, looks, shades)
        for name, place in beside.items():
            drawn = canvas.axes_in(place)
            # Accuracy is linear, so that the climb to 1 can be read off.
            along = ValueAxis.of(_recorded(runs, name), linear=name != "loss")
            title = said("Loss") if name == "loss" else said("Accuracy")
            parts.append(Curves(drawn, runs, _recorded(runs, name), looks, style, title, along=along))
            if place.low > min(other.low for other in beside.values()):
                drawn.set_xlabel("")
                drawn.tick_params(labelbottom=canvas.excerpt is None)
        if len(runs) > 1:
            key_row(canvas, runs, looks)
        return canvas.painter([*parts, heading])


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
        bands = Bands(box, shape, 2 * shades, ties=class_of_ties(runs[0]))
        parts.append(
            ProbabilityField(
                axes,
                box,
                lambda step: bands(np.append(sigmoids[0].at(step), 0.0)),
                shades_of_two(style.class_bands, shades),
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
