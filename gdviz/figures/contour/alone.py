"""A landscape without a curve of losses beside it: what its colours stand for, and the points that it is around."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from numpy.typing import NDArray

from gdviz.analysis.bands import band_bounds
from gdviz.analysis.boxes import Box
from gdviz.analysis.framing import is_to_scale
from gdviz.analysis.layout import APART, field_alone
from gdviz.analysis.trajectory import Trajectory
from gdviz.analysis.trust import Trust
from gdviz.figures.figure import Part
from gdviz.figures.parts.canvas import Canvas, outlined
from gdviz.figures.parts.field import lay_field, name_minimum
from gdviz.figures.parts.path import ALONE, PathArtist, Paths, lanes_of, note_exits
from gdviz.figures.parts.roster import Roster
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.languages import said
from gdviz.runs.requirements import is_of_points
from gdviz.runs.run import Run
from gdviz.style.colors import ramp
from gdviz.style.numerals import number, tick
from gdviz.style.themes import HAIRLINES, Series, Style

Array = NDArray[np.float64]
# In points: the edges of the page and its foot, a key beside a field and below it, its bar and its title, from number
# to number at least, beside one another and one above the other, and from a point to its number.
EDGE, FOOT, KEY, KEY_BELOW, BAR, TITLED, ACROSS, UP, BESIDE = 20.0, 3.0, 62.0, 52.0, 13.0, 18.0, 46.0, 22.0, 13.0
# What is left at the right of a key below, where half of its last number goes; and the digits that losses have there.
INSET, DIGITS = 8.0, range(5, 9)
# The share of the page's height that a list of runs may have; and where a point is near the edge, from the middle.
LISTED, NEAR_EDGE = 0.3, 0.44


def draw_alone(
    canvas: Canvas,
    runs: Sequence[Run],
    scape: Landscape,
    tracks: Sequence[Trajectory],
    looks: Sequence[Series],
    *,
    ball: bool,
) -> list[Part]:
    """Draw a landscape over the whole page, with a key of its colours, and return what moves."""
    style, trust = canvas.style, Trust.of(runs, scape)
    width, height = canvas.points
    page = Box.between(EDGE, FOOT, width - EDGE, height - canvas.head)
    if len(runs) > 1:
        roster = Roster(canvas, runs, looks)
        rows = roster.fit(page.width, LISTED * page.height)
        listed = roster.height(rows)
        roster.write(rows, page.left, page.low + listed, range(len(runs)))
        page = page.with_edges(low=page.low + listed + APART / 2)
    ratio = float(np.ptp(scape.x) / np.ptp(scape.y)) if is_to_scale(scape) else None
    place, key = field_alone(page, ratio, KEY, KEY_BELOW)
    field = lay_field(canvas, place, runs, scape)
    _draw_key(canvas, key, scape)
    seen = [(track, look, style, index) for index, (track, look) in enumerate(zip(tracks, looks, strict=True))]
    paths = Paths(
        [
            PathArtist(field, *one, ball=ball, lane=lane, stretches=hollow, **ALONE)
            for one, lane, hollow in zip(seen, lanes_of(field, tracks), trust.stretches, strict=True)
        ]
    )
    name_minimum(canvas, field, runs[0], scape, tracks)
    for run in runs:
        if is_of_points(run) and run.steps:
            _number_points(field, scape.project(np.asarray(run.params)), style)
    return [paths, *note_exits(field, seen)]


def _draw_key(canvas: Canvas, box: Box, scape: Landscape) -> None:
    """Draw which loss each colour stands for, from the lowest to the highest that is shown."""
    style, bounds, is_lying = canvas.style, band_bounds(), box.width > box.height
    long, apart = (box.width - INSET, ACROSS) if is_lying else (box.height, UP)
    place = Box(box.left, box.high - TITLED - BAR, long, BAR) if is_lying else Box(box.left, box.low, BAR, long)
    axes = canvas.axes_in(place)
    # As many bands from one number to the next as leave the numbers apart; all bands of what is flat are one.
    count, scale = len(bounds) - 1, Scale.for_contours(scape.loss)
    every = next((few for few in range(2, count) if count % few == 0 and long * bounds[few] >= apart), count)
    shades, marks = (bounds[:-1] + bounds[1:]) / 2, bounds[::every]
    losses = scale.loss_at(marks)
    if not np.nanmax(scale.depth(scape.loss)) > 0:
        shades, marks, losses = np.zeros(1), np.array([0.5]), np.array([scale.low])
    how: dict[str, Any] = {"extent": (0, 1, 0, 1), "origin": "lower", "aspect": "auto", "interpolation": "nearest"}
    table = shades[None, :] if is_lying else shades[:, None]
    axes.imshow(table, cmap=ListedColormap(ramp(style.field)), vmin=0, vmax=1, **how)
    lines = axes.vlines if is_lying else axes.hlines
    lines(bounds[1 : len(shades)], 0, 1, colors=style.ink, linewidths=0.5, alpha=HAIRLINES)
    axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    if is_lying:
        axes.set_xticks(marks, _told_apart(losses))
    else:
        axes.yaxis.tick_right()
        axes.set_yticks(marks, _told_apart(losses))
    axes.tick_params(length=3)
    axes.spines[:].set_visible(False)
    axes.set_title(said("Loss"), loc="left", fontsize=11, color=style.ink, pad=5 if is_lying else 9)


def _told_apart(losses: Array) -> list[str]:
    """Return losses in words: with as many digits as tell them apart, if so many are enough."""
    words = [number(float(loss)) for loss in losses]
    for digits in DIGITS:
        if len(set(words)) == len(words):
            break
        words = [tick(float(loss), digits) for loss in losses]
    return words


def _number_points(axes: Axes, places: Array, style: Style) -> None:
    """Write at each point (n, 2) of a field which it is, on the side that is away from the others."""
    spots = axes.transData.transform(places)
    shares = axes.transAxes.inverted().transform(spots)
    for index, (place, spot, share) in enumerate(zip(places, spots, shares, strict=True)):
        away = spot - spots.mean(axis=0)
        # At the edge it turns inwards.
        away = np.where(np.abs(share - 0.5) > NEAR_EDGE, -1, 1) * away / max(float(np.hypot(*away)), 1e-9)
        how: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 10.5, "color": style.ink, "zorder": 7}
        outlined(axes.annotate(str(index + 1), place, BESIDE * away, textcoords="offset points", **how), style.casing)
