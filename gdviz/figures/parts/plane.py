"""Points of classes in a plane, the regions where each is likeliest, and the boundaries between these."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boundary import Bands, box_of_points, class_of_ties, clipped_line, feature_names, points_in_plane
from gdviz.analysis.boxes import Box
from gdviz.analysis.class_scores import Regions, boundaries, box_of_plane, classes_in_plane, scores_of
from gdviz.analysis.pacing import Moment
from gdviz.analysis.sigmoid import classes_of, shortened
from gdviz.analysis.trajectory import between
from gdviz.analysis.units import in_own_units
from gdviz.figures.figure import Part
from gdviz.figures.parts.axes import few_ticks
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.sigmoid import ProbabilityField
from gdviz.runs.requirements import has_curved_boundary
from gdviz.runs.run import Run
from gdviz.style.colors import shades_of_two
from gdviz.style.themes import Series, Style
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# In points: the height of a row of the classes' names, the size of those, and what a mark and the gap behind it take;
# and how many rows there are at most.
KEY, SIZE, MARK, ROWS = 15.0, 10.0, 26.0, 3


def names_in_plane(run: Run) -> list[str]:
    """Return the names of the classes of a run's points, as they stand above a plane."""
    names = classes_in_plane(run)
    return [*classes_of(run)] if len(names) == 2 else [shortened(name) for name in names]


def looks_of_classes(style: Style, runs: Sequence[Run]) -> tuple[Series, ...]:
    """Return how the points of each class are drawn.

    Raises
    ------
    ValueError
        If there are not looks enough for so many runs and classes.
    """
    count = len(classes_in_plane(runs[0]))
    found = style.class_looks(count, len(runs))
    if len(found) < count:
        raise ValueError(
            f"{len(runs)} runs and {count} classes are more than the {len(style.series)} looks that can be told apart; "
            f"give {max(1, len(style.series) - count)} of the runs"
        )
    return found


def draw_plane(canvas: Canvas, axes: Axes, runs: Sequence[Run], looks: Sequence[Series], shades: int) -> list[Part]:
    """Return the regions of a lone run, the points, and each run's boundary between points of two features."""
    runs = [run if has_curved_boundary(run) else in_own_units(run) for run in runs]
    style, first, points = canvas.style, runs[0], points_in_plane(runs[0])
    classes, ties = looks_of_classes(style, runs), class_of_ties(first)
    straight = not has_curved_boundary(first)
    box = box_of_points(points, [run.params[0] for run in runs]) if straight else box_of_plane(first)
    ways = [_straight(run, box) if straight else _curved(run, box) for run in runs]
    parts: list[Part] = []
    if len(runs) == 1 and shades:
        shape = (round(axes.bbox.height), round(axes.bbox.width))
        colors = (
            shades_of_two(style.class_bands, shades)
            if len(classes) == 2
            else style.region_shades([look.color for look in classes], shades)
        )
        told = _bands_of(first, Bands(box, shape, len(colors), ties=ties)) if straight else None
        told = told or Regions(scores_of(first, box), shape, shades, ties=ties)
        parts.append(ProbabilityField(axes, box, told, colors))
    parts.append(ScatterPlot(axes, box, points, first.data["y"], classes, feature_names(first.problem), style))
    return parts + [
        BoundaryLine(axes, way, look, style, i) for i, (way, look) in enumerate(zip(ways, looks, strict=True))
    ]


def _bands_of(run: Run, bands: Bands) -> Callable[[float], NDArray[np.uint8]]:
    return lambda step: bands(between(run.params, run.row(step)))


def _straight(run: Run, box: Array) -> Callable[[float], Array]:
    return lambda step: clipped_line(between(run.params, run.row(step)), box)


def _curved(run: Run, box: Array) -> Callable[[float], Array]:
    scores = scores_of(run, box)
    return lambda step: boundaries(scores, step)


