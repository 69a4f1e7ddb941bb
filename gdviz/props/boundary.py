"""Points of classes, with the boundaries between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import ValueTracker, config
from numpy.typing import NDArray

from gdviz.analysis.boundary import Bands, box_of_points, class_of_ties, clipped_line, feature_names, points_in_plane
from gdviz.analysis.boxes import Share
from gdviz.analysis.class_scores import Regions, boundaries, box_of_plane, classes_in_plane, scores_of
from gdviz.analysis.sigmoid import classes_of, shortened
from gdviz.analysis.units import in_own_units
from gdviz.pens.pen import Pen
from gdviz.runs.requirements import has_curved_boundary
from gdviz.stage.board import Board
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PixelMobject, Pixels, animated, pen_on
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points as scene_units
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# A point grows over this share of the time in which all come in.
GROWING = 0.25
RADIUS = 3.0
# In points: the row of the classes' names and their size, and what a mark before a name and the gap behind it take.
ROW, NAME, MARK, GAP = 15.0, 11.0, 11.0, 14.0
# How many names stand in a row at most, and how many shades each of several classes has.
A_ROW, SHADES = 4, 4


class ClassBoard:
    """Points of classes on axes, with what parts them at the clock's step and a pale field behind.

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
    looks
        For each class, its colour and marker.
    """

    def __init__(self, stage: Stage, board: Board, places: Sequence[Array]) -> None:
        self._stage, self.board, self._classes, style = stage, board, places, stage.style
        self.looks = style.class_looks(len(places), 1)
        several = len(places) > 2
        bands = style.region_shades([look.color for look in self.looks], SHADES) if several else style.class_bands
        self._colors = np.full((len(bands), 4), 255, np.uint8)
        self._colors[:, :3] = np.rint(255 * bands)
        self.come = tuple(ValueTracker(0) for _ in places)
        self.field = PixelMobject(self._paint, hidden=True)
        self.points = board.draw(self._draw_points)
        self.line = board.draw(self._draw_line, hidden=True)

    def enter(self, label: int, seconds: float = 1.2) -> Any:
        """Return the animation in which the points of a class come in, one after another."""
        return animated(self.come[label], 1.0, run_time=seconds)

    def _draw_class(self, pen: Pen, label: int, radius: float, rim: str) -> None:
        places, sizes = self._classes[label], grown(self.come[label].get_value(), len(self._classes[label]))
        for place, size in zip(places[sizes > 0], sizes[sizes > 0].tolist(), strict=True):
            draw_point(pen, place, self.looks[label], size * radius, rim)

    def _draw_parting(self, pen: Pen, lines: Array) -> None:
        """Draw lines through places of the axes, shape (n, 2), with NaN between two lines."""
        seen = np.isfinite(lines).all(axis=1)
        pieces = [self.board.place(piece) for piece in np.split(lines, np.flatnonzero(~seen)) if len(piece) > 1]
        pieces = [piece[np.isfinite(piece).all(axis=1)] for piece in pieces]
        for color, width, alpha in ((self._stage.style.casing, 4.6, 0.9), (self._stage.style.accent, 2.6, 1.0)):
            for piece in pieces:
                if len(piece) > 1:
                    pen.line(piece, color, width, alpha=alpha)

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
        The scene; its first run is a classifier of points in a plane.
    box
        Where the axes go with their numbers and names, as a share of the frame.

    Attributes
    ----------
    layers
        Field, points, boundary and the classes' names above, in the order in which to add them.
    """

    def __init__(self, stage: Stage, box: Share) -> None:
        run = stage.run if has_curved_boundary(stage.run) else in_own_units(stage.run)
        words = classes_in_plane(run)
        words = [*classes_of(run)] if len(words) == 2 else [shortened(word) for word in words]
        rows = -(-len(words) // A_ROW)
        self._params, self._run = run.params, run
        at, labels = points_in_plane(run), run.data["y"]
        self._is_curved = has_curved_boundary(run)
        limits = box_of_plane(run) if self._is_curved else box_of_points(at, [run.params[0]])
        self._scores = scores_of(run, limits) if self._is_curved else None
        high = box.high - scene_units(ROW * rows) / config.frame_height
        board = Board(stage, replace(box, high=high), limits, names=feature_names(run.problem), whole=True)
        super().__init__(stage, board, [board.place(at[labels == label]) for label in range(len(words))])
        self.points.room = box
        self._each = -(-len(words) // rows)
        room = float(np.ptp(board.corners[:, 0])) / self._each - scene_units(MARK + GAP)
        self._names = [
            Label(stage, word, NAME, color=look.color, bold=True, room=room)
            for word, look in zip(words, self.looks, strict=True)
        ]
        self._bands: Callable[[], NDArray[np.uint8]] | None = None
        self.layers = (self.field, self.points, self.line, board.draw(self._draw_names, clip=False))

    def _draw_points(self, pen: Pen) -> None:
        for label in range(len(self.looks)):
            self._draw_class(pen, label, RADIUS, self._stage.style.casing)

    def _draw_names(self, pen: Pen) -> None:
        """Draw the names of the classes that are in, each with its mark, above the board."""
        left, top = float(self.board.corners[0, 0]), float(self.board.corners[1, 1])
        rows, x = -(-len(self._names) // self._each), left
        for label, name in enumerate(self._names):
            x = left if label % self._each == 0 else x
            y = top + scene_units(ROW * (rows - label // self._each - 0.5))
            come = min(1.0, 2 * self.come[label].get_value())
            if come > 0:
                with pen.faded(come):
                    mark = np.array([x + scene_units(RADIUS + 1), y, 0.0])
                    draw_point(pen, mark, self.looks[label], RADIUS, "")
                    name.draw(pen, np.array([x + scene_units(MARK), y]), align=(0, 0.5))
            x += name.width + scene_units(MARK + GAP)

    def _draw_line(self, pen: Pen) -> None:
        if self._scores is None:
            self._draw_parting(pen, clipped_line(self._stage.between(self._params), self.board.limits))
        else:
            self._draw_parting(pen, boundaries(self._scores, self._stage.step.get_value()))

    def _paint(self, pixels: Pixels, seen: float) -> None:
        left, low, right, high = self.board.pixels(pixels.shape)
        if self._bands is None:
            self._bands = self._bands_of((low - high, right - left))
        field = self._colors[self._bands()[::-1]]
        pen_on(pixels).image(field, (self.board.corners[0, 0], self.board.corners[1, 1]), alpha=seen)

    def _bands_of(self, shape: tuple[int, int]) -> Callable[[], NDArray[np.uint8]]:
        """Return what tells the band of each pixel at the clock's step."""
        ties = class_of_ties(self._run)
        if self._scores is None:
            of_line = Bands(self.board.limits, shape, len(self._colors), ties=ties)
            return lambda: of_line(self._stage.between(self._params))
        regions = Regions(self._scores, shape, len(self._colors) // len(self.looks), ties=ties)
        return lambda: regions(self._stage.step.get_value())


def grown(come: float, count: int) -> Array:
    """Return how large each of so many points is, in [0, 1], where a share of them is in: one comes after another."""
    starts = np.linspace(0, 1 - GROWING, count)
    return np.clip((come - starts) / GROWING, 0, 1)


def draw_point(pen: Pen, at: Array, look: Series, radius: float, rim: str) -> None:
    """Draw a point of a class: a disc, a square or another marker, on a rim where one is named."""
    if look.marker != "s":
        pen.mark(at, radius, look.marker, look.color, rim=rim)
        return
    for reach, shade in ((0.95 * radius + 0.9, rim), (0.95 * radius, look.color)):
        if shade:
            square = scene_units(reach) * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
            pen.polygon(at[:2] + square, shade)
