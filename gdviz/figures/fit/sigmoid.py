"""The main panel of a fit over one feature whose curve is a probability: the logistic curve of two classes."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.fit import HAIRS
from gdviz.analysis.pacing import Moment
from gdviz.analysis.sigmoid import Sigmoid, probability
from gdviz.figures.figure import Part
from gdviz.figures.fit.equation import FIGURE_SPACE, SIZES, steadily
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.hairs import Hairs
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.sigmoid import (
    CURVE,
    SigmoidCurve,
    StackedPoints,
    ThresholdKey,
    ThresholdLine,
    ThresholdMark,
    free_corners,
    rows_in,
)
from gdviz.runs.run import Run
from gdviz.style.colors import mix
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# In points, the words on curves that stand, and a sample of one with the space behind it.
SIZE, SAMPLE = 9.5, 32.0


def sigmoid_parts(
    canvas: Canvas, axes: Axes, runs: Sequence[Run], looks: Sequence[Series], true: Array | None, *, best: bool
) -> list[Part]:
    """Draw the points of two classes, and return the curves, the thresholds and the equation of the runs.

    The start is dotted, the best curve there is dashed, and a `true` one, b and w in the units of the run, thin.
    """
    style, sigmoids = canvas.style, [Sigmoid.of(run) for run in runs]
    first, alone = sigmoids[0], len(runs) == 1
    dots = StackedPoints(canvas, axes, first)
    still: list[tuple[str, Array, dict[str, Any]]] = []
    dotted = {"color": style.muted, "lw": 1.6, "ls": (0, (1, 2.2)), "zorder": 2}
    still += [("start", np.array(logit), dotted) for logit in dict.fromkeys(tuple(one.logits[0]) for one in sigmoids)]
    if true is not None:
        still.append(("true", first.of_params(true), {"color": style.classes[0], "lw": 1.8, "zorder": 20}))
    if best and first.best is not None:
        dashes = {"color": style.ink, "lw": 1.4, "ls": (0, (4.0, 4.0)), "dash_capstyle": "butt", "zorder": 21}
        still.append(("most likely", first.best, dashes))
    every = list(enumerate(zip(sigmoids, looks, strict=True)))
    parts: list[Part] = []
    if alone and len(first.x) <= HAIRS:
        color = mix(style.accent, style.background, 0.6)
        parts.append(Hairs(axes, first.x, first.y, lambda step: probability(first.at(step), first.x), color, 0.9))
    parts += [ThresholdLine(axes, sigmoid, look, style.casing, i, bold=False) for i, (sigmoid, look) in every]
    parts.append(dots)
    parts += [SigmoidCurve(axes, sigmoid, look, style.casing, i) for i, (sigmoid, look) in every]
    parts.append(StandingProbabilities(axes, first, [(logit, line) for _, logit, line in still]))
    parts += [ThresholdMark(canvas, axes, sigmoid, look, i, words=alone) for i, (sigmoid, look) in every]
    key = {name: line for name, _, line in still}
    note = "the classes lie apart: no best curve" if alone and best and first.gap else ""
    *_, other = corners = free_corners(axes, sigmoids)
    parts.append(CurveKey(canvas, axes, corners[0] if alone else other, key, note))
    if alone:
        return [*parts, LogitEquation(canvas, axes, first, looks[0])]
    return [*parts, ThresholdKey(canvas, axes, sigmoids, looks, corners[0])]


class StandingProbabilities:
    """Curves that stand still: where runs start, the true one, the best there is."""

    def __init__(self, axes: Axes, sigmoid: Sigmoid, curves: Sequence[tuple[Array, dict[str, Any]]]) -> None:
        x = np.linspace(*sigmoid.limits, CURVE)
        self.artists: tuple[Artist, ...] = tuple(
            axes.add_line(Line2D(x, probability(logit, x), **line)) for logit, line in curves
        )

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


class CurveKey:
    """Which line is which, and a note, in a corner of the panel."""

    def __init__(
        self, canvas: Canvas, axes: Axes, corner: tuple[int, int], lines: dict[str, dict[str, Any]], note: str
    ) -> None:
        style, right = canvas.style, corner[0]
        wide = max(canvas.width_of(name, SIZE) for name in lines) * canvas.points[0] + SAMPLE
        made: list[Artist] = []
        places = rows_in(canvas, axes, corner, len(lines) + bool(note))
        for (name, line), (x, y) in zip(lines.items(), places, strict=False):
            left = x - right * wide
            at = np.array([[left, y], [left + SAMPLE - 6, y]]) / canvas.points
            sample = Line2D(*at.T, transform=canvas.figure.transFigure, **{**line, "zorder": 3})
            canvas.figure.add_artist(sample)
            words = Lettering(canvas, (left + SAMPLE, y), size=SIZE, casing=style.casing)
            words.words = name
            made += [sample, words]
        if note:
            words = Lettering(canvas, places[-1], size=SIZE, color=style.muted, align=float(right), casing=style.casing)
            words.words = note
            made.append(words)
        self.artists: tuple[Artist, ...] = tuple(made)

    def show(self, moment: Moment) -> None:
        """Leave it where it is."""


class LogitEquation:
    """The probability as a formula above the panel, with the numbers of the last step that is complete."""

    def __init__(self, canvas: Canvas, axes: Axes, sigmoid: Sigmoid, look: Series) -> None:
        self._sigmoid = sigmoid
        unit = 72 / float(canvas.figure.dpi)
        at, room = (float(axes.bbox.x0) * unit, float(axes.bbox.y1) * unit + 13), float(axes.bbox.width) * unit
        seen = np.where(np.isfinite(sigmoid.logits), sigmoid.logits, 0.0)
        rows = {0, *seen.argmin(axis=0).tolist(), *seen.argmax(axis=0).tolist()}
        ruler = Lettering(canvas, at, size=1.0, bold=True)
        ruler.remove()
        self.artists: tuple[Artist, ...] = ()
        for size, (self._name, digits) in product(SIZES, product((sigmoid.feature, "x"), (4, 3))):
            self._numbers = [
                steadily(values, digits, leads=leads)
                for values, leads in ((sigmoid.logits[:, 0], True), (np.abs(sigmoid.logits[:, 1]), False))
            ]
            if size * max(ruler.width(self._words(row)) for row in rows) <= room:
                self._text = Lettering(canvas, at, size=size, color=look.color, bold=True)
                self.artists = (self._text,)
                break

    def show(self, moment: Moment) -> None:
        """Write it."""
        if self.artists:
            self._text.words = self._words(int(self._sigmoid.run.row(moment.step) + 1e-9))

    def _words(self, row: int) -> str:
        """Return the formula at a row."""
        b, w = self._sigmoid.logits[row].tolist()
        (first, second), sign = self._numbers, "−" if w < 0 else "+"
        times = " " if len(self._name) == 1 else " · "
        return f"p = σ({first(b).lstrip(FIGURE_SPACE)} {sign} {second(abs(w))}{times}{self._name})"
