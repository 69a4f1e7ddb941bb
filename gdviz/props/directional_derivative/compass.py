"""A direction that turns about a point of a relief: the slice of the surface that way, its tangent, and its slope."""

from typing import Any

import numpy as np
from manim import ValueTracker
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.analysis.directional_derivative import Directions, level_lines
from gdviz.analysis.placement import is_covered
from gdviz.landscapes.scale import Scale
from gdviz.languages import said, to_say
from gdviz.pens.pen import Pen
from gdviz.relief.camera import Camera
from gdviz.relief.sketch import Sketch
from gdviz.relief.solid import HEIGHT
from gdviz.stage.lettering import Label
from gdviz.stage.numbered import relief_with_room
from gdviz.stage.painted import PenMobject, animated
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

Array = NDArray[np.float64]
# In half sides of the base: how long the arrow is at most, and how high or low its tangent may lead.
REACH, RISE = 0.48, 0.48
# The same for how high the slice is above the point, and the height above which neither leads if it can be helped.
ABOVE, HIGHEST = 0.5, HEIGHT + 0.2
# How far the slice goes either way, and where words stand, in arrows.
SLICE, WORDS = 1.5, 1.22
# The point's radius, in half sides of the base.
DOT = 0.026
ELEVATION = 36.0
# How large the names of directions are, in points.
NAMED = 13.0
NAMES = {"up": "∇f", "level": to_say("level"), "down": "−∇f"}
_TURN = np.radians(np.linspace(0, 360, 73))
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=-1)


