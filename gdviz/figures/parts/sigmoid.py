"""A probability over one feature: points of two classes, the curve, and the threshold that moves."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boundary import feature_names
from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Moment
from gdviz.analysis.sigmoid import Piles, Sigmoid, crossing, free_end, probability
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.ticks import number_axis
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# Points on a curve.
CURVE = 240
# In points: words at a threshold and at the classes, and the room about them.
SIZE, NAME, ROOM = 10.5, 10.0, 7.0
# The height of a line of words in a corner in points, and the shares of the panel that a corner takes.
LINE, CORNER = 14.0, (0.4, 0.35)
# The share of the height between the two classes that lines of words may take.
MOST = 0.6


class StackedPoints:
    """The points at 0 and at 1, those that share a place piled up away from the curve, with the names of the classes.

    It sets the limits and the numbers of the axes; unless there is a curve, none but the feature's. The dots do not
    move, but may lie on a field that does.
    """

    def __init__(self, canvas: Canvas, axes: Axes, sigmoid: Sigmoid, *, curved: bool = True) -> None:
        style = canvas.style
        unit = float(canvas.figure.dpi) / 72
        wide = float(axes.bbox.width) / unit
        piles = Piles.of(sigmoid, wide, float(axes.bbox.height) / unit)
        axes.set(xlim=sigmoid.limits, ylim=piles.limits)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1] if curved else [], ["0", "", "0.5", "", "1"] if curved else [])
        axes.tick_params(length=3)
        number_axis(axes.xaxis, 6)
        axes.set_xlabel(feature_names(sigmoid.run.problem)[0], parse_math=False)
        axes.set_ylabel(sigmoid.quantity if curved else "", labelpad=5, parse_math=False)
        axes.hlines([0, 1], *sigmoid.limits, color=style.grid, lw=0.8, zorder=0)
        made: list[Artist] = []
        ends = (float(axes.bbox.x0) / unit + ROOM, float(axes.bbox.x1) / unit - ROOM)
        for k in (0, 1):
            rows = sigmoid.y == k
            how: dict[str, Any] = {"ls": "", "marker": "os"[k], "ms": piles.size * (1.0, 0.9)[k]}
            how |= {"mfc": style.class_colors[k], "mec": style.casing, "mew": 0.6 if piles.apart else 0.0}
            made.append(axes.add_line(Line2D(sigmoid.x[rows], piles.y[rows], zorder=3, **how)))
        # In a strip the colours of the classes are those of the field, and there is no room for names.
        for k, words in enumerate(sigmoid.classes if canvas.excerpt is None else ()):
            room = (canvas.width_of(words, NAME) * canvas.points[0] + 3 * ROOM) * np.ptp(sigmoid.limits) / wide
            end = free_end(sigmoid, k, float(room))
            row = float(axes.transData.transform((0, k))[1]) / unit + (-1, 1)[k] * (piles.first + 1)
            beyond = (float(axes.bbox.y0) / unit + 0.6 * NAME, float(axes.bbox.y1) / unit - 0.6 * NAME)[k]
            # Where neither end of its row is free, it stands beyond the piles.
            at = (ends[1 if end is None else end], beyond if end is None else row)
            looks: dict[str, Any] = {"color": style.class_colors[k], "casing": style.casing, "bold": True}
            name = Lettering(canvas, at, size=NAME, align=float(end is None or end), **looks)
            name.words = words
            made.append(name)
        self.artists: tuple[Artist, ...] = tuple(made)

    def show(self, moment: Moment) -> None:
        """Leave them where they are."""


class SigmoidCurve:
    """The probability of the moment."""

    def __init__(self, axes: Axes, sigmoid: Sigmoid, look: Series, casing: str, index: int, width: float = 2.8) -> None:
        self._sigmoid, self._index = sigmoid, index
        self._x = np.linspace(*sigmoid.limits, CURVE)
        dash: Any = (0, look.dash) if look.dash else "-"
        under = axes.add_line(Line2D([], [], color=casing, lw=width + 1.8, zorder=4 + index))
        line = axes.add_line(Line2D([], [], color=look.color, lw=width, ls=dash, zorder=4.5 + index))
        self._lines = (under, line)
        self.artists: tuple[Artist, ...] = self._lines

    def show(self, moment: Moment) -> None:
        """Bend it."""
        logit = self._sigmoid.at(moment.steps[self._index])
        x = np.sort(np.append(self._x, np.clip(_finite(crossing(logit), self._x[0]), self._x[0], self._x[-1])))
        for line in self._lines:
            line.set_data(x, probability(logit, x))


class ThresholdLine:
    """Where both classes are equally likely: a line across the panel."""

    def __init__(self, axes: Axes, sigmoid: Sigmoid, look: Series, casing: str, index: int, *, bold: bool) -> None:
        self._sigmoid, self._index, self._axes = sigmoid, index, axes
        dash: Any = "-" if not look.dash else (0, look.dash)
        width, dash = (2.6, dash) if bold else (1.5, (0, (4, 3)))
        under = axes.add_line(Line2D([], [], color=casing, lw=width + 1.8, zorder=2))
        line = axes.add_line(Line2D([], [], color=look.color, lw=width, ls=dash, zorder=2.1))
        self.artists: tuple[Artist, ...] = (under, line)

    def show(self, moment: Moment) -> None:
        """Bring it to its place."""
        at = self._sigmoid.threshold(moment.steps[self._index])
        low, high = self._axes.get_xlim()
        for line in self.artists:
            if isinstance(line, Line2D):
                line.set_data([at, at] if low <= at <= high else [], self._axes.get_ylim() if low <= at <= high else [])


class ThresholdMark:
    """The point of the curve at one half, and the threshold's number, or at the edge how far beyond that it lies.

    Its words keep away from boxes that are `taken`, in points.
    """

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        sigmoid: Sigmoid,
        look: Series,
        index: int,
        *,
        words: bool,
        dot: bool = True,
        taken: Sequence[Box] = (),
    ) -> None:
        style = canvas.style
        self._sigmoid, self._index, self._axes = sigmoid, index, axes
        self._has_words, self._has_dot, self._taken = words, dot, taken
        self._unit = float(canvas.figure.dpi) / 72
        mark: dict[str, Any] = {"ls": "", "marker": look.marker, "ms": 8.0, "mfc": look.color, "mec": style.casing}
        self._dot = axes.add_line(Line2D([], [], zorder=6 + index, mew=1.4, **mark))
        how: dict[str, Any] = {"size": SIZE, "bold": True, "casing": style.casing, "halo": 4.0}
        self._right = Lettering(canvas, (0, 0), color=style.ink, **how)
        self._left = Lettering(canvas, (0, 0), color=style.ink, align=1.0, **how)
        self.artists: tuple[Artist, ...] = (self._dot, self._right, self._left)

    def show(self, moment: Moment) -> None:
        """Bring it to its place."""
        logit = self._sigmoid.at(moment.steps[self._index])
        at = crossing(logit)
        low, high = self._axes.get_xlim()
        is_seen = self._has_dot and bool(low <= at <= high)
        self._dot.set_data([at] if is_seen else [], [0.5] if is_seen else [])
        self._right.words = self._left.words = ""
        if self._has_words:
            self._write(at, logit)

    def _write(self, at: float, logit: Array) -> None:
        """Write its number on the side of the curve that is free, or beside the edge beyond which it lies."""
        axes, unit = self._axes, self._unit
        low, high = axes.get_xlim()
        words = self._sigmoid.verdict(at)
        left, right = float(axes.bbox.x0) / unit, float(axes.bbox.x1) / unit
        middle = float(axes.transData.transform((low, 0.5))[1]) / unit
        if not low <= at <= high:
            beyond = bool(np.isfinite(at) and at > high)
            text = self._left if beyond else self._right
            text.words = f"{words} →" if beyond else f"← {words}" if np.isfinite(at) else words
            # On the side of one half that the curve leaves at this edge.
            is_above = probability(logit, np.array([high if beyond else low]))[0] >= 0.5
            self._put(text, right - ROOM if beyond else left + ROOM, middle, below=bool(is_above))
            return
        place = float(axes.transData.transform((at, 0.5))[0]) / unit
        fits = place + ROOM + self._right.width(words) <= right
        text = self._right if fits else self._left
        text.words = words
        # A curve that rises has its free side below at the right and above at the left; one that falls the other.
        self._put(text, place + (ROOM if fits else -ROOM), middle, below=bool(logit[1] > 0) == fits)

    def _put(self, text: Lettering, x: float, middle: float, *, below: bool) -> None:
        """Bring words to one side of the height of one half, or where a box is in their way to the other."""
        for sign in (-1, 1) if below else (1, -1):
            text.at = (x, middle + sign * 1.5 * SIZE)
            box = text.get_window_extent()
            left, low, right, high = box.x0 / self._unit, box.y0 / self._unit, box.x1 / self._unit, box.y1 / self._unit
            if not any(
                left < one.right and one.left < right and low < one.high and one.low < high for one in self._taken
            ):
                return


class ThresholdKey:
    """The thresholds of several runs, one below another in a corner of the panel; none where they would fill it."""

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        sigmoids: Sequence[Sigmoid],
        looks: Sequence[Series],
        corner: tuple[int, int] | None = None,
    ) -> None:
        corner = corner or free_corners(axes, sigmoids)[0]
        if LINE * (len(looks) + 1) > MOST * height_between(canvas, axes):
            sigmoids, looks = (), ()
        self._sigmoids = sigmoids
        how: dict[str, Any] = {"size": NAME, "align": float(corner[0]), "casing": canvas.style.casing}
        self._rows = [
            Lettering(canvas, at, color=look.color, bold=True, **how)
            for at, look in zip(rows_in(canvas, axes, corner, len(looks)), looks, strict=True)
        ]
        self.artists: tuple[Artist, ...] = tuple(self._rows)

    def show(self, moment: Moment) -> None:
        """Write them."""
        for row, sigmoid, step in zip(self._rows, self._sigmoids, moment.steps, strict=False):
            row.words = sigmoid.verdict(sigmoid.threshold(step))


def height_between(canvas: Canvas, axes: Axes) -> float:
    """Return how high the panel is between the two classes, in points."""
    return float(np.ptp(axes.transData.transform([(0, 0), (0, 1)])[:, 1])) * 72 / float(canvas.figure.dpi)


def free_corners(axes: Axes, sigmoids: Sequence[Sigmoid]) -> list[tuple[int, int]]:
    """Return two corners, (0, 0) the lower left, that curves which rise or fall leave free: first the freer one.

    It is the one which fewer of the curves at the runs' starts and ends pass through.
    """
    x = np.linspace(*sigmoids[0].limits, CURVE)
    curves = [probability(sigmoid.logits[row], x) for sigmoid in sigmoids for row in (0, -1)]
    share = (x - x[0]) / (x[-1] - x[0])

    def crowded(corner: tuple[int, int]) -> int:
        near = np.abs(corner[0] - share) < CORNER[0]
        return sum(int((np.abs(corner[1] - curve) < CORNER[1])[near].sum()) for curve in curves)

    corners = [(0, 1), (1, 0)] if sigmoids[0].rises else [(1, 1), (0, 0)]
    return sorted(corners, key=crowded)


def rows_in(canvas: Canvas, axes: Axes, corner: tuple[int, int], count: int) -> list[tuple[float, float]]:
    """Return where so many lines of words stand in a corner, from the upper down, in points from the page's corner."""
    unit = float(canvas.figure.dpi) / 72
    right, upper = corner
    x = float(axes.bbox.x1) / unit - 10 if right else float(axes.bbox.x0) / unit + 10
    row = float(axes.transData.transform((0, upper))[1]) / unit
    first = row - 16 if upper else row + 16 + LINE * (count - 1)
    return [(x, first - LINE * i) for i in range(count)]


class ProbabilityField:
    """The likeliest class as a pale field, in bands of its probability.

    Parameters
    ----------
    axes
        Where it is drawn.
    box
        ((x0, x1), (y0, y1)), which it fills.
    bands
        A step -> the bands of its pixels, shape (rows, columns).
    colors
        Of the bands, shape (count, 3).
    """

    def __init__(self, axes: Axes, box: Array, bands: Callable[[float], NDArray[np.uint8]], colors: Array) -> None:
        self._bands = bands
        self._image = axes.imshow(
            np.zeros((1, 1), np.uint8),
            extent=(*box[0], *box[1]),
            origin="lower",
            aspect="auto",
            cmap=ListedColormap(colors),
            vmin=-0.5,
            vmax=len(colors) - 0.5,
            interpolation="nearest",
            zorder=0,
        )
        self.artists: tuple[Artist, ...] = (self._image,)

    def show(self, moment: Moment) -> None:
        """Show the field."""
        self._image.set_data(self._bands(moment.step))


def _finite(value: float, instead: float) -> float:
    return value if np.isfinite(value) else instead
