"""The landscape as a relief: the diorama, filmed by a camera that may move, with things of the scene's own on it."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from manim import FadeIn, ValueTracker, config, rush_into
from manim.utils.rate_functions import smoothstep
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from gdviz.analysis.boxes import Share
from gdviz.pens.agg import Easel
from gdviz.pens.pen import Pen, point_on
from gdviz.relief.camera import Camera, raised, turned
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.relief.rulers import TICKS
from gdviz.relief.sketch import Sketch
from gdviz.relief.view import View
from gdviz.runs.run import Run
from gdviz.stage import typeset
from gdviz.stage.board import Board
from gdviz.stage.fates import Fates
from gdviz.stage.flights import Written, flown
from gdviz.stage.lettering import Label
from gdviz.stage.painted import PixelMobject, Pixels, animated, pen_on
from gdviz.stage.stage import Stage
from gdviz.stage.trust import above
from gdviz.stage.typeset import points

Array = NDArray[np.float64]
# How fast what is said of the heights goes when the camera goes up, and by how much less it is near on its way.
LEAVING, BACK = 5.0, 0.2
# It turns by no more than this on its way up, in degrees a second, and takes so many seconds at least.
TURNING, RISING = 36.0, 2.2
# The greatest speed of a move that goes as `smoothstep`, in mean ones.
STEEPEST = 1.5
# How long names of axes are at most: this share of what the box's width has above so many points, for longer ones would
# leave a small relief; but at least so many points, where a word or two are whole.
NAMED, BARE, WHOLE = 0.36, 128.0, 58.0

# How many rows of pages are compared at once.
ROWS = 128


class KeptStill:
    """What was painted of what does not move, as long as the view rests; of a moving one nothing is kept."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._page: Pixels | None = None
        self._painted: Pixels | None = None

    def lay(self, page: Pixels, view: View) -> bool:
        """Lay it over a page, and return whether there is such of this view over this page."""
        rests, self._view = view == self._view, view
        if not rests:
            self._page = self._painted = None
            return False
        if self._page is not None and self._painted is not None:
            before = self._page
            # Some rows at a time: what is compared at once takes as much room as it has bytes.
            rows = range(0, len(page), ROWS)
            if all(np.array_equal(before[row : row + ROWS], page[row : row + ROWS]) for row in rows):
                np.copyto(page, self._painted)
                return True
        self._page = _copied(page, self._page)
        return False

    def keep(self, painted: Pixels) -> None:
        """Keep what was painted over the page, if the view is the same as the time before."""
        if self._page is not None:
            self._painted = _copied(painted, self._painted)


