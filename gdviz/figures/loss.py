"""The loss against the step."""

from collections.abc import Sequence

from gdviz.comparison import names_of
from gdviz.figures.canvas import LEFT, RIGHT, UNDER, Canvas, drawing
from gdviz.figures.film import Painter, figure
from gdviz.figures.marks import Curves, Heading, Readout
from gdviz.pacing import Clip
from gdviz.run import Run
from gdviz.style import Style


@figure("loss")
def loss(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Draw the loss curve as the steps go by, on a log scale where it falls far.

    Several runs race step for step, each named beside its value at the right.
    """
    looks = [style.trail(i, len(runs)) for i in range(len(runs))]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks)
        names = names_of(runs) if len(runs) > 1 else [("loss", "")]
        words = [word for pair in names for word in pair]
        left = RIGHT - max(0.17, *(canvas.width_of(word, 11.5) for word in words))
        axes = canvas.axes(LEFT, UNDER, left - 0.03, 0.76)
        curves = Curves(axes, runs, [run.loss for run in runs], looks, style, "Loss")
        pitch = min(0.17, 0.7 / len(runs))
        texts = []
        for i, ((name, detail), look) in enumerate(zip(names, looks, strict=True)):
            y = canvas.lift(0.75) - pitch * i
            canvas.text(left, y, name, color=look.color, bold=True, va="top")
            canvas.text(RIGHT, y - 0.055, detail, color=style.muted, size=9.5, va="top", ha="right")
            texts.append(canvas.text(left, y - 0.05, "", color=style.ink, size=11.5, va="top"))
        values = Readout(texts, runs, [run.loss for run in runs])
        return canvas.painter([curves, heading, values])
