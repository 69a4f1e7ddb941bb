"""Points of two classes, with the boundary of a linear classifier between them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import ValueTracker, config
from numpy.typing import NDArray

from gdviz.analysis.boundary import Bands, box_of_points, class_of_ties, clipped_line, feature_names
from gdviz.analysis.boxes import Share
from gdviz.analysis.sigmoid import classes_of
from gdviz.analysis.units import in_own_units
from gdviz.pens.pen import Pen
from gdviz.stage.board import Board
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PixelMobject, Pixels, animated, pen_on
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points as scene_units

Array = NDArray[np.float64]
# A point grows over this share of the time in which all come in.
GROWING = 0.25
RADIUS = 3.0
# In points: the row of the classes' names and their size, and what a mark before a name and the gap behind it take.
ROW, NAME, MARK, GAP = 15.0, 11.0, 11.0, 14.0


class ClassBoard:
    """Points of two classes on axes, with what parts them at the clock's step and a pale field behind.

    Parameters
    ----------
    stage
        The scene.
    board
        The axes.
    places
        For each class, where its points lie in the scene, shape (n, 3).

    Attributes
    ----------
    board
        The axes.
    field, points, line
        The field, the points, what parts the classes: all hidden.
    come
        For each class, how many of its points are in: a tracker from 0 to 1.
    """

    def __init__(self, stage: Stage, board: Board, places: Sequence[Array]) -> None:
        self._stage, self.board, self._classes, bands = stage, board, places, stage.style.class_bands
        self._colors = np.full((len(bands), 4), 255, np.uint8)
        self._colors[:, :3] = np.rint(255 * bands)
        self._bands: Bands | None = None
        self.come = (ValueTracker(0), ValueTracker(0))
        self.field = PixelMobject(self._paint, hidden=True)
        self.points = board.draw(self._draw_points)
        self.line = board.draw(self._draw_line, hidden=True)

    def enter(self, label: int, seconds: float = 1.2) -> Any:
        """Return the animation in which the points of a class come in, one after another."""
        return animated(self.come[label], 1.0, run_time=seconds)

    def _draw_class(self, pen: Pen, label: int, radius: float, rim: str) -> None:
        places, sizes = self._classes[label], grown(self.come[label].get_value(), len(self._classes[label]))
        for place, size in zip(places[sizes > 0], sizes[sizes > 0].tolist(), strict=True):
            draw_point(pen, place, label, size * radius, self._stage.style.classes[label], rim)

    def _draw_parting(self, pen: Pen, ends: Array) -> None:
        """Draw a line between two places of the axes, shape (2, 2)."""
        pen.line(self.board.place(ends), self._stage.style.casing, 4.6, alpha=0.9)
        pen.line(self.board.place(ends), self._stage.style.accent, 2.6)

    def _draw_points(self, pen: Pen) -> None:
        raise NotImplementedError

    def _draw_line(self, pen: Pen) -> None:
        raise NotImplementedError

    def _paint(self, pixels: Pixels, seen: float) -> None:
        raise NotImplementedError


class BoundaryBoard(ClassBoard):
    """Points on axes, with the boundary of the first run at the clock's step and the pale field behind.

    Parameters
    ----------
    stage
        The scene; its first run is a linear classifier over two features.
    box
        Where the axes go with their numbers and names, as a share of the frame.

    Attributes
    ----------
    layers
        Field, points, boundary and the classes' names above, in the order in which to add them.
    """

    def __init__(self, stage: Stage, box: Share) -> None:
        run = in_own_units(stage.run)
        row = scene_units(ROW) / config.frame_height
        self._params = run.params
        at, labels = run.data["X"], run.data["y"]
        limits, names = box_of_points(at, [run.params[0]]), feature_names(run.problem)
        board = Board(stage, replace(box, high=box.high - row), limits, names=names, whole=True)
        super().__init__(stage, board, [board.place(at[labels == label]) for label in (0, 1)])
        self.points.room = box
        room = float(np.ptp(board.corners[:, 0])) / 2 - scene_units(MARK + GAP)
        self._names = [
            Label(stage, name, NAME, color=color, bold=True, room=room)
            for name, color in zip(classes_of(run), stage.style.classes, strict=True)
        ]
        self.layers = (self.field, self.points, self.line, board.draw(self._draw_names, clip=False))

    def _draw_points(self, pen: Pen) -> None:
        for label in (0, 1):
            self._draw_class(pen, label, RADIUS, self._stage.style.casing)

    def _draw_names(self, pen: Pen) -> None:
        """Draw the names of the classes that are in, each with its mark, above the board."""
        x, y = float(self.board.corners[0, 0]), float(self.board.corners[1, 1]) + scene_units(ROW) / 2
        for label, name in enumerate(self._names):
            come = min(1.0, 2 * self.come[label].get_value())
            if come > 0:
                with pen.faded(come):
                    mark = np.array([x + scene_units(RADIUS + 1), y, 0.0])
                    draw_point(pen, mark, label, RADIUS, self._stage.style.classes[label], "")
                    name.draw(pen, np.array([x + scene_units(MARK), y]), align=(0, 0.5))
            x += name.width + scene_units(MARK + GAP)

    def _draw_line(self, pen: Pen) -> None:
        ends = clipped_line(self._stage.between(self._params), self.board.limits)
        if np.isfinite(ends).all():
            self._draw_parting(pen, ends)

    def _paint(self, pixels: Pixels, seen: float) -> None:
        left, low, right, high = self.board.pixels(pixels.shape)
        if self._bands is None:
            shape, ties = (low - high, right - left), class_of_ties(self._stage.run)
            self._bands = Bands(self.board.limits, shape, len(self._colors), ties=ties)
        field = self._colors[self._bands(self._stage.between(self._params))[::-1]]
        pen_on(pixels).image(field, (self.board.corners[0, 0], self.board.corners[1, 1]), alpha=seen)


def grown(come: float, count: int) -> Array:
    """Return how large each of so many points is, in [0, 1], where a share of them is in: one comes after another."""
    starts = np.linspace(0, 1 - GROWING, count)
    return np.clip((come - starts) / GROWING, 0, 1)


def draw_point(pen: Pen, at: Array, label: int, radius: float, color: str, rim: str) -> None:
    """Draw a point of a class: a disc or a square, on a rim where one is named."""
    if label == 0:
        pen.dot(at, radius, color, rim=rim)
        return
    for reach, shade in ((0.95 * radius + 0.9, rim), (0.95 * radius, color)):
        if shade:
            square = scene_units(reach) * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
            pen.polygon(at[:2] + square, shade)
