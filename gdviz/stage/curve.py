"""The curve of a function of one parameter, which can be seen close up."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, Rectangle, ValueTracker, VGroup, smooth
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.curve import height_at, heights, known_minima, limits, unbroken
from gdviz.landscapes.landscape import Landscape
from gdviz.pens.pen import Pen
from gdviz.runs.run import Run
from gdviz.stage.board import NUMBER, OFF, Board
from gdviz.stage.painted import animated
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.colors import mix
from gdviz.style.ticks import round_bent, round_numbers, words_of

Array = NDArray[np.float64]
# What is looked at takes this share of a close-up, which shows at least so much of the curve, so that its samples do
# not show; one that would show more than the last share is not worth it.
LOOKED_AT, CLOSEST, WORTH = 0.35, 1 / 12, 0.6
RING = 6.0
# Numbers of a window are gone after this share of the time in which another is approached, and others come as late.
GONE = 0.35


class Curve(Board):
    """The curve of a function over its one parameter; all of it is seen at first.

    Its scale is bent where the function has walls; see gdviz.analysis.curve.

    Parameters
    ----------
    stage
        The scene.
    box
        Where it goes, as a share of the frame.
    scape, runs
        The sampled curve, and the runs on it, all of whose places are shown.
    below
        The share of the height that is left free under it.
    closeup
        Parameters and losses (n, 2) that are to be seen close up where they lie near together.
    names, ticks
        Of the axes; see Board.
    width
        Of the curve, in points.
    losses
        Whether numbers stand at the second axis too.
    whole
        See Board.

    Attributes
    ----------
    scape
        The sampled curve.
    line
        The mobject that draws the curve and rings its known minima.
    has_closeup, nearest
        Whether there is a close-up, and what it shows, or the whole: a box (2, 2), losses as they are bent.
    """

    def __init__(
        self,
        stage: Stage,
        box: Share,
        scape: Landscape,
        runs: Sequence[Run],
        *,
        below: float = 0.09,
        closeup: Array | None = None,
        names: Sequence[str] = ("", ""),
        ticks: int = 5,
        width: float = 2.2,
        losses: bool = True,
        whole: bool = False,
    ) -> None:
        self.scape, self._runs, self._below, self._width = scape, runs, below, width
        self._has_losses = losses
        (across, up), self._bend = limits(scape, runs, below=below)
        self._wide = np.stack([across, self._bent(up)])
        self.nearest = self._wide if closeup is None else self._closeup(closeup)
        self.has_closeup = self.nearest is not self._wide
        self._zoom = ValueTracker(0)
        self._x, self._f = unbroken(scape)
        super().__init__(stage, box, self._wide, names=names, ticks=ticks, whole=whole)
        self._minima = np.array(known_minima(scape, runs)).reshape(-1, 2)
        self.line = self.draw(self._draw_line)

    def place(self, at: Array) -> Array:
        """Return scene coordinates, shape (..., 3), of parameters and losses (..., 2) as the curve is seen now."""
        self.limits = self._window()
        return super().place(np.stack([at[..., 0], self._bent(at[..., 1])], axis=-1))

    def approach(self, **options: Any) -> Sequence[Any]:
        """Return the animations after which it is seen close up."""
        return [animated(self._zoom, 1.0, **options), *self._renumber(self._numbers, self._near_numbers)]

    def retreat(self, **options: Any) -> Sequence[Any]:
        """Return the animations after which all of it is seen."""
        return [animated(self._zoom, 0.0, **options), *self._renumber(self._near_numbers, self._numbers)]

    def stretch(self, low: float, high: float) -> list[Array]:
        """Return the places (n, 3) of the curve from one parameter to another, in pieces where it is broken."""
        ends = np.array([low, high])
        inside = (self._x > low) & (self._x < high)
        x = np.concatenate([ends[:1], self._x[inside], ends[1:]])
        f = np.concatenate([height_at(self.scape, ends[:1]), self._f[inside], height_at(self.scape, ends[1:])])
        places = self.place(np.stack([x, np.where(np.isfinite(f), f, 0.0)], axis=-1))
        cuts = np.flatnonzero(np.diff(np.isfinite(f))) + 1
        return [part for part, of in zip(np.split(places, cuts), np.split(f, cuts), strict=True) if np.isfinite(of[0])]

    def _bent(self, losses: Array) -> Array:
        return np.arcsinh(losses / self._bend) if self._bend else np.asarray(losses)

    def _window(self) -> Array:
        """Return what is seen now: the page goes from one window to the other as a camera would."""
        share = self._zoom.get_value()
        if share <= 0:
            return self._wide
        if share >= 1:
            return self.nearest
        wide, near = (window[:, 1] - window[:, 0] for window in (self._wide, self.nearest))
        side = wide ** (1 - share) * near**share
        gone = np.where(wide > near, (wide - side) / np.where(wide > near, wide - near, 1.0), share)
        low = self._wide[:, 0] + gone * (self.nearest[:, 0] - self._wide[:, 0])
        return np.stack([low, low + side], axis=-1)

    def _closeup(self, at: Array) -> Array:
        """Return the window of a close-up, or the whole where it would show little less."""
        whole = float(np.ptp(self._wide[0]))
        low, high = float(at[:, 0].min()), float(at[:, 0].max())
        side = max((high - low) / LOOKED_AT, CLOSEST * whole)
        if side > WORTH * whole:
            return self._wide
        left = float(np.clip((low + high - side) / 2, self._wide[0, 0], self._wide[0, 1] - side))
        x = np.linspace(left, left + side, 60)
        f = self._bent(np.append(height_at(self.scape, x), at[:, 1]))
        f = f[np.isfinite(f)]
        # Windows of one shape, so that slopes look as steep as in the whole, unless the curve would not fit in.
        tall = max(float(np.ptp(f)) / 0.8, side / whole * float(np.ptp(self._wide[1])))
        bottom = (f.min() + f.max()) / 2 - (0.5 + self._below / 2) * tall
        return np.array([[left, left + side], [bottom, bottom + tall]])

    def _renumber(self, old: VGroup, new: VGroup) -> Sequence[Any]:
        """Return the animations after which other numbers are seen: the old ones are gone before the new ones come."""
        leaving: Any = old.animate
        coming: Any = new.animate
        return [leaving(rate_func=_leaves).set_opacity(0), coming(rate_func=_comes).set_opacity(1)]

    def _draw_line(self, pen: Pen) -> None:
        style = self._stage.style
        color = mix(style.ink, style.muted, 0.35 if len(self._runs) < 2 else 1.0)
        low, high = self.scape.x[0], self.scape.x[-1]
        for part in self.stretch(low, high):
            pen.line(part, color, self._width)
        if len(self._minima):
            for place in self.place(self._minima):
                pen.ring(place, RING, style.ink, 1.2, casing=style.casing)

    def _axes(self, names: Sequence[str], ticks: int) -> VGroup:
        style = self._stage.style
        sides = self.corners[1] - self.corners[0]
        frame = Rectangle(width=sides[0], height=sides[1], color=style.grid, stroke_width=1.5)
        frame.move_to(np.append(self.corners.mean(axis=0), 0))
        self._numbers, self._near_numbers = VGroup(), VGroup()
        if ticks:
            self._numbers = self._number(self._wide, ticks)
            if self.has_closeup:
                self._near_numbers = self._number(self.nearest, ticks).set_opacity(0)
        parts = VGroup(frame, self._numbers, self._near_numbers)
        for axis in (0, 1):
            if names[axis]:
                beside = VGroup(frame, *self._numbers[axis], *self._near_numbers[axis : axis + 1]) if ticks else frame
                parts.add(self._name(names[axis], axis, frame, beside))
        return parts

    def _number(self, window: Array, ticks: int) -> VGroup:
        """Return the numbers of the two axes of a window, in two groups."""
        made = VGroup(VGroup(), VGroup())
        low, high, _ = heights(self.scape, self._runs)
        for axis, towards in ((0, DOWN), (1, LEFT))[: 1 + self._has_losses]:
            ends = window[axis]
            is_bent = axis and self._bend
            values = round_bent(low, high, self._bend, 5) if is_bent else round_numbers(ends[0], ends[1], ticks)
            # What is free below the curve is no part of its scale.
            least = ends[0] + (0.7 * self._below * np.ptp(ends) if axis else 0.0)
            written = words_of(values, kind="asinh" if is_bent else "linear")
            for value, words in zip(values, written, strict=True):
                at = float(self._bent(np.array(value))) if axis else value
                if least <= at <= ends[1]:
                    share = (at - ends[0]) / np.ptp(ends)
                    corner = self.corners[0].copy()
                    corner[axis] += share * (self.corners[1] - self.corners[0])[axis]
                    number = self._stage.text(words, NUMBER, color=self._stage.style.muted)
                    made[axis].add(number.next_to(np.append(corner, 0), towards, buff=points(OFF)))
        return made


def _leaves(share: float) -> float:
    return float(smooth(min(share / GONE, 1.0)))


def _comes(share: float) -> float:
    return 1 - _leaves(1 - share)
