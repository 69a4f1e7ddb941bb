"""Numbers and names of axes: as many and as long as there is room, and in a strip with finer marks."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke

from gdviz.analysis.strip import Excerpt
from gdviz.figures.parts.ticks import SIGN, RoundValues, number_axis
from gdviz.style.ticks import round_numbers, words_of
from gdviz.style.wrapping import fit_title

# In a strip: how much finer marks are, the size of the names of axes, and below which height they have two numbers.
FINER, SHARED, SQUAT = 0.6, 10.0, 45.0
# Half of what is free between the numbers of two pictures, in points.
BETWEEN = 2.5
# The least size of a name in points, and how far one may stand out over each end of its axis, to
# the sides and upwards.
LEAST, OVER, ABOVE = 9.6, 24.0, 6.0


def fit_names(axes: Axes, page: tuple[float, float], width: Callable[[str, float], float]) -> None:
    """Write the names of both axes smaller, or cut them, where they are longer than there is room beside the axis.

    Parameters
    ----------
    page
        The page's width and height, in points.
    width
        (words, size) -> how wide they are, in points.
    """
    unit = 72 / float(axes.figure.dpi)
    box = axes.bbox
    for axis, (start, end), whole in ((axes.xaxis, box.intervalx, page[0]), (axes.yaxis, box.intervaly, page[1])):
        label = axis.label
        if not label.get_text() or not label.get_visible() or label.get_parse_math():
            continue
        beside = min(float(start) * unit, whole - float(end) * unit, OVER if axis is axes.xaxis else ABOVE)
        room, size = (float(end) - float(start)) * unit + 2 * max(beside - 2, 0.0), float(label.get_fontsize())

        def measured(words: str, size: float = size) -> float:
            return width(words, size)

        fitted = fit_title(label.get_text(), measured, room, size=size, least=LEAST, most=1)
        label.set_text(fitted.lines[0])
        label.set_fontsize(fitted.size)


def make_finer(axes: Axes, excerpt: Excerpt) -> None:
    """Draw finer what is small, and leave out numbers and names that another picture of the strip has."""
    for artist in axes.get_children():
        if isinstance(artist, Line2D):
            artist.set_linewidth(FINER * artist.get_linewidth())
            artist.set_markersize(FINER * artist.get_markersize())
            artist.set_markeredgewidth(FINER * artist.get_markeredgewidth())
        elif isinstance(artist, FancyArrowPatch):
            artist.set_linewidth(FINER * artist.get_linewidth())
            artist.set_mutation_scale(FINER * artist.get_mutation_scale())
            artist.set_path_effects([_finer(effect) for effect in artist.get_path_effects()])
        elif isinstance(artist, Collection):
            artist.set_linewidth((FINER * np.asarray(artist.get_linewidth())).tolist())
            if isinstance(artist, PathCollection):
                artist.set_sizes(FINER**2 * np.asarray(artist.get_sizes()))
    height = float(axes.bbox.height) * 72 / excerpt.dpi
    is_picture = excerpt.part == "picture"
    named = (excerpt.names_below, excerpt.names_left) if is_picture else (True, True)
    for axis, are_named in zip((axes.xaxis, axes.yaxis), named, strict=True):
        axis.label.set_fontsize(SHARED)
        if isinstance(axis.get_major_locator(), RoundValues):
            few = 1 if axis is axes.yaxis and height < SQUAT else 2
            number_axis(axis, 3 if is_picture else few)
            if is_picture and axis is axes.xaxis and axis.get_scale() == "linear":
                _shorten(axes, excerpt)
        if not are_named:
            axis.label.set_visible(False)
            axis.set_tick_params(label1On=False)
    if words := axes.get_title(loc="left"):
        axes.set_title(words, loc="left", fontsize=SHARED, pad=5)


def _finer(effect: Any) -> Any:
    """Return a casing as fine as what it is around."""
    how = dict(effect._gc)
    return withStroke(**{**how, "linewidth": FINER * how["linewidth"]}) if "linewidth" in how else effect


def _shorten(axes: Axes, excerpt: Excerpt) -> None:
    """Write two short numbers or more below a picture, if that can be, and none that comes near the next picture's."""
    low, high = sorted(axes.get_xlim())
    values = [float(value) for value in axes.xaxis.get_majorticklocs() if low <= value <= high]
    size = SIGN * float(axes.xaxis.get_tick_params().get("labelsize", 9.5)) * excerpt.dpi / 72
    for some in (values, round_numbers(low, high, 3)):
        words = words_of(some)
        middles = np.array([float(axes.transData.transform((value, 0.0))[0]) for value in some])
        halves = np.array([size * len(word) / 2 for word in words]) + BETWEEN * excerpt.dpi / 72
        inside = np.flatnonzero((halves <= middles) & (middles <= excerpt.width - halves))
        if len(inside) > 1:
            break
    if (np.diff(middles[inside]) < 2 * halves[inside][:1]).any():
        inside = inside[[0, -1]]
    axes.set_xticks(some, [word if k in inside else "" for k, word in enumerate(words)])


def few_ticks(axes: Axes, count: int) -> None:
    """Give both axes about so many ticks, with short numbers."""
    for axis in (axes.xaxis, axes.yaxis):
        number_axis(axis, count)
