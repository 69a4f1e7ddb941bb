"""The tangent plane of a relief under the ball, with the way straight down."""

from itertools import pairwise
from typing import Any

import numpy as np
from manim import ValueTracker

from gdviz.relief.sketch import Sketch
from gdviz.relief.tangent import TouchingPlane
from gdviz.stage.painted import animated
from gdviz.stage.relief import ReliefProp
from gdviz.stage.stage import Stage

# Half a side of the plane, and how long the arrow is at most, in half sides of the base.
HALF, REACH = 0.28, 0.40


class TangentPlane:
    """The plane that touches the surface where the first run is, and an arrow straight down it.

    The arrow's length goes with the slope as it is drawn; `appear` and `vanish` return animations.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._seen = ValueTracker(0)
        self._relief: ReliefProp | None = None

    def appear(self, relief: ReliefProp) -> Any:
        """Return the animation in which the plane grows at the ball."""
        self._relief = relief
        return animated(self._seen, 1.0)

    def vanish(self) -> Any:
        """Return the animation after which it is gone."""
        return animated(self._seen, 0.0)

    def draw(self, sketch: Sketch) -> None:
        """Draw it as one view sees it."""
        seen = self._seen.get_value()
        if seen <= 0 or self._relief is None:
            return
        style, diorama = self._stage.style, self._relief.diorama
        relief, track = diorama.relief, diorama.tracks[0]
        step = self._stage.step.get_value()
        if track.is_gone(step):
            return
        foot = relief.place(track.at(step))
        plane = TouchingPlane.at(relief, foot)
        corners = plane.patch(seen * HALF)
        sketch.polygon(corners, style.ink, alpha=0.20 * seen)
        outline = np.concatenate([corners, corners[:1]])
        edges = np.concatenate([np.linspace(a, b, 30) for a, b in pairwise(outline)])
        sketch.line(edges, style.ink, 1.3, alpha=0.9 * seen, through=0.35)
        sketch.ball(diorama.ball(track, step), diorama.looks[0])
        tail = plane.touch + plane.normal * 0.02
        tip = tail + seen * REACH * min(plane.slope, 1.0) * plane.downhill
        sketch.arrow(tail, tip, style.ink, 2.6, casing=style.casing, through=1.0)
