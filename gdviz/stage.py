"""The Manim base scene: finds its runs, keeps the time, and lays out words; gdviz.props are the things on it.

A scene file derives from `Stage`, says in `example` which runs it shows when none are named, and tells its story in
`construct`, beat by beat. Everything that moves is a pure function of one clock, `self.step`, so that a frame is right
whatever Manim rendered before it.

Words stand in a column at the left of the picture, or where pictures fill the frame, above and below them.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import numpy as np
from manim import (
    DOWN,
    LEFT,
    UP,
    Camera,
    FadeIn,
    FadeOut,
    Mobject,
    Scene,
    Text,
    ValueTracker,
    VGroup,
    config,
    linear,
    smooth,
)
from numpy.typing import NDArray

from gdviz import typeset
from gdviz.pen import Pen
from gdviz.run import Run, load
from gdviz.style import DARK, Style, number
from gdviz.track import Track, between, widest

Array = NDArray[np.float64]
Pixels = NDArray[np.uint8]

RUN_VARIABLE = "GDVIZ_RUN"
# The words' column ends at this share of the frame; everything keeps a margin, in scene units.
COLUMN = 0.36
MARGIN = 0.55
# No formula is taller than this, in scene units, so that counters and captions have their room.
TALLEST = 1.3
# Titles, subtitles and captions, in points.
TITLE, SUBTITLE, CAPTION = 21.0, 12.5, 15.0

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


def animated(tracker: ValueTracker, value: float, rate: Callable[[float], float] = smooth, **options: Any) -> Any:
    """Return the animation of a tracker to a value."""
    builder: Any = tracker.animate
    return builder(rate_func=rate, **options).set_value(value)


class Painted(Mobject):
    """A mobject that paints straight into the camera's pixels (height, width, 4), over what is there already.

    Pixels are premultiplied RGBA. It is seen from the start, unless `hidden`; `appear` and `vanish` return animations.
    """

    def __init__(self, paint: Callable[[Pixels, float], None], *, hidden: bool = False) -> None:
        super().__init__()
        # Manim draws mobjects that have points, and draws anew each frame those that have updaters.
        self.points = np.zeros((1, 3))
        self.add_updater(lambda mobject: None)
        self._paint = paint
        self.seen = ValueTracker(0.0 if hidden else 1.0)

    def paint(self, pixels: Pixels) -> None:
        """Paint as much of it as is seen."""
        if self.seen.get_value() > 0:
            self._paint(pixels, min(self.seen.get_value(), 1.0))

    def appear(self, **options: Any) -> Any:
        """Return the animation that lets it be seen."""
        return animated(self.seen, 1.0, **options)

    def vanish(self, **options: Any) -> Any:
        """Return the animation after which it is not seen."""
        return animated(self.seen, 0.0, **options)


class Drawn(Painted):
    """A mobject that a pen draws anew in every frame."""

    def __init__(self, draw: Callable[[Pen], None], *, hidden: bool = False) -> None:
        def paint(pixels: Pixels, seen: float) -> None:
            pen = Pen(pixels)
            with pen.faded(seen):
                draw(pen)

        super().__init__(paint, hidden=hidden)


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
        if isinstance(mobject, Painted):
            self.display_funcs[Painted] = lambda batch, pixels: [painted.paint(pixels) for painted in batch]
            return Painted
        return super().type_or_raise(mobject)


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
        For each run that is shown when none is named, the arguments of `gdviz solve` and the directory it goes to.
    beats
        The beats told so far: one for each section of the film.
    shown, run
        The opened runs, and the first of them.
    step
        The clock: how many steps have been taken, not always whole.
    steps
        The last step that is worth showing: the longest run's last, or where the last of them has left the frame.
    """

    runs: ClassVar[Sequence[str | Path]] = ()
    style: ClassVar[Style] = DARK
    example: ClassVar[Sequence[tuple[str, str]]]

    def __init__(self, **options: Any) -> None:
        super().__init__(camera_class=StageCamera, **options)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Return why a run cannot be shown by this scene, or None."""
        return None

    @classmethod
    def refuse_all(cls, runs: Sequence[Run]) -> str | None:
        """Return why runs, each of which could be shown, cannot be shown together, or None."""
        return None

    @classmethod
    def open(cls, directories: Sequence[str | Path]) -> list[Run]:
        """Return the runs in `directories`, or raise ValueError if one is not there or cannot be shown."""
        runs = [load(directory) for directory in directories]
        for run in runs:
            if reason := cls.refuse(run):
                raise ValueError(f"scene {cls.__name__} cannot show {run.path}: {reason}")
        if reason := cls.refuse_all(runs):
            raise ValueError(f"scene {cls.__name__} cannot show {' '.join(str(run.path) for run in runs)}: {reason}")
        return runs

    def setup(self) -> None:
        """Open the runs and set the page."""
        self.beats: list[Beat] = []
        self.shown = self._find_runs()
        self.run = self.shown[0]
        self.looks = [self.style.trail(i, len(self.shown)) for i in range(len(self.shown))]
        self.step = ValueTracker(0)
        self.steps = max(last_shown(run, self.shown) for run in self.shown)
        self._below: Mobject | None = None
        self._caption: Mobject | None = None
        camera: Any = self.camera
        camera.background_color = self.style.background
        camera.stamp = " ".join(run.digest for run in self.shown)

    def _find_runs(self) -> list[Run]:
        if self.runs:
            return self.open(self.runs)
        named = os.environ.get(RUN_VARIABLE, "")
        try:
            return self.open(named.split(os.pathsep) if named else [directory for _, directory in self.example])
        except ValueError as error:
            # Plain `manim render` prints a traceback for everything but this.
            commands = [f"gdviz solve {solving} -o {directory}" for solving, directory in self.example]
            message = f"Error: {error}\n{'A run' if len(commands) == 1 else 'Runs'} for this scene:"
            raise SystemExit("\n    ".join([message, *commands])) from None

    def beat(self, name: str, notes: str, *, loops: bool = False) -> None:
        """Begin a beat; what is played from here on belongs to it."""
        self.next_section(name)
        self.beats.append(Beat(name, notes, loops))

    def now(self, values: Array, run: Run | None = None) -> float:
        """Return what a run, the first unless named, recorded for the last complete step."""
        return float(values[int((run or self.run).row(self.step.get_value()) + 1e-6)])

    def between(self, rows: Array, run: Run | None = None) -> Array:
        """Return what a run, the first unless named, has at the clock's step, between recorded rows."""
        return between(rows, (run or self.run).row(self.step.get_value()))

    def advance(self, step: float, seconds: float, *others: Any) -> None:
        """Play the runs up to a step: equal steps in equal times, whatever their number."""
        clock = animated(self.step, step, linear, run_time=seconds)
        self.play(clock, *others, run_time=seconds)

    def run_clock(self, seconds: float, *others: Any) -> None:
        """Play the runs to their last step."""
        self.advance(self.steps, seconds, *others)

    def text(self, words: str, size: float, *, color: str = "", bold: bool = False) -> Text:
        """Return text; `size` is in points of a page 8 inches wide, as in the figures."""
        return typeset.text(self.style, words, size, color=color, bold=bold)

    def paragraph(self, words: str, size: float, width: float, **looks: Any) -> VGroup:
        """Return text in lines at most `width` scene units wide; `color` and `bold` as for text."""
        return typeset.paragraph(self.style, words, size, width, **looks)

    def formula(self, latex: str, size: float, *, color: str = "") -> VGroup:
        """Return a formula, kept as LaTeX, that fits the column; `size` as for text."""
        made = fit(typeset.formula(self.style, latex, size, color=color), self.column)
        return made.scale(min(1.0, TALLEST / made.height))

    @property
    def column(self) -> float:
        """The width of the words' column, in scene units."""
        return COLUMN * float(config.frame_width) - MARGIN

    def heading(self, title: str, subtitle: str = "", *, wide: bool = False) -> VGroup:
        """Return the point of the scene and below it what is shown, at the top of the column, or across the frame.

        The words of `gdviz scene --title` take the title's place.
        """
        title = title if self.style.title is None else self.style.title
        width = config.frame_width - 2 * MARGIN if wide else self.column
        lines = VGroup()
        if title:
            lines.add(self.paragraph(title, TITLE, width, bold=True))
        if subtitle:
            lines.add(self.paragraph(subtitle, SUBTITLE, width, color=self.style.muted))
        lines.arrange(DOWN, aligned_edge=LEFT, buff=0.24)
        lines.move_to(_corner(UP + LEFT), aligned_edge=UP + LEFT)
        self._below = None if wide else lines
        return lines

    def under(self, mobject: M, gap: float = 0.5) -> M:
        """Place something in the column under what was placed there last, and return it."""
        if self._below is None:
            raise ValueError("there is nothing in the column to place this under")
        mobject.next_to(self._below, DOWN, buff=gap, aligned_edge=LEFT)
        self._below = mobject
        return mobject

    def say(self, words: str, *others: Any, color: str = "", seconds: float = 0.6) -> None:
        """Let a caption take the last one's place, while other animations play.

        It stands in the column under what was placed there last, or where the heading is wide, at the frame's foot.
        """
        width = config.frame_width - 2 * MARGIN if self._below is None else self.column
        made = self.paragraph(words, CAPTION, width, color=color or self.style.ink)
        if self._below is None:
            made.move_to(_corner(DOWN + LEFT), aligned_edge=DOWN + LEFT)
        else:
            made.next_to(self._below, DOWN, buff=0.5, aligned_edge=LEFT)
        # The old words are gone before the new ones come: two texts in one place cannot be read.
        leaving = [FadeOut(self._caption, run_time=0.4 * seconds)] if self._caption is not None else []
        if leaving:
            self.play(*leaving, run_time=0.4 * seconds)
        self._caption = made
        self.play(FadeIn(made, shift=0.12 * UP), *others, run_time=seconds)

    def conclude(self, words: str, *others: Any, seconds: float = 2.0) -> None:
        """Say the conclusion, and rest on it."""
        self.say(words, *others, color=self.style.accent)
        self.wait(seconds)

    def ending(self, run: Run) -> str:
        """Return the conclusion of a run in a few words."""
        if run.diverged:
            return f"diverged at step {run.steps:,}"
        steps = f"{run.steps:,} {'step' if run.steps == 1 else 'steps'}"
        return f"loss {number(float(run.loss[0]))} → {number(float(run.loss[-1]))} in {steps}"


def _corner(side: Array) -> Array:
    """Return a corner of the frame, within its margin."""
    half = np.array([config.frame_width, config.frame_height, 0]) / 2
    corner: Array = side * (half - [MARGIN, MARGIN, 0])
    return corner


def fit(mobject: M, width: float) -> M:
    """Return the mobject, made smaller where it is wider than `width` scene units."""
    return mobject.scale(min(1.0, width / mobject.width))


def last_shown(run: Run, runs: Sequence[Run]) -> int:
    """Return the step after which a run is not seen any more on the landscape of all: its last, or where it leaves."""
    if "surface.loss" not in run.arrays:
        return run.steps
    left = Track.of(run, widest(runs)).left
    return run.steps if left is None else min(left, run.steps)


def rule_of(run: Run) -> str:
    """Return a run's optimizer and learning rate in words."""
    return f"{run.optimizer['title']}, learning rate {run.optimizer['lr']:.4g}"
