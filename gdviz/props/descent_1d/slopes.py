"""The first steps of a run down a curve, worked one by one: the slope, and the step that it makes."""

from typing import Any

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.curve import height_at
from gdviz.analysis.descent_1d import Descent
from gdviz.analysis.placement import DIRECTIONS, box_beside, is_covered, keep_inside
from gdviz.languages import said
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.curve import Curve
from gdviz.stage.lettering import Label
from gdviz.stage.painted import animated
from gdviz.stage.stage import Stage
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
# How far words at a tangent stand off lines, in points, and how far the ball reaches; how densely lines are looked at.
CLEAR, BALL, SAMPLES = 2.0, 9.0, 400
# A tangent is flat whose rise on the page, of a unit of its length, has a square below this.
FLAT = 0.06


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

    Attributes
    ----------
    curve
        The curve, with a close-up of these steps where they are short.
    track
        The run's track over it.
    count
        How many steps are worked.
    arrows, tangent, numbers
        The mobjects to add; the tangent is hidden, and arrows come with `take`, with their numbers, which stand above
        all else.
    descent, steps, rates
        The run's slopes, and of the steps that are worked how far each goes and at which rate, None where that is not
        all that makes it.
    taken
        How many arrows are seen: a tracker.
    ink
        The colour of slopes.
    is_plain
        Whether each of these steps is the rate times the slope, downhill.
    """

    def __init__(self, stage: Stage, run: Run, box: Share) -> None:
        scape = run.landscape
        self._stage, self._run = stage, run
        self.descent = Descent(run, scape, 1)
        self.track = self.descent.track
        rows = int(run.row(stage.steps))
        ends = np.asarray(run.params[: min(rows, WORKED) + 1, 0])
        inside = (ends >= scape.x[0]) & (ends <= scape.x[-1])
        # A step out of the frame is worked only where there is no other.
        self.count = max(int(np.argmin(inside)) - 1, 1) if not inside.all() else len(ends) - 1
        self.steps = np.diff(ends[: self.count + 1])
        self.rates = [self.descent.rate(float(run.step[row])) for row in range(self.count)]
        self.is_plain = all(rate is not None for rate in self.rates)
        self._back_and_forth = bool((self.steps[1:] * self.steps[:-1] < 0).any())
        at = np.stack([run.params[: self.count + 1, 0], run.loss[: self.count + 1]], axis=-1)
        at = at[np.isfinite(at).all(axis=1)]
        self._lanes = lanes = (len(self.steps) - 1) * PITCH if self._back_and_forth else 0.0
        high = (box.high - box.low) * stage.page.height - AXIS
        below = max(0.30 if self._back_and_forth else 0.17, min((ROW + lanes + 1.6 * NUMBER) / high, 0.45))
        parameter = run.problem["parameters"][0]
        names = (parameter, said("loss"))
        self.curve = Curve(stage, box, scape, [run], below=below, closeup=at, names=names, ticks=6, whole=True)
        style = stage.style
        self.ink, self._look = style.classes[0], stage.looks[0]
        self._slopes = {row: self._label(row) for row in {*range(self.count + 1), rows}}
        self._numbers = [
            Label(stage, self.step(k), NUMBER, color=self._look.color, bold=True) for k in range(self.count)
        ]
        self.taken = ValueTracker(0)
        self.tangent = self.curve.draw(self._draw_tangent, hidden=True, clip=False)
        self.arrows = self.curve.draw(lambda pen: self._draw_arrows(pen, numbers=False), clip=False)
        self.numbers = self.curve.draw(lambda pen: self._draw_arrows(pen, numbers=True), clip=False)
        if not self.is_seen:
            self.count = 1

    def place(self, k: int) -> str:
        """Return where step k = 0, 1, ... begins, in words."""
        return _words(self.descent.x(k))

    def slope_in_words(self, k: int) -> str:
        """Return the slope before step k in a sentence."""
        batch = self._run.manifest.get("batch")
        if batch and self.descent.slope(k)[1]:
            return said("To its batch of {size} the slope there is {slope}.", size=batch["size"], slope=self.slope(k))
        if k:
            return said("The next slope is {slope}.", slope=self.slope(k))
        return said("The tangent there has slope {slope}.", slope=self.slope(k))

    def reason(self, k: int) -> str:
        """Return what makes step k, in a sentence."""
        strides = self.after(k) - int(self._run.step[k])
        if strides > 1:
            if k:
                return said("The next {count} steps take it {step} on.", count=strides, step=self.step(k))
            return said("The first {count} steps take it {step} on.", count=strides, step=self.step(k))
        if not self.is_plain:
            title = said(self._run.optimizer["title"])
            return said("{method} makes of it a step of {step}.", method=title, step=self.step(k))
        if k:
            return said("It makes the next step, {step}.", step=self.step(k))
        rate = _words(-float(self.rates[k] or 0.0))
        if self.is_seen:
            return said("A step: {rate} times the slope, {step}.", rate=rate, step=self.step(k))
        return said("A step: {rate} times the slope: too short to be seen.", rate=rate)

    def slope(self, k: int) -> str:
        """Return the slope before step k = 0, 1, ... in words."""
        return _words(self.descent.slope(k)[0])

    def step(self, k: int) -> str:
        """Return step k = 0, 1, ... in words, with its sign."""
        return f"{'+' if self.steps[k] > 0 else ''}{_words(float(self.steps[k]), 3)}"

    @property
    def is_seen(self) -> bool:
        """Whether the first step is long enough to be seen."""
        (left, _), (right, _) = self.curve.corners
        window = float(np.ptp(self.curve.nearest[0]))
        return bool(np.abs(np.nan_to_num(self.steps[0])) / window * (right - left) >= points(SEEN))

    def after(self, k: int) -> int:
        """Return the clock's step after step k: the next, unless the run was thinned."""
        return int(self._run.step[k + 1])

    def take(self, k: int, **options: Any) -> Any:
        """Return the animation in which the arrow of step k grows, and its sum is written but for its result."""
        return animated(self.taken, k + 1, **options)

    def _label(self, row: int) -> Label | None:
        value, recorded = self.descent.slope(row)
        if not np.isfinite(value):
            return None
        words = (
            said("slope {value}", value=_words(value)) if recorded else said("slope ≈ {value}", value=tick(value, 2))
        )
        return Label(self._stage, words, SLOPE, color=self.ink, bold=True)

    def _tangent(self) -> tuple[Label, Array, Array] | None:
        """Return the words at the tangent, where they begin (2,), and the tangent's line; None where there is none."""
        row = self.descent.row(self._stage.step.get_value())
        label = self._slopes.get(row)
        x, f, rise = self.descent.x(row), float(self._run.loss[row]), self.descent.slope(row)[0]
        if label is None or not np.isfinite([x, f, rise]).all():
            return None
        curve = self.curve
        tiny = 1e-6 * float(np.ptp(curve.scape.x))
        here, there = curve.place(np.array([[x - tiny, f - rise * tiny], [x + tiny, f + rise * tiny]]))
        along = (there - here)[:2]
        along = along / max(float(np.hypot(*along)), 1e-300)
        # On a bent scale a straight line is none.
        per_unit = abs(along[0]) / max(float(there[0] - here[0]), 1e-300) * 2 * tiny
        half = REACH * float(curve.corners[1, 0] - curve.corners[0, 0]) * max(per_unit, 1e-12)
        across = x + half * np.linspace(-1, 1, 41)
        line = curve.place(np.stack([across, f + rise * (across - x)], axis=-1))
        at = curve.place(np.array([x, f]))[:2]
        # The words stand above the tangent on the side where the ball has not been, or where it is flat and the curve
        # above it, below; or else where they cover least.
        up = np.array([-along[1], along[0]])
        if along[1] ** 2 < FLAT and np.nanmean(height_at(curve.scape, across[[0, -1]])) > f:
            up = -up
        came = np.array([np.sign(x - self.descent.x(max(row - 1, 0))), 0.0])
        half = np.array([label.width, label.height]) / 2
        first = [at + (points(AWAY) + half) * way + 0.8 * half * came * max(float(way[1]), 0.0) for way in (up, -up)]
        around = [box_beside(at, way, half, gap * points(AWAY)) for gap in (1.0, 2.0) for way in DIRECTIONS]
        return label, self._freest(np.array([*first, *around]), half, line, at) - half, line

    def _freest(self, middles: Array, half: Array, line: Array, ball: Array) -> Array:
        """Return the first of places (n, 2) at which words of so many half sides cover neither lines, ball nor numbers.

        Where there is none, it is the one at which they cover least.
        """
        curve = self.curve
        corners = curve.corners + points(5) * np.array([[1], [-1]])
        corners[0, 1] += points(ROW + self._lanes + 1.4 * NUMBER)
        lines = [line, *curve.stretch(float(curve.scape.x[0]), float(curve.scape.x[-1]))]
        disc = ball + points(BALL) * np.concatenate([np.array(DIRECTIONS) * share for share in (0.3, 0.6, 0.8, 1.0)])
        # Words may rather cross a line than lie under the ball.
        seen = np.concatenate([*(_dense(part[:, :2]) for part in lines), *[disc] * 6])
        middles = keep_inside(middles, half, corners)
        covered = is_covered(seen, middles[:, None], half + points(CLEAR)).sum(axis=-1)
        return np.asarray(middles[int(np.argmin(covered))])

    def told(self) -> Array | None:
        """Return where the number at the tangent ends (2,), or None where there is none."""
        found = self._tangent()
        return None if found is None else found[1] + np.array([found[0].width, 0.0])

    def foot(self, k: int) -> Array:
        """Return where step k ends, on the line of its arrow (2,)."""
        (left, floor), (right, _) = self.curve.corners
        level = floor + points(ROW + (PITCH * k if self._back_and_forth else 0))
        x = self.curve.place(np.array([self.descent.x(k + 1), float(self._run.loss[k])]))[0]
        return np.array([float(np.clip(x, left, right)), level])

    def _draw_tangent(self, pen: Pen) -> None:
        found, style = self._tangent(), self._stage.style
        if found is not None:
            label, corner, line = found
            with pen.within(self.curve.corners):
                pen.line(line, style.casing, 4.6, alpha=0.8)
                pen.line(line, self.ink, 2.6)
            label.draw(pen, corner, cased=True)

    def _draw_arrows(self, pen: Pen, *, numbers: bool) -> None:
        """Draw the arrows of steps with the lines down to them, or else the numbers at them."""
        taken, style, curve = self.taken.get_value(), self._stage.style, self.curve
        (left, floor), (right, _) = curve.corners
        taken_by: list[tuple[float, float]] = []
        for k in reversed(range(min(int(np.ceil(taken)), self.count))):
            share, latest = min(taken - k, 1.0), taken <= k + 1
            ends = [self.descent.x(k), self.descent.x(k) + share * float(np.nan_to_num(self.steps[k]))]
            places = curve.place(np.stack([ends, np.full(2, float(self._run.loss[k]))], axis=-1))
            level = floor + points(ROW + (PITCH * k if self._back_and_forth else 0))
            x = np.clip(places[:, 0], left, right)
            if not numbers:
                self._drop(pen, float(places[0, 0]), float(places[0, 1]), level)
                color = self._look.color if latest else style.tail(self._look.color, 0.35)
                pen.arrow(np.array([x[0], level]), np.array([x[1], level]), color, 3.0, casing=style.casing)
                continue
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


def _dense(line: Array) -> Array:
    """Return points (SAMPLES, 2) along a polyline, evenly by number."""
    at, own = np.linspace(0, len(line) - 1, SAMPLES), np.arange(len(line))
    return np.stack([np.interp(at, own, line[:, axis]) for axis in (0, 1)], axis=-1)


def _words(value: float, digits: int = 4) -> str:
    return tick(float(f"{value:.{digits}g}") + 0.0)
