"""The main panel of a fit over one feature whose curve is a probability: the logistic curve of two classes."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.fit import HAIRS
from gdviz.analysis.pacing import Moment
from gdviz.analysis.placement import is_covered
from gdviz.analysis.sigmoid import Sigmoid, crossing, probability
from gdviz.figures.figure import Part
from gdviz.figures.fit.equation import FIGURE_SPACE, SteadyEquation
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.hairs import Hairs
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.sigmoid import (
    CURVE,
    LINE,
    MOST,
    SigmoidCurve,
    StackedPoints,
    ThresholdKey,
    ThresholdLine,
    ThresholdMark,
    free_corners,
    height_between,
    rows_in,
)
from gdviz.languages import said
from gdviz.runs.run import Run
from gdviz.style.colors import mix
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# In points, the words on curves that stand, and a sample of one with the space behind it.
SIZE, SAMPLE = 9.5, 32.0
# Of the panel, (0, 0) the lower left: those come first that a curve which rises leaves free.
CORNERS = ((0, 1), (1, 0), (1, 1), (0, 0))


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
    still += [
        (said("start"), np.array(logit), dotted) for logit in dict.fromkeys(tuple(one.logits[0]) for one in sigmoids)
    ]
    if true is not None:
        still.append((said("true"), first.of_params(true), {"color": style.classes[0], "lw": 1.8, "zorder": 20}))
    if best and first.best is not None:
        dashes = {"color": style.ink, "lw": 1.4, "ls": (0, (4.0, 4.0)), "dash_capstyle": "butt", "zorder": 21}
        still.append((said("most likely"), first.best, dashes))
    every = list(enumerate(zip(sigmoids, looks, strict=True)))
    parts: list[Part] = []
    if alone and len(first.x) <= HAIRS:
        color = mix(style.accent, style.background, 0.6)
        parts.append(Hairs(axes, first.x, first.y, lambda step: probability(first.at(step), first.x), color, 0.9))
    parts += [ThresholdLine(axes, sigmoid, look, style.casing, i, bold=False) for i, (sigmoid, look) in every]
    parts.append(dots)
    parts += [SigmoidCurve(axes, sigmoid, look, style.casing, i) for i, (sigmoid, look) in every]
    parts.append(StandingProbabilities(axes, first, [(logit, line) for _, logit, line in still]))
    key = {name: line for name, _, line in still}
    note = said("the classes lie apart: no best curve") if alone and best and first.gap else ""
    corners = free_corners(axes, sigmoids)
    # A lone run has no list of thresholds, and the key has any corner.
    along, ends = np.linspace(*first.limits, CURVE), [sigmoid.logits[-1] for sigmoid in sigmoids]
    lines = [np.stack([along, probability(one, along)], axis=-1) for one in (*(logit for _, logit, _ in still), *ends)]
    lines += [np.stack([np.full(CURVE, crossing(one)), np.linspace(0, 1, CURVE)], axis=-1) for one in ends]
    taken = None if alone else corners[0]
    told = [] if canvas.excerpt is not None else [CurveKey(canvas, axes, lines, taken, key, note)]
    boxes = [one.box for one in told if one.artists]
    parts += [
        ThresholdMark(canvas, axes, sigmoid, look, i, words=alone and canvas.excerpt is None, taken=boxes)
        for i, (sigmoid, look) in every
    ]
    if canvas.excerpt is not None:
        return parts
    parts += told
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
    """Which line is which, and a note, in the corner of the panel that curves leave free, or nearly, and is not taken.

    A panel that is too low for it has none.

    Attributes
    ----------
    box
        What it takes, in points.
    """

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        drawn: Sequence[Array],
        taken: tuple[int, int] | None,
        lines: dict[str, dict[str, Any]],
        note: str,
    ) -> None:
        style, count = canvas.style, len(lines) + bool(note)
        wide = max(canvas.width_of(name, SIZE) for name in lines) * canvas.points[0] + SAMPLE
        widest = max(wide, canvas.width_of(note, SIZE) * canvas.points[0])
        unit = float(canvas.figure.dpi) / 72
        drawn = [axes.transData.transform(line[np.isfinite(line).all(axis=1)]) / unit for line in drawn]

        def box(corner: tuple[int, int]) -> Box:
            rows = rows_in(canvas, axes, corner, count)
            left = rows[0][0] - corner[0] * widest
            return Box.between(left, rows[-1][1] - LINE / 2, left + widest, rows[0][1] + LINE / 2)

        def crowded(corner: tuple[int, int]) -> int:
            half = np.array([box(corner).width, box(corner).height]) / 2
            middle = half + np.array([box(corner).left, box(corner).low])
            return sum(int(is_covered(points, middle, half).sum()) for points in drawn)

        corner = min((one for one in CORNERS if one != taken), key=crowded)
        right, places, self.box = corner[0], rows_in(canvas, axes, corner, count), box(corner)
        made: list[Artist] = []
        self.artists: tuple[Artist, ...] = ()
        if len(places) * LINE > MOST * height_between(canvas, axes):
            return
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
        self.artists = tuple(made)

    def show(self, moment: Moment) -> None:
        """Leave it where it is."""


class LogitEquation(SteadyEquation):
    """The probability as a formula above the panel, with the numbers of the last step that is complete."""

    def __init__(self, canvas: Canvas, axes: Axes, sigmoid: Sigmoid, look: Series) -> None:
        names = (("p", sigmoid.feature), ("p", "x"))
        how: dict[str, Any] = {"leads": (True, False), "names": names, "write": _in_words}
        super().__init__(canvas, axes, sigmoid.run, look, values=sigmoid.logits, **how)


def _in_words(logit: Array, numbers: Sequence[Callable[[float], str]], names: tuple[str, str]) -> str:
    """Return the formula of a probability."""
    (b, w), (first, second), (p, x) = logit.tolist(), numbers, names
    times = " " if len(x) == 1 else " · "
    return f"{p} = σ({first(b).lstrip(FIGURE_SPACE)} {'−' if w < 0 else '+'} {second(abs(w))}{times}{x})"
