"""A sheet that shows all of a style as pictures have it: words, a path, runs, classes, and who sees what of it."""

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Rectangle

from gdviz.analysis.pacing import Clip, Moment
from gdviz.encode import Frame
from gdviz.figures.parts.canvas import Canvas, drawing, outlined, ring
from gdviz.figures.parts.ticks import number_axis
from gdviz.languages import localized, said, speaking, to_say
from gdviz.style.colors import contrast, ramp, rgb
from gdviz.style.legibility import CASING, FIRST, SIGHTS, faults
from gdviz.style.logo import place_around
from gdviz.style.sight import BLINDNESSES, seen
from gdviz.style.themes import BANDS, HAIRLINES, Style

# The sheet's size in pixels, and its letters in points: there is more on it than on a picture of that size.
WIDTH, HEIGHT = 1600, 1000
NAME, WORDS, NUMBERS = 17.0, 7.2, 6.2
# About how many numbers an axis has.
TICKS = 4
# Sentences that there is room for.
LINES = 4
# How long the bars of ramps and the rows of chips are, from the left of the sheet.
LEFT, MIDDLE, RIGHT = 0.05, 0.5, 0.95
# What is said of a theme, and of its letters from the right.
THEME = {"light": to_say("the light theme, page {page}"), "dark": to_say("the dark theme, page {page}")}
LETTERS = (
    to_say("accent {color}, {contrast} to 1"),
    to_say("lesser words {color}, {contrast} to 1"),
    to_say("ink {color}, {contrast} to 1"),
)


def swatches(style: Style, name: str) -> Frame:
    """Return the sheet of a style, RGB, with its logo.

    Parameters
    ----------
    name
        What the style is called.
    """
    height = place_around(style.logo, WIDTH, HEIGHT).height if style.logo else HEIGHT
    with (
        speaking(style.lang),
        drawing(style, {"xtick.labelsize": NUMBERS, "ytick.labelsize": NUMBERS, "axes.labelsize": WORDS}),
    ):
        canvas = Canvas(Clip(WIDTH, height, 1.0, 1.0), style)
        _write_heading(canvas, name)
        _draw_path(canvas.figure.add_axes((LEFT, 0.46, 0.3, 0.36)), style)
        _draw_runs(canvas, canvas.figure.add_axes((0.4, 0.46, 0.17, 0.36)))
        _draw_classes(canvas.figure.add_axes((0.72, 0.46, 0.23, 0.36)), style)
        _draw_ramps(canvas)
        _draw_sights(canvas)
        _write_verdict(canvas)
        return canvas.painter([])(Moment((0.0,), 0.0))


def _write_heading(canvas: Canvas, name: str) -> None:
    style = canvas.style
    canvas.text(LEFT, 0.93, name, size=NAME, bold=True)
    theme = said(THEME[style.name], page=style.background)
    canvas.text(LEFT, 0.89, theme, size=WORDS, color=style.muted)
    at = RIGHT
    for words, color in zip(LETTERS, (style.accent, style.muted, style.ink), strict=True):
        told = said(words, color=color, contrast=localized(f"{contrast(color, style.background):.1f}"))
        canvas.text(at, 0.93, told, color=color, ha="right", size=WORDS, bold=color == style.accent)
        at -= canvas.width_of(told, WORDS, bold=color == style.accent) + 0.03


def _draw_path(axes: Axes, style: Style) -> None:
    """Draw the path of a lone run on a flat landscape, fading to its tail."""
    x, y = np.meshgrid(np.linspace(-4, 4, 161), np.linspace(-2.6, 2.6, 105))
    depth = np.log1p(x**2 / 2 + 2.5 * y**2)
    bounds = np.linspace(0, depth.max(), BANDS + 1)
    axes.contourf(x, y, depth, bounds, cmap=ListedColormap(ramp(style.field)))
    axes.contour(x, y, depth, bounds[1:-1], colors=style.ink, linewidths=0.5, alpha=HAIRLINES)
    path = np.array([-3.5, 2.0]) * np.array([0.69, -0.55]) ** np.arange(14)[:, None]
    axes.plot(*path.T, color=style.casing, lw=3.4, alpha=CASING)
    for index, piece in enumerate(pairwise(path)):
        color = style.tail(style.accent, min(1.0, (index + 1) / 4))
        axes.plot(*np.transpose(piece), color=color, lw=1.7)
    axes.plot(*path[:4].T, ls="", marker="o", ms=4, color=style.accent, mec=style.casing)
    ring(axes, np.zeros((1, 2)), style, 10)
    axes.plot(*path[-1], marker="o", ms=5.5, color=style.accent, mec=style.casing)
    axes.spines[:].set_visible(False)
    number_axis(axes.xaxis, TICKS)
    number_axis(axes.yaxis, TICKS)
    axes.set_title(said("a path on the field"), loc="left", fontsize=WORDS)


