"""The course of a gradient's mean and size over the steps, for each parameter that is shown."""

import numpy as np
from manim import config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.languages import said
from gdviz.ledger.terms import of_line
from gdviz.pens.pen import Pen
from gdviz.props.anatomy.worksheet import NAMES, Worksheet
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PenMobject
from gdviz.stage.stage import Stage
from gdviz.stage.symbols import Symbols
from gdviz.stage.typeset import points
from gdviz.style.numerals import grouped

Array = NDArray[np.float64]
# In points: curves lower than this have no numbers below them, and the size of their key.
LOW, SIGN = 66.0, 9.0
# From one course to the next, beside or below it.
ASIDE, STACKED = 16.0, 6.0


class MomentCurves(PenMobject):
    """For each parameter shown the mean over the steps so far, within plus and minus the size, and the gradient thin.

    Its box holds names and numbers too; where it is low there are no numbers. Hidden until `appear` is played.
    """

    def __init__(self, stage: Stage, box: Share, sheet: Worksheet) -> None:
        self._stage, self._sheet = stage, sheet
        self._legend = ((rf"\pm {sheet.terms.symbol}", "size"), (r"\hat{m}", "memory"), ("g", "gradient"))
        self._symbols = Symbols(stage, [part for part, _ in self._legend])
        size = np.array([config.frame_width, config.frame_height])
        corners = (box.corners - 0.5) * size
        # Beside each other, or in a box that is higher than wide below one another.
        count, size = len(sheet.chosen), corners[1] - corners[0]
        is_high = size[1] > size[0]
        each = (size - points(STACKED if is_high else ASIDE) * (count - 1) * np.eye(2)[int(is_high)]) / np.where(
            [not is_high, is_high], count, 1
        )
        is_low = each[1] < points(LOW)
        names = [Label(stage, stage.run.problem["parameters"][i], NAMES, color=stage.style.muted) for i in sheet.chosen]
        self._names = [
            full if full.width < each[0] / 2 else short for full, short in zip(names, sheet.names, strict=True)
        ]
        numbers = () if is_low else (said("step {step}", step=1), grouped(stage.steps))
        self._ends = [Label(stage, words, NAMES, color=stage.style.muted) for words in numbers]
        inset = points(1) * np.array([[0, 2.0 if is_low else NAMES + 4], [0, -NAMES - 6]])
        apart = (each + points(STACKED if is_high else ASIDE)) * np.where(is_high, [0, -1], [1, 0])
        first = np.stack([corners[1] - size, corners[1] - size + each]) + np.array([0, (size - each)[1]])
        self._boxes = [first + i * apart + inset for i in range(count)]
        steps = np.unique(np.geomspace(1, stage.steps, 300).round().astype(int))
        steps = np.union1d(steps, np.linspace(1, stage.steps, min(stage.steps, 300)).round().astype(int))
        self._at = steps.astype(float)
        found = [_values_of(sheet, int(t)) for t in steps]
        self._values = np.stack(found)
        finite = np.where(np.isfinite(self._values[:, 1:]), np.abs(self._values[:, 1:]), 0.0)
        self._scale = np.maximum(finite.max(axis=(0, 1)), 1e-300)
        super().__init__(self._draw, hidden=True)

    def _draw(self, pen: Pen) -> None:
        now = min(max(self._stage.step.get_value(), 1.0), float(self._stage.steps))
        seen = self._at <= now + 1e-9
        colors = self._sheet.colors
        for i, box in enumerate(self._boxes):
            (left, low), (right, high) = box
            middle, half = (low + high) / 2, (high - low) / 2 / 1.06
            x = left + (self._at[seen] - 1) / max(self._stage.steps - 1, 1) * (right - left)
            share = np.clip(np.nan_to_num(self._values[seen, :, i] / self._scale[i]), -1.06, 1.06)
            y = middle + half * share
            gradient, mean, size = (np.stack([x, y[:, k]], axis=-1) for k in range(3))
            below = np.stack([x, 2 * middle - y[:, 2]], axis=-1)
            pen.line(np.array([[left, middle], [right, middle]]), self._stage.style.grid, 1.0)
            pen.polygon(np.concatenate([size, below[::-1]]), colors["size"], alpha=0.16)
            for edge in (size, below):
                pen.line(edge, colors["size"], 1.4)
            pen.line(gradient, colors["gradient"], 1.1, alpha=0.9)
            pen.line(mean, colors["memory"], 2.4)
            for end, color in ((size, "size"), (below, "size"), (mean, "memory")):
                pen.dot(end[-1], 2.6, colors[color])
            for label, edge, align in zip(self._ends, (left, right), (0, 1), strict=False):
                label.draw(pen, np.array([edge, low - points(4)]), align=(align, 1))
            line = np.array([left, high + points(5)])
            self._names[i].draw(pen, line)
            at = right
            # Where there is little room the worksheet beside tells which colour is whose.
            for part, kind in self._legend if self._ends else ():
                self._symbols.draw(pen, part, np.array([at, line[1]]), SIGN, align=1.0, color=colors[kind])
                at -= self._symbols.width(part, SIGN) + points(8)


def _values_of(sheet: Worksheet, t: int) -> Array:
    """Return gradient, corrected mean and size of the parameters shown, shape (3, n)."""
    page = sheet.columns.page(t)
    return np.stack([of_line(page, "g"), of_line(page, r"\hat{m}"), sheet.terms.divisor(page)])[:, sheet.chosen]
