"""The loss against the step, or something else that a run has for each of its steps."""

from collections.abc import Sequence
from textwrap import fill
from typing import Annotated

from matplotlib.axes import Axes
from matplotlib.text import Text

from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import Clip
from gdviz.analysis.quantities import Quantity, quantities_of
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import LEFT, RIGHT, UNDER, Canvas, drawing
from gdviz.figures.parts.clouds import Clouds
from gdviz.figures.parts.leaps import Leaps
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.series import Readout
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Style

# What lies between two panels, one beside or below the other, and their top, as shares of a lying page.
BETWEEN, BELOW, TOP = 0.075, 0.12, 0.76
# At most so many panels; and the width of a value, as a share of the page.
MOST, VALUE = 3, 0.095


@figure("loss")
def loss(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    show: Annotated[
        str,
        Setting("loss, distance (squared, to the nearest known minimum), gradient, batch, or metrics, with commas"),
    ] = "loss",
    every: Annotated[int, Setting("show only every so many steps", "[1, inf)")] = 1,
) -> Painter:
    """Draw the loss curve as the steps go by, on a log scale where it falls far.

    Several runs race step for step, each named beside its value at the right. With `show` another quantity is drawn, or
    several in a panel each: the squared distance to the nearest known minimum, the norm of the gradient, the loss of
    each step's own batch (dots about their running median), or what was recorded beside the loss, by its name.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    kinds = {name: quantities_of(runs, name) for name in dict.fromkeys(name.strip() for name in show.split(","))}
    if len(kinds) > MOST:
        raise ValueError(
            f"show={show} are {len(kinds)} quantities, and {MOST} fit; for example --set show=loss,gradient"
        )
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks)
        names = names_of(runs) if len(runs) > 1 else [(_word(name, kind), "") for name, (kind,) in kinds.items()]
        wanted = [canvas.width_of(name, 11.5) for name, _ in names]
        wanted += [VALUE + canvas.width_of(detail, 9.5) for _, detail in names]
        left = RIGHT - max(0.17, *wanted)
        panels = _panels(canvas, len(kinds), left - 0.03)
        clouds = [Clouds(axes, runs, kind, looks, style) for axes, kind in zip(panels, kinds.values(), strict=True)]
        for axes in panels:
            _fold_title(canvas, axes)
        pitch = min(0.17, 0.7 / len(names))
        colors = [look.color for look in looks] if len(runs) > 1 else [looks[0].color] * len(kinds)
        texts: list[Text] = []
        for i, ((name, detail), color) in enumerate(zip(names, colors, strict=True)):
            y = canvas.lift(0.75) - pitch * i
            canvas.text(left, y, name, color=color, bold=True, va="top")
            canvas.text(RIGHT, y - 0.055, detail, color=style.muted, size=9.5, va="top", ha="right")
            # A lone run's value is what there is to read.
            texts.append(
                canvas.text(left, y - 0.05, "", size=11.5 if len(runs) > 1 else 17, bold=len(runs) == 1, va="top")
            )
        parts: list[Part] = [*clouds, heading]
        if len(runs) == 1:
            parts += [_readout(cloud, [text]) for cloud, text in zip(clouds, texts, strict=True)]
        elif len(clouds) == 1:
            parts.append(_readout(clouds[0], texts))
        return canvas.painter([Leaps(part, runs, every) for part in parts])


def _panels(canvas: Canvas, count: int, right: float) -> list[Axes]:
    """Return axes for so many quantities: beside one another, or on a tall page one below the other."""
    if canvas.tall:
        tall = (TOP - UNDER + BELOW) / count
        return [canvas.axes(LEFT, TOP - (i + 1) * tall + BELOW, right, TOP - i * tall) for i in range(count)]
    wide = (right - LEFT + BETWEEN) / count
    return [canvas.axes(LEFT + i * wide, UNDER, LEFT + (i + 1) * wide - BETWEEN, TOP) for i in range(count)]


def _fold_title(canvas: Canvas, axes: Axes) -> None:
    """Break the title above axes into two lines where it is wider than these."""
    title, place = axes.get_title(loc="left"), axes.get_position()
    if canvas.width_of(title, 11) > place.width:
        half = fill(title, len(title) // 2 + 3)
        axes.set_title(half, loc="left", fontsize=11, pad=7)
        place.y1 -= 14 * half.count("\n") / canvas.points[1]
        axes.set_position(place)


def _word(name: str, kind: Quantity) -> str:
    """Return what a lone run's value is called beside its panel."""
    return "batch loss" if name == "batch" else kind.title.partition(" to ")[0].lower()


def _readout(cloud: Clouds, texts: Sequence[Text]) -> Readout:
    """Return what shows the value of each run's curve."""
    return Readout(texts, [line.run for line in cloud.lines], [line.values for line in cloud.lines])
