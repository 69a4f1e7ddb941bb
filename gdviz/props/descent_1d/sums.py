"""The sums that make the first steps of a run: each number flies to it from where it stands on the curve."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ValueTracker, smooth
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.pens.pen import Pen
from gdviz.props.descent_1d.slopes import NUMBER, SLOPE, Slopes
from gdviz.stage.painted import PenMobject, animated
from gdviz.stage.stage import Stage
from gdviz.stage.symbols import Symbols
from gdviz.stage.typeset import points

Array = NDArray[np.float64]
# In points: how large they are at most and at least, where three hundredths of a wide page are digits of 10.5, and from
# line to line; where one is too long, it is written with fewer digits of its steps.
SUM, LEAST, LINE, DIGITS = 16.0, 10.5, 1.75, (4, 3, 2)
# Between the parts of a sum, in ems.
SPACE = 0.4
# The last number of a sum flies up from the axis over this share of its step, at the end.
LAST = 0.5
# A number that flies is there after this share of its way; that of a slope leaves so many sizes below it.
LEAVES, BELOW = 0.2, 1.1


class StepSums:
    """The sums x_{k+1} = x_k - eta f'(x_k) of the first steps, at the clock's step: the latest, if there is no room.

    The slope comes from the tangent while its arrow grows; where the step leads to comes from the axis while the ball
    goes there.

    Parameters
    ----------
    stage
        The scene.
    slopes
        The steps that are worked.
    under
        Where the sums go, as a share of the frame.

    Attributes
    ----------
    lines
        For each sum its parts as LaTeX with their colours, of which the last two are its result.
    written
        The mobject to add.
    """

    def __init__(self, stage: Stage, slopes: Slopes, under: Share) -> None:
        self._stage, self._run, self._slopes, self._under = stage, stage.run, slopes, under
        self._gone = ValueTracker(0)
        room = under.box_on(stage.page.width, stage.page.height)
        for digits in DIGITS:
            self.lines = [self._sum(k, digits) for k in range(slopes.count)]
            self._symbols = Symbols(stage, [part for line in self.lines for part, _ in line])
            widest = max(self._width(line, SUM) for line in self.lines) / points(1)
            self._size = SUM * min(1.0, room.width / widest)
            if self._size >= LEAST:
                break
        # As large as lets all stand below one another, but no smaller than can be read: then the first ones leave.
        self._size = min(self._size, max(room.height / (LINE * slopes.count), LEAST))
        self._rows = max(min(int(room.height / (LINE * self._size) + 1e-6), slopes.count), 1)
        self.written = PenMobject(self._draw)
        self.written.room = under

    def clear(self, **options: Any) -> Any:
        """Return the animation in which the sums go up and are gone."""
        return animated(self._gone, 1.0, **options)

    def _draw(self, pen: Pen) -> None:
        """Write the sums from the top of their box on; where there are more, they go up and the first ones leave."""
        taken, step, gone = self._slopes.taken.get_value(), self._stage.step.get_value(), self._gone.get_value()
        (left, _), (_, top) = (self._under.corners - 0.5) * pen.page
        pitch = LINE * points(self._size)
        up = max(taken - self._rows, 0.0) + gone * self._rows
        for k, line in enumerate(self.lines):
            y = top - (k - up + 0.75) * pitch
            written = float(np.clip(taken - k, 0, 1))
            first, last = float(self._run.step[k]), self._slopes.after(k)
            came = smooth(float(np.clip(1 - (last - step) / ((last - first) * LAST), 0, 1)))
            stays = float(np.clip(1 - 2 * (up - k), 0, 1)) * (1 - gone)
            x = left
            for i, (part, color) in enumerate(line):
                place, size, seen = np.array([x, y]), self._size, came if i >= len(line) - 2 else written
                seen = float(seen)
                if 0 < seen < 1 and i == self._slope_at:
                    told = self._slopes.told()
                    # It leaves from below what is written there: not one number upon another.
                    start = None if told is None else told - np.array([0.0, BELOW * points(SLOPE)])
                    place, size, seen = self._on_its_way(start, place, part, SLOPE, seen)
                elif 0 < seen < 1 and i == len(line) - 1:
                    place, size, seen = self._on_its_way(self._slopes.foot(k), place, part, NUMBER, seen)
                if seen * stays > 0:
                    with pen.faded(seen * stays):
                        self._symbols.draw(pen, part, place, size, color=color, cased=size != self._size)
                x += self._symbols.width(part, self._size) + SPACE * points(self._size)

    @property
    def _slope_at(self) -> int | None:
        """Which part of a sum is the slope, or None."""
        return len(self.lines[0]) - 3 if self._slopes.is_plain else None

    def _on_its_way(
        self, start: Array | None, end: Array, part: str, size: float, share: float
    ) -> tuple[Array, float, float]:
        """Return where a part is after a share of its way, how large, and how much of it is seen.

        Its right end is at `start` at first, and its left end at `end` at last.
        """
        if start is None:
            return end, self._size, share
        begin = start - np.array([self._symbols.width(part, size), 0.0])
        return begin + share * (end - begin), size + share * (self._size - size), min(share / LEAVES, 1.0)

    def _width(self, line: Sequence[tuple[str, str]], size: float) -> float:
        return sum(self._symbols.width(part, size) for part, _ in line) + SPACE * points(size) * (len(line) - 1)

    def _sum(self, k: int, digits: int) -> list[tuple[str, str]]:
        """Return the parts of x_{k+1} = x_k - eta f'(x_k) = ..., each with its colour; the last two are the result."""
        style, slopes, look = self._stage.style, self._slopes, self._stage.looks[0]
        name = _symbol(self._run.problem["parameters"][0])
        size = np.abs(slopes.steps[np.isfinite(slopes.steps) & (slopes.steps != 0)])
        decimals = int(np.clip(digits - 1 - np.floor(np.log10(size.min())), 0, 9)) if size.size else 3
        x = [_plain(slopes.descent.x(row), decimals) for row in (k, k + 1)]
        step = float(slopes.steps[k])
        if slopes.is_plain:
            value = _latex(slopes.descent.slope(k)[0], digits)
            slope = f"({value})" if value.startswith("-") else value
            change = [("-", ""), (_latex(float(slopes.rates[k] or 0.0)), ""), ("\\cdot", ""), (slope, slopes.ink)]
        else:
            change = [("-" if step < 0 else "+", ""), (_latex(abs(step), digits), look.color)]
        head = f"{name}_{{{slopes.after(k)}}}"
        parts = [(head, ""), ("=", ""), (x[0], ""), *change, ("=", ""), (x[1], look.color)]
        return [(part, color or style.ink) for part, color in parts]


def _symbol(name: str) -> str:
    """Return a parameter's name as LaTeX; theta for one that is no letter."""
    return name if len(name) == 1 and name.isalpha() and name.isascii() else "\\theta"


def _plain(value: float, decimals: int) -> str:
    """Return a number with so many decimals as LaTeX, without noughts at its end."""
    if not np.isfinite(value) or abs(value) >= 1e6:
        return _latex(value)
    words = f"{value:.{decimals}f}"
    words = words.rstrip("0").rstrip(".") if "." in words else words
    return "0" if words == "-0" else words


def _latex(value: float, digits: int = 4) -> str:
    if np.isnan(value):
        return "\\text{NaN}"
    if np.isinf(value):
        return "\\infty" if value > 0 else "-\\infty"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa} \\cdot 10^{{{int(exponent)}}}" if exponent else mantissa
