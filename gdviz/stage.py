"""The Manim base scene: finds its runs, keeps the time, and lets things paint their own pixels.

A scene file derives from `Stage`, says in `example` which run it shows when no other is named, and tells its story in
`construct` with the things of gdviz.props. Everything that moves is a pure function of one clock, `self.step`, so
that a frame is right whatever Manim rendered before it.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import manimpango
import numpy as np
from manim import DOWN, LEFT, UP, Camera, FadeIn, MathTypst, Mobject, Scene, Text, ValueTracker, VGroup, config, linear
from numpy.typing import NDArray

from gdviz.formula import typst
from gdviz.run import Run, load
from gdviz.style import DARK, FONT_FILES, Style, number
from gdviz.track import between

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]

RUN_VARIABLE = "GDVIZ_RUN"
# Text is laid out on whole pixels: built this large and scaled down, its letters stand where they should.
LAYOUT_SIZE = 96
# Words stand in a column at the left, this share of the frame, with a margin in scene units.
COLUMN = 0.38
MARGIN = 0.55
# No formula is taller than this, in scene units, so that counters and conclusion have their room.
TALLEST = 1.25
# What Manim makes one em of text at font size 1, in its units.
EM = 1 / 72


M = TypeVar("M", bound=Mobject)


@dataclass(frozen=True)
class Beat:
    """One idea of a scene: a section of its film, and a slide of a deck.

    Attributes
    ----------
    name
        A few words.
    notes
        What it shows, for the one who talks over it.
    loops
        Whether it can play again and again while someone talks: its last frame leads to its first.
    """

    name: str
    notes: str
    loops: bool = False


def animated(tracker: ValueTracker, value: float, rate: Callable[[float], float], **options: Any) -> Any:
    """Return the animation of a tracker to a value."""
    builder: Any = tracker.animate
    return builder(rate_func=rate, **options).set_value(value)


class Painted(Mobject):
    """A mobject that paints straight into the camera's pixels (height, width, 4), over what is there already."""

    def __init__(self, paint: Callable[[Pixels], None]) -> None:
        super().__init__()
        # Manim draws mobjects that have points, and draws anew each frame those that have updaters.
        self.points = np.zeros((1, 3))
        self.add_updater(lambda mobject: None)
        self.paint = paint


class StageCamera(Camera):
    """A camera that also displays what paints itself.

    Attributes
    ----------
    stamp
        Changes when a run does. Manim hashes its camera to find out whether an animation was rendered before, and would
        otherwise show the old one: it does not look into runs.
    """

    stamp = ""

    def type_or_raise(self, mobject: Mobject) -> type[Mobject]:
        """Return the class that decides how a mobject is displayed."""
        kind = super().type_or_raise(mobject)
        self.display_funcs[Painted] = lambda batch, pixels: [painted.paint(pixels) for painted in batch]
        return Painted if isinstance(mobject, Painted) else kind


