"""A parameter against the step, beside the loss of each step's own batch."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import batch_in_words, brief_fate, rate_of
from gdviz.analysis.framing import names_of_parameters
from gdviz.analysis.names import short_names
from gdviz.analysis.pacing import Clip
from gdviz.analysis.parameters import (
    Goal,
    any_coincide,
    chosen_parameters,
    from_rough_to_calm,
    goals_of,
    limits_around,
    true_values,
)
from gdviz.analysis.placement import spread_labels
from gdviz.analysis.quantities import own_losses
from gdviz.analysis.series import ValueAxis
from gdviz.analysis.trajectory import end_of
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import LEFT, LYING, UNDER, Canvas, drawing
from gdviz.figures.parts.clouds import Clouds
from gdviz.figures.parts.leaps import Leaps
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.series import Curves
from gdviz.languages import counted, phrased, said
from gdviz.runs.requirements import why_not_course
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Series, Style
from gdviz.style.wrapping import fit_title

Array = NDArray[np.float64]
# In points: what a title above a panel takes, what lies below one, the numbers at its left, the page's edges, and what
# lies between a panel and the name of a goal; a row of runs' names, how far it is below the heading, what a marker
# takes and what is free between them; and the sizes of the names of runs and of goals.
TITLE, BELOW, NUMBERS, EDGE, OFF = 20.0, 12.0, 44.0, 20.0, 9.0
ROW, DOWN, MARK, APART = 18.0, 2.0, 11.0, 18.0
NAME, GOAL = 10.5, 9.5
# Where panels would have less than this share of the page, goals are named above them, beside a sample of their line so
# long, so far above the axes.
SCARCE, DASH, RISE = 0.36, 16.0, 11.0
# The size of names, from row to row and from name to name; and where these would take more than two rows.
FEW, MANY = (NAME, ROW, APART), (9.0, 13.0, 12.0)


@figure("parameters", fits=why_not_course)
def parameters(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    which: Annotated[
        str | None, Setting("parameters by their names, with commas; auto: the first, or the first three of a lone run")
    ] = None,
    true: Annotated[
        str | None, Setting("values that the data were drawn about, such as 3.2 or 1.5,63 for several parameters")
    ] = None,
    every: Annotated[int, Setting("show only every so many steps", "[1, inf)")] = 1,
) -> Painter:
    """Draw a parameter against the step, beside the loss of each step's own batch.

    Lines stand at the known minimum and, where it is given, at the true value. A point's loss says little of the run:
    such losses are dots, and the curve is their running median. Runs without batches show the loss of all points. What
    distinguishes several runs is written above the panels, in the colour and beside the marker that they have in both.
    """
    columns = chosen_parameters(runs, which)
    truths = [None] * len(columns) if true is None else true_values(runs[0], true, columns)
    goals = [goals_of(runs, column, truth) for column, truth in zip(columns, truths, strict=True)]
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks, subtitle=_subtitle(runs, len(columns)))
        key = _name_runs(canvas, _names(runs), looks)
        boxes, box = _boxes(canvas, len(columns), _widest(canvas, [one.words for some in goals for one in some]), key)
        is_short = sum(one.width * one.height for one in (*boxes, box)) < SCARCE * np.prod(canvas.points)
        if is_short:
            boxes, box = _boxes(canvas, len(columns), 0.0, key)
        parts: list[Part] = []
        for place, (column, some) in enumerate(zip(columns, goals, strict=True)):
            axes = _axes(canvas, boxes[place])
            parts.append(_draw_parameter(axes, runs, column, some, looks, style))
            room = _draw_goals(axes, some, style, canvas if is_short else None)
            _fit_title(canvas, axes, room if is_short else boxes[place].width)
            if canvas.tall or place < len(columns) - 1:
                axes.set_xlabel("")
                axes.tick_params(labelbottom=False)
        axes = _axes(canvas, box)
        clouds = Clouds(axes, runs, own_losses(runs), looks, style)
        return canvas.painter([Leaps(part, runs, every) for part in (*parts, clouds, heading)])


def _draw_parameter(
    axes: Axes, runs: Sequence[Run], column: int, goals: Sequence[Goal], looks: Sequence[Series], style: Style
) -> Curves:
    """Draw a parameter of each run against the step, the calmest above the others."""
    limits = limits_around(runs, column, goals)
    order = from_rough_to_calm(runs, column, limits)
    if any_coincide(runs, column):
        order = list(range(len(runs)))
    else:
        # Dashes would be lost in the noise of batches, but show each of several curves that are one.
        noisy = [bool(run.manifest.get("batch")) for run in runs]
        looks = [replace(look, dash=()) if rough else look for look, rough in zip(looks, noisy, strict=True)]
    series, name = [run.params[:, column] for run in runs], names_of_parameters(runs[0])[column]
    curves = Curves(axes, runs, series, looks, style, name, along=ValueAxis(*limits))
    lines, heads = curves.artists[: len(runs)], curves.artists[len(runs) :]
    curves.artists = (*(lines[i] for i in order), *heads)
    return curves


def _draw_goals(axes: Axes, goals: Sequence[Goal], style: Style, above: Canvas | None) -> float:
    """Draw a line at each goal, and write what it is where it ends, or on a page `above` the axes beside the title.

    Returns how many points are left for the title above the axes.
    """
    unit = float(axes.figure.dpi) / 72
    ends = np.array([axes.transData.transform((0, goal.value))[1] for goal in goals])
    heights = spread_labels(ends, 12 * unit, axes.bbox.y0, axes.bbox.y1) if len(goals) else ends
    right = float(axes.bbox.x1) / unit
    for goal, y in zip(goals, heights, strict=True):
        color = style.ink if goal.is_true else style.muted
        line: dict[str, Any] = {"color": color, "lw": 1.1, "ls": "-" if goal.is_true else (0, (4, 2.5))}
        axes.axhline(goal.value, zorder=1, **line)
        how: dict[str, Any] = {"xycoords": ("axes fraction", "figure pixels"), "textcoords": "offset points"}
        how |= {"color": color, "fontsize": GOAL, "va": "center", "annotation_clip": False}
        if above is None:
            axes.annotate(goal.words, (1, y), (OFF, 0), **how)
            continue
        width, height = above.points
        middle = (float(axes.bbox.y1) / unit + RISE) / height
        above.text(right / width, middle, goal.words, size=GOAL, color=color, ha="right", va="center_baseline")
        right -= above.width_of(goal.words, GOAL) * width + 4
        above.figure.add_artist(Line2D([(right - DASH) / width, right / width], [middle] * 2, **line))
        right -= DASH + MARK
    return right - float(axes.bbox.x0) / unit


def _fit_title(canvas: Canvas, axes: Axes, room: float) -> None:
    """Write as much of the title above axes as so many points have room for."""

    def width(words: str) -> float:
        return canvas.width_of(words, 11) * canvas.points[0]

    fitted = fit_title(axes.get_title(loc="left"), width, room, size=11, least=GOAL, most=1)
    axes.set_title(fitted.lines[0], loc="left", fontsize=fitted.size, pad=7)


def _names(runs: Sequence[Run]) -> list[str]:
    """Return what distinguishes each run from others, and whether it diverged; of a lone run that alone, if it did."""
    if len(runs) == 1:
        return [end_of(runs[0])] if end_of(runs[0]) else []
    ends = [brief_fate(end_of(run))[1] for run in runs]
    return [", ".join(filter(None, two)) for two in zip(short_names(runs), ends, strict=True)]


def _name_runs(canvas: Canvas, names: Sequence[str], looks: Sequence[Series]) -> float:
    """Name the runs below the heading, in rows, each with its marker, and return how many points these take."""
    width, height = canvas.points
    left, top = 0.04 * width, height - canvas.head - DOWN
    x, y = left, top
    whole = sum(MARK + APART + canvas.width_of(name, NAME) * width for name in names)
    size, row, apart = FEW if whole <= 2 * (width - EDGE - left) else MANY
    for name, look in zip(names, looks, strict=False):
        wide = MARK + canvas.width_of(name, size) * width
        if x > left and x + wide > width - EDGE:
            x, y = left, y - row
        mark: dict[str, Any] = {"marker": look.marker, "color": look.color, "ms": 6.5, "mew": 0, "lw": 0}
        canvas.figure.add_artist(Line2D([(x + 3.5) / width], [y / height], **mark))
        canvas.text((x + MARK) / width, y / height, name, size=size, color=look.color, va="center_baseline")
        x += wide + apart
    return top - y + row + DOWN if names else 0.0


def _widest(canvas: Canvas, words: Sequence[str]) -> float:
    """Return how wide, in points, the widest name of a goal is; 0 of none."""
    return max((canvas.width_of(one, GOAL) for one in words), default=0.0) * canvas.points[0]


def _boxes(canvas: Canvas, count: int, goals: float, key: float) -> tuple[list[Box], Box]:
    """Return where, in points, the panels of so many parameters lie, and that of the loss.

    `goals` is the room in points that words at the right of the former need, `key` that of the names above all.
    """
    width, height = canvas.points
    left, low = LEFT * 72 * LYING[0], UNDER * 72 * LYING[1]
    high = height - canvas.head - key - TITLE
    right, goals = width - EDGE, goals + OFF if goals else 0.0
    if canvas.tall:
        wide, split = right - left - goals, low + (high - low) * max(0.36, 1 / (count + 1))
        return _stacked(left, split + BELOW, wide, high, count), Box(left, low, wide, split - TITLE - low)
    wide = (right - left - goals - NUMBERS) / 2
    return _stacked(left, low, wide, high, count), Box(left + wide + goals + NUMBERS, low, wide, high - low)


def _stacked(left: float, low: float, wide: float, high: float, count: int) -> list[Box]:
    """Return so many boxes one below the other, with room for titles between them."""
    pitch = (high - low + TITLE + BELOW) / count
    return [Box(left, high - (i + 1) * pitch + TITLE + BELOW, wide, pitch - TITLE - BELOW) for i in range(count)]


def _axes(canvas: Canvas, box: Box) -> Axes:
    """Return axes in a box, which is made a point high where there is no room for it."""
    return canvas.axes_in(replace(box, height=max(box.height, 1.0)))


def _subtitle(runs: Sequence[Run], shown: int) -> str:
    """Return what all runs have in common."""
    titles, rates = {run.optimizer["title"] for run in runs}, {rate_of(run) for run in runs}
    alike = [said(title) for title in titles if title and len(titles) == 1]
    # A loop of one's own may not record its rate.
    alike += [said("learning rate {rate}", rate=rate) for rate in rates if rate and len(rates) == 1]
    batches = {batch_in_words(int(batch["size"])) for run in runs if (batch := run.manifest.get("batch"))}
    if len(batches) == 1 and all(run.manifest.get("batch") for run in runs):
        alike += batches
    count = len(runs[0].problem["parameters"])
    if shown < count:
        alike.append(said("{shown} of {count} parameters", shown=shown, count=count))
    return phrased(alike) or counted("{n} run", "{n} runs", len(runs))
