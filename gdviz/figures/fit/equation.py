"""The equation of a fitted curve, with the numbers of the moment."""

from collections.abc import Callable, Sequence
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
from gdviz.style.numerals import steady, tick
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# In points; and a space as wide as a digit.
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
FIGURE_SPACE = "\u2007"
# A number whose sign changes no more often has no room for a minus that is not there.
SELDOM = 3


class SteadyEquation:
    """An equation above its panel, whose numbers are those of the last step that is complete, and keep their places.

    One that is too long, of a polynomial of high degree, is left out.

    Parameters
    ----------
    values
        Its numbers at each of the run's rows, shape (T + 1, k).
    leads
        Which of them are written with their sign; of the others it stands apart.
    names
        The names that it may bear, the best first.
    write
        Returns it in words: for a row of values, how to write each, and names.
    """

    def __init__(
        self,
        canvas: Canvas,
        axes: Axes,
        run: Run,
        look: Series,
        *,
        values: Array,
        leads: Sequence[bool],
        names: Sequence[tuple[str, str]],
        write: Callable[[Array, list[Callable[[float], str]], tuple[str, str]], str],
    ) -> None:
        self._run, self._values, self._write = run, values, write
        unit = 72 / float(canvas.figure.dpi)
        at, room = (float(axes.bbox.x0) * unit, float(axes.bbox.y1) * unit + 13), float(axes.bbox.width) * unit
        ruler = Lettering(canvas, at, size=1.0, bold=True)
        ruler.remove()
        self.artists: tuple[Artist, ...] = ()
        seen = np.where(np.isfinite(values), values, 0.0)
        rows = {0, *seen.argmin(axis=0).tolist(), *seen.argmax(axis=0).tolist()}
        for size, (self._names, digits) in product(SIZES, product(names, (4, 3))):
            self._numbers = [
                steadily(column if first else np.abs(column), digits, leads=first)
                for column, first in zip(values.T, leads, strict=True)
            ]
            if size * max(ruler.width(self._words(row)) for row in rows) <= room:
                self._text = Lettering(canvas, at, size=size, color=look.color, bold=True)
                self.artists = (self._text,)
                break

    def write_start(self, names: tuple[str, str]) -> str:
        """Return it as it is at the run's start, without the zeros and the room that keep numbers in their places.

        A number of which these places leave no two digits is written as it is.
        """

        def bare(write: Callable[[float], str]) -> Callable[[float], str]:
            def written(value: float) -> str:
                words = _bare(write(value))
                return words if sum(sign.isdigit() for sign in words.lstrip("−0.")) > 1 else tick(value, 3)

            return written

        return self._write(self._values[0], [bare(write) for write in self._numbers], names)

    def show(self, moment: Moment) -> None:
        """Write it."""
        if self.artists:
            self._text.words = self._words(int(self._run.row(moment.step) + 1e-9))

    def _words(self, row: int) -> str:
        words = self._write(self._values[row], self._numbers, self._names)
        before, space, last = words.rpartition(" ")
        # Behind a last number nothing moves: its room is there.
        return (before + space + last.lstrip(FIGURE_SPACE)).ljust(len(words), FIGURE_SPACE)


class FittedEquation(SteadyEquation):
    """The equation of a fitted curve, with the model's parameters."""

    def __init__(self, canvas: Canvas, axes: Axes, run: Run, look: Series) -> None:
        apart = signed_apart(run)
        names = ((run.problem.get("target") or "y", (run.problem.get("features") or ["x"])[0]), ("y", "x"))
        super().__init__(
            canvas,
            axes,
            run,
            look,
            values=run.params,
            leads=[i not in apart for i in range(run.params.shape[1])],
            names=names,
            write=lambda params, numbers, named: equation_of(run, params, numbers, names=named),
        )


def steadily(values: Array, digits: int, *, leads: bool) -> Callable[[float], str]:
    """Return how to write such values in the same room each.

    One that leads the equation has room for a minus that comes and goes again and again, but no gap for any other, nor
    for a digit that it does not have.
    """
    words = steady(values, digits)
    finite = values[np.isfinite(values)]
    if leads:
        is_mixed = int((np.diff(np.sign(finite[finite != 0])) != 0).sum()) > SELDOM
        return lambda value: FIGURE_SPACE * (is_mixed and value >= 0) + words(value)
    room = max(len(words(float(value))) for value in ((finite.min(), finite.max()) if finite.size else (0.0,)))
    return lambda value: words(value).rjust(room, FIGURE_SPACE)


def _bare(number: str) -> str:
    """Return a number without room in front of it and zeros behind its last decimal."""
    whole, point, decimals = number.strip(FIGURE_SPACE).partition(".")
    return whole + point + decimals if "e" in decimals else (whole + point + decimals.rstrip("0")).rstrip(".")
