"""What dividing by the size of the gradients does: gradients far apart, and steps that are not."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import numpy as np
from matplotlib.axes import Axes

from gdviz.analysis.anatomy.colors import colors_of
from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import method_of, why_not_together
from gdviz.analysis.framing import names_of_parameters
from gdviz.analysis.names import short_names
from gdviz.analysis.pacing import Clip
from gdviz.analysis.placement import first_fitting, spread_labels
from gdviz.analysis.rule import rule_of
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.field import draw_field, ring_minima
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.path import ALONE, PathArtist, Paths, lanes_of, note_exits
from gdviz.figures.scaling.bearings import Bearings
from gdviz.figures.scaling.coordinates import Apart, CoordinateLines, Coordinates, Scales
from gdviz.figures.scaling.key import Entries, write_key_above, write_key_beside
from gdviz.languages import counted, said, said_as
from gdviz.runs.requirements import why_not_scaling, why_not_surface
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.equations import WithMath
from gdviz.style.themes import Series, Style

MOST_RUNS = 3
# The colours of the coordinates among those of several runs: none that the runs have, and the first two far apart.
COLORS = (5, 4, 3, 2)
# In points: the edges of the page, the room for numbers at the left of a panel, for numbers and a name there, and for
# both below it, and for the key of the arrows and the title of a panel above it.
EDGE, NUMBERS, NAMED, BELOW, KEY, LINE = 20.0, 49.0, 62.0, 40.5, 20.0, 24.0
# In points: between two columns, the size and the pitch of the curves' names, what is free at their left and the most
# that they take, and how high above its panel a title stands.
GUTTER, SIZE, PITCH, ASIDE, NAME, TITLE = 12.0, 10.0, 13.0, 8.0, 84.0, 9.5
# No more letters than that have room, however narrow.
MOST_LETTERS = 40
# A page that is less wide than so many times its height has a lone run's panels below its landscape, beside one another
# where what they share with it is less high than so many times its width; and so much of it they have for themselves.
LYING, SQUAT, LOWER = 1.5, 1.25, 0.48
# In points, what a key beside a landscape needs.
BESIDE = 78.0
# Of the names of columns, in points, the largest that fits.
SIZES = (11.0, 10.0, 9.0)
# How much of the page a subtitle may take beside the counter; of what is there a lone field, and one beside columns.
SUBTITLE, WIDE, NARROW = 0.76, 0.47, 0.36


@figure("scaling", fits=why_not_scaling, together=why_not_together)
def scaling(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    first: Annotated[int, Setting("the first parameter to show, counted from 1", "[1, inf)")] = 1,
    count: Annotated[int, Setting("how many parameters to show", "[1, 4]")] = 4,
) -> Painter:
    """Divide each coordinate's step by the size of its own gradients, as RMSprop does: the steps come out nearly equal.

    Above, on a log scale, stands the size of each coordinate's gradient, and as a broad line what its step is divided
    by, such as the root of the running mean of its square. Below is the length of the step along each coordinate, on a
    scale of as many decades, so that lines which are half as far apart differ half as many orders of magnitude. The
    largest over the least is written above. Over two parameters arrows compare the way straight downhill with that of
    the step.

    Two or three runs stand side by side: gd divides by nothing, and its steps are as far apart as its gradients.
    """
    if len(runs) > MOST_RUNS:
        raise ValueError(f"figure 'scaling' has room for {MOST_RUNS} runs, not {len(runs)}; give fewer")
    names = runs[0].problem["parameters"]
    if first > len(names):
        raise ValueError(f"there is no parameter {first} in {runs[0].path}, which has {len(names)}; try --set first=1")
    chosen = list(range(first - 1, min(first - 1 + count, len(names))))
    colors = [style.series[index].color for index in COLORS[: len(chosen)]]
    by_run = [Coordinates.of(run, chosen) for run in runs]
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        subtitle = _subtitle(canvas, runs, by_run)
        parts: list[Part] = [Heading(canvas, runs, looks, subtitle=subtitle)]
        left = NAMED if len(runs) > 1 else NUMBERS
        box = Box.between(left, BELOW, canvas.points[0] - EDGE, canvas.points[1] - canvas.head)
        alone = len(runs) == 1 and _has_plane(runs)
        is_stacked = canvas.tall or (alone and canvas.points[0] < LYING * canvas.points[1])
        is_squat = is_stacked and box.height < SQUAT * box.width
        named = [names[index] for index in chosen]
        if _has_plane(runs) and not (is_squat and len(runs) > 1):
            tints = dict(zip(chosen, colors, strict=True))
            box = _add_plane(
                canvas, box, runs, by_run, looks, tints, parts, is_stacked=is_stacked, is_told=subtitle is not None
            )
            if any(_shortened(canvas, name) != name for name in named):
                # The axes have the names whole, and the colours.
                named = []
        elif is_squat and any(_shortened(canvas, name) != name for name in named):
            box = _name_above(canvas, box, named, colors)
            named = []
        scales = Scales.of(by_run)
        columns = _columns(canvas, box, len(runs), named, beside=is_squat and alone)
        longest = max(run.steps for run in runs)
        for index, (coordinates, (upper, lower)) in enumerate(zip(by_run, columns, strict=True)):
            scales.apply(upper, lower, longest, is_first=index == 0)
            parts += [
                CoordinateLines(upper, coordinates, coordinates.divisors, colors, style, index, broad=True),
                CoordinateLines(upper, coordinates, coordinates.gradients, colors, style, index),
                CoordinateLines(lower, coordinates, coordinates.steps, colors, style, index),
            ]
            count = coordinates.stride
            step = said("step, medians of {count}", count=count) if count > 1 else said("step")
            lower.set_xlabel(step, color=style.muted)
            if upper.get_position().y0 == lower.get_position().y0:
                upper.set_xlabel(step, color=style.muted)
                upper.tick_params(labelbottom=True)
        parts += _titles(canvas, runs, by_run, columns, looks)
        if len(named) > 1:
            _name_curves(canvas, columns[-1][0], by_run[-1], named, colors)
        return canvas.painter(parts)


def _has_plane(runs: Sequence[Run]) -> bool:
    return all(why_not_surface(run) is None and run.landscape.is_whole_space for run in runs)


def _add_plane(
    canvas: Canvas,
    box: Box,
    runs: Sequence[Run],
    by_run: Sequence[Coordinates],
    looks: Sequence[Series],
    tints: dict[int, str],
    parts: list[Part],
    *,
    is_stacked: bool,
    is_told: bool,
) -> Box:
    """Draw the paths and the arrows over the landscape in a part of a box, and return what is left of it."""
    style, scape, alone = canvas.style, widest(runs), len(runs) == 1
    right = box.right if is_stacked else box.left + (WIDE if alone else NARROW) * box.width
    place = box.with_edges(low=box.low + LOWER * box.height if is_stacked else box.low, right=right)
    field = canvas.axes_in(place)
    draw_field(field, scape, style)
    if is_stacked:
        field.set_anchor("NW")
        field.apply_aspect()
    aside = box.right - field.get_position().x1 * canvas.points[0]
    if alone and not (is_stacked and aside >= BESIDE):
        aside, place = 0.0, place.with_edges(high=box.high - KEY)
        share = place.share_of(*canvas.points)
        field.set_position((share.left, share.low, share.right - share.left, share.high - share.low))
        field.apply_aspect()
    ring_minima(field, runs[0], scape, style)
    # The axes have the colours of the curves that belong to them.
    field.set_xlabel(names_of_parameters(runs[0])[0], color=tints.get(0, style.ink))
    field.set_ylabel(names_of_parameters(runs[0])[1], color=tints.get(1, style.ink), labelpad=2)
    tracks = [Trajectory.of(run, scape) for run in runs]
    seen = [(field, track, look, style, i) for i, (track, look) in enumerate(zip(tracks, looks, strict=True))]
    if alone:
        parts += [
            PathArtist(*seen[0], **ALONE),
            Bearings(field, by_run[0], tracks[0], scape, style, 0, looks[0].color),
        ]
        gradient = colors_of(style)["gradient"]
        entries: Entries = [
            (said("downhill"), "hollow", gradient),
            (said_as("vector", "step"), "solid", looks[0].color),
        ]
        if aside:
            write_key_beside(canvas, field, entries, by_run[0].divisor, aside, is_told=is_told)
        else:
            write_key_above(canvas, field, entries, place.width)
    else:
        apart = zip(seen, lanes_of(field, tracks), strict=True)
        parts.append(Paths([PathArtist(*one, lane=lane) for one, lane in apart]))
    parts += note_exits(field, [one[1:] for one in seen])
    drawn = field.get_position()
    if is_stacked:
        return box.with_edges(high=drawn.y0 * canvas.points[1] - BELOW)
    return box.with_edges(left=drawn.x1 * canvas.points[0] + (NUMBERS if alone else NAMED) + GUTTER)


def _columns(
    canvas: Canvas, box: Box, count: int, names: Sequence[str], *, beside: bool = False
) -> list[tuple[Axes, Axes]]:
    """Return the upper and the lower axes of each run, with room for the names at their right and titles above.

    Those of a lone run can stand beside one another.
    """
    longest = max((canvas.width_of(_shortened(canvas, name), SIZE) for name in names), default=0.0) * canvas.points[0]
    right = box.right - (longest + ASIDE if len(names) > 1 else 0.0)
    if beside:
        wide = (right - box.left - NUMBERS) / 2
        lefts = (box.left, right - wide)
        first, second = (canvas.axes_in(Box.between(left, box.low, left + wide, box.high - LINE)) for left in lefts)
        return [(first, second)]
    wide = (right - box.left - (count - 1) * GUTTER) / count
    tall = (box.height - 2 * LINE - (PITCH if count > 1 else 0.0)) / 2
    found = []
    for i in range(count):
        left = box.left + i * (wide + GUTTER)
        lower = canvas.axes_in(Box.between(left, box.low, left + wide, box.low + tall))
        upper = canvas.axes_in(Box.between(left, box.low + tall + LINE, left + wide, box.low + 2 * tall + LINE))
        found.append((upper, lower))
    return found


def _titles(
    canvas: Canvas,
    runs: Sequence[Run],
    by_run: Sequence[Coordinates],
    columns: Sequence[tuple[Axes, Axes]],
    looks: Sequence[Series],
) -> list[Part]:
    """Write what each panel shows above it, and return how far apart its curves are."""
    width, height = canvas.points
    names, size = _column_names(canvas, runs, columns[0][0].get_position().width)
    parts: list[Part] = []
    for index, (coordinates, (upper, lower)) in enumerate(zip(by_run, columns, strict=True)):
        if len(runs) == 1:
            of = coordinates.divisor
            symbol = f"${of.symbol}$" if of else ""
            above = (
                *([WithMath(said("Gradient, and broad {symbol}", symbol=symbol))] if of else []),
                said("Gradient"),
            )
            titles: list[tuple[str, ...]] = [above, (said("Length of the step"), said_as("vector", "Step"))]
        else:
            titles = [(names[index],), ()]
        for axes, sizes, words in zip((upper, lower), (coordinates.gradients, coordinates.steps), titles, strict=True):
            place = axes.get_position()
            y = place.y1 * height + TITLE
            apart = Apart(canvas, (place.x1 * width, y), coordinates, sizes, index, room=(place.x1 - place.x0) * width)
            room = (place.x1 - place.x0) - (apart.widest / width if sizes.shape[1] > 1 and len(runs) == 1 else 0)
            color = looks[index].color if len(runs) > 1 else canvas.style.ink
            if words:
                line = y + (PITCH if len(runs) > 1 else 0)
                fitting = first_fitting((*words, ""), partial(canvas.width_of, size=size), room)
                canvas.text(place.x0, line / height, fitting, size=size, color=color, va="center_baseline")
            if sizes.shape[1] > 1:
                parts.append(apart)
    if len(runs) > 1:
        for axes, label in zip(columns[0], (said("gradient"), said_as("vector", "step")), strict=True):
            axes.set_ylabel(label, labelpad=4)
    return parts


def _column_names(canvas: Canvas, runs: Sequence[Run], room: float) -> tuple[list[str], float]:
    """Return what runs are called above columns of a width, a share of the page, and how large in points."""
    rules = [run.optimizer["name"] for run in runs]
    for size in SIZES:
        for names in (short_names(runs), rules):
            if max(canvas.width_of(name, size) for name in names) <= room:
                return list(names), size
    return rules, SIZES[-1]


def _name_curves(
    canvas: Canvas, axes: Axes, coordinates: Coordinates, names: Sequence[str], colors: Sequence[str]
) -> None:
    """Write each coordinate's name where the curve of its gradient ends; of a lone one there is no need."""
    if len(names) == 1:
        return
    low, high = np.log(axes.get_ylim())
    ends = coordinates.medians(coordinates.gradients)[-1]
    with np.errstate(all="ignore"):
        last = np.log(np.where(np.isfinite(ends), ends, np.inf))
    unit, box = 72 / float(canvas.figure.dpi), axes.bbox
    ends = box.y0 + (np.clip(last, low, high) - low) / (high - low) * box.height
    heights = spread_labels(ends * unit, PITCH, box.y0 * unit, box.y1 * unit)
    for name, color, y in zip(names, colors, heights, strict=True):
        x, up = (box.x1 * unit + ASIDE) / canvas.points[0], y / canvas.points[1]
        canvas.text(x, up, _shortened(canvas, name), size=SIZE, color=color, va="center_baseline")


