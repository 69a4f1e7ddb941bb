"""The loss that many runs come to, over their learning rate and a hyperparameter."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, LogNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import headline_of, of_method
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.sweep import SweptLosses, edges_of, is_spread
from gdviz.figures.figure import Painter, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.panels import Banner
from gdviz.figures.parts.ticks import number_axis
from gdviz.languages import counted, said
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.colors import ramp
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# As many runs as are looked at in reasonable time.
MOST = 100_000
# In points: the edges of the page, the numbers at the left, those below with a name, a title above, and the key of
# colours at the right with its bar.
EDGE, NUMBERS, BELOW, TITLE, KEY, BAR = 20.0, 44.0, 38.0, 26.0, 72.0, 12.0
# Losses are told apart over so many decades at most.
DECADES = 12.0
HATCH = "////"


@figure("sweep", most=MOST)
def swept(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    setting: Annotated[
        str | None, Setting("the hyperparameter against the learning rate; auto: the first that varies")
    ] = None,
) -> Painter:
    """Colour the learning rates, and the values of a hyperparameter, by the loss that runs come to.

    Where several runs have both alike, such as those of many starts, it is their median. Where that has diverged by the
    step that is shown the place is hatched, and the best is ringed. Without a second setting that varies, the loss of
    each run stands against its learning rate, beside the median.
    """
    swept_losses = SweptLosses.of(runs, setting)
    longest = max(run.steps for run in runs)
    with drawing(style):
        canvas = Canvas(clip, style)
        titles = list(dict.fromkeys(run.optimizer["title"] for run in runs))
        many = of_method(titles, len(runs))
        total = counted("of {n} step", "of {n} steps", longest)
        count = lambda moment: said("step {step}", step=int(moment.step + 1e-9))  # noqa: E731
        banner = Banner(canvas, headline_of(runs[0]), many, total, count, widest=said("step {step}", step=longest))
        width, height = canvas.points
        room = Box.between(EDGE + NUMBERS, EDGE / 2 + BELOW, width - EDGE, height - canvas.head - TITLE)
        if swept_losses.setting:
            box = room.with_edges(right=room.right - KEY)
            cells, key = canvas.axes_in(box), canvas.axes_in(Box(box.right + EDGE, box.low, BAR, box.height))
            return canvas.painter([LossCells(cells, key, swept_losses, style), banner])
        return canvas.painter([RateDots(canvas.axes_in(room), swept_losses, style), banner])


def _limits(losses: Array) -> tuple[float, float]:
    """Return the least and the largest loss that is told apart, both positive."""
    found = losses[np.isfinite(losses) & (losses > 0)]
    high = float(found.max(initial=1e-300)) if len(found) else 1.0
    low = max(float(found.min(initial=high)), high * 10**-DECADES)
    return (low, high) if low < high else (low / 2, high * 2)


class LossCells:
    """The cells of learning rate and setting: their colours, hatched where runs have diverged, and the best."""

    def __init__(self, axes: Axes, key: Axes, losses: SweptLosses, style: Style) -> None:
        self._losses, self._norm = losses, LogNorm(*_ends(losses, of_cells=True), clip=True)
        self._colors = ListedColormap(ramp(style.field))
        is_log = is_spread(losses.rates), is_spread(losses.values, are_shares=True)
        axes.set(xscale="log" if is_log[0] else "linear", yscale="log" if is_log[1] else "linear")
        for axis, name in ((axes.xaxis, said("learning rate")), (axes.yaxis, losses.setting)):
            number_axis(axis, 5)
            axis.set_label_text(name)
        across, up = edges_of(losses.rates, is_log=is_log[0]), edges_of(losses.values, is_log=is_log[1])
        axes.set(xlim=across[[0, -1]], ylim=up[[0, -1]])
        self._cells = {
            (row, column): axes.add_patch(
                Rectangle(
                    (across[column], up[row]),
                    across[column + 1] - across[column],
                    up[row + 1] - up[row],
                    ec=style.background,
                    lw=0.6,
                )
            )
            for row in range(len(losses.values))
            for column in range(len(losses.rates))
        }
        self._style = style
        self._rings = _rings(axes, style)
        axes.spines[:].set_visible(False)
        title = said("Median loss, hatched where diverged") if losses.has_many else said("Loss, hatched where diverged")
        axes.set_title(title, loc="left", fontsize=11, color=style.ink, pad=7)
        _draw_key(key, self._colors, self._norm, style)
        self.artists: tuple[Artist, ...] = (*self._cells.values(), *self._rings)

    def show(self, moment: Moment) -> None:
        """Colour the cells by the losses of a step, and ring the best."""
        grid = self._losses.over_grid(self._losses.at(moment.step))
        for place, patch in self._cells.items():
            loss = grid[place]
            patch.set_visible(not np.isnan(loss))
            is_gone = bool(np.isinf(loss))
            patch.set_hatch(HATCH if is_gone else "")
            patch.set_facecolor(self._style.background if is_gone else self._colors(self._norm(loss)))
            patch.set_edgecolor(self._style.muted if is_gone else self._style.background)
        best = np.nan_to_num(grid, nan=np.inf, posinf=np.inf)
        row, column = np.unravel_index(int(np.argmin(best)), best.shape)
        for ring in self._rings:
            shown = bool(np.isfinite(best[row, column]))
            ring.set_data([self._losses.rates[column]] if shown else [], [self._losses.values[row]] if shown else [])


class RateDots:
    """The losses against the learning rate: a dot for each run, a line for the median, hatched where it diverged."""

    def __init__(self, axes: Axes, losses: SweptLosses, style: Style) -> None:
        self._losses, look = losses, style.look_of(0, 1)
        low, high = _ends(losses)
        is_log = is_spread(losses.rates)
        axes.set(xscale="log" if is_log else "linear", yscale="log")
        self._edges = edges_of(losses.rates, is_log=is_log)
        axes.set(xlim=self._edges[[0, -1]], ylim=(low / 1.5, high * 1.5))
        for axis in (axes.xaxis, axes.yaxis):
            number_axis(axis, 5)
        axes.set_xlabel(said("learning rate"))
        axes.set_title(said("Loss, hatched where diverged"), loc="left", fontsize=11, color=style.ink, pad=7)
        self._least = low / 1.5
        (self._dots,) = axes.plot([], [], ls="", marker="o", ms=3.5, color=look.color, alpha=0.35, mec="none")
        (self._line,) = axes.plot([], [], color=look.color, lw=2.0)
        self._rings = _rings(axes, style)
        self._gone = [
            axes.axvspan(a, b, facecolor="none", edgecolor=style.muted, hatch=HATCH, lw=0.0, visible=False)
            for a, b in zip(self._edges[:-1], self._edges[1:], strict=True)
        ]
        self.artists: tuple[Artist, ...] = (*self._gone, self._dots, self._line, *self._rings)

    def show(self, moment: Moment) -> None:
        """Show the losses of a step."""
        losses = self._losses.at(moment.step)
        (medians,) = self._losses.over_grid(losses)
        rates = self._losses.rates
        seen = np.where(np.isfinite(losses), np.maximum(losses, self._least), np.nan)
        self._dots.set_data(rates[self._losses.cell[:, 1]], seen)
        self._line.set_data(rates, np.where(np.isfinite(medians), np.maximum(medians, self._least), np.nan))
        for span, loss in zip(self._gone, medians, strict=True):
            span.set_visible(bool(np.isinf(loss)))
        best = int(np.argmin(np.where(np.isfinite(medians), medians, np.inf)))
        for ring in self._rings:
            shown = bool(np.isfinite(medians[best]))
            ring.set_data([rates[best]] if shown else [], [max(medians[best], self._least)] if shown else [])


def _ends(losses: SweptLosses, *, of_cells: bool = False) -> tuple[float, float]:
    """Return the least and the largest loss of what is shown, runs or cells, at the start and at the end."""
    each = [losses.at(step) for step in (0.0, max(run.steps for run in losses.runs))]
    return _limits(np.concatenate([losses.over_grid(one).ravel() if of_cells else one for one in each]))


def _rings(axes: Axes, style: Style) -> list[Line2D]:
    """Return the ring about the best, and what sets it off, both before they have a place."""
    how: dict[str, Any] = {"ls": "", "marker": "o", "ms": 13.5, "mfc": "none", "zorder": 4, "clip_on": False}
    return [axes.plot([], [], mec=color, mew=wide, **how)[0] for color, wide in ((style.casing, 3.0), (style.ink, 1.3))]


def _draw_key(axes: Axes, colors: ListedColormap, norm: LogNorm, style: Style) -> None:
    """Draw which loss each colour stands for."""
    low, high = float(norm.vmin or 1.0), float(norm.vmax or 1.0)
    edges = np.geomspace(low, high, colors.N + 1)
    axes.pcolormesh([0, 1], edges, np.sqrt(edges[:-1] * edges[1:])[:, None], cmap=colors, norm=norm)
    axes.set_yscale("log")
    axes.set(xlim=(0, 1), ylim=(low, high), xticks=[])
    axes.yaxis.tick_right()
    number_axis(axes.yaxis, 5)
    axes.tick_params(length=3)
    axes.spines[:].set_visible(False)
