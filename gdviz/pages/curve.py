"""What the panel of a function of one variable needs beside its runs: the whole curve, what is shown of it, slopes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.curve import joined, limits, minima_of, unbroken
from gdviz.analysis.descent_1d import Descent
from gdviz.analysis.framing import names_of_parameters
from gdviz.landscapes.landscape import Landscape
from gdviz.runs.requirements import why_not_descent_1d
from gdviz.runs.run import Run
from gdviz.style.themes import Style

Arrays = dict[str, NDArray[Any]]
# Shares of the height that are free below the curve, where a minimum has its name, and above it, and of the width.
BELOW, ABOVE, BESIDE = 0.16, 0.06, 0.02


def curve_of(
    runs: Sequence[Run], scape: Landscape | None, styles: Sequence[Style], arrays: Arrays
) -> dict[str, Any] | None:
    """Return what is said of the curve, and put it into the arrays; None for runs over more parameters.

    The arrays are the curve's x and f, with NaN where it breaks, and of each run f' at each of its rows: the gradient
    that was recorded, or else that of the curve.
    """
    if any(why_not_descent_1d(run) for run in runs):
        return None
    whole = joined(runs)
    box, bend = limits(whole, runs, below=BELOW, above=ABOVE, beside=BESIDE)
    arrays["curve.x"], arrays["curve.f"] = (np.ascontiguousarray(side, float) for side in unbroken(whole))
    for index, run in enumerate(runs):
        arrays[f"curve.{index}.slope"] = _slopes(Descent(run, whole, 1))
    return {
        "label": names_of_parameters(runs[0])[0],
        "box": box.tolist(),
        "bend": bend,
        "minima": [list(place) for place in minima_of(whole, runs)],
    }


def _slopes(descent: Descent) -> NDArray[np.float64]:
    """Return f' at each row of a run."""
    run = descent.run
    if "gradient" in run.arrays and run.steps == len(run.step) - 1:
        return np.append(np.asarray(run.gradient[:, 0], float), descent.slope(len(run.step) - 1)[0])
    return np.array([descent.slope(row)[0] for row in range(len(run.step))])
