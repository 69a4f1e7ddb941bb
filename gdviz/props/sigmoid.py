"""Points of two classes along one feature, with the probability over it as a curve, and the threshold."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.boundary import Bands, class_of_ties
from gdviz.analysis.boxes import Share
from gdviz.analysis.fit import HAIRS
from gdviz.analysis.placement import first_fitting
from gdviz.analysis.sigmoid import Piles, Sigmoid, crossing, free_end, probability
from gdviz.languages import said
from gdviz.pens.pen import Pen
from gdviz.props.boundary import ClassBoard
from gdviz.runs.requirements import why_not_sigmoid
from gdviz.stage.board import Board
from gdviz.stage.lettering import Figures, Label, Reading
from gdviz.stage.painted import Pixels, pen_on
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points as scene_units
from gdviz.style.colors import mix

Array = NDArray[np.float64]
# Points on a curve.
CURVE = 200
# In points: the words at the threshold and the classes, the room about them, and the dot at one half.
SIZE, NAME, ROOM, DOT = 12.0, 11.0, 7.0, 4.4


class SigmoidBoard(ClassBoard):
    """Points that stand at 0 and 1 over one feature, the first run's curve at the clock's step, and its threshold.

    Parameters
    ----------
    stage
        The scene; its first run is a classifier of two classes by one feature.
    box
        Where the axes go with their numbers and names, as a share of the frame.

    Attributes
    ----------
    sigmoid
        The curve; it is drawn where `curved`.
    layers
        Field, curve with threshold, and points, in the order in which to add them.
    """

    def __init__(self, stage: Stage, box: Share) -> None:
        run = stage.run
        self.sigmoid, self.curved = Sigmoid.of(run), why_not_sigmoid(run) is None
        names = (self.sigmoid.feature, self.sigmoid.quantity if self.curved else "")
        axes: dict[str, Any] = {"names": names, "rows": (0, 0.5, 1) if self.curved else (), "whole": True}
        # How high points are piled depends on the room, and that on what stands at the axes.
        room = Board(stage, box, np.array([self.sigmoid.limits, (0, 1)]), **axes).corners
        wide, high = ((room[1] - room[0]) / scene_units(1)).tolist()
        self._piles = Piles.of(self.sigmoid, wide, high)
        board = Board(stage, box, np.array([self.sigmoid.limits, self._piles.limits]), **axes)
        at = np.stack([self.sigmoid.x, self._piles.y], axis=-1)
        super().__init__(stage, board, [board.place(at[self.sigmoid.y == label]) for label in (0, 1)])
        self._x = np.linspace(*self.sigmoid.limits, CURVE)
        self._names = [self._name(label, wide) for label in (0, 1)]
        self._arrows = {arrow: Label(stage, arrow, SIZE, bold=True) for arrow in "←→"}
        self._figures = Figures(stage, SIZE)
        # What is said of one beyond the data, in few words where the longer ones have no room, and of none.
        said_of_it = (said("threshold {value}, outside the data"), said("threshold {value}"))
        self._readings = [Reading(stage, words, "value", self._figures, SIZE, bold=True) for words in said_of_it]
        self._none = Label(stage, self.sigmoid.verdict(np.nan), SIZE, bold=True)
        self._bands: Bands | None = None
        self.points.room = box
        self.layers = (self.field, self.line, self.points)

    def _logit(self) -> Array:
        return self.sigmoid.at(self._stage.step.get_value())

    def _name(self, label: int, wide: float) -> tuple[Label, Array, tuple[float, float]]:
        """Return a class's name, where it stands, and which point of its box lies there."""
        name = Label(
            self._stage, self.sigmoid.classes[label], NAME, color=self._stage.style.class_colors[label], bold=True
        )
        room = (name.width / scene_units(1) + 3 * ROOM) * float(np.ptp(self.sigmoid.limits)) / wide
        end = free_end(self.sigmoid, label, float(room))
        x = self.board.corners[1 if end is None else end, 0] + (ROOM, -ROOM)[1 if end is None else end] * scene_units(1)
        y = self.board.place(np.array([0.0, label]))[1] + (-1, 1)[label] * scene_units(self._piles.first)
        if end is None:
            return name, np.array([x, self.board.corners[label, 1] + (1, -1)[label] * scene_units(3)]), (1.0, label)
        return name, np.array([x, y]), (float(end), 0.5)

    def _draw_points(self, pen: Pen) -> None:
        for label, (name, at, align) in enumerate(self._names):
            self._draw_class(pen, label, 0.5 * self._piles.size, self._stage.style.casing if self._piles.apart else "")
            if self.come[label].get_value() > 0:
                with pen.faded(min(1.0, 2 * self.come[label].get_value())):
                    name.draw(pen, at, align=align, cased=True)

    def _draw_line(self, pen: Pen) -> None:
        style, logit = self._stage.style, self._logit()
        at = crossing(logit)
        low, high = self.sigmoid.limits
        is_seen = bool(low <= at <= high)
        if self.curved and len(self.sigmoid.x) <= HAIRS:
            reached = probability(logit, self.sigmoid.x)
            feet = self.board.place(np.stack([self.sigmoid.x, self.sigmoid.y], axis=-1))
            tips = self.board.place(np.stack([self.sigmoid.x, reached], axis=-1))
            for foot, tip, label in zip(feet, tips, self.sigmoid.y.astype(int).tolist(), strict=True):
                pen.line(np.stack([foot, tip]), mix(style.class_colors[label], style.background, 0.25), 0.9)
        if is_seen:
            self._draw_parting(pen, np.array([[at, self._piles.limits[0]], [at, self._piles.limits[1]]]))
        if self.curved and np.isfinite(logit).all():
            x = np.sort(np.append(self._x, at if is_seen else low))
            places = self.board.place(np.stack([x, probability(logit, x)], axis=-1))
            pen.line(places, style.casing, 4.4, alpha=0.9)
            pen.line(places, style.ink, 2.4)
        if is_seen and self.curved:
            pen.dot(self.board.place(np.array([at, 0.5])), DOT, style.accent, rim=style.casing)
        self._write(pen, at, logit)

    def _write(self, pen: Pen, at: float, logit: Array) -> None:
        """Write the threshold's number on the side of the curve that is free, or at the edge beyond which it lies."""
        low, high = self.sigmoid.limits
        (left, _), (right, _) = self.board.corners
        gap, room = 0.5 * self._figures.column, scene_units(ROOM)
        value, is_out = self.sigmoid.write(at), self.sigmoid.is_outside(at)
        arrow = self._arrows.get("←" if at < low else "→" if at > high else "")
        aside = arrow.width + gap if arrow else 0.0
        # An arrow says it too.
        fitting = self._readings[int(not is_out) :]
        reading = first_fitting(fitting, lambda one: one.width(value) + aside, right - left - 2 * room)
        wide = reading.width(value) if np.isfinite(at) else self._none.width
        whole, middle = wide + aside, float(self.board.place(np.array([low, 0.5]))[1])
        if low <= at <= high:
            place = float(self.board.place(np.array([at, 0.5]))[0])
            fits = place + room + whole <= right
            x = place + room if fits else place - room - whole
            is_below = bool(logit[1] > 0) == fits
        else:
            x = right - room - whole if at > high else left + room
            is_below = bool(probability(logit, np.array([high if at > high else low]))[0] >= 0.5)
        y = middle + scene_units(-1.9 * SIZE if is_below else 1.1 * SIZE)
        x = max(x, left + room)
        if arrow:
            arrow.draw(pen, np.array([x + wide + gap if at > high else x, y]), cased=True)
        begin = np.array([x + (aside if at < low else 0.0), y])
        if np.isfinite(at):
            reading.draw(pen, value, begin, cased=True)
        else:
            self._none.draw(pen, begin, cased=True)

    def _paint(self, pixels: Pixels, seen: float) -> None:
        left, low, right, high = self.board.pixels(pixels.shape)
        if self._bands is None:
            ties = class_of_ties(self.sigmoid.run)
            self._bands = Bands(self.board.limits, (1, right - left), len(self._colors), ties=ties)
        row = self._colors[self._bands(np.append(self._logit(), 0.0))]
        field = np.ascontiguousarray(np.repeat(row, low - high, axis=0))
        pen_on(pixels).image(field, (self.board.corners[0, 0], self.board.corners[1, 1]), alpha=seen)
