"""The loss against the step."""

from collections.abc import Sequence

from gdviz.figures.canvas import Canvas, drawing
from gdviz.figures.film import Painter, figure
from gdviz.figures.marks import Curves, Heading, Readout, names_of
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
        heading = Heading(canvas, runs)
        axes = canvas.axes(0.095, 0.125, 0.76, 0.76)
        curves = Curves(axes, [run.loss for run in runs], looks, style, "Loss")
        names = ["loss"] if len(runs) == 1 else [f"{name}\n{detail}" for name, detail in names_of(runs)]
        texts = []
        for i, (words, look) in enumerate(zip(names, looks, strict=True)):
            y = 0.735 - 0.115 * i
            canvas.text(0.79, y, words, color=look.color, bold=True)
            texts.append(canvas.text(0.79, y - 0.05, "", color=style.ink, size=12))
        values = Readout(texts, [run.loss for run in runs], "{}")
        return canvas.painter([curves, heading, values])
