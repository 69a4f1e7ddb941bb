"""What stands on a stage: counters, the relief, a scatter of points with its boundary. All follow the stage's clock."""

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import DOWN, LEFT, Dot, Line, Rectangle, Square, ValueTracker, VGroup, VMobject, config, smooth
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from gdviz.boundary import Bands, box_around, clipped_line, feature_names
from gdviz.diorama import Diorama, cells_for
from gdviz.relief import View
from gdviz.stage import MARGIN, Painted, Pixels, Stage, animated
from gdviz.style import tick

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]


class Counter(VGroup):
    """A label, and a value below it, in columns of equal width; its figures are made once and placed each frame."""

    SIGNS = "0123456789.,−e%∞"

    def __init__(self, stage: Stage, label: str, value: Callable[[], str], slots: int = 10) -> None:
        # Each sign is set beside a nought, which tells where the line is that it stands on and the middle of its
        # column.
        pairs = {sign: stage.text(f"0{sign}", 18, bold=True) for sign in self.SIGNS}
        self._signs = {sign: self._outline(pair) for sign, pair in pairs.items()}
        self._column = pairs["0"][1].get_center()[0] - pairs["0"][0].get_center()[0]
        self._value = value
        self.label = stage.text(label, 11, color=stage.style.muted)
        self.cells = VGroup(
            *(VMobject(fill_color=stage.style.ink, fill_opacity=1, stroke_width=0) for _ in range(slots))
        )
        super().__init__(self.label, self.cells)
        self.cells.add_updater(lambda _: self._set())

    @staticmethod
    def _outline(pair: VMobject) -> Array:
        """Return the outline of the second sign of a pair: the origin on the line, below the sign's middle."""
        points = np.concatenate([part.points for part in pair[1:].family_members_with_points()])
        middle = (points[:, 0].min() + points[:, 0].max()) / 2
        return points - [middle, pair[0].get_bottom()[1], 0]

    def _set(self) -> None:
        x, line = self.label.get_left()[0], self.label.get_bottom()[1] - 0.52
        for cell, sign in zip(self.cells, self._value().ljust(len(self.cells)), strict=False):
            cell.clear_points()
            if sign not in self._signs:
                continue
            advance = self._column * {".": 0.5, ",": 0.5, "%": 1.4, "∞": 1.4}.get(sign, 1.0)
            cell.set_points(self._signs[sign] + [x + advance / 2, line, 0])
            x += advance


def stack(*counters: Counter) -> VGroup:
    """Return counters above one another at the lower left."""
    corner = np.array([-config.frame_width / 2 + MARGIN, -config.frame_height / 2 + 1.2, 0])
    for i, counter in enumerate(reversed(counters)):
        counter.label.move_to(corner + np.array([0, 1.08 * i, 0]), aligned_edge=DOWN + LEFT)
        counter.cells.update()
    return VGroup(*counters)


class ReliefProp:
    """The landscape as a relief, with the runs' paths and balls at the clock's step.

    Parameters
    ----------
    stage
        The scene.
    box
        Where it goes, as shares (left, low, right, high) of the frame.

    Attributes
    ----------
    painted
        The mobject to add.
    """

    def __init__(self, stage: Stage, box: Box) -> None:
        self._stage = stage
        self._diorama = Diorama(stage.shown, stage.style, cells=cells_for(config.pixel_height))
        self._turn = ValueTracker(0)
        self._box = box
        self._renderer: RendererAgg | None = None
        self._last: tuple[View, Pixels, Pixels] | None = None
        self.painted = Painted(self._paint)

    def orbit(self) -> Any:
        """Return the animation that takes the camera along its way."""
        return animated(self._turn, 1, smooth)

    def _paint(self, pixels: Pixels) -> None:
        height, width = pixels.shape[:2]
        if self._renderer is None:
            left, low, right, high = self._box
            self._renderer = RendererAgg(width, height, 72)
            box = (left * width, low * height, right * width, high * height)
            self._easel = self._diorama.easel(self._renderer, box, unit=min(width / 576, height / 324))
        picture = np.asarray(self._renderer.buffer_rgba())
        view = self._diorama.view(self._turn.get_value())
        if self._last is not None and self._last[0] == view and np.array_equal(self._last[1], pixels):
            picture[:] = self._last[2]
        else:
            picture[:] = pixels
            self._diorama.paint_still(self._easel, view)
            self._last = (view, pixels.copy(), picture.copy())
        step = self._stage.step.get_value()
        self._diorama.paint_moving(self._easel, view, [step] * len(self._diorama.tracks))
        pixels[:] = picture