def name_classes(canvas: Canvas, field: Box, names: Sequence[str], looks: Sequence[Series]) -> Box:
    """Write the classes' names, with marker and colour, in rows at the top of a box, and return what is left of it."""
    width, height = canvas.points

    def wide(words: str) -> float:
        return canvas.width_of(words, SIZE) * width

    lines = rows_of_names(canvas, names, field.width)
    for row, line in enumerate(lines):
        x, y = field.left, field.high - KEY * (row + 0.5) + 1
        rooms = _shared_out([wide(names[i]) for i in line], field.width - MARK * (len(line) - 0.5))
        for i, room in zip(line, rooms, strict=True):
            words = fit_title(names[i], wide, room, size=SIZE, least=SIZE, most=1).lines[0]
            color = looks[i].color
            how: dict[str, Any] = {"marker": looks[i].marker, "color": color, "ms": 5.5}
            canvas.figure.add_artist(
                Line2D([(x + 3) / width], [y / height], transform=canvas.figure.transFigure, **how)
            )
            lettered = canvas.style.lettering(color)
            canvas.text((x + 10) / width, y / height, words, size=SIZE, color=lettered, va="center_baseline")
            x += wide(words) + MARK
    return field.with_edges(high=field.high - KEY * len(lines))


def rows_of_names(canvas: Canvas, names: Sequence[str], room: float) -> list[range]:
    """Return which names stand in each row of a room so wide, in points: in as few as they fit in, or in the most."""
    for rows in range(1, ROWS + 1):
        each = ceil(len(names) / rows)
        lines = [range(first, min(first + each, len(names))) for first in range(0, len(names), each)]
        if all(_taken(canvas, names, line) <= room for line in lines):
            break
    return lines


def has_room_for_names(canvas: Canvas, names: Sequence[str], room: float) -> bool:
    """Return whether rows of names so wide, in points, hold each of them whole."""
    return all(_taken(canvas, names, line) <= room for line in rows_of_names(canvas, names, room))


def _taken(canvas: Canvas, names: Sequence[str], line: range) -> float:
    """Return how wide a row of names with their marks is, in points."""
    return sum(canvas.width_of(names[i], SIZE) * canvas.points[0] + MARK for i in line) - MARK / 2


def _shared_out(wanted: Sequence[float], room: float) -> list[float]:
    """Return what each gets of a room: what it wants, or an even share of what those that want less leave."""
    got = [0.0] * len(wanted)
    for left, i in zip(range(len(wanted), 0, -1), sorted(range(len(wanted)), key=lambda i: wanted[i]), strict=True):
        got[i] = min(wanted[i], room / left)
        room -= got[i]
    return got


class ScatterPlot:
    """The points by class, with a colour and a marker each; they do not move, but lie on a field that does."""

    def __init__(
        self,
        axes: Axes,
        box: Array,
        points: Array,
        labels: Array,
        classes: Sequence[Series],
        features: Sequence[str],
        style: Style,
    ) -> None:
        axes.set(xlim=box[0], ylim=box[1], xlabel=features[0], ylabel=features[1])
        axes.yaxis.labelpad = 2
        few_ticks(axes, 6)
        drawn = []
        for label, look in enumerate(classes):
            x, y = points[labels == label].T
            how: dict[str, Any] = {"c": look.color, "marker": look.marker}
            drawn.append(axes.scatter(x, y, s=22, edgecolors=style.casing, linewidths=0.6, **how))
        self.artists: tuple[Artist, ...] = tuple(drawn)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


class BoundaryLine:
    """Where two classes are equally likely: a function of the step gives it as a line, or several with NaN between."""

    def __init__(
        self, axes: Axes, way: Callable[[float], Array], look: Series, style: Style, index: int, width: float = 2.6
    ) -> None:
        self._way, self._index = way, index
        dash: Any = (0, look.dash) if look.dash else "-"
        casing = axes.add_line(Line2D([], [], color=style.casing, lw=width + 1.8, zorder=4 + index))
        line = axes.add_line(Line2D([], [], color=look.color, lw=width, ls=dash, zorder=4.5 + index))
        self._lines = (casing, line)
        self.artists: tuple[Artist, ...] = self._lines

    def show(self, moment: Moment) -> None:
        """Move the line."""
        ends = self._way(moment.steps[self._index])
        for line in self._lines:
            line.set_data(*ends.T)
