"""The slope over the direction: a cosine that is drawn as the direction turns."""

from dataclasses import replace
from typing import Any

import numpy as np
from manim import DOWN, LEFT, ValueTracker, VGroup, config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.languages import said
from gdviz.pens.pen import Pen
from gdviz.props.directional_derivative.compass import NAMED, NAMES, Compass
from gdviz.stage.board import NUMBER, OFF, Board
from gdviz.stage.lettering import Figures, Label
from gdviz.stage.painted import animated
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import number

Array = NDArray[np.float64]
# How high the board goes, in greatest slopes: words have room above and below the curve.
ROOM = 1.7
# In points: the size of the slope that is read off, and how far above the board it stands.
READ, ABOVE = 16.0, 7.0
# The size of names on the curve, in points, and after which share of its mark's time a name leaves for there.
NAME, LEAVES = 10.5, 0.3
# What is free between the slope and the direction, in points.
APART = 8.0
# A box narrower than this, in points, is narrow.
NARROW = 175.0
_ALL = np.linspace(0, 360, 181)


class Cosine:
    """The curve of a compass's slopes, with a dot at the direction that is shown.

    Attributes
    ----------
    frame, curve
        The mobjects to add: the axes, and what is drawn on them.
    """

    def __init__(self, stage: Stage, box: Share, compass: Compass) -> None:
        self._stage, self._compass = stage, compass
        self._figures, self._word = Figures(stage, READ), Label(stage, said("slope"), 11, color=stage.style.muted)
        # Where slope and direction have no room beside each other, one stands above the other.
        self._is_narrow = (box.right - box.left) * config.frame_width < max(points(NARROW), self._least_width())
        head = points(ABOVE + READ * (2.2 if self._is_narrow else 1.0)) / config.frame_height
        # Slopes are drawn as shares of the greatest, whatever their size.
        limits = np.array([[0.0, 360.0], [-ROOM, ROOM]])
        box = replace(box, high=box.high - head)
        self._board = Board(stage, box, limits, ticks=0)
        room = self._board.room_in(box, VGroup(self._board.frame, self._numbers()))
        self._board = Board(stage, room, limits, ticks=0)
        self.frame = VGroup(self._board.frame, self._numbers())
        self._traced = ValueTracker(0)
        colors = {"up": stage.style.accent, "level": stage.style.classes[0], "down": stage.style.accent}
        self._labels = {name: Label(stage, said(NAMES[name]), NAME, color=colors[name], bold=True) for name in NAMES}
        self.curve = self._board.draw(self._draw, hidden=True, clip=False)
        self.curve.room = box

    def trace(self, **options: Any) -> Any:
        """Return the animation in which the curve is drawn, as far as a whole turn."""
        return animated(self._traced, 360.0, **options)

    def _place(self, degrees: Array | float) -> Array:
        degrees = np.asarray(degrees, float)
        share = np.cos(np.radians(degrees - self._compass.uphill))
        return self._board.place(np.stack([degrees, share], axis=-1))

    def _draw(self, pen: Pen) -> None:
        style, compass = self._stage.style, self._compass
        pen.line(self._board.place(np.array([[0.0, 0.0], [360.0, 0.0]])), style.muted, 0.9, alpha=0.8)
        traced = self._traced.get_value()
        if traced > 0:
            seen = self._place(np.append(_ALL[traced > _ALL], traced))
            pen.line(seen, style.ink, 2.4)
        for name, degrees in compass.named.items():
            share = compass.marks[name].get_value()
            if share > 0:
                self._mark(pen, name, degrees % 360, share)
        at = self._place(compass.angle)
        foot = self._board.place(np.array([compass.angle, 0.0]))
        pen.line(np.stack([foot, at]), style.casing, 4.2, alpha=0.85)
        pen.line(np.stack([foot, at]), style.accent, 2.2)
        pen.dot(at, 5.0, style.accent, rim=style.casing)
        self._read(pen)

    def _least_width(self) -> float:
        """Return how wide the box is at least that has the slope, with its word, and the direction in one line."""
        least = number(-self._compass.steepest)
        # What the board's numbers take at its left, and half of the last one at its right.
        beside = self._stage.text(least, NUMBER).width + points(OFF) + self._stage.text("360°", NUMBER).width / 2
        figures = self._figures.width(least) + self._figures.width("360°")
        return float(beside + self._word.width + figures + points(6 + APART))

    def _read(self, pen: Pen) -> None:
        """Write the slope and the direction above the board."""
        (left, _), (right, high) = self._board.corners
        value, turned = number(float(self._compass.slope(self._compass.angle))), f"{self._compass.angle:.0f}°"
        line = high + points(ABOVE)
        if self._is_narrow:
            # A board may be narrower than a slope of many digits: the word stands out beside it, over its numbers.
            upper = line + points(1.2 * READ)
            self._word.draw(pen, np.array([self.frame.get_left()[0], upper]))
            self._figures.draw(pen, value, np.array([right, upper]), align=1, color=self._stage.style.accent)
        else:
            self._word.draw(pen, np.array([left, line]))
            start = np.array([left + self._word.width + points(6), line])
            self._figures.draw(pen, value, start, color=self._stage.style.accent)
        self._figures.draw(pen, turned, np.array([right, line]), align=1)

    def _mark(self, pen: Pen, name: str, degrees: float, share: float) -> None:
        """Mark a direction on the curve; its name flies there from where it comes in on the relief.

        Of the two level ones the second has its name as the first arrives.
        """
        style, label = self._stage.style, self._labels[name]
        for where in (degrees, (degrees + 180) % 360) if name == "level" else (degrees,):
            at = self._place(where)
            with pen.faded(share):
                pen.dot(at, 3.6, style.background, rim=style.ink)
            # The curve goes down past the first level direction, and up past the second.
            side = -1 if name == "down" or where != degrees else 1
            half = label.width / 2 + points(2)
            low, high = self._board.corners[:, 0]
            x = float(np.clip(at[0] + (points(18) if name == "level" else 0), low + half, high - half))
            end, on = np.array([x, at[1] + points(7) * side]), np.array([0.5, (1 - side) / 2])
            start, by = self._compass.stand(pen, degrees)
            gone = float(np.clip((share - LEAVES) / (1 - LEAVES), 0, 1))
            seen = min(share / LEAVES, 1.0)
            if where != degrees:
                gone, seen = 1.0, gone
            with pen.faded(seen):
                place, align = start + gone * (end - start), np.array(by) + gone * (on - by)
                scale = 1 + (1 - gone) * (NAMED / NAME - 1)
                label.draw(pen, place, align=align.tolist(), cased=True, scale=scale)

    def _numbers(self) -> VGroup:
        stage, compass = self._stage, self._compass
        below, beside = VGroup(), VGroup()
        for degrees in (0, 180, 360) if self._is_narrow else (0, 90, 180, 270, 360):
            words = stage.text(f"{degrees}°", NUMBER, color=stage.style.muted)
            below.add(words.next_to(self._board.place(np.array([degrees, -ROOM])), DOWN, buff=points(OFF)))
        for share, value in ((-1, -compass.steepest), (0, 0.0), (1, compass.steepest)):
            words = stage.text(number(value) if share else "0", NUMBER, color=stage.style.muted)
            beside.add(words.next_to(self._board.place(np.array([0, share])), LEFT, buff=points(OFF)))
        return VGroup(below, beside)
