"""A probability over one feature: the logistic curve of a classifier of two classes, and the threshold it comes to.

The curve is p(x) = 1 / (1 + exp(-(b + w x))) of the second class; the threshold, where both are equally likely, is the
x = -b / w at which b + w x = 0. Both are in the units of the data, also where the run was fitted to standardised ones.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.boundary import feature_names
from gdviz.analysis.trajectory import between
from gdviz.languages import localized, said
from gdviz.runs.likelihood import gap_between, most_likely
from gdviz.runs.preprocessing import Preprocessing
from gdviz.runs.run import Run

Array = NDArray[np.float64]
# Room beside the points, and how far a picture goes beyond them to show a threshold, in shares of their width.
BESIDE, TOWARDS = 0.06, 0.3
# Diameters of a dot in points, the largest with which the highest pile has its room; piles of the smallest are pressed
# together. A pile takes at most this share of the panel's height, and has at most so many levels.
DOTS, PILE, LEVELS = (6.0, 5.0, 4.0, 3.0), 0.17, 2000
# How far beside its row a pile begins, so that the curve passes; the share of the panel beyond each pile; and a level
# as a share of a dot's width.
CLEAR, MARGIN, PITCH = 2.4, 0.06, 0.94
# A threshold that is so near the points, in shares of the picture's width, is not outside.
NEAR = 1e-3
# Letters of a name in a picture.
LONGEST = 26
# The numbers of a threshold have so many digits of the points' width.
DIGITS = 3


@dataclass(frozen=True, eq=False)
class Sigmoid:
    """The logistic curve of a run at each of its recorded rows.

    Attributes
    ----------
    x, y
        The feature of each point, in the units of the data, and its label, 0 or 1: shapes (n,).
    logits
        b and w of each recorded row, shape (T + 1, 2).
    feature, classes
        The names of the feature, and of both classes as they stand in a sentence.
    """

    x: Array
    y: Array
    logits: Array
    feature: str
    classes: tuple[str, str]
    run: Run

    @classmethod
    def of(cls, run: Run) -> "Sigmoid":
        """Return the curve of a run for which `gdviz.runs.requirements.why_not_sigmoid` finds no reason against."""
        points, y = np.asarray(run.data["X"], float), np.asarray(run.data["y"], float)
        done = Preprocessing.of(run.problem)
        x = (done.undo(points) if done else points)[:, 0]
        logits = _over_feature(run, np.asarray(run.params, float))
        return cls(x, y, logits, shortened(feature_names(run.problem)[0]), classes_of(run), run)

    def of_params(self, params: Array) -> Array:
        """Return b and w, shape (2,), of other parameters (D,) of the run's model."""
        return _over_feature(self.run, np.asarray(params, float)[None])[0]

    def at(self, step: float) -> Array:
        """Return b and w, shape (2,), at a step."""
        return between(self.logits, self.run.row(step))

    def threshold(self, step: float) -> float:
        """Return where both classes are equally likely at a step; not finite where that is nowhere."""
        return crossing(self.at(step))

    @cached_property
    def limits(self) -> tuple[float, float]:
        """The two ends of a picture's axis: around the points, and some way towards the threshold at the run's end."""
        low, high = float(self.x.min()), float(self.x.max())
        side = (high - low) or max(abs(low), 1.0)
        if low == high:
            low, high = low - 0.5 * side, high + 0.5 * side
        last = crossing(self.logits[-1])
        if np.isfinite(last):
            reached = float(np.clip(last, low - TOWARDS * side, high + TOWARDS * side))
            low, high = min(low, reached), max(high, reached)
        return low - BESIDE * side, high + BESIDE * side

    @property
    def quantity(self) -> str:
        """What the curve is, in words: the probability of a class."""
        name = self.classes[1]
        return said("probability that {name}", name=name) if "=" in name else said("probability of {name}", name=name)

    @property
    def rises(self) -> bool:
        """Whether the second class lies on the right, by the run's last curve, or else by the points."""
        w = float(self.logits[-1, 1])
        if np.isfinite(w) and w != 0:
            return w > 0
        return bool((self.x - self.x.mean()) @ (self.y - self.y.mean()) >= 0)

    @property
    def gap(self) -> tuple[float, float] | None:
        """Between which two points the classes lie apart, so that ever steeper curves fit ever better; or None."""
        return gap_between(self.x, self.y)

    @cached_property
    def best(self) -> Array | None:
        """B and w of the least mean cross-entropy, or None if there is none or the run has another loss.

        It is found out from the recorded losses whether the run minimises it, as nothing else in a run says so.
        """
        known = np.flatnonzero(~np.isnan(self.run.loss))
        if not len(known):
            return None
        ends = known[[0, -1]]
        losses = [cross_entropy(self.logits[row], self.x, self.y) for row in ends]
        recorded = self.run.loss[ends]
        if not np.isfinite(losses).all() or not np.allclose(losses, recorded, rtol=1e-6):
            return None
        return most_likely(self.x, self.y)

    def write(self, value: float) -> str:
        """Return a place on the axis in words: with as many decimals as tell the points' width to DIGITS digits."""
        side = self.limits[1] - self.limits[0]
        decimals = int(np.clip(DIGITS - 1 - np.floor(np.log10(side)), 0, 9))
        if not np.isfinite(value):
            return said("nowhere")
        if abs(value) >= 1e3 * (side + max(abs(end) for end in self.limits)) or abs(value) >= 1e12:
            mantissa, _, exponent = f"{value:.1e}".partition("e")
            return localized(f"{mantissa}e{int(exponent)}".replace("-", "−"))
        return localized(f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "−"))

    def verdict(self, value: float) -> str:
        """Return a threshold in a few words, and whether it lies outside the data."""
        if not np.isfinite(value):
            is_flat = np.isfinite(self.logits).all()
            return said("no threshold: the curve is flat") if is_flat else said("no threshold")
        at = self.write(value)
        if self.is_outside(value):
            return said("threshold {value}, outside the data", value=at)
        return said("threshold {value}", value=at)

    def is_outside(self, value: float) -> bool:
        """Return whether a place on the axis lies beyond all points."""
        low, high = self.limits
        beyond = max(float(self.x.min()) - value, value - float(self.x.max()))
        return beyond > NEAR * (high - low)


