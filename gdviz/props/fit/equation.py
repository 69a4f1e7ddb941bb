"""The equation of a straight fit on the stage: always that of the line that is measured."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.fit import equation_of
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.stage import Stage
from gdviz.style.numerals import number

Array = NDArray[np.float64]
# Its size in points, the best first.
SIZES = (15.0, 13.5, 12.0, 10.5)


class LineEquation:
    """The equation of a line with the numbers of the moment, on a line of the page.

    It bears the names of the data where there is room for them, else y and x.

    Parameters
    ----------
    stage
        The scene.
    run
        It fits a line or a slope.
    values
        Parameters (n, D) between whose extremes lie all that are written.
    colors
        Those in which it is written, one at a time.
    room
        How long it may be, in scene units.
    """

    def __init__(self, stage: Stage, run: Run, values: Array, colors: Sequence[str], room: float) -> None:
        self._run, own = run, ((run.problem.get("features") or ["x"])[0], run.problem.get("target") or "y")
        for (self._feature, self._target), size in product((own, ("x", "y")), SIZES):
            self._figures = Figures(stage, size)
            self._labels = {color: self._set(stage, size, color) for color in colors}
            if max(self._width(self._parts(row), colors[0]) for row in _extremes(values)) <= room:
                break

    def draw(self, pen: Pen, at: Array, params: Array, color: str) -> None:
        """Write it with parameters (D,), from a place of the page on."""
        place = np.array(at[:2], float)
        for part in self._parts(params):
            label = self._labels[color].get(part)
            if label is None:
                self._figures.draw(pen, part, place, color=color)
            else:
                label.draw(pen, place)
            place[0] += self._advance(part, color)

    def words(self, params: Array) -> str:
        """Return it in words."""
        write, names = [number] * len(params), (self._target, self._feature)
        return equation_of(self._run, params, write, names=names)

    def _set(self, stage: Stage, size: float, color: str) -> dict[str, Label]:
        return {part: Label(stage, part, size, color=color, bold=True) for part in (self._target, self._named)}

    @property
    def _named(self) -> str:
        return self._feature if len(self._feature) == 1 else f"· {self._feature}"

    def _parts(self, params: Array) -> list[str]:
        """Return names, and figures with their signs, from the left."""
        before, _, after = self.words(params).removeprefix(self._target).partition(f" {self._named}")
        return [part for part in (self._target, f"{before} ", self._named, after) if part]

    def _advance(self, part: str, color: str) -> float:
        label = self._labels[color].get(part)
        return self._figures.width(part) if label is None else label.width

    def _width(self, parts: Sequence[str], color: str) -> float:
        return sum(self._advance(part, color) for part in parts)


def _extremes(values: Array) -> Array:
    """Return the rows (k, D) of values in which one is least or greatest, or not finite."""
    finite = np.where(np.isfinite(values), values, np.inf)
    return values[sorted({*finite.argmin(axis=0).tolist(), *finite.argmax(axis=0).tolist()})]
