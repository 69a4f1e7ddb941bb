"""Parts of formulas whose outlines a pen draws anew in every frame, each on its line."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from cairo import Path
from manim import MathTypst, VGroup, VMobject
from numpy.typing import NDArray

from gdviz.pens.pen import Pen
from gdviz.stage.outlines import outline_of
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import EM, points
from gdviz.style.formula import typst, with_decimal_sign

Array = NDArray[np.float64]
# Set in points, and drawn at any size.
SET = 20.0
# Between two letters of a part there is less than this, in ems; between two parts, more.
APART = 1.2


class Symbols:
    """Parts of formulas, kept as LaTeX, by their words; sizes are in points of a page 8 inches wide.

    Numbers have the decimal sign of the language that is spoken. They are set together and kept: a formula takes a
    tenth of a second to set, however long it is.
    """

    def __init__(self, stage: Stage, parts: Sequence[str]) -> None:
        self._color, self._casing = stage.style.ink, stage.style.casing
        self._written = {part: with_decimal_sign(part) for part in parts}
        self._width, self._paths = _set(tuple(dict.fromkeys(self._written.values())), points(SET))

    def width(self, part: str, size: float) -> float:
        """Return how wide a part is, in scene units."""
        return self._width[self._written[part]] * size

    def draw(
        self, pen: Pen, part: str, at: Array, size: float, *, align: float = 0.0, color: str = "", cased: bool = False
    ) -> None:
        """Draw a part on the line through `at`: beginning there, or with `align` 1 ending there."""
        corner = (float(at[0]) - align * self.width(part, size), float(at[1]))
        casing = self._casing if cased else ""
        pen.outline(self._paths[self._written[part]], corner, color or self._color, casing=casing, scale=size / SET)


@lru_cache(maxsize=32)
def _set(parts: tuple[str, ...], size: float) -> tuple[dict[str, float], dict[str, Path]]:
    """Return how wide parts are, in sizes, and their outlines; `size` is SET in scene units."""
    # The letter before them shows where the line is that they stand on.
    row = " wide ".join(["upright(H)", *map(typst, parts)])
    mark, *groups = _clusters(MathTypst(row, font_size=1.8 * size / EM, use_svg_cache=False))
    line = float(mark.get_bottom()[1])
    width = {part: float(group.width) / SET for part, group in zip(parts, groups, strict=True)}
    corners = [np.array([group.get_left()[0], line]) for group in groups]
    return width, {part: outline_of(group, at) for part, group, at in zip(parts, groups, corners, strict=True)}


def _clusters(formula: VMobject) -> list[VGroup]:
    """Return the letters of a formula in groups that stand apart, from the left."""
    groups: list[VGroup] = []
    right = -np.inf
    for letter in sorted(formula.submobjects, key=lambda letter: float(letter.get_left()[0])):
        if float(letter.get_left()[0]) - right > APART * points(SET):
            groups.append(VGroup())
        groups[-1].add(letter)
        right = max(right, float(letter.get_right()[0]))
    return groups
