"""A board: flat axes in a box of the frame, and what is drawn on them."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import ContourGenerator, FillType, contour_generator
from manim import DOWN, LEFT, RIGHT, UP, Mobject, Rectangle, VGroup, VMobject, config
from numpy.typing import NDArray

from gdviz.analysis.bands import band_bounds, depth_of
from gdviz.analysis.boxes import Share
from gdviz.analysis.framing import is_to_scale
from gdviz.analysis.slices import names_of_axes
from gdviz.landscapes.landscape import Landscape
from gdviz.pens.pen import Pen
from gdviz.stage.flights import Written
from gdviz.stage.painted import PenMobject, PixelMobject, Pixels, pen_on
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points, title
from gdviz.style.colors import ramp
from gdviz.style.themes import BANDS, HAIRLINES
from gdviz.style.ticks import round_numbers, words_of

Array = NDArray[np.float64]
# In points: numbers and names at axes, and how far they stand off.
NUMBER, NAME, OFF = 10.5, 11.0, 4.5


class Board:
    """Axes over a box of the frame.

    Parameters
    ----------
    stage
        The scene.
    box
        Where they go, as a share of the frame.
    limits
        ((x0, x1), (y0, y1)) in the units of what is shown.
    names
        Of the two axes; empty for none.
    ticks
        About how many numbers stand at each axis; 0 for none.
    rows
        The numbers that stand at the second axis, where they are not chosen so.
    equal
        Whether a unit is as long on both axes; the board then fills as much of its box as it can, at its middle.
    least
        Which share of the page it takes at least: where it would be smaller, a unit is not as long on both axes.
    whole
        Whether the box holds numbers and names too, and not the axes alone.

    Attributes
    ----------
    frame
        The mobject to add: an outline, numbers and names.
    corners
        ((left, low), (right, high)) in scene units.
    written
        For each axis its numbers, and last its name: in words, and the part of the frame.
    """

    def __init__(
        self,
        stage: Stage,
        box: Share,
        limits: Array,
        *,
        names: Sequence[str] = ("", ""),
        ticks: int = 5,
        rows: Sequence[float] | None = None,
        equal: bool = False,
        least: float = 0.0,
        whole: bool = False,
    ) -> None:
        self._stage, self.limits, self._rows = stage, np.asarray(limits, float), rows
        self._is_equal, self._least = equal, least
        self.written: tuple[list[Written], list[Written]] = ([], [])
        self._fill(box)
        self.frame = self._axes(names, ticks)
        if whole:
            # What sticks out of the axes at each side is known once they are drawn.
            self._fill(self.room_in(box, self.frame))
            self.frame = self._axes(names, ticks)

    def room_in(self, box: Share, drawn: Mobject) -> Share:
        """Return the box for the axes alone, so that what is drawn about them, as it is now, fits into a box."""
        outer = np.stack([drawn.get_corner(side)[:2] for side in (DOWN + LEFT, UP + RIGHT)])
        return Share(*(box.corners + (self.corners - outer) / _frame()).ravel().tolist())

    def _fill(self, box: Share) -> None:
        """Put the axes into a box."""
        corners = (box.corners - 0.5) * _frame()
        if self._is_equal:
            sides, span = corners[1] - corners[0], self.limits[:, 1] - self.limits[:, 0]
            room, sides = sides, span * (sides / span).min()
            sides = np.minimum(sides * max(self._least * float(_frame().prod() / sides.prod()), 1.0), room)
            corners = corners.mean(axis=0) + np.array([[-0.5], [0.5]]) * sides
        # On whole pixels, so that a picture in it and its frame meet.
        size, pixel = _frame(), config.pixel_width / config.frame_width
        self.corners = np.rint((corners + size / 2) * pixel) / pixel - size / 2

    @classmethod
    def over(cls, stage: Stage, box: Share, landscape: Landscape, **options: Any) -> "Board":
        """Return a board over all of a landscape of two parameters, to scale unless that is long and thin."""
        limits = np.array([landscape.x[[0, -1]], landscape.y[[0, -1]]])
        names = names_of_axes(stage.shown, landscape)
        return cls(stage, box, limits, **{"equal": is_to_scale(landscape), "names": names, **options})

    def place(self, at: Array) -> Array:
        """Return scene coordinates, shape (..., 3), of points (..., 2) in the axes' units."""
        share = (at - self.limits[:, 0]) / (self.limits[:, 1] - self.limits[:, 0])
        flat = self.corners[0] + share * (self.corners[1] - self.corners[0])
        return np.concatenate([flat, np.zeros((*flat.shape[:-1], 1))], axis=-1)

    def draw(self, draw: Callable[[Pen], None], *, hidden: bool = False, clip: bool = True) -> PenMobject:
        """Return a mobject that draws inside the board in every frame."""

        def inside(pen: Pen) -> None:
            with pen.within(self.corners):
                draw(pen)

        return PenMobject(inside if clip else draw, hidden=hidden)

    def curve(self, x: Array, y: Array, color: str, width: float, **options: Any) -> VMobject:
        """Return a graph, cut at the board's lower and upper edges, as a mobject that `Create` can draw."""
        places = self.place(np.stack([x, y], axis=-1))
        (_, low), (_, high) = self.corners
        inside = (places[:, 1] >= low) & (places[:, 1] <= high)
        made = VMobject(stroke_color=color, stroke_width=100 * points(width), **options)
        cuts = np.flatnonzero(np.diff(inside)) + 1
        for piece, seen in zip(np.split(places, cuts), inside[[0, *cuts]], strict=True):
            if seen and len(piece) > 1:
                made.start_new_path(piece[0])
                made.add_points_as_corners(piece[1:])
        return made

    def field(self, landscape: Landscape, *, hidden: bool = False) -> PixelMobject:
        """Return the landscape as pale bands with hairlines between them, as the contour figure shows it.

        It is drawn once, and then laid down.
        """
        kept: list[Pixels] = []

        def paint(pixels: Pixels, seen: float) -> None:
            if not kept:
                sheet = np.zeros_like(pixels)
                self._draw_field(pen_on(sheet), landscape)
                left, low, right, high = self.pixels(pixels.shape)
                kept.append(np.ascontiguousarray(sheet[high:low, left:right]))
            pen_on(pixels).image(kept[0], (self.corners[0, 0], self.corners[1, 1]), alpha=seen)

        return PixelMobject(paint, hidden=hidden)

    def pixels(self, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
        """Return the board's left, lower, right and upper edge in rows and columns of the picture."""
        height, width = shape[:2]
        pixel = width / config.frame_width
        (left, low), (right, high) = self.corners * pixel
        return (
            round(left + width / 2),
            round(height / 2 - low),
            round(right + width / 2),
            round(height / 2 - high),
        )

    def _draw_field(self, pen: Pen, landscape: Landscape) -> None:
        style = self._stage.style
        colors = np.rint(255 * ramp(style.field, BANDS)).astype(int)
        bands = contour_generator(landscape.x, landscape.y, depth_of(landscape), fill_type=FillType.OuterOffset)
        with pen.within(self.corners):
            for bound, color in zip(band_bounds(), colors, strict=False):
                # Each band goes under all higher ones, so that no seam is left between two.
                filled: Any = bands.filled(bound or -1.0, 2.0)
                rings = [
                    self.place(outer[a:b]) for outer, offsets in zip(*filled, strict=True) for a, b in pairwise(offsets)
                ]
                pen.region(rings, "#{:02x}{:02x}{:02x}".format(*color))
        self._draw_lines(pen, bands, HAIRLINES)

    def draw_hairlines(self, pen: Pen, landscape: Landscape, alpha: float) -> None:
        """Draw the lines between the bands of a landscape."""
        self._draw_lines(pen, contour_generator(landscape.x, landscape.y, depth_of(landscape)), alpha)

    def _draw_lines(self, pen: Pen, bands: ContourGenerator, alpha: float) -> None:
        with pen.within(self.corners):
            for bound in band_bounds()[1:-1]:
                lines: Any = bands.lines(bound)
                for line in lines:
                    pen.line(self.place(line), self._stage.style.ink, 0.5, alpha=alpha)

    def _axes(self, names: Sequence[str], ticks: int) -> VGroup:
        style = self._stage.style
        width, height = self.corners[1] - self.corners[0]
        frame = Rectangle(width=width, height=height, color=style.grid, stroke_width=1.5)
        parts = VGroup(frame.move_to(np.append(self.corners.mean(axis=0), 0)))
        self.written = ([], [])
        for axis, towards in ((0, DOWN), (1, LEFT)):
            numbers = VGroup()
            low, high = self.limits[axis]
            chosen = round_numbers(low, high, ticks) if ticks else []
            chosen = list(self._rows) if axis and self._rows is not None else chosen
            for value, words in zip(chosen, words_of(chosen), strict=True):
                at = self.limits[:, 0].copy()
                at[axis] = value
                made = self._stage.text(words, NUMBER, color=style.muted)
                numbers.add(made.next_to(self.place(at), towards, buff=points(OFF)))
                self.written[axis].append((words, made))
            parts.add(*numbers)
            if names[axis]:
                parts.add(self._name(names[axis], axis, frame, numbers if len(numbers) else frame))
                self.written[axis].append((names[axis], parts[-1]))
        return parts

    def _name(self, words: str, axis: int, frame: Mobject, beside: Mobject) -> VGroup:
        """Return the name of an axis below its numbers, or left of them: no longer than the axis, else cut off."""
        room = float(np.ptp(self.corners[:, axis]))
        name = title(self._stage.style, words, NAME, room, least=NUMBER, most=1, bold=False).rotate(axis * np.pi / 2)
        name.next_to(beside, LEFT if axis else DOWN, buff=points(1.5 * OFF))
        name.move_to(frame.get_center(), coor_mask=np.array([axis == 0, axis == 1, 0]))
        return name


def _frame() -> Array:
    return np.array([config.frame_width, config.frame_height])