class Scatter:
    """Points of two classes on axes, with the boundary of the first run at the clock's step and the pale field behind.

    Parameters
    ----------
    stage
        The scene; its first run is a linear classifier over two features.
    box
        Where the axes go, as shares (left, low, right, high) of the frame.

    Attributes
    ----------
    field, frame, classes, line
        The mobjects to add: the field, the axes, a group of points for each class, the boundary.
    """

    def __init__(self, stage: Stage, box: Box) -> None:
        self._stage = stage
        self._seen = ValueTracker(0)
        style, run = stage.style, stage.run
        points, labels = run.data["X"], run.data["y"]
        self._params = run.params
        self._limits = box_around(points, [run.params[0]])
        self._box = box
        self._colors = np.rint(255 * style.class_bands).astype(np.uint8)
        self._bands: Bands | None = None
        self.field = Painted(self._paint)
        self.frame = self._axes(stage)
        self.classes = [
            VGroup(
                *(self._point(point, label, style.classes[label], style.casing) for point in points[labels == label])
            )
            for label in (0, 1)
        ]
        casing, line = Line(stroke_color=style.casing, stroke_width=9), Line(stroke_color=style.accent, stroke_width=5)
        self.line = VGroup(casing, line)
        self.line.add_updater(lambda _: self._turn())
        self._turn()

    def unveil(self) -> Any:
        """Return the animation that lets the field be seen."""
        return animated(self._seen, 1, smooth)

    def place(self, points: Array) -> Array:
        """Return scene coordinates, shape (..., 3), of points (..., 2) in the features' units."""
        share = (points - self._limits[:, 0]) / (self._limits[:, 1] - self._limits[:, 0])
        left, low, right, high = self._box
        x = (left + share[..., 0] * (right - left) - 0.5) * config.frame_width
        y = (low + share[..., 1] * (high - low) - 0.5) * config.frame_height
        return np.stack([x, y, np.zeros_like(x)], axis=-1)

    def _point(self, point: Array, label: int, color: str, rim: str) -> VMobject:
        made = Dot(radius=0.07) if label == 0 else Square(0.12)
        return made.set_fill(color, 1).set_stroke(rim, 1).move_to(self.place(point))

    def _axes(self, stage: Stage) -> VGroup:
        """Return the frame with a few numbers and the features' names."""
        style = stage.style
        corners = self.place(self._limits.T)
        width, height, _ = corners[1] - corners[0]
        frame = Rectangle(width=width, height=height, color=style.grid, stroke_width=1.5).move_to(corners.mean(axis=0))
        parts = VGroup(frame)
        for axis, towards in ((0, DOWN), (1, LEFT)):
            low, high = self._limits[axis]
            for value in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high):
                if low <= value <= high:
                    at = self._limits[:, 0].copy()
                    at[axis] = value
                    number = stage.text(tick(value), 9, color=style.muted)
                    parts.add(number.next_to(self.place(at), towards, buff=0.12))
            name = stage.text(feature_names(stage.run.problem)[axis], 10.5).rotate(axis * np.pi / 2)
            parts.add(name.next_to(frame, towards, buff=0.42))
        return parts

    def _turn(self) -> None:
        ends = clipped_line(self._stage.between(self._params), self._limits)
        for line in self.line:
            if np.isfinite(ends).all():
                line.set_opacity(line.get_stroke_opacity() or 1).put_start_and_end_on(*self.place(ends))
            else:
                line.set_opacity(0)

    def _paint(self, pixels: Pixels) -> None:
        if self._seen.get_value() <= 0:
            return
        height, width = pixels.shape[:2]
        left, low, right, high = self._box
        columns = slice(round(left * width), round(right * width))
        rows = slice(round((1 - high) * height), round((1 - low) * height))
        part = pixels[rows, columns, :3]
        if self._bands is None:
            self._bands = Bands(self._limits, part.shape[:2], len(self._colors))
        field = self._colors[self._bands(self._stage.between(self._params))[::-1]]
        seen = self._seen.get_value()
        part[:] = field if seen >= 1 else np.rint(seen * field + (1 - seen) * part).astype(np.uint8)