class Compass:
    """The slopes of f in every direction at the start of the first run, and how they look on its relief.

    Attributes
    ----------
    at, steepest, uphill, slope, way
        The point (2,), and its slopes; see gdviz.analysis.directional_derivative.
    phi
        The direction that is shown, in degrees: a tracker; whole turns do not count.
    marks
        For each of the directions `named`, how much its mark is seen: trackers.
    relief, words
        The mobjects to add: the relief with all that is on it, and the words at its marks.
    """

    def __init__(self, stage: Stage, box: Share) -> None:
        self._stage = stage
        here = Directions.of(stage.run)
        self.at, self.steepest, self.uphill = here.at, here.steepest, here.uphill
        self.slope, self.way = here.slope, here.way
        self.phi, self._seen = ValueTracker(0), ValueTracker(0)
        self.named = {"up": self.uphill, "level": self.uphill + 90, "down": self.uphill + 180}
        self.marks = {name: ValueTracker(0) for name in self.named}
        camera = Camera(elevation=ELEVATION, orbit=0)
        self.relief = relief_with_room(stage, box, camera=camera, sketch=self.draw, moving=False)
        diorama = self.relief.diorama
        self._base = diorama.relief.place(self.at)
        self._unit = diorama.relief.place(self.at + np.eye(2)) - self._base
        self.per_loss = HEIGHT * steepness(diorama.scale, float(stage.run.loss[0]))
        self._top = diorama.relief.drape(self._base)
        rise = float(np.clip(HIGHEST - self._top[2], 0.4 * RISE, RISE))
        self.length = min(REACH / float(self._unit.max()), rise / max(self.per_loss * self.steepest, 1e-300))
        self._level = self._contour()
        colors = {"up": stage.style.accent, "level": stage.style.classes[0], "down": stage.style.accent}
        self._labels = {name: Label(stage, said(NAMES[name]), NAMED, color=colors[name], bold=True) for name in NAMES}
        self._name = Label(stage, "u", 13, bold=True)
        self.words = PenMobject(self._write)

    @property
    def angle(self) -> float:
        """The direction that is shown, from 0 to 360 degrees."""
        return float(self.phi.get_value() % 360)

    def appear(self) -> Any:
        """Return the animation in which the slice comes in."""
        return animated(self._seen, 1.0)

    def turn(self, degrees: float, **options: Any) -> Any:
        """Return the animation that turns the direction on by so much."""
        return animated(self.phi, self.phi.get_value() + degrees, **options)

    def turn_to(self, name: str, **options: Any) -> Any:
        """Return the animation that turns it on to one of the directions `named`."""
        return self.turn((self.named[name] - self.phi.get_value()) % 360, **options)

    def mark(self, name: str) -> Any:
        """Return the animation in which one of the directions `named` is marked."""
        return animated(self.marks[name], 1.0)

    def world(self, way: Array, slope: Array | float = 0.0) -> Array:
        """Return world points (..., 3) an arrow's length along ways (..., 2): level, or on the tangent of a slope."""
        flat = self._base + self.length * way @ self._unit
        rise = self._top[2] + np.broadcast_to(self.per_loss * self.length * np.asarray(slope), flat.shape[:-1])
        return np.concatenate([flat, rise[..., None]], axis=-1)

    def draw(self, sketch: Sketch) -> None:
        """Draw the slice, the level disc, the arrow and its tangent."""
        style, seen = self._stage.style, self._seen.get_value()
        level = self.marks["level"].get_value()
        if level > 0 and len(self._level):
            sketch.line(self._level, style.casing, 4.4, alpha=0.85 * level)
            sketch.line(self._level, style.classes[0], 2.2, alpha=level)
        if seen > 0:
            self._slice(sketch, seen)
            self._arrows(sketch, seen)
        dot = self._top + DOT * _CIRCLE @ sketch.view.basis[:2]
        sketch.polygon(self._top + 1.4 * (dot - self._top), style.casing)
        sketch.polygon(dot, style.ink)

    def _slice(self, sketch: Sketch, seen: float) -> None:
        """Draw the plane that cuts the surface, above it, and the cut."""
        style, relief = self._stage.style, self.relief.diorama.relief
        along = np.linspace(-SLICE, SLICE, 81)[:, None] * self.way(self.angle)
        flat = self._base + seen * self.length * along @ self._unit
        flat = flat[relief.inside(flat)]
        cut = relief.drape(flat)
        top = max(min(self._top[2] + ABOVE, HIGHEST), float(cut[:, 2].max()))
        above = np.concatenate([flat, np.full((len(flat), 1), top)], axis=1)
        sketch.polygon(np.concatenate([cut, above[::-1]]), style.ink, alpha=0.17 * seen)
        sketch.line(above[[0, -1]], style.ink, 0.9, alpha=0.5 * seen, through=1.0)
        for side in (0, -1):
            sketch.line(np.linspace(cut[side], above[side], 12), style.ink, 0.9, alpha=0.5 * seen, through=1.0)
        sketch.line(cut, style.casing, 4.2, alpha=0.85 * seen)
        sketch.line(cut, style.ink, 2.0, alpha=seen)

    def _arrows(self, sketch: Sketch, seen: float) -> None:
        """Draw the level disc with the arrow on it, the tangent, and how far it rises."""
        style = self._stage.style
        rim = self.world(seen * _CIRCLE)
        sketch.polygon(rim, style.ink, alpha=0.10 * seen)
        sketch.line(rim, style.ink, 1.1, alpha=0.75 * seen, through=0.6)
        self._named_ways(sketch)
        way, slope = self.way(self.angle), float(self.slope(self.angle))
        foot, tip = self.world(seen * way), self.world(seen * way, seen * slope)
        back = self.world(-seen * way, -seen * slope)
        tangent = np.linspace(back, tip, 40)
        for color, width in ((style.casing, 4.8), (style.accent, 2.6)):
            sketch.line(tangent, color, width, alpha=seen, through=1.0)
        rise = np.linspace(foot, tip, 16)
        sketch.line(rise, style.casing, 4.4, alpha=0.85 * seen, through=1.0)
        sketch.line(rise, style.accent, 2.2, alpha=seen, through=1.0)
        sketch.arrow(self._top, foot, style.ink, 3.0, casing=style.casing, through=1.0)

    def _named_ways(self, sketch: Sketch) -> None:
        """Draw on the disc the arrows and the line that bear names."""
        style = self._stage.style
        for name, degrees in self.named.items():
            seen, way = self.marks[name].get_value(), self.way(degrees)
            if seen <= 0:
                continue
            end = self.world(seen * way)
            if name == "level":
                across = np.linspace(self.world(-seen * way), end, 24)
                sketch.line(across, style.classes[0], 1.8, alpha=seen, through=1.0)
            else:
                sketch.arrow(self._top, end, style.accent, 2.2, casing=style.casing, through=1.0)

    def _write(self, pen: Pen) -> None:
        """Write beside the arrow what it is called, and at the rim of the disc which way is which."""
        arrow = self.relief.spot(pen, np.stack([self._top, self.world(self.way(self.angle))]))
        along = arrow[1] - arrow[0]
        aside = points(11) * np.array([along[1], -along[0]]) / max(float(np.hypot(*along)), 1e-9)
        # Beside the arrow, on its other side where a direction's name stands.
        sides = [arrow[0] + 0.6 * along + way * aside for way in (1, -1)]
        place = next((side for side in sides if not self._is_named(pen, side)), sides[0])
        with pen.faded(self._seen.get_value()):
            self._name.draw(pen, place, align=(0.5, 0.5), cased=True)
        for name, degrees in self.named.items():
            seen = self.marks[name].get_value()
            if seen > 0:
                place, align = self.stand(pen, degrees)
                with pen.faded(seen):
                    self._labels[name].draw(pen, place, align=align, cased=True)

    def _is_named(self, pen: Pen, middle: Array) -> bool:
        """Return whether the name of a direction stands where the arrow's would, about a middle."""
        for name, degrees in self.named.items():
            label, (place, align) = self._labels[name], self.stand(pen, degrees)
            size = np.array([label.width, label.height])
            reach = (size + np.array([self._name.width, self._name.height])) / 2 + points(1)
            if self.marks[name].get_value() > 0 and is_covered(place + (0.5 - np.array(align)) * size, middle, reach):
                return True
        return False

    def stand(self, pen: Pen, degrees: float) -> tuple[Array, tuple[float, float]]:
        """Return where on the page the name of a direction stands, and the point of its box that lies there."""
        centre, place = self.relief.spot(pen, np.stack([self._top, self.world(WORDS * self.way(degrees))]))
        side = np.clip((place - centre) / points(40), -1, 1)
        return place, ((1 - float(side[0])) / 2, (1 - float(side[1])) / 2)

    def _contour(self) -> Array:
        """Return the line (n, 3) on the surface along which f is what it is at the point."""
        relief = self.relief.diorama.relief
        lines = level_lines(self.relief.diorama.landscape, self.at)
        if not lines:
            return np.empty((0, 3))
        near = min(lines, key=lambda line: float(np.hypot(*(relief.place(line) - self._base).T).min()))
        return relief.drape(relief.place(near))


def steepness(scale: Scale, loss: float) -> float:
    """Return the derivative of a scale's depth by the loss, at a loss that it does not cut off."""
    span = scale.high - scale.low
    if not scale.decades:
        return 1 / span
    share = min(max((loss - scale.low) / span, 0.0), 1.0)
    most = 10**scale.decades
    return float(most / (1 + most * share) / np.log1p(most) / span)