def _name_above(canvas: Canvas, box: Box, names: Sequence[str], colors: Sequence[str]) -> Box:
    """Write each coordinate's name in a row at the top of a box, and return what is left of it."""
    room = box.width / len(names)
    for i, (name, color) in enumerate(zip(names, colors, strict=True)):
        x, y = (box.left + i * room) / canvas.points[0], (box.high - PITCH / 2) / canvas.points[1]
        words = _shortened(canvas, name, room - ASIDE)
        canvas.text(x, y, words, size=SIZE, color=color, va="center_baseline")
    return box.with_edges(high=box.high - PITCH)


def _shortened(canvas: Canvas, name: str, room: float = NAME) -> str:
    """Return a name, or as much of its end as there is room for: names of one model begin alike."""
    for cut in (0, *range(max(1, len(name) - MOST_LETTERS), len(name))):
        words = name if not cut else f"…{name[cut:].lstrip()}"
        if canvas.width_of(words, SIZE) * canvas.points[0] <= room:
            return words
    return name


def _subtitle(canvas: Canvas, runs: Sequence[Run], by_run: Sequence[Coordinates]) -> str | None:
    """Return what the broad lines are, in as many words as there is room for; None for what siblings say."""
    of = by_run[0].divisor
    if len(runs) > 1:
        alike = {coordinates.divisor.words if coordinates.divisor else "" for coordinates in by_run} - {""}
        many = counted("{n} run", "{n} runs", len(runs))
        words = [divided_by(many, alike.pop() if len(alike) == 1 else "")] if alike else []
    else:
        plain = method_of(runs[0])
        words = [divided_by(plain, of.words)] if of else []
        is_known = rule_of(runs[0]) is not None
        nothing = said("{method}; nothing divides the step", method=plain)
        words += [nothing if is_known else plain] if of is None else []
    return next((line for line in words if canvas.width_of(line) < SUBTITLE), None)


def divided_by(method: str, divisor: str) -> str:
    """Return in words that the broad lines are what divides the step, and what that is where it is one thing."""
    if not divisor:
        return said("{method}; broad, which divides the step", method=method)
    return said("{method}; broad: {divisor}, which divides the step", method=method, divisor=said(divisor))
