"""A network in one page: its boundary, its hidden units, its path down the loss, and its loss."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np

from gdviz.analysis.boxes import Box
from gdviz.analysis.class_scores import box_of_plane
from gdviz.analysis.framing import crop, needed, ratios
from gdviz.analysis.hidden_units import HiddenUnits
from gdviz.analysis.pacing import Clip
from gdviz.analysis.placement import first_fitting
from gdviz.analysis.series import ValueAxis
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import Trajectory
from gdviz.analysis.trust import Trust
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.network.places import IN_STRIP, NAME, places_in_strip, places_of
from gdviz.figures.network.units import UnitPlanes
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.field import draw_field
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.path import ALONE, PathArtist, note_exits
from gdviz.figures.parts.plane import draw_plane, looks_of_classes, name_classes, names_in_plane
from gdviz.figures.parts.series import Curves
from gdviz.languages import said
from gdviz.runs.requirements import why_not_network, why_not_surface
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Series, Style

# How many units there are on a page.
MOST = 8


@figure("network", fits=why_not_network, most=1, strip=StripShape(height=1 + IN_STRIP, on_plane=True))
def network(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    shades: Annotated[int, Setting("shades of each class: more are surer, and make a GIF larger", "[1, 8]")] = 2,
    units: Annotated[
        int, Setting("hidden units that are drawn, shared out evenly among the layers; 0 for none", "[0, 8]")
    ] = MOST,
) -> Painter:
    """Bend a network's boundary over its points, beside its hidden units, its path on the landscape, and its loss.

    Of `mlp` each unit shows what it adds to the score of class 1, all on one scale, in the colours of the classes, and
    the line at which it is zero: their sum and the output's bias make the boundary. Of a recorded network it shows what
    the unit says, from its least (pale) to its largest (dark), layer by layer, and the line at which it turns positive.
    Of more units those are drawn that vary most over the plane in the end, each in its own way. Where no landscape was
    recorded there is the accuracy in its place, if that was.
    """
    run, look = runs[0], style.look_of(0, 1)
    shown = HiddenUnits.of(run, box_of_plane(run), units) if units else None
    counts = shown.counts if shown else ()
    has_landscape = why_not_surface(run) is None
    second = "landscape" if has_landscape else "curve" if "accuracy" in run.metrics else ""
    names, classes = names_in_plane(run), looks_of_classes(style, runs)
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, [look], trust=Trust.of(runs, run.landscape) if has_landscape else None)
        if not canvas.has_picture:
            boxes = canvas.panel_boxes(2 if second else 1)
            is_above = len(boxes) == 2 and boxes[0].low > boxes[1].high
            if is_above and has_landscape:
                boxes[0] = boxes[0].with_edges(low=boxes[0].low + NAME)
            beside = [_beside(canvas, boxes[0], run, look, second, is_above=is_above)] if second and boxes else []
            losses = [Curves(canvas.axes_in(box), runs, [run.loss], [look], style, said("Loss")) for box in boxes[-1:]]
            return canvas.painter([heading, *(part for parts in beside for part in parts), *losses])
        if canvas.excerpt is not None:
            places = places_in_strip(canvas.excerpt.frame, counts)
        else:
            places = places_of(canvas, counts, second, names)
            name_classes(canvas, places.names, names, classes)
        parts = draw_plane(canvas, canvas.axes_in(places.field), runs, [look], shades)
        if shown is not None:
            parts.append(UnitPlanes(canvas, shown, places, is_of_two=len(names) == 2))
        if places.second is not None:
            parts += _beside(canvas, places.second, run, look, second, is_above=places.second.low > places.loss.high)
        if places.loss.width:
            parts.append(Curves(canvas.axes_in(places.loss), runs, [run.loss], [look], style, said("Loss")))
        return canvas.painter([*parts, heading])


def _beside(canvas: Canvas, box: Box, run: Run, look: Series, kind: str, *, is_above: bool = False) -> list[Part]:
    """Draw what stands beside the boundary: the landscape, or the accuracy, without numbers below above the loss."""
    axes = canvas.axes_in(box)
    if kind == "curve":
        accuracy = run.metrics["accuracy"]
        # Linear, so that the climb to 1 can be read off.
        along = ValueAxis.of([accuracy], linear=True)
        curves = Curves(axes, [run], [accuracy], [look], canvas.style, said("Accuracy"), along=along)
        if is_above:
            axes.set_xlabel("")
            axes.tick_params(labelbottom=False)
        return [curves]
    kept = needed(run.landscape, [run])
    scape = crop(run.landscape, kept, float(np.clip(box.width / box.height, *ratios(run.landscape, kept))))
    draw_field(axes, scape, canvas.style)
    words = first_fitting(
        [said("Loss landscape"), said("Landscape")], lambda one: canvas.width_of(one, 11) * canvas.points[0], box.width
    )
    axes.set_title(words, loc="left", fontsize=11, color=canvas.style.ink, pad=7)
    axes.tick_params(length=0, labelbottom=False, labelleft=False)
    for name, axis in zip(names_of_axes([run], scape), (axes.xaxis, axes.yaxis), strict=True):
        axis.set_label_text(name, fontsize=9.75, color=canvas.style.muted)
        axis.labelpad = 3
    track, (hollow,) = Trajectory.of(run, scape), Trust.of([run], scape).stretches
    return [
        PathArtist(axes, track, look, canvas.style, 0, stretches=hollow, **ALONE),
        *note_exits(axes, [(track, look, canvas.style, 0)]),
    ]
