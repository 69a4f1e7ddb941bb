"""What belongs to each coordinate of a run, one line for each, on log scales that can be held against one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from gdviz.analysis.anatomy.divisor import divisor_of
from gdviz.analysis.pacing import Moment
from gdviz.analysis.trajectory import steps_of
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.ticks import RoundWords, number_axis
from gdviz.languages import localized, said
from gdviz.ledger.divisor import Divisor
from gdviz.runs.run import Run
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# What a ratio is called where there is room.
# A second cue beside the colours; and lines and heads that lie upon others are smaller, so that all are seen.
MARKERS, WIDTHS, SIZES = "osD^", (2.8, 1.5, 1.2, 1.0), (8.5, 6.0, 5.0, 5.0)
# A dip where a gradient changes its sign says little: the scale goes down to this quantile of what is shown, and no
# farther up than so many times what there is at the start.
DIPS, CEILING = 0.02, 1e3
# Of more steps than the first number, each line goes through the medians of about so many parts; of more than the
# third, where sizes turn at more than such a share of the steps and would fill the panel, of about so many.
LONG, PARTS, SPIKY, TURNS, FEW = 2000, 500, 250, 0.3, 120
# What is free above and below the curves, and the least and the most that a scale shows, in decades: of gradients that
# fall to nothing the first decades show what the others repeat.
MARGIN, LEAST, MOST = 0.2, 1.0, 5.0


@dataclass(frozen=True, eq=False)
class Coordinates:
    """The sizes of a run's gradients and steps along some coordinates (T, k), and what the steps are divided by.

    Attributes
    ----------
    timed
        The run with the number of each of these steps, from 0, in place of the states'.
    divisor
        What it is, of all coordinates, or None for a rule that divides by nothing.
    """

    timed: Run
    gradients: Array
    steps: Array
    divisors: Array
    divisor: Divisor | None

    @classmethod
    def of(cls, run: Run, chosen: Sequence[int]) -> "Coordinates":
        """Return those of a run along the chosen coordinates."""
        with np.errstate(all="ignore"):
            divisor = divisor_of(run)
            taken = np.asarray(steps_of(run), float)
            gradients, steps = (np.abs(np.asarray(of, float)[:, list(chosen)]) for of in (run.gradient, taken))
        # What each step added is known of the run's own steps, and not of these.
        timed = run.having({"step": np.asarray(run.step[1:]) - 1, "update": taken})
        divisors = divisor.values[:, list(chosen)] if divisor else np.empty((len(run.gradient), 0))
        return cls(timed, gradients, steps, divisors, divisor)

    @property
    def stride(self) -> int:
        """How many recorded steps each point of the lines is the median of."""
        count = len(self.gradients)
        if count > SPIKY and _turns(self.gradients) > TURNS:
            return count // FEW
        return count // PARTS if count > LONG else 1

    def medians(self, sizes: Array) -> Array:
        """Return the medians of sizes (T,) or (T, k) that lines go through."""
        parts, stride = len(sizes) // self.stride, self.stride
        with np.errstate(all="ignore"):
            blocks = sizes[: parts * stride].reshape(parts, stride, *sizes.shape[1:])
            return np.asarray(np.median(blocks, axis=1)) if stride > 1 else sizes

    def line(self, sizes: Array) -> tuple[Array, Array]:
        """Return steps and sizes (n,) for a line through the sizes (T,) along a coordinate, which may be medians."""
        x, y = (self.medians(np.asarray(values)) for values in (self.timed.step, sizes))
        if self.stride > 1:
            # From the first step to the last.
            x[[0, -1]] = self.timed.step[[0, -1]]
        return x, y

    def row(self, step: float) -> int:
        """Return the row of the step that is being taken, or was taken last, of those recorded."""
        return int(self.timed.row(step) + 1e-9)


def _turns(sizes: Array) -> float:
    """Return at what share of the steps sizes (T, k) go up after they went down, or down after up."""
    with np.errstate(all="ignore"):
        ways = np.sign(np.diff(sizes, axis=0))
    return float((ways[1:] * ways[:-1] < 0).mean())


@dataclass(frozen=True)
class Scales:
    """The limits of two log scales of as many decades, so that equal ratios are equally high on both."""

    upper: tuple[float, float]
    lower: tuple[float, float]

    @classmethod
    def of(cls, by_run: Sequence[Coordinates]) -> "Scales":
        """Return scales that show the gradients with their divisors, and the steps, of several runs."""
        upper = _decades([one.medians(sizes) for one in by_run for sizes in (one.gradients, one.divisors)])
        lower = _decades([one.medians(one.steps) for one in by_run])
        wide = max(upper[1] - upper[0], lower[1] - lower[0], LEAST)
        return cls(
            *((10 ** ((low + high - wide) / 2), 10 ** ((low + high + wide) / 2)) for low, high in (upper, lower))
        )

    def apply(self, upper: Axes, lower: Axes, steps: int, *, is_first: bool) -> None:
        """Set up the axes of a run, for so many steps; those that are not the first share the numbers of the first."""
        for axes, limits in ((upper, self.upper), (lower, self.lower)):
            axes.set_yscale("log")
            axes.set(xlim=(0, max(steps, 1)), ylim=limits)
            number_axis(axes.yaxis, 5)
            # Its first number would touch the last of the panel before.
            prune = None if is_first else "lower"
            axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 5, 10], prune=prune))
            axes.xaxis.set_major_formatter(RoundWords())
            axes.grid(axis="y")
            axes.tick_params(length=3, labelleft=is_first)
        upper.tick_params(labelbottom=False)


def _decades(all_sizes: Sequence[Array]) -> tuple[float, float]:
    """Return the logarithms of the least and the greatest size that are shown."""
    columns = [column for sizes in all_sizes for column in sizes.T]
    starts = [float(column[0]) for column in columns if np.isfinite(column[0])]
    ceiling = CEILING * max(starts, default=np.inf) or np.inf
    seen = [column[np.isfinite(column) & (column > 0) & (column <= ceiling)] for column in columns]
    seen = [column for column in seen if len(column)]
    if not seen:
        return -MARGIN, MARGIN
    low, high = min(np.quantile(column, DIPS) for column in seen), max(column.max() for column in seen)
    top = float(np.log10(high)) + MARGIN
    return max(float(np.log10(low)) - MARGIN, top - MOST), top


class CoordinateLines:
    """A line for each coordinate: the whole of it pale, and up to now in full, with a head; or broad, without one."""

    def __init__(
        self,
        axes: Axes,
        coordinates: Coordinates,
        sizes: Array,
        colors: Sequence[str],
        style: Style,
        index: int,
        *,
        broad: bool = False,
    ) -> None:
        self._index = index
        self._curves = [coordinates.line(column) for column in sizes.T]
        self._limits = axes.get_ylim()
        self._lines: list[Line2D] = []
        self._heads: list[Line2D] = []
        z = 2 if broad else 3
        for curve, color, marker, width, size in zip(self._curves, colors, MARKERS, WIDTHS, SIZES, strict=False):
            whole, now, pale, full = (6.5, 6.5, 0.10, 0.26) if broad else (1.2, width, 0.25, 1.0)
            axes.plot(*curve, color=color, lw=whole, alpha=pale, zorder=z)
            self._lines.append(axes.plot([], [], color=color, lw=now, alpha=full, zorder=z)[0])
            if not broad:
                look: dict[str, Any] = {"mfc": color, "mec": style.casing, "mew": 1.1, "zorder": 4, "clip_on": False}
                self._heads.append(axes.plot([], [], ls="", marker=marker, ms=size, **look)[0])
        self.artists: tuple[Artist, ...] = (*self._lines, *self._heads)

    def show(self, moment: Moment) -> None:
        """Show the lines so far."""
        step = moment.steps[self._index]
        for i, (line, (steps, sizes)) in enumerate(zip(self._lines, self._curves, strict=True)):
            count = int(np.searchsorted(steps, step, side="right"))
            now = np.interp(step, steps, sizes)
            x, y = np.append(steps[:count], min(step, steps[-1])), np.append(sizes[:count], now)
            line.set_data(x, y)
            if self._heads:
                self._heads[i].set_data(x[-1:], y[-1:])
                self._heads[i].set_visible(bool(self._limits[0] <= y[-1] <= self._limits[1]))


class Apart:
    """How many times the largest size of the step that is being taken is the least, in so many points if it has room.

    Where the words take more, the number stands alone.
    """

    def __init__(
        self,
        canvas: Canvas,
        at: tuple[float, float],
        coordinates: Coordinates,
        sizes: Array,
        index: int,
        *,
        room: float = np.inf,
    ) -> None:
        self._coordinates, self._sizes, self._index = coordinates, sizes, index
        self.words = Lettering(canvas, at, size=10.5, bold=True, align=1)
        self.widest = self.words.width(said("{ratio}× apart", ratio=880_000))
        self._is_brief = self.widest > room
        self.artists: tuple[Artist, ...] = (self.words,)

    def show(self, moment: Moment) -> None:
        """Show the ratio of the moment."""
        sizes = self._sizes[self._coordinates.row(moment.steps[self._index])]
        self.words.words = ratio_in_words(sizes, is_brief=self._is_brief)


def ratio_in_words(sizes: Array, *, is_brief: bool = False) -> str:
    """Return how far apart sizes are, to two figures; empty where that is not known."""
    low, high = float(sizes.min()), float(sizes.max())
    if not np.isfinite(high) or high == 0:
        return ""
    ratio = _two_figures(high / low) if low else "∞"
    return f"{ratio}×" if is_brief else said("{ratio}× apart", ratio=ratio)


def _two_figures(ratio: float) -> str:
    if ratio < 9.95:
        return localized(f"{ratio:.1f}")
    if ratio < 1e6:
        return localized(f"{float(f'{ratio:.2g}'):,.0f}")
    return f"{ratio:.0e}".replace("e+0", "e").replace("e+", "e")
