"""The landscape as a relief: the diorama, filmed by a camera that may move, with things of the scene's own on it."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import ValueTracker, config
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.pens.pen import Pen, point_on
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.relief.sketch import Sketch
from gdviz.relief.view import View
from gdviz.runs.run import Run
from gdviz.stage.fates import Fates
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PixelMobject, Pixels, animated, pen_on
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points

Array = NDArray[np.float64]


class ReliefProp(PixelMobject):
    """The landscape as a relief, with the runs' paths and balls at the clock's step.

    Parameters
    ----------
    stage
        The scene.
    box
        Where it goes, as a share of the frame.
    runs
        Those that are shown; the stage's unless given.
    camera
        How it is filmed; one that chooses for itself unless given.
    steps
        Gives the step of each run, nan for one that is not shown; the clock's for all unless given.
    sketch
        Draws more on it in every frame, above the paths.
    moving
        Whether paths and balls are painted.

    Attributes
    ----------
    diorama
        What is filmed: its `relief` knows where things are in the world.
    """

    def __init__(
        self,
        stage: Stage,
        box: Share,
        *,
        runs: Sequence[Run] = (),
        camera: Camera | None = None,
        steps: Callable[[], Sequence[float]] | None = None,
        sketch: Callable[[Sketch], None] | None = None,
        moving: bool = True,
        hidden: bool = False,
    ) -> None:
        super().__init__(self._film, hidden=hidden)
        self.diorama = Diorama(runs or stage.shown, stage.style, cells=cells_for(config.pixel_height), camera=camera)
        self._stage, self._box, self._sketch, self._moving = stage, box, sketch, moving
        self.room = box
        self._steps = steps or (lambda: [stage.step.get_value()] * len(self.diorama.tracks))
        tracks, looks = self.diorama.tracks, self.diorama.looks
        self._notes = [Label(stage, note, 9.5, color=stage.style.muted) for note in self.diorama.notes]
        corners = (box.corners - 0.5) * [config.frame_width, config.frame_height]
        self._fates = [Fates(stage, track, look.color, corners) for track, look in zip(tracks, looks, strict=True)]
        self._turn = ValueTracker(0)
        self._renderer: RendererAgg | None = None
        self._last: tuple[View, Pixels, Pixels] | None = None

    def orbit(self, share: float = 1.0, **options: Any) -> Any:
        """Return the animation that takes the camera to a share of its way."""
        return animated(self._turn, share, **options)

    def spot(self, pen: Pen, at: Array) -> Array:
        """Return where world points (..., 3) are on the page (..., 2), in scene units; nan until it is painted."""
        if self._renderer is None:
            return np.full(at[..., :2].shape, np.nan)
        view = self.diorama.view(self._turn.get_value())
        return np.asarray(self._easel.pixels(view.project(at)) / pen.scale - pen.page / 2)

    def _film(self, pixels: Pixels, seen: float) -> None:
        height, width = pixels.shape[:2]
        if self._renderer is None:
            self._renderer = RendererAgg(width, height, 72)
            (left, low), (right, high) = self._box.corners * [width, height]
            box = (left, low, right, high)
            self._easel = self.diorama.easel(self._renderer, box, unit=point_on(width, height))
            self._picture = np.asarray(self._renderer.buffer_rgba())
        view = self.diorama.view(self._turn.get_value())
        # Agg keeps colours apart from opacity and Cairo mixes them in: they are the same where the page is opaque.
        page = np.zeros_like(pixels) if self._stage.style.transparent else pixels
        if self._last is not None and self._last[0] == view and np.array_equal(self._last[1], page):
            self._picture[:] = self._last[2]
        else:
            self._picture[:] = page
            self.diorama.paint_still(self._easel, view)
            self._last = (view, page.copy(), self._picture.copy())
        if self._moving:
            self.diorama.paint_moving(self._easel, view, self._steps())
        if self._sketch is not None:
            self._sketch(Sketch(self._easel, self.diorama, view))
        if seen >= 1 and page is pixels:
            pixels[:] = self._picture
        else:
            laid = self._picture.copy()
            if page is not pixels:
                laid[..., :3] = np.rint(laid[..., :3] * (laid[..., 3:] / 255))
            pen_on(pixels).image(laid, (-config.frame_width / 2, config.frame_height / 2), alpha=seen)
        if seen >= 1:
            self._write(pen_on(pixels), view)

    def _write(self, pen: Pen, view: View) -> None:
        """Write the notes on the heights, and how runs left the frame where they did."""
        corner = np.array([self._box.right * config.frame_width, self._box.low * config.frame_height]) - pen.page / 2
        for i, note in enumerate(reversed(self._notes)):
            note.draw(pen, corner + np.array([0, points(4 + 13 * i)]), align=(1, 0))
        if not self._moving:
            return
        for track, fates, step in zip(self.diorama.tracks, self._fates, self._steps(), strict=True):
            if not np.isnan(step) and track.fate_at(step):
                foot = self.diorama.relief.place(track.at(step) if track.left is None else track.exit())
                at = self._easel.pixels(view.project(self.diorama.relief.drape(foot))) / pen.scale - pen.page / 2
                fates.draw(pen, step, at + np.array([0, points(10)]), (0, 0))
