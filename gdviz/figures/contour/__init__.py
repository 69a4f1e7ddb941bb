"""The path over the contours of the loss, beside the loss curve."""

from collections.abc import Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.pacing import Clip
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.figures.contour.milestones import Milestones
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import LEFT, RIGHT, UNDER, UNDER_HEADING, Canvas, drawing
from gdviz.figures.parts.field import draw_field, name_minimum, ring_minima
from gdviz.figures.parts.marks import Heading, parameters_of
from gdviz.figures.parts.path import ALONE, DivergedNote, PathArtist
from gdviz.figures.parts.series import Curves, name_curves
from gdviz.runs.requirements import why_not_surface
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Style

Array = NDArray[np.float64]


@figure("contour", fits=why_not_surface, strip=StripShape())
def contour(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    every: Annotated[
        int | None, Setting("dot the path and the curve at every so many steps; auto dots the path of few", "[1, inf)")
    ] = None,
) -> Painter:
    """Follow the path over log-spaced filled contours, beside the loss curve.

    The lowest loss of the sampled box is taken as 0, and the distance from it is banded over as many decades as bring
    out a valley at the foot of steep walls. Minima that are known are ringed, and a single one is named. Several runs
    race step for step. With `every` the path is dotted as often: where its dots crowd, the descent is slow.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    scape = widest(runs)
    tracks = [Trajectory.of(run, scape) for run in runs]
    with drawing(style):
        canvas = Canvas(clip, style)
        note = f"a dot every {every:,}" if every is not None and every > 1 else ""
        heading = Heading(canvas, runs, looks, note=note)
        if not canvas.has_picture:
            costs = [
                Curves(canvas.axes_in(box), runs, [run.loss for run in runs], looks, style, "Loss")
                for box in canvas.panel_boxes(1)
            ]
            return canvas.painter([heading, *costs])
        shares = (LEFT, *((0.42, RIGHT, UNDER_HEADING) if canvas.tall else (UNDER, 0.60, UNDER_HEADING)))
        field = canvas.axes_in(canvas.frame(canvas.box(*shares)))
        right = draw_field(field, scape, style)
        field.set_xlabel(parameters_of(runs[0])[0])
        field.set_ylabel(parameters_of(runs[0])[1], labelpad=2)
        ring_minima(field, runs[0], scape, style)
        seen = [(track, look, style, index) for index, (track, look) in enumerate(zip(tracks, looks, strict=True))]
        if not canvas.has_panels:
            paths = [PathArtist(field, *one, dots=every is None, **ALONE) for one in seen]
            return canvas.painter([heading, *paths, *(DivergedNote(field, *one) for one in seen)])
        name_minimum(canvas, field, runs[0], scape, tracks)
        losses = canvas.axes(*((LEFT, UNDER, RIGHT, 0.29) if canvas.tall else (right + 0.10, UNDER, RIGHT, 0.735)))
        curves = Curves(losses, runs, [run.loss for run in runs], looks, style, "Loss")
        if len(runs) > 1:
            name_curves(canvas, losses, runs, looks)
        parts: list[Part] = [PathArtist(field, *one, dots=every is None, **ALONE) for one in seen] + [curves]
        for index, (run, look) in enumerate(zip(runs, looks, strict=True)):
            if every is None:
                break
            with np.errstate(all="ignore"):
                places = scape.project(np.asarray(run.params))
            curve = np.column_stack([run.step, run.loss])
            parts.append(Milestones(field, run, places, every, look, style, index))
            parts.append(Milestones(losses, run, curve, every, look, style, index, size=3.6, head=7.0))
        return canvas.painter([*parts, heading, *(DivergedNote(field, *one) for one in seen)])
