"""The equation of a fitted curve, with the numbers of the moment."""

from collections.abc import Callable
from itertools import product

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray

from gdviz.analysis.fit import equation_of, signed_apart
from gdviz.analysis.pacing import Moment
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.runs.run import Run
from gdviz.style.numerals import steady
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# In points; and a space as wide as a digit.
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
FIGURE_SPACE = "\u2007"


class FittedEquation:
    """The model's equation above its panel, with the parameters of the last step that is complete.

    One that is too long, of a polynomial of high degree, is left out.
    """

    def __init__(self, canvas: Canvas, axes: Axes, run: Run, look: Series) -> None:
        self._run = run
        unit = 72 / float(canvas.figure.dpi)
        at, room = (float(axes.bbox.x0) * unit, float(axes.bbox.y1) * unit + 13), float(axes.bbox.width) * unit
        names = (run.problem.get("target") or "y", (run.problem.get("features") or ["x"])[0])
        tried = [(names, digits) for names in (names, ("y", "x")) for digits in (4, 3)]
        ruler = Lettering(canvas, at, size=1.0, bold=True)
        ruler.remove()
        self.artists: tuple[Artist, ...] = ()
        seen = np.where(np.isfinite(run.params), run.params, 0.0)
        apart = signed_apart(run)
        rows = {0, *seen.argmin(axis=0).tolist(), *seen.argmax(axis=0).tolist()}
        for size, (self._names, digits) in product(SIZES, tried):
            columns = [np.abs(values) if i in apart else values for i, values in enumerate(run.params.T)]
            self._numbers = [steadily(values, digits, leads=i not in apart) for i, values in enumerate(columns)]
            if size * max(ruler.width(self._words(row)) for row in rows) <= room:
                self._text = Lettering(canvas, at, size=size, color=look.color, bold=True)
                self.artists = (self._text,)
                break

    def show(self, moment: Moment) -> None:
        """Write it."""
        if self.artists:
            self._text.words = self._words(int(self._run.row(moment.step) + 1e-9))

    def _words(self, row: int) -> str:
        """Return the equation at a row."""
        return equation_of(self._run, self._run.params[row], self._numbers, names=self._names)


def steadily(values: Array, digits: int, *, leads: bool) -> Callable[[float], str]:
    """Return how to write such values in the same room each.

    One that leads the equation has room for a minus that comes and goes, but no gap for a digit that it does not have.
    """
    words = steady(values, digits)
    finite = values[np.isfinite(values)]
    if leads:
        is_mixed = bool((finite < 0).any() and (finite > 0).any())
        return lambda value: FIGURE_SPACE * (is_mixed and value >= 0) + words(value)
    room = max(len(words(float(value))) for value in ((finite.min(), finite.max()) if finite.size else (0.0,)))
    return lambda value: words(value).rjust(room, FIGURE_SPACE)
