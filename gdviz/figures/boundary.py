"""A linear classifier's boundary turning over its points."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.boundary import Bands, box_around, clipped_line, feature_names
from gdviz.figures.canvas import UNDER_HEADING, Canvas, drawing
from gdviz.figures.film import Painter, figure
from gdviz.figures.marks import Curves, Heading, key_row
from gdviz.pacing import Clip, Moment
from gdviz.run import Run, why_no_boundary
from gdviz.style import Series, Style
from gdviz.track import between

Array = NDArray[np.float64]


@figure("boundary", fits=why_no_boundary)
def boundary(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Turn the decision boundary over the points, epoch by epoch, with loss and accuracy beside it.

    The line is where bias + w1 x1 + w2 x2 = 0, drawn as an implicit line clipped to the axes, so that a vertical one is
    like any other. For a lone run, the pale field behind is the probability sigma(bias + w x) of class 1 in bands.
    """
    looks = [style.trail(i, len(runs)) for i in range(len(runs))]
    points, labels = runs[0].data["X"], runs[0].data["y"]
    with drawing(style):
        canvas = Canvas(clip, style)
        heading = Heading(canvas, runs, looks, subtitle=None if len(runs) == 1 else "")
        axes = canvas.axes(0.09, 0.125, 0.63, UNDER_HEADING)
        box = box_around(points, [run.params[0] for run in runs])
        scatter = Scatter(axes, box, points, labels, feature_names(runs[0].problem), style)
        fields = [Field(axes, box, runs[0], style)] if len(runs) == 1 else []
        lines = [
            BoundaryLine(axes, box, run, look, style, i) for i, (run, look) in enumerate(zip(runs, looks, strict=True))
        ]
        loss_axes = canvas.axes(0.715, 0.545, 0.965, 0.735)
        losses = Curves(loss_axes, runs, [run.loss for run in runs], looks, style, "Loss")
        loss_axes.set_xlabel("")
        # Linear, so that the climb to 1 can be read off.
        scores = [run.metrics["accuracy"] for run in runs]
        accuracies = Curves(canvas.axes(0.715, 0.125, 0.965, 0.355), runs, scores, looks, style, "Accuracy", log=False)
        if len(runs) > 1:
            key_row(canvas, runs, looks)
        return canvas.painter([*fields, scatter, *lines, losses, accuracies, heading])


class Scatter:
    """The points by class, with a colour and a marker each; they do not move, but lie on a field that does."""

    def __init__(
        self, axes: Axes, box: Array, points: Array, labels: Array, features: Sequence[str], style: Style
    ) -> None:
        axes.set(xlim=box[0], ylim=box[1], xlabel=features[0], ylabel=features[1])
        axes.yaxis.labelpad = 2
        drawn = []
        for label, color, marker in zip((0, 1), style.classes, "os", strict=True):
            x, y = points[labels == label].T
            drawn.append(axes.scatter(x, y, s=22, c=color, marker=marker, edgecolors=style.casing, linewidths=0.6))
        self.artists: tuple[Artist, ...] = tuple(drawn)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


class BoundaryLine:
    """The line where both classes are equally likely."""

    def __init__(self, axes: Axes, box: Array, run: Run, look: Series, style: Style, index: int) -> None:
        self._run, self._box, self._index = run, box, index
        dash: Any = (0, look.dash) if look.dash else "-"
        casing = axes.add_line(Line2D([], [], color=style.casing, lw=5.0, zorder=4 + index))
        line = axes.add_line(Line2D([], [], color=look.color, lw=2.6, ls=dash, zorder=4.5 + index))
        self._lines = (casing, line)
        self.artists: tuple[Artist, ...] = self._lines

    def show(self, moment: Moment) -> None:
        """Turn the line."""
        row = self._run.row(moment.steps[self._index])
        ends = clipped_line(between(self._run.params, row), self._box)
        for line in self._lines:
            line.set_data(*ends.T)


class Field:
    """The probability of class 1 as a pale field, in bands from one class's colour through the page to the other's."""

    def __init__(self, axes: Axes, box: Array, run: Run, style: Style) -> None:
        width, height = (round(side) for side in axes.bbox.size)
        self._run = run
        self._bands = Bands(box, (height, width), len(style.class_bands))
        self._image = axes.imshow(
            np.zeros((height, width), np.uint8),
            extent=(*box[0], *box[1]),
            origin="lower",
            aspect="auto",
            cmap=ListedColormap(style.class_bands),
            vmin=-0.5,
            vmax=len(style.class_bands) - 0.5,
            interpolation="nearest",
            zorder=0,
        )
        self.artists: tuple[Artist, ...] = (self._image,)

    def show(self, moment: Moment) -> None:
        """Show the field."""
        self._image.set_data(self._bands(between(self._run.params, self._run.row(moment.step))))
