"""A parameter against the step, beside the loss of each step's own batch."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from gdviz.comparison import batch_in_words, short_names
from gdviz.courses import Goal, any_coincide, chosen, from_rough_to_calm, goals_of, limits_around, true_values
from gdviz.curves import spread
from gdviz.figures.canvas import BARE, HEADING, LEFT, LYING, UNDER, Canvas, drawing
from gdviz.figures.clouds import Clouds
from gdviz.figures.film import Painter, Part, figure
from gdviz.figures.leaps import Leaps
from gdviz.figures.marks import Curves, Heading
from gdviz.pacing import Clip
from gdviz.profile import short
from gdviz.quantities import own_losses
from gdviz.run import Run
from gdviz.settings import Setting
from gdviz.style import Series, Style

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]
# In points: what a title above a panel takes, what lies below one, the numbers at its left, the page's right edge, and
# what lies between a curve's end and its name; and the sizes of the names of runs and of goals.
TITLE, BELOW, NUMBERS, EDGE, OFF = 20.0, 12.0, 44.0, 20.0, 9.0
NAME, GOAL = 10.5, 9.5


@figure("parameters")
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

    Lines stand at the known minimum and, where it is told, at the true value. A point's loss says little of the run:
    such losses are dots, and the curve is their running median. Runs without batches show the loss of all points. What
    tells several runs apart is written at the ends of their curves.
    """
    columns = chosen(runs, which)
    truths = [None] * len(columns) if true is None else true_values(runs[0], true, columns)
    goals = [goals_of(runs, column, truth) for column, truth in zip(columns, truths, strict=True)]
    looks = [style.trail(i, len(runs)) for i in range(len(runs))]
    names = _names(runs)
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks, subtitle=_subtitle(runs, len(columns)))
        boxes, box = _boxes(
            canvas,
            len(columns),
            _widest(canvas, [one.words for some in goals for one in some], GOAL),
            _widest(canvas, [line for name in names for line in name.split("\n")], NAME),
        )
        parts: list[Part] = []
        for place, (column, some) in enumerate(zip(columns, goals, strict=True)):
            axes = _axes(canvas, boxes[place])
            parts.append(_course(axes, runs, column, some, looks, style))
            _draw_goals(axes, some, style)
            if canvas.tall or place < len(columns) - 1:
                axes.set_xlabel("")
                axes.tick_params(labelbottom=False)
        axes = _axes(canvas, box)
        clouds = Clouds(axes, runs, own_losses(runs), looks, style)
        _number_steps(axes)
        _name_ends(axes, clouds, names, looks)
        return canvas.painter([Leaps(part, runs, every) for part in (*parts, clouds, heading)])


