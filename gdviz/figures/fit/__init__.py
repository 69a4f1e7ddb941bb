"""A curve that is fitted to points, beside its parameters' path and the cost."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gdviz.analysis.comparison import method_of, why_not_same_points, why_not_together
from gdviz.analysis.fit import coefficients
from gdviz.analysis.framing import crop, needed, ratios
from gdviz.analysis.pacing import Clip
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.analysis.trust import Trust
from gdviz.analysis.units import in_own_units
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.fit.lines import curve_parts
from gdviz.figures.fit.several import parts_of_several
from gdviz.figures.fit.sigmoid import sigmoid_parts
from gdviz.figures.parts.axes import few_ticks
from gdviz.figures.parts.canvas import LEFT, RIGHT, UNDER, UNDER_HEADING, Canvas, drawing
from gdviz.figures.parts.curve import BallOnCurve, draw_profile
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.leaps import Leaps
from gdviz.figures.parts.marks import Heading, key_row
from gdviz.figures.parts.path import ALONE, PathArtist, Paths, lanes_of, note_exits
from gdviz.figures.parts.series import Curves
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.runs.requirements import has_one_feature, is_fit_of_many, why_not_fit, why_not_landscape, why_not_sigmoid
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Series, Style

Array = NDArray[np.float64]


def _why_not(run: Run) -> str | None:
    """Return why a run fits neither a curve nor a probability to points of one feature, or None."""
    return why_not_sigmoid(run) or why_not_landscape(run) if has_one_feature(run) else why_not_fit(run)


def _why_not_all(runs: Sequence[Run]) -> str | None:
    """Return why fits cannot be in one picture, or None: those of curves are on one landscape as well."""
    return why_not_same_points(runs) if all(map(is_fit_of_many, runs)) else why_not_together(runs)


@figure("fit", fits=_why_not, strip=StripShape(0.8), together=_why_not_all)
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
        scape = widest(runs)
        # A strip has the fits alone, and nothing of their landscape.
        has_landscape = not is_fit_of_many(runs[0]) and canvas.excerpt is None
        trust = Trust.of(runs, scape) if has_landscape else None
        subtitle = _subtitle(runs[0], canvas, best=best) if alone else ""
        heading = Heading(canvas, runs, looks, subtitle=subtitle, trust=trust)
        if is_fit_of_many(runs[0]):
            if canvas.excerpt is not None:
                raise ValueError("a fit to several features makes no strip; leave out --strip")
            several = parts_of_several(
                canvas, runs, looks, None if true is None else coefficients(runs[0], true), best=best
            )
            if not alone:
                key_row(canvas, runs, looks)
            return canvas.painter([Leaps(part, runs, every) for part in (*several, heading)])
        if not canvas.has_picture:
            boxes = canvas.panel_boxes(1)
            losses = [
                Curves(canvas.axes_in(box), runs, [run.loss for run in runs], looks, style, said("Cost"))
                for box in boxes
            ]
            return canvas.painter([*losses, heading])
        is_sigmoid = has_one_feature(runs[0])
        shown = list(runs) if is_sigmoid else [in_own_units(run) for run in runs]
        scattered_about = None if true is None else coefficients(shown[0], true)
        draw = sigmoid_parts if is_sigmoid else curve_parts
        if canvas.excerpt is not None:
            axes = canvas.axes_in(canvas.excerpt.frame)
            parts = draw(canvas, axes, shown, looks, scattered_about, best=best)
            return canvas.painter([Leaps(part, runs, every) for part in (*parts, heading)])
        axes, field, costs = _axes(canvas, UNDER_HEADING if not alone else 0.775 if canvas.tall else 0.755)
        parts = draw(canvas, axes, shown, looks, scattered_about, best=best)
        if not alone:
            key_row(canvas, runs, looks)
        parts += _ways(field, runs, scape, looks, style)
        parts.append(Curves(costs, runs, [run.loss for run in runs], looks, style, said("Cost")))
        return canvas.painter([Leaps(part, runs, every) for part in (*parts, heading)])


def _subtitle(run: Run, canvas: Canvas, *, best: bool) -> str | None:
    """Return what a subtitle says of a lone run where there is no key, in a strip; None for what siblings say."""
    if canvas.excerpt is None:
        return None
    method = method_of(run)
    if best:
        return said("{method}; dotted: the start, dashed: the best fit", method=method)
    return said("{method}; dotted: the start", method=method)


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
    names = names_of_axes(runs, scape)
    axes.set_xlabel(names[0], color=style.muted, labelpad=2)
    if not len(scape.y):
        draw_profile(axes, scape, style, runs, width=1.6)
        axes.set_ylabel(said("cost"), color=style.muted, labelpad=2)
        few_ticks(axes, 4)
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
    few_ticks(axes, 4)
    ring_minima(axes, runs[0], scape, style)
    axes.set_ylabel(names[1], color=style.muted, labelpad=3)
    hollow = Trust.of(runs, scape).stretches
    if len(runs) == 1:
        return [PathArtist(axes, *seen[0], stretches=hollow[0], **ALONE), *note_exits(axes, seen)]
    paths = [
        PathArtist(axes, *one, lane=lane, stretches=strays)
        for one, lane, strays in zip(seen, lanes_of(axes, tracks), hollow, strict=True)
    ]
    return [Paths(paths), *note_exits(axes, seen)]