class Stage(Scene):
    """A scene about recorded runs.

    Attributes
    ----------
    runs
        Directories of the runs to show; a subclass made for rendering sets them. Otherwise the environment's GDVIZ_RUN
        (several are separated as in PATH), otherwise the scene's example.
    style
        How it looks; a subclass made for rendering sets it.
    example
        A problem that suits the scene, and the directory its run goes to.
    beats
        The beats told so far: one for each section of the film.
    """

    runs: ClassVar[Sequence[str | Path]] = ()
    style: ClassVar[Style] = DARK
    example: ClassVar[tuple[str, str]]

    def __init__(self, **options: Any) -> None:
        super().__init__(camera_class=StageCamera, **options)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Return why a run cannot be shown by this scene, or None."""
        return None

    @classmethod
    def open(cls, directories: Sequence[str | Path]) -> list[Run]:
        """Return the runs in `directories`, or raise ValueError if one is not there or cannot be shown."""
        runs = [load(directory) for directory in directories]
        for run in runs:
            if reason := cls.refuse(run):
                raise ValueError(f"scene {cls.__name__} cannot show {run.path}: {reason}")
        return runs

    def setup(self) -> None:
        """Open the runs and set the page."""
        self.shown = self._find_runs()
        self.run = self.shown[0]
        self.steps = max(run.steps for run in self.shown)
        self.step = ValueTracker(0)
        self.beats: list[Beat] = []
        camera: Any = self.camera
        camera.background_color = self.style.background
        camera.stamp = " ".join(run.digest for run in self.shown)
        for file in FONT_FILES.values():
            manimpango.register_font(str(file))

    def _find_runs(self) -> list[Run]:
        if self.runs:
            return self.open(self.runs)
        named = os.environ.get(RUN_VARIABLE, "")
        problem, directory = self.example
        try:
            return self.open(named.split(os.pathsep) if named else [directory])
        except ValueError as error:
            # Plain `manim render` prints a traceback for everything but this.
            raise SystemExit(f"Error: {error}\nA run for this scene: gdviz solve {problem} -o {directory}") from None

    def beat(self, name: str, notes: str, *, loops: bool = False) -> None:
        """Begin a beat; what is played from here on belongs to it."""
        self.next_section(name)
        self.beats.append(Beat(name, notes, loops))

    def now(self, values: Array) -> float:
        """Return what the first run recorded for the last complete step."""
        return float(values[int(self.run.row(self.step.get_value()) + 1e-6)])

    def between(self, rows: Array) -> Array:
        """Return what the first run has at the clock's step, on the straight line between recorded rows."""
        return between(rows, self.run.row(self.step.get_value()))

    def run_clock(self, seconds: float, *others: Any) -> None:
        """Play the runs from their first step to their last: equal steps in equal times, whatever their number."""
        clock = animated(self.step, self.steps, linear, run_time=seconds)
        self.play(clock, *others, run_time=seconds)

    def text(self, words: str, size: float, *, color: str = "", bold: bool = False) -> Text:
        """Return text; `size` is in points of a page 8 inches wide, as in the figures."""
        made = Text(
            words,
            font="IBM Plex Sans",
            weight="SEMIBOLD" if bold else "NORMAL",
            font_size=LAYOUT_SIZE,
            color=color or self.style.ink,
            warn_missing_font=False,
        )
        return made.scale(self.points(size) / (LAYOUT_SIZE * EM))

    def formula(self, latex: str, size: float) -> VGroup:
        """Return a formula, kept as LaTeX, set by Typst, a line for each part between quads; `size` as for text."""
        lines = [
            MathTypst(typst(part), color=self.style.ink, font_size=1.8 * self.points(size) / EM)
            for part in latex.split(r"\qquad")
        ]
        block = self.fit(VGroup(*lines).arrange(DOWN, aligned_edge=LEFT, buff=0.3))
        return block.scale(min(1.0, TALLEST / block.height))

    def fit(self, mobject: M) -> M:
        """Return the mobject, made smaller where it would not fit the left column."""
        width = COLUMN * config.frame_width - 2 * MARGIN
        return mobject.scale(min(1.0, width / mobject.width))

    def points(self, size: float) -> float:
        """Return points of a page 8 inches wide in scene units."""
        return size * config.frame_width / 576

    def heading(self, run: Run) -> VGroup:
        """Return what is minimised and how, at the top left."""
        title = self.fit(self.text(run.problem["title"], 20, bold=True))
        rate = f"{run.optimizer['title']}, learning rate {run.optimizer['lr']:.4g}"
        subtitle = self.fit(self.text(rate, 12, color=self.style.muted))
        return VGroup(title, subtitle).arrange(DOWN, aligned_edge=LEFT, buff=0.22).to_corner(UP + LEFT, buff=MARGIN)

    def conclude(self, words: str, below: Mobject) -> None:
        """Let the conclusion appear below something in the left column, and rest on it."""
        ending = self.fit(self.text(words, 12.5, color=self.style.accent)).next_to(
            below, DOWN, buff=0.4, aligned_edge=LEFT
        )
        self.play(FadeIn(ending, shift=0.2 * UP), run_time=0.5)
        self.wait(1.5)

    def ending(self, run: Run) -> str:
        """Return the conclusion of a run in a few words."""
        if run.diverged:
            return f"diverged at step {run.steps:,}"
        return f"loss {number(float(run.loss[0]))} → {number(float(run.loss[-1]))} in {run.steps:,} steps"
