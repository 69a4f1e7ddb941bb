"""A curve that is fitted to points, and what its cost is made of: the squares on its residuals."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from manim import ValueTracker, config
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.fit import heights_around, predictor, squares_in
from gdviz.analysis.units import in_own_units, own_params
from gdviz.pens.pen import Pen
from gdviz.props.fit.cost import CostCurve
from gdviz.props.fit.equation import SIZES, LineEquation
from gdviz.relief.markers import BALL
from gdviz.relief.sketch import Sketch
from gdviz.runs.models import model_of
from gdviz.stage.numbered import relief_with_room
from gdviz.stage.painted import PixelMobject, Pixels, animated, pen_on
from gdviz.stage.relief import ReliefProp
from gdviz.stage.sliding import SlidingBoard
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points as scene_units
from gdviz.style.themes import Series

Array = NDArray[np.float64]
# Points on a curve; the most squares that are drawn; and how far above the board, in points, the equation stands.
CURVE, SQUARES = 160, 25
ABOVE = 9.0
RADIUS = 2.8
# How far a tour goes: at most these shares of the landscape's side, and of the height of the board.
ACROSS, HIGH = 0.3, 0.6
# Over this share of its time a tour's line and ball come in, and go again.
COMING = 0.12
# Squares whose areas come to so many boards are a crowd.
CROWDED = 2.0


class FitBoard:
    """Points on axes, the curve of the first run at the clock's step, and squares on its residuals.

    A tour takes another curve, and its point on the landscape, out and back: first along the landscape's last axis,
    and where there are two, along the other.

    Parameters
    ----------
    stage
        The scene; its first run fits a slope, a line or a polynomial.
    box
        Where the axes go, as a share of the frame, with their numbers and names and the equation above.
    first
        Where they are before the board slides there; in the same box unless given.

    Attributes
    ----------
    board
        The axes.
    points, squares, line, best, equation
        The mobjects to add: points and squares first, and the best curve above the fitted one. All are hidden.
    shown
        The indices of the points whose squares are drawn, evenly chosen along x.
    law
        How the cost comes of the squares, or None: then `squares` are bars.
    tours
        How many tours there are: `tour(1)` makes the first, `tour(2)` the second.
    """

    def __init__(self, stage: Stage, box: Share, *, first: Share | None = None) -> None:
        run = stage.run
        self._stage, self._run, self.law = stage, run, squares_in(run)
        self._own = in_own_units(run)
        x, y = np.asarray(self._own.data["X"][:, 0], float), np.asarray(run.data["y"], float)
        side = float(np.ptp(x)) or 1.0
        model = model_of(run)
        low = min(0.0, x.min()) if model.through_origin else x.min()
        limits = np.array([[low - 0.05 * side, x.max() + 0.05 * side], [0, 0]])
        self._x, self._y, self._at_points = x, y, self._predictor(x)
        limits[1] = heights_around(y, [self._at_points(run.params[0])])
        names = ((run.problem.get("features") or ["x"])[0], run.problem.get("target") or "y")
        head = scene_units(ABOVE + SIZES[0]) / config.frame_height if model.straight else 0.0
        start, end = (replace(each, high=each.high - head) for each in (first or box, box))
        self.board = SlidingBoard(stage, start, end, limits, names=names, ticks=4, whole=True)
        count = min(len(x), SQUARES)
        self.shown = np.argsort(x, kind="stable")[np.linspace(0, len(x) - 1, count).round().astype(int)]
        self._along = np.linspace(limits[0, 0], limits[0, 1], 2 if model.straight else CURVE)
        self._curve = self._predictor(self._along)
        self._far = 1e3 * float(np.ptp(limits[1])) + float(np.abs(limits[1]).max())
        self._rising = -1.0 if float((x - x.mean()) @ (y - y.mean())) < 0 else 1.0
        self._wide, self._tour = ValueTracker(0), ValueTracker(0)
        self.tours = len(run.landscape.axes)
        self.points = self._picture()
        self.squares = self.board.draw(self._draw_squares, hidden=True)
        self.line = self.board.draw(self._draw_line, hidden=True)
        self.best = self.board.draw(self._draw_best, hidden=True)
        self._written = self._equation_of()
        self.equation = self.board.draw(self._draw_equation, hidden=True, clip=False)

    def _predictor(self, x: Array) -> Callable[[Array], Array]:
        """Return a function of the run's parameters (D,) that gives the predictions at x in the data's own units."""
        predict = predictor(self._own, x)
        return lambda params: predict(own_params(self._run, params))

    @property
    def params(self) -> Array:
        """The parameters (D,) whose curve is measured: the run's at the clock's step, or a tour's."""
        found: Array = self._stage.between(self._run.params) + self._away() @ self._run.landscape.axes
        return found

    @property
    def at(self) -> Array:
        """Where these lie on the landscape, shape (1,) or (2,)."""
        return self._run.landscape.project(self.params)

    @property
    def cost(self) -> float:
        """Their cost: as recorded for the last complete step, or on a tour as the model says."""
        if not self.is_touring:
            return self._stage.now(self._run.loss)
        if self.law is None:
            return self._sampled()
        return self.law.factor * float(np.mean((self._at_points(self.params) - self._y) ** 2))

    @property
    def is_touring(self) -> bool:
        """Whether a tour's line and ball are away from the run's."""
        return bool(self._away().any())

    def widen(self, **options: Any) -> Any:
        """Return the animation in which the bars on the residuals become squares."""
        return animated(self._wide, 1.0, **options)

    def tour(self, leg: int, **options: Any) -> Any:
        """Return the animation of a leg of the tour."""
        return animated(self._tour, float(leg), **options)

    def best_cost(self) -> float | None:
        """Return the cost of the best curve, where the run knows it and its cost comes of squares."""
        best = self._run.minima
        if not len(best) or self.law is None:
            return None
        return self.law.factor * float(np.mean((self._at_points(best[0]) - self._y) ** 2))

    def square(self, index: int) -> Array:
        """Return the corners (4, 2), in scene units, of the square on a point's residual: as wide as it is high."""
        return self._square(index, float(self._predicted(self._at_points)[index]))

    def _square(self, index: int, reached: float) -> Array:
        (x, top), (_, foot) = self.board.place(np.array([[self._x[index], self._y[index]], [self._x[index], reached]]))[
            :, :2
        ]
        # On the side where a curve through the points is not, so that the square lies clear of it.
        across = x - (top - foot) * self._rising * self._wide.get_value()
        return np.array([[x, top], [across, top], [across, foot], [x, foot]])

    def sketch(self, sketch: Sketch) -> None:
        """Draw the ball of a tour on the relief."""
        if self.is_touring:
            relief: Any = self._relief.diorama.relief
            sketch.ball(relief.drape(relief.place(self.at), lift=BALL), Series(self._stage.style.ink, (), "o"))

    def landscape(self, box: Share) -> ReliefProp | CostCurve:
        """Return the cost over the parameters, with the run and the tour on it, hidden: a relief, or a curve."""
        if self.tours == 1:
            return CostCurve(self._stage, box, lambda: self.at if self.is_touring else None)
        self._relief = relief_with_room(self._stage, box, sketch=self.sketch, hidden=True)
        return self._relief

    def words(self, row: int) -> str:
        """Return the equation at a recorded row; empty for what is no line, whose equation is too long."""
        return self._written.words(own_params(self._run, self._run.params[row])) if self._written else ""

    def _sampled(self) -> float:
        """Return the cost at the tour's point, as the landscape was sampled."""
        scape = self._run.landscape
        return float(scape.height(self.at) if len(scape.y) else np.interp(self.at[0], scape.x, scape.loss))

    def _predicted(self, predict: Callable[[Array], Array], params: Array | None = None) -> Array:
        """Return predictions; those far outside the board are brought nearer, which is not seen."""
        with np.errstate(all="ignore"):
            found = predict(self.params if params is None else params)
        return np.asarray(np.clip(np.nan_to_num(found, nan=self._far), -self._far, self._far))

    def _away(self) -> Array:
        """Return how far the tour is from the run, in the landscape's axes."""
        scape, tour = self._run.landscape, self._tour.get_value()
        away = np.zeros(len(scape.axes))
        share = np.sin(2 * np.pi * tour)
        if tour >= self.tours or abs(share) < 1e-9:
            return away
        axis = len(away) - 1 - int(tour)
        grid, at = (scape.x, scape.y)[axis], scape.project(self._run.params[0])[axis]
        start = np.asarray(self._run.params[0])
        tilt = float(np.abs(self._curve(start + scape.axes[axis]) - self._curve(start)).max())
        reach = min(ACROSS * float(grid[-1] - grid[0]), HIGH * float(np.ptp(self.board.limits[1])) / max(tilt, 1e-300))
        room = (grid[-1] - at) if share > 0 else (at - grid[0])
        away[axis] = share * max(min(reach, 0.9 * float(room)), 0.0)
        return away

    def _picture(self) -> PixelMobject:
        """Return the points as a picture that is drawn once where the board stands, since there may be many."""
        kept: list[Any] = []
        style = self._stage.style

        def paint(pixels: Pixels, seen: float) -> None:
            if not kept or not np.array_equal(kept[1], self.board.corners):
                sheet = np.zeros_like(pixels)
                pen = pen_on(sheet)
                with pen.within(self.board.corners):
                    for place in self.board.place(np.stack([self._x, self._y], axis=-1)):
                        pen.dot(place, RADIUS if len(self._x) <= 300 else 0.6 * RADIUS, style.muted, rim=style.casing)
                left, low, right, high = self.board.pixels(pixels.shape)
                kept[:] = np.ascontiguousarray(sheet[high:low, left:right]), self.board.corners
            pen_on(pixels).image(kept[0], (self.board.corners[0, 0], self.board.corners[1, 1]), alpha=seen)

        return PixelMobject(paint, hidden=True)

    def _draw_squares(self, pen: Pen) -> None:
        style = self._stage.style
        color = style.classes[0]
        reached = self._predicted(self._at_points)
        squares = [self._square(int(index), float(reached[index])) for index in self.shown]
        # Where they cover the board many times over each is paler, so that each can be seen.
        area = np.prod(self.board.corners[1] - self.board.corners[0])
        crowd = max(
            1.0, sum(float(np.prod(np.abs(square[2] - square[0]))) for square in squares) / float(CROWDED * area)
        )
        for corners in squares:
            pen.polygon(corners, color, alpha=0.11 / crowd)
            pen.line(corners, color, 0.7, alpha=0.4 / np.sqrt(crowd), closed=True)
            pen.line(corners[[0, 3]], color, 1.2, alpha=0.9)
            pen.dot(corners[0], RADIUS, style.ink, rim=style.casing)

    def _draw_line(self, pen: Pen) -> None:
        style = self._stage.style
        self._draw_curve(pen, self._stage.between(self._run.params), style.accent, 2.8)
        tour = self._tour.get_value()
        if self.is_touring:
            with pen.faded(min(1.0, min(tour, self.tours - tour) / COMING)):
                self._draw_curve(pen, self.params, style.ink, 2.4)

    def _draw_best(self, pen: Pen) -> None:
        # Its dashes lie on the fitted curve, with which it may agree to a hair.
        for params in self._run.minima[:1]:
            places = self.board.place(np.stack([self._along, self._predicted(self._curve, params)], axis=-1))
            pen.line(places, self._stage.style.ink, 1.8, dash=(5, 5))

    def _draw_curve(self, pen: Pen, params: Array, color: str, width: float) -> None:
        if np.isfinite(params).all():
            places = self.board.place(np.stack([self._along, self._predicted(self._curve, params)], axis=-1))
            pen.line(places, self._stage.style.casing, width + 1.8, alpha=0.85)
            pen.line(places, color, width)

    def _equation_of(self) -> LineEquation | None:
        """Return the equation of the moment, or None for a curve, whose is too long."""
        if not model_of(self._run).straight:
            return None
        style, tour, values = self._stage.style, self._tour.get_value(), [own_params(self._run, self._run.params)]
        for leg in range(self.tours):
            for quarter in (0.25, 0.75):
                self._tour.set_value(leg + quarter)
                values.append(own_params(self._run, self.params)[None])
        self._tour.set_value(tour)
        room = float(np.ptp(self.board.corners[:, 0]))
        return LineEquation(self._stage, self._run, np.concatenate(values), (style.accent, style.ink), room)

    def _draw_equation(self, pen: Pen) -> None:
        """Write above the board the equation of the line that is measured, in its colour."""
        if self._written is None:
            return
        style, row = self._stage.style, int(self._run.row(self._stage.step.get_value()) + 1e-6)
        params = self.params if self.is_touring else self._run.params[row]
        at = np.array([self.board.corners[0, 0], self.board.corners[1, 1] + scene_units(ABOVE)])
        color = style.ink if self.is_touring else style.accent
        self._written.draw(pen, at, own_params(self._run, params), color)