def _course(
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
    series, name = [run.params[:, column] for run in runs], runs[0].problem["parameters"][column]
    curves = Curves(axes, runs, series, looks, style, name, limits=(*limits, False))
    lines, heads = curves.artists[: len(runs)], curves.artists[len(runs) :]
    curves.artists = (*(lines[i] for i in order), *heads)
    tall = float(axes.bbox.height) * 72 / float(axes.figure.dpi)
    axes.yaxis.set_major_locator(MaxNLocator(5 if tall > 110 else 2, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    _number_steps(axes)
    return curves


def _number_steps(axes: Axes) -> None:
    """Write short numbers below axes, and few where they are narrow."""
    wide = float(axes.bbox.width) * 72 / float(axes.figure.dpi)
    axes.xaxis.set_major_locator(MaxNLocator(4 if wide > 130 else 2, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


def _draw_goals(axes: Axes, goals: Sequence[Goal], style: Style) -> None:
    """Draw a line at each goal, and write what it is where it ends."""
    unit = float(axes.figure.dpi) / 72
    ends = np.array([axes.transData.transform((0, goal.value))[1] for goal in goals])
    heights = spread(ends, 12 * unit, axes.bbox.y0, axes.bbox.y1) if len(goals) else ends
    for goal, y in zip(goals, heights, strict=True):
        color = style.ink if goal.is_true else style.muted
        axes.axhline(goal.value, color=color, lw=1.1, ls="-" if goal.is_true else (0, (4, 2.5)), zorder=1)
        _write(axes, y, goal.words, OFF, color=color, fontsize=GOAL)


def _names(runs: Sequence[Run]) -> list[str]:
    """Return the words at the end of each run's curve, in lines: what tells it from others, and whether it diverged."""
    if len(runs) == 1:
        return [f"diverged at\nstep {runs[0].steps:,}" if runs[0].diverged else ""]
    names = [name.replace(", ", "\n") for name in short_names(runs)]
    return [f"{name}\ndiverged" if run.diverged else name for name, run in zip(names, runs, strict=True)]


def _name_ends(axes: Axes, clouds: Clouds, names: Sequence[str], looks: Sequence[Series]) -> None:
    """Write each run's name where its curve ends, without overlaps."""
    unit = float(axes.figure.dpi) / 72
    low, high = axes.get_ylim()
    last = [float(course.values[-1]) for course in clouds.courses]
    ends = [axes.transData.transform((0, np.clip(y, low, high) if np.isfinite(y) else high))[1] for y in last]
    pitch = 1.35 * NAME * (1 + max(name.count("\n") for name in names))
    heights = spread(np.array(ends), pitch * unit, axes.bbox.y0 + 4 * unit, axes.bbox.y1)
    for name, look, y in zip(names, looks, heights, strict=True):
        _write(axes, y, name, OFF, color=look.color, fontsize=NAME)


def _write(axes: Axes, y: float, words: str, off: float, **how: Any) -> None:
    """Write words to the right of axes, at a height in pixels of the page."""
    at: dict[str, Any] = {"xycoords": ("axes fraction", "figure pixels"), "textcoords": "offset points"}
    axes.annotate(words, (1, y), (off, 0), va="center", annotation_clip=False, **at, **how)


def _widest(canvas: Canvas, words: Sequence[str], size: float) -> float:
    """Return how wide, in points, the widest of some words is; 0 of none."""
    return max((canvas.width_of(one, size) for one in words), default=0.0) * canvas.points[0]


def _boxes(canvas: Canvas, count: int, goals: float, names: float) -> tuple[list[Box], Box]:
    """Return where, in points, the panels of so many parameters lie, and that of the loss.

    `goals` and `names` are the room in points that words at their right need.
    """
    width, height = canvas.points
    left, low = LEFT * 72 * LYING[0], UNDER * 72 * LYING[1]
    high = height - (BARE if canvas.style.title == "" else HEADING) - TITLE
    right, goals, names = width - EDGE, goals + OFF if goals else 0.0, names + OFF if names else 0.0
    if canvas.tall:
        wide, split = right - left - max(goals, names), low + (high - low) * max(0.36, 1 / (count + 1))
        return _stacked((left, split + BELOW, wide, high), count), (left, low, wide, split - TITLE - low)
    wide = (right - left - goals - NUMBERS - names) / 2
    return _stacked((left, low, wide, high), count), (left + wide + goals + NUMBERS, low, wide, high - low)


def _stacked(box: Box, count: int) -> list[Box]:
    """Return so many boxes one below the other: `box` is left, low, width and top of all."""
    left, low, wide, high = box
    pitch = (high - low + TITLE + BELOW) / count
    return [(left, high - (i + 1) * pitch + TITLE + BELOW, wide, pitch - TITLE - BELOW) for i in range(count)]


def _axes(canvas: Canvas, box: Box) -> Axes:
    """Return axes at a place in points: left, low, width and height."""
    width, height = canvas.points
    left, low, wide, tall = box
    axes = canvas.figure.add_axes((left / width, low / height, wide / width, max(tall, 1.0) / height))
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _subtitle(runs: Sequence[Run], shown: int) -> str:
    """Return what all runs have in common."""
    words = {run.optimizer["title"] for run in runs}, {f"learning rate {run.optimizer['lr']:.4g}" for run in runs}
    batches = {batch_in_words(int(batch["size"])) for run in runs if (batch := run.manifest.get("batch"))}
    alike = [kind.pop() for kind in words if len(kind) == 1]
    if len(batches) == 1 and all(run.manifest.get("batch") for run in runs):
        alike += batches
    count = len(runs[0].problem["parameters"])
    if shown < count:
        alike.append(f"{shown} of {count} parameters")
    return ", ".join(alike) or f"{len(runs)} runs"
