"""The field of a landscape: bands of depth, hairlines, and its minima."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from numpy.typing import NDArray

from gdviz.analysis.bands import band_bounds, depth_of
from gdviz.analysis.boxes import Box
from gdviz.analysis.framing import is_to_scale
from gdviz.analysis.names import place_in_words
from gdviz.analysis.placement import DIRECTIONS, box_beside, distance_from, is_inside
from gdviz.analysis.slices import names_of_axes
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.parts.canvas import Canvas, outlined, ring
from gdviz.figures.parts.ticks import number_axis
from gdviz.landscapes.landscape import Landscape
from gdviz.relief.grids import without_cliffs
from gdviz.runs.run import Run
from gdviz.style.colors import ramp
from gdviz.style.themes import HAIRLINES, Style

Array = NDArray[np.float64]

# The size of the words at a minimum, in points.
NAME = 9.5
# So many bands from one sample to the next are too many for hairlines between them.
CROWD = 3
# How far paths keep from it, in points: half of their heads.
FREE = 6.0


def draw_field(axes: Axes, scape: Landscape, style: Style) -> float:
    """Draw the landscape as pale bands with hairlines between them, and return where it ends, as a share of the page.

    The aspect is equal unless the box is long and thin.
    """
    depth, bounds = depth_of(scape), band_bounds()
    # Where smooth edges of two bands meet, the page would shine through, or what is behind a transparent one.
    for is_smooth in (False, True):
        colors = ListedColormap(ramp(style.field))
        axes.contourf(scape.x, scape.y, depth, bounds, cmap=colors, antialiased=is_smooth)
    # Beside a pole hairlines would be one black mass.
    told_apart = without_cliffs(np.ma.filled(depth, np.nan), CROWD * float(bounds[1]))
    axes.contour(scape.x, scape.y, told_apart, bounds[1:-1], colors=style.ink, linewidths=0.5, alpha=HAIRLINES)
    if is_to_scale(scape):
        # Then a gradient is at right angles to the contours in the picture too.
        axes.set_aspect("equal", anchor="W")
    axes.set(xlim=scape.x[[0, -1]], ylim=scape.y[[0, -1]])
    for axis in (axes.xaxis, axes.yaxis):
        number_axis(axis, 5)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=3)
    axes.apply_aspect()
    return float(axes.get_position().x1)


def lay_field(canvas: Canvas, box: Box, runs: Sequence[Run], scape: Landscape, anchor: str = "") -> Axes:
    """Draw the landscape of runs in a box of the page, its axes named and its minima ringed, and return the axes.

    One to scale is not as large as the box: `anchor` says at which side of it, as matplotlib does; else in the middle.
    """
    axes = canvas.axes_in(box)
    draw_field(axes, scape, canvas.style)
    if anchor:
        axes.set_anchor(anchor)
        axes.apply_aspect()
    across, up = names_of_axes(runs, scape)
    axes.set_xlabel(across)
    axes.set_ylabel(up, labelpad=5)
    ring_minima(axes, runs[0], scape, canvas.style)
    return axes


def ring_minima(axes: Axes, run: Run, scape: Landscape, style: Style) -> None:
    """Ring the known minima."""
    if scape.is_whole_space and len(run.minima):
        ring(axes, run.minima, style)


def name_minimum(canvas: Canvas, axes: Axes, run: Run, scape: Landscape, tracks: Sequence[Trajectory]) -> None:
    """Write where the only known minimum is, beside its ring, on the side that the paths leave free, if one is."""
    minima = run.minima
    if not scape.is_whole_space or len(minima) != 1:
        return
    words = place_in_words(minima[0].tolist(), 4)
    unit = float(canvas.figure.dpi) / 72
    frame = np.array([axes.bbox.min, axes.bbox.max])
    half = unit * np.array([canvas.width_of(words, NAME) * canvas.points[0] / 2 + 2, 0.6 * NAME])
    ring = axes.transData.transform(minima[0])
    paths = np.concatenate([axes.transData.transform(track.points) for track in tracks])
    places = [box_beside(ring, direction, half, 10 * unit) for direction in DIRECTIONS]
    inside = [at for at in places if is_inside(at, half, frame + 3 * unit * np.array([[1], [-1]]))]
    if not inside or not is_inside(ring, 0.0, frame):
        return
    # Of places that are free enough the first, to the right of the ring, is the calmest.
    best = max(inside, key=lambda at: min(distance_from(paths, at, half), 14 * unit))
    if distance_from(paths, best, half) < FREE * unit:
        return
    x, y = axes.transData.inverted().transform(best)
    how: dict[str, Any] = {"ha": "center", "va": "center_baseline", "fontsize": NAME, "zorder": 4.5}
    outlined(axes.text(x, y, words, color=canvas.style.ink, **how), canvas.style.casing)