def _copied(pixels: Pixels, into: Pixels | None) -> Pixels:
    """Return a copy, in an array where there is one.

    A page in 4K takes 33 MB; arrays that come and go cost the system more than copies into those there are.
    """
    into = np.empty_like(pixels) if into is None else into
    np.copyto(into, pixels)
    return into


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
    numbers
        Whether the floor's sides have numbers, and not their names alone.
    rises
        Whether the camera that chooses for itself will `rise`.

    apart
        Whether balls that meet are painted side by side.

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
        numbers: bool = True,
        rises: bool = False,
        apart: bool = False,
        hidden: bool = False,
    ) -> None:
        super().__init__(self._film, hidden=hidden)
        cells = cells_for(config.pixel_height)
        ticks = TICKS if numbers else 0
        longest = max(NAMED * ((box.right - box.left) * stage.page.width - BARE), WHOLE)
        how: dict[str, Any] = {"numbers": ticks, "longest": longest}
        camera = camera or Camera(rises=rises)
        self.diorama = Diorama(runs or stage.shown, stage.style, cells=cells, camera=camera, apart=apart, **how)
        self._stage, self._box, self._sketch, self._moving = stage, box, sketch, moving
        self.room = box
        self._steps = steps or (lambda: [stage.step.get_value()] * len(self.diorama.tracks))
        tracks, looks = self.diorama.tracks, self.diorama.looks
        self._notes = [Label(stage, note, 9.5, color=stage.style.muted) for note in self.diorama.notes]
        self._box, self._words = above(stage, self.diorama.trust, looks, box)
        corners = (box.corners - 0.5) * [config.frame_width, config.frame_height]
        self._fates = [Fates(stage, track, look.color, corners) for track, look in zip(tracks, looks, strict=True)]
        self._turn, self._risen = ValueTracker(0), ValueTracker(0)
        self._map: Board | None = None
        self._still = KeptStill()

    def orbit(self, share: float = 1.0, **options: Any) -> Any:
        """Return the animation that takes the camera to a share of its way."""
        return animated(self._turn, share, **options)

    @property
    def rising(self) -> float:
        """How long it takes to rise from the end of its way, in seconds, for no one to be giddy."""
        view = self.diorama.last
        angles = [turned(raised(view, share), raised(view, share + 0.05)) for share in np.arange(20) / 20]
        return max(RISING, STEEPEST * 20 * max(angles) / TURNING)

    def rise(self, board: Board) -> list[Any]:
        """Return the animations that take the camera up, until the relief lies where it is on a board, as a map.

        They should take `rising` seconds. What is beyond the board is cut off; numbers and names of its axes fly to
        those of the board. Then the board's frame takes their place, which is complete but for what is written in it.
        """
        self._map, moves = board, []
        for axis in (0, 1):
            upright = [board.written[axis][-1][0]] if axis and board.written[axis] else []
            moves += flown(self.words(axis), board.written[axis], turned=upright)
        # The frame shows when the relief is as good as in it.
        return [animated(self._risen, 1.0, smoothstep), *moves, FadeIn(board.frame[0], rate_func=rush_into)]

    def words(self, axis: int) -> list[Written]:
        """Return the numbers along an axis, and last its name, as the relief shows them now."""
        made: list[Written] = []
        view, easel = self._seen_from()
        for word in self.diorama.words(easel, view, axis):
            row = typeset.text(self._stage.style, word.words, word.size, color=word.color, bold=word.bold)
            low, _, high, _ = easel.pixels(word.box(easel)) / easel.unit * points(1)
            middle = (low + high) / 2 - np.array([config.frame_width, config.frame_height]) / 2
            made.append((word.words, row.move_to(np.append(middle, 0))))
        return made

    @cached_property
    def _easel(self) -> Easel:
        """What maps what the camera sees at first to the camera's page."""
        width, height = config.pixel_width, config.pixel_height
        (left, low), (right, high) = self._box.corners * [width, height]
        camera: Any = self._stage.camera
        return self.diorama.easel(camera.agg, (left, low, right, high), unit=point_on(width, height))

    @cached_property
    def _aside(self) -> RendererAgg:
        """A page of its own."""
        return RendererAgg(config.pixel_width, config.pixel_height, 72)

    def _seen_from(self) -> tuple[View, Easel]:
        """Return where the camera stands now, and the easel that maps what it sees to the page."""
        view, share, easel = self.diorama.view(self._turn.get_value()), self._risen.get_value(), self._easel
        board = self._landing
        if board is None:
            return view, easel
        corners = (board.corners + np.array([config.frame_width, config.frame_height]) / 2) / points(1) * easel.unit
        world = self.diorama.relief.place(board.limits.T)
        scales = (corners[1] - corners[0]) / (world[1] - world[0])
        stretch = float(scales[1] / scales[0])
        # It goes back a little on its way, for the relief is widest from a corner.
        scale = float(easel.scale ** (1 - share) * scales[0] ** share * (1 - BACK * np.sin(np.pi * share)))
        centre = easel.centre + share * (corners[0] - scales * world[0] - easel.centre)
        return raised(view, share, stretch), easel.moved(scale, centre)

    @property
    def magnified(self) -> float:
        """How many pixels of the page a unit of the picture has as the camera begins."""
        return self._easel.scale

    def spot(self, pen: Pen, at: Array) -> Array:
        """Return where world points (..., 3) are on the page (..., 2), in scene units."""
        view, easel = self._seen_from()
        return np.asarray(easel.pixels(view.project(at)) / pen.scale - pen.page / 2)

    def _film(self, pixels: Pixels, seen: float) -> None:
        (view, easel), clear = self._seen_from(), self._stage.style.transparent
        camera: Any = self._stage.camera
        picture, is_own = pixels, pixels is camera.pixel_array and easel.renderer is camera.agg
        # Agg keeps colours apart from opacity and Cairo mixes them in: they are the same where the page is opaque.
        if clear or seen < 1 or not is_own:
            easel = easel.on(self._aside)
            picture = np.asarray(self._aside.buffer_rgba())
            picture[:] = 0 if clear else pixels
        page = picture if self._landing is None else picture.copy()
        if not self._still.lay(picture, view):
            self.diorama.paint_still(easel, view, named=self._risen.get_value() <= 0)
            self._still.keep(picture)
        if self._moving:
            self.diorama.paint_moving(easel, view, self._steps())
        if self._sketch is not None:
            self._sketch(Sketch(easel, self.diorama, view))
        self._cut_off(picture, page)
        if picture is not pixels:
            if clear:
                picture[..., :3] = np.rint(picture[..., :3] * (picture[..., 3:] / 255))
            pen_on(pixels).image(picture, (-config.frame_width / 2, config.frame_height / 2), alpha=seen)
        if seen >= 1:
            self._write(pen_on(pixels), view, easel)

    @property
    def _landing(self) -> Board | None:
        """The board on which the relief comes down, once the camera is on its way up."""
        return self._map if self._risen.get_value() > 0 else None

    def _cut_off(self, picture: Pixels, page: Pixels) -> None:
        """Leave as it was what lies beyond the board on which the relief comes down: more, the higher the camera is."""
        if self._landing is None:
            return
        height, width = page.shape[:2]
        first = np.array([0.0, self._box.low * height, width, self._box.high * height])
        left, low, right, high = self._landing.pixels(page.shape)
        last = np.array([left, height - low, right, height - high])
        edges = first + self._risen.get_value() * (last - first)
        left, low, right, high = np.rint(edges).astype(int).tolist()
        for part in (np.s_[: height - high], np.s_[height - low :], np.s_[:, :left], np.s_[:, right:]):
            picture[part] = page[part]

    def _write(self, pen: Pen, view: View, easel: Easel) -> None:
        """Write the notes on the heights, and how runs left the frame where they did."""
        corner = np.array([self._box.right * config.frame_width, self._box.low * config.frame_height]) - pen.page / 2
        with pen.faded(max(1 - LEAVING * self._risen.get_value(), 0.0)):
            for i, note in enumerate(reversed(self._notes)):
                note.draw(pen, corner + np.array([0, points(4 + 13 * i)]), align=(1, 0))
            self._words.draw(pen, self._steps())
        if not self._moving:
            return
        for track, fates, step in zip(self.diorama.tracks, self._fates, self._steps(), strict=True):
            if not np.isnan(step) and track.fate_at(step):
                foot = self.diorama.relief.place(track.at(step) if track.left is None else track.exit())
                at = easel.pixels(view.project(self.diorama.relief.drape(foot))) / pen.scale - pen.page / 2
                fates.draw(pen, step, at + np.array([0, points(10)]), (0, 0))
