"""The first steps of a run down a curve, worked one by one: the slope, the step that it makes, and the sum."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.curve import height_at
from gdviz.analysis.descent_1d import Descent
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.curve import Curve
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PenMobject, animated
from gdviz.stage.stage import Stage
from gdviz.stage.symbols import Symbols
from gdviz.stage.typeset import points
from gdviz.style.numerals import tick

Array = NDArray[np.float64]
# So many steps are worked at most, and one where it is shorter than this, in points, even close up.
WORKED, SEEN = 3, 2.0
# What the numbers and the name of an axis take of the height of the curve, in points.
AXIS = 32.0
# Half a tangent's length, as a share of the board's width.
REACH = 0.2
# In points: the first row of arrows above the axis and what lies between two, the size of numbers at them and of that
# at a tangent, and how far that stands from the ball.
ROW, PITCH, NUMBER, SLOPE, AWAY = 9.0, 16.0, 10.5, 13.0, 17.0
# A tangent is flat whose rise on the page, of a unit of its length, has a square below this.
FLAT = 0.06
# Of the sums, in points: how large they are at most and at least, where three hundredths of a wide page are digits of
# 10.5, and from line to line; where one is too long, it is written with fewer digits of its steps.
SUM, LEAST, LINE, DIGITS = 16.0, 10.5, 1.75, (4, 3, 2)
# Between the parts of a sum, in ems.
SPACE = 0.4


class Slopes:
    """Tangents, steps and sums of the first steps of a run, at the clock's step.

    Parameters
    ----------
    stage
        The scene.
    run
        Of one parameter.
    box
        Where the curve goes with its numbers and names, as a share of the frame.
    under
        Where the sums go: the latest of them, where there is no room for all.

    Attributes
    ----------
    curve
        The curve, with a close-up of these steps where they are short.
    track
        The run's track over it.
    count
        How many steps are worked.
    tangent, arrows, sums
        The mobjects to add; the tangent is hidden, and arrows and sums come with `take`.
    lines
        The sums: for each its parts as LaTeX with their colours, of which the last two are its result.
    is_plain
        Whether each of these steps is the rate times the slope, downhill.
    """

    def __init__(self, stage: Stage, run: Run, box: Share, under: Share) -> None:
        scape = run.landscape
        self._stage, self._run = stage, run
        self._descent = Descent(run, scape, 1)
        self.track = self._descent.track
        rows = int(run.row(stage.steps))
        ends = np.asarray(run.params[: min(rows, WORKED) + 1, 0])
        inside = (ends >= scape.x[0]) & (ends <= scape.x[-1])
        # A step out of the frame is worked only where there is no other.
        self.count = max(int(np.argmin(inside)) - 1, 1) if not inside.all() else len(ends) - 1
        self._steps = np.diff(ends[: self.count + 1])
        self._rates = [self._descent.rate(float(run.step[row])) for row in range(self.count)]
        self.is_plain = all(rate is not None for rate in self._rates)
        self._back_and_forth = bool((self._steps[1:] * self._steps[:-1] < 0).any())
        at = np.stack([run.params[: self.count + 1, 0], run.loss[: self.count + 1]], axis=-1)
        at = at[np.isfinite(at).all(axis=1)]
        lanes = (len(self._steps) - 1) * PITCH if self._back_and_forth else 0.0
        high = (box.high - box.low) * stage.page.height - AXIS
        below = max(0.30 if self._back_and_forth else 0.17, min((ROW + lanes + 1.6 * NUMBER) / high, 0.45))
        parameter = run.problem["parameters"][0]
        names = (parameter, "loss")
        self.curve = Curve(stage, box, scape, [run], below=below, closeup=at, names=names, ticks=6, whole=True)
        style = stage.style
        self._ink, self._look = style.classes[0], stage.looks[0]
        self._slopes = {row: self._label(row) for row in {*range(self.count + 1), rows}}
        self._numbers = [
            Label(stage, self.step(k), NUMBER, color=self._look.color, bold=True) for k in range(self.count)
        ]
        self._taken, self._gone = ValueTracker(0), ValueTracker(0)
        self.tangent = self.curve.draw(self._draw_tangent, hidden=True, clip=False)
        self.arrows = self.curve.draw(self._draw_arrows, clip=False)
        if not self.is_seen:
            self.count = 1
        room = under.box_on(stage.page.width, stage.page.height)
        self._under = under
        for digits in DIGITS:
            self.lines = [self._sum(k, digits) for k in range(self.count)]
            self._symbols = Symbols(stage, [part for line in self.lines for part, _ in line])
            widest = max(self._width(line, SUM) for line in self.lines) / points(1)
            self._size = SUM * min(1.0, room.width / widest)
            if self._size >= LEAST:
                break
        # As large as lets all stand below one another, but no smaller than can be read: then the first ones leave.
        self._size = min(self._size, max(room.height / (LINE * self.count), LEAST))
        self._rows = max(min(int(room.height / (LINE * self._size) + 1e-6), self.count), 1)
        self.sums = PenMobject(self._draw_sums)
        self.sums.room = under

    def place(self, k: int) -> str:
        """Return where step k = 0, 1, ... begins, in words."""
        return _words(self._descent.x(k))

    def slope_in_words(self, k: int) -> str:
        """Return the slope before step k in a sentence."""
        batch = self._run.manifest.get("batch")
        if batch and self._descent.slope(k)[1]:
            return f"To its batch of {batch['size']} the slope there is {self.slope(k)}."
        return f"The {'next' if k else 'tangent there has'} slope {'is ' if k else ''}{self.slope(k)}."

    def reason(self, k: int) -> str:
        """Return what makes step k, in a sentence."""
        strides = self.after(k) - int(self._run.step[k])
        if strides > 1:
            return f"The {'next' if k else 'first'} {strides} steps take it {self.step(k)} on."
        if not self.is_plain:
            return f"{self._run.optimizer['title']} makes of it a step of {self.step(k)}."
        if k:
            return f"It makes the next step, {self.step(k)}."
        rate = f"A step: −{_words(float(self._rates[k] or 0.0))} times the slope"
        return f"{rate}, {self.step(k)}." if self.is_seen else f"{rate}: too short to be seen."

    def slope(self, k: int) -> str:
        """Return the slope before step k = 0, 1, ... in words."""
        return _words(self._descent.slope(k)[0])

    def step(self, k: int) -> str:
        """Return step k = 0, 1, ... in words, with its sign."""
        return f"{'+' if self._steps[k] > 0 else ''}{_words(float(self._steps[k]), 3)}"

    @property
    def is_seen(self) -> bool:
        """Whether the first step is long enough to be seen."""
        (left, _), (right, _) = self.curve.corners
        window = float(np.ptp(self.curve.nearest[0]))
        return bool(np.abs(np.nan_to_num(self._steps[0])) / window * (right - left) >= points(SEEN))

    def after(self, k: int) -> int:
        """Return the clock's step after step k: the next, unless the run was thinned."""
        return int(self._run.step[k + 1])

    def take(self, k: int, **options: Any) -> Any:
        """Return the animation in which the arrow of step k grows, and its sum is written but for its result."""
        return animated(self._taken, k + 1, **options)

    def _label(self, row: int) -> Label | None:
        value, recorded = self._descent.slope(row)
        if not np.isfinite(value):
            return None
        words = f"slope {_words(value)}" if recorded else f"slope ≈ {tick(value, 2)}"
        return Label(self._stage, words, SLOPE, color=self._ink, bold=True)

    def _draw_tangent(self, pen: Pen) -> None:
        row = self._descent.row(self._stage.step.get_value())
        label = self._slopes.get(row)
        x, f, rise = self._descent.x(row), float(self._run.loss[row]), self._descent.slope(row)[0]
        if label is None or not np.isfinite([x, f, rise]).all():
            return
        style, curve = self._stage.style, self.curve
        tiny = 1e-6 * float(np.ptp(curve.scape.x))
        here, there = curve.place(np.array([[x - tiny, f - rise * tiny], [x + tiny, f + rise * tiny]]))
        along = (there - here)[:2]
        along = along / max(float(np.hypot(*along)), 1e-300)
        # On a bent scale a straight line is none.
        per_unit = abs(along[0]) / max(float(there[0] - here[0]), 1e-300) * 2 * tiny
        half = REACH * float(curve.corners[1, 0] - curve.corners[0, 0]) * max(per_unit, 1e-12)
        across = x + half * np.linspace(-1, 1, 41)
        line = curve.place(np.stack([across, f + rise * (across - x)], axis=-1))
        with pen.within(curve.corners):
            pen.line(line, style.casing, 4.6, alpha=0.8)
            pen.line(line, self._ink, 2.6)
        at = curve.place(np.array([x, f]))[:2]
        # The words stand above the tangent on the side where the ball has not been, or where it is flat and the curve
        # above it, below; on the other side where there is no room.
        up = np.array([-along[1], along[0]])
        if along[1] ** 2 < FLAT and np.nanmean(height_at(curve.scape, across[[0, -1]])) > f:
            up = -up
        margin = points(5)
        least, most = curve.corners[0] + margin, curve.corners[1] - margin - [label.width, label.height]
        came = np.sign(x - self._descent.x(max(row - 1, 0)))
        corners = []
        for way in (up, -up):
            beside = at + points(AWAY) * way + np.array([label.width, label.height]) * (way - 1) / 2
            beside[0] += 0.4 * came * max(float(way[1]), 0.0) * label.width
            corners.append(beside)
        corner = next((one for one in corners if least[1] <= one[1] <= most[1]), corners[0])
        label.draw(pen, np.clip(corner, least, most), cased=True)

    def _draw_arrows(self, pen: Pen) -> None:
        taken, style, curve = self._taken.get_value(), self._stage.style, self.curve
        (left, floor), (right, _) = curve.corners
        taken_by: list[tuple[float, float]] = []
        for k in reversed(range(min(int(np.ceil(taken)), self.count))):
            share, latest = min(taken - k, 1.0), taken <= k + 1
            ends = [self._descent.x(k), self._descent.x(k) + share * float(np.nan_to_num(self._steps[k]))]
            places = curve.place(np.stack([ends, np.full(2, float(self._run.loss[k]))], axis=-1))
            level = floor + points(ROW + (PITCH * k if self._back_and_forth else 0))
            x = np.clip(places[:, 0], left, right)
            self._drop(pen, float(places[0, 0]), float(places[0, 1]), level)
            color = self._look.color if latest else style.tail(self._look.color, 0.35)
            pen.arrow(np.array([x[0], level]), np.array([x[1], level]), color, 3.0, casing=style.casing)
            number = self._numbers[k]
            half = number.width / 2
            middle = float(np.clip(x.mean(), left + half + points(3), right - half - points(3)))
            is_free = self._back_and_forth or all(abs(middle - at) > half + other for at, other in taken_by)
            if share > 0.5 and (latest or (abs(x[1] - x[0]) > 1.15 * number.width and is_free)):
                taken_by.append((middle, half + points(3)))
                with pen.faded(2 * share - 1):
                    number.draw(pen, np.array([middle, level + points(4.5)]), align=(0.5, 0), cased=True)

    def _drop(self, pen: Pen, x: float, top: float, level: float) -> None:
        """Draw the dotted line from an iterate down to its place on the axis."""
        if self.curve.corners[0, 0] <= x <= self.curve.corners[1, 0]:
            pen.line(np.array([[x, top], [x, level]]), self._stage.style.muted, 1.0, dash=(0.5, 3.0))

    def clear(self, **options: Any) -> Any:
        """Return the animation in which the sums go up and are gone."""
        return animated(self._gone, 1.0, **options)

    def _draw_sums(self, pen: Pen) -> None:
        """Write the sums from the top of their box on; where there are more, they go up and the first ones leave."""
        taken, step, gone = self._taken.get_value(), self._stage.step.get_value(), self._gone.get_value()
        (left, _), (_, top) = (self._under.corners - 0.5) * pen.page
        pitch = LINE * points(self._size)
        up = max(taken - self._rows, 0.0) + gone * self._rows
        for k, line in enumerate(self.lines):
            y = top - (k - up + 0.75) * pitch
            known = [float(np.clip(taken - k, 0, 1)), float(step >= self.after(k))]
            stays = float(np.clip(1 - 2 * (up - k), 0, 1)) * (1 - gone)
            x = left
            for i, (part, color) in enumerate(line):
                seen = known[i >= len(line) - 2] * stays
                if seen > 0:
                    with pen.faded(seen):
                        self._symbols.draw(pen, part, np.array([x, y]), self._size, color=color)
                x += self._symbols.width(part, self._size) + SPACE * points(self._size)

    def _width(self, line: Sequence[tuple[str, str]], size: float) -> float:
        return sum(self._symbols.width(part, size) for part, _ in line) + SPACE * points(size) * (len(line) - 1)

    def _sum(self, k: int, digits: int) -> list[tuple[str, str]]:
        """Return the parts of x_{k+1} = x_k - eta f'(x_k) = ..., each with its colour; the last two are the result."""
        style, name = self._stage.style, _symbol(self._run.problem["parameters"][0])
        size = np.abs(self._steps[np.isfinite(self._steps) & (self._steps != 0)])
        decimals = int(np.clip(digits - 1 - np.floor(np.log10(size.min())), 0, 9)) if size.size else 3
        x = [_plain(self._descent.x(row), decimals) for row in (k, k + 1)]
        step = float(self._steps[k])
        if self.is_plain:
            value = _latex(self._descent.slope(k)[0], digits)
            slope = f"({value})" if value.startswith("-") else value
            rate = _latex(float(self._rates[k] or 0.0))
            change = [("-", ""), (rate, ""), ("\\cdot", ""), (slope, self._ink)]
        else:
            change = [("-" if step < 0 else "+", ""), (_latex(abs(step), digits), self._look.color)]
        head = f"{name}_{{{self.after(k)}}}"
        parts = [(head, ""), ("=", ""), (x[0], ""), *change, ("=", ""), (x[1], self._look.color)]
        return [(part, color or style.ink) for part, color in parts]


def _symbol(name: str) -> str:
    """Return a parameter's name as LaTeX; theta for one that is no letter."""
    return name if len(name) == 1 and name.isalpha() and name.isascii() else "\\theta"


def _words(value: float, digits: int = 4) -> str:
    return tick(float(f"{value:.{digits}g}") + 0.0)


def _plain(value: float, decimals: int) -> str:
    """Return a number with so many decimals as LaTeX, without noughts at its end."""
    if not np.isfinite(value) or abs(value) >= 1e6:
        return _latex(value)
    words = f"{value:.{decimals}f}"
    words = words.rstrip("0").rstrip(".") if "." in words else words
    return "0" if words == "-0" else words


def _latex(value: float, digits: int = 4) -> str:
    if np.isnan(value):
        return "\\text{undefined}"
    if np.isinf(value):
        return "\\infty" if value > 0 else "-\\infty"
    mantissa, _, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa} \\cdot 10^{{{int(exponent)}}}" if exponent else mantissa