def _draw_runs(canvas: Canvas, axes: Axes) -> None:
    """Draw the losses of as many runs as can be told apart, with their dashes and markers, and their names."""
    style, steps = canvas.style, np.linspace(0, 30, 121)
    ends = np.linspace(1.0, 0.0, len(style.series))
    for index, (look, end) in enumerate(zip(style.series, ends.tolist(), strict=True)):
        loss = end + (1.25 - 0.55 * end) * np.exp(-steps / (3.0 + 0.5 * index))
        axes.plot(steps, loss, color=style.casing, lw=3)
        axes.plot(steps, loss, color=look.color, lw=1.4, ls=(0, look.dash) if look.dash else "-")
        axes.plot(steps[-1], loss[-1], color=look.color, marker=look.marker, mec=style.casing, ms=5.5, clip_on=False)
        told = style.lettering(look.color)
        axes.annotate(
            said("series {n}  {color}", n=index + 1, color=look.color),
            (steps[-1], loss[-1]),
            (11, 0),
            textcoords="offset points",
            va="center",
            color=told,
            fontsize=NUMBERS,
        )
    axes.grid(axis="y")
    axes.tick_params(length=3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlim=(0, 30), xlabel=said("step"))
    number_axis(axes.xaxis, TICKS, integer=True)
    number_axis(axes.yaxis, TICKS)
    axes.set_title(said("runs"), loc="left", fontsize=WORDS)


def _draw_classes(axes: Axes, style: Style) -> None:
    """Draw the points of two classes in their regions, and the boundary between them."""
    rng = np.random.default_rng(4)
    x, y = np.meshgrid(np.linspace(-3, 3, 121), np.linspace(-3, 3, 121))
    axes.contourf(x, y, x + 0.4 * y, np.linspace(-4.3, 4.3, 17), cmap=ListedColormap(style.class_bands))
    line = np.array([-3.0, 3.0])
    for color, width in ((style.casing, 3.4), (style.accent, 1.7)):
        axes.plot(-0.4 * line, line, color=color, lw=width)
    for side, look in zip((-1, 1), style.class_looks(2, 1), strict=True):
        points = rng.normal((1.4 * side, 0), (0.55, 1.0), (26, 2))
        axes.plot(*points.T, ls="", marker=look.marker, color=look.color, mec=style.casing, mew=0.6, ms=4.8)
        name = said("class {n}  {color}", n=1 if side < 0 else 2, color=look.color)
        at: Any = {"ha": "left", "va": "bottom"} if side < 0 else {"ha": "right", "va": "top"}
        words = axes.text(2.85 * side, 2.85 * side, name, color=style.lettering(look.color), fontsize=WORDS, **at)
        outlined(words, style.casing)
    axes.set(xlim=(-3, 3), ylim=(-3, 3), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.set_title(said("classes and their boundary"), loc="left", fontsize=WORDS)


def _draw_ramps(canvas: Canvas) -> None:
    """Draw the colours of landscapes from the lowest to the highest loss, and those of classes."""
    style = canvas.style
    rows = (
        (said("field"), ramp(style.field)),
        (said("relief"), ramp(style.relief)),
        (said("classes"), style.class_bands),
    )
    for index, (name, colors) in enumerate(rows):
        low = 0.31 - 0.07 * index
        canvas.text(LEFT, low + 0.013, name, size=WORDS)
        axes = canvas.figure.add_axes((LEFT + 0.07, low, MIDDLE - LEFT - 0.12, 0.045))
        axes.imshow(colors[None], aspect="auto", interpolation="nearest")
        axes.set_axis_off()


def _draw_sights(canvas: Canvas) -> None:
    """Draw the accent, the first runs and the classes as readers see them who see fewer colours."""
    style = canvas.style
    colors = [style.accent, *(look.color for look in style.series[:FIRST]), *style.class_colors]
    for index, sight in enumerate(("", *BLINDNESSES)):
        low = 0.322 - 0.0525 * index
        canvas.text(MIDDLE, low + 0.009, said(SIGHTS[sight]), size=WORDS)
        axes = canvas.figure.add_axes((MIDDLE + 0.09, low, RIGHT - MIDDLE - 0.09, 0.036))
        shown = np.array([rgb(color) for color in colors])
        for place, color in enumerate(seen(shown, sight) if sight else shown):
            axes.add_patch(Rectangle((place + 0.06, 0), 0.88, 1, color=color))
        axes.set(xlim=(0, len(colors)), ylim=(0, 1))
        axes.set_axis_off()


def _write_verdict(canvas: Canvas) -> None:
    """Write what cannot be read or told apart."""
    style = canvas.style
    found = faults(style) or [said("All of it can be read, and the first six runs are told apart by all readers.")]
    rest = [said("and {n} more", n=len(found) - LINES + 1)] if len(found) > LINES else []
    for index, words in enumerate([*found[: LINES - len(rest)], *rest]):
        canvas.text(LEFT, 0.1 - 0.027 * index, words, size=WORDS, color=style.muted)