def scores(params: Array) -> Array:
    """Return intercept and slope of the score between two classes, shape (n, 2), of params (n, 2) or softmax's (n, 4).

    The odds of softmax's two rows, each an intercept and a slope, are those of their difference.
    """
    return params if params.shape[1] == 2 else params[:, 2:] - params[:, :2]


def _over_feature(run: Run, params: Array) -> Array:
    """Return b and w, shape (n, 2), over the feature as the table has it, of parameters (n, D)."""
    done = Preprocessing.of(run.problem)
    with np.errstate(all="ignore"):
        return done.unscale(scores(params)) if done else scores(params)


def crossing(logit: Array) -> float:
    """Return the x at which b + w x = 0; not finite where there is none."""
    with np.errstate(all="ignore"):
        # Adding 0 makes 0 of -0.
        return float(-np.float64(logit[0]) / np.float64(logit[1])) + 0.0


def probability(logit: Array, x: Array) -> Array:
    """Return 1 / (1 + exp(-(b + w x))), without overflow."""
    with np.errstate(all="ignore"):
        return np.asarray(0.5 * (1 + np.tanh(0.5 * (logit[0] + logit[1] * x))))


def cross_entropy(logit: Array, x: Array, y: Array) -> float:
    """Return the mean of log(1 + exp(z)) - y z for z = b + w x."""
    with np.errstate(all="ignore"):
        z = logit[0] + logit[1] * x
        return float(np.mean(np.logaddexp(0, z) - y * z))


@dataclass(frozen=True, eq=False)
class Piles:
    """How points at 0 and at 1 are piled up in a panel, away from the curve.

    Attributes
    ----------
    size, first
        The diameter of a dot, and how far beside its row the first of a pile stands, in points.
    y
        Where each point stands, shape (n,), in units of the probability.
    limits
        The two ends of the panel's second axis.
    apart
        Whether the dots of a pile can be told apart, and are not pressed together.
    """

    size: float
    first: float
    y: Array
    limits: tuple[float, float]
    apart: bool

    @classmethod
    def of(cls, sigmoid: Sigmoid, wide: float, high: float) -> "Piles":
        """Return the piles in a panel so many points wide and high, of the largest dots for which there is room."""
        ones, side = sigmoid.y == 1, sigmoid.limits[1] - sigmoid.limits[0]
        for size in DOTS:
            level = np.zeros(len(ones), np.intp)
            for rows in (ones, ~ones):
                level[rows] = stacked(sigmoid.x[rows], size * side / wide, LEVELS)
            tallest = [int(level[rows].max(initial=0)) for rows in (~ones, ones)]
            if max(tallest) * size * PITCH <= PILE * high:
                break
        pitch = min(size * PITCH, PILE * high / max(*tallest, 1))
        first = 0.5 * size + CLEAR
        below, above = (first + levels * pitch + 0.5 * size + MARGIN * high for levels in tallest)
        # The unit of probability takes what piles and margins leave of the panel's height.
        unit = high - below - above
        away = (first + level * pitch) / unit
        limits = (-below / unit, 1 + above / unit)
        return cls(size, first, np.where(ones, 1 + away, -away), limits, pitch > 0.8 * size)


def free_end(sigmoid: Sigmoid, label: int, room: float) -> int | None:
    """Return at which end of its row, 0 the left, a class leaves so much of the axis free; None at neither.

    Where the other class is likely this one has few points: that end is looked at first, unless the threshold comes to
    lie there.
    """
    x, (left, right) = sigmoid.x[sigmoid.y == label], sigmoid.limits
    ends = (1, 0) if sigmoid.rises == (label == 0) else (0, 1)
    free = [end for end in ends if not len(x) or (float(x.min()) - left, right - float(x.max()))[end] >= room]
    last = crossing(sigmoid.logits[-1])
    away = [end for end in free if not 0 <= (last - left, right - last)[end] < room]
    return next(iter(away or free), None)


def stacked(x: Array, width: float, most: int) -> NDArray[np.intp]:
    """Return the level, from 0, on which each point stands, so that dots of a width do not lie on one another.

    A point takes the lowest level that is free at its place; of more than `most` levels, the one that is nearly so.
    """
    found = np.zeros(len(x), np.intp)
    free = np.full(most, -np.inf)
    for i in np.argsort(x, kind="stable"):
        fits = free <= x[i]
        level = int(fits.argmax()) if fits.any() else int(free.argmin())
        found[i] = level
        free[level] = max(float(free[level]), float(x[i])) + width
    return found


def classes_of(run: Run, most: int | None = None) -> tuple[str, str]:
    """Return the names of a run's two classes as they stand in a sentence: "pass", or "passed = 1" for a number.

    They have at most so many letters; LONGEST unless it is given.
    """
    names = [said(str(name)) for name in run.problem.get("classes") or ("0", "1")]
    target = run.problem.get("target") or said("class")
    bare = all(_is_number(name) for name in names)
    most = LONGEST if most is None else most
    zero, one = (shortened(f"{shortened(target, 16)} = {name}" if bare else name, most) for name in names[:2])
    return zero, one


def shortened(name: str, most: int = LONGEST) -> str:
    """Return a name of at most so many letters."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
