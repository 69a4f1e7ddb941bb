"""The error of numeric gradients against the step width: truncation on one side, round-off on the other."""

from collections.abc import Sequence

import numpy as np

from gdviz.figures.canvas import Canvas, drawing
from gdviz.figures.film import Painter, figure
from gdviz.pacing import Clip
from gdviz.run import Run
from gdviz.style import Style

METHODS = {"forward": "forward difference", "central": "central difference", "complex": "complex step"}


def has_study(run: Run) -> str | None:
    """Fit what `gdviz check-gradient PROBLEM -o RUN` records."""
    if "gradient_error.h" in run.arrays:
        return None
    return "it holds no gradient study; `gdviz check-gradient PROBLEM -o RUN` records one"


@figure("gradient-error", fits=has_study)
def gradient_error(runs: Sequence[Run], style: Style, clip: Clip) -> Painter:
    """Draw the error of numeric gradients against the step width, and the time of each beside the analytic one.

    Both axes are logarithmic. The differences have a best h between truncation, which falls with h, and round-off,
    which grows as 1 / h; the complex step subtracts nothing, and so has no such limit. A still picture, of one run.
    """
    run = runs[0]
    h = run.arrays["gradient_error.h"]
    seconds = dict(zip(("analytic", *METHODS), run.arrays["gradient_error.seconds"], strict=True))
    least = np.finfo(float).eps / 4
    with drawing(style):
        canvas = Canvas(clip, style)
        canvas.text(0.04, 0.955, run.problem["title"], size=15, bold=True, va="top")
        subtitle = "How far a numeric gradient is from the analytic one"
        canvas.text(0.04, 0.882, subtitle, size=10.5, color=style.muted, va="top")
        axes = canvas.axes(0.095, 0.135, 0.63, 0.78)
        bars = canvas.axes(0.80, 0.135, 0.95, 0.735)
        times, colors, labels = [seconds["analytic"]], [style.muted], ["analytic"]
        for (name, label), look in zip(METHODS.items(), style.series, strict=False):
            errors = np.maximum(run.arrays[f"gradient_error.{name}"], least)
            shown = np.isfinite(errors) & (errors < 10)
            if not np.isfinite(seconds[name]) or not shown.any():
                continue
            axes.plot(h[shown], errors[shown], color=look.color, lw=2.2, ls=(0, look.dash) if look.dash else "-")
            best = int(np.nanargmin(np.where(shown, errors, np.nan)))
            axes.plot(h[best], errors[best], ls="", marker=look.marker, ms=8, mfc=look.color, mec=style.casing)
            times.append(seconds[name])
            colors.append(look.color)
            labels.append(label)
        axes.set(xscale="log", yscale="log", xlabel="step width h", ylim=(least / 3, 3))
        axes.set_title("Relative error", loc="left", fontsize=11, pad=7)
        axes.grid()
        places = np.arange(len(times))
        bars.barh(places, 1e6 * np.array(times), color=colors, height=0.62)
        bars.set_yticks(places, labels)
        bars.invert_yaxis()
        bars.tick_params(axis="y", length=0)
        bars.set_xlabel("µs for one gradient")
        bars.set_title("Time", loc="left", fontsize=11, pad=7)
        return canvas.painter([])
