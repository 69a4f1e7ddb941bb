"""The error of numeric gradients against the step width: truncation on one side, round-off on the other."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import headline_of
from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures.figure import Painter, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.panels import Banner
from gdviz.figures.parts.ticks import number_axis
from gdviz.languages import localized, said, to_say
from gdviz.runs.requirements import why_not_gradient_error
from gdviz.runs.run import Run
from gdviz.style.numerals import tick
from gdviz.style.themes import Series, Style
from gdviz.style.ticks import RAISED

Array = NDArray[np.float64]
METHODS = {
    "forward": to_say("forward difference"),
    "central": to_say("central difference"),
    "complex": to_say("complex step"),
}
# Errors below the first are drawn as that; none is drawn from the second on, where the gradient is all wrong.
LEAST, WRONG = float(np.finfo(float).eps) / 4, 10.0
# In points: the edges of the page, the room for numbers and for names at the left of a chart, for values at the right
# of bars, for ticks and a name below, and for a title above; and the share of the page's height that a bar takes, with
# the least and the greatest.
EDGE, NUMBERS, NAMED, VALUES, BELOW, TITLE = 20.0, 55.0, 120.0, 50.0, 44.0, 20.0
BARS, BAR = 0.045, (17.0, 26.0)
# How far from the best step width, in decades, the names of both kinds of error stand, and the room that each needs.
ASIDE, ROOM = 2.9, 5.0


@figure("gradient-error", fits=why_not_gradient_error)
def gradient_error(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Shrink the step width of numeric gradients and trace their errors, beside the time that each takes.

    Both axes are logarithmic. The differences have a best h, which is marked, between truncation, which falls with h,
    and round-off, which grows as 1 / h; the complex step subtracts nothing, and so has no such limit. Of one run.
    """
    run = runs[0]
    h = np.asarray(run.arrays["gradient_error.h"], float)
    seconds = dict(zip(("analytic", *METHODS), run.arrays["gradient_error.seconds"].tolist(), strict=True))
    looks = dict(zip(METHODS, style.series, strict=False))
    with drawing(style):
        canvas = Canvas(clip, style)
        subtitle = said("How far a numeric gradient is from the analytic one")
        banner = Banner(
            canvas,
            headline_of(run),
            subtitle,
            said("{first} to {last}", first=_rounded(h.max()), last=_rounded(h.min())),
            lambda moment: f"h = {_rounded(width_at(h, moment.share))}",
            widest=max((f"h = {_rounded(width)}" for width in h), key=len),
        )
        curve, chart = _boxes(canvas)
        axes = canvas.axes_in(curve)
        _draw_axes(axes, h)
        worked = [name for name in METHODS if np.isfinite(seconds[name])]
        curves = [Traced(axes, h, run.arrays[f"gradient_error.{name}"], looks[name], style) for name in worked]
        if "forward" in worked:
            _name_arms(axes, curves[worked.index("forward")].best, style)
        times = {said("analytic"): (seconds["analytic"], style.muted)}
        times |= {said(METHODS[name]): (seconds[name], looks[name].color) for name in worked}
        _draw_times(canvas.axes_in(chart), times, style, beside=not canvas.tall)
        return canvas.painter([*curves, banner])


def _boxes(canvas: Canvas) -> tuple[Box, Box]:
    """Return where the curves and the bars stand, beside one another or, on a standing page, one below the other."""
    if not canvas.tall:
        return canvas.box(0.095, 0.135, 0.63, 0.77), canvas.box(0.80, 0.135, 0.93, 0.77)
    (width, height), bars = canvas.points, (1 + len(METHODS)) * float(np.clip(BARS * canvas.points[1], *BAR))
    top = height - canvas.head - TITLE
    chart = Box(NAMED, EDGE, width - NAMED - VALUES, bars)
    return Box.between(NUMBERS, chart.high + TITLE + BELOW, width - EDGE, top), chart


def width_at(h: Array, share: float) -> float:
    """Return the step width at a share of the way from the widest to the narrowest: even in their logarithm."""
    return float(h.max() * (h.min() / h.max()) ** share)


def _rounded(width: float) -> str:
    """Return a step width to one digit, as the axis writes it: 0.03, 10⁻⁸, 3·10⁻⁹."""
    digit, _, power = tick(width, 1).replace("−", "-").partition("e")
    raised = f"10{power.translate(RAISED)}"
    return (raised if digit == "1" else f"{digit}·{raised}") if power else digit


