"""The path over the contours of the loss, beside the loss curve."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.ticker import MaxNLocator

from gdviz.figures.canvas import LEFT, RIGHT, UNDER, UNDER_HEADING, Canvas, drawing
from gdviz.figures.film import Painter, figure
from gdviz.figures.marks import Curves, DivergedNote, FlatPath, Heading, name_curves, parameters_of
from gdviz.landscape import Landscape, Scale
from gdviz.pacing import Clip
from gdviz.run import Run, why_no_surface
from gdviz.style import BANDS, HAIRLINES, Style, ramp
from gdviz.track import Track, widest


@figure("contour", fits=why_no_surface)
def contour(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Follow the path over log-spaced filled contours, beside the loss curve.

    The lowest loss of the sampled box is taken as 0, and the distance from it is banded over as many decades as bring
    out a valley at the foot of steep walls. Minima that are known are ringed. Several runs race step for step.
    """
    looks = [style.trail(i, len(runs)) for i in range(len(runs))]
    scape = widest(runs)
    tracks = [Track.of(run, scape) for run in runs]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks)
        field = canvas.axes(LEFT, *((0.42, RIGHT, UNDER_HEADING) if canvas.tall else (UNDER, 0.60, UNDER_HEADING)))
        right = draw_field(field, scape, style)
        field.set_xlabel(parameters_of(runs[0])[0])
        field.set_ylabel(parameters_of(runs[0])[1], labelpad=2)
        ring_minima(field, runs[0], scape, style)
        losses = canvas.axes(*((LEFT, UNDER, RIGHT, 0.29) if canvas.tall else (right + 0.10, UNDER, RIGHT, 0.735)))
        curves = Curves(losses, runs, [run.loss for run in runs], looks, style, "Loss")
        if len(runs) > 1:
            name_curves(canvas, losses, runs, looks)
        seen = [(track, look, style, index) for index, (track, look) in enumerate(zip(tracks, looks, strict=True))]
        paths = [FlatPath(field, *one) for one in seen]
        notes = [DivergedNote(field, *one) for one in seen]
        return canvas.painter([*paths, curves, heading, *notes])


def draw_field(axes: Axes, scape: Landscape, style: Style) -> float:
    """Draw the landscape as pale bands with hairlines between them, and return where it ends, as a share of the page.

    The aspect is equal unless the box is long and thin.
    """
    scale = Scale.for_contours(scape.loss)
    depth = scale.depth(scape.loss)
    bounds = np.linspace(0, 1, BANDS + 1)
    axes.contourf(scape.x, scape.y, depth, bounds, cmap=ListedColormap(ramp(style.field)), antialiased=True)
    axes.contour(scape.x, scape.y, depth, bounds[1:-1], colors=style.ink, linewidths=0.5, alpha=HAIRLINES)
    width, height = np.ptp(scape.x), np.ptp(scape.y)
    if scape.is_whole_space and 0.4 < width / height < 2.5:
        # Then a gradient is at right angles to the contours in the picture too.
        axes.set_aspect("equal", anchor="W")
    axes.set(xlim=scape.x[[0, -1]], ylim=scape.y[[0, -1]])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=3)
    axes.apply_aspect()
    return float(axes.get_position().x1)


def ring_minima(axes: Axes, run: Run, scape: Landscape, style: Style) -> None:
    """Ring the known minima."""
    minima = np.array(run.problem["minima"], float).reshape(-1, run.params.shape[1])
    if scape.is_whole_space and len(minima):
        axes.plot(*minima.T, ls="", marker="o", ms=11, mfc="none", mec=style.casing, mew=3.0, zorder=4)
        axes.plot(*minima.T, ls="", marker="o", ms=11, mfc="none", mec=style.ink, mew=1.3, zorder=4)