class Traced:
    """The error of one method, pale, and in full from the widest step to the one that is shown; its least is marked.

    Attributes
    ----------
    best
        The step width with the least error, and that error; NaN where there is none to draw.
    """

    def __init__(self, axes: Axes, h: Array, errors: Array, look: Series, style: Style) -> None:
        order = np.argsort(h)[::-1]
        self._h = h[order]
        errors = np.asarray(errors, float)[order]
        known = np.isfinite(errors) & (errors < WRONG)
        self._errors = np.where(known, np.maximum(errors, LEAST), np.nan)
        least = int(np.nanargmin(self._errors)) if known.any() else 0
        self.best = np.array([self._h[least], self._errors[least]])
        dash: Any = (0, look.dash) if look.dash else "-"
        axes.plot(self._h, self._errors, color=look.color, lw=1.2, alpha=0.22, ls=dash)
        mark: dict[str, Any] = {"ls": "", "marker": look.marker, "mfc": look.color, "mec": style.casing, "zorder": 4}
        self._line = axes.add_line(Line2D([], [], color=look.color, lw=2.2, ls=dash))
        self._best = axes.add_line(Line2D([self.best[0]], [self.best[1]], ms=9, mew=1.2, **mark))
        self._head = axes.add_line(Line2D([], [], ms=6, mew=1.0, **mark))
        self.artists: tuple[Artist, ...] = (self._line, self._best, self._head)

    def show(self, moment: Moment) -> None:
        """Trace the curve as far as the step width of the moment."""
        now = width_at(self._h, moment.share)
        passed = self._h >= now * (1 - 1e-9)
        # The curve is straight between samples where both axes are logarithmic.
        rising = np.log(self._h[::-1]), np.log(self._errors[::-1])
        here = float(np.exp(np.interp(np.log(now), *rising)))
        self._line.set_data(np.append(self._h[passed], now), np.append(self._errors[passed], here))
        self._head.set_data([now], [here])
        self._best.set_visible(bool(self.best[0] >= now))


def _draw_axes(axes: Axes, h: Array) -> None:
    axes.set(xscale="log", yscale="log", xlim=(h.min() / 3, h.max() * 3), ylim=(LEAST / 3, 3))
    axes.set_xlabel(said("step width h"))
    for axis in (axes.xaxis, axes.yaxis):
        number_axis(axis, 9)
    axes.set_title(said("Relative error"), loc="left", fontsize=11, pad=7)
    axes.grid()


def _name_arms(axes: Axes, best: Array, style: Style) -> None:
    """Name both kinds of error above their arms of the V, where there is room for the words."""
    low, high = np.log10(axes.get_xlim())
    middle = float(np.log10(best[0]))
    for words, law, side, room in (
        (said("round-off"), said("grows as 1 / h"), -1, middle - low),
        (said("truncation"), said("falls with h"), 1, high - middle),
    ):
        if room > ROOM:
            at: dict[str, Any] = {"xycoords": axes.get_xaxis_transform(), "textcoords": "offset points", "ha": "center"}
            place = (10 ** (middle + side * ASIDE), 0.97)
            axes.annotate(words, place, (0, 0), color=style.ink, fontsize=11, va="top", **at)
            axes.annotate(law, place, (0, -15), color=style.muted, fontsize=9.5, va="top", **at)


def _draw_times(axes: Axes, times: Mapping[str, tuple[float, str]], style: Style, *, beside: bool) -> None:
    """Draw the time of each method as a bar with its number; below curves their title begins where the bars do."""
    places = np.arange(len(times))
    micro = 1e6 * np.array([seconds for seconds, _ in times.values()])
    axes.barh(places, micro, color=[color for _, color in times.values()], height=0.62)
    for place, value in zip(places.tolist(), micro.tolist(), strict=True):
        words = localized(f"{float(f'{value:.2g}'):,g}") if value < 1e5 else _rounded(value)
        axes.annotate(words, (value, place), (5, 0), textcoords="offset points", va="center", color=style.ink)
    axes.set_yticks(places, list(times))
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0, labelcolor=style.ink)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_title(said("Time of one gradient, µs"), loc="right" if beside else "left", fontsize=11, pad=7)
